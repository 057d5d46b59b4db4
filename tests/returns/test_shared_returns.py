"""Every return among the public sample data is read by `read`, with the rows that it has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.errors import DataError
from nwd_costs.tables import Records
from returns.messy import same_facts, taken_for


def rows_in(records: Records) -> tuple[int, ...]:
    tables = ("placements", "protection_plans", "need_episodes", "referrals")
    return tuple(int(str(records.accounting[table]["rows_in"])) for table in tables)


def rows_taken_for(records: Records, words: str) -> int:
    return sum(file.rows for file in records.inputs if file.taken_for.startswith(words))


def test_the_five_year_sample(shared_data: Path) -> None:
    records = nwd.read(shared_data / "cs-demand-model-903-5yr", year_is="opening")
    assert rows_in(records) == (3737, 0, 0, 0)
    assert records.return_years["ssda903"] == (2018, 2019, 2020, 2021, 2022)
    assert rows_taken_for(records, "SSDA903 header") == 2123
    assert rows_taken_for(records, "SSDA903 unaccompanied children") == 82
    assert records.placements["child_id"].nunique() == 820
    left = {name: what for name, what in taken_for(records).items() if "left alone" in what}
    assert len(left) == 26  # five tables in each of five years, and SOURCE.md
    for word in ("missing", "OC2", "OC3", "previous permanence", "reviews"):
        assert list(left.values()).count(f"left alone: SSDA903 {word} (not used)") == 5
    assert rows_taken_for(records, "left alone: SSDA903 reviews") == 11_038


def test_the_sample_authority(shared_data: Path) -> None:
    records = nwd.read(shared_data / "sample-authority")
    assert rows_in(records) == (2426, 1120, 5831, 300)
    assert rows_taken_for(records, "SSDA903 header") == 1366
    assert rows_taken_for(records, "SSDA903 unaccompanied children") == 63
    assert rows_taken_for(records, "CIN census") == 5630
    years = (2019, 2020, 2021, 2022, 2023)
    assert records.return_years == {"ssda903": years, "cin_census": years}
    assert [n for n, what in taken_for(records).items() if "left" in what] == ["SOURCE.md"]


def test_an_archive_of_the_sample_authority(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "sample-authority"
    archive = Path(shutil.make_archive(str(tmp_path / "returns"), "zip", folder))
    same_facts(nwd.read(folder), nwd.read(archive))


def test_the_episodes_to_be_fixed(shared_data: Path) -> None:
    folder = shared_data / "liia-tools-903-fix-episodes"
    one = nwd.read(folder / "SSDA903_2020_episodes.csv")
    assert (rows_in(one)[0], one.return_years["ssda903"]) == (5, (2020,))
    many = nwd.read(folder / "SSDA903_episodes_for_testing_fixes_INPUT.csv")
    assert rows_in(many)[0] == 23
    assert many.return_years["ssda903"] == (2017, 2018, 2019, 2020, 2022, 2023)
    assert any("columns not used: LA" in warned.message for warned in many.warnings)
    with pytest.raises(DataError, match="two episodes tables for 2019-20"):
        nwd.read(folder)


@pytest.mark.parametrize(
    ("name", "year", "children", "plans", "need"),
    [
        ("fake_CIN_data.xml", 2023, 332, 0, 402),
        ("CIN_Census_2021.xml", 2023, 1, 1, 1),
        ("CIN_Census_2024.xml", 2024, 2, 1, 2),
        ("CIN_header_issues_100.xml", 2023, 1, 1, 1),
    ],
)
def test_the_census_samples(
    shared_data: Path, name: str, year: int, children: int, plans: int, need: int
) -> None:
    records = nwd.read(shared_data / "csc-validator-cin-xml" / name)
    assert records.return_years["cin_census"] == (year,)
    assert rows_taken_for(records, "CIN census") == children
    assert rows_in(records) == (0, plans, need, 0)
    reasons = set(records.need_episodes["closure_reason"])
    assert reasons <= {"", *(f"RC{number}" for number in range(1, 10))}


def test_the_census_samples_of_one_year_are_not_read_together(shared_data: Path) -> None:
    with pytest.raises(DataError, match="two censuses for 2022-23"):
        nwd.read(shared_data / "csc-validator-cin-xml")


def test_the_referrals_of_the_five_year_sample(shared_data: Path) -> None:
    assert rows_in(nwd.read(shared_data / "cs-demand-model-referrals")) == (0, 0, 0, 204)


def test_published_statistics_are_left_alone(shared_data: Path) -> None:
    with pytest.raises(DataError, match="nothing here that can be read"):
        nwd.read(shared_data / "dfe-csc-statistics")
