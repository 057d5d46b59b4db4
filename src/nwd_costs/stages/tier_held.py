"""Keeping the tier held on the index day [5.2]."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, StrictInt, model_validator

from nwd_costs.categories import STATUSES
from nwd_costs.pence import PPM
from nwd_costs.rule import Parameter, Rule
from nwd_costs.stages.claims import (
    NO_DAYS_LEFT,
    Claims,
    LegPolicy,
    Mix,
    one_claim_per_child_day,
    set_aside,
)
from nwd_costs.stages.cohort import IN_SCOPE, Cohort
from nwd_costs.stages.history import NONE, Timeline
from nwd_costs.stages.horizon import NO_LENGTH_OF_STAY, Horizon

Ints = NDArray[np.int64]

NO_TIER = "no statutory tier"
NOT_CLAIMED = "tier not claimed"


class TierHeld(Rule):
    """Rule ``tier_held`` [5.2.1]: the child would have stayed in the tier of the index day."""

    rule: Literal["tier_held"]
    lag_days: Parameter[Annotated[StrictInt, Field(ge=0, le=3_650)]]
    tiers: Parameter[tuple[Literal["cic", "cp", "cin"], ...]]
    count: Parameter[Literal["reductions", "net"]]

    tests_at_risk_of: ClassVar[bool] = False

    @model_validator(mode="after")
    def _some_tiers_once(self) -> TierHeld:
        if not self.tiers.value or len(set(self.tiers.value)) != len(self.tiers.value):
            raise ValueError("tiers names at least one of cic, cp and cin, each once [5.2.3]")
        return self

    def mixed(self) -> tuple[str, ...]:
        """Name what the counterfactual prices besides the method's categories: nothing."""
        return ()

    def named(self) -> list[tuple[str, str]]:
        """List the names that must be categories of the method: none."""
        return []

    def is_certain(self) -> bool:
        """Say whether the weights are a choice at the generous end: here there is no choice."""
        return False

    def touched(self, claims: Claims) -> dict[str, NDArray[np.bool_]]:  # noqa: ARG002
        """Mark the claims that a parameter decides, where those are not all: every one does."""
        return {}

    def apply(
        self,
        cohort: Cohort,
        timeline: Timeline,  # noqa: ARG002 (what was held on t is in the cohort)
        horizon: Horizon,
    ) -> Claims:
        """Turn the referrals in scope into claims of the tier they held.

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
        claimed = np.isin(cohort.status, [STATUSES.index(tier) for tier in self.tiers.value])
        scope = set_aside(cohort.scope, everyone, cohort.status == NONE, NO_TIER)
        scope = set_aside(scope, everyone, ~claimed, NOT_CLAIMED)
        scope = set_aside(scope, everyone, horizon.unknown(cohort), NO_LENGTH_OF_STAY)
        at = np.flatnonzero(scope == IN_SCOPE)
        start = cohort.index_day[at] + self.lag_days.value
        end = horizon.end(cohort, at, start)
        scope = set_aside(scope, at, end <= start, NO_DAYS_LEFT)
        left = scope[at] == IN_SCOPE
        at, start, end = at[left], start[left], end[left]
        kept = one_claim_per_child_day(cohort.child[at], cohort.index_day[at], start, end)
        weight = np.full(len(at), PPM, dtype=np.int64)
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
            decided_by=np.full(len(at), "tiers", dtype=object),
            service=cohort.status[at],
            mix=Mix(np.arange(len(at), dtype=np.int64), cohort.category[at], weight),
            legs=LegPolicy(only_reductions=self.count.value == "reductions"),
            clause=self.clause,
        )
