"""The checks of a child's episodes beside each other, in the order that the repairs left them in.

Only the rows that the repairs kept are looked at, and short breaks not at all: they are apart from
the history of care. Where a row was cut or closed by a repair, that is the finding, and what would
follow from it is not reported again.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nwd_costs.checks.lists import Ints, Mask
from nwd_costs.checks.spells import Finder
from nwd_costs.checks.views import Sorted, Told, after, before
from nwd_costs.days import NO_DAY, financial_year_start

TEMPORARY = ("T0", "T1", "T2", "T3", "T4")


def _is(told: Told, column: str, *codes: str) -> Mask:
    return told.coded(column).is_in(*codes)[told.kept.at]


def _filled(told: Told, column: str) -> Mask:
    return told.coded(column).filled[told.kept.at]


def _ended(kept: Sorted) -> Mask:
    """Mark the rows that ended by themselves."""
    found: Mask = kept.main & (kept.until_day != NO_DAY) & ~kept.cut & ~kept.stale
    return found


def _mended(kept: Sorted) -> Mask:
    """Mark the rows before which a row was cut or closed."""
    return kept.follows & after(kept.cut | kept.stale)


def _before_the_returns(told: Told) -> Mask:
    """Mark the rows that began before the first return opened: what came before is not known."""
    opened = financial_year_start(min(told.years) - 1) if told.years else NO_DAY
    return told.kept.from_day < opened


def _next_does_not_follow(told: Told) -> Ints:
    kept = told.kept
    found = _ended(kept) & _is(told, "rec", "X1") & ~kept.is_touched
    return kept.at[found]


def _next_follows_an_end(told: Told) -> Ints:
    kept = told.kept
    other = _filled(told, "rec") & ~_is(told, "rec", "X1")
    return kept.at[_ended(kept) & other & kept.is_touched]


def _start_touches(told: Told) -> Ints:
    kept = told.kept
    return kept.at[kept.main & kept.touches & ~_mended(kept) & _is(told, "rne", "S")]


def _no_start_after_a_gap(told: Told) -> Ints:
    kept = told.kept
    gap = kept.main & kept.follows & ~kept.touches & ~_mended(kept)
    return kept.at[gap & _filled(told, "rne") & ~_is(told, "rne", "S")]


def _no_start_at_first(told: Told) -> Ints:
    kept = told.kept
    first = kept.main & ~kept.follows & ~_before_the_returns(told)
    return kept.at[first & _filled(told, "rne") & ~_is(told, "rne", "S")]


def _legal_change_with_another_place(told: Told) -> Ints:
    kept = told.kept
    place = told.coded("place")
    codes = place.at[kept.at]
    moved = np.zeros(len(codes), dtype=np.bool_)
    moved[1:] = codes[1:] != codes[:-1]
    # A place that was given another code in between is the same place.
    recoded = np.zeros((len(place.words) + 1,) * 2, dtype=np.bool_)
    for row, new in enumerate(place.words):
        former = told.books["place"][new].former if new in told.books["place"] else ""
        if former in place.words:
            recoded[place.words.index(former), row] = True
    moved[1:] &= ~recoded[codes[:-1], codes[1:]]
    return kept.at[kept.main & kept.touches & moved & _is(told, "rne", "L")]


def _reason_missing(told: Told) -> Ints:
    kept = told.kept
    away = _is(told, "place", *TEMPORARY)
    moves = kept.touches & _is(told, "rne", "P", "B", "T", "U") & ~away
    needed = _ended(kept) & _is(told, "rec", "X1") & before(moves) & ~away
    column = told.coded("reason_place_change")
    return kept.at[needed & ~_filled(told, "reason_place_change") & column.is_given]


def _reason_beside_a_temporary_move(told: Told) -> Ints:
    kept = told.kept
    away = _is(told, "place", *TEMPORARY) & kept.main
    beside = away | before(away & kept.touches)
    closed = kept.until_day != NO_DAY
    found: Ints = kept.at[kept.main & beside & closed & _filled(told, "reason_place_change")]
    return found


def _begins_with_a_temporary_move(told: Told) -> Ints:
    kept = told.kept
    began = kept.main & ~kept.touches & ~_mended(kept) & ~_before_the_returns(told)
    return kept.at[began & _is(told, "place", *TEMPORARY)]


def _ends_with_a_temporary_move(told: Told) -> Ints:
    kept = told.kept
    ended = _ended(kept) & ~kept.is_touched & ~_is(told, "rec", "X1")
    return kept.at[ended & _is(told, "place", *TEMPORARY)]


HISTORIES: Mapping[str, Finder] = {
    "next-does-not-follow": _next_does_not_follow,
    "next-follows-an-end-of-care": _next_follows_an_end,
    "start-of-care-touches": _start_touches,
    "no-start-of-care-after-a-gap": _no_start_after_a_gap,
    "no-start-of-care-at-first": _no_start_at_first,
    "legal-change-with-another-place": _legal_change_with_another_place,
    "reason-missing": _reason_missing,
    "reason-beside-a-temporary-move": _reason_beside_a_temporary_move,
    "care-begins-with-a-temporary-move": _begins_with_a_temporary_move,
    "care-ends-with-a-temporary-move": _ends_with_a_temporary_move,
}
