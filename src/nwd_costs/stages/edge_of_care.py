"""Care that was not entered and placements that did not break down [5.1]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, StrictBool, StrictInt, model_validator

from nwd_costs.categories import Vocabulary
from nwd_costs.days import LAST_DAY, Days
from nwd_costs.pence import PPM
from nwd_costs.rule import Document, Parameter
from nwd_costs.stages.claims import (
    NO_DAYS_LEFT,
    Claims,
    LegPolicy,
    Mix,
    one_claim_per_child_day,
    set_aside,
    spread,
)
from nwd_costs.stages.cohort import IN_SCOPE, VOIDED, Cohort
from nwd_costs.stages.history import Timeline
from nwd_costs.stages.horizon import NO_LENGTH_OF_STAY, Horizon
from nwd_costs.stages.windows import Counterfactual

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Ppm = Annotated[StrictInt, Field(ge=0, le=PPM)]
# A category without a share is no part of a mix.
Share = Annotated[StrictInt, Field(gt=0, le=PPM)]

NO_NEXT_PLACEMENT = "no next placement"


class Likelihood(Document):
    """The weight (ppm) of a claim by how likely care was said to be [5.1.1]."""

    high: Ppm
    medium: Ppm
    low: Ppm
    unstated: Ppm


@dataclass(frozen=True, eq=False, repr=False)
class _Windows:
    """Where every window ends and why; parallel arrays."""

    horizon_end: Days
    end: Days
    stopped_by: NDArray[np.object_]
    voided: Mask


class EdgeOfCare(Counterfactual):
    """Rule ``edge_of_care`` [5.1]: care not entered, placements that did not break down."""

    rule: Literal["edge_of_care"]
    lag_days: Parameter[Annotated[StrictInt, Field(ge=0, le=3_650)]]
    likelihood: Parameter[Likelihood]
    entry_mix: Parameter[dict[str, Share]]
    use_expected: Parameter[StrictBool]
    next_placement: Parameter[dict[str, str]]
    on_entry: Parameter[Literal["stop", "void", "net"]]
    on_breakdown: Parameter[Literal["stop", "void", "net"]]
    on_leaving_care: Parameter[Literal["stop", "continue"]]
    residual: Parameter[Literal["deduct", "ignore"]]

    tests_at_risk_of: ClassVar[bool] = True

    @model_validator(mode="after")
    def _the_mix_is_whole(self) -> EdgeOfCare:
        if sum(self.entry_mix.value.values()) != PPM:
            raise ValueError("the shares of entry_mix sum to 1 000 000 ppm [5.1.2]")
        return self

    def mixed(self) -> tuple[str, ...]:
        """Name what the counterfactual prices besides the method's categories."""
        return tuple(sorted(self.entry_mix.value))

    def named(self) -> list[tuple[str, str]]:
        """List the names that must be categories of the method, each with its path."""
        path = "next_placement.value"
        return [
            (f"{path}.{held}", name)
            for held, following in self.next_placement.value.items()
            for name in (held, following)
        ]

    def is_certain(self) -> bool:
        """Say whether every claim has full weight, the generous end [5.1.1]."""
        return set(self.likelihood.value.model_dump().values()) == {PPM}

    def apply(self, cohort: Cohort, timeline: Timeline, horizon: Horizon) -> Claims:
        """Turn the referrals in scope into claims.

        Parameters
        ----------
        cohort
            The referrals, in scope by [4.1]-[4.3].
        timeline
            What really happened.
        horizon
            The rule that ends a window.
        """
        vocabulary = timeline.vocabulary
        expected = self._expected(cohort, vocabulary)
        category = self._category(cohort, expected, vocabulary)
        breakdown = cohort.at_risk_of("breakdown")
        everyone = np.arange(len(cohort.child), dtype=np.int64)
        scope = set_aside(cohort.scope, everyone, breakdown & (category < 0), NO_NEXT_PLACEMENT)
        scope = set_aside(scope, everyone, horizon.unknown(cohort), NO_LENGTH_OF_STAY)
        at = np.flatnonzero(scope == IN_SCOPE)
        start = cohort.index_day[at] + self.lag_days.value
        windows = self._windows(cohort, timeline, horizon, at, start)
        scope[at[windows.voided]] = VOIDED
        scope = set_aside(scope, at, ~windows.voided & (windows.end <= start), NO_DAYS_LEFT)
        left = scope[at] == IN_SCOPE
        claimed, start, end = at[left], start[left], windows.end[left]
        weight = self._weight(cohort, claimed)
        kept = one_claim_per_child_day(cohort.child[claimed], cohort.index_day[claimed], start, end)
        given = np.where(breakdown, "next_placement", "entry_mix")
        return Claims(
            cohort=cohort.with_scope(scope),
            referral=claimed,
            from_day=start,
            until_day=end,
            kept_from=kept[0],
            kept_until=kept[1],
            weight=weight,
            horizon_end=windows.horizon_end[left],
            stopped_by=windows.stopped_by[left],
            decided_by=np.where(expected >= 0, "use_expected", given)[claimed].astype(object),
            service=np.zeros(len(claimed), dtype=np.int64),
            mix=_mixed(weight, category[claimed], self._shares(vocabulary)),
            legs=LegPolicy(
                charged=("cic", "cp", "cin") if self.residual.value == "deduct" else ("cic",)
            ),
            clause=self.clause,
        )

    def touched(self, claims: Claims) -> dict[str, Mask]:
        """Mark the claims that a parameter decides, where those are not all of them [9.4]."""
        entry = claims.cohort.at_risk_of("entry")[claims.referral]
        decided = {
            name: np.asarray(claims.decided_by == name, dtype=np.bool_)
            for name in ("use_expected", "entry_mix", "next_placement")
        }
        events = {"on_entry": entry, "on_breakdown": ~entry, "on_leaving_care": ~entry}
        return {**decided, **events}

    def _expected(self, cohort: Cohort, vocabulary: Vocabulary) -> Ints:
        """Give the expected category of each referral, -1 where it counts as not given [5.1.2]."""
        if not self.use_expected.value:
            return np.full(len(cohort.child), -1, dtype=np.int64)
        placeable = {name: vocabulary.code(name) for name in vocabulary.placeable}
        return _looked_up(cohort.referrals["expected_placement"], placeable, -1)

    def _category(self, cohort: Cohort, expected: Ints, vocabulary: Vocabulary) -> Ints:
        """Give the one counterfactual category of each referral; -1 is the mix, or none [5.1.3]."""
        following = np.full(len(vocabulary.names), -1, dtype=np.int64)
        for held, next_one in self.next_placement.value.items():
            following[vocabulary.code(held)] = vocabulary.code(next_one)
        then = np.where(cohort.at_risk_of("breakdown"), following[cohort.category], -1)
        return np.where(expected >= 0, expected, then)

    def _windows(
        self, cohort: Cohort, timeline: Timeline, horizon: Horizon, at: Ints, start: Days
    ) -> _Windows:
        """Give e by the horizon, what stops the window sooner, and what is void [5.1.4]-[5.1.7]."""
        child, breakdown = cohort.child[at], cohort.at_risk_of("breakdown")[at]
        horizon_end = horizon.end(cohort, at, start)
        entered = timeline.first_care_day(child, start)
        broke = timeline.first_breakdown_after(child, cohort.index_day[at])
        event = np.where(breakdown, broke, entered)
        policy = np.where(breakdown, self.on_breakdown.value, self.on_entry.value)
        voided = (policy == "void") & (event < horizon_end)
        stop = np.where(policy == "stop", event, LAST_DAY)
        clause = np.where(breakdown, "5.1.6", "5.1.5").astype(object)
        if self.on_leaving_care.value == "stop":
            left_care = timeline.period_end(child, cohort.index_day[at])
            leaves_first = breakdown & (left_care < stop)
            stop, clause = np.where(leaves_first, left_care, stop), clause.copy()
            clause[leaves_first] = "5.1.7"
        clause[stop >= horizon_end] = ""
        return _Windows(horizon_end, np.minimum(horizon_end, stop), clause, voided)

    def _shares(self, vocabulary: Vocabulary) -> dict[int, int]:
        return {vocabulary.code(name): part for name, part in self.entry_mix.value.items()}

    def _weight(self, cohort: Cohort, referral: Ints) -> Ints:
        table = self.likelihood.value
        weights = {"high": table.high, "medium": table.medium, "low": table.low}
        return _looked_up(cohort.referrals["likelihood"], weights, table.unstated)[referral]


def _looked_up(words: pd.Series, table: Mapping[str, int], otherwise: int) -> Ints:
    """Look up each of the few words once."""
    codes, distinct = pd.factorize(words)
    return np.array([table.get(word, otherwise) for word in distinct], dtype=np.int64)[codes]


def _mixed(weight: Ints, category: Ints, shares: dict[int, int]) -> Mix:
    """Give each claim its one category, or spread it over the mix [5.1.8]."""
    one, many = np.flatnonzero(category >= 0), np.flatnonzero(category < 0)
    claim, mixed, parts = spread(weight[many], shares)
    claims = np.concatenate([one, many[claim]])
    order = np.argsort(claims, kind="stable")
    return Mix(
        claims[order],
        np.concatenate([category[one], mixed])[order],
        np.concatenate([weight[one], parts])[order],
    )
