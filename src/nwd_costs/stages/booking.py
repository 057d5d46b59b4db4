"""Which days are booked, and the two legs over them [5.1.8], [7.1]-[7.3]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from nwd_costs.categories import STATUSES
from nwd_costs.days import LAST_DAY, Days
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
    forecast_days
        Of the days booked, those that are not observed [7.2].
    before
        The day from which on days of windows are not booked: H, unless they are forecast.
    quarters_cut
        Whether ledger lines are cut at quarters; else a line falls in the quarter of t [1.7].
    """

    legs: Legs
    days: Ints
    days_in_legs: int
    forecast_days: int
    before: int
    quarters_cut: bool


class Accrue(Rule):
    """Rule ``accrue`` [7.1]: days are booked in the quarter in which they fall, once observed."""

    rule: Literal["accrue"]

    def apply(self, claims: Claims, timeline: Timeline, period: Period) -> Booked:
        """Book the days of every window that fall in the period and before H."""
        until = min(period.until_day, timeline.until)
        legs, days_in = both_legs(claims, timeline, timeline.until)
        start = np.maximum(claims.kept_from, period.from_day)
        days = np.maximum(np.minimum(claims.kept_until, until) - start, 0)
        booked = days_in.inside(period.from_day, until)
        in_legs = int((booked.until_day - booked.from_day).sum())
        legs = legs.inside(period.from_day, until)
        return Booked(legs, days, in_legs, 0, timeline.until, quarters_cut=True)


class AtIndex(Rule):
    """Rule ``at_index`` [7.2]: the whole window is booked in the quarter of t, observed or not."""

    rule: Literal["at_index"]

    def apply(self, claims: Claims, timeline: Timeline, period: Period) -> Booked:
        """Book every day of the windows whose index day falls in the period."""
        t = claims.index_day
        mine = (t >= period.from_day) & (t < period.until_day)
        legs, days_in = both_legs(claims, timeline, LAST_DAY)
        legs, days_in = legs.take(mine[legs.claim]), days_in.take(mine[days_in.claim])
        days = np.where(mine, claims.kept_until - claims.kept_from, 0)
        in_legs = int((days_in.until_day - days_in.from_day).sum())
        forecast = int(claims.days_from(timeline.until)[mine].sum())
        return Booked(legs, days, in_legs, forecast, LAST_DAY, quarters_cut=False)


AnyBooking = Annotated[Accrue | AtIndex, Field(discriminator="rule")]


def both_legs(claims: Claims, timeline: Timeline, until: int) -> tuple[Legs, Legs]:
    """Lay every claim's kept window over the timeline.

    Parameters
    ----------
    claims, timeline
        What was claimed, and what really happened.
    until
        Where days end to count: H, or beyond it with the days forecast [7.2].

    Returns
    -------
    legs
        The counterfactual leg [5.1.8] and the actual leg over all days of the windows.
    days_in
        The days themselves, once each whatever the mix, for counting.
    """
    actual = _actual_leg(claims, timeline, until)
    track = actual.claim, actual.from_day, actual.until_day
    first, last = merge(*track, actual.observed)
    # A run goes on from the observed to the forecast days [8.6].
    runs, _ = merge(*track)
    run_from = actual.from_day[runs][np.searchsorted(runs, first, side="right") - 1]
    days_in = actual.take(first)
    days_in = Legs(
        days_in.claim, days_in.side, days_in.from_day, actual.until_day[last], days_in.category,
        days_in.weight, days_in.charged, days_in.observed, run_from,
    )  # fmt: skip
    counterfactual = _counterfactual_leg(claims, days_in)
    statuses = [STATUSES.index(name) for name in claims.legs.actual]
    service = timeline.vocabulary.service()[actual.category]
    return _join(counterfactual, actual.take(np.isin(service, statuses))), days_in


def _actual_leg(claims: Claims, timeline: Timeline, until: int) -> Legs:
    claim, from_day, until_day, held, run_from = _held(claims, timeline, until)
    charged_services = [STATUSES.index(name) for name in claims.legs.charged]
    service = timeline.vocabulary.service()[held]
    given = claims.legs.actual_weight
    weight = claims.weight[claim]
    leg = Legs(
        claim=claim,
        side=np.full(len(claim), ACTUAL, dtype=np.int64),
        from_day=from_day,
        until_day=until_day,
        category=held,
        weight=weight if given is None else np.full(len(claim), given, dtype=np.int64),
        charged=np.isin(service, charged_services),
        observed=from_day < timeline.until,
        run_from=run_from,
    )
    if not claims.legs.only_reductions:
        return leg
    return leg.take(timeline.rank[service] > timeline.rank[claims.service[claim]])


def _held(claims: Claims, timeline: Timeline, until: int) -> tuple[Ints, Days, Days, Ints, Days]:
    """Cut the kept windows at every change of category: claim, days, category, start of its run."""
    track, _, category = timeline.compressed()
    children = np.unique(claims.child)
    child, start, end, index = with_gaps(track, children, timeline.until)
    none = timeline.vocabulary.code("none")
    held = np.where(index >= 0, category[index] if len(category) else none, none)
    windows = (claims.child, claims.kept_from, claims.kept_until)
    claim, piece, from_day, until_day = overlaps((child, start, end), windows)
    seen = claim, from_day, until_day, held[piece], from_day
    if until <= timeline.until:
        return seen
    # From H on the child is taken to be where it was on the last observed day [7.2].
    ahead = np.flatnonzero(claims.days_from(timeline.until) > 0)
    later = np.maximum(claims.kept_from[ahead], timeline.until)
    _, last_held = timeline.on(claims.child[ahead], np.full(len(ahead), timeline.until - 1))
    ends_at_h = np.flatnonzero(until_day == timeline.until)
    run_of = np.full(len(claims.child), LAST_DAY, dtype=np.int64)
    run_of[claim[ends_at_h]] = from_day[ends_at_h]
    run_from = np.minimum(later, run_of[ahead])
    forecast = ahead, later, claims.kept_until[ahead], last_held, run_from
    order = np.lexsort((np.append(from_day, later), np.append(claim, ahead)))
    one, two, three, four, five = (
        np.append(now, then)[order] for now, then in zip(seen, forecast, strict=True)
    )
    return one, two, three, four, five


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
