"""One synthetic council: its truth, and the ways to hand it over."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nwd_costs.testing import formats, writers
from nwd_costs.testing.truth import (
    Child,
    NeedEpisode,
    Placement,
    ProtectionPlan,
    Referral,
    return_year_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_PLACEMENT = (
    "child_id", "from_day", "until_day", "place", "provider", "urn", "legal_status", "rne", "rec",
    "reason_place_change",
)  # fmt: skip
_EPISODE = ("child_id", "from_day", "until_day")


@dataclass(frozen=True, slots=True)
class SyntheticAuthority:
    """What happened to the children of one council that never was.

    Attributes
    ----------
    seed : int
        The seed it was made from.
    return_years : tuple of int
        Its returns, each named by the year in which it ends.
    children, placements, protection_plans, need_episodes : tuple
        The truth as the last return would tell it, sorted by child and day; an `until_day` of None
        was still open when the last return closed.
    referrals : tuple of Referral
        The edge-of-care list, in the order of `referral_id`.
    """

    seed: int
    return_years: tuple[int, ...]
    children: tuple[Child, ...]
    placements: tuple[Placement, ...]
    protection_plans: tuple[ProtectionPlan, ...]
    need_episodes: tuple[NeedEpisode, ...]
    referrals: tuple[Referral, ...]

    def canonical(self) -> dict[str, list[dict[str, object]]]:
        """Give the rows of the canonical tables, as reading the returns should leave them.

        Returns
        -------
        dict of str to list of dict
            Keys `children`, `placements`, `protection_plans`, `need_episodes` and `referrals`.
            Days are :class:`datetime.date`, money is :class:`decimal.Decimal`, and whatever is
            blank is None. Referrals that met no further action are no need episodes.
        """
        return {
            "children": [asdict(child) for child in self.children],
            "placements": [self._placement_row(row) for row in self.placements],
            "protection_plans": [_pick(asdict(p), _EPISODE) for p in self.protection_plans],
            "need_episodes": [
                _pick(asdict(e), _EPISODE) for e in self.need_episodes if not e.no_further_action
            ],
            "referrals": [_blanks_to_none(asdict(referral)) for referral in self.referrals],
        }

    def _placement_row(self, row: Placement) -> dict[str, object]:
        known = _blanks_to_none(_pick(asdict(row), _PLACEMENT))
        return {**known, "return_year": row.last_reported or self._told_in(row.until_day)}

    def _told_in(self, until_day: date | None) -> int:
        return self.return_years[-1] if until_day is None else return_year_of(until_day)

    def write_ssda903(self, folder: str | Path) -> None:
        """Write the SSDA903 returns, one sub-folder a year.

        Parameters
        ----------
        folder : str or Path
            Made if it is not there; `2020/header.csv`, `2020/episodes.csv` and so on go in it.
        """
        writers.write_ssda903(Path(folder), self.return_years, self.children, self.placements)

    def write_cin_census(self, folder: str | Path) -> None:
        """Write the CIN census, one `cin_<year>.xml` a year.

        Parameters
        ----------
        folder : str or Path
            Made if it is not there.
        """
        writers.write_cin_census(
            Path(folder),
            self.return_years,
            self.children,
            self.need_episodes,
            self.protection_plans,
        )

    def write_referrals(self, path: str | Path) -> None:
        """Write the edge-of-care list as CSV.

        Parameters
        ----------
        path : str or Path
            The file; its folder is made if it is not there.
        """
        writers.write_referrals(Path(path), self.referrals)

    def write_ssda903_xml(self, folder: str | Path) -> None:
        """Write the SSDA903 returns as XML, one `ssda903_<year>.xml` a year.

        Parameters
        ----------
        folder : str or Path
            Made if it is not there.
        """
        formats.write_ssda903_xml(Path(folder), self.return_years, self.children, self.placements)

    def write_canonical(self, folder: str | Path) -> None:
        """Write the canonical tables as CSV, as Parquet and as the sheets of `tables.xlsx`.

        Parameters
        ----------
        folder : str or Path
            Made if it is not there.
        """
        formats.write_canonical(Path(folder), self.canonical())

    def write_annex_a(self, path: str | Path) -> None:
        """Write lists 6, 7 and 8 of an Annex A workbook.

        Parameters
        ----------
        path : str or Path
            The file; its folder is made if it is not there.
        """
        formats.write_annex_a(
            Path(path),
            self.children,
            self.placements,
            self.need_episodes,
            self.protection_plans,
        )

    def write(self, folder: str | Path) -> None:
        """Write everything in the layout of `methodology/reference_cohort`.

        Parameters
        ----------
        folder : str or Path
            `ssda903/<year>/*.csv`, `cin_census/cin_<year>.xml` and `referrals.csv` go in it.
        """
        self.write_ssda903(Path(folder) / "ssda903")
        self.write_cin_census(Path(folder) / "cin_census")
        self.write_referrals(Path(folder) / "referrals.csv")


def _pick(row: Mapping[str, object], columns: tuple[str, ...]) -> dict[str, object]:
    return {column: row[column] for column in columns}


def _blanks_to_none(row: Mapping[str, object]) -> dict[str, object]:
    return {column: None if value == "" else value for column, value in row.items()}
