"""What a day costs [8.1]-[8.6], and the lines that follow from it [1.6], [1.7]."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, StrictBool, StrictInt

from nwd_costs.categories import Vocabulary
from nwd_costs.days import Days, financial_year_name, financial_year_of, quarter_starts
from nwd_costs.errors import Problem, UnitCostError
from nwd_costs.indices import Deflator
from nwd_costs.intervals import overlaps
from nwd_costs.pence import ONCE, amounts, unit_days
from nwd_costs.price_findings import REAL, finding_of, in_words
from nwd_costs.prices import Rate, UnitCosts
from nwd_costs.rule import Parameter, Rule
from nwd_costs.stages.actual_costs import ACTUAL as PAID
from nwd_costs.stages.actual_costs import RECORD, ActualCosts
from nwd_costs.stages.booking import ACTUAL, Legs
from nwd_costs.stages.walk import CURRENT, UPRATED, Price, Walk

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

Layer = Literal["authority", "neighbours", "region", "england"]


def _a_base(text: str) -> str:
    """Take ``current`` or the name of a financial year."""
    if text == "current":
        return text
    if not re.fullmatch(r"\d{4}-\d{2}", text) or financial_year_name(int(text[:4])) != text:
        raise ValueError('price_base is "current" or a financial year such as 2022-23 [8.3]')
    return text


def _an_uprate(text: str) -> str:
    """Take ``none`` or the vintage of an index."""
    if text != "none" and not re.fullmatch(r"gdp_deflator/\d{4}-\d{2}", text):
        raise ValueError('uprate is "none" or a vintage such as gdp_deflator/2026-03 [8.3]')
    return text


PriceBase = Annotated[str, AfterValidator(_a_base)]
Uprate = Annotated[str, AfterValidator(_an_uprate)]


@dataclass(frozen=True, eq=False, repr=False)
class PricedLegs:
    """Legs cut at every change of price and quarter, with their amounts; parallel arrays.

    Parameters
    ----------
    legs
        The cut days.
    price
        Position in ``prices`` of what was charged; -1 for days of status ``none``.
    prices
        Every price that was used.
    amount_pence
        Signed pence [9.1]; 0 where ``unpriced``.
    unpriced
        Whether a rate was needed and none found.
    """

    legs: Legs
    price: Ints
    prices: tuple[Price, ...]
    amount_pence: Ints
    unpriced: Mask


class UnitCostPricing(Rule):
    """Rule ``unit_costs`` [8.1]: walk the chain of names, and for each name the layers."""

    rule: Literal["unit_costs"]
    chain: Parameter[dict[str, tuple[str, ...]]]
    layers: Parameter[tuple[Layer, ...]]
    price_base: Parameter[PriceBase]
    uprate: Parameter[Uprate]
    days_per_year: Parameter[Annotated[StrictInt, Field(ge=360, le=366)]]
    allow_unpriced: Parameter[StrictBool]
    actual_costs: Parameter[Literal["ignore", "prefer"]]

    @property
    def prefers_actual(self) -> bool:
        """Whether what a placement really cost comes before any unit cost [8.5]."""
        return self.actual_costs.value == "prefer"

    def apply(
        self,
        legs: Legs,
        costs: UnitCosts,
        vocabulary: Vocabulary,
        *,
        quarters_cut: bool,
        deflator: Deflator | None = None,
        paid: tuple[ActualCosts, Ints] | None = None,
    ) -> PricedLegs:
        """Cut and price both legs.

        Parameters
        ----------
        legs
            The booked days.
        costs
            The unit-cost table, seen from the authority.
        vocabulary
            The names behind the categories.
        quarters_cut
            Whether a quarter start cuts a line [1.7].
        deflator
            The index that ``uprate`` names [8.3].
        paid
            What placements really cost, and the child whose record may price each leg; -1 for none.

        Raises
        ------
        UnitCostError
            Where a rate is needed and there is none, with every missing name and its days [8.2].
        """
        span = _span(legs)
        cuts = quarter_starts(*span) if quarters_cut else np.zeros(0, dtype=np.int64)
        legs, key, rates = _keyed(legs, vocabulary, paid if self.prefers_actual else None)
        found = {
            code: self.walk(vocabulary.names[code], costs, *span, deflator)
            if code not in rates
            else [Price(*span, rates[code], PAID, RECORD, CURRENT)]
            for code in np.unique(key).tolist()
        }
        prices, track = _price_track(found, cuts)
        at, piece, from_day, until_day = overlaps(track[:3], (key, legs.from_day, legs.until_day))
        cut = legs.take(at).on_days(from_day, until_day)
        price = track[3][piece]
        price[cut.category == vocabulary.code("none")] = -1
        has_rate = np.array([p.rate is not None for p in prices], dtype=np.bool_)
        unpriced = cut.charged & (price >= 0)
        unpriced[unpriced] = ~has_rate[price[unpriced]]
        if unpriced.any() and not self.allow_unpriced.value:
            raise _missing(cut, unpriced, vocabulary)
        _refuse_twice_uprated(costs, [prices[at] for at in np.unique(price[price >= 0])])
        amount = self._amount(cut, price, prices, has_rate)
        return PricedLegs(cut, price, prices, amount, unpriced)

    @property
    def vintage(self) -> str:
        """The index that brings prices to another year; nothing where there is none [8.3]."""
        named = self.uprate.value
        return "" if named == "none" else named.replace("_", "-")

    def walk(
        self,
        name: str,
        costs: UnitCosts,
        from_day: int,
        until_day: int,
        deflator: Deflator | None = None,
    ) -> list[Price]:
        """Find the price of a name over a span: its chain, and for each link the layers [8.1]."""
        if name == "none":
            return [Price(from_day, until_day)]
        base = self.price_base.value
        year = None if base == "current" else int(base[:4])
        names = (name, *self.chain.value.get(name, ()))
        walk = Walk(costs, self.layers.value, year, deflator)
        return walk.prices(names, from_day, until_day)

    def _amount(self, cut: Legs, price: Ints, prices: Sequence[Price], has_rate: Mask) -> Ints:
        amount = np.zeros(len(price), dtype=np.int64)
        paid = cut.charged & (price >= 0)
        paid[paid] = has_rate[price[paid]]
        rates = [p.rate for p in prices]
        per = [unit_days(r.unit, self.days_per_year.value) if r else None for r in rates]
        at = price[paid]
        pence = np.array([r.pence if r else 0 for r in rates], dtype=np.int64)[at]
        numerator = np.array([u.numerator if u else 1 for u in per], dtype=np.int64)[at]
        denominator = np.array([u.denominator if u else 1 for u in per], dtype=np.int64)[at]
        once = np.array([r is not None and r.unit in ONCE for r in rates], dtype=np.bool_)[at]
        begins = cut.from_day[paid] == cut.run_from[paid]
        days = np.where(once, begins, (cut.until_day - cut.from_day)[paid]).astype(np.int64)
        unsigned = amounts(days, pence, cut.weight[paid], numerator, denominator)
        amount[paid] = np.where(cut.side[paid] == ACTUAL, -unsigned, unsigned)
        return amount


def _keyed(
    legs: Legs, vocabulary: Vocabulary, paid: tuple[ActualCosts, Ints] | None
) -> tuple[Legs, Ints, dict[int, Rate]]:
    """Say by what each day is priced: its category, or beyond those what was really paid [8.5]."""
    if paid is None:
        return legs, legs.category, {}
    actual, child = paid
    names = len(vocabulary.names)
    legs, rate = actual.over(legs, child, vocabulary)
    key = np.where(rate >= 0, names + rate, legs.category)
    return legs, key, {names + at: known for at, known in enumerate(actual.rates)}


def _span(legs: Legs) -> tuple[int, int]:
    if not len(legs.from_day):
        return 0, 1
    return int(legs.from_day.min()), int(legs.until_day.max())


def _price_track(
    found: dict[int, list[Price]], cuts: Days
) -> tuple[tuple[Price, ...], tuple[Ints, Days, Days, Ints]]:
    """Lay the prices of every category out as a track, cut at quarters: code, days, price."""
    prices: list[Price] = []
    rows: list[tuple[int, int, int, int]] = []
    for code in sorted(found):
        for price in found[code]:
            inside = cuts[(cuts > price.from_day) & (cuts < price.until_day)].tolist()
            edges = [price.from_day, *inside, price.until_day]
            rows += [(code, start, end, len(prices)) for start, end in pairwise(edges)]
            prices.append(price)
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return tuple(prices), (table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _refuse_twice_uprated(costs: UnitCosts, prices: Sequence[Price]) -> None:
    """Refuse to bring prices to another year that are in real terms already [8.14]."""
    brought = sorted({(p.name, p.layer) for p in prices if p.basis == UPRATED})
    problems = [
        finding_of("real_uprated", f"{costs.id}, {name} ({layer})", f"it is {base}").as_problem()
        for name, layer in brought
        for base in price_bases(costs, layer, name)
        if base.startswith(REAL)
    ]
    if problems:
        raise UnitCostError("Real-terms prices are not uprated again [8.14].", problems)


def price_bases(costs: UnitCosts, layer: str, name: str) -> list[str]:
    """List the price bases of the rates of a name in a layer, such as ``real 2022-23`` [8.14].

    Parameters
    ----------
    costs
        The unit-cost table, seen from the authority.
    layer, name
        Which of its rates.
    """
    rates, document = costs.rates, costs.document
    there = rates["authority"].isin(costs.areas.get(layer, ())) & (rates["category"] == name)
    whole = in_words(document.price_base, document.price_basis)
    return sorted({own or whole for own in rates.loc[there, "price_base"]})


def _missing(cut: Legs, unpriced: Mask, vocabulary: Vocabulary) -> UnitCostError:
    """List every name without a rate, with its days by financial year [8.2]."""
    problems = []
    days, year = cut.until_day - cut.from_day, financial_year_of(cut.from_day)
    for code in np.unique(cut.category[unpriced]).tolist():
        mine = unpriced & (cut.category == code)
        by_year = ", ".join(
            f"{int(days[mine & (year == each)].sum())} in {financial_year_name(each)}"
            for each in np.unique(year[mine]).tolist()
        )
        what = f"no rate in any layer for {int(days[mine].sum())} days ({by_year})"
        advice = "Add a rate, or choose a period that the table covers."
        problems.append(Problem(vocabulary.names[code], what, advice))
    return UnitCostError("Some days have no unit cost [8.2].", problems)
