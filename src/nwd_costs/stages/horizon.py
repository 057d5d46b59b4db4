"""How long the counterfactual would have lasted [6.1]-[6.2]."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, RootModel, StrictInt, model_validator

from nwd_costs.days import (
    LAST_DAY,
    NO_DAY,
    Days,
    birthday,
    financial_year_of,
    financial_year_start,
)
from nwd_costs.rule import Parameter, Rule
from nwd_costs.stages.cohort import Cohort

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NO_LENGTH_OF_STAY = "no length of stay"
OLDEST = 25

# A century: more than any care lasts, and far from the edge of the calendar.
MOST_DAYS = 36_525


class Horizon(Rule):
    """What every horizon has: the age at which care ends and, if given, a cap [6.2]."""

    until_age: Parameter[StrictInt]
    max_days: Parameter[StrictInt | Literal["none"]]

    @model_validator(mode="after")
    def _sensible_bounds(self) -> Horizon:
        if not 1 <= self.until_age.value <= OLDEST:
            raise ValueError("until_age is an age from 1 to 25 years")
        if self.max_days.value != "none" and self.max_days.value < 1:
            raise ValueError('max_days is at least 1 day, or "none"')
        return self

    def unknown(self, cohort: Cohort) -> Mask:
        """Mark the referrals for which the rule has no length of stay [6.1]: here none."""
        return np.zeros(len(cohort.child), dtype=np.bool_)

    def end(self, cohort: Cohort, at: Ints, start: Days) -> Days:
        """Give e, the first day after each window that starts on s.

        Parameters
        ----------
        cohort
            The referrals, for ages and what they expect.
        at
            Positions of the referrals that make a claim.
        start
            s of each of those. Shape (claims,).

        Returns
        -------
        NDArray[np.int64]
            e of each of those; it may lie on or before s, and then no day is left.
        """
        turned = birthday(cohort.born[at], self.until_age.value)
        grown_up = np.where(turned == NO_DAY, LAST_DAY, turned)
        end = np.minimum(self._end(cohort, at, start), grown_up)
        if self.max_days.value == "none":
            return end
        return np.minimum(end, start + self.max_days.value)

    def _end(self, cohort: Cohort, at: Ints, start: Days) -> Days:
        raise NotImplementedError  # every rule of the menu says


class FixedDays(Horizon):
    """Rule ``fixed_days``: e = s + days."""

    rule: Literal["fixed_days"]
    days: Parameter[Annotated[StrictInt, Field(ge=1, le=MOST_DAYS)]]

    def _end(self, cohort: Cohort, at: Ints, start: Days) -> Days:  # noqa: ARG002
        return start + self.days.value


class ToYearEnd(Horizon):
    """Rule ``to_year_end``: e = the end of the financial year that holds s."""

    rule: Literal["to_year_end"]

    def _end(self, cohort: Cohort, at: Ints, start: Days) -> Days:  # noqa: ARG002
        years = financial_year_of(start)
        ends = np.zeros(len(start), dtype=np.int64)
        for year in np.unique(years).tolist():
            ends[years == year] = financial_year_start(year + 1)
        return ends


class ToBirthday(Horizon):
    """Rule ``to_birthday``: e = b(age)."""

    rule: Literal["to_birthday"]
    age: Parameter[StrictInt]

    @model_validator(mode="after")
    def _an_age_that_can_be_reached(self) -> ToBirthday:
        if not 1 <= self.age.value <= self.until_age.value:
            raise ValueError("age is from 1 year to until_age, which ends every window [6.2]")
        return self

    def _end(self, cohort: Cohort, at: Ints, start: Days) -> Days:  # noqa: ARG002
        reached = birthday(cohort.born[at], self.age.value)
        return np.where(reached == NO_DAY, LAST_DAY, reached)


class ExpectedWeeks(Horizon):
    """Rule ``expected_weeks``: e = s + 7 x the weeks the referral expects, else the default."""

    rule: Literal["expected_weeks"]
    default: Parameter[Annotated[StrictInt, Field(ge=0, le=MOST_DAYS // 7)]]

    def _end(self, cohort: Cohort, at: Ints, start: Days) -> Days:
        expected = cohort.referrals["expected_weeks"].fillna(self.default.value)
        # A slip of the keyboard may expect more weeks than the calendar has.
        weeks = np.clip(expected.to_numpy(dtype=np.int64)[at], 0, MOST_DAYS // 7)
        end: Days = start + 7 * weeks
        return end


class DaysByAge(RootModel[dict[str, Annotated[StrictInt, Field(ge=1, le=MOST_DAYS)]]]):
    """Days by band of the age at t: ``under 1``, ``12-15`` (both included), ``16 and over``."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    @model_validator(mode="after")
    def _bands_apart(self) -> DaysByAge:
        if not self.root:
            raise ValueError("length_of_stay needs the days of at least one age band [6.1]")
        bands = sorted(self.bands())
        if any(low > high for low, high, _ in bands):
            raise ValueError("a band of ages goes from the younger to the older [6.1]")
        if any(one[1] >= two[0] for one, two in pairwise(bands)):
            raise ValueError("two bands hold the same age; every age is in one at most [6.1]")
        return self

    def bands(self) -> list[tuple[int, int, int]]:
        """Give the youngest and the oldest age of each band, both included, and its days."""
        return [(*_ages(name), days) for name, days in self.root.items()]


def _ages(band: str) -> tuple[int, int]:
    """Read a band of ages as the headline measures write it [12.3]; ``17`` is one age alone."""
    if match := re.fullmatch(r"under (\d{1,2})", band):
        return 0, int(match[1]) - 1
    if match := re.fullmatch(r"(\d{1,2}) and over", band):
        return int(match[1]), 10 * OLDEST
    if match := re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", band):
        return int(match[1]), int(match[2] or match[1])
    raise ValueError("a band is written as under 1, 10-15, 17 or 16 and over [6.1]")


class LengthOfStay(Horizon):
    """Rule ``length_of_stay``: e = s + the days for the age at t."""

    rule: Literal["length_of_stay"]
    days: Parameter[DaysByAge]

    def unknown(self, cohort: Cohort) -> Mask:
        """Mark the referrals whose age at t no band holds."""
        unknown: Mask = self._days(cohort) == 0
        return unknown

    def _end(self, cohort: Cohort, at: Ints, start: Days) -> Days:
        end: Days = start + self._days(cohort)[at]
        return end

    def _days(self, cohort: Cohort) -> Ints:
        found = np.zeros(len(cohort.age), dtype=np.int64)
        for low, high, days in self.days.value.bands():
            found[(cohort.age >= low) & (cohort.age <= high)] = days
        return found


AnyHorizon = Annotated[
    FixedDays | ToYearEnd | ToBirthday | ExpectedWeeks | LengthOfStay, Field(discriminator="rule")
]
