"""Keeping the tier held on the index day [5.2]."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field, StrictInt, model_validator

from nwd_costs.categories import STATUSES
from nwd_costs.pence import PPM
from nwd_costs.rule import Parameter
from nwd_costs.stages.claims import Claims, LegPolicy, Mix, set_aside
from nwd_costs.stages.cohort import Cohort
from nwd_costs.stages.history import NONE, Timeline
from nwd_costs.stages.horizon import Horizon
from nwd_costs.stages.windows import Counterfactual, WholeWindows

NO_TIER = "no statutory tier"
NOT_CLAIMED = "tier not claimed"


class TierHeld(Counterfactual):
    """Rule ``tier_held`` [5.2.1]: the child would have stayed in the tier of the index day."""

    rule: Literal["tier_held"]
    lag_days: Parameter[Annotated[StrictInt, Field(ge=0, le=3_650)]]
    tiers: Parameter[tuple[Literal["cic", "cp", "cin"], ...]]
    count: Parameter[Literal["reductions", "net"]]

    @model_validator(mode="after")
    def _some_tiers_once(self) -> TierHeld:
        if not self.tiers.value or len(set(self.tiers.value)) != len(self.tiers.value):
            raise ValueError("tiers names at least one of cic, cp and cin, each once [5.2.3]")
        return self

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
        windows = WholeWindows.of(cohort, scope, cohort.index_day + self.lag_days.value, horizon)
        at = windows.at
        weight = np.full(len(at), PPM, dtype=np.int64)
        return windows.claims(
            weight=weight,
            decided_by="tiers",
            service=cohort.status[at],
            mix=Mix(np.arange(len(at), dtype=np.int64), cohort.category[at], weight),
            legs=LegPolicy(only_reductions=self.count.value == "reductions"),
            clause=self.clause,
        )
