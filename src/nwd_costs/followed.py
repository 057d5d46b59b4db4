"""Periods of care as far as the returns follow them: first seen late, or not to the end [6.3]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.days import age_on, financial_year_start
from nwd_costs.errors import DataError, Problem
from nwd_costs.intervals import merge
from nwd_costs.measures import birth_days
from nwd_costs.stages.observation import Observed
from nwd_costs.stages.timeline import RESPITE
from nwd_costs.tables import SSDA903, Records

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NO_FIRST_DAY = "first day not known"


@dataclass(frozen=True, eq=False, repr=False)
class Stays:
    """Periods of care [3.5], each as far as it was followed.

    Parameters
    ----------
    age
        On the first day; -1 where unknown.
    entry
        How long it had lasted when the returns begin; 0 if it began later. [days]
    length
        How long it had lasted when it ended or was lost sight of. [days]
    ended
        Whether it was seen to end.
    lost
        Whether a stale row is the last that is known of it [2.3].
    """

    age: Ints
    entry: Ints
    length: Ints
    ended: Mask
    lost: Mask

    def take(self, keep: Mask) -> Stays:
        """Keep some of them."""
        return Stays(
            self.age[keep], self.entry[keep], self.length[keep], self.ended[keep], self.lost[keep]
        )


def first_seen(records: Records) -> int:
    """Give F, from which day on every child in care is in the returns [6.3].

    Parameters
    ----------
    records
        What was read; its return years say.

    Raises
    ------
    DataError
        When no return year is known.
    """
    years = sorted(records.return_years.get(SSDA903, ()))
    if not years:
        advice = "Hand over the returns, or a table with the column return_year [2.9]."
        problem = Problem("placements", "are of no known return year", advice)
        raise DataError("Nobody can tell from when on every period was seen [6.3].", [problem])
    first = years.pop()
    while years and years[-1] == first - 1:
        first = years.pop()
    return financial_year_start(first - 1)


def followed(
    records: Records, observed: Observed, first_day: int, *, by_age: bool
) -> tuple[Stays, dict[str, int]]:
    """Give every period of care that was followed, and count those set aside by reason.

    Parameters
    ----------
    records, observed
        The canonical tables, and what of them lies before H.
    first_day
        F.
    by_age
        Whether a stay without a known age is of no use.
    """
    rows = observed.tables["placements"]
    main = rows.take(~_marked(records.placements["legal_status"].isin(RESPITE))[rows.row])
    first, last = merge(*main.track)
    child, from_day, until_day = main.child[first], main.from_day[first], main.until_day[last]
    begun = _marked(records.placements["rne"] == "S")[main.row[first]] | (from_day > first_day)
    seen_out = until_day < observed.until
    stale = _stale(records)[main.row[last]] & seen_out
    ended = seen_out & ~stale
    stays = Stays(
        age=age_on(birth_days(records.children, observed)[child], from_day),
        entry=np.maximum(first_day - from_day, 0),
        # Without an end, the last day that was seen is the last on which leaving would have shown.
        length=until_day - from_day - ~ended,
        ended=ended,
        lost=stale,
    )
    reasons = {
        "over when the returns begin": until_day <= first_day,
        NO_FIRST_DAY: ~begun,
        "age on entry not known": (stays.age < 0) & by_age,
        "not followed for a day": stays.length <= stays.entry,
    }
    kept, counts = np.ones(len(child), dtype=np.bool_), {}
    for reason, found in reasons.items():
        counts[reason] = int((kept & found).sum())
        kept &= ~found
    return stays.take(kept), counts


def _marked(column: pd.Series) -> Mask:
    return column.to_numpy(dtype=np.bool_)


def _stale(records: Records) -> Mask:
    """Mark the placements that a repair ended because no later return repeats them [2.3]."""
    fates, label = records.fates["placements"], ("repaired", "2.3")
    if label not in fates.labels:
        return np.zeros(len(records.placements), dtype=np.bool_)
    codes = fates.codes[records.placements["input_row"].to_numpy(dtype=np.int64)]
    stale: Mask = codes == fates.labels.index(label)
    return stale
