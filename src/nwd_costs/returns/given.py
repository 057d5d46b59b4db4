"""What is handed over as a table, a file or a frame, read to the contract of that table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

from nwd_costs.errors import Problem, UsageError
from nwd_costs.frames import Conformed, FrameSpec
from nwd_costs.returns.arrow import (
    Arrived,
    ArrowStream,
    is_parquet,
    parquet_frame,
    stream_frame,
)
from nwd_costs.returns.digests import facts_digest
from nwd_costs.returns.places import Place, path_and_name
from nwd_costs.returns.raw import RawTable, refuse
from nwd_costs.returns.referrals import read_referrals
from nwd_costs.returns.refusals import (
    refuse_uasc_without_a_flag,
    refuse_unreadable_years,
    unread_flags,
)
from nwd_costs.returns.text import read_table
from nwd_costs.returns.xlsx import Sheet, read_sheets, sheet_table
from nwd_costs.tables import CHILDREN, REFERRALS, SPECS, InputFile
from nwd_costs.workbooks import cell_text, is_workbook

# What can be handed over as a table: a file (CSV, XLSX, Parquet), or a frame of any library that
# speaks Arrow, such as pandas, polars, pyarrow (tables and readers) and DuckDB (relations).
Given: TypeAlias = pd.DataFrame | ArrowStream | str | Path | Place
HELD_NUMBERS = "holds numbers, not text; leading zeros that the ids may have had are lost"


@dataclass(frozen=True, eq=False, repr=False)
class Raw:
    """A table before its repairs: conformed, the years of its source [2.9], its files."""

    conformed: Conformed
    years: tuple[int, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    notes: tuple[str, ...] = ()


def canonical(spec: FrameSpec, given: Given | None) -> Raw:
    """Read a canonical table that was handed over as it is, or give an empty one.

    Parameters
    ----------
    spec
        Its contract.
    given
        A frame or a file; None where there is none.
    """
    if given is None:
        return Raw(Conformed(spec.empty()))
    frame, file, notes = read_given(spec, given)
    if spec is CHILDREN:
        refuse_uasc_without_a_flag(frame.columns, file.name)
    conformed = spec.conform(frame, file.name)
    told = (*notes, *unread_flags(conformed, file.name))
    return Raw(conformed, _years(conformed, file.name), (digested(file, conformed),), told)


def _years(conformed: Conformed, file: str) -> tuple[int, ...]:
    if "return_year" not in conformed.frame.columns:
        return ()
    refuse_unreadable_years(conformed, file)
    return tuple(sorted({int(y) for y in conformed.frame["return_year"].unique() if y}))


def referral_list(given: Given | None) -> Raw:
    """Read the list of referrals, which has spellings of its own.

    Parameters
    ----------
    given
        A frame or a file; None where there is none.
    """
    if given is None:
        return Raw(Conformed(REFERRALS.empty()))
    if not isinstance(given, str | Path | Place) or is_parquet(path_and_name(given)[0]):
        frame, file, notes = read_given(REFERRALS, given)
        conformed = REFERRALS.conform(frame, file.name)
        return Raw(conformed, (), (digested(file, conformed),), notes)
    path, name = path_and_name(given)
    sheets = read_sheets(path, name) if is_workbook(path) else []
    chosen = _chosen(sheets, REFERRALS).title if sheets else None
    found = read_referrals(path, name=name, sheet=chosen)
    return Raw(REFERRALS.conform(found.frame), (), found.files, found.notes)


def read_given(spec: FrameSpec, given: Given) -> tuple[pd.DataFrame, InputFile, tuple[str, ...]]:
    """Read a frame or file as far as its columns: rows, where they are from, what to know.

    Parameters
    ----------
    spec
        The contract that its columns are for.
    given
        What was handed over; the digest of a frame is left open until its facts are read.
    """
    name, notes = f"frame {spec.name}", tuple[str, ...]()
    if isinstance(given, pd.DataFrame):
        found = _arrived(spec, given)
    elif not isinstance(given, str | Path | Place):
        _refuse_what_is_no_table(spec, given)
        found = stream_frame(given, spec, name, canonical_heading)
    elif is_parquet(path_and_name(given)[0]):
        path, name = path_and_name(given)
        found = parquet_frame(path, name, spec, canonical_heading)
        rows = np.arange(1, len(found.frame) + 1, dtype=np.int64)
        found = replace(found, frame=found.frame.assign(source_file=name, source_row=rows))
    else:
        table = _table(*path_and_name(given), spec)
        name, notes = table.name, table.notes
        frame = table.frame.assign(source_file=table.name, source_row=table.rows)
        found = replace(_arrived(spec, frame, table.numeric_columns), digest=table.digest)
    if found.unused:
        notes = (*notes, f"{name}: columns not used: {', '.join(sorted(found.unused))}")
    required = {column.name for column in spec.columns if column.required}
    for column in sorted(required.intersection(found.numeric)):
        notes = (*notes, f"{name}: {column} {HELD_NUMBERS}")
    return found.frame, InputFile(name, spec.name, len(found.frame), found.digest), notes


def _arrived(spec: FrameSpec, given: pd.DataFrame, numeric: Sequence[str] | None = None) -> Arrived:
    """Take a frame of pandas as it is, its headings apart."""
    frame = given.rename(columns=lambda heading: canonical_heading(str(heading)))
    texts = {column.name for column in spec.columns if column.kind == "text"}
    kinds = [(str(heading), kind) for heading, kind in frame.dtypes.items()]
    if numeric is None:
        numbers = pd.api.types.is_numeric_dtype
        numeric = [h for h, k in kinds if numbers(k) and not pd.api.types.is_bool_dtype(k)]
    unused = {heading for heading, _ in kinds} - {column.name for column in spec.columns}
    return Arrived(frame, sorted(unused), [column for column in numeric if column in texts])


def _refuse_what_is_no_table(spec: FrameSpec, given: object) -> None:
    if not isinstance(given, ArrowStream):
        advice = "Hand over a file, or a table that speaks Arrow."
        problem = Problem(spec.name, "is neither a file nor a table", advice)
        raise UsageError("The records cannot be read.", [problem])


def _table(path: Path, name: str, spec: FrameSpec) -> RawTable:
    """Read a CSV file, or of a workbook the sheet that is called so or has the headings."""
    sheets = read_sheets(path, name) if is_workbook(path) else []
    if len(sheets) < 2:
        return read_table(path, name, normalise=canonical_heading)
    return sheet_table(_chosen(sheets, spec), canonical_heading)


def _chosen(sheets: Sequence[Sheet], spec: FrameSpec) -> Sheet:
    called = [sheet for sheet in sheets if canonical_heading(sheet.title) == spec.name]
    fitting = [sheet for sheet in sheets if spec.name in fitting_tables(_headings(sheet))]
    found = called or fitting or sheets[:1]  # where none fits, what the first lacks is said
    if len(found) > 1:
        names = " and ".join(sheet.title for sheet in found)
        what = f"the sheets {names} could both be the table {spec.name}"
        raise refuse(found[0].file, what, f"Name one of them {spec.name}.")
    return found[0]


def _headings(sheet: Sheet) -> list[str]:
    return [cell_text(cell) for cell in sheet.records[0]]


def fitting_tables(headings: Sequence[str]) -> list[str]:
    """Name the canonical tables that some headings fit; plans and need episodes may both.

    Parameters
    ----------
    headings
        The headings as the file gives them.
    """
    held = {canonical_heading(heading) for heading in headings}
    known = {column.name for spec in SPECS.values() for column in spec.columns}
    return [
        spec.name
        for spec in SPECS.values()
        if {column.name for column in spec.columns if column.required} <= held
        and held & known <= {column.name for column in spec.columns}
    ]


def canonical_heading(heading: str) -> str:
    """Write a heading as the canonical tables do.

    Parameters
    ----------
    heading
        The heading as the file gives it.
    """
    return heading.strip().lower().replace(" ", "_")


def digested(file: InputFile, conformed: Conformed) -> InputFile:
    """Give a frame, which has no bytes, the digest of its facts.

    Parameters
    ----------
    file
        What was handed over.
    conformed
        Its facts.
    """
    return file if file.digest else replace(file, digest=facts_digest(conformed))
