"""The repairs [2.1]-[2.4]: by stated rules, in order, each row's fate and each change kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.checks.views import Sorted, closing_of
from nwd_costs.days import NO_DAY, Days
from nwd_costs.fates import Fates, repair_log
from nwd_costs.frames import Conformed, day_numbers, day_series
from nwd_costs.intervals import pack

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

RESPITE = ("V3", "V4")


@dataclass(frozen=True, eq=False, repr=False)
class Repaired:
    """A table after its repairs, what became of every row, what was changed, and what was seen."""

    frame: pd.DataFrame
    fates: Fates
    log: pd.DataFrame
    refused: Mapping[str, Mask]  # for each reason every row it holds for, also where not the first
    child: Ints  # of every input row
    child_ids: pd.Index
    kept: Sorted


@dataclass(frozen=True, eq=False, repr=False)
class _Rows:
    """The rows still in play, as arrays; ``at`` is their position in the input."""

    at: Ints
    lane: Ints  # a child's lane: repairs run within it
    from_day: Days
    until_day: Days
    year: Ints

    def take(self, keep: Ints) -> _Rows:
        return _Rows(
            self.at[keep],
            self.lane[keep],
            self.from_day[keep],
            self.until_day[keep],
            self.year[keep],
        )


def repair(table: str, conformed: Conformed, years: Sequence[int]) -> Repaired:
    """Reject, supersede, close and cut the rows of a statutory table [2.1]-[2.4], [2.6].

    Parameters
    ----------
    table
        Its canonical name.
    conformed
        The table as read, with its unreadable dates marked.
    years
        The ending years of all returns of its source, whatever rows they hold [2.3].

    Returns
    -------
    Repaired
        Rows sorted by child and day; open rows of the latest return stay open until a run says what
        the last observed day is [2.5].
    """
    frame = conformed.frame
    child, child_ids = pd.factorize(frame["child_id"])
    rows = _rows(frame, child.astype(np.int64))
    fates = Fates.all_used(frame)
    refused = _refused(rows, conformed)
    rows, fates = _reject(rows, refused, fates)
    rows, fates = _supersede(rows, fates)
    rows, fates = _set_aside(rows, frame, fates)
    latest = max(years, default=0)
    closed_stale, stale = _close_stale(rows, latest)
    cut, overlapping = _cut_at_next(closed_stale)
    fates = fates.marked(rows.at[stale], "repaired", "2.3")
    fates = fates.marked(rows.at[overlapping & ~stale], "repaired", "2.4")
    log = pd.concat(
        [
            _log(table, "2.3", frame, rows, closed_stale, stale),
            _log(table, "2.4", frame, closed_stale, cut, overlapping),
        ],
        ignore_index=True,
    )
    kept = frame.iloc[cut.at].reset_index(drop=True)
    kept["until_day"] = day_series(cut.until_day)
    kept["input_row"] = cut.at
    ordered = Sorted(cut.at, cut.lane, cut.from_day, cut.until_day, stale, overlapping)
    return Repaired(kept, fates, log, refused, child.astype(np.int64), child_ids, ordered)


def _rows(frame: pd.DataFrame, child: Ints) -> _Rows:
    lane = child * 2
    if "legal_status" in frame.columns:
        lane = lane + frame["legal_status"].isin(RESPITE).to_numpy(dtype=np.int64)
    return _Rows(
        np.arange(len(frame), dtype=np.int64),
        lane,
        day_numbers(frame["from_day"]),
        day_numbers(frame["until_day"]),
        frame["return_year"].to_numpy(dtype=np.int64),
    )


def _refused(rows: _Rows, conformed: Conformed) -> dict[str, Mask]:
    """Find for each reason the rows that it holds for, the reasons in their order [2.1]."""
    has_until = rows.until_day != NO_DAY
    has_from = rows.from_day != NO_DAY
    is_open = ~has_until & ~conformed.fault("until_day")
    empty = has_from & has_until & (rows.until_day <= rows.from_day)
    return {
        # A referral that led to nothing is closed on its day: it has no days to be wrong [2.6].
        "until_day not after from_day": empty & ~_no_further_action(conformed.frame),
        "no child": (conformed.frame["child_id"] == "").to_numpy(dtype=np.bool_),
        "unreadable from_day": ~has_from,
        "unreadable until_day": conformed.fault("until_day"),
        "open and begins after its own return": (
            has_from & is_open & (rows.from_day >= closing_of(rows.year))
        ),
    }


def _reject(rows: _Rows, refused: Mapping[str, Mask], fates: Fates) -> tuple[_Rows, Fates]:
    gone = np.zeros(len(rows.at), dtype=np.bool_)
    for reason, found in refused.items():
        fates = fates.marked(rows.at[found & ~gone], "rejected", reason)
        gone |= found
    return rows.take(np.flatnonzero(~gone)), fates


def _supersede(rows: _Rows, fates: Fates) -> tuple[_Rows, Fates]:
    key = pack(rows.lane, rows.from_day)
    order = np.argsort(key, kind="stable")
    rows, key = rows.take(order), key[order]
    last = np.append(key[1:] != key[:-1], True) if len(key) else np.zeros(0, dtype=np.bool_)
    # The row to keep sorts last: latest return, then closed before open, then later end, then later
    # row. An open row's missing end is below every day. Most rows are alone and need no sorting.
    several = np.flatnonzero(~last | ~np.append(True, last[:-1])) if len(key) else order
    among = rows.take(several)
    ranked = np.lexsort((among.at, among.until_day, among.year, key[several]))
    order = np.arange(len(key), dtype=np.int64)
    order[several] = several[ranked]
    rows = rows.take(order)
    kept = np.flatnonzero(last)
    keeper = kept[np.cumsum(last) - last] if len(kept) else kept
    same_return = rows.year == rows.year[keeper]
    fates = fates.marked(rows.at[~last & same_return], "superseded", "given twice in one return")
    fates = fates.marked(
        rows.at[~last & ~same_return], "superseded", "reported again by a later return"
    )
    return rows.take(kept), fates


def _no_further_action(frame: pd.DataFrame) -> Mask:
    if "no_further_action" not in frame.columns:
        return np.zeros(len(frame), dtype=np.bool_)
    return frame["no_further_action"].to_numpy(dtype=np.bool_)


def _set_aside(rows: _Rows, frame: pd.DataFrame, fates: Fates) -> tuple[_Rows, Fates]:
    aside = _no_further_action(frame)[rows.at]
    fates = fates.marked(rows.at[aside], "out_of_scope", "no further action")
    return rows.take(np.flatnonzero(~aside)), fates


def _next_from(rows: _Rows) -> Days:
    following = np.full(len(rows.at), np.iinfo(np.int64).max, dtype=np.int64)
    same = rows.lane[1:] == rows.lane[:-1]
    following[:-1][same] = rows.from_day[1:][same]
    return following


def _close_stale(rows: _Rows, latest: int) -> tuple[_Rows, Mask]:
    stale = (rows.until_day == NO_DAY) & (rows.year > 0) & (rows.year < latest)
    end = np.minimum(_next_from(rows), closing_of(rows.year))
    until = np.where(stale, end, rows.until_day)
    return _Rows(rows.at, rows.lane, rows.from_day, until, rows.year), stale


def _cut_at_next(rows: _Rows) -> tuple[_Rows, Mask]:
    following = _next_from(rows)
    beyond = (rows.until_day > following) | (
        (rows.until_day == NO_DAY) & (following != np.iinfo(np.int64).max)
    )
    until = np.where(beyond, following, rows.until_day)
    return _Rows(rows.at, rows.lane, rows.from_day, until, rows.year), beyond


def _log(
    table: str, rule: str, frame: pd.DataFrame, before: _Rows, after: _Rows, changed: Mask
) -> pd.DataFrame:
    return repair_log(
        table,
        rule,
        frame.iloc[before.at[changed]],
        before.until_day[changed],
        after.until_day[changed],
    )
