"""The yearly children-looked-after returns (SSDA903), CSV tables and XML, as raw text.

A return year is the year in which the return ends: 2023 is 1 April 2022 to 31 March 2023.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.returns.headings import KNOWN, tidy_heading
from nwd_costs.returns.layout903 import (
    EPISODES,
    EXTRA_HEADINGS,
    HEADER,
    UASC,
    Kind,
    ReturnFile,
    recognise,
    return_file,
    years_named,
)
from nwd_costs.returns.places import Place, Source, find
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
from nwd_costs.returns.unzipping import Unpacked
from nwd_costs.returns.xml903 import is_return, read_xml903
from nwd_costs.returns.xml_stream import looks_like_xml
from nwd_costs.returns.years903 import YEAR, Part, dated
from nwd_costs.tables import InputFile

LEFT_ALONE = "left alone: headings of no table of the SSDA903 return"
YearIs = Literal["ending", "opening"]


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
    """A file opened as far as is needed to know what it is; ``source`` is None for XML."""

    file: ReturnFile
    source: CsvSource | None
    kind: Kind | None

    @property
    def is_used(self) -> bool:
        return self.kind is not None and self.kind.is_used


@dataclass(frozen=True, eq=False)
class _Read:
    """A file as it was read: its tables that are used, and what to tell of it."""

    file: ReturnFile
    parts: tuple[Part, ...]
    rows: int
    digest: str
    word: str
    notes: tuple[str, ...] = ()


def read_ssda903(source: Source, *, year_is: YearIs = "ending") -> Ssda903:
    """Read the SSDA903 returns of some years, as text and with nothing mended or left out.

    Tables are known by their headings, years by the name of the folder or of the file, else by a
    column YEAR, else by the dates. Every problem of every file is in the one error.

    Parameters
    ----------
    source
        A folder with a sub-folder for each return (``2023/`` or ``2022-23/``), or with files named
        ``2023-episodes.csv`` or ``2023_episodes.csv``; an archive of it; or single files.
    year_is
        Whether a single year in a name is the one in which the return ends, or opens.
    """
    with Unpacked() as unpacked:
        places = [one for one in find(source, unpacked) if not one.left_alone and _may_be(one)]
        named: set[int] = set()
        if isinstance(source, str | Path) and Path(source).is_dir():
            named = years_named(Path(source), opening=year_is == "opening")
        whole = Path(source).resolve().name if isinstance(source, str | Path) else "ssda903"
        return returns_in(places, year_is, whole=whole, named=named)


def _may_be(place: Place) -> bool:
    """Say whether to look at a file of a folder that holds other people's files too."""
    return Path(place.name).suffix.lower() == ".csv" or is_return(place.path)


def returns_in(
    places: Sequence[Place], year_is: YearIs, *, whole: str, named: set[int] | None = None
) -> Ssda903:
    """Read returns from files whose names for messages are settled.

    Parameters
    ----------
    places
        The files.
    year_is
        Whether a single year in a name is the one in which the return ends, or opens.
    whole
        What to call all of them in a message.
    named
        The years that sub-folders are named by, each of which must hold a return.
    """
    if year_is not in {"ending", "opening"}:
        raise UsageError("year_is must be 'ending' or 'opening'")
    files = [return_file(place, opening=year_is == "opening") for place in places]
    problems: list[Problem] = []
    met = [one for file in files if (one := attempt(partial(_open, file), problems)) is not None]
    problems += [
        Problem(one.file.name, one.file.fault, "Put the file where it belongs, or rename it.")
        for one in met
        if one.is_used and one.file.fault
    ]
    used = [one for one in met if one.is_used]
    read = [done for one in used if (done := attempt(partial(_read, one), problems)) is not None]
    parts, faults = dated([part for one in read for part in one.parts])
    problems += [problem for fault in faults for problem in fault.problems]
    problems += _set_problems(whole, files, met, parts, named or set())
    if problems:
        raise DataError("The SSDA903 returns cannot be read", problems)
    return _assembled(met, read, parts)


def _heading(heading: str) -> str:
    return tidy_heading(heading).upper()


def _open(file: ReturnFile) -> _Met:
    if looks_like_xml(file.path):
        return _Met(file, None, EPISODES)
    source = open_csv(file.path, file.name, normalise=_heading)
    return _Met(file, source, recognise(source.headings))


def _read(met: _Met) -> _Read:
    if met.source is None:
        return _read_xml(met.file)
    table = _table(met, met.source)
    kind, name = met.kind or EPISODES, met.file.name
    lacking = [heading for heading in kind.columns if heading not in met.source.headings]
    notes = [*table.notes, *_unused(table)]
    if lacking:
        notes.append(f"{name} has no {', '.join(lacking)}; read as blank")
    stated = table.frame[YEAR] if YEAR in table.frame.columns else None
    part = Part(met.file, kind, _ours(kind, table), stated)
    return _Read(met.file, (part,), len(table.frame), table.digest, kind.word, tuple(notes))


def _unused(table: RawTable) -> Iterator[str]:
    """Name the columns that no return has; a heading that not everybody has may be a value."""
    extra = [heading for heading in table.frame.columns if heading not in KNOWN | {YEAR}]
    known = [heading for heading in extra if heading in EXTRA_HEADINGS]
    if extra:
        others = len(extra) - len(known)
        told = [*known, *([f"{others} with headings of their own"] if others else [])]
        yield f"{table.name}: columns not used: {', '.join(told)}"


def _read_xml(file: ReturnFile) -> _Read:
    read = read_xml903(file.path, file.name)
    parts = [
        Part(file, kind, rows.frame(file.name))
        for kind, rows in ((EPISODES, read.episodes), (HEADER, read.header), (UASC, read.uasc))
        if len(rows) or kind is EPISODES
    ]
    return _Read(file, tuple(parts), read.children, read.digest, "XML", read.notes)


def _set_problems(
    whole: str,
    files: Sequence[ReturnFile],
    met: Sequence[_Met],
    parts: Sequence[Part],
    named: set[int],
) -> list[Problem]:
    """Find the years without episodes, and the tables given twice."""
    by_table: dict[tuple[str, int], list[str]] = defaultdict(list)
    for part in parts:
        for year in part.return_years:
            by_table[part.kind.word, year].append(part.file.name)
    names = {part.file.name for part in parts}
    for one in met:  # what could not be read is there all the same
        if one.is_used and one.kind and one.file.year and one.file.name not in names:
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
        advice = "Only CSV and XML files of the return are read; export the tables as CSV."
        return [*problems, Problem(whole, what, advice)]
    years = {year for _, year in by_table} | named
    years |= {one.file.year for one in met if one.kind is not None and one.file.year}
    lacking = sorted(years - shut - {year for word, year in by_table if word == EPISODES.word})
    what = "no Episodes table for the return"
    advice = "Add it, or take the year's other files and its folder away."
    return problems + [Problem(whole, f"{what} {year_in_words(year)}", advice) for year in lacking]


def _table(met: _Met, source: CsvSource) -> RawTable:
    kind = met.kind or EPISODES
    lacking = [heading for heading in kind.required if heading not in source.headings]
    problems = []
    if lacking:
        what = f"the {kind.word} table lacks {', '.join(lacking)}"
        problems.append(Problem(met.file.name, what, "Export it with its official headings."))
    table = attempt(partial(parse_csv, source), problems)
    if table is not None and "CHILD" in table.frame.columns:
        problems += scientific_problems(table, "CHILD")
    if table is None or problems:
        raise DataError(f"{met.file.name} cannot be read", problems)
    return table


def _ours(kind: Kind, table: RawTable) -> pd.DataFrame:
    columns = {}
    for heading, column in kind.columns.items():
        held = heading in table.frame.columns
        columns[column] = table.frame[heading] if held else repeated("", len(table.frame))
    return with_lineage(pd.DataFrame(columns), table.name, table.rows)


def _assembled(met: Sequence[_Met], read: Sequence[_Read], parts: Sequence[Part]) -> Ssda903:
    stacks: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for part in sorted(parts, key=lambda part: part.return_years[:1]):
        stacks[part.kind.word].append(_with_years(part))
    header, episodes, uasc = (
        stacked(stacks[kind.word], [*kind.columns.values()]) for kind in (HEADER, EPISODES, UASC)
    )
    years = tuple(sorted({year for part in parts for year in part.return_years}))
    return Ssda903(
        header, episodes, uasc, years, _files(met, read, parts), _notes(read, parts, years)
    )


def _with_years(part: Part) -> pd.DataFrame:
    frame = part.frame.drop(columns=["source_file", "source_row"])
    lineage = part.frame[["source_file", "source_row"]]
    return pd.concat([frame.assign(return_year=part.years), lineage], axis=1)


def _files(
    met: Sequence[_Met], read: Sequence[_Read], parts: Sequence[Part]
) -> tuple[InputFile, ...]:
    by_name = {one.file.name: one for one in read}
    years = {
        part.file.name: _span(part.return_years) for part in reversed(parts) if part.return_years
    }
    found = []
    for one in met:
        name = one.file.name
        if one.source is None or one.is_used:
            done = by_name[name]
            taken_for = f"SSDA903 {done.word} {years.get(name, '')}".rstrip()
            found.append(InputFile(name, taken_for, done.rows, done.digest))
        else:
            year = year_in_words(one.file.year) if one.file.year else ""
            word = "" if one.kind is None else f"{one.kind.word} {year}".rstrip()
            taken_for = f"left alone: SSDA903 {word} (not used)" if word else LEFT_ALONE
            found.append(InputFile(name, taken_for, count_rows(one.source), one.source.digest))
    return tuple(found)


def _span(years: Sequence[int]) -> str:
    first, last = year_in_words(years[0]), year_in_words(years[-1])
    return first if first == last else f"{first} to {last}"


def _notes(read: Sequence[_Read], parts: Sequence[Part], years: tuple[int, ...]) -> tuple[str, ...]:
    ordered = sorted(read, key=lambda one: one.file.year or 0)
    notes = [note for one in ordered for note in one.notes]
    notes += [note for part in parts for note in part.notes]
    held = {(part.kind, year) for part in parts for year in part.return_years}
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
