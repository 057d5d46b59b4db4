"""A small good file of every kind that a reader takes, and how it is read."""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import python_calamine

import nwd_costs as nwd
from nwd_costs.frames import Conformed
from nwd_costs.returns import RAW
from nwd_costs.returns.annex_a import read_annex_a
from nwd_costs.returns.cin_census import read_cin_census
from nwd_costs.returns.gather import Gathered
from nwd_costs.returns.given import Raw, canonical, referral_list
from nwd_costs.returns.id_map import read_id_map
from nwd_costs.returns.ssda903 import read_ssda903
from nwd_costs.tables import PLACEMENTS, REFERRALS
from nwd_costs.testing import synthetic_authority

TEXT, PACKED = 20_000, 2_000  # how many files a long run reads
WHOLE_READ_EACH = 50  # a reading with repairs and checks costs as much as ten without


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Parameters
    ----------
    file
        The one to mutate, below the folder of the corpus.
    read_alone
        Its reader, as far as the canonical tables; it is given the file.
    argument
        The argument of ``read`` that it is handed over as; blank for a source.
    long_run
        How many files a long run reads.
    is_archive
        Whether its members can be mutated.
    """

    file: str
    read_alone: Callable[[Path], object]
    argument: str = ""
    long_run: int = TEXT
    is_archive: bool = False

    def read(self, folder: Path, *, whole: bool) -> None:
        """Read the file as it now stands in the folder of the corpus.

        With repairs, checks and all if ``whole``, else as far as the canonical tables.
        """
        file = folder / self.file
        if not whole:
            self.read_alone(file)
        elif self.argument:
            nwd.read(**{self.argument: file})  # type: ignore[arg-type]
        else:
            nwd.read(file)


def _gathered() -> Gathered:
    nothing = {spec.name: canonical(spec, None) for spec in RAW}
    return Gathered(nothing, Raw(Conformed(REFERRALS.empty())))


def _ssda903(file: Path) -> None:
    _gathered().add_ssda903(read_ssda903(file), "ending")


def _return_of(file: Path) -> None:
    _gathered().add_ssda903(read_ssda903(file.parent), "ending")


def _census(file: Path) -> None:
    _gathered().add_census(read_cin_census(file))


def _annex_a(file: Path) -> None:
    _gathered().add_annex_a(read_annex_a(file))


def _placements(file: Path) -> None:
    canonical(PLACEMENTS, file)


KINDS = {
    "ssda903-csv": Kind("2023-episodes.csv", _ssda903, "ssda903"),
    "ssda903-header-csv": Kind("ssda903/2023/header.csv", _return_of, long_run=PACKED),
    "ssda903-xml": Kind("ssda903_2023.xml", _ssda903, "ssda903"),
    "cin-census-xml": Kind("cin_2023.xml", _census, "cin_census"),
    "annex-a-csv": Kind("annex-a/list-6.csv", _annex_a, "annex_a"),
    "canonical-csv": Kind("canonical/placements.csv", _placements, "placements"),
    "referrals-csv": Kind("referrals.csv", referral_list, "referrals"),
    "id-map-csv": Kind("ids.csv", read_id_map, "id_map"),
    "canonical-xlsx": Kind("canonical/tables.xlsx", _placements, "", PACKED, is_archive=True),
    "annex-a-xlsx": Kind("annex-a.xlsx", _annex_a, "annex_a", PACKED, is_archive=True),
    "canonical-parquet": Kind("canonical/placements.parquet", _placements, "placements", PACKED),
    "zip": Kind("returns.zip", _ssda903, "", PACKED, is_archive=True),
}


def write_corpus(folder: Path) -> None:
    """Write one good file of every kind."""
    authority = synthetic_authority(3, children=12, referrals=6, return_years=(2023,))
    authority.write(folder)
    authority.write_ssda903_xml(folder)
    authority.write_canonical(folder / "canonical")
    authority.write_annex_a(folder / "annex-a.xlsx")
    shutil.copy(folder / "ssda903/2023/episodes.csv", folder / "2023-episodes.csv")
    shutil.copy(folder / "cin_census/cin_2023.xml", folder / "cin_2023.xml")
    (folder / "ids.csv").write_text("ssda903,cin_census\nA1,B1\nA2,B2\n0003,0004\n", "utf-8")
    _write_list_6(folder)
    with zipfile.ZipFile(folder / "returns.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((folder / "ssda903").rglob("*.csv")):
            archive.write(file, file.relative_to(folder / "ssda903").as_posix())


def _write_list_6(folder: Path) -> None:
    """Write the first list of the workbook as the CSV file of one list."""
    with python_calamine.CalamineWorkbook.from_path(folder / "annex-a.xlsx") as workbook:
        rows = workbook.get_sheet_by_index(0).to_python()
    (folder / "annex-a").mkdir()
    with (folder / "annex-a/list-6.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
