"""What a unit-cost table is held to beyond its contract: units, holes, placeholders [8.11]-[8.13].

The published range of a category and year is that of ``lait-outturn``, over all of its areas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import pandas as pd

from nwd_costs.days import financial_year_name, financial_year_of, iso, to_day
from nwd_costs.errors import UnitCostError
from nwd_costs.frames import day_numbers
from nwd_costs.pence import ONCE, pounds, unit_days
from nwd_costs.price_findings import OLD_YEARS, PriceFinding, finding_of, old_from
from nwd_costs.price_parts import MISSING
from nwd_costs.prices import RATES, TableDocument
from nwd_costs.shelf import methodology_root, read_csv

PUBLISHED = "lait-outturn/2024-25"
# An amount that is this many times beyond everything published is no price for that unit [8.11].
FAR = 5
# Only the unit of a published price matters here, not how a version counts a year.
YEAR_DAYS = 365


class TableError(UnitCostError):
    """A table that is not to be believed, with all that was found in it.

    Parameters
    ----------
    findings
        Those that refuse it first.
    """

    def __init__(self, findings: Sequence[PriceFinding]) -> None:
        self.findings = tuple(findings)
        problems = [finding.as_problem() for finding in findings]
        super().__init__("The unit-cost table is not to be believed [8.11].", problems)


@dataclass(frozen=True)
class Published:
    """What is published of each category and financial year.

    Parameters
    ----------
    ranges
        The lowest and the highest of all areas by category and opening year. [pence a week]
    by_area
        What is published of one area, category and year. [pence a week]
    """

    ranges: Mapping[tuple[str, int], tuple[int, int]]
    by_area: Mapping[tuple[str, str, int], int]

    def span(self, category: str, first: int, last: int) -> tuple[int, int, str] | None:
        """Give the lowest and highest over some years, and name them; None where none is known.

        Years outside those published count as the nearest of them.
        """
        known = [year for name, year in self.ranges if name == category]
        if not known:
            return None
        low, high = (min(max(year, min(known)), max(known)) for year in (first, last))
        there = [self.ranges[category, year] for year in known if low <= year <= high]
        names = " to ".join(dict.fromkeys(map(financial_year_name, (low, high))))
        return min(lowest for lowest, _ in there), max(highest for _, highest in there), names


@cache
def published() -> Published:
    """Read what is published of each category and year; its prices are all for a week."""
    folder = methodology_root() / "unit_costs" / PUBLISHED
    rates = RATES.conform(read_csv(folder / "rates.csv")).frame
    year = financial_year_of(day_numbers(rates["from_day"]))
    by_area = {
        (str(area), str(category), int(y)): int(pence)
        for area, category, y, pence in zip(
            rates["authority"], rates["category"], year, rates["amount"], strict=True
        )
    }
    ranges: dict[tuple[str, int], tuple[int, int]] = {}
    for (_, category, opens), pence in by_area.items():
        low, high = ranges.get((category, opens), (pence, pence))
        ranges[category, opens] = min(low, pence), max(high, pence)
    return Published(ranges, by_area)


def check_table(
    document: TableDocument,
    rates: pd.DataFrame,
    missing: pd.DataFrame | None = None,
    *,
    file: str = "rates.csv",
    against: Published | None = None,
) -> tuple[PriceFinding, ...]:
    """Say all that is wrong with, or worth knowing of, a table that keeps its contract.

    Parameters
    ----------
    document
        What the table says of itself; holes are looked for inside its span.
    rates
        The table, conformed to ``RATES``, its areas by number.
    missing
        The days that it says have no price, conformed to ``MISSING``; None where it lists none.
    file
        The name of the rates, for messages.
    against
        What is published; what comes with the library unless given.

    Returns
    -------
    tuple of PriceFinding
        Those that refuse the table first. No price of the table is in their words.
    """
    known = published() if against is None else against
    listed = MISSING.empty() if missing is None else missing
    findings = [
        *_amounts(rates, file, known),
        *_holes(document, rates, listed, file),
        *_long(rates, file),
    ]
    return tuple(sorted(findings, key=lambda finding: not finding.refused))


def hold_table(
    document: TableDocument, rates: pd.DataFrame, missing: pd.DataFrame | None, file: str
) -> tuple[PriceFinding, ...]:
    """Refuse a table with a finding that refuses it, and give the findings of any other.

    Raises
    ------
    TableError
        With every finding, those that refuse the table first [8.11].
    """
    findings = check_table(document, rates, missing, file=file)
    if any(finding.refused for finding in findings):
        raise TableError(findings)
    return findings


def _amounts(rates: pd.DataFrame, file: str, known: Published) -> Iterator[PriceFinding]:
    """Hold every amount against what is published, and see whether it is one at all."""
    first = financial_year_of(day_numbers(rates["from_day"]))
    last = financial_year_of(day_numbers(rates["until_day"]) - 1)
    for row, start, end in zip(rates.to_dict("records"), first, last, strict=True):
        yield from _plausible(row, int(start), int(end), file, known)
        if _stands_for_another(row, int(start), int(end), known):
            what = "the amount looks as if it stood for one that is not known yet"
            yield finding_of("placeholder", f"{file}, {row['category']}", what, [row["source_row"]])


def _plausible(
    row: Mapping[Any, Any], first: int, last: int, file: str, known: Published
) -> Iterator[PriceFinding]:
    category, unit = row["category"], row["per"]
    span = None if unit in ONCE else known.span(category, first, last)
    if span is None:
        return
    low, high, years = span
    week = _a_week(int(row["amount"]), unit)
    far = week > FAR * high or FAR * week < low
    if low <= week <= high or (row["note"] and not far):
        return
    side = "above" if week > high else "below"
    readings = [
        words for words, pence in _readings(int(row["amount"]), unit) if low <= pence <= high
    ]
    slip = f"; read {' or '.join(readings)} it would lie inside" if readings else ""
    what = (
        f"the amount a {unit} lies {f'more than {FAR} times ' * far}{side} everything published "
        f"for {category} in {years} ({pounds(low)} to {pounds(high)} a week){slip}"
    )
    name = "unit_slip" if far else "outside_published_range"
    yield finding_of(name, f"{file}, {category}", what, [row["source_row"]])


def _a_week(pence: int, unit: str) -> Fraction:
    return Fraction(7 * pence) / unit_days(unit, YEAR_DAYS)


def _readings(pence: int, unit: str) -> Iterator[tuple[str, Fraction]]:
    """Read an amount as people mean it who slip: another unit, pence for pounds, thousands."""
    same = unit_days(unit, YEAR_DAYS)
    for other in ("day", "week", "month", "year"):
        if unit_days(other, YEAR_DAYS) != same:
            yield f"as a price a {other}", _a_week(pence, other)
    yield "as pence", _a_week(pence, unit) / 100
    yield "as thousands of pounds", _a_week(pence, unit) * 1000


_NINES, _NOUGHTS = re.compile(r"9+(\.99)?|0\.99"), re.compile(r"10*")


def _stands_for_another(row: Mapping[Any, Any], first: int, last: int, known: Published) -> bool:
    """Say whether an amount looks made up: 1, 10, 100 …, all nines, 1234 …, or a penny [8.12]."""
    whole, rest = divmod(int(row["amount"]), 100)
    text = f"{whole}.{rest:02d}" if rest else str(whole)
    counts_up = len(text) > 2 and text == "123456789"[: len(text)]
    if not (_NINES.fullmatch(text) or _NOUGHTS.fullmatch(text) or counts_up or text == "0.01"):
        return False
    # A true price can look so: one that its note explains, or that is published of that very area.
    there = {known.by_area.get((row["authority"], row["category"], y)) for y in (first, last)}
    return not row["note"] and not (row["per"] == "week" and there == {int(row["amount"])})


def _holes(
    document: TableDocument, rates: pd.DataFrame, missing: pd.DataFrame, file: str
) -> Iterator[PriceFinding]:
    """Find days inside the span that have neither a price nor a reason why they have none."""
    excused = missing[missing["reason"] != ""]
    keys = ["authority", "category"]
    days: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for frame in (rates, excused):
        start, end = day_numbers(frame["from_day"]), day_numbers(frame["until_day"])
        for area, category, first, last in zip(*(frame[k] for k in keys), start, end, strict=True):
            days.setdefault((area, category), []).append((int(first), int(last)))
    span = to_day(document.span_from), to_day(document.span_until)
    for area, category in sorted(set(zip(*(rates[k] for k in keys), strict=True))):
        gaps = list(_gaps(sorted(days[area, category]), *span))
        if gaps:
            told = ", ".join(f"{iso(start)} to {iso(end)}" for start, end in gaps)
            what = f"no price, and no reason for it, from {told} (the last day not included)"
            yield finding_of("hole", f"{file}, {category} of {area}", what)


def _gaps(days: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for first, last in days:
        if first > at:
            yield at, min(first, end)
        at = max(at, last)
    if at < end:
        yield at, end


def _long(rates: pd.DataFrame, file: str) -> Iterator[PriceFinding]:
    """Find prices that hold for so long that they end older than five years [8.13]."""
    start, end = day_numbers(rates["from_day"]), day_numbers(rates["until_day"])
    long = old_from(start) < end
    for category in sorted(set(rates.loc[long, "category"])):
        rows = rates.loc[long & (rates["category"] == category).to_numpy(), "source_row"]
        what = f"a price is in force for more than {OLD_YEARS} years"
        yield finding_of("old_price", f"{file}, {category}", what, rows.tolist())
