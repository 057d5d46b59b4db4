"""What every statutory table is held to: its days, and what its repairs had to do [2.1]-[2.4]."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from nwd_costs.checks.lists import Ints, Mask
from nwd_costs.checks.views import Told
from nwd_costs.days import LAST_DAY, NO_DAY

Found = Mask | Ints
Finder = Callable[[Told], Found]

_REASONS = {
    "no-child": "no child",
    "from-day-missing": "unreadable from_day",
    "until-day-unreadable": "unreadable until_day",
    "ends-before-it-begins": "until_day not after from_day",
    "open-after-its-return": "open and begins after its own return",
}


def finders(word: str) -> Mapping[str, Finder]:
    """Give the checks that every statutory table has.

    Parameters
    ----------
    word
        What their ids begin with.
    """
    refused = {f"{word}-{name}": _refused(reason) for name, reason in _REASONS.items()}
    return {
        **refused,
        f"{word}-closed-after-its-return": closed_after_its_return,
        f"{word}-given-twice": Told.twice,
        f"{word}-stale": lambda told: told.kept.at[told.kept.stale],
        f"{word}-overlap-cut": lambda told: told.kept.at[told.kept.cut],
    }


def _refused(reason: str) -> Finder:
    return lambda told: told.refused[reason]


def closed_after_its_return(told: Told) -> Mask:
    """Find ends on or after the 1 April that closed the row's own return."""
    return told.closed & (told.closing < LAST_DAY) & (told.until_day >= told.closing)


def born_later_than(told: Told, days: int) -> Mask:
    """Find rows that begin more than some days before birth."""
    found: Mask = told.usable & (told.born != NO_DAY) & (told.from_day < told.born - np.int64(days))
    return found
