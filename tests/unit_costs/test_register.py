"""A council is found by its name, its number, and any ONS code that it has or had [8.15]."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.register import authorities, plain, resolve_authority

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "methodology" / "authorities" / "2026.1"
REFERENCE = ROOT.parent / "shared/data/reference-authorities/qlacref_authorities_records.json"
STATISTICS = ROOT.parent / "shared/data/dfe-csc-statistics/b1_children_in_need_2013_to_2025.csv"


def rows(name: str) -> list[dict[str, str]]:
    with (REGISTER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("E10000023", "815"), ("E06000065", "815"),  # North Yorkshire
        ("E10000006", "909"), ("E06000063", "942"), ("E06000064", "943"),  # Cumbria, divided
        ("E10000021", "928"), ("E06000061", "940"), ("E06000062", "941"),  # Northamptonshire
        ("E10000027", "933"), ("E06000066", "933"),  # Somerset
        ("E10000002", "825"), ("E06000060", "825"),  # Buckinghamshire
        ("E08000016", "370"), ("E08000038", "370"),  # Barnsley
        ("E08000019", "373"), ("E08000039", "373"),  # Sheffield
        ("E06000002", "806"), ("e06000007", "877"), (" E10000020 ", "926"),
        ("E92000001", "970"), ("E12000003", "982"), ("E13000001", "987"),
    ],
)  # fmt: skip
def test_an_ons_code_of_any_date_names_its_council(code: str, number: str) -> None:
    assert resolve_authority(code) == number


def test_both_codes_of_north_yorkshire_give_the_same_prices() -> None:
    ways = ("North Yorkshire", "815", "E10000023", "E06000065")
    seen = [nwd.unit_costs("lait-outturn/2024-25", authority=way) for way in ways]
    assert {costs.authority for costs in seen} == {"North Yorkshire"}
    assert {costs.areas["authority"] for costs in seen} == {("815",)}


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("North Yorkshire Council", "Did you mean North Yorkshire (815)"),
        ("Norfolk County Council", "Did you mean Norfolk (926)?"),
        ("London Borough of Camden", "Did you mean Camden (202)?"),
        ("Middlesborough", "Did you mean Middlesbrough (806)"),
        ("Redcar", "Did you mean Redcar and Cleveland (807)?"),
        ("816x", "Give its name, its DfE number (such as 815) or its ONS code"),
        ("999", "is no DfE number in the register"),
        ("E07000163", "is no ONS code of an authority with children's services"),
    ],
)
def test_a_name_that_is_not_there_is_answered_with_near_ones(name: str, offered: str) -> None:
    with pytest.raises(nwd.UnitCostError) as caught:
        nwd.unit_costs("lait-outturn/2024-25", authority=name)
    assert offered in str(caught.value)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("County Durham", "840"), ("Durham", "840"), ("Kingston upon Hull", "810"),
        ("kingston upon hull, city of", "810"), ("St Helens", "342"), ("Inner London", "987"),
        ("Herefordshire, County of", "884"), ("Redcar & Cleveland", "807"), ("Bedford", "822"),
    ],
)  # fmt: skip
def test_other_spellings_name_the_same_council(name: str, number: str) -> None:
    assert resolve_authority(name) == number


def test_a_code_belongs_to_one_area_and_every_area_has_one_today_or_at_its_end() -> None:
    codes = rows("ons_codes.csv")
    assert len({row["code"] for row in codes}) == len(codes)
    assert all(re.fullmatch(r"E\d{8}", row["code"]) for row in codes)
    assert {row["number"] for row in codes} == set(authorities())


def test_the_codes_of_an_area_follow_one_another_without_a_gap() -> None:
    by_area: dict[str, list[dict[str, str]]] = {}
    for row in rows("ons_codes.csv"):
        by_area.setdefault(row["number"], []).append(row)
    for codes in by_area.values():
        for before, after in pairwise(codes):
            assert before["valid_until"] == after["valid_from"] != ""
            assert date.fromisoformat(after["valid_from"]).strftime("%d %B") == "01 April"


def test_another_spelling_is_no_other_areas_name() -> None:
    names = {plain(area["name"]): number for number, area in authorities().items()}
    for row in rows("other_names.csv"):
        assert row["number"] in authorities()
        assert names.get(plain(row["name"]), row["number"]) == row["number"]


def test_every_upper_tier_authority_of_april_2021_is_found_by_code_and_name() -> None:
    if not REFERENCE.is_file():
        pytest.skip("the reference data are not beside this checkout")
    listed = json.loads(REFERENCE.read_text(encoding="utf-8"))
    pairs = {(row["UTLA21CD"], row["UTLA21NM"]) for row in listed}
    english = {(code, name) for code, name in pairs if code.startswith("E")}
    assert len(english) == 152
    for code, name in english:
        assert resolve_authority(code) == resolve_authority(name)


def test_every_code_of_the_published_statistics_is_valid_in_its_years() -> None:
    if not STATISTICS.is_file():
        pytest.skip("the published statistics are not beside this checkout")
    codes = {row["code"]: row for row in rows("ons_codes.csv")}
    with STATISTICS.open(encoding="utf-8-sig", newline="") as file:
        published = [r for r in csv.DictReader(file) if r["geographic_level"] == "Local authority"]
    assert len(published) > 1900
    for row in published:
        code = codes[row["new_la_code"]]
        assert code["number"] == row["old_la_code"]
        # Of the year to March 2013 two areas are published under the code that they had next day.
        if code["source"] == "dfe-cin-2025":
            last_day = f"{row['time_period']}-03-31"
            assert code["valid_from"] <= last_day < (code["valid_until"] or "2100"), code
