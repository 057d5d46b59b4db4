"""Where a price is looked for: the chain of names, and for each name the layers [8.1], [8.3]."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from nwd_costs.days import financial_year_name, financial_year_of, financial_year_start
from nwd_costs.indices import Deflator
from nwd_costs.prices import Rate, UnitCosts

CURRENT, FIXED, UPRATED = "current", "fixed", "uprated"


@dataclass(frozen=True)
class Price:
    """What one name costs over some days: the rate found, and where the walk found it [8.1].

    Parameters
    ----------
    from_day, until_day
        Day numbers, half-open.
    rate
        The rate; None where there is none anywhere.
    name, layer
        The link of the chain and the layer it was found in.
    basis
        At whose prices: ``current``, ``fixed`` or ``uprated`` [8.3].
    year
        The financial year that the rate is taken from [8.10]; blank where it is that of the day.
    """

    from_day: int
    until_day: int
    rate: Rate | None = None
    name: str = ""
    layer: str = ""
    basis: str = ""
    year: str = ""

    def same_as(self, other: Price) -> bool:
        """Say whether a ledger line could run on from one to the other [1.7]."""
        return (self._line(), self.until_day) == (other._line(), other.from_day)

    def _line(self) -> tuple[object, ...]:
        if self.rate is None:
            return (None,)
        rate = self.rate
        where = self.name, self.layer, self.basis, self.year
        return rate.pence, rate.unit, rate.basis, rate.source, *where


@dataclass(frozen=True)
class Walk:
    """The walk of [8.1] through one table.

    Parameters
    ----------
    costs
        The unit-cost table, seen from the authority.
    layers
        The layers in the order in which they are asked.
    base
        The calendar year whose 1 April decides the rate of every day; None for the day itself.
    deflator
        What brings the nearest year's rate to the year asked for; None where nothing does.
    """

    costs: UnitCosts
    layers: tuple[str, ...]
    base: int | None = None
    deflator: Deflator | None = None

    def prices(self, names: Sequence[str], from_day: int, until_day: int) -> list[Price]:
        """Give the prices over a span that the first name and layer with an answer give.

        Parameters
        ----------
        names
            The chain, the name itself first.
        from_day, until_day
            The span.
        """
        places = [
            (name, layer, rates)
            for name in names
            for layer in self.layers
            if (rates := self.costs.in_layer(layer, name))
        ]
        if self.base is not None:
            return [self._first(places, financial_year_start(self.base), from_day, until_day)]
        days = sorted({from_day, until_day, *self._edges(places, from_day, until_day)})
        return _joined([self._first(places, start, start, end) for start, end in pairwise(days)])

    def _edges(
        self, places: Sequence[tuple[str, str, tuple[Rate, ...]]], from_day: int, until_day: int
    ) -> Iterator[int]:
        """Give the days on which another rate may begin: of a rate, or of a year uprated to."""
        for _, _, rates in places:
            for rate in rates:
                yield from (d for d in (rate.from_day, rate.until_day) if from_day < d < until_day)
        if self.deflator is not None:
            first, last = _year(from_day), _year(until_day)
            openings = (financial_year_start(year) for year in range(first + 1, last + 1))
            yield from (day for day in openings if from_day < day < until_day)

    def _first(
        self, places: Sequence[tuple[str, str, tuple[Rate, ...]]], day: int, start: int, end: int
    ) -> Price:
        """Give the first answer for a day, to hold over a span."""
        for name, layer, rates in places:
            for rate in rates:
                if rate.from_day <= day < rate.until_day:
                    basis = CURRENT if self.base is None else FIXED
                    year = "" if self.base is None else financial_year_name(self.base)
                    return Price(start, end, rate, name, layer, basis, year)
            uprated = None if self.deflator is None else _uprated(rates, day, self.deflator)
            if uprated is not None:
                return Price(start, end, uprated[0], name, layer, UPRATED, uprated[1])
        return Price(start, end)


def _uprated(rates: Sequence[Rate], day: int, deflator: Deflator) -> tuple[Rate, str] | None:
    """Bring the rate of the nearest year the table has to the year of a day [8.3], [8.8].

    Beside it stands the year that it is from.
    """
    target = _year(day)
    sources = [min(max(target, _year(r.from_day)), _year(r.until_day - 1)) for r in rates]
    _, source = min((abs(year - target), year) for year in sources)
    there = [rate for rate, year in zip(rates, sources, strict=True) if year == source]
    ended = [rate for rate in there if rate.until_day <= day]
    chosen = ended[-1] if ended else there[0]
    pence = deflator.uprated(chosen.pence, source, target)
    return None if pence is None else (replace(chosen, pence=pence), financial_year_name(source))


def _year(day: int) -> int:
    return int(financial_year_of(np.array([day], dtype=np.int64))[0])


def _joined(prices: Sequence[Price]) -> list[Price]:
    joined: list[Price] = []
    for price in prices:
        if joined and joined[-1].same_as(price):
            joined[-1] = replace(joined[-1], until_day=price.until_day)
        else:
            joined.append(price)
    return joined
