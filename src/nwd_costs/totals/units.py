"""What an amount is for and what a number counts [15.1]: a closed list of words.

A unit is one thing (``child``), one time (``week``) or both (``child week``). The empty unit is a
total. An unknown word is refused, because a slip of the pen would otherwise make a unit of its own.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NoReturn

from nwd_costs.errors import Problem, UsageError

TOTAL = ""
TIMES = {
    "day": "days",
    "night": "nights",
    "week": "weeks",
    "month": "months",
    "year": "years",
}
THINGS = {
    "case": "cases",
    "child": "children",
    "council": "councils",
    "enquiry": "enquiries",
    "entry": "entries",
    "family": "families",
    "home": "homes",
    "hour": "hours",
    "person": "people",
    "place": "places",
    "placement": "placements",
    "plan": "plans",
    "referral": "referrals",
    "review": "reviews",
    "visit": "visits",
}
_PLURALS = TIMES | THINGS
_SINGULAR = {many: one for one, many in _PLURALS.items()} | {one: one for one in _PLURALS}
_CONVENTION = re.compile(r"(\d+(?:\.\d+)?) (days|weeks|months)")
# What a year can hold at the most; a year of seven weeks is a slip.
_LONGEST = {"days": (300, 366), "weeks": (40, 53), "months": (12, 12)}


def read_unit(text: str) -> str:
    """Read a unit in the singular or the plural: ``children``, ``week``, ``child years``.

    Raises
    ------
    UsageError
        When a word is not on the list, or it is more than one thing and one time.
    """
    words = [_SINGULAR.get(word, "") for word in text.split()]
    kinds = ["time" if word in TIMES else "thing" for word in words]
    if "" in words or kinds not in ([], ["thing"], ["time"], ["thing", "time"]):
        _refuse_unit(text)
    return " ".join(words)


def _refuse_unit(text: str) -> NoReturn:
    advice = (
        f"Name a thing ({', '.join(THINGS)}), a time ({', '.join(TIMES)}) or both, such as "
        "'child week'; for a total write 'in total'."
    )
    raise UsageError("A unit is not understood.", [Problem(f"'{text}'", "is no unit", advice)])


def time_of(unit: str) -> str:
    """Give the time in a unit; '' where it has none."""
    return next((word for word in unit.split() if word in TIMES), "")


def without(unit: str, part: str) -> str | None:
    """Take a unit out of another: ``child year`` without ``child`` is ``year``; None where not."""
    words = unit.split()
    if not part or not set(part.split()) <= set(words):
        return None
    return " ".join(word for word in words if word not in part.split())


def joined(unit: str, other: str) -> str:
    """Put two units together: ``year`` and ``child`` make ``child year``."""
    words = sorted([*unit.split(), *other.split()], key=lambda word: word in TIMES)
    return read_unit(" ".join(words))


def priced(unit: str) -> str:
    """Say what a price is for: ``in total``, ``a week``, ``an entry``."""
    article = "an" if unit[:1] in "aeiou" else "a"
    return f"{article} {unit}" if unit else "in total"


def counted(unit: str, *, one: bool) -> str:
    """Write a unit behind a number: ``child year`` or ``child years``."""
    *first, last = unit.split()
    return " ".join([*first, last if one else _PLURALS[last]])


def in_a_year(time: str, convention: str) -> Fraction:
    """Say how many of a time are in a year by a stated convention [15.4].

    Parameters
    ----------
    time
        ``day``, ``night``, ``week``, ``month`` or ``year``.
    convention
        The year as somebody counts it: ``52 weeks``, ``365 days``, ``365.25 days``, ``12 months``.

    Returns
    -------
    Fraction
        Exact. A month is a twelfth of a year by any convention [1.6].

    Raises
    ------
    UsageError
        When the convention is not understood, or says nothing of this time.
    """
    match = _CONVENTION.fullmatch(convention)
    if match is None or not _LONGEST[match[2]][0] <= Fraction(match[1]) <= _LONGEST[match[2]][1]:
        _refuse_convention(convention, "is no convention for a year")
    number, word = Fraction(match[1]), match[2]
    if time in ("month", "year"):
        return Fraction(12 if time == "month" else 1)
    if word == "months":
        _refuse_convention(convention, f"does not say how many {TIMES[time]} are in a year")
    days = number if word == "days" else 7 * number
    return Fraction(days, 7) if time == "week" else days


def _refuse_convention(convention: str, what: str) -> NoReturn:
    advice = "Write 52 weeks, 365 days, 365.25 days or, for a price a month, 12 months."
    problem = Problem(f"'{convention}'", what, advice)
    raise UsageError("The length of a year is not stated.", [problem])
