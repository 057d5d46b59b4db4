"""The steps of a run as the stages left them, and the count of referrals by scope [4.4]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nwd_costs.stages.claims import NO_DAYS_LEFT, Claims
from nwd_costs.stages.cohort import IN_SCOPE, VOIDED, Cohort
from nwd_costs.stages.history import Timeline
from nwd_costs.stages.observation import Observed
from nwd_costs.stages.programme import Charges


@dataclass(frozen=True)
class ScopeCounts:
    """How many referrals are in scope, and why the others are not [4.4].

    Parameters
    ----------
    referrals
        All of them: ``in_scope`` and those out of scope.
    in_scope
        ``claims`` and ``voided``.
    out_of_scope
        Referrals by reason.
    in_scope_by_section_4
        In scope by [4.1]-[4.3] alone.
    eighteen_or_over
        Of those with no days left, the ones of 18 or over on t.
    claims, voided
        Referrals that make a claim, and those whose claim was dropped [5.1.5].
    """

    referrals: int
    in_scope: int
    out_of_scope: Mapping[str, int]
    in_scope_by_section_4: int
    eighteen_or_over: int
    claims: int
    voided: int


@dataclass(frozen=True, eq=False, repr=False)
class Steps:
    """What each stage made of the records.

    Parameters
    ----------
    observed, timeline, cohort, claims
        The stages' own results; the claims' cohort has the final scope.
    days_booked
        Days booked of every claim. Shape (claims,).
    days_in_legs
        Of all those, the days that enter the legs.
    forecast_days
        Of all those, the days that are not observed [7.2].
    booked_before
        The day from which on days of windows are not booked [7.1].
    charges
        What the programme itself costs in the period [11].
    unmapped, past_last_day
        Rows and days by code, as the timeline reports them [3.4].
    """

    observed: Observed
    timeline: Timeline
    cohort: Cohort
    claims: Claims
    days_booked: NDArray[np.int64]
    days_in_legs: int
    forecast_days: int
    booked_before: int
    charges: Charges
    unmapped: Mapping[str, Mapping[str, int]]
    past_last_day: Mapping[str, Mapping[str, int]]


def scope_counts(cohort: Cohort) -> ScopeCounts:
    """Count every referral once, by what became of it [4.4]."""
    reasons, rows = np.unique(cohort.scope.astype(str), return_counts=True)
    found = dict(zip(reasons.tolist(), rows.tolist(), strict=True))
    voided, claims = found.pop(VOIDED, 0), found.pop(IN_SCOPE, 0)
    grown_up = (cohort.scope == NO_DAYS_LEFT) & (cohort.age >= 18)
    return ScopeCounts(
        referrals=len(cohort.scope),
        in_scope=claims + voided,
        out_of_scope=found,
        in_scope_by_section_4=int(cohort.by_section_4.sum()),
        eighteen_or_over=int(grown_up.sum()),
        claims=claims,
        voided=voided,
    )
