"""Interval kernels against sets of days."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.intervals import covering, first_from, merge, overlaps, with_gaps

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
