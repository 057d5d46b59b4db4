"""The oracle: what a day costs, clauses [8.1], [8.3], [8.4], [8.8] and [8.9] of the rules."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

from oracle.repairs import ONE, Row, closes

Rate = dict[str, Any]
LEAST = 5
STRENGTH = ("assumed", "inferred", "published")


class Prices:
    """The rates of a table, and the walk through them."""

    def __init__(self, pricing: dict[str, Any], prices: list[Row]) -> None:
        self.pricing = pricing
        self.rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in prices:
            self.rows[row["category"], row["layer"]].append(row)
        self.index: dict[int, Fraction] = pricing.get("index", {})
        base = pricing.get("price_base", "current")
        self.base = None if base == "current" else closes(int(base[:4]))
        self.known: dict[tuple[str, date], Rate | None] = {}
        self.seen: dict[tuple[str, str, date], Rate | None] = {}
        self.years: dict[tuple[str, str, int], list[tuple[date, Rate]]] = {}

    def rate(self, name: str, day: date) -> Rate | None:
        """[8.3] The rate of a day: of the day itself, or of the 1 April that is the price base."""
        asked = self.base or day
        if (name, asked) not in self.known:
            self.known[name, asked] = self._walk(name, asked)
        return self.known[name, asked]

    def _walk(self, name: str, asked: date) -> Rate | None:
        """[8.1] Each name, and for each name every layer; [8.3] each with its own uprating."""
        for link in [name, *self.pricing["chain"][name]]:
            for layer in self.pricing["layers"]:
                found = self._in_force(link, layer, asked)
                if found is not None:
                    return found | {"basis of price": "fixed" if self.base else "current"}
                if self.pricing.get("uprate", "none") != "none":
                    found = self._uprated(link, layer, asked)
                    if found is not None:
                        return found | {"basis of price": "uprated"}
        return None

    def _in_force(self, link: str, layer: str, day: date) -> Rate | None:
        key = link, layer, day
        if key not in self.seen:
            rows = [r for r in self.rows[link, layer] if r["from_day"] <= day < r["until_day"]]
            if layer == "neighbours":
                self.seen[key] = _median(rows)
            else:
                self.seen[key] = {**rows[0], "layer": layer} if rows else None
        return self.seen[key]

    def _uprated(self, link: str, layer: str, asked: date) -> Rate | None:
        """[8.3], [8.8] The rate of the nearest year there is, brought to the year asked for."""
        rows, target = self.rows[link, layer], _opening(asked)
        if not rows:
            return None
        first = min(_opening(row["from_day"]) for row in rows)
        last = max(_opening(row["until_day"] - ONE) for row in rows)
        years = sorted(range(first, last + 1), key=lambda year: (abs(year - target), year))
        for year in years:
            if (link, layer, year) not in self.years:
                self.years[link, layer, year] = self._in_year(link, layer, year)
            rates = self.years[link, layer, year]
            if rates:
                before = [rate for until, rate in rates if until <= asked]
                return self._brought(before[-1] if before else rates[0][1], year, target)
        return None

    def _in_year(self, link: str, layer: str, year: int) -> list[tuple[date, Rate]]:
        """Give the rates in force on some day of a year, each with the day after its last there."""
        rates: list[tuple[date, Rate]] = []
        day = closes(year)
        while day < closes(year + 1):
            found = self._in_force(link, layer, day)
            if found is not None:
                if rates and rates[-1][0] == day and rates[-1][1] == found:
                    rates[-1] = (day + ONE, found)
                else:
                    rates.append((day + ONE, found))
            day += ONE
        return rates

    def _brought(self, rate: Rate, year: int, target: int) -> Rate | None:
        if year not in self.index or target not in self.index:
            return None
        return rate | {"pence": round(rate["pence"] * self.index[target] / self.index[year])}


def _opening(day: date) -> int:
    return day.year - (day.month < 4)


def _median(rows: list[Row]) -> Rate | None:
    """[8.4], [8.9] The median of at least five neighbours that are priced by the same unit."""
    if len(rows) < LEAST or len({row["per"] for row in rows}) > 1:
        return None
    pence = sorted(row["pence"] for row in rows)
    half = len(pence) // 2
    middle = (
        Fraction(pence[half]) if len(pence) % 2 else Fraction(sum(pence[half - 1 : half + 1]), 2)
    )
    return {
        **rows[0],
        "pence": round(middle),
        "layer": "neighbours",
        "basis": min((row["basis"] for row in rows), key=STRENGTH.index),
        "source": ", ".join(sorted({row["source"] for row in rows})),
    }
