"""The one door to the survival library: how long stays last when not all were seen whole [6.3]."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nwd_costs.errors import Problem, UsageError

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

LIBRARY, EXTRA = "statsmodels", "stats"
_95_PERCENT = NormalDist().inv_cdf(0.975)

# A value and the limits of its 95% interval; None is not reached.
Span = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, eq=False)
class Curve:
    """The share of stays that go on, by their length so far, as the library estimates it.

    Parameters
    ----------
    lengths
        The lengths at which stays ended, rising. [days]
    followed, ended
        At each of them, how many stays were followed and how many of those ended.
    going_on
        The share of all stays that last longer than it.
    median
        The length that half of the stays outlast, and its interval.
    """

    lengths: Ints
    followed: Ints
    ended: Ints
    going_on: Floats
    median: Span

    def each_day(self, until: int) -> Floats:
        """Give the share of stays that last longer than 0, 1, ... days, up to but not ``until``."""
        at = np.searchsorted(self.lengths, np.arange(until), side="right")
        return np.append(1.0, self.going_on)[at]

    def mean(self, until: int) -> tuple[float, float, float]:
        """Give the mean days of a stay up to a number of days, and its 95% interval.

        Parameters
        ----------
        until
            The days beyond which no stay is counted.

        Returns
        -------
        tuple of float
            The area under the curve, and the interval from Greenwood's variance of it.
        """
        share = self.each_day(until)
        mean = float(share.sum())
        before = self.lengths < until
        # What the curve still has to come on the day of each ending.
        area = np.cumsum(share[::-1])[::-1][self.lengths[before]]
        followed, ended = self.followed[before], self.ended[before]
        some_stay = followed > ended  # where all end, nothing is left to come
        risk = ended[some_stay] / (followed[some_stay] * (followed - ended)[some_stay])
        margin = _95_PERCENT * float(np.sqrt((area[some_stay] ** 2 * risk).sum()))
        return mean, max(mean - margin, 0.0), min(mean + margin, float(until))


def library_version() -> str:
    """Name the survival library and its version, as the provenance records it."""
    return f"{LIBRARY} {version(LIBRARY)}"


def survival_library() -> Any:
    """Load the estimator of the survival library.

    Raises
    ------
    UsageError
        When the extra that brings it is not installed.
    """
    try:
        from statsmodels.duration.survfunc import SurvfuncRight
    except ImportError:
        advice = f'Install the extra that brings it: pip install "nwd-costs[{EXTRA}]".'
        problem = Problem(LIBRARY, "is not installed", advice)
        raise UsageError("Lengths of stay need a survival library.", [problem]) from None
    return SurvfuncRight


def curve(entry: Ints, length: Ints, ended: Mask) -> Curve:
    """Have the library estimate how long stays last, from stays that were followed in part.

    Parameters
    ----------
    entry
        How long each stay had lasted when it was first observed; 0 if from its first day. [days]
    length
        How long it had lasted when it ended or was lost sight of; more than ``entry``. [days]
    ended
        Whether it ended then.

    Returns
    -------
    Curve
        The product-limit estimate: among those of a length who are followed, the share that ends.
    """
    estimator = survival_library()
    # Where all who are followed leave, the share is nought and its logarithm is asked for in vain.
    with np.errstate(all="ignore"):
        found = estimator(length, ended.astype(np.int64), entry=entry)
        middle, (low, high) = found.quantile(0.5), found.quantile_ci(0.5)
    return Curve(
        lengths=found.surv_times.astype(np.int64),
        followed=found.n_risk.astype(np.int64),
        ended=found.n_events.astype(np.int64),
        going_on=found.surv_prob.astype(np.float64),
        median=(_reached(middle), _reached(low), _reached(high)),
    )


def _reached(day: float) -> float | None:
    return float(day) if np.isfinite(day) else None


def followed_each_day(entry: Ints, length: Ints, until: int) -> Ints:
    """Count the stays that are followed at each length from 1 up to but not including ``until``."""
    days = np.arange(1, until)
    came = np.searchsorted(np.sort(entry), days, side="left")
    gone = np.searchsorted(np.sort(length), days, side="left")
    return came - gone
