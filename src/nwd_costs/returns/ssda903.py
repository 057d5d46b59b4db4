"""The yearly children-looked-after returns (SSDA903), CSV tables, as raw text.

A return year is the year in which the return ends: 2023 is 1 April 2022 to 31 March 2023.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.returns.headings import tidy_heading
from nwd_costs.returns.layout903 import (
    EPISODES,
    HEADER,
    UASC,
    CsvFile,
    Kind,
    csv_files,
    recognise,
    years_named,
)
from nwd_costs.returns.raw import (
    RawTable,
    attempt,
    repeated,
    scientific_problems,
    stacked,
    with_lineage,
    year_in_words,
)
from nwd_costs.returns.text import CsvSource, count_rows, open_csv, parse_csv
from nwd_costs.tables import InputFile

LEFT_ALONE = "left alone: headings of no table of the SSDA903 return"


@dataclass(frozen=True, eq=False)
class Ssda903:
    """Several years' returns as raw text, with the file and row that every line comes from.

    Parameters
    ----------
    header
        child_id, date_of_birth, sex, return_year, source_file, source_row.
    episodes
        child_id, from_day, until_day, place, provider, urn, legal_status, rne, rec,
        reason_place_change, return_year, source_file, source_row.
    uasc
        child_id, uasc_until_day, date_of_birth, return_year, source_file, source_row.
    return_years
        The years in which the returns end, ascending.
    files
        Every CSV file met, and what it was taken for.
    notes
        What a person should know, without any value of a row.
    """

    header: pd.DataFrame = field(repr=False)
    episodes: pd.DataFrame = field(repr=False)
    uasc: pd.DataFrame = field(repr=False)
    return_years: tuple[int, ...]
    files: tuple[InputFile, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Met:
    """A CSV file of the folder, opened as far as its headings."""

    file: CsvFile
    source: CsvSource
    kind: Kind | None

    @property
    def is_used(self) -> bool:
        return self.kind in (EPISODES, HEADER, UASC)

    @property
    def taken_for(self) -> str:
        if self.kind is None:
            return LEFT_ALONE
        year = "" if self.file.year is None else f" {year_in_words(self.file.year)}"
        return f"SSDA903 {self.kind.word}{year}" + ("" if self.is_used else " (not used)")


def read_ssda903(
    folder: str | Path, *, year_is: Literal["ending", "opening"] = "ending"
) -> Ssda903:
    """Read the SSDA903 returns of some years, as text and with nothing mended or left out.

    Tables are known by their headings, years by the name of the folder or of the file. Every
    problem of every file is in the one error.

    Parameters
    ----------
    folder
        A folder with a sub-folder for each return (``2023/`` or ``2022-23/``), or with files named
        ``2023-episodes.csv`` or ``2023_episodes.csv``.
    year_is
        Whether a single year in a name is the one in which the return ends, or opens.
    """
    if year_is not in {"ending", "opening"}:
        raise UsageError("year_is must be 'ending' or 'opening'")
    folder, opening = Path(folder), year_is == "opening"
    problems: list[Problem] = []
    files = csv_files(folder, opening=opening)
    met = [one for file in files if (one := attempt(partial(_open, file), problems)) is not None]
    problems += [problem for one in met for problem in _place_problems(one)]
    problems += _set_problems(folder, files, met, years_named(folder, opening=opening))
    tables = {
        one.file.name: table
        for one in met
        if one.is_used and (table := attempt(partial(_table, one), problems)) is not None
    }
    if problems:
        raise DataError("The SSDA903 returns cannot be read", problems)
    return _assembled(met, tables)


def _heading(heading: str) -> str:
    return tidy_heading(heading).upper()


def _open(file: CsvFile) -> _Met:
    source = open_csv(file.path, file.name, normalise=_heading)
    return _Met(file, source, recognise(source.headings))


def _place_problems(met: _Met) -> list[Problem]:
    if not met.is_used:
        return []
    if met.file.fault:
        advice = "Put the file where it belongs, or rename it."
        return [Problem(met.file.name, met.file.fault, advice)]
    if met.file.year is None:
        what = "no return year can be read from its name or its folder's"
        return [Problem(met.file.name, what, "Name it like 2023-episodes.csv or 2022-23/.")]
    return []


def _set_problems(
    folder: Path, files: list[CsvFile], met: list[_Met], named: set[int]
) -> list[Problem]:
    """Find the years without episodes, and the tables given twice."""
    by_table = defaultdict(list)
    for one in met:
        if one.is_used and one.file.year is not None and one.kind is not None:
            by_table[one.kind.word, one.file.year].append(one.file.name)
    problems = [
        Problem(" and ".join(names), f"two {word} tables for {year_in_words(year)}", "Keep one.")
        for (word, year), names in by_table.items()
        if len(names) > 1
    ]
    opened = {one.file.name for one in met}
    shut = {file.year for file in files if file.name not in opened}
    if not shut and not any(one.kind is EPISODES for one in met):
        what = "no Episodes table was found"
        advice = "Only .csv files with the official headings are read; export the tables as CSV."
        return [*problems, Problem(folder.name, what, advice)]
    years = {one.file.year for one in met if one.kind is not None and one.file.year} | named
    lacking = sorted(years - shut - {year for word, year in by_table if word == EPISODES.word})
    what = "no Episodes table for the return"
    advice = "Add it, or take the year's other files and its folder away."
    return problems + [
        Problem(folder.name, f"{what} {year_in_words(year)}", advice) for year in lacking
    ]


def _table(met: _Met) -> RawTable:
    kind = met.kind
    required = () if kind is None else kind.required
    lacking = [heading for heading in required if heading not in met.source.headings]
    problems = []
    if kind is not None and lacking:
        what = f"the {kind.word} table lacks {', '.join(lacking)}"
        problems.append(Problem(met.file.name, what, "Export it with its official headings."))
    table = attempt(partial(parse_csv, met.source), problems)
    if table is not None and "CHILD" in table.frame.columns:
        problems += scientific_problems(table, "CHILD")
    if table is None or problems:
        raise DataError(f"{met.file.name} cannot be read", problems)
    return table


def _assembled(met: list[_Met], tables: dict[str, RawTable]) -> Ssda903:
    used = sorted((one for one in met if one.is_used), key=lambda one: one.file.year or 0)
    parts: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for one in used:
        if one.kind is not None and one.file.year is not None:
            part = _part(one.kind, one.file.year, tables[one.file.name])
            parts[one.kind.word].append(part)
    header, episodes, uasc = (
        stacked(parts[kind.word], [*kind.columns.values()]) for kind in (HEADER, EPISODES, UASC)
    )
    files = tuple(
        InputFile(one.file.name, one.taken_for, _rows(one, tables), one.source.digest)
        for one in met
    )
    years = tuple(sorted({one.file.year for one in used if one.file.year is not None}))
    return Ssda903(header, episodes, uasc, years, files, _notes(used, tables, years))


def _rows(met: _Met, tables: dict[str, RawTable]) -> int:
    return len(tables[met.file.name].frame) if met.is_used else count_rows(met.source)


def _part(kind: Kind, year: int, table: RawTable) -> pd.DataFrame:
    columns = {}
    for heading, column in kind.columns.items():
        held = heading in table.frame.columns
        cells = table.frame[heading] if held else repeated("", len(table.frame))
        columns[column] = cells.str.upper() if column in kind.codes else cells
    return with_lineage(pd.DataFrame(columns), table.name, table.rows, year=year)


def _notes(
    used: list[_Met], tables: dict[str, RawTable], years: tuple[int, ...]
) -> tuple[str, ...]:
    notes = [note for one in used for note in tables[one.file.name].notes]
    for one in used:
        wanted = () if one.kind is None else one.kind.columns
        lacking = [heading for heading in wanted if heading not in one.source.headings]
        if lacking:
            notes.append(f"{one.file.name} has no {', '.join(lacking)}; read as blank")
    held = {(one.kind, one.file.year) for one in used}
    for year in range(min(years), max(years) + 1):
        if year not in years:
            notes.append(f"there is no SSDA903 return for {year_in_words(year)}")
            continue
        notes += [
            f"the return {year_in_words(year)} has no {kind.word} table"
            for kind in (HEADER, UASC)
            if (kind, year) not in held
        ]
    return tuple(notes)
