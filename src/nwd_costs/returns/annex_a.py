"""Annex A, the child-level lists that Ofsted asks for: lists 6 (in need), 7 (plans) and 8 (care).

A workbook with a sheet for each list, or a CSV file for each, known by its headings. It is no
return: it holds open cases and those closed of late, and of a child in care only the latest
placement [2.12].
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.returns.annex_codes import NOT_KNOWN, SEX
from nwd_costs.returns.annex_lists import (
    BY_NUMBER,
    CHILD,
    LISTS,
    OTHER,
    PERSON,
    SNAPSHOT,
    AnnexList,
    plain_heading,
    recognise,
)
from nwd_costs.returns.places import Place, path_and_name
from nwd_costs.returns.raw import (
    RawTable,
    attempt,
    repeated,
    scientific_problems,
    stacked,
    with_lineage,
)
from nwd_costs.returns.text import read_csv_table
from nwd_costs.returns.xlsx import (
    ROWS_LOOKED_AT,
    Sheet,
    read_sheets,
    sheet_table,
)
from nwd_costs.tables import InputFile, Warn
from nwd_costs.workbooks import cell_text, is_workbook

CHILDREN = ("child_id", "date_of_birth", "sex", "uasc", "from_list")


@dataclass(frozen=True, eq=False)
class AnnexA:
    """The lists of an Annex A as raw text, with the file and row that every line comes from.

    Parameters
    ----------
    children
        child_id, date_of_birth, sex, uasc (``true``, ``false`` or blank), from_list (the number of
        the list), source_file, source_row.
    placements
        child_id, from_day, until_day, place, provider, urn, legal_status, rec, source_file,
        source_row: of each child the latest placement alone.
    protection_plans
        child_id, from_day, until_day, source_file, source_row.
    need_episodes
        child_id, from_day, until_day, closure_reason, source_file, source_row.
    lists
        The numbers of the lists that were found, ascending.
    files
        Every file or sheet, and what it was taken for.
    notes
        What a person should know, without any value of a row.
    """

    children: pd.DataFrame = field(repr=False)
    placements: pd.DataFrame = field(repr=False)
    protection_plans: pd.DataFrame = field(repr=False)
    need_episodes: pd.DataFrame = field(repr=False)
    lists: tuple[int, ...]
    files: tuple[InputFile, ...]
    notes: tuple[str, ...] = ()

    def only(self, tables: Sequence[str]) -> AnnexA:
        """Leave out the lists of all but some tables, and what they say of children.

        Parameters
        ----------
        tables
            The canonical names of the tables to keep.
        """
        kept = tuple(number for number in self.lists if BY_NUMBER[number].table in tables)
        children = self.children[self.children["from_list"].isin(map(str, kept))]
        return replace(self, children=children.reset_index(drop=True), lists=kept)

    def left(self, whole: AnnexA) -> list[str]:
        """Say which lists were left out because another source gives their tables.

        Parameters
        ----------
        whole
            The Annex A as it was read.
        """
        return [
            f"list {n} of Annex A was not used: {BY_NUMBER[n].table} came from another source"
            for n in whole.lists
            if n not in self.lists
        ]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The rows of each canonical table that a list gives."""
        return {BY_NUMBER[n].table: getattr(self, BY_NUMBER[n].table) for n in self.lists}


@dataclass(frozen=True, eq=False)
class _Met:
    """A list that was found, or a table of no use here."""

    number: int | None
    table: RawTable

    @property
    def file(self) -> InputFile:
        told = {None: "left alone: headings of no list of Annex A", OTHER: "Annex A (not used)"}
        what = told.get(self.number) or f"Annex A list {self.number}, {self.kind.word}"
        return InputFile(self.table.name, what, len(self.table.frame), self.table.digest)

    @property
    def kind(self) -> AnnexList:
        return BY_NUMBER[self.number or OTHER]


def lists_told(used: AnnexA) -> list[Warn]:
    """Say what the lists that were used lack, beside a return [2.12].

    Parameters
    ----------
    used
        The lists that give tables.
    """
    told = []
    recent = [n for n in used.lists if n != SNAPSHOT]
    if recent:
        rows = sum(len(used.tables[BY_NUMBER[n].table]) for n in recent)
        message = (
            f"Annex A (list {' and '.join(map(str, recent))}) holds open cases and those closed of "
            "late: the days of cases that were closed before are missing, so that days in need and "
            "on plans are too few; a census has them"
        )
        told.append(Warn("annex_a_open_and_recent", "2.12", message, {"rows": rows}))
    if SNAPSHOT in used.lists:
        message = (
            "list 8 of Annex A holds the latest placement alone: it supports the cost of one day, "
            "the day on which it was taken, and no history"
        )
        rows = len(used.placements)
        told.append(Warn("annex_a_latest_placement", "2.12", message, {"rows": rows}))
    return told


def read_annex_a(paths: str | Path | Sequence[str | Path | Place]) -> AnnexA:
    """Read lists 6, 7 and 8 of an Annex A; every problem of every file is in the one error.

    Parameters
    ----------
    paths
        The workbook, or the CSV file of each list.
    """
    each = [paths] if isinstance(paths, str | Path) else paths
    given = [path_and_name(path) for path in each]
    if not given:
        raise UsageError("no Annex A file was named")
    problems: list[Problem] = []
    met = [one for file in given for one in attempt(partial(_met, *file), problems) or []]
    used = sorted((one for one in met if one.number), key=lambda one: one.number or OTHER)
    problems += [problem for one in used for problem in _problems(one)]
    problems += _set_problems(given, used) if not problems else []
    if problems:
        raise DataError("Annex A cannot be read", problems)
    notes = [note for one in used for note in one.table.notes]
    people, rows = [], {}
    for one in used:
        frame, told = _rows(one)
        notes += told
        people.append(
            frame.reindex(columns=[*CHILDREN, "source_file", "source_row"], fill_value="")
        )
        rows[one.kind.table] = frame
    tables = {each.table: rows.get(each.table, _empty(each)) for each in LISTS}
    return AnnexA(
        children=stacked(people, CHILDREN),
        **tables,
        lists=tuple(one.number for one in used if one.number),
        files=tuple(one.file for one in met),
        notes=tuple(dict.fromkeys(notes)),
    )


def _met(path: Path, name: str) -> list[_Met]:
    if not is_workbook(path):
        table = read_csv_table(path, name, normalise=plain_heading)
        return [_Met(recognise(list(table.frame.columns)), table)]
    return [met for sheet in read_sheets(path, name) if (met := _sheet(sheet)) is not None]


def _sheet(sheet: Sheet) -> _Met | None:
    """Look for the row of headings; a sheet that is no list is left unread."""
    for above, row in enumerate(sheet.records[:ROWS_LOOKED_AT]):
        number = recognise([cell_text(cell) for cell in row])
        if number is not None:
            below = replace(sheet, records=sheet.records[above:], above=above)
            if number == OTHER:
                empty = np.zeros(0, np.int64)
                rows = pd.DataFrame(index=range(len(below.records) - 1))
                return _Met(number, RawTable(sheet.name, rows, empty, sheet.digest, "xlsx"))
            return _Met(number, _noted(sheet_table(below, plain_heading), sheet))
    return None


def _noted(table: RawTable, sheet: Sheet) -> RawTable:
    if not sheet.errors:
        return table
    note = f"{sheet.file}: {sheet.errors} cells hold an error such as #N/A and count as blank"
    return replace(table, notes=(*table.notes, note))


def _problems(met: _Met) -> Iterator[Problem]:
    headings, name = met.table.frame.columns, met.table.name
    lacking = [each for each in (CHILD, *met.kind.required) if each not in headings]
    if lacking:
        what = f"list {met.number} has no column {', '.join(lacking)}"
        yield Problem(name, what, "Export it with the headings that Ofsted gives.")
    for column in {*met.kind.columns.values(), *PERSON.values()}:
        twice = [h for h, c in {**PERSON, **met.kind.columns}.items() if c == column]
        if sum(heading in headings for heading in twice) > 1:
            yield Problem(name, f"the column {column} is given more than once", "Keep one of them.")
    if CHILD in headings:
        yield from scientific_problems(met.table, CHILD)


def _set_problems(given: list[tuple[Path, str]], used: list[_Met]) -> Iterator[Problem]:
    if not used:
        names = ", ".join(name for _, name in given)
        what = "no list 6, 7 or 8 of Annex A was found"
        yield Problem(names, what, "Lists are known by their headings: check the first row.")
    by_number = defaultdict(list)
    for one in used:
        by_number[one.number].append(one.table.name)
    for number, places in by_number.items():
        if len(places) > 1:
            yield Problem(" and ".join(places), f"are both list {number} of Annex A", "Keep one.")


def _rows(met: _Met) -> tuple[pd.DataFrame, list[str]]:
    """Give the columns of ours, words made into codes, and a note of each word that is none."""
    table, notes = met.table, list[str]()
    cells = {column: table.frame[heading] for heading, column in _columns(met)}
    for column, codes in {"sex": SEX, **met.kind.codes}.items():
        if column in cells:
            written = cells[column]
            cells[column] = written.map({word: codes.read(word) for word in written.unique()})
    for column, read in list(cells.items()):
        strange = (read == NOT_KNOWN).to_numpy(dtype=np.bool_)
        if strange.any() and column != "sex":
            rows = tuple(table.rows[strange].tolist())
            problem = Problem(f"{table.name}, {column}", "words that are no code", "", rows)
            notes.append(f"{str(problem).rstrip(' .')}; they count as not known")
        if column in {"sex", "uasc"}:
            cells[column] = read.mask(strange, "")
    if CHILD in table.numeric_columns:
        notes.append(
            f"{table.name}: some cells of {CHILD} are numbers, not text; leading zeros that the "
            "ids may have had are lost"
        )
    for column in ("child_id", *met.kind.columns.values()):
        cells.setdefault(column, repeated("", len(table.frame)))
    cells["from_list"] = repeated(str(met.number), len(table.frame))
    return with_lineage(pd.DataFrame(cells), table.name, table.rows), notes


def _columns(met: _Met) -> Iterator[tuple[str, str]]:
    for heading, column in {**PERSON, **met.kind.columns}.items():
        if heading in met.table.frame.columns:
            yield heading, column


def _empty(kind: AnnexList) -> pd.DataFrame:
    columns = dict.fromkeys(["child_id", *kind.columns.values()])
    return stacked([], list(columns)).drop(columns="return_year")
