"""What a check is, and what the checks found: a line for every row with a fault, and no value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Severity = Literal["refused", "repaired", "warned"]
COLUMNS = ("check", "severity", "table", "source_file", "source_row", "column")


@dataclass(frozen=True)
class Check:
    """A rule that rows are held to.

    Parameters
    ----------
    id
        A stable name, such as ``episode-ends-before-it-begins``.
    severity
        What becomes of a row that breaks it: refused, repaired, or used with a warning.
    table
        The canonical table it looks at.
    column
        The heading of the return that a person has to look at.
    rule
        What must hold, in words.
    advice
        What to do about a row that breaks it.
    clause
        The clause of the rules that it serves.
    source
        Where the rule is from, such as ``DfE rule 148``.
    """

    id: str
    severity: Severity
    table: str
    column: str
    rule: str
    advice: str
    clause: str
    source: str = ""


def no_findings() -> pd.DataFrame:
    """Give the table of findings without a line.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``COLUMNS``: check, severity, table, source_file, source_row, column.
    """
    text = {name: pd.Series(dtype=str) for name in COLUMNS}
    return pd.DataFrame({**text, "source_row": pd.Series(dtype="int64")})
