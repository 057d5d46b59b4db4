"""Which rows of the table of actual placement costs can be used [8.5]."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nwd_costs.days import LAST_DAY, NO_DAY
from nwd_costs.errors import DataError, Problem
from nwd_costs.fates import Fates
from nwd_costs.frames import Conformed, day_numbers


def accept_placement_costs(conformed: Conformed) -> tuple[pd.DataFrame, Fates]:
    """Reject the rows that cannot be read, each with its first reason; refuse overlaps.

    Returns
    -------
    placement_costs
        The rows that can be used, with ``input_row``.
    fates
        What became of every row of the table.

    Raises
    ------
    DataError
        When rows of one child cover the same day; their row numbers are listed.
    """
    frame, fates = conformed.frame, Fates.all_used(conformed.frame)
    start, end = day_numbers(frame["from_day"]), day_numbers(frame["until_day"])
    unreadable = conformed.fault
    faults = [
        ("until_day not after from_day", (end != NO_DAY) & (start != NO_DAY) & (end <= start)),
        ("no child", (frame["child_id"] == "").to_numpy(dtype=np.bool_)),
        ("unreadable from_day", start == NO_DAY),
        ("unreadable until_day", unreadable("until_day")),
        ("unknown word in per", unreadable("per")),
        ("per not given", (frame["per"] == "").to_numpy(dtype=np.bool_)),
        ("unreadable amount", unreadable("amount")),
        ("amount not given", frame["amount"].isna().to_numpy(dtype=np.bool_)),
        ("amount below nought", (frame["amount"].fillna(0) < 0).to_numpy(dtype=np.bool_)),
    ]
    gone = np.zeros(len(frame), dtype=np.bool_)
    for reason, found in faults:
        fates = fates.marked(np.flatnonzero(found & ~gone), "rejected", reason)
        gone |= found
    kept = frame[~gone].reset_index(drop=True)
    kept["input_row"] = np.flatnonzero(~gone)
    _refuse_overlaps(kept)
    return kept, fates


def _refuse_overlaps(costs: pd.DataFrame) -> None:
    """Refuse two prices for one day: nobody can tell which of them was paid."""
    child, _ = pd.factorize(costs["child_id"])
    start, end = day_numbers(costs["from_day"]), day_numbers(costs["until_day"])
    end = np.where(end == NO_DAY, LAST_DAY, end)
    order = np.lexsort((start, child))
    # A cluster is what hangs together by overlapping; 2**22 lifts each child above the one before.
    lift = child[order] * 2**22
    latest = np.maximum.accumulate(end[order] + lift)
    again = start[order][1:] + lift[1:] < latest[:-1]
    cluster = np.concatenate([[0], np.cumsum(~again)]) if len(order) else order
    rows = costs["source_row"].to_numpy(dtype=np.int64)[order]
    files = costs["source_file"].to_numpy(dtype=object)[order]
    hit = np.zeros(len(order), dtype=np.bool_)
    hit[1:] |= again
    hit[:-1] |= again
    problems = [
        Problem(
            str(files[cluster == each][0]),
            "rows of one child cover the same day",
            "Keep one price for each day of a child, or add the amounts up.",
            tuple(sorted(rows[cluster == each].tolist())),
        )
        for each in np.unique(cluster[hit]).tolist()
    ]
    if problems:
        raise DataError("The placement costs cannot be used [8.5].", problems)
