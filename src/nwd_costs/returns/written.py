"""What the faulty cells hold, kept apart from the findings and shown only on request.

Analysts who mend a file need to see what stands in it. These texts are children's records: they
travel in ``Records.written`` alone, which nothing prints, and leave it by ``check --show-values``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from nwd_costs.frames import Conformed, FrameSpec, to_text
from nwd_costs.returns.layout903 import EPISODES, HEADER, UASC
from nwd_costs.tables import SPECS

# What the returns call a column of ours, where the contract of the table does not say it.
_CENSUS = {
    "LACHILDID": "child_id",
    "PERSONBIRTHDATE": "date_of_birth",
    "REFERRALNFA": "no_further_action",
    "GENDERCURRENT": "sex",
}
_HEADINGS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "placements": EPISODES.columns,
        "children": {**HEADER.columns, **UASC.columns, **_CENSUS},
        "protection_plans": _CENSUS,
        "need_episodes": _CENSUS,
    }
)


def written_in(findings: pd.DataFrame, tables: Mapping[str, Sequence[Conformed]]) -> pd.Series:
    """Give what the cell of every finding holds, in the order of the findings.

    Parameters
    ----------
    findings
        What the checks found.
    tables
        The tables as they were read, before any repair, by canonical name.

    Returns
    -------
    pandas.Series
        The text as written where it could not be read, else as it was understood; "" where a
        finding is about no one cell.
    """
    texts = np.full(len(findings), "", dtype=object)
    found = findings.reset_index(drop=True)
    for table, rows in found.groupby("table", sort=False):
        for conformed in tables.get(str(table), ()):
            _fill(texts, rows, conformed, str(table))
    return pd.Series(texts, dtype=str)


def _fill(texts: np.ndarray, findings: pd.DataFrame, conformed: Conformed, table: str) -> None:
    """Write the texts of one table's findings to their places."""
    place = ["source_file", "source_row"]
    frame = conformed.frame
    near = frame["source_row"].isin(findings["source_row"]).to_numpy(dtype=np.bool_)
    lines = frame.loc[near, place].assign(at=np.flatnonzero(near)).drop_duplicates(place)
    here = findings.reset_index(names="to").merge(lines, on=place, how="inner")
    for heading, cells in here.groupby("column", sort=False):
        column = _column(SPECS[table], str(heading))
        if column:
            at = cells["at"].to_numpy(dtype=np.int64)
            texts[cells["to"].to_numpy(dtype=np.int64)] = _cells(conformed, column, at)


def _column(spec: FrameSpec, heading: str) -> str:
    """Find the column of ours that a return's heading stands for."""
    named = {name.upper(): c.name for c in spec.columns for name in (c.name, c.official) if name}
    return {**_HEADINGS.get(spec.name, {}), **named}.get(heading.upper(), "")


def _cells(conformed: Conformed, column: str, at: np.ndarray) -> np.ndarray:
    values = conformed.frame[column].iloc[at]
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    texts = to_text(values).to_numpy(dtype=object).copy()
    bad = conformed.fault(column)
    faulty = bad[at]
    if faulty.any():
        texts[faulty] = conformed.written[column][(np.cumsum(bad) - 1)[at[faulty]]]
    return texts
