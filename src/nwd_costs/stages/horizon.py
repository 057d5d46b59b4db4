"""How long the counterfactual would have lasted [6.1]-[6.2]."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, StrictInt, model_validator

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


# A century: more than any care lasts, and far from the edge of the calendar.
MOST_DAYS = 36_525


class Horizon(Rule):
    """What every horizon has: the age at which care ends and, if given, a cap [6.2]."""

    until_age: Parameter[StrictInt]
    max_days: Parameter[StrictInt | Literal["none"]]

    @model_validator(mode="after")
    def _sensible_bounds(self) -> Horizon:
        if not 1 <= self.until_age.value <= 25:
            raise ValueError("until_age is an age from 1 to 25 years")
        if self.max_days.value != "none" and self.max_days.value < 1:
            raise ValueError('max_days is at least 1 day, or "none"')
        return self

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
        grown_up = birthday(cohort.born[at], self.until_age.value)
        end = np.minimum(self._end(start), np.where(grown_up == NO_DAY, LAST_DAY, grown_up))
        if self.max_days.value == "none":
            return end
        return np.minimum(end, start + self.max_days.value)

    def _end(self, start: Days) -> Days:
        raise NotImplementedError  # every rule of the menu says


class FixedDays(Horizon):
    """Rule ``fixed_days``: e = s + days."""

    rule: Literal["fixed_days"]
    days: Parameter[Annotated[StrictInt, Field(ge=1, le=MOST_DAYS)]]

    def _end(self, start: Days) -> Days:
        return start + self.days.value


class ToYearEnd(Horizon):
    """Rule ``to_year_end``: e = the end of the financial year that holds s."""

    rule: Literal["to_year_end"]

    def _end(self, start: Days) -> Days:
        years = financial_year_of(start)
        ends = np.zeros(len(start), dtype=np.int64)
        for year in np.unique(years).tolist():
            ends[years == year] = financial_year_start(year + 1)
        return ends


AnyHorizon = Annotated[FixedDays | ToYearEnd, Field(discriminator="rule")]
