"""Which ids of children stand in which columns."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nwd_costs.frames import Mask


def is_among(ids: pd.Series, *columns: pd.Series) -> tuple[Mask, ...]:
    """Say of each id whether it stands in a column, for several columns.

    Parameters
    ----------
    ids
        Text. Shape (n,).
    *columns
        Text; quickest where equal ids follow one another.
    """
    distinct = [column[column.ne(column.shift())] for column in columns]
    codes, names = pd.factorize(pd.concat([ids, *distinct], ignore_index=True))
    found, start = [], len(ids)
    for column in distinct:
        there = np.zeros(len(names), dtype=np.bool_)
        there[codes[start : start + len(column)]] = True
        found.append(there[codes[: len(ids)]])
        start += len(column)
    return tuple(found)
