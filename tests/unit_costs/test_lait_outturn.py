"""The shipped table of published weekly unit costs holds what was published, and all of it.

The numbers below were copied by hand from the published file. They are not made by any code.
"""

import csv
import functools
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "methodology" / "unit_costs" / "lait-outturn" / "2024-25"
REGISTER = ROOT / "methodology" / "authorities" / "2026.1"
SOURCE = ROOT.parent / "shared" / "data" / "lait-finance" / "lait_weekly_unit_costs.csv"

MEASURES = {
    "looked_after": "LACFinance",
    "foster": "FosteringFinance",
    "residential": "RescareFinance",
    "children_in_need": "SWFinance",
}
FIRST_YEAR, LAST_YEAR = 2016, 2024
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
AREAS = 170

Key = tuple[str, str, int]  # authority, category, year in which the financial year begins

# authority, category: pounds a week by the year in which the financial year begins
HAND_COPIED: dict[tuple[str, str], dict[int, str]] = {
    # North Yorkshire
    ("815", "looked_after"): {2016: "915", 2021: "1050", 2022: "1185", 2024: "1515"},
    ("815", "foster"): {2016: "480", 2021: "365", 2022: "400", 2024: "485"},
    ("815", "residential"): {2016: "2825", 2021: "4275", 2022: "5270", 2024: "8465"},
    ("815", "children_in_need"): {2016: "80", 2021: "60", 2022: "70", 2024: "70"},
    # Middlesbrough, which has nothing in 2024-25
    ("806", "looked_after"): {2017: "1055", 2021: "1460", 2023: "1595"},
    ("806", "foster"): {2017: "510", 2021: "540", 2023: "650"},
    ("806", "residential"): {2017: "3940", 2021: "8020", 2023: "7015"},
    ("806", "children_in_need"): {2017: "55", 2021: "130", 2023: "135"},
    # Rochdale
    ("354", "looked_after"): {2016: "895", 2020: "980", 2024: "1285"},
    ("354", "foster"): {2016: "520", 2020: "545", 2024: "655"},
    ("354", "residential"): {2016: "3630", 2020: "4460", 2024: "5645"},
    ("354", "children_in_need"): {2016: "105", 2020: "85", 2024: "140"},
    # Norfolk
    ("926", "looked_after"): {2018: "1595", 2022: "1860", 2024: "2590"},
    ("926", "foster"): {2018: "700", 2022: "705", 2024: "950"},
    ("926", "residential"): {2018: "4810", 2022: "6250", 2024: "8900"},
    ("926", "children_in_need"): {2018: "75", 2022: "95", 2024: "90"},
    # Warrington
    ("877", "looked_after"): {2017: "890", 2022: "1635", 2023: "2015"},
    ("877", "foster"): {2017: "465", 2022: "670", 2023: "725"},
    ("877", "residential"): {2017: "3230", 2022: "5435", 2023: "8630"},
    ("877", "children_in_need"): {2017: "130", 2022: "155", 2023: "180"},
    # Redcar and Cleveland
    ("807", "looked_after"): {2019: "940", 2022: "1290", 2024: "2235"},
    ("807", "foster"): {2019: "475", 2022: "510", 2024: "610"},
    ("807", "residential"): {2019: "4855", 2022: "8050", 2024: "10740"},
    ("807", "children_in_need"): {2019: "70", 2022: "110", 2024: "120"},
    # Camden, in London
    ("202", "looked_after"): {2016: "2400", 2020: "2495", 2024: "3715"},
    ("202", "foster"): {2016: "1075", 2020: "765", 2024: "1165"},
    ("202", "residential"): {2016: "2795", 2020: "4365", 2024: "8935"},
    ("202", "children_in_need"): {2016: "130", 2020: "180", 2024: "270"},
    # Cumbria, which ended in March 2023
    ("909", "looked_after"): {2016: "1050", 2019: "1225", 2022: "1830"},
    ("909", "foster"): {2016: "645", 2019: "640", 2022: "725"},
    ("909", "residential"): {2016: "3620", 2019: "3610", 2022: "6045"},
    ("909", "children_in_need"): {2016: "125", 2019: "120", 2022: "145"},
    # North Northamptonshire, which began in April 2021
    ("940", "looked_after"): {2021: "1465", 2022: "1715", 2024: "2015"},
    ("940", "foster"): {2021: "570", 2022: "615", 2024: "730"},
    ("940", "residential"): {2021: "5650", 2022: "6910", 2024: "8085"},
    ("940", "children_in_need"): {2021: "135", 2022: "155", 2024: "165"},
    # Yorkshire and the Humber
    ("982", "looked_after"): {2016: "1005", 2021: "1255", 2022: "1445", 2024: "1905"},
    ("982", "foster"): {2016: "495", 2021: "530", 2022: "580", 2024: "625"},
    ("982", "residential"): {2016: "3250", 2021: "4950", 2022: "6085", 2024: "7940"},
    ("982", "children_in_need"): {2016: "105", 2021: "130", 2022: "155", 2024: "160"},
    # England
    ("970", "looked_after"): {2016: "1095", 2020: "1340", 2022: "1610", 2024: "2100"},
    ("970", "foster"): {2016: "575", 2020: "615", 2022: "665", 2024: "765"},
    ("970", "residential"): {2016: "3430", 2020: "4575", 2022: "5980", 2024: "7385"},
    ("970", "children_in_need"): {2016: "115", 2020: "140", 2022: "155", 2024: "170"},
}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _years(row: dict[str, str]) -> range:
    """Give the financial years that a row covers, or fail where it begins or ends inside one."""
    first, last = row["from_day"], row["until_day"]
    assert re.fullmatch(r"20\d\d-04-01", first), row
    assert re.fullmatch(r"20\d\d-04-01", last), row
    return range(int(first[:4]), int(last[:4]))


def _keys(rows: list[dict[str, str]]) -> list[Key]:
    return [(row["authority"], row["category"], year) for row in rows for year in _years(row)]


@functools.cache
def _rates() -> dict[Key, str]:
    """Give every amount by area, category and year."""
    rows = _rows(TABLE / "rates.csv")
    return dict(zip(_keys(rows), (row["amount"] for row in rows), strict=True))


@pytest.mark.parametrize(("authority", "category"), HAND_COPIED)
def test_the_table_holds_the_values_copied_by_hand_from_the_published_file(
    authority: str, category: str
) -> None:
    rates = _rates()
    expected = HAND_COPIED[authority, category]
    assert {year: rates.get((authority, category, year)) for year in expected} == expected


def test_the_hand_copied_values_reach_every_category_of_every_area_named() -> None:
    areas = {authority for authority, _ in HAND_COPIED}
    assert len(areas) == 11
    assert set(HAND_COPIED) == {(area, category) for area in areas for category in MEASURES}
    assert min(len(values) for values in HAND_COPIED.values()) == 3


@pytest.mark.parametrize("authority", ["806", "212"])  # Middlesbrough, Wandsworth
@pytest.mark.parametrize("category", MEASURES)
def test_a_council_whose_last_year_was_not_published_is_listed_as_missing(
    authority: str, category: str
) -> None:
    missing = [
        row
        for row in _rows(TABLE / "missing.csv")
        if (row["authority"], row["category"]) == (authority, category)
    ]
    assert [(row["from_day"], row["until_day"]) for row in missing] == [
        ("2024-04-01", "2025-04-01")
    ]
    assert missing[0]["reason"].startswith("not published")
    assert (authority, category, 2024) not in _rates()


def test_a_council_that_ended_or_began_is_missing_only_while_it_did_not_exist() -> None:
    found = {
        (row["authority"], row["from_day"], row["until_day"], row["reason"].split(" in that")[0])
        for row in _rows(TABLE / "missing.csv")
        if row["authority"] in {"909", "940"}
    }
    assert found == {
        ("909", "2023-04-01", "2025-04-01", "authority no longer existed"),
        ("940", "2016-04-01", "2021-04-01", "authority did not exist yet"),
    }


def test_a_council_in_its_first_year_is_not_said_not_to_exist() -> None:
    """Cumberland and its neighbour had children to count in 2023-24, but no published cost."""
    first_year = [
        row
        for row in _rows(TABLE / "missing.csv")
        if row["authority"] in {"942", "943"} and row["from_day"] == "2023-04-01"
    ]
    assert len(first_year) == 2 * len(MEASURES)
    assert {row["reason"].split(" (")[0] for row in first_year} == {
        "not published for the first year of this authority"
    }


def test_every_area_category_and_year_is_either_priced_or_missing_and_never_both() -> None:
    areas = [row["number"] for row in _rows(REGISTER / "authorities.csv")]
    assert len(set(areas)) == len(areas) == AREAS
    held = _keys(_rows(TABLE / "rates.csv")) + _keys(_rows(TABLE / "missing.csv"))
    wanted = {(area, category, year) for area in areas for category in MEASURES for year in YEARS}
    assert len(held) == len(wanted) == 170 * 4 * 9
    assert set(held) == wanted


def test_every_rate_is_whole_pounds_a_week_for_one_year_with_a_source_that_is_described() -> None:
    document = tomllib.loads((TABLE / "table.toml").read_text(encoding="utf-8"))
    assert set(document["categories"]) == set(MEASURES)
    for row in _rows(TABLE / "rates.csv"):
        assert list(row) == [
            *("authority", "category", "per", "amount"),
            *("from_day", "until_day", "source", "basis", "note"),
        ]
        assert (row["per"], row["basis"], len(_years(row))) == ("week", "published", 1), row
        assert row["source"] in document["sources"], row
        assert re.fullmatch(r"[1-9]\d*", row["amount"]), row
        assert int(row["amount"]) % 5 == 0, row


def test_every_missing_row_gives_its_reason() -> None:
    for row in _rows(TABLE / "missing.csv"):
        assert list(row) == ["authority", "category", "from_day", "until_day", "reason"]
        assert row["reason"].strip(), row
        assert len(_years(row)) >= 1, row


@pytest.mark.parametrize("name", ["rates.csv", "missing.csv"])
def test_the_rows_are_sorted_by_authority_category_and_day(name: str) -> None:
    order = [(row["authority"], row["category"], row["from_day"]) for row in _rows(TABLE / name)]
    assert order == sorted(set(order))


@pytest.mark.parametrize(
    "path", [TABLE / "rates.csv", TABLE / "missing.csv", REGISTER / "authorities.csv"]
)
def test_the_files_end_their_lines_in_one_way_only(path: Path) -> None:
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.startswith(b"\xef\xbb\xbf")


def test_the_averages_that_leave_out_a_council_say_so_and_no_other_row_has_a_note() -> None:
    noted = {
        (row["authority"], row["from_day"]): row["note"]
        for row in _rows(TABLE / "rates.csv")
        if row["note"]
    }
    assert set(noted) == {(area, "2024-04-01") for area in ("970", "980", "986", "987")}
    assert "Middlesbrough" in noted["980", "2024-04-01"]
    assert "Wandsworth" in noted["987", "2024-04-01"]


def test_the_declared_span_is_the_span_of_the_rows() -> None:
    document = tomllib.loads((TABLE / "table.toml").read_text(encoding="utf-8"))
    rows = _rows(TABLE / "rates.csv")
    assert (document["id"], document["version"]) == ("lait-outturn", "2024-25")
    assert document["span_from"].isoformat() == min(row["from_day"] for row in rows)
    assert document["span_until"].isoformat() == max(row["until_day"] for row in rows)


def test_every_authority_has_a_region_and_every_region_is_in_england() -> None:
    areas = {row["number"]: row for row in _rows(REGISTER / "authorities.csv")}
    kinds = [row["kind"] for row in areas.values()]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counts == {"authority": 158, "region": 11, "country": 1}
    assert areas["970"] == {"number": "970", "name": "England", "kind": "country", "region": ""}
    above = {"authority": "region", "region": "country"}
    for row in areas.values():
        if row["kind"] in above:
            assert areas[row["region"]]["kind"] == above[row["kind"]], row


@pytest.mark.parametrize(
    ("name", "number", "region"),
    [
        ("North Yorkshire", "815", "Yorkshire and the Humber"),
        ("Middlesbrough", "806", "North East"),
        ("Redcar and Cleveland", "807", "North East"),
        ("Rochdale", "354", "North West"),
        ("Warrington", "877", "North West"),
        ("Norfolk", "926", "East of England"),
        ("Camden", "202", "London (Inner)"),
        ("Barnet", "302", "London (Outer)"),
        ("Cumbria", "909", "North West"),
        ("North Northamptonshire", "940", "East Midlands"),
    ],
)
def test_a_council_is_found_by_name_with_its_number_and_region(
    name: str, number: str, region: str
) -> None:
    rows = _rows(REGISTER / "authorities.csv")
    names = {row["number"]: row["name"] for row in rows}
    assert [(row["number"], names[row["region"]]) for row in rows if row["name"] == name] == [
        (number, region)
    ]


def _published() -> list[dict[str, str]]:
    if not SOURCE.is_file():
        pytest.skip("the published file is not part of the repository and is not beside it here")
    return _rows(SOURCE)


def test_the_table_equals_the_published_file_row_by_row() -> None:
    category_of = {measure: category for category, measure in MEASURES.items()}
    published = {
        (row["la_number"], category_of[row["measure"]], int(row["year"][:4])): row["value"]
        for row in _published()
        if row["measure"] in category_of
    }
    assert len(published) == 170 * 4 * 9
    assert _rates() == {key: value for key, value in published.items() if value != "-"}
    assert set(_keys(_rows(TABLE / "missing.csv"))) == {
        key for key, value in published.items() if value == "-"
    }


def test_the_register_equals_the_areas_of_the_published_file() -> None:
    areas = _rows(REGISTER / "authorities.csv")
    names = {row["number"]: row["name"] for row in areas}
    spelt_in_the_source = {
        "Yorkshire and the Humber": "Yorkshire and The Humber",
        "London (Inner)": "Inner London",
        "London (Outer)": "Outer London",
    }
    ours = set()
    for row in areas:
        region = names[row["region"]] if row["kind"] == "authority" else "NA"
        ours.add((row["number"], row["name"], spelt_in_the_source.get(region, region)))
    assert ours == {(row["la_number"], row["area"], row["region"]) for row in _published()}
