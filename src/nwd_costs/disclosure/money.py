"""The tables of money: what may be shown of the ledger, and of several splits at once [17.4]."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pandas as pd

from nwd_costs.disclosure.policy import Disclosure
from nwd_costs.disclosure.published import TOTAL, Cell, PublishedTable
from nwd_costs.disclosure.rounding import adding_up, in_pounds, money_step, nearest
from nwd_costs.disclosure.splits import (
    OTHER,
    Amounts,
    Split,
    all_may_be_shown,
    betrays,
    may_be_shown,
    merged,
    split_by,
)
from nwd_costs.errors import DisclosureError, Problem
from nwd_costs.pence import ONCE, unit_days
from nwd_costs.prices import UnitCosts
from nwd_costs.result import Result
from nwd_costs.stages.ledger import LEGS

_TIERS = {"cic": "Children in care", "cp": "Child protection", "cin": "Children in need"}
_BASES = {"published": "Published", "inferred": "Inferred", "assumed": "Assumed"}
SIDE_NAMES = {"counterfactual": "What would have been paid", "actual": "What was paid instead"}
_NAMES = {"cp": "Child protection", "cin": "Children in need"}


@dataclass(eq=False)
class Money:
    """The gross amounts of a result, and the splits of them that are already shown.

    Parameters
    ----------
    amounts, labels
        The gross amounts by child, and what each belongs to.
    step
        What money is rounded to. [pence]
    policy
        The policy.
    gross_pence
        Gross costs avoided as shown. [pence]
    shown
        The splits that tables show so far.
    """

    amounts: Amounts
    labels: pd.DataFrame
    step: int
    policy: Disclosure
    gross_pence: int
    shown: list[Split] = field(default_factory=list)

    def first_fit(self, ways: Iterable[Split], *, sides: bool = False) -> Split | None:
        """Give the first way of splitting that gives nobody away, and remember that it is shown."""
        for way in ways:
            if len(way.names) < 2 or (not sides and len(way.names) == len(set(way.under))):
                return None  # nothing would be in it but the totals
            alone = all_may_be_shown(way, self.amounts, self.policy)
            if (
                alone
                and self.large_enough(way)
                and not any(betrays(way, other, self.amounts, self.policy) for other in self.shown)
            ):
                self.shown.append(way)
                return way
        return None

    def large_enough(self, split: Split) -> bool:
        """Say whether no cell but one that is the whole of its side would be rounded to nought."""
        return all(
            abs(self.amounts.total(split.mine(at))) >= self.step or split.under.count(of) == 1
            for at, of in enumerate(split.under)
        )

    def rounded(self, split: Split, cells: Sequence[int], total: int) -> list[int]:
        """Round some cells of a split so that they sum to their total as shown."""
        parts = [self.amounts.total(split.mine(at)) for at in cells]
        return adding_up(parts, total, self.step)


def gross_money(result: Result, policy: Disclosure) -> Money:
    """Take the gross amounts of a result, or refuse to publish anything of them.

    Parameters
    ----------
    result, policy
        What is to be published, and how.

    Raises
    ------
    DisclosureError
        When even the gross total rests on too few children, or is withheld [8.2].
    """
    if result.gross_pence is None:
        what, advice = "is withheld, because days have no price [8.2]", "Bring the missing prices."
        raise DisclosureError(
            "The result cannot be published.", [Problem("the gross total", what, advice)]
        )
    labels = _by_child(result.ledger)
    child = pd.factorize(labels["child_id"])[0].astype(np.int64)
    amounts = Amounts(child, labels["amount_pence"].to_numpy(dtype=np.int64))
    if not may_be_shown(amounts.by_child(np.ones(len(child), dtype=np.bool_)), policy):
        what = f"rests on fewer than {policy.threshold} children, or mostly on one of them"
        advice = "Publish it for a longer period."
        raise DisclosureError(
            "The result cannot be published [17.2].", [Problem("the gross total", what, advice)]
        )
    pricing = result.method.plan.stages.pricing
    dearest = dearest_day(result.costs, pricing.layers.value, pricing.days_per_year.value)
    step = money_step(dearest, policy)
    return Money(amounts, labels, step, policy, nearest(result.gross_pence, step))


def dearest_day(costs: UnitCosts, layers: Iterable[str], days_per_year: int) -> int:
    """Give the dearest price of a day that a method could take from a table, in pence.

    Parameters
    ----------
    costs
        The table.
    layers
        The layers that the method takes prices from.
    days_per_year
        What a year is.
    """
    names = sorted(set(costs.rates["category"]))
    rates = [rate for layer in layers for name in names for rate in costs.in_layer(layer, name)]
    prices = (Fraction(r.pence) / unit_days(r.unit, days_per_year) for r in rates)
    running = (p for r, p in zip(rates, prices, strict=True) if r.unit not in ONCE)
    return math.ceil(max(running, default=Fraction(0)))


def sides_shown(money: Money) -> dict[str, int]:
    """Show the two sides of the gross total, or nothing where one of them has too few children."""
    # Each side is under itself: one that is small beside the other is shown as less than a step.
    sides = [(str(side), str(side)) for side in money.labels["side"]]
    split = money.first_fit([_in_order_of_sides(split_by(sides))], sides=True)
    if split is None:
        return {}
    shown = money.rounded(split, range(len(split.names)), money.gross_pence)
    return dict(zip(split.names, shown, strict=True))


def money_tables(money: Money) -> tuple[list[PublishedTable], list[str]]:
    """Give the tables of money that may be shown together, and what became of the others."""
    tables, notes = [], []
    for name, caption, heading, ways in _wanted(money):
        split = money.first_fit(ways)
        if split is None:
            notes.append(
                f"{caption}: no table, because it would show nothing more than the total, or an "
                f"amount that rests on too few children, by itself or beside the other tables."
            )
        else:
            tables.append(_table(money, split, name, (caption, heading)))
    return tables, notes


Wanted = tuple[str, str, str, Iterable[Split]]


def _wanted(money: Money) -> Iterator[Wanted]:
    labels, amounts, policy = money.labels, money.amounts, money.policy
    yield "quarters", "Gross costs avoided by quarter", "Quarter", _times(labels)
    tiers = split_by([("", _TIERS[tier]) for tier in labels["claim_service"]], _TIERS.values())
    yield "tiers", "Gross costs avoided by tier", "Tier", merged(tiers, amounts, policy)
    if len(money.shown) and money.shown[0].names == LEGS:
        yield (
            "placements", "What would have been paid and what was, by placement",
            "Placement or service", merged(_placements(labels), amounts, policy),
        )  # fmt: skip
    bases = split_by([("", _BASES[basis]) for basis in labels["basis"]], _BASES.values())
    yield "resting_on", "What the gross total rests on", "Basis", merged(bases, amounts, policy)


def _placements(labels: pd.DataFrame) -> Split:
    pairs = zip(labels["side"], labels["category"], strict=True)
    named = [
        (str(side), _NAMES.get(name, str(name).replace("_", " ").capitalize()))
        for side, name in pairs
    ]
    return _in_order_of_sides(split_by(named))


def _in_order_of_sides(split: Split) -> Split:
    """Put what would have been paid first."""
    cells = range(len(split.names))
    order = sorted(cells, key=lambda at: (LEGS.index(split.under[at]), at))
    into = [order.index(at) for at in cells]
    return split.joined([split.names[at] for at in order], [split.under[at] for at in order], into)


def _times(labels: pd.DataFrame) -> Iterator[Split]:
    """Give the quarters, then the halves of years, then the years."""
    pairs = [
        (str(y), str(q)) for y, q in zip(labels["financial_year"], labels["quarter"], strict=True)
    ]
    halves = {"Q1": "Q1 and Q2", "Q2": "Q1 and Q2", "Q3": "Q3 and Q4", "Q4": "Q3 and Q4"}
    yield split_by([("", f"{year} {quarter}") for year, quarter in pairs])
    yield split_by([("", f"{year} {halves[quarter]}") for year, quarter in pairs])
    yield split_by([("", year) for year, _ in pairs])


def _table(money: Money, split: Split, name: str, words: tuple[str, str]) -> PublishedTable:
    """Write a split: its cells add up to the gross total, or each side's to the side."""
    totals = {"": money.gross_pence}
    if name == "placements":
        sides = money.shown[0]
        shown = money.rounded(sides, range(len(sides.names)), money.gross_pence)
        totals = dict(zip(sides.names, shown, strict=True))
    rows: list[tuple[Cell, ...]] = []
    for under, total in totals.items():
        cells = [at for at, of in enumerate(split.under) if of == under]
        first = (Cell(SIDE_NAMES[under]),) if under else ()
        for at, pence in zip(cells, money.rounded(split, cells, total), strict=True):
            rows.append(
                (*first, Cell(split.names[at]), in_pounds(pence, money.step), *_share(pence, total))
            )
        rows.append((*first, Cell(TOTAL), in_pounds(total, money.step), *_share(total, total)))
    caption, heading = words
    side = ("Side",) if name == "placements" else ()
    note = f"{OTHER} holds what has too few children to be shown by itself."
    return PublishedTable(
        name,
        caption,
        (*side, heading, "Pounds", "Share of the total"),
        tuple(rows),
        (note,) if OTHER in split.names else (),
    )


def _share(part: int, total: int) -> tuple[Cell]:
    """Give a share as a whole per cent, worked out from the rounded figures that stand there."""
    if total == 0 or part * total < 0 or abs(part) > abs(total):
        return (Cell("not stated"),)
    percent = nearest(part * 100_000 // total, 1000) // 1000
    return (Cell(f"{percent}%", percent, "rounded"),)


def _by_child(ledger: pd.DataFrame) -> pd.DataFrame:
    """Add the lines of both legs up by child and by all that a table shows, without noughts."""
    by = ["child_id", "side", "claim_service", "category", "financial_year", "quarter", "basis"]
    legs = ledger.loc[ledger["side"].isin(LEGS), [*by, "amount_pence"]]
    sums = legs.groupby(by, sort=True, observed=True)["amount_pence"].sum().reset_index()
    # As plain strings: they are gone through one by one, which Arrow's are slow at.
    return sums[sums["amount_pence"] != 0].reset_index(drop=True).astype(dict.fromkeys(by, object))
