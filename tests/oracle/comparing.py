"""How the library and the oracle are asked the same, and held against each other line by line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.days import iso
from oracle import library
from oracle.care import care_figures, care_lines
from oracle.drawn_questions import Question, categories, index
from oracle.drawn_rows import Tables, Years
from oracle.history import History
from oracle.ledger import UnpricedError
from oracle.oracle import Oracle
from oracle.panel import claim_rows, summary
from oracle.programme import UnchargedError
from oracle.repairs import Row

LEDGER = [
    "referral_id", "child_id", "side", "service", "claim_service", "category", "from_day",
    "until_day", "days", "weight", "rate_pence", "unit", "rate_name", "layer", "amount_pence",
    "observed", "financial_year", "quarter", "price_basis",
]  # fmt: skip
CLAIMS = [
    "referral_id", "scope", "index_day", "from_day", "until_day", "weight", "days_booked",
    "days_lost_to_overlap", "days_lost_to_overlap_in_period", "days_not_yet_observed",
    "gross_pence",
]  # fmt: skip
COHORT = ["referral_id", "index_day", "age", "category", "scope", "in_scope_by_section_4"]
CARE = [
    "child_id", "service", "category", "from_day", "until_day", "days", "rate_pence", "unit",
    "rate_name", "layer", "rate_basis", "source", "amount_pence", "financial_year", "quarter",
]  # fmt: skip
REPAIRS = ["table", "rule", "source_row", "before", "after"]
Lines = list[tuple[str, ...]]


def compare(ours: nwd.Result | type[Exception], theirs: Oracle | type[Exception]) -> None:
    """Hold every row, day, referral, claim, line and figure of the two against each other."""
    if ours is nwd.errors.DataError and theirs is not UnchargedError:
        assert not isinstance(theirs, type), "nothing is priced"
        assert not any(history.days for history in theirs.histories.values())
        return  # the rules do not say that nothing may have begun by as_at; the library does
    if not isinstance(ours, nwd.Result) or not isinstance(theirs, Oracle):
        assert ours in {theirs, nwd.errors.DataError}, "both refuse for want of a price, or neither"
        return
    figures, told = summary(theirs), json.loads(json.dumps(ours.summary()))
    refused = told["accounting"]["referrals"]["rejected"]  # the rules do not word these reasons
    told["accounting"]["referrals"]["rejected"] = sum(refused.values())
    for part in ("accounting", "repairs"):
        assert told[part] == figures[part]
    assert sorted(of(ours.repairs, REPAIRS)) == their_repairs(theirs)
    assert our_days(ours, set(theirs.histories)) == their_days(theirs.histories)
    assert our_cohort(ours) == their_cohort(theirs)
    assert our_claims(ours) == lines(claim_rows(theirs))
    assert of(ours.ledger, LEDGER) == lines(theirs.ledger)
    if told["gross_pence"] is None and not told["adjustments"]["applied"]:
        # Whether [8.2] withholds the sum of no lines is open; by_side has it as nought.
        del figures["adjustment_pence"]
    assert {key: told[key] for key in figures} == json.loads(json.dumps(figures))


def compare_care(run: nwd.Result, theirs: Oracle, prices: list[Row]) -> None:
    """Hold every line of the cost of care against the oracle's, and its totals [13.1]."""
    days = {"as_at": iso(run.as_at), "periods": run.period.name}
    try:
        ours = nwd.cost_of_care(run.records, run.costs, method=run.method, **days)
    except nwd.errors.UnitCostError:
        with pytest.raises(UnpricedError):
            care_lines(theirs, prices, theirs.span)
        return
    expected = care_lines(theirs, prices, theirs.span)
    (priced,) = ours.lines.values()
    assert sorted(of(priced, CARE)) == sorted(lines(expected))
    told = json.loads(json.dumps(ours.summary()))["years"]
    assert told == {run.period.name: care_figures(expected)}


def library_says(asked: Question, records: nwd.Records) -> nwd.Result | type[Exception]:
    try:
        return library.run(asked, records)
    except nwd.errors.DataError as error:
        if "The programme cannot be charged" in str(error):
            return UnchargedError
        if "as_at lies before the data" not in str(error):
            raise
        return nwd.errors.DataError
    except nwd.errors.UsageError as error:
        if "does not consist of whole quarters" not in str(error):
            raise
        return UnchargedError
    except nwd.errors.UnitCostError:
        return UnpricedError


def oracle_says(asked: Question, tables: Tables, years: Years) -> Oracle | type[Exception]:
    listed = list(csv.DictReader(categories(asked.method).splitlines()))
    pricing = {**asked.method["pricing"], "index": index()}
    method = {**asked.method, "categories": listed, "pricing": pricing}
    try:
        return Oracle(tables, years, method, asked.prices, asked.period, asked.as_at)
    except (UnpricedError, UnchargedError) as error:
        return type(error)


def as_text(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def lines(values: Iterable[Iterable[Any]]) -> Lines:
    return [tuple(map(as_text, row)) for row in values]


def of(frame: pd.DataFrame, columns: list[str]) -> Lines:
    return lines(frame[columns].itertuples(index=False))


def their_repairs(found: Oracle) -> Lines:
    made = [
        (table, rule, entry.number + 1, before, after)
        for table, entries in found.entries.items()
        for entry in entries
        for rule, before, after in entry.repairs
    ]
    return sorted(lines(made))


def their_days(histories: dict[str, History]) -> tuple[list[Any], Lines]:
    """Give every day of every child, and where periods, spells and breakdowns stand."""
    days = [
        (child, day, known.status, known.category)
        for child, history in sorted(histories.items())
        for day, known in sorted(history.days.items())
    ]
    marks = [
        (child, kind, *stretch)
        for child, history in histories.items()
        for kind, stretches in (
            ("period", history.periods),
            ("spell", history.spells),
            ("breakdown", [(day, day) for day in history.breakdowns]),
        )
        for stretch in stretches
    ]
    return days, sorted(lines(marks))


def our_days(result: nwd.Result, children: set[str]) -> tuple[list[Any], Lines]:
    days: list[tuple[Any, ...]] = []
    stretches: dict[tuple[Any, ...], list[date]] = {}
    timeline = result.timeline[result.timeline["child_id"].isin(children)]
    stretch: Any
    for stretch in timeline.sort_values(["child_id", "from_day"]).itertuples():
        day, until, child = stretch.from_day.date(), stretch.until_day.date(), stretch.child_id
        if stretch.status == "cic":
            for kind, number in (
                ("period", stretch.period_of_care),
                ("spell", stretch.placement_spell),
            ):
                known = stretches.setdefault((child, kind, number), [day, day])
                assert known[1] == day, "it is unbroken"
                known[1] = until
        if stretch.broke_down:
            stretches[child, "breakdown", stretch.Index] = [until, until]
        while day < until:
            days.append((child, day, stretch.status, stretch.category))
            day += timedelta(days=1)
    marks = [(child, kind, *found) for (child, kind, _), found in stretches.items()]
    return days, sorted(lines(marks))


def our_cohort(result: nwd.Result) -> Lines:
    cohort = result.cohort
    started = cohort["scope"] != "not started"  # before, there is no day of which to say it
    return of(cohort.assign(category=cohort["category"].where(started)), COHORT)


def their_cohort(found: Oracle) -> Lines:
    return lines(
        (c.id, c.index, c.age, c.category, c.scope, c.by_section_4)
        for c in sorted(found.claims, key=lambda claim: claim.id)
    )


def our_claims(result: nwd.Result) -> Lines:
    claims = result.claims
    in_scope = claims["scope"] != "out of scope"
    return of(claims.assign(scope=claims["scope"].where(in_scope, claims["reason"])), CLAIMS)
