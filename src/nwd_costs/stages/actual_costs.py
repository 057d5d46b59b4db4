"""What placements really cost, and the days in care that this is the price of [8.5]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.categories import STATUSES, Vocabulary
from nwd_costs.days import FIRST_DAY, LAST_DAY, NO_DAY
from nwd_costs.fates import Fates
from nwd_costs.frames import day_numbers
from nwd_costs.intervals import Track, merge, overlaps, pack, take, with_gaps
from nwd_costs.prices import Rate
from nwd_costs.rule import Basis
from nwd_costs.stages.booking import Legs
from nwd_costs.stages.observation import AFTER_H, Observed
from nwd_costs.tables import PLACEMENT_COSTS, Records

Ints = NDArray[np.int64]

ACTUAL, RECORD = "actual", "record"
TABLE = PLACEMENT_COSTS.name
# Why a row of the table priced no day.
IGNORED, NOBODY = "actual costs are ignored", "child in no other table"


@dataclass(frozen=True, eq=False, repr=False)
class ActualCosts:
    """What was paid for the children's placements before H.

    Parameters
    ----------
    track
        Child codes and days; touching rows of one price are one [1.7].
    rate
        Position in ``rates`` of what was paid.
    rates
        Every price that was paid.
    """

    track: Track
    rate: Ints
    rates: tuple[Rate, ...]

    def over(self, legs: Legs, child: Ints, vocabulary: Vocabulary) -> tuple[Legs, Ints]:
        """Cut the days in care where what was paid for them changes.

        Parameters
        ----------
        legs
            The booked days.
        child
            The child whose record may price each leg; -1 for a leg that none may.
        vocabulary
            The names behind the categories.

        Returns
        -------
        legs, rate
            The cut days, and the position in ``rates`` of what was paid for them, -1 for nothing.
        """
        in_care = vocabulary.service()[legs.category] == STATUSES.index("cic")
        owner = np.where(in_care, child, -1)
        *track, row = with_gaps(self.track, np.unique(owner), LAST_DAY)
        windows = (owner, legs.from_day, legs.until_day)
        at, piece, from_day, until_day = overlaps((track[0], track[1], track[2]), windows)
        found = row[piece]
        rate = np.where(found >= 0, take(self.rate, found), -1)
        return legs.take(at).on_days(from_day, until_day), rate


def actual_costs(records: Records, observed: Observed) -> ActualCosts:
    """Give every child's actual costs as a track, open rows until H.

    Parameters
    ----------
    records, observed
        What was read, and H with the code of every child.
    """
    costs, child = records.placement_costs, _child(records, observed)
    start, end = day_numbers(costs["from_day"]), day_numbers(costs["until_day"])
    end = np.minimum(np.where(end == NO_DAY, observed.until, end), observed.until)
    row = np.flatnonzero((child >= 0) & (start < observed.until))
    row = row[np.argsort(pack(child[row], start[row]), kind="stable")]
    paid = [
        (int(pence), per, source or TABLE)
        for pence, per, source in zip(costs["amount"], costs["per"], costs["source"], strict=True)
    ]
    distinct = sorted({paid[at] for at in row.tolist()})
    number = {price: at for at, price in enumerate(distinct)}
    rate = np.array([number[paid[at]] for at in row.tolist()], dtype=np.int64)
    child, start, end = child[row], start[row], end[row]
    first, last = merge(child, start, end, rate)
    rates = tuple(
        Rate(FIRST_DAY, LAST_DAY, pence, per, Basis.PUBLISHED.value, source)
        for pence, per, source in distinct
    )
    return ActualCosts((child[first], start[first], end[last]), rate[first], rates)


def actual_fates(records: Records, observed: Observed, *, preferred: bool) -> dict[str, Fates]:
    """Complete the accounting of the table, where it was given [1.9].

    Parameters
    ----------
    records, observed
        What was read, and what of it was observed.
    preferred
        Whether the method looks at actual costs at all.
    """
    if TABLE not in records.fates:
        return {}
    fates, costs = records.fates[TABLE], records.placement_costs
    rows = costs["input_row"].to_numpy(dtype=np.int64)
    if not preferred:
        return {TABLE: fates.marked(rows, "out_of_scope", IGNORED)}
    late = day_numbers(costs["from_day"]) >= observed.until
    fates = fates.marked(rows[_child(records, observed) < 0], "out_of_scope", NOBODY)
    return {TABLE: fates.marked(rows[late], "out_of_scope", AFTER_H)}


def _child(records: Records, observed: Observed) -> Ints:
    """Give the code of each row's child; -1 for one of whom no other table tells."""
    codes = pd.Index(observed.child_ids).get_indexer(pd.Index(records.placement_costs["child_id"]))
    return codes.astype(np.int64)
