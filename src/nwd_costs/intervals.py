"""Half-open day intervals of many children at once, without a Python loop.

Every function takes intervals as parallel int64 arrays ``child`` (a code from 0), ``from_day`` and
``until_day``. A *track* is a set of intervals sorted by child and day that do not overlap within a
child.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nwd_costs.days import FIRST_DAY, LAST_DAY

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Track = tuple[Ints, Ints, Ints]

# 21 bits hold any day between the calendar's edges, also after one subtraction.
_DAY_BITS = 21
_OFFSET = 1 << 20


def pack(child: Ints, day: Ints) -> Ints:
    """Join child and day into one number that sorts by child, then by day."""
    return (child << _DAY_BITS) + (np.clip(day, FIRST_DAY, LAST_DAY) + _OFFSET)


def unpack(packed: Ints) -> tuple[Ints, Ints]:
    """Take child and day apart again."""
    return packed >> _DAY_BITS, (packed & ((1 << _DAY_BITS) - 1)) - _OFFSET


def touches_previous(child: Ints, from_day: Ints, until_day: Ints) -> Mask:
    """Say which interval of a track begins on the day the child's previous one ends."""
    touching = np.zeros(len(child), dtype=np.bool_)
    touching[1:] = (child[1:] == child[:-1]) & (from_day[1:] == until_day[:-1])
    return touching


def group_starts(new: Mask) -> Ints:
    """Turn marks of 'a new group begins here' into group numbers from 0."""
    return np.cumsum(new, dtype=np.int64) - 1 if len(new) else np.zeros(0, dtype=np.int64)


def merge(
    child: Ints, from_day: Ints, until_day: Ints, *same: NDArray[np.generic]
) -> tuple[Ints, Ints]:
    """Find the runs of touching intervals of a track that agree in everything named [1.7].

    Returns
    -------
    first, last
        Positions of the first and the last interval of each run.
    """
    new = ~touches_previous(child, from_day, until_day)
    for values in same:
        new[1:] |= values[1:] != values[:-1]
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(child)) - 1 if len(first) else first
    return first, last


def overlaps(track: Track, window: Track) -> tuple[Ints, Ints, Ints, Ints]:
    """Cut every window by the track intervals of the same child.

    Parameters
    ----------
    track
        Child, from_day, until_day of a track.
    window
        Child, from_day, until_day of windows in any order; empty windows give nothing.

    Returns
    -------
    window_index, track_index, from_day, until_day
        One row per common piece, in window order, then by day.
    """
    child, from_day, until_day = track
    w_child, w_from, w_until = window
    low = np.searchsorted(pack(child, until_day), pack(w_child, w_from), side="right")
    high = np.searchsorted(pack(child, from_day), pack(w_child, w_until), side="left")
    count = np.where(w_until > w_from, np.maximum(high - low, 0), 0)
    window_index = np.repeat(np.arange(len(w_child), dtype=np.int64), count)
    before = np.cumsum(count) - count
    track_index = np.arange(len(window_index), dtype=np.int64) + np.repeat(low - before, count)
    pieces_from = np.maximum(from_day[track_index], w_from[window_index])
    pieces_until = np.minimum(until_day[track_index], w_until[window_index])
    return window_index, track_index, pieces_from, pieces_until


def covering(track: Track, child: Ints, day: Ints) -> Ints:
    """Find the track interval that covers each day of a child, or -1."""
    t_child, t_from, t_until = track
    at = np.searchsorted(pack(t_child, t_from), pack(child, day), side="right") - 1
    inside = at >= 0
    inside[inside] = (t_child[at[inside]] == child[inside]) & (t_until[at[inside]] > day[inside])
    return np.where(inside, at, -1)


def first_from(track: Track, child: Ints, day: Ints) -> Ints:
    """Find the first track interval of each child that ends after a day, or -1."""
    t_child, _, t_until = track
    at = np.searchsorted(pack(t_child, t_until), pack(child, day), side="right")
    there = at < len(t_child)
    there[there] = t_child[at[there]] == child[there]
    return np.where(there, at, -1)


def with_gaps(track: Track, children: Ints, until: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Fill a track up so that it covers all days of some children before ``until``.

    Parameters
    ----------
    track
        Child, from_day, until_day, ending by ``until``.
    children
        Child codes, sorted and distinct, to be covered; others are left out.
    until
        The day at which observation ends.

    Returns
    -------
    child, from_day, until_day, track_index
        The covering track; ``track_index`` is -1 on gaps.
    """
    child, from_day, until_day = track
    kept = np.flatnonzero(np.isin(child, children))
    child, from_day, until_day = child[kept], from_day[kept], until_day[kept]
    first = np.searchsorted(child, children, side="left")
    # A gap before each interval, and one after each child's last; empty ones fall out below.
    gap_from = np.full(len(child), FIRST_DAY, dtype=np.int64)
    gap_from[1:] = np.where(child[1:] == child[:-1], until_day[:-1], FIRST_DAY)
    last = np.searchsorted(child, children, side="right")
    tail_from = np.full(len(children), FIRST_DAY, dtype=np.int64)
    some = last > first
    tail_from[some] = until_day[last[some] - 1]
    all_child = np.concatenate([child, child, children])
    all_from = np.concatenate([from_day, gap_from, tail_from])
    all_until = np.concatenate([until_day, from_day, np.full(len(children), until)])
    index = np.concatenate([kept, np.full(len(child) + len(children), -1)])
    real = all_until > all_from
    all_child, all_from, all_until, index = (
        all_child[real],
        all_from[real],
        all_until[real],
        index[real],
    )
    order = np.argsort(pack(all_child, all_from), kind="stable")
    return all_child[order], all_from[order], all_until[order], index[order]


def take(values: Ints, at: Ints) -> Ints:
    """Take by position where -1 stands for nothing, of possibly no values at all."""
    return values[at] if len(values) else np.zeros(len(at), dtype=np.int64)


def layer_tracks(tracks: Sequence[Track]) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Lay tracks over one another, the first on top.

    Returns
    -------
    child, from_day, until_day, layer, index
        A track of what is on top, with the track it is from and the position there.
    """
    edges = np.sort(np.concatenate([pack(t[0], edge) for t in tracks for edge in t[1:]]))
    child, day = unpack(edges[np.append(True, edges[1:] != edges[:-1])] if len(edges) else edges)
    layer = np.full(len(child), -1, dtype=np.int64)
    index = np.full(len(child), -1, dtype=np.int64)
    for at, track in enumerate(tracks):
        found = covering(track, child, day)
        free = (layer < 0) & (found >= 0)
        layer[free], index[free] = at, found[free]
    until = np.append(day[1:], day[-1:])
    covered = np.flatnonzero(layer >= 0)
    pieces = child[covered], day[covered], until[covered]
    first, last = merge(*pieces, layer[covered], index[covered])
    kept = covered[first]
    return child[kept], day[kept], pieces[2][last], layer[kept], index[kept]
