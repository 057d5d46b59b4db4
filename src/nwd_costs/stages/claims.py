"""What a rule makes of a referral: a window, a weight, and what would have been [5.1]-[5.6]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nwd_costs.days import Days
from nwd_costs.pence import PPM, round_half_even
from nwd_costs.stages.cohort import IN_SCOPE, Cohort

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NO_DAYS_LEFT = "no days left"


@dataclass(frozen=True, eq=False, repr=False)
class Mix:
    """The categories of the counterfactual of every claim and their weights, in long form.

    Parameters
    ----------
    claim
        Position of the claim; sorted.
    category
        Code in the vocabulary.
    weight
        Parts per million; a claim's weights sum to the claim's weight.
    """

    claim: Ints
    category: Ints
    weight: Ints


@dataclass(frozen=True)
class LegPolicy:
    """Which days enter the legs, and which of them are charged.

    Parameters
    ----------
    actual
        Statuses that enter the actual leg.
    charged
        Of those, the ones that cost anything; the others are lines of zero pence.
    only_reductions
        Whether only days on which the observed tier is below the tier held enter the legs [5.2.2].
    actual_weight
        The weight of the actual leg where it is not the claim's own [5.3.1]. [ppm]
    """

    actual: tuple[str, ...] = ("cic", "cp", "cin", "none")
    charged: tuple[str, ...] = ("cic", "cp", "cin")
    only_reductions: bool = False
    actual_weight: int | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Claims:
    """The claims, ordered by referral_id, with the windows the rule and the horizon gave them.

    Parameters
    ----------
    cohort
        The referrals, their scope now final.
    referral
        Position of each claim's referral in the cohort.
    from_day, until_day
        The window [s, e) before overlaps.
    kept_from, kept_until
        What is left of it after [5.5]; equal where nothing is.
    weight
        w. [ppm]
    horizon_end
        e by the horizon alone, before anything stopped the window.
    stopped_by
        The clause that ended the window sooner; empty where none did.
    decided_by
        The parameter that chose the counterfactual's category.
    service
        Position in ``STATUSES`` of the counterfactual's service.
    mix
        The counterfactual's categories.
    legs
        Which days enter the legs.
    clause
        The method's clause of the rule that made the claims.
    """

    cohort: Cohort
    referral: Ints
    from_day: Days
    until_day: Days
    kept_from: Days
    kept_until: Days
    weight: Ints
    horizon_end: Days
    stopped_by: NDArray[np.object_]
    decided_by: NDArray[np.object_]
    service: Ints
    mix: Mix
    legs: LegPolicy
    clause: str

    @property
    def child(self) -> Ints:
        """The child code of each claim."""
        return self.cohort.child[self.referral]

    @property
    def index_day(self) -> Days:
        """The index day t of each claim."""
        return self.cohort.index_day[self.referral]

    def days_lost(self, from_day: int | None = None, until_day: int | None = None) -> Ints:
        """Count each claim's days lost to an earlier claim [5.5], in all or inside a span."""
        lost_until = np.minimum(self.kept_from, self.until_day)
        return _length_inside(self.from_day, lost_until, from_day, until_day)

    def days_from(self, day: int, until_day: int | None = None) -> Ints:
        """Count each claim's kept days at or after a day [7.1], in all or before another."""
        return _length_inside(self.kept_from, self.kept_until, day, until_day)


def _length_inside(start: Days, end: Days, low: int | None, high: int | None) -> Ints:
    start = start if low is None else np.maximum(start, low)
    end = end if high is None else np.minimum(end, high)
    days: Ints = np.maximum(end - start, 0)
    return days


def one_claim_per_child_day(
    child: Ints, index_day: Days, from_day: Days, until_day: Days
) -> tuple[Days, Days]:
    """Let the earlier claim keep the days on which windows of a child overlap [5.5], [5.6].

    Parameters
    ----------
    child, index_day, from_day, until_day
        The claims in the order of their referral_id, which decides between equal index days.

    Returns
    -------
    kept_from, kept_until
        What is left of each window; equal days where nothing is.
    """
    order = np.lexsort((np.arange(len(child)), index_day, child))
    owner, start, end = child[order], from_day[order], until_day[order]
    new = np.ones(len(owner), dtype=np.bool_)
    new[1:] = owner[1:] != owner[:-1]
    # Lift each child's days above all days of the child before, so that one running maximum serves.
    lift = np.cumsum(new) * 2**22
    latest_end = np.maximum.accumulate(end + lift) - lift if len(end) else end
    taken_until = np.full(len(owner), np.iinfo(np.int64).min, dtype=np.int64)
    taken_until[1:] = np.where(new[1:], taken_until[1:], latest_end[:-1])
    kept = np.empty(len(owner), dtype=np.int64)
    kept[order] = np.minimum(np.maximum(start, taken_until), end)
    return kept, until_day.copy()


def set_aside(
    scope: NDArray[np.object_], positions: Ints, applies: Mask, reason: str
) -> NDArray[np.object_]:
    """Put referrals that are still in scope out of it for a reason."""
    hit = positions[applies]
    scope = scope.copy()
    scope[hit[scope[hit] == IN_SCOPE]] = reason
    return scope


def spread(weight: Ints, shares: dict[int, int]) -> tuple[Ints, Ints, Ints]:
    """Spread weights over shares; the last category by name takes what rounding left [5.1.8].

    Parameters
    ----------
    weight
        w of each claim. [ppm]
    shares
        Share of each category code, summing to 1 000 000. [ppm]

    Returns
    -------
    claim, category, weight
        In long form, categories in the order of their names within a claim.
    """
    codes = sorted(shares)
    parts = np.empty((len(weight), len(codes)), dtype=np.int64)
    million = np.full(len(weight), PPM, dtype=np.int64)
    for at, code in enumerate(codes[:-1]):
        parts[:, at] = round_half_even(weight * shares[code], million)
    parts[:, -1] = weight - parts[:, :-1].sum(axis=1)
    claim = np.repeat(np.arange(len(weight), dtype=np.int64), len(codes))
    category = np.tile(np.array(codes, dtype=np.int64), len(weight))
    return claim, category, parts.ravel()
