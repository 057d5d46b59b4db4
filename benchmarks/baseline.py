"""The yardstick: the least that anyone would do with the same frames, in plain numpy and pandas."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]

YEAR = (19_083, 19_448)  # 1 April 2022 to 1 April 2023
RATE_FROM = np.array([17_622, 17_987, 18_353, 18_718, 19_083])  # 1 April of 2018 to 2022
RATE_PENCE = np.array([11_000, 12_000, 13_000, 14_000, 15_000])


def baseline(frames: Mapping[str, pd.DataFrame]) -> int:
    """Price every placement day of a year: no repairs, no rules, no ledger, nothing to explain.

    Factorise the child ids, sort by child and day, clip to the year, look the rate up by date,
    multiply, sum.
    """
    placements = frames["placements"]
    child, _ = pd.factorize(placements["child_id"])
    from_day = _days(placements["from_day"])
    until_day = np.where(placements["until_day"].isna(), YEAR[1], _days(placements["until_day"]))
    order = np.argsort(from_day, kind="stable")
    order = order[np.argsort(child[order], kind="stable")]
    from_day, until_day = from_day[order], until_day[order]
    first, last = np.maximum(from_day, YEAR[0]), np.minimum(until_day, YEAR[1])
    rate = RATE_PENCE[np.searchsorted(RATE_FROM, first, side="right") - 1]
    return int((np.maximum(last - first, 0) * rate).sum())


def _days(dates: pd.Series) -> Ints:
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)
