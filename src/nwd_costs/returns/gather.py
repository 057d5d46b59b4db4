"""What was handed over, gathered table by table, on its way to repairs and checks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeVar

import pandas as pd

from nwd_costs.frames import Conformed
from nwd_costs.returns.annex_a import AnnexA, lists_told
from nwd_costs.returns.given import Raw
from nwd_costs.returns.refusals import SOURCE_OF, refuse_wrong_years
from nwd_costs.tables import (
    CHILDREN,
    NEED_EPISODES,
    PLACEMENTS,
    PROTECTION_PLANS,
    SPECS,
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
        placements = Raw(PLACEMENTS.conform(found.episodes, stripped=True), found.return_years)
        refuse_wrong_years(placements.conformed, placements.years, year_is)
        self.raw["placements"] = placements
        self.header = CHILDREN.conform(found.header, stripped=True)
        self.people.append(self.header)
        # Dates of birth in the UASC table are left unread [2].
        listed = found.uasc.drop(columns="date_of_birth").assign(uasc="true")
        self.uasc = CHILDREN.conform(listed, stripped=True)
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
            self.raw[spec.name] = Raw(spec.conform(rows, stripped=True), found.return_years)
        self.census = CHILDREN.conform(found.children, stripped=True)
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
