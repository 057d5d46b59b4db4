"""A unit-cost table from a folder or a workbook, checked whole, before anybody looks at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import ValidationError

from nwd_costs.errors import ROWS_SHOWN, DataError, DocumentError, Problem, UnitCostError
from nwd_costs.frames import FrameSpec, Mask
from nwd_costs.price_parts import COMPONENTS, MISSING, WrittenTable, component_problems
from nwd_costs.price_workbook import TABLE, read_price_workbook
from nwd_costs.prices import RATES, TableDocument, check_rates, fingerprint
from nwd_costs.register import authorities, resolve_authority
from nwd_costs.shelf import digests_of, read_csv, read_toml
from nwd_costs.wording import validation_problems

# The files that a table in a folder consists of.
FILES = ("table.toml", *(f"{name}.csv" for name in (RATES.name, MISSING.name, COMPONENTS.name)))


@dataclass(frozen=True, eq=False, repr=False)
class PricedTable:
    """A whole table that met its contract; its areas are DfE numbers.

    Parameters
    ----------
    document
        What it says of itself.
    rates, missing, components
        Conformed to ``RATES``, ``MISSING`` and ``COMPONENTS``.
    fingerprint
        SHA-256 of its rates.
    letters
        Of a workbook: the letter of each column of its rates.
    files
        SHA-256 of each file it is from.
    """

    document: TableDocument
    rates: pd.DataFrame
    missing: pd.DataFrame
    components: pd.DataFrame
    fingerprint: str
    letters: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def table_in_folder(folder: Traversable) -> PricedTable:
    """Read a table from ``table.toml``, ``rates.csv`` and, where it is there, ``components.csv``.

    Raises
    ------
    UnitCostError
        When anything in it is wrong; all of it is listed.
    """
    return replace(_read(lambda: _written(folder)), files=digests_of(folder, FILES))


def table_in_workbook(path: Path) -> PricedTable:
    """Read a table from an Excel workbook [8.18]; what is wrong is said of its cell.

    Raises
    ------
    UnitCostError
        When anything in it is wrong; all of it is listed.
    """
    table = _read(lambda: read_price_workbook(path))
    return replace(table, files=digests_of(path.parent, [path.name]))


def _written(folder: Traversable) -> WrittenTable:
    files = {name: folder / f"{name}.csv" for name in (RATES.name, MISSING.name, COMPONENTS.name)}
    there = {name: read_csv(file) for name, file in files.items() if _wanted(name, file)}
    return WrittenTable(
        folder.name,
        read_toml(folder / "table.toml"),
        {name: t.assign(source_row=np.arange(2, len(t) + 2)) for name, t in there.items()},
        {name: f"{folder.name}/{file.name}" for name, file in files.items()},
    )


def _wanted(name: str, file: Traversable) -> bool:
    return name == RATES.name or file.is_file()


def _read(read: Callable[[], WrittenTable]) -> PricedTable:
    written = None
    try:
        written = read()
        return _checked(written)
    except (DataError, DocumentError, UnitCostError) as error:
        problems = [_in_cells(problem, written) for problem in error.problems]
        raise UnitCostError(error.title, problems) from None


def _checked(written: WrittenTable) -> PricedTable:
    """Bind what was written to the contract."""
    try:
        document = TableDocument.model_validate(dict(written.raw))
    except ValidationError as error:
        title = f"The unit-cost table {written.name} breaks the grammar."
        raise UnitCostError(title, validation_problems(error)) from None
    rates, unread = _conformed(written, RATES)
    check_rates(rates, unread, written.files[RATES.name], document)
    missing, unread = _conformed(written, MISSING)
    problems = [
        Problem(f"{written.files[MISSING.name]}, column {name}", "cannot be read",
                "Write yyyy-mm-dd or dd/mm/yyyy.", tuple(missing.loc[bad, "source_row"].tolist()))
        for name, bad in unread.items()
    ]  # fmt: skip
    parts, unread = _conformed(written, COMPONENTS)
    if len(parts):
        problems += component_problems(rates, parts, unread, written.files[COMPONENTS.name])
    if rates.empty and written.letters:
        # A workbook that nobody has filled in.
        where, advice = written.files[RATES.name], "Give at least one, with its amount and basis."
        problem = Problem(where, "holds no price", advice)
        raise UnitCostError("The unit-cost table cannot be used [8.1].", [problem])
    if problems:
        raise UnitCostError("What stands beside the prices cannot be used [8.17].", problems)
    sheet = written.files[RATES.name]
    letters = {name: letter for (at, name), letter in written.letters.items() if at == sheet}
    return PricedTable(document, rates, missing, parts, fingerprint(rates), letters)


def _conformed(written: WrittenTable, spec: FrameSpec) -> tuple[pd.DataFrame, Mapping[str, Mask]]:
    """Read one of the tables, its areas by number, and say where it could not be read."""
    if spec.name not in written.tables:
        return spec.empty(), {}
    given = spec.conform(written.tables[spec.name], written.files[spec.name])
    return _with_area_numbers(given.frame, written.files[spec.name]), given.unreadable


def _with_area_numbers(rows: pd.DataFrame, file: str) -> pd.DataFrame:
    """Let a table name its areas by number, name or ONS code; list every one that is unknown."""
    areas, problems = {"": ""}, []
    for area in set(rows["authority"].unique()) - {""}:
        try:
            areas[area] = resolve_authority(area, authorities())
        except UnitCostError as error:
            at = tuple(rows.loc[rows["authority"] == area, "source_row"].tolist())
            problems += [
                Problem(f"{file}, column authority", f"{p.where} {p.what}", p.advice, at)
                for p in error.problems
            ]
    if problems:
        problems.sort(key=lambda problem: problem.rows)
        raise UnitCostError("The unit-cost table names unknown areas.", problems)
    return rows.assign(authority=rows["authority"].map(areas))


def _in_cells(problem: Problem, written: WrittenTable | None) -> Problem:
    """Say of a problem in a workbook in which cells it stands; elsewhere it stays as it is."""
    if written is None or not written.letters:
        return problem
    for (sheet, column), letter in written.letters.items():
        if problem.where == f"{sheet}, column {column}" and problem.rows:
            return _moved(problem, cells_told(sheet, letter, problem.rows))
    if problem.where in written.places:
        return _moved(problem, written.places[problem.where])
    if problem.where.startswith(written.name):
        return problem
    return _moved(problem, f"{written.name}, sheet {TABLE}, key {problem.where}")


def _moved(problem: Problem, where: str) -> Problem:
    return Problem(where, _of_sheets(problem.what), _of_sheets(problem.advice))


def _of_sheets(words: str) -> str:
    """Speak of the sheets of a workbook where the words speak of the files of a folder."""
    for file, sheet in _SHEETS:
        words = words.replace(file, sheet)
    return words


_SHEETS = (
    ("in missing.csv", "on the sheet missing"),
    ("span_until in table.toml", "span_until on the sheet table"),
    ("is not in table.toml", "is not on its sheet"),
    ("under [sources]", "on the sheet sources"),
    ("under [categories]", "on the sheet categories"),
)


def cells_told(sheet: str, letter: str, rows: tuple[int, ...]) -> str:
    """Name cells of one column, not too many of them.

    Parameters
    ----------
    sheet
        What the sheet is called in messages.
    letter, rows
        The column and the rows.
    """
    shown = ", ".join(f"{letter}{row}" for row in rows[:ROWS_SHOWN])
    more = f" and {len(rows) - ROWS_SHOWN} more" if len(rows) > ROWS_SHOWN else ""
    return f"{sheet}, cell{'s' if len(rows) > 1 else ''} {shown}{more}"
