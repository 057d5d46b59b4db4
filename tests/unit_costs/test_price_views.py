"""A table as one authority sees it, and beside its region, its neighbours and England."""

from __future__ import annotations

import json
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import nwd_costs as nwd
from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, FINE, main
from nwd_costs.line_chart import as_lines
from unit_costs.tables import price, table

LAIT = "lait-outturn/2024-25"


@cache
def seen_from(authority: str) -> nwd.UnitCosts:
    return nwd.unit_costs(LAIT, authority=authority)


def shown(authority: str) -> nwd.PricesShown:
    return nwd.show_unit_costs(seen_from(authority))


def test_every_category_and_year_has_its_price_with_layer_basis_and_source() -> None:
    rows = shown("North Yorkshire").table
    assert len(rows) == 4 * 9
    row = rows[(rows["category"] == "residential") & (rows["financial_year"] == "2022-23")].iloc[0]
    assert (row["amount_pence"], row["unit"], row["layer"]) == (527_000, "week", "authority")
    assert (row["basis"], row["source"]) == ("published", "lait-2026")
    assert (row["from_day"], row["until_day"]) == ("2022-04-01", "2023-04-01")


def test_a_gap_is_shown_with_the_layer_that_fills_it() -> None:
    rows = shown("Middlesbrough").table
    last = rows[rows["financial_year"] == "2024-25"]
    assert set(last["layer"]) == {"neighbours"}
    assert "2024-25      £157.50 a week  neighbours" in str(shown("Middlesbrough"))
    assert set(rows.loc[rows["financial_year"] == "2023-24", "gap"]) == {""}
    (why,) = set(last["gap"])
    for told in (str(shown("Middlesbrough")), shown("Middlesbrough").to_html()):
        assert why.startswith("not published for this authority and year; over quality concerns")
        assert told.count(why) == 4


def test_a_price_that_changes_within_a_year_and_days_without_one_are_shown(tmp_path: Path) -> None:
    rows = (price("400", days="2022-04-01,2022-06-15"), price("410", days="2022-07-01,2023-04-01"))
    costs = nwd.unit_costs(table(tmp_path, *rows), authority="815")
    told = str(nwd.show_unit_costs(costs))
    assert "£400.00 a week  authority   published  contracts  2022-04-01 up to 2022-06-15" in told
    assert "no price in any layer" in told
    assert "2022-06-15 up to 2022-07-01" in told
    assert "own/rates.csv, foster of 815: no price, and no reason for it" in told
    days = nwd.show_unit_costs(costs).table["layer"].tolist()
    assert days == ["authority", "", "authority"]


def of(found: nwd.PricesCompared, category: str, year: str) -> dict[Hashable, Any]:
    rows = found.table
    there = rows[(rows["category"] == category) & (rows["financial_year"] == year)]
    (row,) = there.to_dict("records")
    return row


def test_prices_are_compared_with_neighbours_region_and_england_by_hand_copied_values() -> None:
    found = nwd.compare_unit_costs(seen_from("Norfolk"))
    row = of(found, "looked_after", "2024-25")
    assert (row["authority"], row["england"]) == (259_000, 210_000)
    assert found.names["region"] == "its region (East of England)"
    year = of(nwd.compare_unit_costs(seen_from("815")), "residential", "2022-23")
    assert (year["authority"], year["region"], year["england"]) == (527_000, 608_500, 598_000)


def test_own_prices_are_compared_by_the_week_with_those_that_are_published(tmp_path: Path) -> None:
    costs = nwd.unit_costs(table(tmp_path, price("100", per="day", note="a day")), authority="815")
    found = nwd.compare_unit_costs(costs, against=seen_from("815"))
    row = of(found, "foster", "2022-23")
    assert (row["authority"], row["region"], row["england"]) == (70_000, 58_000, 66_500)
    assert found.title.endswith("own/1, beside lait-outturn/2024-25")
    assert found.table["authority"].notna().sum() == 1


def test_years_before_and_after_all_prices_are_left_out_and_gaps_between_are_not(
    tmp_path: Path,
) -> None:
    rows = [price("400", days="2018-04-01,2019-04-01"), price("410", days="2020-04-01,2021-04-01")]
    own = table(tmp_path, *rows, span="2016-04-01,2023-04-01")
    found = nwd.compare_unit_costs(nwd.unit_costs(own, authority="815"))
    assert found.table["financial_year"].tolist() == ["2018-19", "2019-20", "2020-21"]
    assert found.table["authority"].isna().tolist() == [False, True, False]
    other = nwd.compare_unit_costs(nwd.unit_costs(own, authority="816"))
    for told in (str(other), other.to_html()):
        assert "there is nothing to compare" in told


def test_a_table_without_a_row_is_shown_and_compared_as_one(tmp_path: Path) -> None:
    costs = nwd.unit_costs(table(tmp_path), authority="815")
    assert len(nwd.show_unit_costs(costs).table) == 0
    assert "nothing to compare" in str(nwd.compare_unit_costs(costs))


def test_a_chart_has_four_lines_that_are_told_apart_without_colour_and_told_in_words() -> None:
    found = nwd.compare_unit_costs(seen_from("Middlesbrough"))
    page = etree.fromstring(found.to_html(), etree.HTMLParser())
    charts = page.findall(".//svg")
    assert len(charts) == 4
    said = charts[0].findtext("desc") or ""
    assert "Middlesbrough, lait-outturn/2024-25: 2016-17 £70.00" in said
    assert "2024-25 none" in said
    colours = {v for e in charts[0].iter() for k, v in e.items() if k in ("fill", "stroke")}
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in colours)  # grey
    dashes = {line.get("stroke-dasharray", "") for line in charts[0].iter("line")}
    assert len(dashes) == 4
    assert [t.text for t in charts[0].iter("text")][-1] == "England"


@pytest.mark.parametrize("most", [1, 99, 601, 8465_00, 21115_00])
def test_a_scale_holds_its_highest_value_on_a_round_step(most: int) -> None:
    drawn = etree.fromstring(as_lines(["2022-23"], {"a": [most]}, title="t", key="k"))
    places = [int(place) for e in drawn.iter() if (place := e.get("cy"))]
    assert all(14 <= place <= 308 for place in places)
    texts = [e.text for e in drawn.iter() if e.text and e.text.startswith("£")]
    assert 2 <= len(texts) <= 10


@pytest.mark.parametrize("command", ["show", "compare"])
@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_the_commands_tell_the_same_in_every_form(
    command: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["unit-costs", command, LAIT, "--authority", "Norfolk", "--format", form]
    assert main(asked) == FINE
    told = capsys.readouterr().out
    assert "Norfolk" in told
    if form == "json":
        assert "gross averages" in json.loads(told)["note"]
    else:
        assert "gross averages" in told
        assert ("<table>" in told) == (form == "html")


def test_a_wrong_name_ends_with_the_code_of_refused_prices(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["unit-costs", "show", LAIT, "--authority", "Norfolc"]) == DATA_REFUSED
    assert "Did you mean Norfolk" in capsys.readouterr().err
    assert main(["unit-costs", "show", "lait", "--authority", "Norfolk"]) == DATA_REFUSED
    with pytest.raises(SystemExit) as stop:
        main(["unit-costs", "show", LAIT])
    assert stop.value.code == BAD_USAGE
