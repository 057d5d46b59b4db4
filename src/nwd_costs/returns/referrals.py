"""The authority's own list of edge-of-care referrals, CSV or Excel, as raw text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nwd_costs.errors import DataError, Problem
from nwd_costs.returns.raw import (
    RawTable,
    repeated,
    scientific_problems,
    with_lineage,
)
from nwd_costs.returns.text import read_table
from nwd_costs.tables import InputFile

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUIRED = ("referral_id", "child_id", "at_risk_of", "referred_on")
COLUMNS = (
    *REQUIRED,
    "started_on",
    "ended_on",
    "support",
    "stage",
    "likelihood",
    "expected_placement",
    "expected_weeks",
    "programme_cost",
    "date_of_birth",
)
WORDS = frozenset({"at_risk_of", "support", "stage", "likelihood", "expected_placement"})
IDS = ("referral_id", "child_id")


@dataclass(frozen=True, eq=False)
class ReferralList:
    """A list of referrals as raw text.

    Parameters
    ----------
    frame
        referral_id, child_id, at_risk_of, referred_on, started_on, ended_on, support, stage,
        likelihood, expected_placement, expected_weeks, programme_cost, date_of_birth,
        source_file, source_row.
    files
        The one file.
    notes
        What a person should know, without any value of a row.
    """

    frame: pd.DataFrame = field(repr=False)
    files: tuple[InputFile, ...]
    notes: tuple[str, ...] = ()


def read_referrals(
    path: str | Path, *, sheet: str | None = None, name: str | None = None
) -> ReferralList:
    """Read a list of referrals, as text and with nothing mended or left out.

    Headings may be in any case, with spaces or hyphens: ``Referral ID`` is ``referral_id``.

    Parameters
    ----------
    path
        A CSV file or an Excel workbook.
    sheet
        The sheet of a workbook; the first that is not hidden if not given.
    name
        Its name for messages; the file's own name if not given.
    """
    table = read_table(Path(path), name, sheet=sheet, normalise=_heading)
    problems = _missing_columns(table)
    for column in IDS:
        if column in table.frame.columns:
            problems += scientific_problems(table, column)
    if problems:
        raise DataError(f"{table.name} cannot be read as a list of referrals", problems)
    cells = pd.DataFrame({column: _cells(table, column) for column in COLUMNS})
    file = InputFile(table.name, "list of referrals", len(table.frame), table.digest)
    notes = (*table.notes, *_notes(table))
    return ReferralList(with_lineage(cells, table.name, table.rows), (file,), notes)


def _heading(heading: str) -> str:
    return re.sub(r"[\s_-]+", "_", heading.strip().lower()).strip("_")


def _missing_columns(table: RawTable) -> list[Problem]:
    lacking = [column for column in REQUIRED if column not in table.frame.columns]
    if not lacking:
        return []
    what = f"the list has no column {', '.join(lacking)}"
    return [Problem(table.name, what, "Add the columns, or name them so.")]


def _cells(table: RawTable, column: str) -> pd.Series[str]:
    if column not in table.frame.columns:
        return repeated("", len(table.frame))
    cells = table.frame[column]
    return cells.str.lower() if column in WORDS else cells


def _notes(table: RawTable) -> Iterator[str]:
    # All the required headings are there, so that this row is headings and may be quoted.
    extra = [heading for heading in table.frame.columns if heading not in COLUMNS]
    if extra:
        yield f"{table.name}: columns not used: {', '.join(extra)}"
    for column in IDS:
        if column in table.numeric_columns:
            yield (
                f"{table.name}: some cells of {column} are numbers, not text; "
                "leading zeros that the ids may have had are lost"
            )
