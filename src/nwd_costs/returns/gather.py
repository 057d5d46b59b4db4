"""What was handed over, gathered table by table; then checked, repaired and joined [2.1]-[2.4]."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeVar

import pandas as pd

from nwd_costs.checks import Sources, find, tally
from nwd_costs.checks.referral_list import Listed
from nwd_costs.checks.views import Known, People, Told
from nwd_costs.codes import code_lists
from nwd_costs.frames import Conformed
from nwd_costs.returns.annex_a import AnnexA, lists_told
from nwd_costs.returns.children import resolve
from nwd_costs.returns.given import Raw
from nwd_costs.returns.placement_costs import accept_placement_costs
from nwd_costs.returns.referral_rows import accept_referrals
from nwd_costs.returns.refusals import SOURCE_OF, refuse_wrong_years
from nwd_costs.returns.repairs import Repaired, repair
from nwd_costs.returns.written import written_in
from nwd_costs.tables import (
    CHILDREN,
    CIN_CENSUS,
    NEED_EPISODES,
    PLACEMENT_COSTS,
    PLACEMENTS,
    PROTECTION_PLANS,
    SPECS,
    SSDA903,
    Children,
    InputFile,
    NeedEpisodes,
    PlacementCosts,
    Placements,
    ProtectionPlans,
    Records,
    Referrals,
    Warn,
)

if TYPE_CHECKING:
    from nwd_costs.returns.cin_census import CinCensus
    from nwd_costs.returns.id_map import IdMap
    from nwd_costs.returns.sorting import Sorted
    from nwd_costs.returns.ssda903 import Ssda903

FromCensus = TypeVar("FromCensus", "CinCensus", "AnnexA")


class Gathered:
    """What the sources gave so far: raw tables, rows about children, files and notes."""

    def __init__(self, raw: dict[str, Raw], listed: Raw, paid: Raw | None = None) -> None:
        self.raw = raw
        self.referrals = listed.conformed
        self.paid = None if paid is None else paid.conformed
        self.people: list[Conformed] = [raw["children"].conformed]
        self.header = raw["children"].conformed  # rows about children as the 903 tells them
        self.census = Conformed(CHILDREN.empty())
        self.uasc: Conformed | None = None
        tables = (*raw.values(), listed, *([paid] if paid else []))
        self.inputs = [file for table in tables for file in table.inputs]
        self.notes = [note for table in tables for note in table.notes]
        self.snapshots: tuple[str, ...] = ()
        self.told: list[Warn] = []
        self.id_map: IdMap | None = None

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
        found = self._known(found, "the census")
        for spec, rows in (
            (PROTECTION_PLANS, found.protection_plans),
            (NEED_EPISODES, found.need_episodes),
        ):
            self.raw[spec.name] = Raw(spec.conform(rows), found.return_years)
        self.census = CHILDREN.conform(found.children)
        self.people.append(self.census)
        self.inputs += found.files
        self.notes += found.notes

    def add_id_map(self, found: IdMap) -> None:
        """Add what children are called elsewhere, before the sources that need it [2.11].

        Parameters
        ----------
        found
            The ids of the census and of the 903 returns.
        """
        frame = self.referrals.frame
        ids = found.referral_ids(frame["child_id"], frame)
        self.referrals = replace(self.referrals, frame=frame.assign(child_id=ids))
        self.inputs.append(found.file)
        changed = int((ids != frame["child_id"]).sum())
        told = f"{found.file.name}: {changed} referrals name a child by the id of the census"
        self.notes += [*found.notes, *([told] if changed else [])]
        self.id_map = found

    def _known(self, found: FromCensus, source: str) -> FromCensus:
        """Call the children of the census, or of Annex A, what the 903 returns call them."""
        if self.id_map is None:
            return found
        frames = {
            name: getattr(found, name) for name in ("children", *SOURCE_OF) if hasattr(found, name)
        }
        all_ids = pd.concat([frame["child_id"] for frame in frames.values()], ignore_index=True)
        self.notes.append(self.id_map.count(all_ids, source))
        mapped = {
            name: frame.assign(child_id=self.id_map.census_rows(frame["child_id"], frame))
            for name, frame in frames.items()
        }
        return replace(found, **mapped)

    def add_annex_a(self, found: AnnexA) -> None:
        """Add the lists of an Annex A for the tables that no other source gave [2.12].

        Parameters
        ----------
        found
            What the files hold, as text.
        """
        found = self._known(found, "Annex A")
        lacking = [
            name for name in SOURCE_OF if not (self.raw[name].inputs or self.raw[name].years)
        ]
        used = found.only(lacking)
        for name, rows in used.tables.items():
            self.raw[name] = Raw(SPECS[name].conform(rows))
        said = CHILDREN.conform(used.children)
        self.people.append(said)
        if "placements" in used.tables:
            self.snapshots = ("placements",)
            if not self.raw["children"].inputs:
                self.uasc = CHILDREN.conform(used.children[used.children["from_list"] == "8"])
        self.inputs += found.files
        self.notes += [*found.notes, *used.left(found)]
        self.told += lists_told(used)

    def add_left_alone(self, found: Sorted) -> None:
        """Add the files that were met and not read.

        Parameters
        ----------
        found
            The files of a source, sorted out.
        """
        self.inputs += found.left_alone
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
        fates_of = {**{name: table.fates for name, table in repaired.items()}, "referrals": fates}
        costs = PLACEMENT_COSTS.empty()
        if self.paid is not None:
            costs, fates_of[PLACEMENT_COSTS.name] = accept_placement_costs(self.paid)
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
            fates=fates_of,
            repairs=pd.concat([log for log in logs if len(log)] or logs[:1], ignore_index=True),
            inputs=_met(tuple(self.inputs)),
            warnings=(
                *resolved.warnings,
                *(Warn("reading", "2", note) for note in self.notes),
                *self.told,
            ),
            date_of_birth_disagreements=resolved.disagreements,
            placement_costs=PlacementCosts(costs),
            snapshots=self.snapshots,
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
    read_by_another = {file.digest for file in inputs if not file.left_alone}
    return tuple(
        file for file in inputs if not (file.left_alone and file.digest in read_by_another)
    )
