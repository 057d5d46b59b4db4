"""The panel the programme itself publishes [12.1]-[12.5]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.categories import UNMAPPED
from nwd_costs.days import NO_DAY, Days, a_year_before, age_on
from nwd_costs.frames import day_numbers
from nwd_costs.pence import share_ppm
from nwd_costs.periods import Period
from nwd_costs.stages.cohort import Cohort
from nwd_costs.stages.history import Timeline
from nwd_costs.stages.observation import Observed

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Measures = dict[str, object]

AGE_BANDS = (("under 1", 0, 0), ("1-4", 1, 4), ("5-9", 5, 9), ("10-15", 10, 15),
             ("16 and over", 16, 200), ("unknown", -1, -1))  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Seen:
    """What the measures of any period are counted from; what all periods share is made once.

    Parameters
    ----------
    cohort, timeline, observed
        The steps of the run.
    born
        Birth day of every child code; ``NO_DAY`` where unknown.
    family_settings
        Whether each category is a family setting.
    """

    cohort: Cohort
    timeline: Timeline
    observed: Observed
    born: Days
    family_settings: Mapping[str, bool]

    def measures(self, period: Period) -> Measures:
        """Count what the programme says of itself, in a period and before H.

        Parameters
        ----------
        period
            P.
        """
        from_day, until = period.from_day, min(period.until_day, self.timeline.until)
        involved = self._involvement_days(from_day, until) > 0
        children = np.unique(self.cohort.child[involved])
        entries = self._care_entries(from_day, until)
        return {
            "supported": len(children),
            "supported_through_outreach": self._outreach(involved, len(children)),
            "prevented_from_coming_into_care": self._prevented(from_day, until),
            "care_entries": entries,
            "change_in_care_entries": self._change(int(str(entries["total"])), from_day, until),
            "living_in_a_family": self._in_a_family(children, until - 1),
            "arrangements_kept": self._kept(from_day, until),
        }

    @cached_property
    def _involvement(self) -> tuple[Days, Days]:
        """Involvement [started_on, ended_on or H) of each referral [11.2]; it may be empty."""
        started = day_numbers(self.cohort.referrals["started_on"])
        ended = day_numbers(self.cohort.referrals["ended_on"])
        end = np.minimum(np.where(ended == NO_DAY, self.observed.until, ended), self.observed.until)
        return np.where(started == NO_DAY, end, started), end

    def _involvement_days(self, low: int, high: int) -> Ints:
        """Count the days of involvement of each referral in a span."""
        start, end = self._involvement
        days: Ints = np.maximum(np.minimum(end, high) - np.maximum(start, low), 0)
        return days

    @cached_property
    def _not_outreach(self) -> Mask:
        return (self.cohort.referrals["support"] != "outreach").to_numpy(dtype=np.bool_)

    def _outreach(self, involved: Mask, supported: int) -> Measures:
        """Count the children whose every involvement was outreach [12.1]."""
        more = np.unique(self.cohort.child[involved & self._not_outreach])
        only = supported - len(more)
        return {"count": only, "share_ppm": share_ppm(only, supported)}

    @cached_property
    def _at_risk_of_entry(self) -> tuple[Ints, Days]:
        """The referrals that [12.2] asks about, and the first day in care from t of each."""
        cohort = self.cohort
        asked = cohort.at_risk_of("entry") & cohort.by_section_4 & (cohort.status != 0)
        at = np.flatnonzero(asked)
        return at, self.timeline.first_care_day(cohort.child[at], cohort.index_day[at])

    def _prevented(self, from_day: int, until: int) -> int:
        """Count the children at risk of entry who did not enter care [12.2]."""
        at, entered = self._at_risk_of_entry
        t = self.cohort.index_day[at]
        stayed_out = entered >= until
        return len(np.unique(self.cohort.child[at[_inside(t, from_day, until) & stayed_out]]))

    @cached_property
    def _at_risk_of_breakdown(self) -> tuple[Days, Days]:
        """Index day of the referrals that [12.5] asks about, and the first breakdown after it."""
        cohort = self.cohort
        asked = cohort.at_risk_of("breakdown") & cohort.by_section_4 & (cohort.status == 0)
        at = np.flatnonzero(asked)
        t = cohort.index_day[at]
        return t, self.timeline.first_breakdown_after(cohort.child[at], t)

    def _kept(self, from_day: int, until: int) -> Measures:
        """Count the arrangements at risk that did not break down [12.5]."""
        t, broke = self._at_risk_of_breakdown
        mine = _inside(t, from_day, until)
        return {"kept": int((mine & (broke >= until)).sum()), "of": int(mine.sum())}

    @cached_property
    def _entries(self) -> tuple[Days, Ints]:
        """First day of every period of care that began as far as is known, and the age then."""
        child, start, _ = self.timeline.periods()
        first_of_child = np.ones(len(child), dtype=np.bool_)
        first_of_child[1:] = child[1:] != child[:-1]
        # A first period that begins where the data begin may have begun long before.
        known = ~(first_of_child & (start == self.observed.first_day))
        return start[known], age_on(self.born[child[known]], start[known])

    def _care_entries(self, from_day: int, until: int) -> Measures:
        """Count the periods of care that begin in a span, by age on the day [12.3]."""
        start, age = self._entries
        mine = age[_inside(start, from_day, until)]
        bands = {name: int(((mine >= low) & (mine <= high)).sum()) for name, low, high in AGE_BANDS}
        return {"total": len(mine), "by_age_band": bands}

    def _change(self, now: int, from_day: int, until: int) -> int | None:
        """Compare with the same span one year earlier; positive is fewer entries [12.3]."""
        start, end = a_year_before(from_day), a_year_before(until)
        first_day = self.observed.first_day
        if first_day == NO_DAY or start < first_day:
            return None
        return int(_inside(self._entries[0], start, end).sum()) - now

    def _in_a_family(self, children: Ints, day: int) -> Measures:
        """Say how many supported children live in a family on the last day [12.4]."""
        vocabulary = self.timeline.vocabulary
        status, category = self.timeline.on(children, np.full(len(children), day, dtype=np.int64))
        named = [self.family_settings.get(name, False) for name in vocabulary.names]
        family = np.array(named, dtype=np.bool_)
        in_care = status == 0
        unknown = int((in_care & (category == vocabulary.code(UNMAPPED))).sum())
        yes = int((~in_care | family[category]).sum())
        no = len(children) - yes - unknown
        return {"yes": yes, "no": no, "unknown": unknown, "share_ppm": share_ppm(yes, yes + no)}


def _inside(day: Days, from_day: int, until: int) -> Mask:
    return np.asarray((day >= from_day) & (day < until), dtype=np.bool_)


def birth_days(children: pd.DataFrame, observed: Observed) -> Days:
    """Give the birth day of every child code, ``NO_DAY`` where unknown."""
    born = np.full(len(observed.child_ids), NO_DAY, dtype=np.int64)
    born[observed.listed_child] = day_numbers(children["date_of_birth"])
    return born
