"""The yearly children-in-need census (CIN), XML files, as raw text.

A file is read as a stream, whatever its namespace. A document type is refused before anything is
read, since it is where an XML file can hide more than it shows. The row number of a record is the
line on which its element begins.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from lxml import etree

from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.returns.raw import (
    attempt,
    refuse,
    stacked,
    text_frame,
    with_lineage,
    year_in_words,
)
from nwd_costs.tables import InputFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

CHILDREN = ("child_id", "date_of_birth", "sex")
PROTECTION_PLANS = ("child_id", "from_day", "until_day")
NEED_EPISODES = ("child_id", "from_day", "until_day", "no_further_action", "closure_reason")
_PARSER = {
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "resolve_entities": False,
    "remove_comments": True,
    "remove_pis": True,
}
_FLAGS = {"": ""}
_FLAGS |= dict.fromkeys(("true", "1", "yes", "y"), "true")
_FLAGS |= dict.fromkeys(("false", "0", "no", "n"), "false")
_ODD_FLAG = "?"  # what was written stays where it is
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")
_UK_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOT_A_CENSUS = "Name the XML files of the CIN census."


@dataclass(frozen=True, eq=False)
class CinCensus:
    """Several years' censuses as raw text, with the file and line that every row comes from.

    Parameters
    ----------
    children
        child_id, date_of_birth, sex, return_year, source_file, source_row.
    protection_plans
        child_id, from_day, until_day, return_year, source_file, source_row.
    need_episodes
        child_id, from_day, until_day, no_further_action (``true``, ``false`` or blank),
        closure_reason, return_year, source_file, source_row.
    return_years
        The years in which the censuses end, ascending.
    files
        Every file, and what it was taken for.
    notes
        What a person should know, without any value of a row.
    """

    children: pd.DataFrame = field(repr=False)
    protection_plans: pd.DataFrame = field(repr=False)
    need_episodes: pd.DataFrame = field(repr=False)
    return_years: tuple[int, ...]
    files: tuple[InputFile, ...]
    notes: tuple[str, ...] = ()


@dataclass(eq=False)
class _Census:
    """One file as it is being read: rows of cells, each with its line last."""

    name: str
    root: str = ""
    header: dict[str, str] | None = None
    children: list[tuple[Any, ...]] = field(default_factory=list)
    plans: list[tuple[Any, ...]] = field(default_factory=list)
    episodes: list[tuple[Any, ...]] = field(default_factory=list)
    odd_flags: int = 0
    year: int = 0
    digest: str = ""
    notes: list[str] = field(default_factory=list)


def read_cin_census(paths: str | Path | Sequence[str | Path]) -> CinCensus:
    """Read the CIN census of some years, as text and with nothing mended or left out.

    Every problem of every file is in the one error.

    Parameters
    ----------
    paths
        The XML file of each year.
    """
    given = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    if not given:
        raise UsageError("no CIN census file was named")
    problems: list[Problem] = []
    attempts = [
        attempt(partial(_read, *one), problems) for one in zip(given, _names(given), strict=True)
    ]
    read = sorted((one for one in attempts if one is not None), key=lambda one: one.year)
    problems += _repeated_years(read)
    if problems:
        raise DataError("The CIN census cannot be read", problems)
    return CinCensus(
        stacked([_frame(one, CHILDREN, one.children) for one in read], CHILDREN),
        stacked([_frame(one, PROTECTION_PLANS, one.plans) for one in read], PROTECTION_PLANS),
        stacked([_frame(one, NEED_EPISODES, one.episodes) for one in read], NEED_EPISODES),
        tuple(one.year for one in read),
        tuple(
            InputFile(
                one.name, f"CIN census {year_in_words(one.year)}", len(one.children), one.digest
            )
            for one in read
        ),
        tuple(note for one in read for note in one.notes),
    )


def _names(paths: list[Path]) -> list[str]:
    """Name each file for messages, with its folder where the name alone is not enough."""
    counts = Counter(path.name for path in paths)
    return [
        path.name if counts[path.name] == 1 else f"{path.resolve().parent.name}/{path.name}"
        for path in paths
    ]


def _repeated_years(read: list[_Census]) -> list[Problem]:
    by_year = defaultdict(list)
    for one in read:
        by_year[one.year].append(one.name)
    return [
        Problem(" and ".join(names), f"two censuses for {year_in_words(year)}", "Name one of them.")
        for year, names in by_year.items()
        if len(names) > 1
    ]


def _frame(census: _Census, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    cells: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * (len(columns) + 1)
    frame = text_frame(dict(zip(columns, cells, strict=False)))
    return with_lineage(frame, census.name, np.array(cells[-1], dtype=np.int64), year=census.year)


def _read(path: Path, name: str) -> _Census:
    census = _Census(name)
    try:
        with path.open("rb") as file:
            census.digest = hashlib.file_digest(file, "sha256").hexdigest()
            census.root = _root(file, name)
            for element in _elements(file, name):
                _take(census, element)
    except FileNotFoundError:
        raise refuse(name, "there is no such file", "Check the name.") from None
    except IsADirectoryError:
        raise refuse(name, "it is a folder", "Name the files in it.") from None
    except OSError:
        what, advice = "it cannot be opened", "Close it elsewhere and check your rights to it."
        raise refuse(name, what, advice) from None
    if not census.children and (census.root != "Message" or census.header is None):
        raise refuse(name, "it is not a CIN census: it holds no Child", _NOT_A_CENSUS)
    _date(census)
    return census


def _root(file: Any, name: str) -> str:
    """Name the outermost element, having refused a document type."""
    for element in _parsed(file, name, events=("start",)):
        docinfo = element.getroottree().docinfo
        if docinfo.doctype or docinfo.internalDTD is not None:
            raise _doctype(name)
        return _local(element)
    raise refuse(name, "it holds no XML element", _NOT_A_CENSUS)


def _elements(file: Any, name: str) -> Iterator[Any]:
    """Give the header and each child, and forget each when the next is asked for."""
    for element in _parsed(file, name, events=("end",), tag=("{*}Header", "{*}Child")):
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _parsed(file: Any, name: str, **options: Any) -> Iterator[Any]:
    file.seek(0)
    line = None
    parser = etree.iterparse(file, **options, **_PARSER)
    try:
        for _, element in parser:
            yield element
    except etree.XMLSyntaxError as error:  # its text quotes the file
        last = parser.error_log.last_error  # an unknown entity is placed only here
        line = error.lineno or (1 if last is None else last.line)
    if line is not None:
        file.seek(0)
        # a parser that stops at an entity never comes to show the document type that declares it
        if b"<!DOCTYPE" in file.read(65536).replace(b"\0", b""):
            raise _doctype(name)
        what = f"it is not whole or not XML: it breaks at line {line}"
        raise refuse(name, what, "Export it again.")


def _doctype(name: str) -> DataError:
    what = "it declares a document type (DOCTYPE), which no census has"
    return refuse(name, what, "Find out where the file came from before you export it again.")


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _fields(block: Any) -> dict[str, str]:
    """Read the texts directly in a block; of one given twice the first that is not blank."""
    texts: dict[str, str] = {}
    for element in block:
        name = _local(element)
        texts[name] = texts.get(name) or (element.text or "").strip()
    return texts


def _take(census: _Census, element: Any) -> None:
    if _local(element) == "Header":
        if census.header is None:
            census.header = _fields(element) | _block(element, "CollectionDetails")
        return
    known = _block(element, "ChildIdentifiers")
    child = known.get("LAchildID", "")
    sex = known.get("GenderCurrent") or known.get("Sex", "")
    census.children.append((child, known.get("PersonBirthDate", ""), sex, element.sourceline))
    for details in element.iter("{*}CINdetails"):
        said = _fields(details)
        nfa = _FLAGS.get(said.get("ReferralNFA", "").lower())
        census.odd_flags += nfa is None
        nfa = _ODD_FLAG if nfa is None else nfa
        days = said.get("CINreferralDate", ""), said.get("CINclosureDate", "")
        census.episodes.append(
            (child, *days, nfa, said.get("ReasonForClosure", ""), details.sourceline)
        )
    for plan in element.iter("{*}ChildProtectionPlans"):
        said = _fields(plan)
        days = said.get("CPPstartDate", ""), said.get("CPPendDate", "")
        census.plans.append((child, *days, plan.sourceline))


def _block(element: Any, name: str) -> dict[str, str]:
    return next((_fields(block) for block in element.iter(f"{{*}}{name}")), {})


def _date(census: _Census) -> None:
    """Find the return year: the one in which the reference date falls, else the stated year."""
    header = census.header or {}
    written, stated = header.get("ReferenceDate", ""), header.get("Year", "")
    day, name = _day(written), census.name
    if written and day is None:
        census.notes.append(f"{name}: the ReferenceDate is not a date; its Year was used")
    if day is not None:
        census.year = day.year + ((day.month, day.day) > (3, 31))
        if (day.month, day.day) != (3, 31):
            census.notes.append(f"{name}: the ReferenceDate is not a 31 March")
        if stated and stated != str(census.year):
            taken = f"it was taken for {year_in_words(census.year)}"
            census.notes.append(f"{name}: Year does not agree with ReferenceDate; {taken}")
    elif _YEAR.fullmatch(stated):
        census.year = int(stated)
    else:
        what = "its header has no ReferenceDate and no Year that can be read"
        raise refuse(name, what, "Export it again with its header.")
    if census.odd_flags:
        what = f"{census.odd_flags} ReferralNFA are neither true nor false; read as blank"
        census.notes.append(f"{name}: {what}")


def _day(written: str) -> date | None:
    iso, uk = _ISO_DATE.fullmatch(written), _UK_DATE.fullmatch(written)
    parts = iso.groups() if iso else uk.groups()[::-1] if uk else None
    if parts is None:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
