"""Whatever moves a figure fails and is named: a calculator, a table, a rule, a digit."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

import nwd_costs as nwd
from figures.shared import another, entries_of, figures, needs, register, without_runs
from nwd_costs import context
from nwd_costs.context import documents, statistics
from nwd_costs.figures import Entry, running, verification_of, working
from nwd_costs.figures.documents import Bounded, PublishedFigure, Reproduced
from nwd_costs.figures.judging import judged
from nwd_costs.figures.running import Runs
from nwd_costs.methods import as_methodology
from nwd_costs.totals import CALCULATORS, Money, named

RUNS = Runs()
Plant = Callable[[pytest.MonkeyPatch], None]


def calculator(name: str, mistake: Callable[..., Any]) -> Plant:
    """Plant another calculator under the same name, with the same inputs."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        right = CALCULATORS[name]

        @functools.wraps(right)
        def wrong(**inputs: Any) -> Any:
            return mistake(right, **inputs)

        patch.setitem(CALCULATORS, name, wrong)

    return plant


def times(factor: Fraction) -> Callable[..., Any]:
    return lambda right, **inputs: right(**inputs) * factor


def a_statistic(measure: str, year: str, value: int) -> Plant:
    """Plant another value in the table of statistics: North Yorkshire is 815."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        table = documents.tables_of()[measure]
        right = documents.cells(table)
        cell = replace(right["815", measure, year], value=value)
        wrong = {**right, ("815", measure, year): cell}
        patch.setattr(
            statistics, "cells", lambda name: wrong if name == table else documents.cells(name)
        )

    return plant


def a_price(category: str, pence: int) -> Plant:
    def plant(patch: pytest.MonkeyPatch) -> None:
        right = context.published_price

        def wrong(given: str, **where: str) -> Money:
            found = right(given, **where)
            mine = given == category and where["authority"] == "North Yorkshire"
            return replace(found, exact=Fraction(pence)) if mine else found

        patch.setattr(working, "published_price", wrong)

    return plant


def an_index(opening: int, value: str) -> Plant:
    def plant(patch: pytest.MonkeyPatch) -> None:
        kind, right = named._READERS["Deflator"]

        def wrong(name: str) -> Any:
            found = right(name)
            return replace(found, values={**found.values, opening: Fraction(value)})

        patch.setitem(named._READERS, "Deflator", (kind, wrong))

    return plant


def a_discount(patch: pytest.MonkeyPatch) -> None:
    kind, right = named._READERS["DiscountSchedule"]

    def wrong(name: str) -> Any:
        return replace(right(name), rates={0: Fraction(36, 1000)})

    patch.setitem(named._READERS, "DiscountSchedule", (kind, wrong))


def _weeks_of_365(right: Any, *, amount: Money, convention: str) -> Any:
    return right(amount=amount, convention="365 days" if convention == "52 weeks" else convention)


def _simple(right: Any, **inputs: Any) -> Any:
    return CALCULATORS["simple_growth"](**inputs) or right


def _with_everything(right: Any, **inputs: Any) -> Any:
    return right(**{**inputs, "with_one_off": True})


def _real_as_well(right: Any, *, amount: Money, to: str, index: Any) -> Any:
    return right(amount=amount, to=to, index=index) if "outturn" in str(amount) else amount


PENNY_IN_A_HUNDRED = Fraction(101, 100)
PLANTED: Mapping[str, tuple[Plant, set[str]]] = {
    "total": (calculator("total", times(PENNY_IN_A_HUNDRED)), {"reunification-2014-cost"}),
    "average_cost": (
        calculator("average_cost", times(PENNY_IN_A_HUNDRED)),
        {"implied-each-of-39", "implied-each-of-90", "lait-north-yorkshire",
         "ny-2022-23-edge-of-care"},
    ),
    "share": (
        calculator("share", times(PENNY_IN_A_HUNDRED)),
        {"implied-share-of-spending", "ny-outreach"},
    ),
    "uprate": (
        calculator("uprate", times(PENNY_IN_A_HUNDRED)),
        {"implied-2020-21-in-2022-23-prices", "home-office-cin-uprate"},
    ),
    "uprate takes amounts in real terms": (calculator("uprate", _real_as_well), {"nao-real-terms"}),
    "implied_quantity": (
        calculator("implied_quantity", times(PENNY_IN_A_HUNDRED)),
        {"implied-years-residential", "implied-years-foster", "implied-years-looked-after"},
    ),
    "a year of 365 days": (
        calculator("annualise", _weeks_of_365),
        {"cardiff-2019", "ccn-2021", "implied-years-foster"},
    ),
    "fall turned round": (
        calculator("fall", times(Fraction(-1))),
        {"implied-fall-in-entries-2021-22", "implied-fall-in-stock-2022-23"},
    ),
    "one-off items always in": (
        calculator("unit_cost", _with_everything), {"gmca-ss1.1", "gmca-ss1.3"},
    ),
    "compound growth as simple": (
        calculator("compound_growth", _simple), {"home-price-growth/compound"},
    ),
    "rate_difference turned round": (
        calculator("rate_difference", times(Fraction(-1))), {"fgc-rct-2023", "option-2"},
    ),
    "difference": (
        calculator("difference", times(Fraction(99, 100))),
        {"implied-five-adopters", "barnardos-cse-2011", "birmingham-step-down"},
    ),
    "a slip in the discount rates": (a_discount, {"green-book-year-1"}),
    "a slip in the deflator": (
        an_index(2018, "78.8984"), {"home-office-cin-uprate", "home-office-cin-uprate/factor"},
    ),
    "one entry more": (
        a_statistic("care_entries", "2021-22", 147),
        {"ny-care-entries/2022", "implied-fall-in-entries-2021-22"},
    ),
    "entries that fell by 51": (
        a_statistic("care_entries", "2021-22", 98),
        {"ny-2021-22-entries", "implied-fall-in-entries-2021-22"},
    ),
    "one looked-after child more": (
        a_statistic("children_looked_after", "2022-23", 464), {"ny-looked-after/2023"},
    ),
    "spending in thousands": (
        a_statistic("looked_after_spending", "2022-23", 28_706),
        {"ny-looked-after-spending", "implied-share-of-spending"},
    ),
    "fostering £5 dearer": (
        a_price("foster", 405_00), {"ny-weekly-residential/foster", "implied-years-foster"},
    ),
    "a children's home £5 cheaper": (
        a_price("residential", 5_265_00), {"ny-weekly-residential"},
    ),
    "a children's home for £1 a week": (
        a_price("residential", 1_00), {"ny-2022-23-edge-of-care", "implied-years-residential"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_fails_and_names_every_figure_that_it_moves(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant, moved = PLANTED[name]
    plant(monkeypatch)
    found = verification_of(without_runs(), register())
    assert not found.ok
    failing = {row.id for row in found.new_disagreements}
    assert moved <= failing
    assert all(id_ in str(found).split("What fails:")[1] for id_ in moved)


def test_without_a_mistake_nothing_fails() -> None:
    assert verification_of(without_runs(), register()).ok


def test_a_rule_of_the_run_that_counts_otherwise_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    right = nwd.methodology

    def wrong(name: Any) -> Any:
        found = right(name)
        if found.id != "edge-of-care/2021-22.1":
            return found
        return as_methodology(found.plan.but(horizon={"days": 363}))

    monkeypatch.setattr(running, "methodology", wrong)
    assert _failing_runs("edge-of-care.2021-22.1") == {
        "reference.edge-of-care.2021-22.1", "reference.edge-of-care.2021-22.1/net",
    }  # fmt: skip


def test_a_price_of_the_run_that_is_a_penny_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    right = nwd.unit_costs

    def wrong(name: Any, *, authority: str) -> Any:
        found = right(name, authority=authority)
        return replace(found, rates=found.rates.assign(amount=found.rates["amount"] + 1))

    monkeypatch.setattr(running, "unit_costs", wrong)
    assert len(_failing_runs("edge-of-care.2021-22.1")) == 2


def _failing_runs(version: str) -> set[str]:
    runs = Runs()
    mine = [e for e in entries_of("reference-cohort") if e.figure.id.endswith(version)]
    told = [row for entry in mine for row in judged(entry, figures(), runs)]
    return {row.id for row in told if row.fails}


def _changed(figure: PublishedFigure, part: int | None) -> PublishedFigure:
    """Give a figure one of whose printed numbers has another digit."""
    check = figure.check
    if part is not None:
        also = list(figure.also)
        held = also[part]
        exact = not held.to_nearest and held.tolerance != "cut"
        also[part] = held.model_copy(update={"value": another(held.value, last=exact)})
        return figure.model_copy(update={"also": tuple(also)})
    noughts = isinstance(check, Reproduced) and (check.to_nearest or check.tolerance == "cut")
    return figure.model_copy(update={"value": another(figure.value, last=not noughts)})


PRINTED = [
    (entry, part)
    for entry in register().entries
    if isinstance(entry.figure.check, Reproduced | Bounded)
    for part in (None, *range(len(entry.figure.also)))
]


@pytest.mark.parametrize(
    ("entry", "part"),
    PRINTED,
    ids=[f"{e.figure.id}{'' if p is None else '/' + e.figure.also[p].id}" for e, p in PRINTED],
)
def test_a_printed_number_with_another_digit_is_noticed(entry: Entry, part: int | None) -> None:
    changed = _changed(entry.figure, part)
    known = {**figures(), changed.id: changed}
    touched = [
        replace(other, figure=known[other.figure.id])
        for other in register().entries
        if needs(other.figure, changed.id)
    ]
    told = [row for other in touched for row in judged(other, known, RUNS)]
    assert [row.id for row in told if row.fails]


def test_enough_is_planted() -> None:
    assert len(PLANTED) >= 12
