"""What was handed over, gathered table by table; then checked, repaired and joined [2.1]-[2.4]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from nwd_costs.frames import Conformed
from nwd_costs.returns.children import resolve
from nwd_costs.returns.given import Raw
from nwd_costs.returns.placement_costs import accept_placement_costs
from nwd_costs.returns.referral_rows import accept_referrals
from nwd_costs.returns.refusals import SOURCE_OF, refuse_wrong_years
from nwd_costs.returns.repairs import repair
from nwd_costs.tables import (
    CHILDREN,
    CIN_CENSUS,
    NEED_EPISODES,
    PLACEMENT_COSTS,
    PLACEMENTS,
    PROTECTION_PLANS,
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
    from nwd_costs.returns.ssda903 import Ssda903


class Gathered:
    """What the sources gave so far: raw tables, rows about children, files and notes."""

    def __init__(self, raw: dict[str, Raw], listed: Raw, paid: Raw | None = None) -> None:
        self.raw = raw
        self.referrals = listed.conformed
        self.paid = None if paid is None else paid.conformed
        self.people: list[Conformed] = [raw["children"].conformed]
        self.uasc: Conformed | None = None
        tables = (*raw.values(), listed, *([paid] if paid else []))
        self.inputs = [file for table in tables for file in table.inputs]
        self.notes = [note for table in tables for note in table.notes]

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
        self.people.append(CHILDREN.conform(found.header))
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
        self.people.append(CHILDREN.conform(found.children))
        self.inputs += found.files
        self.notes += found.notes

    def records(self) -> Records:
        """Repair every table and join what the sources say of each child."""
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
        logs = [table.log for table in repaired.values()]
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
            warnings=(*resolved.warnings, *(Warn("reading", "2", note) for note in self.notes)),
            date_of_birth_disagreements=resolved.disagreements,
            placement_costs=PlacementCosts(costs),
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
