"""The checks of the list of referrals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from nwd_costs.checks.lists import Mask
from nwd_costs.checks.views import Known
from nwd_costs.child_ids import is_among
from nwd_costs.days import NO_DAY, Days, age_on, financial_year_start
from nwd_costs.frames import Conformed, day_numbers

# The programme is for young people of 12 to 25; an age beyond these is no age of a referral at all.
YOUNGEST, OLDEST = 12, 25
UNREADABLE = {
    "referred-on-unreadable": "referred_on",
    "started-on-unreadable": "started_on",
    "ended-on-unreadable": "ended_on",
    "referral-date-of-birth-unreadable": "date_of_birth",
    "at-risk-of-unknown": "at_risk_of",
    "support-unknown": "support",
    "stage-unknown": "stage",
    "likelihood-unknown": "likelihood",
    "expected-weeks-unreadable": "expected_weeks",
    "programme-cost-unreadable": "programme_cost",
}


@dataclass(frozen=True, eq=False, repr=False)
class Listed:
    """The list of referrals as it came, beside what the returns know.

    Parameters
    ----------
    conformed
        Its rows.
    known
        What all sources together say of each child.
    in_returns
        Every child that a return names; empty where there is no return.
    years
        The years of all returns.
    """

    conformed: Conformed
    known: Known
    in_returns: pd.Index
    years: tuple[int, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """The rows."""
        return self.conformed.frame

    def day(self, column: str) -> Days:
        """Give a column of days as numbers."""
        return day_numbers(self.frame[column])

    def blank(self, column: str) -> Mask:
        """Mark the rows without an id or a child."""
        return (self.frame[column] == "").to_numpy(dtype=np.bool_)

    @cached_property
    def usable(self) -> Mask:
        """Mark the rows that are not rejected [2.8]."""
        found = ~self.blank("referral_id") & ~self.blank("child_id")
        for mask in self.conformed.unreadable.values():
            found &= ~mask
        return found

    @cached_property
    def age(self) -> Days:
        """Ages when referred; meant for the rows of ``aged``."""
        asked = self.day("referred_on")
        return age_on(self.born, np.where(asked == NO_DAY, 0, asked))

    @cached_property
    def born(self) -> Days:
        """Dates of birth as all sources together have them."""
        return self.known.born(self.known.number(self.frame["child_id"]))

    @cached_property
    def aged(self) -> Mask:
        """Mark the usable rows whose age is known."""
        found: Mask = self.usable & (self.born != NO_DAY) & (self.day("referred_on") != NO_DAY)
        return found


Finder = Callable[[Listed], Mask]


def _unreadable(column: str) -> Finder:
    return lambda listed: listed.conformed.fault(column)


def _earlier(first: str, second: str) -> Finder:
    """Find rows in which one day lies before another."""

    def find(listed: Listed) -> Mask:
        one, other = listed.day(first), listed.day(second)
        found: Mask = listed.usable & (one != NO_DAY) & (other != NO_DAY) & (one < other)
        return found

    return find


def _outside_the_returns(listed: Listed) -> Mask:
    asked = listed.day("referred_on")
    if not listed.years:
        return np.zeros(len(asked), dtype=np.bool_)
    opened = financial_year_start(min(listed.years) - 1)
    shut = financial_year_start(max(listed.years))
    found: Mask = listed.usable & (asked != NO_DAY) & ((asked < opened) | (asked >= shut))
    return found


def _impossible(listed: Listed) -> Mask:
    unborn = listed.day("referred_on") < listed.born
    return listed.aged & (unborn | (listed.age > OLDEST))


def _outside_the_programme(listed: Listed) -> Mask:
    return listed.aged & ~_impossible(listed) & (listed.age < YOUNGEST)


def _in_no_return(listed: Listed) -> Mask:
    (found,) = is_among(listed.frame["child_id"], pd.Series(listed.in_returns))
    return listed.usable & ~found & bool(len(listed.in_returns))


def _birth_differs(listed: Listed) -> Mask:
    own = listed.day("date_of_birth")
    marked: Mask = listed.usable & (own != NO_DAY) & (listed.born != NO_DAY) & (own != listed.born)
    return marked


REFERRALS: Mapping[str, Finder] = {
    "referral-no-id": lambda listed: listed.blank("referral_id"),
    "referral-no-child": lambda listed: listed.blank("child_id"),
    **{check: _unreadable(column) for check, column in UNREADABLE.items()},
    "referred-on-missing": lambda listed: listed.usable & (listed.day("referred_on") == NO_DAY),
    "support-ends-before-it-starts": _earlier("ended_on", "started_on"),
    "support-starts-before-referral": _earlier("started_on", "referred_on"),
    "referred-outside-the-returns": _outside_the_returns,
    "referral-impossible-age": _impossible,
    "referral-age-outside-programme": _outside_the_programme,
    "referral-child-in-no-return": _in_no_return,
    "referral-date-of-birth-differs": _birth_differs,
}
