"""The shipped statistics hold what was published, all of it and nothing else [16.1], [16.2].

The values by hand were copied from the published files. They are not made by any code.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from conftest import REPOSITORY, SHARED
from nwd_costs.context import look_up, statistic, statistic_source
from nwd_costs.context.documents import TABLES, cells, documents, tables_of
from nwd_costs.context.statistics import NotPublishedError, years_held
from nwd_costs.errors import UsageError
from nwd_costs.register import authorities, ons_codes

FOLDER = REPOSITORY / "methodology" / "statistics"
MEASURES = (
    "care_entries",
    "care_exits",
    "children_in_need",
    "children_looked_after",
    "looked_after_spending",
    "protection_plans",
)
Values = dict[tuple[str, str, str], str]  # DfE number, measure, financial year: value or mark

# measure, area: value by financial year
HAND_COPIED: dict[tuple[str, str], dict[str, int]] = {
    ("looked_after_spending", "North Yorkshire"): {
        "2016-17": 20_163_828, "2021-22": 23_525_507, "2022-23": 28_706_375, "2024-25": 44_378_693,
    },
    ("looked_after_spending", "England"): {"2016-17": 4_156_704_147, "2022-23": 7_031_937_751},
    ("looked_after_spending", "Wandsworth"): {"2023-24": 27_716_647},
    ("looked_after_spending", "Isles of Scilly"): {"2016-17": 5_314, "2017-18": 0, "2021-22": 0},
    ("care_entries", "North Yorkshire"): {
        "2015-16": 162, "2019-20": 144, "2020-21": 149, "2021-22": 146, "2022-23": 192,
        "2023-24": 222, "2024-25": 242,
    },
    ("children_looked_after", "North Yorkshire"): {
        "2015-16": 411, "2019-20": 443, "2020-21": 422, "2021-22": 430, "2022-23": 463,
        "2023-24": 501, "2024-25": 561,
    },
    ("care_exits", "North Yorkshire"): {"2015-16": 200, "2022-23": 166, "2024-25": 188},
    ("protection_plans", "North Yorkshire"): {"2015-16": 277, "2022-23": 375, "2024-25": 633},
    ("children_in_need", "North Yorkshire"): {"2012-13": 2_912, "2022-23": 3_021, "2024-25": 3_643},
    ("children_looked_after", "England"): {"2024-25": 81_770},
    ("care_entries", "England"): {"2024-25": 32_270},
    ("care_exits", "England"): {"2024-25": 34_450},
    ("children_in_need", "England"): {"2024-25": 402_400},
    ("protection_plans", "North East"): {"2024-25": 3_180},
}  # fmt: skip


@pytest.mark.parametrize(("measure", "area"), HAND_COPIED)
def test_a_value_is_the_one_that_was_published(measure: str, area: str) -> None:
    scale = 100 if measure == "looked_after_spending" else 1
    for year, value in HAND_COPIED[measure, area].items():
        assert statistic(measure, authority=area, year=year).exact == scale * value, year


def test_a_statistic_is_typed_with_unit_prices_and_basis() -> None:
    spending = statistic("looked_after_spending", authority="North Yorkshire", year="2022-23")
    assert str(spending) == "£28,706,375.00 in total, outturn 2022-23, published"
    for measure in set(MEASURES) - {"looked_after_spending"}:
        count = statistic(measure, authority="North Yorkshire", year="2022-23")
        assert str(count).endswith(" children, published")


@pytest.mark.parametrize(
    "name",
    ["North Yorkshire", " north  YORKSHIRE ", "815", "E10000023", "E06000065"],
)
def test_every_name_of_a_council_finds_its_figures_of_any_year(name: str) -> None:
    for year, entries in (("2015-16", 162), ("2024-25", 242)):
        assert statistic("care_entries", authority=name, year=year).exact == entries


def test_a_stock_is_told_by_its_day_and_a_flow_by_its_year() -> None:
    stock = look_up("children_looked_after", authority="815", year="2022-23")
    flow = look_up("care_entries", authority="815", year="2022-23")
    assert str(stock) == (
        "children looked after, North Yorkshire, on 31 March 2023: 463 children, published"
    )
    assert flow.when == "in 2022-23"


def test_a_source_line_names_publisher_title_date_table_and_licence() -> None:
    line = statistic_source("looked_after_spending", authority="815", year="2022-23")
    assert line == (
        "Department for Education, Local Authority Interactive Tool: gross spending from the "
        "Section 251 outturn, 2026-04-08 (table section-251-outturn/2024-25; Open Government "
        "Licence v3.0)"
    )


def test_england_without_two_councils_says_so() -> None:
    line = statistic_source("looked_after_spending", authority="England", year="2024-25")
    assert line.endswith("; without Middlesbrough and Wandsworth, which the publisher removed")


def test_only_regions_and_england_are_rounded() -> None:
    found = {
        area: look_up("care_entries", authority=area, year="2022-23").nearest
        for area in ("North Yorkshire", "North East", "London (Inner)", "England")
    }
    assert found == {"North Yorkshire": 1, "North East": 10, "London (Inner)": 10, "England": 10}
    for table in TABLES:
        for (area, measure, _), cell in cells(table).items():
            nearest = documents()[table].measures[measure].nearest
            if authorities()[area]["kind"] != "authority" and cell.value:
                assert cell.value % nearest == 0


def test_all_six_measures_are_held_for_the_years_that_were_published() -> None:
    assert sorted(tables_of()) == list(MEASURES)
    spans = {name: (years_held(name)[0], years_held(name)[-1]) for name in MEASURES}
    assert spans == {
        "care_entries": ("2015-16", "2024-25"),
        "care_exits": ("2015-16", "2024-25"),
        "children_in_need": ("2012-13", "2024-25"),
        "children_looked_after": ("2015-16", "2024-25"),
        "looked_after_spending": ("2016-17", "2024-25"),
        "protection_plans": ("2012-13", "2024-25"),
    }


@pytest.mark.parametrize("table", TABLES)
def test_a_table_says_everything_that_its_values_need(table: str) -> None:
    said, held = documents()[table], cells(table)
    assert f"{said.id}/{said.version}" == table
    assert {cell.mark for cell in held.values()} - {""} == set(said.marks)
    assert {cell.source for cell in held.values()} == set(said.sources)
    assert {measure for _, measure, _ in held} == set(said.measures)
    assert {area for area, _, _ in held} <= set(authorities())
    remarked = {tuple(key.split("/")) for key in said.remarks}
    assert remarked <= {(measure, area, year) for area, measure, year in held}


@pytest.mark.parametrize("table", TABLES)
def test_a_value_is_there_or_its_mark_and_never_both(table: str) -> None:
    assert all((cell.value is None) == bool(cell.mark) for cell in cells(table).values())
    lines = (FOLDER / table / "values.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines)) == len(cells(table)) + 1


def test_the_tables_are_small() -> None:
    sizes = [file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()]
    assert sum(sizes) < 1_500_000


# What is refused

REFUSED = [
    ("care_entrys", "815", "2022-23", "Did you mean care_entries"),
    ("spending", "815", "2022-23", "is no published statistic that is held"),
    ("care_entries", "North Yorkshir", "2022-23", "Did you mean North Yorkshire (815)"),
    ("care_entries", "E99999999", "2022-23", "is no ONS code of an authority"),
    ("care_entries", "815", "2022/23", "Did you mean 2022-23?"),
    ("care_entries", "815", "2022/3", "Did you mean 2022-23?"),
    ("care_entries", "815", "2023", "is no financial year"),
    (
        "care_entries",
        "815",
        "2025-26",
        "which has 2015-16 to 2024-25. Did you mean 2024-25?",
    ),
    ("looked_after_spending", "815", "2015-16", "which has 2016-17 to 2024-25."),
    ("children_in_need", "Cumbria", "2023-24", "which has 2012-13 to 2022-23."),
]
MISSING = [
    ("children_looked_after", "City of London", "2024-25", "to protect confidentiality"),
    ("children_looked_after", "Isles of Scilly", "2022-23", "('z'): is missing in the source"),
    ("protection_plans", "Hackney", "2021-22", "('x'): is missing in the source: not available"),
    ("children_in_need", "Hampshire", "2023-24", "of low reliability, and not shown"),
    ("looked_after_spending", "Middlesbrough", "2024-25", "over quality concerns"),
    ("looked_after_spending", "Cumberland", "2023-24", "gives no reason"),
]


@pytest.mark.parametrize(("measure", "authority", "year", "words"), REFUSED)
def test_a_slip_is_refused_and_what_was_meant_is_offered(
    measure: str, authority: str, year: str, words: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        statistic(measure, authority=authority, year=year)
    assert words in str(refusal.value)


@pytest.mark.parametrize(("measure", "authority", "year", "words"), MISSING)
def test_a_missing_value_is_said_to_be_missing_and_why(
    measure: str, authority: str, year: str, words: str
) -> None:
    with pytest.raises(NotPublishedError) as refusal:
        statistic(measure, authority=authority, year=year)
    assert words in str(refusal.value)
    assert "No other area and no other year stands in for it [16.2]." in str(refusal.value)


# The whole source

LAIT = {
    "LACnum": "children_looked_after",
    "LACnum_Start": "care_entries",
    "LACceased": "care_exits",
    "TotalLACFinance": "looked_after_spending",
}
CLA = {
    "Children ceasing to be looked after each year": "care_exits",
    "Children looked after on 31 March each year": "children_looked_after",
    "Children starting to be looked after each year": "care_entries",
}
REGIONS = {
    "North East": "980", "North West": "981", "Yorkshire and The Humber": "982",
    "East Midlands": "983", "West Midlands": "984", "East of England": "985", "London": "986",
    "Inner London": "987", "Outer London": "988", "South East": "989", "South West": "990",
    "": "970",
}  # fmt: skip


def rows(shared: Path, file: str) -> list[dict[str, str]]:
    with (shared / file).open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, strict=True))


def year_ending(text: str) -> str:
    return f"{int(text) - 1}-{text[2:]}"


def area_of(row: dict[str, str]) -> str:
    code = row["new_la_code"]
    return ons_codes()[code] if code else REGIONS[row["region_name"]]


def lait(shared: Path, file: str) -> Values:
    return {
        (row["la_number"], LAIT[row["measure"]], year): row["value"]
        for row in rows(shared, f"lait-finance/{file}")
        if row["measure"] in LAIT
        for year in [row["year"][:7] if "-" in row["year"] else year_ending(row["year"])]
    }


def dfe(shared: Path, file: str, column: str, measure: str = "") -> Values:
    return {
        (
            area_of(row),
            measure or CLA[row["population_type"]],
            year_ending(row["time_period"]),
        ): row[column]
        for row in rows(shared, f"dfe-csc-statistics/{file}")
    }


def held_in(table: str) -> Values:
    return {
        key: cell.mark if cell.value is None else str(cell.value)
        for key, cell in cells(table).items()
    }


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the public sample data is not beside this checkout"
)
def test_the_tables_are_the_whole_source_and_nothing_else() -> None:
    counted = dfe(SHARED, "cla_number_and_rate_per_10k_children.csv", "children_count")
    tool = lait(SHARED, "lait_cla_cp_counts.csv")
    need = dfe(SHARED, "b1_children_in_need_2013_to_2025.csv", "At31_episodes", "children_in_need")
    plans = dfe(
        SHARED, "d5_cpps_at31march_by_duration_2013_to_2025.csv", "CPP_At31", "protection_plans"
    )
    assert held_in("section-251-outturn/2024-25") == lait(SHARED, "lait_gross_spend.csv")
    assert held_in("children-looked-after/2025") == tool | counted
    assert held_in("children-in-need/2025") == need | plans
    both = [key for key in counted if tool[key] == counted[key]]
    assert len(both) == 2_447
    assert {tool[key] for key in counted.keys() - both} == {"-"}
