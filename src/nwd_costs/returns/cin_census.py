"""The yearly children-in-need census (CIN), XML files, as raw text.

A file is read as a stream: see :mod:`nwd_costs.returns.xml_stream`. The row number of a record is
the line on which its element begins.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.returns.raw import (
    attempt,
    refuse,
    stacked,
    year_in_words,
)
from nwd_costs.returns.xml_stream import Element, TextRows, elements, opened, root_of
from nwd_costs.tables import InputFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

CHILDREN = ("child_id", "date_of_birth", "sex")
PROTECTION_PLANS = ("child_id", "from_day", "until_day")
NEED_EPISODES = ("child_id", "from_day", "until_day", "no_further_action", "closure_reason")
_COLLECTION, _IDENTIFIERS = "CollectionDetails", "ChildIdentifiers"
_DETAILS, _PLANS = "CINdetails", "ChildProtectionPlans"
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
    """One file as it is being read."""

    name: str
    root: str = ""
    header: dict[str, str] | None = None
    children: TextRows = field(default_factory=partial(TextRows, CHILDREN))
    plans: TextRows = field(default_factory=partial(TextRows, PROTECTION_PLANS))
    episodes: TextRows = field(default_factory=partial(TextRows, NEED_EPISODES))
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
    return censuses(list(zip(given, _names(given), strict=True)))


def censuses(named: Sequence[tuple[Path, str]]) -> CinCensus:
    """Read the CIN census of some years from files whose names for messages are settled.

    Parameters
    ----------
    named
        Each file, and its name.
    """
    problems: list[Problem] = []
    attempts = [attempt(partial(_read, *one), problems) for one in named]
    read = sorted((one for one in attempts if one is not None), key=lambda one: one.year)
    problems += _repeated_years(read)
    if problems:
        raise DataError("The CIN census cannot be read", problems)
    return CinCensus(
        _stacked(read, "children", CHILDREN),
        _stacked(read, "plans", PROTECTION_PLANS),
        _stacked(read, "episodes", NEED_EPISODES),
        tuple(one.year for one in read),
        tuple(
            InputFile(
                one.name, f"CIN census {year_in_words(one.year)}", len(one.children), one.digest
            )
            for one in read
        ),
        tuple(note for one in read for note in one.notes),
    )


def _stacked(
    read: Sequence[_Census], rows: Literal["children", "plans", "episodes"], columns: Sequence[str]
) -> pd.DataFrame:
    return stacked([getattr(one, rows).frame(one.name, one.year) for one in read], columns)


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


def _read(path: Path, name: str) -> _Census:
    census = _Census(name)
    with opened(path, name) as file:
        census.digest = hashlib.file_digest(file, "sha256").hexdigest()
        census.root = root_of(file, name)
        for element in elements(file, name, ("Header", "Child")):
            _take(census, element)
    if not len(census.children) and (census.root != "Message" or census.header is None):
        raise refuse(name, "it is not a CIN census: it holds no Child", _NOT_A_CENSUS)
    _date(census)
    return census


def _take(census: _Census, element: Element) -> None:
    if element.name == "Header":
        if census.header is None:
            census.header = element.fields | _first(element.named(_COLLECTION)[_COLLECTION])
        return
    blocks = element.named(_IDENTIFIERS, _DETAILS, _PLANS)
    known = _first(blocks[_IDENTIFIERS])
    child = known.get("LAchildID", "")
    sex = known.get("GenderCurrent") or known.get("Sex", "")
    census.children.add(element.line, child, known.get("PersonBirthDate", ""), sex)
    for details in blocks[_DETAILS]:
        said = details.fields
        nfa = _FLAGS.get(said.get("ReferralNFA", "").lower())
        census.odd_flags += nfa is None
        nfa = _ODD_FLAG if nfa is None else nfa
        days = said.get("CINreferralDate", ""), said.get("CINclosureDate", "")
        reason = said.get("ReasonForClosure", "").upper()
        census.episodes.add(details.line, child, *days, nfa, reason)
    for plan in blocks[_PLANS]:
        said = plan.fields
        days = said.get("CPPstartDate", ""), said.get("CPPendDate", "")
        census.plans.add(plan.line, child, *days)


def _first(blocks: Sequence[Element]) -> dict[str, str]:
    return blocks[0].fields if blocks else {}


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
