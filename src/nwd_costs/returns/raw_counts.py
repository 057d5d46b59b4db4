"""Counts of the rows as they came, which nothing after the repairs could tell any more."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nwd_costs.frames import Conformed


def raw_counts(episodes: Conformed, header: Conformed) -> dict[str, int]:
    """Count open episodes, and the children of a header without an episode in its return.

    Parameters
    ----------
    episodes
        The placements of all returns, before any repair.
    header
        The headers of all SSDA903 returns.
    """
    blank = episodes.frame["until_day"].isna().to_numpy(dtype=np.bool_)
    open_rows = int((blank & ~episodes.fault("until_day")).sum())
    alone = _without_an_episode(header.frame, episodes.frame)
    return {"open_episodes": open_rows, "header_rows_without_an_episode": alone}


def _without_an_episode(header: pd.DataFrame, episodes: pd.DataFrame) -> int:
    """Count header rows whose child has no episode in the return of the same year."""
    # A table of children without years is no header of a return.
    header = header[header["return_year"] > 0]
    codes, _ = pd.factorize(pd.concat([header["child_id"], episodes["child_id"]]))
    years = np.concatenate([header["return_year"], episodes["return_year"]])
    pairs = codes.astype(np.int64) * 10_000 + years
    return int((~np.isin(pairs[: len(header)], pairs[len(header) :])).sum())
