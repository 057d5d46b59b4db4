"""Reading people's files and frames into records: the only way data about children comes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from nwd_costs.errors import DataError, Problem
from nwd_costs.frames import Conformed, FrameSpec
from nwd_costs.returns.children import resolve
from nwd_costs.returns.cin_census import read_cin_census
from nwd_costs.returns.digests import facts_digest
from nwd_costs.returns.referral_rows import accept_referrals
from nwd_costs.returns.referrals import read_referrals
from nwd_costs.returns.refusals import (
    SOURCE_OF,
    refuse_contradictions,
    refuse_uasc_without_a_flag,
    refuse_unreadable_years,
    refuse_wrong_years,
    unread_flags,
)
from nwd_costs.returns.repairs import repair
from nwd_costs.returns.ssda903 import read_ssda903
from nwd_costs.returns.text import read_table
from nwd_costs.tables import (
    CHILDREN,
    CIN_CENSUS,
    NEED_EPISODES,
    PLACEMENTS,
    PROTECTION_PLANS,
    REFERRALS,
    SSDA903,
    Children,
    InputFile,
    NeedEpisodes,
    Placements,
    ProtectionPlans,
    Records,
    Referrals,
    Warn,
)

Given = pd.DataFrame | str | Path
RAW = (CHILDREN, PLACEMENTS, PROTECTION_PLANS, NEED_EPISODES)


def read_folder(folder: str | Path, *, year_is: Literal["ending", "opening"] = "ending") -> Records:
    """Read a folder that holds everything: returns, census files and the referral list.

    Parameters
    ----------
    folder
        SSDA903 returns as ``read`` takes them, here or in ``ssda903``; census XML here or in
        ``cin_census``; ``referrals.csv`` or ``referrals.xlsx``.
    year_is
        Whether years in the names are ending or opening years.

    Returns
    -------
    Records
        As from ``read``.

    Raises
    ------
    DataError
        When a file cannot be used as it is.
    """
    place = Path(folder)
    here = _listed(place)
    census = [file for file in (*here, *_listed(place / "cin_census")) if _ends(file, ".xml")]
    lists = [file for file in here if file.stem.lower() == "referrals" and _ends(file, *LISTS)]
    if len(lists) > 1:
        names = ", ".join(file.name for file in lists)
        problem = Problem(names, "are both lists of referrals", "Keep one of them.")
        raise DataError("The folder cannot be read.", [problem])
    returns = place / "ssda903"
    if not returns.is_dir():
        others = [f for f in here if f not in lists and f.name.lower() != "cin_census"]
        tables = [f for f in others if f.is_dir() or _ends(f, ".csv")]
        returns = place if tables or not (census or lists) else returns
    return read(
        ssda903=returns if returns.is_dir() or not place.is_dir() else None,
        cin_census=census or None,
        referrals=lists[0] if lists else None,
        year_is=year_is,
    )


LISTS = (".csv", ".xlsx")


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _ends(file: Path, *endings: str) -> bool:
    return file.suffix.lower() in endings


@dataclass(frozen=True, eq=False, repr=False)
class _Raw:
    """A table before its repairs: conformed, the years of its source, the files it came from."""

    conformed: Conformed
    years: tuple[int, ...]
    inputs: tuple[InputFile, ...] = ()
    notes: tuple[str, ...] = ()


def read(
    *,
    ssda903: str | Path | None = None,
    cin_census: str | Path | Sequence[str | Path] | None = None,
    referrals: Given | None = None,
    children: Given | None = None,
    placements: Given | None = None,
    protection_plans: Given | None = None,
    need_episodes: Given | None = None,
    year_is: Literal["ending", "opening"] = "ending",
) -> Records:
    """Read returns and the referral list into records, repaired by stated rules [2.1]-[2.4].

    Parameters
    ----------
    ssda903
        A folder of SSDA903 CSV returns: one sub-folder per return year, or ``<year>-<table>.csv``.
    cin_census
        CIN census XML files, one per year.
    referrals
        The list of edge-of-care referrals: CSV, XLSX or a frame.
    children, placements, protection_plans, need_episodes
        A canonical table in place of a return: a frame, CSV or XLSX with the canonical headings.
    year_is
        Whether the years in the names of the SSDA903 folder are the ending or opening years.

    Returns
    -------
    Records
        The canonical tables, what became of every input row, and every repair.

    Raises
    ------
    UsageError
        When a return and the table it would give are both handed over, or nothing is.
    DataError
        When a file or table cannot be used as it is; all its problems are listed.
    """
    given = {
        "children": children,
        "placements": placements,
        "protection_plans": protection_plans,
        "need_episodes": need_episodes,
    }
    refuse_contradictions(given, ssda903, cin_census, referrals)
    gathered = _Gathered({spec.name: _canonical(spec, given[spec.name]) for spec in RAW})
    if ssda903 is not None:
        gathered.add_ssda903(Path(ssda903), year_is)
    if cin_census is not None:
        gathered.add_census(cin_census)
    return gathered.records(*_referral_list(referrals))


class _Gathered:
    """What the sources gave so far: raw tables, rows about children, files and notes."""

    def __init__(self, raw: dict[str, _Raw]) -> None:
        self.raw = raw
        self.people: list[Conformed] = [raw["children"].conformed]
        self.uasc: Conformed | None = None
        self.inputs = [file for table in raw.values() for file in table.inputs]
        self.notes: list[str] = [note for table in raw.values() for note in table.notes]

    def add_ssda903(self, folder: Path, year_is: Literal["ending", "opening"]) -> None:
        """Add the SSDA903 returns of a folder."""
        found = read_ssda903(folder, year_is=year_is)
        placements = _Raw(PLACEMENTS.conform(found.episodes), found.return_years)
        refuse_wrong_years(placements.conformed, placements.years, year_is)
        self.raw["placements"] = placements
        self.people.append(CHILDREN.conform(found.header))
        # Dates of birth in the UASC table are left unread [2].
        listed = found.uasc.drop(columns="date_of_birth").assign(uasc="true")
        self.uasc = CHILDREN.conform(listed)
        self.inputs += found.files
        self.notes += found.notes

    def add_census(self, files: str | Path | Sequence[str | Path]) -> None:
        """Add CIN census files."""
        found = read_cin_census(files)
        for spec, rows in (
            (PROTECTION_PLANS, found.protection_plans),
            (NEED_EPISODES, found.need_episodes),
        ):
            self.raw[spec.name] = _Raw(spec.conform(rows), found.return_years)
        self.people.append(CHILDREN.conform(found.children))
        self.inputs += found.files
        self.notes += found.notes

    def records(
        self, listed: Conformed, files: tuple[InputFile, ...], notes: tuple[str, ...]
    ) -> Records:
        """Repair every table and join what the sources say of each child."""
        repaired = {
            # Which return is the latest is judged by its whole source [2.3].
            name: repair(name, self.raw[name].conformed, _years_of(source, self.raw))
            for name, source in SOURCE_OF.items()
        }
        referrals, fates = accept_referrals(listed)
        resolved = resolve(self.people, self.uasc, referrals)
        logs = [table.log for table in repaired.values()]
        told = (*self.notes, *notes)
        return Records(
            children=Children(resolved.children),
            placements=Placements(repaired["placements"].frame),
            protection_plans=ProtectionPlans(repaired["protection_plans"].frame),
            need_episodes=NeedEpisodes(repaired["need_episodes"].frame),
            referrals=Referrals(referrals),
            return_years={source: _years_of(source, self.raw) for source in (SSDA903, CIN_CENSUS)},
            fates={**{name: table.fates for name, table in repaired.items()}, "referrals": fates},
            repairs=pd.concat([log for log in logs if len(log)] or logs[:1], ignore_index=True),
            inputs=_met((*self.inputs, *files)),
            warnings=(*resolved.warnings, *(Warn("reading", "2", note) for note in told)),
            date_of_birth_disagreements=resolved.disagreements,
        )


def _years_of(source: str, raw: dict[str, _Raw]) -> tuple[int, ...]:
    tables = [name for name, its_source in SOURCE_OF.items() if its_source == source]
    return tuple(sorted({year for name in tables for year in raw[name].years}))


def _met(inputs: tuple[InputFile, ...]) -> tuple[InputFile, ...]:
    """List each file once: one that a reader left alone may be another reader's own."""
    read_by_another = {file.digest for file in inputs if not file.taken_for.startswith("left")}
    return tuple(
        file
        for file in inputs
        if not (file.taken_for.startswith("left") and file.digest in read_by_another)
    )


def _canonical(spec: FrameSpec, given: Given | None) -> _Raw:
    """Read a canonical table that was handed over as it is, or give an empty one."""
    if given is None:
        return _Raw(Conformed(spec.empty()), ())
    frame, file, notes = _frame(spec, given)
    if spec is CHILDREN:
        refuse_uasc_without_a_flag(frame.columns, file.name)
    conformed = spec.conform(frame, file.name)
    refuse_unreadable_years(conformed, file.name)
    years = tuple(sorted({int(y) for y in conformed.frame["return_year"].unique() if y}))
    told = (*notes, *unread_flags(conformed, file.name))
    return _Raw(conformed, years, (_digested(file, conformed),), told)


def _frame(spec: FrameSpec, given: Given) -> tuple[pd.DataFrame, InputFile, tuple[str, ...]]:
    if isinstance(given, pd.DataFrame):
        name = f"frame {spec.name}"
        frame = given.rename(columns=lambda heading: _canonical_heading(str(heading)))
        notes: tuple[str, ...] = ()
        digest = ""  # digested by its facts once they are read
    else:
        table = read_table(Path(given), normalise=_canonical_heading)
        name, digest, notes = table.name, table.digest, table.notes
        frame = table.frame.assign(source_file=table.name, source_row=table.rows)
    unused = sorted(set(map(str, frame.columns)) - {column.name for column in spec.columns})
    if unused:
        notes = (*notes, f"{name}: columns not used: {', '.join(unused)}")
    return frame, InputFile(name, spec.name, len(frame), digest), notes


def _canonical_heading(heading: str) -> str:
    return heading.strip().lower().replace(" ", "_")


def _digested(file: InputFile, conformed: Conformed) -> InputFile:
    return file if file.digest else replace(file, digest=facts_digest(conformed))


def _referral_list(
    given: Given | None,
) -> tuple[Conformed, tuple[InputFile, ...], tuple[str, ...]]:
    if given is None:
        return Conformed(REFERRALS.empty()), (), ()
    if isinstance(given, pd.DataFrame):
        frame, file, notes = _frame(REFERRALS, given)
        conformed = REFERRALS.conform(frame, file.name)
        return conformed, (_digested(file, conformed),), notes
    found = read_referrals(Path(given))
    return REFERRALS.conform(found.frame), tuple(found.files), tuple(found.notes)
