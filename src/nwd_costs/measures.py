"""The panel the programme itself publishes [12.1]-[12.5]."""

from __future__ import annotations

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
Panel = dict[str, object]

AGE_BANDS = (("under 1", 0, 0), ("1-4", 1, 4), ("5-9", 5, 9), ("10-15", 10, 15),
             ("16 and over", 16, 200), ("unknown", -1, -1))  # fmt: skip


def panel_of(
    cohort: Cohort,
    timeline: Timeline,
    observed: Observed,
    born: Days,
    family_settings: dict[str, bool],
    period: Period,
) -> Panel:
    """Count what the programme says of itself, in the period and before H.

    Parameters
    ----------
    cohort, timeline, observed
        The steps of the run.
    born
        Birth day of every child code; ``NO_DAY`` where unknown.
    family_settings
        Whether each category is a family setting.
    period
        P.
    """
    until = min(period.until_day, timeline.until)
    involved = involvement_days(cohort, observed.until, period.from_day, until) > 0
    children = np.unique(cohort.child[involved])
    entries = care_entries(timeline, observed.first_day, period.from_day, until, born)
    return {
        "supported": len(children),
        "supported_through_outreach": _outreach(cohort, involved, len(children)),
        "prevented_from_coming_into_care": _prevented(cohort, timeline, period.from_day, until),
        "care_entries": entries,
        "change_in_care_entries": _change(entries, timeline, observed, period, until, born),
        "living_in_a_family": _in_a_family(children, timeline, family_settings, until - 1),
        "arrangements_kept": _kept(cohort, timeline, period.from_day, until),
    }


def involvement_days(cohort: Cohort, observed_until: int, low: int, high: int) -> Ints:
    """Count the days of involvement [started_on, ended_on or H) of each referral in a span."""
    started = day_numbers(cohort.referrals["started_on"])
    ended = day_numbers(cohort.referrals["ended_on"])
    end = np.minimum(np.where(ended == NO_DAY, observed_until, ended), min(high, observed_until))
    start = np.maximum(np.where(started == NO_DAY, end, started), low)
    days: Ints = np.maximum(end - start, 0)
    return days


def _outreach(cohort: Cohort, involved: Mask, supported: int) -> Panel:
    """Count the children whose every involvement was outreach [12.1]."""
    other = (cohort.referrals["support"] != "outreach").to_numpy(dtype=np.bool_)
    more = np.unique(cohort.child[involved & other])
    only = supported - len(more)
    return {"count": only, "share_ppm": share_ppm(only, supported)}


def _prevented(cohort: Cohort, timeline: Timeline, from_day: int, until: int) -> int:
    """Count the children at risk of entry who did not enter care [12.2]."""
    t = cohort.index_day
    asked = (
        cohort.at_risk_of("entry") & cohort.by_section_4 & (cohort.status != 0)
        & (t >= from_day) & (t < until)
    )  # fmt: skip
    at = np.flatnonzero(asked)
    stayed_out = timeline.first_care_day(cohort.child[at], t[at]) >= until
    return len(np.unique(cohort.child[at[stayed_out]]))


def _kept(cohort: Cohort, timeline: Timeline, from_day: int, until: int) -> Panel:
    """Count the arrangements at risk that did not break down [12.5]."""
    t = cohort.index_day
    asked = (
        cohort.at_risk_of("breakdown") & cohort.by_section_4 & (cohort.status == 0)
        & (t >= from_day) & (t < until)
    )  # fmt: skip
    at = np.flatnonzero(asked)
    broke = timeline.first_breakdown_after(cohort.child[at], t[at])
    return {"kept": int((broke >= until).sum()), "of": len(at)}


def care_entries(
    timeline: Timeline, first_day: int, from_day: int, until: int, born: Days
) -> Panel:
    """Count the periods of care that begin in a span, by age on the day [12.3]."""
    child, start, _ = timeline.periods()
    first_of_child = np.ones(len(child), dtype=np.bool_)
    first_of_child[1:] = child[1:] != child[:-1]
    # A first period that begins where the data begin may have begun long before.
    known = ~(first_of_child & (start == first_day))
    mine = known & (start >= from_day) & (start < until)
    age = age_on(born[child[mine]], start[mine])
    bands = {name: int(((age >= low) & (age <= high)).sum()) for name, low, high in AGE_BANDS}
    return {"total": int(mine.sum()), "by_age_band": bands}


def _change(
    now: Panel, timeline: Timeline, observed: Observed, period: Period, until: int, born: Days
) -> int | None:
    """Compare with the same span one year earlier; positive is fewer entries [12.3]."""
    start, end = a_year_before(period.from_day), a_year_before(until)
    if observed.first_day == NO_DAY or start < observed.first_day:
        return None
    then = care_entries(timeline, observed.first_day, start, end, born)
    return int(str(then["total"])) - int(str(now["total"]))


def _in_a_family(
    children: Ints, timeline: Timeline, family_settings: dict[str, bool], day: int
) -> Panel:
    """Say how many supported children live in a family on the last day [12.4]."""
    status, category = timeline.on(children, np.full(len(children), day, dtype=np.int64))
    names = timeline.vocabulary.names
    family = np.array([family_settings.get(name, False) for name in names], dtype=np.bool_)
    in_care = status == 0
    unknown = int((in_care & (category == timeline.vocabulary.code(UNMAPPED))).sum())
    yes = int((~in_care | family[category]).sum())
    no = len(children) - yes - unknown
    return {"yes": yes, "no": no, "unknown": unknown, "share_ppm": share_ppm(yes, yes + no)}


def birth_days(children: pd.DataFrame, observed: Observed) -> Days:
    """Give the birth day of every child code, ``NO_DAY`` where unknown."""
    born = np.full(len(observed.child_ids), NO_DAY, dtype=np.int64)
    born[observed.listed_child] = day_numbers(children["date_of_birth"])
    return born
