"""What authorities published, read back from their files and checked whole [17.16]."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import StrictBool, StrictInt, StrictStr, ValidationError

from nwd_costs.councils.contract import Faults
from nwd_costs.disclosure import (
    FIGURE_NAMES,
    PUBLISHED,
    TOTAL,
    Cell,
    Disclosure,
    Published,
    PublishedTable,
    in_number,
    in_pounds,
)
from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.periods import Period
from nwd_costs.rule import Document

AGAIN = f"Ask the authority for the {PUBLISHED} that nwd-costs report --out wrote, unchanged."
TITLE = "What the authorities published cannot be rolled up."
SUMS = (
    (("counterfactual", "actual"), "gross"),
    (("gross", "adjustments"), "adjusted"),
    (("adjusted", "programme"), "net"),
)
# The tables of money whose named parts are added up over authorities.
PARTS = ("quarters", "tiers")
# These may be rounded more coarsely than the rest [17.3].
COARSER = ("programme", "net")


class _Cell(Document):
    text: StrictStr
    number: StrictInt | None
    state: Literal["words", "rounded", "suppressed", "withheld"]


class _Table(Document):
    name: StrictStr
    caption: StrictStr
    headings: list[StrictStr]
    rows: list[list[_Cell]]
    notes: list[StrictStr]


class _Policy(Document):
    threshold: StrictInt
    round_to: StrictInt
    largest_percent: StrictInt
    rest_percent: StrictInt
    in_words: StrictStr


class _Published(Document):
    profile: Literal["publication"]
    schema_version: Literal[1]
    policy: _Policy
    money_step_pence: StrictInt
    stands: StrictBool
    authority: StrictStr
    period: StrictStr
    facts: dict[StrictStr, StrictStr]
    figures: dict[StrictStr, _Cell]
    tables: list[_Table]
    warnings: list[StrictStr]
    notes: list[StrictStr]


def read_published(folder: Path) -> dict[str, Published]:
    """Read everything published below a folder, by its file.

    Parameters
    ----------
    folder
        With a sub-folder for each authority.

    Raises
    ------
    UsageError
        When there is no such folder, or nothing published in it.
    DataError
        When a file cannot be read or does not add up; all problems of all of them.
    """
    files = sorted(folder.rglob(PUBLISHED)) if folder.is_dir() else []
    if not files:
        problem = Problem(folder.name, f"holds no {PUBLISHED}", AGAIN)
        raise UsageError(TITLE, [problem])
    problems, found = [], {}
    for file in files:
        faults = Faults(file.relative_to(folder).as_posix(), AGAIN)
        published = _published(file, faults)
        problems += faults.problems
        if published is not None:
            found[faults.where] = published
    if problems:
        raise DataError(TITLE, problems)
    return found


def _published(file: Path, faults: Faults) -> Published | None:
    try:
        content = json.loads(file.read_bytes().decode("utf-8-sig"))
        read = _Published.model_validate(content)
        policy = Disclosure(read.policy.threshold, read.policy.round_to)
        Period.parse(read.period)
    except ValidationError as error:
        for one in error.errors(include_input=False, include_context=False, include_url=False):
            faults.add(".".join(map(str, one["loc"])), f"is not as it is written: {one['type']}")
        return None
    except UsageError as error:
        for problem in error.problems:
            faults.add(problem.where, problem.what)
        return None
    except (OSError, ValueError, RecursionError):
        faults.add("", "cannot be read as JSON")
        return None
    found = Published(
        authority=read.authority,
        period=read.period,
        facts=tuple(read.facts.items()),
        figures=MappingProxyType({name: _cell(cell) for name, cell in read.figures.items()}),
        tables=tuple(_table(table) for table in read.tables),
        warnings=tuple(read.warnings),
        notes=tuple(read.notes),
        policy=policy,
        money_step=read.money_step_pence,
        stands=read.stands,
    )
    for where, what in not_as_published(found):
        faults.add(where, what)
    return None if faults.problems else found


def _cell(read: _Cell) -> Cell:
    return Cell(read.text, read.number, read.state)


def _table(read: _Table) -> PublishedTable:
    rows = tuple(tuple(map(_cell, row)) for row in read.rows)
    return PublishedTable(read.name, read.caption, tuple(read.headings), rows, tuple(read.notes))


def not_as_published(found: Published) -> Iterator[tuple[str, str]]:
    """Name what no disclosure control lets through, and what does not add up.

    A number that is not rounded as the policy beside it says is refused, so that an exact one does
    not pass for a published one.

    Parameters
    ----------
    found
        As it was read.
    """
    if found.money_step <= 0:
        yield "money_step_pence", "is not above nought"
        return
    if list(found.figures) != list(FIGURE_NAMES):
        yield "figures", f"are not {', '.join(FIGURE_NAMES)}"
        return
    for name, cell in found.figures.items():
        if not _is_money(cell, found, coarser=name in COARSER):
            yield f"figures.{name}", "is not rounded by the policy that stands beside it"
    numbers = {name: _worth(cell) for name, cell in found.figures.items()}
    for parts, total in SUMS:
        if not _adds_up([numbers[part] for part in parts], numbers[total]):
            yield f"figures.{total}", f"is not the sum of {' and '.join(parts)}"
    for table in found.tables:
        yield from _faults_of(table, found, numbers)


def _faults_of(
    table: PublishedTable, found: Published, numbers: Mapping[str, int | None]
) -> Iterator[tuple[str, str]]:
    if not table.rows or any(len(row) != len(table.headings) for row in table.rows):
        yield f"tables.{table.name}", "has rows of another length than its headings"
        return
    if table.name == "headline":
        if [row[1] for row in table.rows] != list(found.figures.values()):
            yield "tables.headline", "is not of the figures"
        return
    cells = [cell for row in table.rows for cell in row if cell.number is not None]
    if not all(_is_count(c, found) or _is_percent(c) or _is_money(c, found) for c in cells):
        yield f"tables.{table.name}", "has a number that is not rounded by the policy"
    if table.name in PARTS:
        *parts, (heading, total, *_) = table.rows
        whole = heading.text == TOTAL and total.number == numbers["gross"]
        if not whole or not _adds_up([row[1].number for row in parts], total.number):
            yield f"tables.{table.name}", "does not add up to the gross total"


def _worth(cell: Cell) -> int | None:
    """Give a figure's number: nought for what was not counted, none for what is withheld."""
    return 0 if cell.number is None and cell.state == "words" else cell.number


def _is_money(cell: Cell, found: Published, *, coarser: bool = False) -> bool:
    if cell.number is None:
        return not any(sign in cell.text for sign in "£0123456789")
    if cell.number == 0:
        return cell.text.startswith("less than £")
    fits = coarser or cell.number % found.money_step == 0
    return fits and cell.text == in_pounds(cell.number, found.money_step).text


def _is_count(cell: Cell, found: Published) -> bool:
    number = cell.number or 0
    return number % found.policy.round_to == 0 and cell.text == in_number(number).text


def _is_percent(cell: Cell) -> bool:
    return cell.text == f"{cell.number}%"


def _adds_up(parts: list[int | None], total: int | None) -> bool:
    """Say whether parts come to a total, as far as all of them are shown."""
    if total is None or any(part is None for part in parts):
        return True
    return sum(part for part in parts if part is not None) == total
