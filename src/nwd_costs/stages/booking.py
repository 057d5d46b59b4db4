"""Which days are booked, and the two legs over them [5.1.8], [7.1]-[7.3]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nwd_costs.categories import STATUSES
from nwd_costs.days import Days
from nwd_costs.intervals import merge, overlaps, with_gaps
from nwd_costs.periods import Period
from nwd_costs.rule import Rule
from nwd_costs.stages.claims import Claims
from nwd_costs.stages.history import Timeline

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

COUNTERFACTUAL, ACTUAL = 0, 1


@dataclass(frozen=True, eq=False, repr=False)
class Legs:
    """The booked days of both legs, before they are cut and priced; parallel arrays.

    Parameters
    ----------
    claim
        Position of the claim; -1 where there is none, as in the cost of care.
    side
        ``COUNTERFACTUAL`` or ``ACTUAL``.
    from_day, until_day
        Half-open days; booked days only.
    category
        Code in the vocabulary.
    weight
        Parts per million.
    charged
        Whether the days cost anything [5.1.9].
    observed
        False for forecast days [7.2].
    run_from
        First day of the unbroken run of the category that holds these days [8.6].
    """

    claim: Ints
    side: Ints
    from_day: Days
    until_day: Days
    category: Ints
    weight: Ints
    charged: Mask
    observed: Mask
    run_from: Days

    def take(self, keep: NDArray[np.generic]) -> Legs:
        """Keep some rows, by mask or position."""
        return Legs(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))

    def on_days(self, from_day: Days, until_day: Days) -> Legs:
        """Put the same legs on other days."""
        return Legs(
            self.claim, self.side, from_day, until_day, self.category, self.weight, self.charged,
            self.observed, self.run_from,
        )  # fmt: skip

    def inside(self, from_day: int, until_day: int) -> Legs:
        """Clip to the days of a span."""
        start, end = np.maximum(self.from_day, from_day), np.minimum(self.until_day, until_day)
        return self.on_days(start, end).take(start < end)


@dataclass(frozen=True, eq=False, repr=False)
class Booked:
    """What a period books.

    Parameters
    ----------
    legs
        Both legs over the booked days.
    days
        Days booked of every claim [7]. Shape (claims,).
    days_in_legs
        Of those, the days that enter the legs [5.2.2].
    quarters_cut
        Whether ledger lines are cut at quarters; else a line falls in the quarter of t [1.7].
    """

    legs: Legs
    days: Ints
    days_in_legs: int
    quarters_cut: bool


class Accrue(Rule):
    """Rule ``accrue`` [7.1]: days are booked in the quarter in which they fall, once observed."""

    rule: Literal["accrue"]

    def apply(self, claims: Claims, timeline: Timeline, period: Period) -> Booked:
        """Book the days of every window that fall in the period and before H."""
        until = min(period.until_day, timeline.until)
        legs, days_in = both_legs(claims, timeline)
        start = np.maximum(claims.kept_from, period.from_day)
        days = np.maximum(np.minimum(claims.kept_until, until) - start, 0)
        booked = days_in.inside(period.from_day, until)
        in_legs = int((booked.until_day - booked.from_day).sum())
        return Booked(legs.inside(period.from_day, until), days, in_legs, quarters_cut=True)


def both_legs(claims: Claims, timeline: Timeline) -> tuple[Legs, Legs]:
    """Lay every claim's kept window over the timeline.

    Returns
    -------
    legs
        The counterfactual leg [5.1.8] and the actual leg over all observed days of the windows.
    days_in
        The days themselves, once each whatever the mix, for counting.
    """
    actual = _actual_leg(claims, timeline)
    first, last = merge(actual.claim, actual.from_day, actual.until_day, actual.observed)
    days_in = actual.take(first)
    days_in = Legs(
        days_in.claim, days_in.side, days_in.from_day, actual.until_day[last], days_in.category,
        days_in.weight, days_in.charged, days_in.observed, days_in.from_day,
    )  # fmt: skip
    counterfactual = _counterfactual_leg(claims, days_in)
    statuses = [STATUSES.index(name) for name in claims.legs.actual]
    service = timeline.vocabulary.service()[actual.category]
    return _join(counterfactual, actual.take(np.isin(service, statuses))), days_in


def _actual_leg(claims: Claims, timeline: Timeline) -> Legs:
    track, _, category = timeline.compressed()
    children = np.unique(claims.child)
    child, start, end, index = with_gaps(track, children, timeline.until)
    none = timeline.vocabulary.code("none")
    held = np.where(index >= 0, category[index] if len(category) else none, none)
    windows = (claims.child, claims.kept_from, claims.kept_until)
    claim, piece, from_day, until_day = overlaps((child, start, end), windows)
    held = held[piece]
    charged_services = [STATUSES.index(name) for name in claims.legs.charged]
    service = timeline.vocabulary.service()[held]
    leg = Legs(
        claim=claim,
        side=np.full(len(claim), ACTUAL, dtype=np.int64),
        from_day=from_day,
        until_day=until_day,
        category=held,
        weight=claims.weight[claim],
        charged=np.isin(service, charged_services),
        observed=np.ones(len(claim), dtype=np.bool_),
        run_from=from_day,
    )
    if not claims.legs.only_reductions:
        return leg
    return leg.take(timeline.rank[service] > timeline.rank[claims.service[claim]])


def _counterfactual_leg(claims: Claims, days_in: Legs) -> Legs:
    """Give each day of a window to every category of the claim's mix."""
    mix = claims.mix
    first = np.searchsorted(mix.claim, days_in.claim, side="left")
    parts = np.searchsorted(mix.claim, days_in.claim, side="right") - first
    at = np.repeat(np.arange(len(days_in.claim), dtype=np.int64), parts)
    within = np.arange(len(at), dtype=np.int64) - np.repeat(np.cumsum(parts) - parts, parts)
    part = first[at] + within
    legs = days_in.take(at)
    return Legs(
        claim=legs.claim,
        side=np.full(len(at), COUNTERFACTUAL, dtype=np.int64),
        from_day=legs.from_day,
        until_day=legs.until_day,
        category=mix.category[part],
        weight=mix.weight[part],
        charged=np.ones(len(at), dtype=np.bool_),
        observed=legs.observed,
        run_from=legs.run_from,
    )


def _join(one: Legs, two: Legs) -> Legs:
    return Legs(
        *(
            np.concatenate([getattr(one, name), getattr(two, name)])
            for name in one.__dataclass_fields__
        )
    )
