"""What was handed over, gathered table by table; then checked, repaired and joined [2.1]-[2.4]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from nwd_costs.checks import Sources, find, tally
from nwd_costs.checks.referral_list import Listed
from nwd_costs.checks.views import Known, People, Told
from nwd_costs.codes import code_lists
from nwd_costs.frames import Conformed
from nwd_costs.returns.children import resolve
from nwd_costs.returns.given import Raw
from nwd_costs.returns.referral_rows import accept_referrals
from nwd_costs.returns.refusals import SOURCE_OF, refuse_wrong_years
from nwd_costs.returns.repairs import Repaired, repair
from nwd_costs.returns.written import written_in
from nwd_costs.tables import (
    CHILDREN,
    CIN_CENSUS,
    NEED_EPISODES,
    PLACEMENTS,
    PROTECTION_PLANS,
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

if TYPE_CHECKING:
    from nwd_costs.returns.cin_census import CinCensus
    from nwd_costs.returns.ssda903 import Ssda903


class Gathered:
    """What the sources gave so far: raw tables, rows about children, files and notes."""

    def __init__(self, raw: dict[str, Raw], listed: Raw) -> None:
        self.raw = raw
        self.referrals = listed.conformed
        self.people: list[Conformed] = [raw["children"].conformed]
        self.header = raw["children"].conformed  # rows about children as the 903 tells them
        self.census = Conformed(CHILDREN.empty())
        self.uasc: Conformed | None = None
        self.inputs = [file for table in (*raw.values(), listed) for file in table.inputs]
        self.notes = [note for table in (*raw.values(), listed) for note in table.notes]

    def add_ssda903(self, found: Ssda903, year_is: Literal["ending", "opening"]) -> None:
        """Add SSDA903 returns.

        Parameters
        ----------
        found
            What the files hold, as text.
        year_is
            How years in names were read, for advice where they do not fit the episodes.
        """
        placements = Raw(PLACEMENTS.conform(found.episodes), found.return_years)
        refuse_wrong_years(placements.conformed, placements.years, year_is)
        self.raw["placements"] = placements
        self.header = CHILDREN.conform(found.header)
        self.people.append(self.header)
        # Dates of birth in the UASC table are left unread [2].
        listed = found.uasc.drop(columns="date_of_birth").assign(uasc="true")
        self.uasc = CHILDREN.conform(listed)
        self.inputs += found.files
        self.notes += found.notes

    def add_census(self, found: CinCensus) -> None:
        """Add censuses.

        Parameters
        ----------
        found
            What the files hold, as text.
        """
        for spec, rows in (
            (PROTECTION_PLANS, found.protection_plans),
            (NEED_EPISODES, found.need_episodes),
        ):
            self.raw[spec.name] = Raw(spec.conform(rows), found.return_years)
        self.census = CHILDREN.conform(found.children)
        self.people.append(self.census)
        self.inputs += found.files
        self.notes += found.notes

    def records(self, *, keep_values: bool = False) -> Records:
        """Repair every table and join what the sources say of each child.

        Parameters
        ----------
        keep_values
            Keep what the faulty cells hold, beside the findings.
        """
        repaired = {
            # Which return is the latest is judged by its whole source [2.3].
            name: repair(name, self.raw[name].conformed, _years_of(source, self.raw))
            for name, source in SOURCE_OF.items()
        }
        referrals, fates = accept_referrals(self.referrals)
        resolved = resolve(self.people, self.uasc, referrals)
        sources = self._sources(repaired, resolved.children)
        logs = [table.log for table in repaired.values()]
        findings = find(sources)
        return Records(
            children=Children(resolved.children),
            placements=Placements(repaired["placements"].frame),
            protection_plans=ProtectionPlans(repaired["protection_plans"].frame),
            need_episodes=NeedEpisodes(repaired["need_episodes"].frame),
            referrals=Referrals(referrals),
            return_years={source: _years_of(source, self.raw) for source in (SSDA903, CIN_CENSUS)},
            fates={**{name: table.fates for name, table in repaired.items()}, "referrals": fates},
            repairs=pd.concat([log for log in logs if len(log)] or logs[:1], ignore_index=True),
            inputs=_met(tuple(self.inputs)),
            warnings=(*resolved.warnings, *(Warn("reading", "2", note) for note in self.notes)),
            date_of_birth_disagreements=resolved.disagreements,
            findings=findings,
            written=written_in(findings, self._as_read()) if keep_values else None,
            tallies=tally(sources),
        )

    def _as_read(self) -> dict[str, list[Conformed]]:
        """Give every table as it was read, before any repair."""
        people = [*self.people, *([] if self.uasc is None else [self.uasc])]
        tables = {name: [table.conformed] for name, table in self.raw.items()}
        return {**tables, "children": people, "referrals": [self.referrals]}

    def _sources(self, repaired: dict[str, Repaired], children: pd.DataFrame) -> Sources:
        """Give the checks everything as it came, and what the repairs did with it."""
        known, books = Known.of(children), code_lists()

        def told(name: str, source: str) -> Told:
            table, years = repaired[name], _years_of(source, self.raw)
            return Told(
                self.raw[name].conformed,
                table.fates,
                table.refused,
                table.child,
                table.child_ids,
                table.kept,
                years,
                known,
                books,
            )

        tables = {name: told(name, source) for name, source in SOURCE_OF.items()}
        named = [pd.Series(table.child_ids) for table in tables.values()]
        named += [rows.frame["child_id"] for rows in (self.header, self.census)]
        uasc = self.uasc or Conformed(CHILDREN.empty())
        return Sources(
            placements=tables["placements"],
            plans=tables["protection_plans"],
            needs=tables["need_episodes"],
            header=People(self.header, known, books),
            uasc=People(uasc, known, books),
            census=People(self.census, known, books),
            referrals=Listed(
                self.referrals,
                known,
                pd.Index(pd.concat(named, ignore_index=True).unique()),
                tuple(sorted({year for table in tables.values() for year in table.years})),
            ),
        )


def _years_of(source: str, raw: dict[str, Raw]) -> tuple[int, ...]:
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
