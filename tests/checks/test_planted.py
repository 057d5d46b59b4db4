"""A council without a fault, and with a fault for every check: all are found, and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import nwd_costs as nwd
from checks.planted import Line, Plant, clean_authority, write
from checks.planted_care import HISTORIES, ROWS
from checks.planted_others import CENSUS, PEOPLE, REFERRALS
from nwd_costs.checks import CATALOGUE

PLANTS: tuple[Plant, ...] = (*ROWS, *HISTORIES, *PEOPLE, *CENSUS, *REFERRALS)
# A census of 2025 beside those of other years would change what is stale: it has a test of its own.
APART = {"census-child-id-not-alphanumeric"}


def read(folder: Path) -> nwd.Records:
    return nwd.read(
        ssda903=folder / "ssda903",
        cin_census=sorted((folder / "cin_census").iterdir()),
        referrals=folder / "referrals.csv",
    )


def found_in(records: nwd.Records) -> Counter[Line]:
    found = records.findings
    return Counter(zip(found["check"], found["source_file"], found["source_row"], strict=True))


def test_a_clean_council_has_no_finding(tmp_path: Path) -> None:
    authority = clean_authority()
    authority.write(tmp_path)
    assert len(authority.placements) > 50
    assert len(authority.need_episodes) > 100
    assert len(authority.referrals) > 20
    assert found_in(read(tmp_path)) == Counter()


def test_every_planted_fault_is_found_with_its_row_and_nothing_else(tmp_path: Path) -> None:
    planted = write(tmp_path, PLANTS)
    assert len(planted) >= len(PLANTS) > 40
    assert found_in(read(tmp_path)) == Counter(planted)


def test_every_check_has_a_planted_fault() -> None:
    assert {plant.check for plant in PLANTS} | APART == set(CATALOGUE)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.check)
def test_every_plant_is_one_fault(plant: Plant) -> None:
    faulty = sum(row.faulty for row in plant.rows) + plant.census.count("@")
    assert faulty == 1


def test_from_2025_a_childs_id_in_the_census_is_letters_and_digits(tmp_path: Path) -> None:
    head = "<Message><Header><CollectionDetails><ReferenceDate>{}-03-31</ReferenceDate>"
    body = "</CollectionDetails></Header><Children>\n"
    child = "<Child><ChildIdentifiers><LAchildID>{}</LAchildID></ChildIdentifiers></Child>\n"
    for year in (2024, 2025):
        text = head.format(year) + body + child.format("a-1") + child.format("a1")
        (tmp_path / f"{year}.xml").write_text(f"{text}</Children></Message>", encoding="utf-8")
    records = nwd.read(cin_census=sorted(tmp_path.iterdir()))
    assert found_in(records) == {("census-child-id-not-alphanumeric", "2025.xml", 2): 1}
