"""The checks of one table against another of the same return."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nwd_costs.checks.lists import Ints, Mask
from nwd_costs.checks.views import People, Told, among, child_and_year


def _in_years(frame: pd.DataFrame, other: pd.DataFrame) -> Mask:
    """Mark the rows of returns in which the other table has rows at all, and that name a child."""
    there = frame["return_year"].isin(other["return_year"].unique())
    return (there & (frame["child_id"] != "")).to_numpy(dtype=np.bool_)


def _keys(frame: pd.DataFrame, child: Ints) -> Ints:
    return child_and_year(child, frame["return_year"].to_numpy(dtype=np.int64))


def header_without_episode(header: People, placements: Told) -> Mask:
    """Find children of the header without an episode in the same return."""
    told = among(_keys(header.frame, header.child), _keys(placements.frame, placements.known_child))
    return ~told & _in_years(header.frame, placements.frame)


def child_without_header(placements: Told, header: People) -> Ints:
    """Find the first episode in each return of a child who is not in its header."""
    mine = _keys(placements.frame, placements.known_child)
    lacking = ~among(mine, _keys(header.frame, header.child))
    at = np.flatnonzero(lacking & placements.usable & _in_years(placements.frame, header.frame))
    _, first = np.unique(mine[at], return_index=True)
    return np.sort(at[first])


def alone_without_header(uasc: People, header: People) -> Mask:
    """Find unaccompanied children who are not in the header of the same return."""
    listed = among(_keys(uasc.frame, uasc.child), _keys(header.frame, header.child))
    return ~listed & _in_years(uasc.frame, header.frame)
