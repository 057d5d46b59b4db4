"""Law: the interval kernels say of many children what sets of days say [1.1], [1.7], [3.1]."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.days import FIRST_DAY, LAST_DAY
from nwd_costs.intervals import (
    covering,
    first_from,
    group_starts,
    layer_tracks,
    merge,
    overlaps,
    pack,
    take,
    touches_previous,
    with_gaps,
)
from properties.runs import examples

Interval = tuple[int, int, int]
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]

WHERE = st.tuples(st.integers(0, 3), st.integers(-2, 14))
WINDOWS = st.lists(st.tuples(WHERE, st.integers(-2, 14)), max_size=4).map(
    lambda drawn: [(child, start, end) for (child, start), end in drawn]
)


def _intervals(edges: list[tuple[int, int, bool]]) -> list[Interval]:
    """Make a track of edges: between two of one child lies an interval, where the first says so."""
    known = {(child, day): kept for child, day, kept in edges}
    return [
        (child, start, end)
        for (child, start), (other, end) in pairwise(sorted(known))
        if child == other and known[child, start]
    ]


TRACKS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 12), st.sampled_from([True, True, False])),
    max_size=10,
).map(_intervals)


def arrays(rows: list[Interval]) -> Arrays:
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def child_days(rows: list[Interval]) -> dict[tuple[int, int], int]:
    """Give every child-day and the position of the interval that holds it."""
    return {(c, day): at for at, (c, a, b) in enumerate(rows) for day in range(a, b)}


DAYS = st.one_of(st.integers(FIRST_DAY, LAST_DAY), st.sampled_from([FIRST_DAY, -1, 0, LAST_DAY]))
PLACES = st.tuples(st.integers(0, 2**40), DAYS)


@examples(default=50, deep=6_000)
@given(PLACES, PLACES)
def test_packed_numbers_sort_by_child_and_then_by_day(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    first, second = (pack(np.array([c]), np.array([d]))[0] for c, d in (one, two))
    assert (first < second) == (one < two)
    assert (first == second) == (one == two)


@examples(default=50, deep=6_000)
@given(TRACKS, WINDOWS)
def test_overlaps_are_the_days_that_a_window_shares_with_each_interval(
    track: list[Interval], windows: list[Interval]
) -> None:
    at, piece, start, end = overlaps(arrays(track), arrays(windows))
    found = [
        (w, p, d) for w, p, a, b in zip(at, piece, start, end, strict=True) for d in range(a, b)
    ]
    held = child_days(track)
    assert found == [
        (w, held[child, day], day)
        for w, (child, low, high) in enumerate(windows)
        for day in range(low, high)
        if (child, day) in held
    ]
    assert (start < end).all()


@examples(default=50, deep=6_000)
@given(TRACKS, st.lists(WHERE, min_size=1, max_size=6))
def test_covering_and_first_from_find_what_a_walk_along_the_days_finds(
    track: list[Interval], asked: list[tuple[int, int]]
) -> None:
    child, day = (np.array(column, dtype=np.int64) for column in zip(*asked, strict=True))
    held = child_days(track)
    assert covering(arrays(track), child, day).tolist() == [held.get(place, -1) for place in asked]
    ahead = [[held[c, d] for d in range(day, 20) if (c, d) in held] for c, day in asked]
    assert first_from(arrays(track), child, day).tolist() == [at[0] if at else -1 for at in ahead]


@examples(default=50, deep=6_000)
@given(TRACKS, st.lists(st.integers(0, 1), min_size=40, max_size=40))
def test_merging_joins_exactly_what_touches_and_is_the_same(
    track: list[Interval], labels: list[int]
) -> None:
    same = np.array(labels[: len(track)], dtype=np.int64)
    first, last = merge(*arrays(track), same)
    expected: list[list[int]] = []
    for at, (child, start, _) in enumerate(track):
        before = track[at - 1] if at else (-1, 0, 0)
        joins = before[0] == child and before[2] == start and labels[at] == labels[at - 1]
        expected = [*expected[:-1], [*expected[-1], at]] if joins else [*expected, [at]]
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [
        (run[0], run[-1]) for run in expected
    ]


@examples(default=50, deep=6_000)
@given(TRACKS)
def test_touching_is_having_the_day_before(track: list[Interval]) -> None:
    held = child_days(track)
    touching = touches_previous(*arrays(track))
    assert touching.tolist() == [(child, start - 1) in held for child, start, _ in track]
    begun = [int((~touching[: at + 1]).sum()) - 1 for at in range(len(track))]
    assert group_starts(~touching).tolist() == begun


@examples(default=50, deep=6_000)
@given(TRACKS, st.sets(st.integers(0, 3)), st.integers(12, 15))
def test_with_gaps_every_day_of_every_child_asked_for_is_there_once(
    track: list[Interval], children: set[int], until: int
) -> None:
    asked = np.array(sorted(children), dtype=np.int64)
    child, start, end, index = with_gaps(arrays(track), asked, until)
    found = list(zip(child.tolist(), start.tolist(), end.tolist(), index.tolist(), strict=True))
    held = child_days(track)
    # The first gap begins at the edge of the calendar: what lies before day -5 is left uncounted.
    assert all(start == FIRST_DAY or start >= 0 for _, start, _, _ in found)
    assert [(c, d, at) for c, a, b, at in found for d in range(max(a, -5), b)] == [
        (c, d, held.get((c, d), -1)) for c in sorted(children) for d in range(-5, until)
    ]


@examples(default=50, deep=6_000)
@given(st.lists(TRACKS, min_size=1, max_size=3))
def test_of_tracks_over_one_another_the_first_that_has_a_day_is_on_top(
    tracks: list[list[Interval]],
) -> None:
    child, start, end, layer, index = layer_tracks([arrays(track) for track in tracks])
    rows = list(zip(child, start, end, layer, index, strict=True))
    found = {(int(c), d): (int(at), int(i)) for c, a, b, at, i in rows for d in range(a, b)}
    expected: dict[tuple[int, int], tuple[int, int]] = {}
    for at, track in enumerate(tracks):
        for place, position in child_days(track).items():
            expected.setdefault(place, (at, position))
    assert found == expected
    assert len(found) == sum(int(b - a) for _, a, b, _, _ in rows)
    assert [(c, a) for c, a, *_ in rows] == sorted((c, a) for c, a, *_ in rows)


@examples(default=20, deep=2_000)
@given(st.lists(st.integers(0, 9), max_size=5), st.lists(st.integers(-1, 4), max_size=5))
def test_taking_at_nothing_never_fails(values: list[int], at: list[int]) -> None:
    places = [place if place < len(values) else -1 for place in at]
    took = take(np.array(values, dtype=np.int64), np.array(places, dtype=np.int64)).tolist()
    pairs = zip(took, places, strict=True)
    assert all(value == values[place] for value, place in pairs if place >= 0)
