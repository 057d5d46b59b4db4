"""A move to a less intensive placement that lasts [5.4.1]-[5.4.3]."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, StrictInt, model_validator

from nwd_costs.categories import STATUSES
from nwd_costs.days import LAST_DAY, Days
from nwd_costs.pence import PPM
from nwd_costs.rule import Parameter
from nwd_costs.stages.claims import Claims, LegPolicy, Mix, set_aside
from nwd_costs.stages.cohort import Cohort
from nwd_costs.stages.history import Timeline
from nwd_costs.stages.horizon import Horizon
from nwd_costs.stages.windows import Counterfactual, WholeWindows

Mask = NDArray[np.bool_]
Wait = Annotated[StrictInt, Field(ge=1, le=3_650)]

NO_STEP_DOWN = "no step down"
NOT_SUSTAINED = "not sustained"
NOT_YET_SUSTAINED = "not yet sustained"
CIC = STATUSES.index("cic")


class SustainedStepDown(Counterfactual):
    """Rule ``sustained_step_down`` [5.4]: the child would have stayed where it was on t."""

    rule: Literal["sustained_step_down"]
    from_categories: Parameter[tuple[str, ...]]
    to_categories: Parameter[tuple[str, ...]]
    within_days: Parameter[Wait]
    sustain_days: Parameter[Wait]

    @model_validator(mode="after")
    def _a_step_goes_somewhere(self) -> SustainedStepDown:
        held, after = self.from_categories.value, self.to_categories.value
        if not held or not after:
            raise ValueError("from_categories and to_categories each name a category [5.4.1]")
        if set(held) & set(after):
            raise ValueError("no category is both left and reached by a step down [5.4.1]")
        return self

    def named(self) -> list[tuple[str, str]]:
        """List the names that must be categories of the method, each with its path."""
        return [
            (f"{path}.value", name)
            for path in ("from_categories", "to_categories")
            for name in getattr(self, path).value
        ]

    def apply(self, cohort: Cohort, timeline: Timeline, horizon: Horizon) -> Claims:
        """Turn the referrals in scope whose step down was sustained into claims.

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
        move, stepped = self._moves(cohort, timeline)
        stayed_until = self._stayed_until(cohort, timeline, move)
        short = stayed_until - move < self.sustain_days.value
        scope = set_aside(cohort.scope, everyone, ~stepped, NO_STEP_DOWN)
        unseen = short & (stayed_until >= timeline.until)
        scope = set_aside(scope, everyone, unseen, NOT_YET_SUSTAINED)
        scope = set_aside(scope, everyone, short, NOT_SUSTAINED)
        windows = WholeWindows.of(cohort, scope, move, horizon)
        at = windows.at
        weight = np.full(len(at), PPM, dtype=np.int64)
        return windows.claims(
            weight=weight,
            decided_by="from_categories",
            service=np.full(len(at), CIC, dtype=np.int64),
            mix=Mix(np.arange(len(at), dtype=np.int64), cohort.category[at], weight),
            legs=LegPolicy(),
            clause=self.clause,
        )

    def _moves(self, cohort: Cohort, timeline: Timeline) -> tuple[Days, Mask]:
        """Give each referral's move, and whether it is a step down [5.4.1]."""
        vocabulary, t = timeline.vocabulary, cohort.index_day
        move, touches = timeline.next_spell(cohort.child, t)
        _, reached = timeline.on(cohort.child, np.where(move < LAST_DAY, move, t))
        stepped = (
            cohort.at_risk_of("breakdown")
            & (cohort.status == CIC)
            & np.isin(cohort.category, vocabulary.codes(self.from_categories.value))
            & touches
            & (move <= t + self.within_days.value)
            & np.isin(reached, vocabulary.codes(self.to_categories.value))
            & (timeline.first_breakdown_after(cohort.child, t) > move)
        )
        return move, stepped

    def _stayed_until(self, cohort: Cohort, timeline: Timeline, move: Days) -> Days:
        """Give the day on which the stay in ``to_categories`` that begins with the move ends."""
        wanted = timeline.vocabulary.codes(self.to_categories.value)
        return timeline.stay_end(cohort.child, move, wanted)
