"""What the rules of the counterfactual have in common, and windows that nothing stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nwd_costs.days import Days
from nwd_costs.rule import Rule
from nwd_costs.stages.claims import (
    NO_DAYS_LEFT,
    Claims,
    LegPolicy,
    Mix,
    one_claim_per_child_day,
    set_aside,
)
from nwd_costs.stages.cohort import IN_SCOPE, Cohort
from nwd_costs.stages.horizon import NO_LENGTH_OF_STAY, Horizon

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Counterfactual(Rule):
    """What a rule of the counterfactual says of itself, unless it says otherwise."""

    tests_at_risk_of: ClassVar[bool] = False

    def mixed(self) -> tuple[str, ...]:
        """Name what the counterfactual prices besides the method's categories: nothing."""
        return ()

    def named(self) -> list[tuple[str, str]]:
        """List the names that must be categories of the method, each with its path: none."""
        return []

    def is_certain(self) -> bool:
        """Say whether every claim has full weight by choice, the generous end [5.1.1]."""
        return False

    def touched(self, claims: Claims) -> dict[str, Mask]:  # noqa: ARG002
        """Mark the claims that a parameter decides, where those are not all [9.4]: all are."""
        return {}


@dataclass(frozen=True, eq=False, repr=False)
class WholeWindows:
    """The windows of a rule that only the horizon ends; parallel arrays.

    Parameters
    ----------
    cohort
        The referrals, their scope now final.
    at
        Position of each claim's referral in the cohort.
    start, end
        The window [s, e).
    """

    cohort: Cohort
    at: Ints
    start: Days
    end: Days

    @classmethod
    def of(
        cls, cohort: Cohort, scope: NDArray[np.object_], start: Days, horizon: Horizon
    ) -> WholeWindows:
        """Give every referral in scope its window, and set aside those that have none [6.1], [6.2].

        Parameters
        ----------
        cohort
            The referrals.
        scope
            What the rule itself made of their scope.
        start
            s of every referral; it counts for those in scope alone.
        horizon
            The rule that ends a window.
        """
        everyone = np.arange(len(cohort.child), dtype=np.int64)
        scope = set_aside(scope, everyone, horizon.unknown(cohort), NO_LENGTH_OF_STAY)
        at = np.flatnonzero(scope == IN_SCOPE)
        end = horizon.end(cohort, at, start[at])
        scope = set_aside(scope, at, end <= start[at], NO_DAYS_LEFT)
        left = scope[at] == IN_SCOPE
        return cls(cohort.with_scope(scope), at[left], start[at[left]], end[left])

    def claims(
        self,
        *,
        weight: Ints,
        decided_by: str,
        service: Ints,
        mix: Mix,
        legs: LegPolicy,
        clause: str,
    ) -> Claims:
        """Make them claims, one for every child-day [5.5]; the rest is as in ``Claims``."""
        cohort, at = self.cohort, self.at
        kept = one_claim_per_child_day(cohort.child[at], cohort.index_day[at], self.start, self.end)
        return Claims(
            cohort=cohort,
            referral=at,
            from_day=self.start,
            until_day=self.end,
            kept_from=kept[0],
            kept_until=kept[1],
            weight=weight,
            horizon_end=self.end,
            stopped_by=np.full(len(at), "", dtype=object),
            decided_by=np.full(len(at), decided_by, dtype=object),
            service=service,
            mix=mix,
            legs=legs,
            clause=clause,
        )
