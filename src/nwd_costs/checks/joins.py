"""The checks of one table against another of the same return."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nwd_costs.checks.lists import Ints, Mask
from nwd_costs.checks.views import People, Told


def _keys(frame: pd.DataFrame, child_ids: pd.Index) -> Ints:
    """Join child and return year into one number; below 0 where the child is not among the ids."""
    at = child_ids.get_indexer(pd.Index(frame["child_id"]))
    return np.where(at < 0, -1, at * 10_000 + frame["return_year"].to_numpy(dtype=np.int64))


def _in_years(frame: pd.DataFrame, other: pd.DataFrame) -> Mask:
    """Mark the rows of returns in which the other table has rows at all, and that name a child."""
    there = frame["return_year"].isin(other["return_year"].unique())
    return (there & (frame["child_id"] != "")).to_numpy(dtype=np.bool_)


def header_without_episode(header: People, placements: Told) -> Mask:
    """Find children of the header without an episode in the same return."""
    mine = _keys(header.frame, placements.child_ids)
    year = placements.frame["return_year"].to_numpy(dtype=np.int64)
    told = np.isin(mine, np.unique(placements.child * 10_000 + year))
    return ~told & _in_years(header.frame, placements.frame)


def child_without_header(placements: Told, header: People) -> Ints:
    """Find the first episode in each return of a child who is not in its header."""
    year = placements.frame["return_year"].to_numpy(dtype=np.int64)
    mine = placements.child * 10_000 + year
    lacking = ~np.isin(mine, _keys(header.frame, placements.child_ids))
    at = np.flatnonzero(lacking & placements.usable & _in_years(placements.frame, header.frame))
    _, first = np.unique(mine[at], return_index=True)
    return np.sort(at[first])


def alone_without_header(uasc: People, header: People) -> Mask:
    """Find unaccompanied children who are not in the header of the same return."""
    ids = pd.Index(header.frame["child_id"]).unique()
    mine = _keys(uasc.frame, ids)
    return ~np.isin(mine, _keys(header.frame, ids)) & _in_years(uasc.frame, header.frame)
