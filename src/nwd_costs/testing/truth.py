"""What happened to the children of a synthetic council, before anybody writes a return about it.

Days are half-open, as everywhere in this library. Text that a return leaves blank is ``""`` here;
a day that has not come by the end of the last return is ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

RESPITE = ("V3", "V4")


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open days [from_day, until_day)."""

    from_day: date
    until_day: date

    def meet(self, other: Span) -> Span | None:
        """Give the days that both spans hold, or None."""
        from_day = max(self.from_day, other.from_day)
        until_day = min(self.until_day, other.until_day)
        return Span(from_day, until_day) if from_day < until_day else None

    def holds(self, day: date) -> bool:
        """Say whether `day` is one of the span's days."""
        return self.from_day <= day < self.until_day


@dataclass(frozen=True, slots=True)
class Child:
    """One child; `uasc_until_day` is None while the status lasts (or never was)."""

    child_id: str
    date_of_birth: date
    sex: str
    uasc: bool = False
    uasc_until_day: date | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """One SSDA903 episode.

    `last_reported` is the return year after which the returns forgot an open row; `given_twice_in`
    the return year that holds the row twice. Both are None for all but the awkward cases.
    """

    child_id: str
    from_day: date
    until_day: date | None
    place: str
    provider: str
    urn: str
    legal_status: str
    need: str
    rne: str
    rec: str
    reason_place_change: str
    last_reported: int | None = None
    given_twice_in: int | None = None

    @property
    def is_respite(self) -> bool:
        """Whether the row is a short break (V3) or an agreement of them (V4)."""
        return self.legal_status in RESPITE


@dataclass(frozen=True, slots=True)
class NeedEpisode:
    """One referral to children's social care, to its closure (same day if no further action)."""

    child_id: str
    from_day: date
    until_day: date | None
    closure_reason: str
    no_further_action: bool


@dataclass(frozen=True, slots=True)
class ProtectionPlan:
    """One child protection plan inside the need episode that began on `need_from_day`."""

    child_id: str
    from_day: date
    until_day: date | None
    need_from_day: date
    category_of_abuse: str


@dataclass(frozen=True, slots=True)
class Referral:
    """One line of the authority's own edge-of-care list."""

    referral_id: str
    child_id: str
    at_risk_of: str
    referred_on: date
    started_on: date | None
    ended_on: date | None
    support: str
    stage: str
    likelihood: str
    expected_placement: str
    expected_weeks: int | None
    programme_cost: Decimal | None
    date_of_birth: date | None


def opens(return_year: int) -> date:
    """Give the first day of the return named by its ending year."""
    return date(return_year - 1, 4, 1)


def closes(return_year: int) -> date:
    """Give the day after the last day of the return named by its ending year."""
    return date(return_year, 4, 1)


def return_year_of(day: date) -> int:
    """Name the return whose year holds `day`."""
    return day.year + (1 if (day.month, day.day) >= (4, 1) else 0)


def in_return(from_day: date, until_day: date | None, return_year: int) -> bool:
    """Say whether a return reports the episode.

    One that ends on 1 April was open on 31 March: it closes in the return that opens that day.
    """
    begun = from_day < closes(return_year)
    return begun and (until_day is None or until_day >= opens(return_year))


def birthday(born: date, age: int) -> date:
    """Give the day a child reaches `age`: 1 March for 29 February in a year without one."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_on(day: date, born: date) -> int:
    """Count the birthdays reached by `day`."""
    this_year = day.year - born.year
    return this_year - (day < birthday(born, this_year))


def observed(from_day: date, until_day: date, window: Span) -> tuple[date, date | None] | None:
    """Give the days as the returns of `window` tell them; None when no return does."""
    if from_day >= window.until_day or until_day < window.from_day:
        return None
    return from_day, until_day if until_day < window.until_day else None
