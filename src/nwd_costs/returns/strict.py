"""Refusing in place of repairing: what ``strict`` makes of the findings [2.18]."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nwd_costs.checks import CATALOGUE
from nwd_costs.errors import DataError, Problem

REFUSED_BY_STRICT = ("refused", "repaired")


def refuse_findings(findings: pd.DataFrame) -> None:
    """Refuse data of which a row was refused or repaired; a warning alone refuses nothing.

    Parameters
    ----------
    findings
        What the checks found.

    Raises
    ------
    DataError
        With every such row, by check and file.
    """
    problems = list(_problems(findings[findings["severity"].isin(REFUSED_BY_STRICT)]))
    if problems:
        raise DataError("The data are not used as they stand [2.18].", problems)


def _problems(found: pd.DataFrame) -> Iterator[Problem]:
    groups = found.groupby(["check", "source_file", "column"], sort=True)["source_row"]
    for (name, file, column), rows in groups:
        check = CATALOGUE[str(name)]
        where = f"{file}, column {column}" if column else str(file)
        what = f"breaks {check.id}, '{check.rule.rstrip('.')}'"
        numbers = tuple(sorted({int(row) for row in rows if row > 0}))
        yield Problem(where, what, check.advice, numbers)
