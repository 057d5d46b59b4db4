"""A share of days that would have been spent in care, by what was seen before [5.3]."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field, StrictInt, model_validator

from nwd_costs.pence import PPM
from nwd_costs.rule import Parameter
from nwd_costs.stages.claims import Claims, LegPolicy, Mix, spread
from nwd_costs.stages.cohort import Cohort
from nwd_costs.stages.history import Timeline
from nwd_costs.stages.horizon import Horizon
from nwd_costs.stages.windows import Counterfactual, WholeWindows

Share = Annotated[StrictInt, Field(gt=0, le=PPM)]


class CareProportion(Counterfactual):
    """Rule ``care_proportion`` [5.3]: a historical share of days in care, for every referral."""

    rule: Literal["care_proportion"]
    lag_days: Parameter[Annotated[StrictInt, Field(ge=0, le=3_650)]]
    baseline: Parameter[Share]
    mix: Parameter[dict[str, Share]]

    @model_validator(mode="after")
    def _the_mix_is_whole(self) -> CareProportion:
        if sum(self.mix.value.values()) != PPM:
            raise ValueError("the shares of mix sum to 1 000 000 ppm [5.1.8]")
        return self

    def mixed(self) -> tuple[str, ...]:
        """Name what the counterfactual prices besides the method's categories."""
        return tuple(sorted(self.mix.value))

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
        start = cohort.index_day + self.lag_days.value
        windows = WholeWindows.of(cohort, cohort.scope, start, horizon)
        weight = np.full(len(windows.at), self.baseline.value, dtype=np.int64)
        shares = {timeline.vocabulary.code(name): ppm for name, ppm in self.mix.value.items()}
        return windows.claims(
            weight=weight,
            decided_by="mix",
            service=np.zeros(len(windows.at), dtype=np.int64),
            mix=Mix(*spread(weight, shares)),
            # What was really spent in care counts in full against the share [5.3.1].
            legs=LegPolicy(actual=("cic",), charged=("cic",), actual_weight=PPM),
            clause=self.clause,
        )
