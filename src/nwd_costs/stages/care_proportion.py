"""A share of days that would have been spent in care, by what was seen before [5.3]."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, StrictInt, model_validator

from nwd_costs.pence import PPM
from nwd_costs.rule import Parameter, Rule
from nwd_costs.stages.claims import (
    NO_DAYS_LEFT,
    Claims,
    LegPolicy,
    Mix,
    one_claim_per_child_day,
    set_aside,
    spread,
)
from nwd_costs.stages.cohort import IN_SCOPE, Cohort
from nwd_costs.stages.history import Timeline
from nwd_costs.stages.horizon import NO_LENGTH_OF_STAY, Horizon

Share = Annotated[StrictInt, Field(gt=0, le=PPM)]


class CareProportion(Rule):
    """Rule ``care_proportion`` [5.3]: a historical share of days in care, for every referral."""

    rule: Literal["care_proportion"]
    lag_days: Parameter[Annotated[StrictInt, Field(ge=0, le=3_650)]]
    baseline: Parameter[Share]
    mix: Parameter[dict[str, Share]]

    tests_at_risk_of: ClassVar[bool] = False

    @model_validator(mode="after")
    def _the_mix_is_whole(self) -> CareProportion:
        if sum(self.mix.value.values()) != PPM:
            raise ValueError("the shares of mix sum to 1 000 000 ppm [5.1.8]")
        return self

    def mixed(self) -> tuple[str, ...]:
        """Name what the counterfactual prices besides the method's categories."""
        return tuple(sorted(self.mix.value))

    def named(self) -> list[tuple[str, str]]:
        """List the names that must be categories of the method: none."""
        return []

    def is_certain(self) -> bool:
        """Say whether every claim has full weight, which is about likelihoods [5.1.1]."""
        return False

    def touched(self, claims: Claims) -> dict[str, NDArray[np.bool_]]:  # noqa: ARG002
        """Mark the claims that a parameter decides, where those are not all: every one does."""
        return {}

    def apply(
        self,
        cohort: Cohort,
        timeline: Timeline,
        horizon: Horizon,
    ) -> Claims:
        """Turn every referral in scope into a claim of the historical share.

        Parameters
        ----------
        cohort
            The referrals, in scope by [4.1] and [4.2].
        timeline
            What really happened.
        horizon
            The rule that ends a window.
        """
        everyone = np.arange(len(cohort.child), dtype=np.int64)
        scope = set_aside(cohort.scope, everyone, horizon.unknown(cohort), NO_LENGTH_OF_STAY)
        at = np.flatnonzero(scope == IN_SCOPE)
        start = cohort.index_day[at] + self.lag_days.value
        end = horizon.end(cohort, at, start)
        scope = set_aside(scope, at, end <= start, NO_DAYS_LEFT)
        left = scope[at] == IN_SCOPE
        at, start, end = at[left], start[left], end[left]
        kept = one_claim_per_child_day(cohort.child[at], cohort.index_day[at], start, end)
        weight = np.full(len(at), self.baseline.value, dtype=np.int64)
        shares = {timeline.vocabulary.code(name): ppm for name, ppm in self.mix.value.items()}
        return Claims(
            cohort=cohort.with_scope(scope),
            referral=at,
            from_day=start,
            until_day=end,
            kept_from=kept[0],
            kept_until=kept[1],
            weight=weight,
            horizon_end=end,
            stopped_by=np.full(len(at), "", dtype=object),
            decided_by=np.full(len(at), "mix", dtype=object),
            service=np.zeros(len(at), dtype=np.int64),
            mix=Mix(*spread(weight, shares)),
            # What was really spent in care counts in full against the share [5.3.1].
            legs=LegPolicy(actual=("cic",), charged=("cic",), actual_weight=PPM),
            clause=self.clause,
        )
