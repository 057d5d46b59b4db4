"""What may be found in a unit-cost table [8.11]-[8.14]: by name, how grave, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nwd_costs.days import Days, birthday
from nwd_costs.errors import ROWS_SHOWN, Problem

REFUSED, WARNING = "refused", "warning"
PLACES_TOLD = 5
REAL, NOT_STATED = "real", "not stated"
OLD_YEARS = 5


@dataclass(frozen=True)
class PriceCheck:
    """One thing that a unit-cost table is held to.

    Parameters
    ----------
    id
        A stable name.
    severity
        ``refused``: no figure is worked out with such a table. ``warning``: every result says it.
    clause
        The clause of the rules that says why.
    what
        What is found, in a few words.
    advice
        What to do.
    """

    id: str
    severity: str
    clause: str
    what: str
    advice: str


PRICE_CHECKS = {
    check.id: check
    for check in (
        PriceCheck(
            "unreadable", REFUSED, "8.1", "a table that cannot price a day without doubt",
            "Correct what each line names: overlaps, units, amounts, days, sources.",
        ),
        PriceCheck(
            "hole", WARNING, "8.12", "days inside the declared span without a price or a reason",
            "Add the price, or list the days in missing.csv with the reason; until then another "
            "layer prices them, or nothing does.",
        ),
        PriceCheck(
            "unit_slip", REFUSED, "8.11", "an amount far beyond everything published",
            "Correct the amount or the word in per; a price that is meant belongs under a category "
            "of its own.",
        ),
        PriceCheck(
            "real_uprated", REFUSED, "8.14", "a real-terms price would be uprated again",
            "It would count inflation twice. Give the table in outturn prices, or take a version "
            "with uprate none.",
        ),
        PriceCheck(
            "outside_published_range", WARNING, "8.12", "an amount outside everything published",
            "Check the unit and the amount against the source; if it is right, say so in its note.",
        ),
        PriceCheck(
            "placeholder", WARNING, "8.12", "an amount that may stand for one not known yet",
            "Put the real price, or leave the row out and list the days in missing.csv; if it is "
            "the price, say so in its note.",
        ),
        PriceCheck(
            "old_price", WARNING, "8.13", "prices that are older than five years on days that they "
            "price",
            "Get a price of the day. An index does not mend it: prices of care rose faster than "
            "prices in general.",
        ),
        PriceCheck(
            "mixed_price_bases", WARNING, "8.14", "amounts in different prices are added up",
            "Do not use the sum as it is: bring all to one price base, or show the parts apart.",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class PriceFinding:
    """One thing found in a unit-cost table; it holds no price of the table itself.

    Parameters
    ----------
    check
        What was looked for.
    where
        The file, and the area and category it is about.
    what
        The fault, in words.
    rows
        Rows of the file; the heading is row 1.
    """

    check: PriceCheck
    where: str
    what: str
    rows: tuple[int, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether no figure is worked out with it."""
        return self.check.severity == REFUSED

    def as_problem(self) -> Problem:
        """Give it as an error lists it."""
        advice = f"{self.check.advice} [{self.check.clause}]"
        return Problem(self.where, f"{self.what} ({self.check.id})", advice, self.rows)

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values."""
        return {
            "id": self.check.id,
            "severity": self.check.severity,
            "clause": self.check.clause,
            "where": self.where,
            "what": self.what,
            "rows": list(self.rows),
            "advice": self.check.advice,
        }

    def __str__(self) -> str:
        return f"{self.check.severity}: {self.as_problem()}"


def finding_of(name: str, where: str, what: str, rows: Sequence[int] = ()) -> PriceFinding:
    """Make a finding of a check by its name."""
    return PriceFinding(PRICE_CHECKS[name], where, what, tuple(rows))


def by_check(
    findings: Sequence[PriceFinding],
) -> Iterator[tuple[PriceCheck, str, dict[str, int]]]:
    """Gather findings by what was looked for: the check, one message for all, and the counts."""
    for check in PRICE_CHECKS.values():
        mine = [finding for finding in findings if finding.check == check]
        if not mine:
            continue
        places = [f"{one.where}: {one.what}{_rows(one)}" for one in mine[:PLACES_TOLD]]
        more = len(mine) - PLACES_TOLD
        told = "; ".join(places) + (f" and {more} more" if more > 0 else "")
        message = f"{check.what}: {told}. {check.advice}".rstrip(".")
        yield check, message, {"findings": len(mine)}


def _rows(finding: PriceFinding) -> str:
    if not finding.rows:
        return ""
    shown = ", ".join(map(str, finding.rows[:ROWS_SHOWN]))
    more = len(finding.rows) - ROWS_SHOWN
    return f" (row{'s' if len(finding.rows) > 1 else ''} {shown}{f' and {more} more' * (more > 0)})"


def old_from(start: Days) -> Days:
    """Give the first day on which prices that came into force on some days are too old [8.13].

    Parameters
    ----------
    start
        The days on which they did. Shape (n,).
    """
    return birthday(start, OLD_YEARS) + 1


_REAL, _YEAR = re.compile(r"\b(real|constant)\b", re.IGNORECASE), re.compile(r"\b\d{4}-\d{2}\b")


def in_words(price_base: str, price_basis: str) -> str:
    """Give the price base of a table: what it states, or else what its words say [8.14].

    Parameters
    ----------
    price_base
        ``outturn``, ``real 2022-23`` or ``not stated``.
    price_basis
        The same in the words of whoever made the table.
    """
    if price_base != NOT_STATED or not _REAL.search(price_basis):
        return price_base
    year = _YEAR.search(price_basis)
    return f"{REAL} {year[0]}" if year else f"{REAL}, of a year that is not named"
