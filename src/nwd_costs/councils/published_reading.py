"""What authorities published, read back from their files and checked whole [17.16]."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import StrictBool, StrictInt, StrictStr, ValidationError

from nwd_costs.councils.contract import Faults
from nwd_costs.councils.published_shape import not_as_published
from nwd_costs.councils.reading import empty_folders, files_below
from nwd_costs.disclosure import PUBLISHED, Cell, Disclosure, Published, PublishedTable
from nwd_costs.errors import DataError, UsageError
from nwd_costs.periods import Period
from nwd_costs.rule import Document

AGAIN = f"Ask the authority for the {PUBLISHED} that nwd-costs report --out wrote, unchanged."
TITLE = "What the authorities published cannot be rolled up."


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
    observed_until: dt.date
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
    files = files_below(folder, PUBLISHED, TITLE, AGAIN)
    problems, found = empty_folders(folder, files, PUBLISHED), {}
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
        if not all(map(str.isprintable, _texts(content))):
            faults.add("", "has characters that cannot be printed")
            return None
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
        observed_until=read.observed_until,
    )
    for where, what in not_as_published(found):
        faults.add(where, what)
    return None if faults.problems else found


def _texts(content: object) -> Iterator[str]:
    """Give every text of a JSON document, names among them."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for name, inner in content.items():
            yield name
            yield from _texts(inner)
    elif isinstance(content, list):
        for inner in content:
            yield from _texts(inner)


def _cell(read: _Cell) -> Cell:
    return Cell(read.text, read.number, read.state)


def _table(read: _Table) -> PublishedTable:
    rows = tuple(tuple(map(_cell, row)) for row in read.rows)
    return PublishedTable(read.name, read.caption, tuple(read.headings), rows, tuple(read.notes))
