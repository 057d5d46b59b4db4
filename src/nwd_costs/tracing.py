"""One referral, from the records that tell of it to the pounds of its ledger lines."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nwd_costs.days import NO_DAY, birthday, to_date
from nwd_costs.errors import Problem, UsageError
from nwd_costs.explanation import Explanation, Line, Source, Step
from nwd_costs.frames import day_numbers
from nwd_costs.headline import Headline
from nwd_costs.methods import Methodology
from nwd_costs.pence import PPM, pounds
from nwd_costs.periods import Period
from nwd_costs.prices import UnitCosts
from nwd_costs.stages.actual_costs import RECORD
from nwd_costs.stages.actual_costs import TABLE as PAID
from nwd_costs.stages.claims import NO_DAYS_LEFT
from nwd_costs.stages.cohort import IN_SCOPE, VOIDED
from nwd_costs.stages.ledger import LEGS, SIDES
from nwd_costs.steps import Steps
from nwd_costs.tables import Records

TABLES = ("placements", "protection_plans", "need_episodes")
_PRICED = ("rate_name", "layer", "price_year", "source")
SECTION_OF = {
    "not started": "4.1", "age unknown": "4.2", "age out of range": "4.2", "stage": "4.2",
    "uasc": "4.2", "at_risk_of not given": "4.3", "already in care": "4.3", "not in care": "4.3",
    "no next placement": "5.1.3", "no statutory tier": "5.2.1", "tier not claimed": "5.2.3",
    "no step down": "5.4.1", "not sustained": "5.4.2", "not yet sustained": "5.4.2",
    "no length of stay": "6.1",
    NO_DAYS_LEFT: "6.2",
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Traced:
    """Everything an explanation may look at."""

    method: Methodology
    costs: UnitCosts
    records: Records
    steps: Steps
    ledger: pd.DataFrame
    repairs: pd.DataFrame
    period: Period
    headline: Headline


def explain(run: Traced, referral_id: str) -> Explanation:
    """Tell the path of one referral.

    Parameters
    ----------
    run
        What was run and what came of it.
    referral_id
        Which referral.

    Raises
    ------
    UsageError
        When no such referral was read.
    """
    ids = run.steps.cohort.referrals["referral_id"].to_numpy(dtype=object)
    found = np.flatnonzero(ids == referral_id)
    if not len(found):
        what = "is no referral of the list, or its row was rejected"
        problem = Problem("the referral_id asked for", what, "See Result.claims, or rejected.csv.")
        raise UsageError("The referral cannot be explained.", [problem])
    at = int(found[0])
    mine = run.ledger[run.ledger["referral_id"] == referral_id]
    sides = {side: mine.loc[mine["side"] == side, "amount_pence"] for side in SIDES}
    return Explanation(
        referral_id=referral_id,
        heading=(
            f"{run.method.id} ({run.method.standing}, {run.method.status}), {run.costs.id} for "
            f"{run.costs.authority}, {run.period.name}"
        ),
        headline=tuple(run.headline.lines()),
        records=tuple(_records(run, at)),
        steps=tuple(_decisions(run, at)),
        lines=tuple(_lines(mine)),
        sources=tuple(_sources(run, mine)),
        legs_pence={
            side: None if pence.isna().any() else int(pence.sum())
            for side, pence in sides.items()
            if side in LEGS or len(pence)
        },
    )


def _records(run: Traced, at: int) -> Iterable[Source]:
    cohort = run.steps.cohort
    row = cohort.referrals.iloc[at]
    where = f"{row['source_file']}, row {row['source_row']}"
    told = f"referral: at risk of {row['at_risk_of'] or 'not given'}, stage {row['stage']}"
    yield Source("referrals", where, told, ())
    low, high = _days_that_matter(run, at)
    for table in TABLES:
        seen = run.steps.observed.tables[table]
        mine = (seen.child == cohort.child[at]) & (seen.until_day > low) & (seen.from_day < high)
        rows = getattr(run.records, table)
        for position, start, end in zip(
            seen.row[mine], seen.from_day[mine], seen.until_day[mine], strict=True
        ):
            yield _source(run, table, rows.iloc[int(position)], int(start), int(end))
    if run.method.plan.stages.pricing.prefers_actual:
        yield from _paid(run, str(row["child_id"]), low, high)


def _paid(run: Traced, child_id: str, low: int, high: int) -> Iterable[Source]:
    """Show what was really paid for the child on the days that matter [8.5]."""
    costs, until = run.records.placement_costs, run.steps.observed.until
    start, end = day_numbers(costs["from_day"]), day_numbers(costs["until_day"])
    end = np.where(end == NO_DAY, until, np.minimum(end, until))
    mine = (costs["child_id"] == child_id).to_numpy(dtype=np.bool_) & (end > low) & (start < high)
    for at in np.flatnonzero(mine).tolist():
        row = costs.iloc[at]
        price = f"{pounds(int(row['amount']))} a {row['per']}"
        told = f"actual cost {price}, {_day(int(start[at]))} to {_day(int(end[at]))}"
        yield Source(PAID, f"{row['source_file']}, row {row['source_row']}", told, ())


def _source(run: Traced, table: str, row: pd.Series, start: int, end: int) -> Source:
    where = f"{row['source_file']}, row {row['source_row']}"
    span = f"{_day(start)} to {_day(end)}"
    what = table.replace("_", " ").removesuffix("s")
    if table == "placements":
        what = f"placement {row['place']}/{row['provider'] or 'no provider'}"
    log = run.repairs
    same = (
        (log["table"] == table)
        & (log["source_file"] == row["source_file"])
        & (log["source_row"] == row["source_row"])
    )
    repairs = tuple(
        f"[{repair.rule}] ended on {_day_of(repair.after)}, was {_day_of(repair.before) or 'open'}"
        for repair in log[same].itertuples()
    )
    return Source(table, where, f"{what}, {span}", repairs)


def _days_that_matter(run: Traced, at: int) -> tuple[int, int]:
    """Give the span from the index day to the end of the window, or the index day alone."""
    claims, t = run.steps.claims, int(run.steps.cohort.index_day[at])
    if t == NO_DAY:
        return 0, 0
    claim = np.flatnonzero(claims.referral == at)
    return (t, int(claims.until_day[claim[0]]) + 1) if len(claim) else (t, t + 1)


def _decisions(run: Traced, at: int) -> Iterable[Step]:
    cohort, stages = run.steps.claims.cohort, run.method.plan.stages
    t, rule = int(cohort.index_day[at]), stages.cohort
    scope = str(cohort.scope[at])
    if t == NO_DAY or scope == "not started":
        yield Step(("4.1", rule.index.clause), "there is no index day before the last day observed")
        return
    yield Step(("4.1", rule.index.clause), f"the index day is {rule.index.value}, {_day(t)}")
    if cohort.age[at] >= 0:
        ages = f"{rule.age_min.value} to {rule.age_max.value}"
        yield Step(("4.2", rule.age_min.clause), f"age {cohort.age[at]}; the cohort is {ages}")
    held = run.steps.timeline.vocabulary.names[int(cohort.category[at])]
    yield Step(("3.1",), f"on that day the child's status and category are {held}")
    if scope == VOIDED:
        clause = "5.1.5" if cohort.at_risk_of("entry")[at] else "5.1.6"
        told = "in scope, but the claim is void: what it was to avoid came within the window"
        yield Step((clause,), told)
        return
    if scope != IN_SCOPE:
        yield Step((SECTION_OF.get(scope, "4.4"),), f"out of scope: {scope}")
        return
    yield from _claim(run, at)


def _claim(run: Traced, at: int) -> Iterable[Step]:
    claims, stages = run.steps.claims, run.method.plan.stages
    claim = int(np.flatnonzero(claims.referral == at)[0])
    start, end = int(claims.from_day[claim]), int(claims.until_day[claim])
    decided = stages.counterfactual.parameters()[str(claims.decided_by[claim])]
    yield Step((claims.clause, decided.clause), _mixed(run, claim))
    limit = int(claims.horizon_end[claim])
    why = _horizon_reason(run, at, limit)
    told = f"the window begins on {_day(start)}; by {stages.horizon.rule} it ends on {_day(limit)}"
    yield Step(("6.1", "6.2", stages.horizon.clause), f"{told}{why}")
    stopped = str(claims.stopped_by[claim])
    if stopped:
        yield Step((stopped,), f"{_STOPS[stopped]} on {_day(end)}")
    lost = int(claims.days_lost()[claim])
    if lost:
        yield Step(("5.5",), f"{lost} days belong to an earlier claim of the same child")
    yield from _booked(run, claim)
    mine = run.ledger["referral_id"] == str(claims.cohort.referrals["referral_id"].iloc[at])
    paid = int(run.ledger.loc[mine & (run.ledger["layer"] == RECORD), "days"].sum())
    if paid:
        clauses = ("8.5", stages.pricing.actual_costs.clause)
        yield Step(clauses, f"{paid} days of the actual leg are priced by what was really paid")


def _booked(run: Traced, claim: int) -> Iterable[Step]:
    """Tell which days the period books, and which of them it cannot have seen [7.1], [7.2]."""
    rule, booked = run.method.plan.stages.booking, int(run.steps.days_booked[claim])
    later = int(run.steps.claims.days_from(run.steps.observed.until)[claim])
    ahead = rule.rule == "at_index"
    if later and not ahead:
        yield Step(("7.1",), f"{later} days are not yet observed and are not booked")
    clauses = (rule.clause, "7.2" if ahead else "7.1")
    yield Step(clauses, f"{booked} days are booked in {run.period.name}")
    if later and booked and ahead:
        yield Step(("7.3",), f"{later} of them are forecast: this is no outturn")


_STOPS = {
    "5.1.5": "the child came into care and the claim stops",
    "5.1.6": "the placement broke down and the claim stops",
    "5.1.7": "the child left care and the claim stops",
}


def _mixed(run: Traced, claim: int) -> str:
    claims, names = run.steps.claims, run.steps.timeline.vocabulary.names
    parts = np.flatnonzero(claims.mix.claim == claim)
    shares = ", ".join(
        f"{names[int(claims.mix.category[part])]} {_ppm(int(claims.mix.weight[part]))}"
        for part in parts
    )
    rule = run.method.plan.stages.counterfactual.rule
    weight = _ppm(int(claims.weight[claim]))
    chosen = claims.decided_by[claim]
    return f"a claim by {rule} of weight {weight}; otherwise {shares}, chosen by {chosen}"


def _horizon_reason(run: Traced, at: int, end: int) -> str:
    age = run.method.plan.stages.horizon.until_age.value
    grown_up = int(birthday(run.steps.cohort.born[at : at + 1], age)[0])
    return f", the {age}th birthday" if grown_up == end else ""


def _lines(mine: pd.DataFrame) -> Iterable[Line]:
    for line in mine.to_dict("records"):
        amount = None if pd.isna(line["amount_pence"]) else int(line["amount_pence"])
        side = str(line["side"])
        if side == "adjustment":
            yield Line(side, f"{line['category']} [{line['clause']}]", amount)
            continue
        span = f"{_day_of(line['from_day'])} to {_day_of(line['until_day'])}"
        what = f"{span}, {line['days']} days {line['category']}"
        shared = side == "programme" and pd.isna(line["rate_pence"])
        price = ", a share of the year's total" if shared else _price(line)
        yield Line(side, f"{what}{price}", amount)


def _price(line: Mapping[Hashable, Any]) -> str:
    if pd.isna(line["rate_pence"]):
        return " at no cost"
    share = "" if line["weight"] == PPM else f", {_ppm(int(line['weight']))}"
    return (
        f" at {pounds(int(line['rate_pence']))} a {line['unit']}{share} "
        f"({', '.join(str(line[key]) for key in _PRICED if line[key])})"
    )


def _sources(run: Traced, mine: pd.DataFrame) -> Iterable[tuple[str, str]]:
    known, paid = run.costs.document.sources, mine["layer"] == RECORD
    for name in sorted(set(mine.loc[paid, "source"])):
        yield name, "what was really paid, by the authority's own record"
    for name in sorted(set(mine.loc[~paid, "source"]) - {""}):
        yield name, f"{known[name].publisher}, {known[name].title}" if name in known else ""


def _ppm(weight: int) -> str:
    return f"{weight:,} ppm"


def _day(day: int) -> str:
    return f"{to_date(day):%d/%m/%Y}"


def _day_of(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else _day(int(day_numbers(pd.Series([day]))[0]))
