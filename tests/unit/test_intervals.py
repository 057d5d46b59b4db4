"""Interval kernels against sets of days."""

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
    with_gaps,
)

Interval = tuple[int, int, int]


@st.composite
def tracks(draw: st.DrawFn) -> list[Interval]:
    """Draw a few children's intervals that do not overlap, some touching."""
    found = []
    for child in range(draw(st.integers(0, 3))):
        edges = draw(st.lists(st.integers(0, 40), max_size=8, unique=True))
        keep = draw(st.lists(st.booleans(), min_size=8, max_size=8))
        found += [
            (child, a, b)
            for (a, b), kept in zip(pairwise(sorted(edges)), keep, strict=False)
            if kept
        ]
    return found


def arrays(rows: list[Interval]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


WINDOWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-2, 45), st.integers(-2, 45)), max_size=5
)


@given(tracks(), WINDOWS)
def test_overlaps_are_the_days_a_window_shares_with_each_interval(
    track: list[Interval], windows: list[Interval]
) -> None:
    at, piece, start, end = overlaps(arrays(track), arrays(windows))
    found = [
        (w, p, day) for w, p, a, b in zip(at, piece, start, end, strict=True) for day in range(a, b)
    ]
    assert found == [
        (w, p, day)
        for w, (child, low, high) in enumerate(windows)
        for p, (owner, a, b) in enumerate(track)
        for day in range(max(a, low), min(b, high))
        if owner == child
    ]
    assert (start < end).all()


@given(tracks(), st.integers(0, 3), st.integers(-2, 45))
def test_covering_finds_the_interval_that_holds_a_day(
    track: list[Interval], child: int, day: int
) -> None:
    holds = [at for at, (owner, a, b) in enumerate(track) if owner == child and a <= day < b]
    found = covering(arrays(track), np.array([child]), np.array([day]))
    assert found.tolist() == (holds or [-1])


@given(tracks(), st.integers(0, 3), st.integers(-2, 45))
def test_first_from_finds_the_first_interval_that_ends_after_a_day(
    track: list[Interval], child: int, day: int
) -> None:
    later = [at for at, (owner, _, b) in enumerate(track) if owner == child and b > day]
    found = first_from(arrays(track), np.array([child]), np.array([day]))
    assert found.tolist() == [min(later, default=-1)]


@given(tracks())
def test_merged_runs_cover_the_same_days_and_do_not_touch(track: list[Interval]) -> None:
    child, start, end = arrays(track)
    first, last = merge(child, start, end)
    runs = [(child[a], start[a], end[b]) for a, b in zip(first, last, strict=True)]
    assert {(c, d) for c, a, b in runs for d in range(a, b)} == {
        (c, d) for c, a, b in track for d in range(a, b)
    }
    assert all(one[0] != two[0] or one[2] < two[1] for one, two in pairwise(runs))


@given(tracks(), st.sets(st.integers(0, 4)))
def test_a_track_with_gaps_covers_every_day_of_its_children_once(
    track: list[Interval], children: set[int]
) -> None:
    chosen = np.array(sorted(children), dtype=np.int64)
    child, start, end, index = with_gaps(arrays(track), chosen, 50)
    for each in children:
        mine = child == each
        assert (start[mine][1:] == end[mine][:-1]).all()
        assert end[mine][-1] == 50
        held = {
            day
            for a, b, at in zip(start[mine], end[mine], index[mine], strict=True)
            if at >= 0
            for day in range(a, b)
        }
        assert held == {d for c, a, b in track if c == each for d in range(a, b)}
    assert set(child.tolist()) == children


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def days_of(*columns: np.ndarray) -> list[tuple[int, ...]]:
    """Give every day of the intervals in the first three columns, with what else is said of it."""
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [(child, day, *other) for child, a, b, *other in rows for day in range(a, b)]


def test_child_and_day_sort_as_one_number_to_the_edges_of_the_calendar() -> None:
    child = ints(0, 0, 0, 0, 0, 1, 1)
    day = ints(FIRST_DAY, -1, 0, 1, LAST_DAY, FIRST_DAY, FIRST_DAY + 1)
    packed = pack(child, day)
    assert (packed[1:] > packed[:-1]).all()
    beyond = pack(ints(0, 0), ints(FIRST_DAY - 10**9, LAST_DAY + 10**9))
    assert beyond.tolist() == [packed[0], packed[4]]
    assert (packed >> 21).tolist() == child.tolist()


def test_groups_are_numbered_from_nought() -> None:
    assert group_starts(np.array([True, False, True, True])).tolist() == [0, 0, 1, 2]
    assert group_starts(np.zeros(0, dtype=np.bool_)).tolist() == []
    assert group_starts(np.zeros(0, dtype=np.bool_)).dtype == np.int64


def test_taking_from_no_values_gives_noughts() -> None:
    assert take(ints(5, 6, 7), ints(2, 0)).tolist() == [7, 5]
    assert take(ints(), ints(-1, -1)).tolist() == [0, 0]
    assert take(ints(), ints(-1, -1)).dtype == np.int64


def test_touching_intervals_are_joined_only_where_they_agree_in_everything() -> None:
    track = ints(0, 0, 0, 0, 1), ints(0, 2, 4, 7, 9), ints(2, 4, 6, 9, 12)
    one, two = ints(1, 1, 1, 1, 1), ints(3, 3, 8, 8, 8)
    first, last = merge(*track, one, two)
    assert (first.tolist(), last.tolist()) == ([0, 2, 3, 4], [1, 2, 3, 4])
    first, last = merge(*track, two, one)
    assert (first.tolist(), last.tolist()) == ([0, 2, 3, 4], [1, 2, 3, 4])
    first, last = merge(*track, one)
    assert (first.tolist(), last.tolist()) == ([0, 3, 4], [2, 3, 4])


def test_many_windows_are_cut_at_once_and_an_empty_one_gives_nothing() -> None:
    track = ints(0, 0, 1), ints(0, 5, 2), ints(5, 9, 6)
    windows = ints(1, 0, 0, 0), ints(0, 3, 5, 2), ints(9, 7, 5, 2)
    found = [column.tolist() for column in overlaps(track, windows)]
    assert found == [[0, 1, 1], [2, 0, 1], [2, 3, 5], [6, 5, 7]]


def test_a_window_that_only_touches_an_interval_has_no_part_of_it() -> None:
    track = ints(0, 0), ints(0, 5), ints(3, 9)
    windows = ints(0, 0, 0), ints(3, 9, -2), ints(5, 12, 0)
    assert [len(column) for column in overlaps(track, windows)] == [0] * 4


def test_many_days_are_looked_up_at_once() -> None:
    track = ints(0, 0, 1), ints(0, 5, 2), ints(5, 9, 6)
    child, day = ints(0, 0, 0, 0, 1, 1, 1, 2), ints(-1, 0, 5, 9, 1, 5, 6, 3)
    assert covering(track, child, day).tolist() == [-1, 0, 1, -1, -1, 2, -1, -1]
    assert first_from(track, child, day).tolist() == [0, 0, 1, -1, 2, 2, -1, -1]


def test_gaps_are_marked_as_nothing() -> None:
    track = ints(0, 0, 2, 2, 3), ints(1, 4, 0, 6, 0), ints(3, 5, 6, 7, 9)
    found = [column.tolist() for column in with_gaps(track, ints(0, 1, 2), 8)]
    assert found == [
        [0, 0, 0, 0, 0, 1, 2, 2, 2, 2],
        [FIRST_DAY, 1, 3, 4, 5, FIRST_DAY, FIRST_DAY, 0, 6, 7],
        [1, 3, 4, 5, 8, 8, 0, 6, 7, 8],
        [-1, 0, -1, 1, -1, -1, -1, 2, 3, -1],
    ]


@given(st.lists(tracks(), min_size=1, max_size=3))
def test_of_tracks_laid_over_one_another_the_first_is_on_top(
    layers: list[list[Interval]],
) -> None:
    child, start, end, layer, index = layer_tracks([arrays(track) for track in layers])
    on_top: dict[tuple[int, int], tuple[int, int]] = {}
    for at, track in reversed(list(enumerate(layers))):
        for position, (owner, a, b) in enumerate(track):
            on_top |= {(owner, day): (at, position) for day in range(a, b)}
    assert days_of(child, start, end, layer, index) == [
        (*key, *value) for key, value in sorted(on_top.items())
    ]


def test_a_layer_is_cut_only_where_another_is_on_top() -> None:
    top = ints(0, 1), ints(4, 0), ints(6, 3)
    under = ints(0, 0, 1), ints(0, 8, 1), ints(8, 9, 5)
    found = [column.tolist() for column in layer_tracks([top, under])]
    assert found == [
        [0, 0, 0, 0, 1, 1],
        [0, 4, 6, 8, 0, 3],
        [4, 6, 8, 9, 3, 5],
        [1, 0, 1, 1, 0, 1],
        [0, 0, 0, 1, 1, 2],
    ]
    assert {column.dtype for column in layer_tracks([top, under])} == {np.dtype(np.int64)}


def test_no_tracks_at_all_leave_nothing_on_top() -> None:
    nothing = ints(), ints(), ints()
    assert [len(column) for column in layer_tracks([nothing, nothing])] == [0] * 5
