"""Every fault of a table of unit costs that a person makes, and the words that say what to do."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.cli import DATA_REFUSED, FINE, main
from nwd_costs.freezing import reference_records
from nwd_costs.outputs import told, told_care
from nwd_costs.price_checks import PUBLISHED, TableError, published
from nwd_costs.price_findings import PRICE_CHECKS, REFUSED, WARNING, in_words
from nwd_costs.shelf import shipped
from nwd_costs.testing.case_prices import GAPS, unit_costs_of
from properties.variants import variant
from unit_costs.tables import YEAR, price, table

METHOD = nwd.methodology("edge-of-care/2021-22.1")
# Prices for what the reference cohort needs, each inside what is published.
WHOLE = (
    price("1185", category="looked_after"),
    price("5270", category="residential"),
    price("75", category="children_in_need"),
)


def found(folder: Path) -> dict[str, list[str]]:
    """Give the words of every finding by its name."""
    words: dict[str, list[str]] = {}
    for finding in nwd.check_unit_costs(folder).findings:
        words.setdefault(finding.check.id, []).append(str(finding))
    return words


def run(costs: nwd.UnitCosts, method: nwd.Methodology | nwd.Plan = METHOD) -> nwd.Result:
    records = reference_records()
    return nwd.run(method, records, costs, period="2022-23", as_at="2023-03-31")


def test_a_table_without_a_fault_has_no_finding(tmp_path: Path) -> None:
    own = table(tmp_path, *WHOLE, price("455"))
    assert nwd.check_unit_costs(own).findings == ()
    assert nwd.unit_costs(own, authority="815").findings == ()


@pytest.mark.parametrize("name", sorted({*shipped("table.toml")} - {PUBLISHED}))
def test_what_comes_with_the_library_is_refused_for_nothing(name: str) -> None:
    assert not nwd.check_unit_costs(name).refused


def test_the_published_table_has_nothing_to_look_at() -> None:
    assert nwd.check_unit_costs(PUBLISHED).findings == ()


@pytest.mark.parametrize(
    ("row", "reading"),
    [
        (price("2800", per="day"), "read as a price a month"),
        (price("47500"), "read as a price a year or as pence"),
        (price("0.45"), "read as thousands of pounds"),
        (price("60"), "read as a price a day"),
        (price("24000", per="day"), "read as a price a year"),
    ],
)
def test_an_amount_of_another_unit_is_refused_with_how_it_may_be_meant(
    row: str, reading: str, tmp_path: Path
) -> None:
    own = table(tmp_path, row)
    with pytest.raises(nwd.UnitCostError, match=r"not to be believed \[8\.11\]") as error:
        nwd.unit_costs(own, authority="815")
    words = str(error.value)
    assert f"{reading} it would lie inside (unit_slip) (row 2)" in words
    assert "Correct the amount or the word in per" in words
    assert "published for foster in 2022-23 (£330.00 to £1,350.00 a week)" in words
    assert row.split(",")[3] not in words.replace("£330.00 to £1,350.00", "")


def test_the_limit_of_a_refusal_is_five_times_what_is_published(tmp_path: Path) -> None:
    low, high = published().ranges["foster", 2022]
    assert (low, high) == (33_000, 135_000)
    own = table(tmp_path, price("6750"), price("66", area="816"))
    assert set(found(own)) == {"outside_published_range"}
    (tmp_path / "b").mkdir()
    over = table(tmp_path / "b", price("6750.01"), price("65.99", area="816"))
    assert [f.rows for f in nwd.check_unit_costs(over).findings] == [(2,), (3,)]
    assert nwd.check_unit_costs(over).refused


def test_an_amount_a_little_outside_is_a_warning_that_a_note_ends(tmp_path: Path) -> None:
    own = table(tmp_path, price("1350"), price("1350.01", area="816"),
                price("1400", area="802", note="two homes for groups"))  # fmt: skip
    (words,) = found(own)["outside_published_range"]
    assert words.startswith("warning: own/rates.csv, foster: the amount a week lies above")
    assert "(row 3)" in words
    assert "if it is right, say so in its note. [8.12]" in words


def test_a_note_does_not_save_an_amount_that_is_far_outside(tmp_path: Path) -> None:
    own = table(tmp_path, price("47500", note="checked"))
    assert nwd.check_unit_costs(own).refused


def test_a_year_that_is_not_published_is_held_to_the_nearest(tmp_path: Path) -> None:
    days = "2026-04-01,2027-04-01"
    (words,) = found(table(tmp_path, price("40000", days=days), span=days))["unit_slip"]
    assert "published for foster in 2024-25" in words


def test_a_category_nobody_publishes_and_a_price_a_case_are_not_compared(tmp_path: Path) -> None:
    rows = price("90000", category="outreach"), price("90000", per="case")
    assert found(table(tmp_path, *rows)) == {}


@pytest.mark.parametrize(
    "amount",
    ["1", "10", "100", "1000", "10000", "9", "999", "9.99", "999.99", "123", "1234", "0.01"],
)
def test_a_made_up_number_is_a_warning(amount: str, tmp_path: Path) -> None:
    own = table(tmp_path, price(amount, category="outreach"))
    (words,) = found(own)["placeholder"]
    assert "(placeholder) (row 2). Put the real price, or leave the row out" in words


@pytest.mark.parametrize("amount", ["12", "950", "1100", "990", "999.98", "2000", "1.5", "132"])
def test_a_number_that_only_nearly_looks_made_up_is_none(amount: str, tmp_path: Path) -> None:
    assert found(table(tmp_path, price(amount, category="outreach"))) == {}


def test_a_made_up_number_is_none_with_a_note_or_where_that_very_one_is_published(
    tmp_path: Path,
) -> None:
    # Rochdale's children in need of 2016-17 are not at £100, Middlesbrough's of 2020-21 are.
    year = "2020-04-01,2021-04-01"
    rows = [
        price("100", category="children_in_need", area="806", days=year),
        price("100", category="outreach", days=year, note="a flat fee"),
        price("100", category="children_in_need", area="354", days=year),
    ]
    findings = nwd.check_unit_costs(table(tmp_path, *rows, span=year)).findings
    assert [(f.check.id, f.rows) for f in findings] == [("placeholder", (4,))]


def test_a_hole_is_told_with_its_days_unless_a_reason_is_listed(tmp_path: Path) -> None:
    rows = [
        price("400", days="2022-05-01,2022-07-01"),
        price("410", days="2022-08-01,2023-04-01"),
    ]
    own = table(tmp_path, *rows)
    (words,) = found(own)["hole"]
    assert "foster of 815: no price, and no reason for it" in words
    assert "from 2022-04-01 to 2022-05-01, 2022-07-01 to 2022-08-01" in words
    assert "list the days in missing.csv with the reason" in words
    for reason, there in (("no contract yet", False), ("", True)):
        folder = tmp_path / f"listed{there}"
        folder.mkdir()
        gaps = [
            f"North Yorkshire,foster,2022-04-01,2022-05-01,{reason}",
            f"815,foster,2022-07-01,2022-08-01,{reason}",
        ]
        assert ("hole" in found(table(folder, *rows, missing=gaps))) == there


def test_days_that_are_listed_without_a_reason_are_a_hole() -> None:
    gap = {"category": "foster", "from_day": "2021-04-01", "until_day": "2022-04-01"}
    dates = {"from_day": "2022-04-01", "until_day": "2023-04-01"}
    prices = [{"category": "foster", "per": "week", "amount": "400", **dates}]
    found = {}
    for reason in ("not yet agreed", ""):
        tables = {"Prices": prices, GAPS: [{**gap, "reason": reason}]}
        costs = unit_costs_of(tables, span="2021-04-01..2023-04-01")
        found[reason] = [finding.check.id for finding in costs.findings]
    assert found == {"not yet agreed": [], "": ["hole"]}


def test_a_gap_of_another_area_or_category_is_no_reason(tmp_path: Path) -> None:
    rows = [price("400", days="2022-05-01,2023-04-01"), price("5000", category="residential")]
    gaps = ["816,foster,2022-04-01,2022-05-01,why", "815,residential,2022-04-01,2022-05-01,why"]
    assert "hole" in found(table(tmp_path, *rows, missing=gaps))


def test_a_price_in_force_for_more_than_five_years_is_told(tmp_path: Path) -> None:
    five, more = "2018-04-01,2023-04-02", "2018-04-01,2023-04-03"
    rows = [price("400", days=five), price("400", area="816", days=more)]
    findings = nwd.check_unit_costs(table(tmp_path, *rows, span=more)).findings
    assert [(f.check.id, f.rows) for f in findings if f.check.id != "hole"] == [("old_price", (3,))]


def test_overlaps_and_what_cannot_be_read_are_told_as_refused(tmp_path: Path) -> None:
    checked = nwd.check_unit_costs(table(tmp_path, price("400"), price("500"), price("x")))
    assert checked.refused
    assert "two prices are in force on one day" in str(checked)
    assert "Keep one price per area, category and day." in str(checked)
    assert "amount cannot be read" in str(checked)


def test_a_table_that_is_not_there_is_told_with_what_there_is() -> None:
    checked = nwd.check_unit_costs("lait-outtturn/2024-25")
    assert checked.refused
    assert "lait-outturn/2024-25" in str(checked)


def test_warnings_of_a_table_stand_on_every_output_of_a_result(tmp_path: Path) -> None:
    own = table(tmp_path, *WHOLE, price("1400"))
    costs = nwd.unit_costs(own, authority="815")
    result = run(costs)
    (warning,) = [w for w in result.warnings if w.code.startswith("unit_costs_")]
    assert (warning.code, warning.clause) == ("unit_costs_outside_published_range", "8.12")
    care = nwd.cost_of_care(
        reference_records(), costs, method=METHOD, as_at="2023-03-31", periods="2022-23"
    )
    for output in (
        told(result), told_care(care), result._repr_html_(),
        json.dumps(result.summary(), ensure_ascii=False),
        json.dumps(care.summary(), ensure_ascii=False),
    ):  # fmt: skip
        assert "an amount outside everything published: " in output
        assert "say so in its note" in output
    assert "1400" not in warning.message


def test_findings_change_no_amount(tmp_path: Path) -> None:
    plain = run(nwd.unit_costs(table(tmp_path, *WHOLE), authority="815"))
    (tmp_path / "b").mkdir()
    noted = table(tmp_path / "b", *WHOLE[:2], price("75", category="children_in_need"),
                  price("1400", category="foster", area="816"))  # fmt: skip
    assert run(nwd.unit_costs(noted, authority="815")).gross_pence == plain.gross_pence


def test_a_refused_table_lists_what_is_only_to_be_looked_at_as_well(tmp_path: Path) -> None:
    own = table(tmp_path, price("47500"), price("100", category="outreach"))
    with pytest.raises(TableError) as error:
        nwd.unit_costs(own, authority="815")
    assert [f.check.id for f in error.value.findings] == ["unit_slip", "placeholder"]
    assert "(placeholder)" in str(error.value)


REAL = "real 2022-23 prices"


def test_a_table_in_real_terms_is_not_uprated_again(tmp_path: Path) -> None:
    older = "2020-04-01,2021-04-01"
    rows = [row.replace(YEAR, older) for row in WHOLE]
    method = variant(METHOD.id, {"pricing.uprate": "gdp_deflator/2026-03"})
    (tmp_path / "a").mkdir()
    outturn = nwd.unit_costs(table(tmp_path / "a", *rows, span=older), authority="815")
    assert run(outturn, method).gross_pence
    real = nwd.unit_costs(table(tmp_path, *rows, span=older, basis=REAL), authority="815")
    with pytest.raises(nwd.UnitCostError, match=r"not uprated again \[8\.14\]") as error:
        run(real, method)
    assert "looked_after (authority): it is real 2022-23 (real_uprated)" in str(error.value)
    assert "Give the table in outturn prices, or take a version with uprate none." in str(
        error.value
    )


def test_real_prices_of_the_days_themselves_are_not_uprated_and_stand(tmp_path: Path) -> None:
    method = variant(METHOD.id, {"pricing.uprate": "gdp_deflator/2026-03"})
    real = nwd.unit_costs(table(tmp_path, *WHOLE, basis=REAL), authority="815")
    assert run(real, method).gross_pence == run(real).gross_pence


def test_a_sum_of_real_prices_and_what_the_programme_costs_is_told(tmp_path: Path) -> None:
    plan = METHOD.plan.but(programme={"rule": "per_day", "rate": "12.00"})
    codes = {}
    for basis in ("outturn", REAL):
        (tmp_path / basis).mkdir()
        costs = nwd.unit_costs(table(tmp_path / basis, *WHOLE, basis=basis), authority="815")
        codes[basis] = {w.code: w.message for w in run(costs, plan).warnings}
        assert "mixed_price_bases" not in {w.code for w in run(costs).warnings}
    assert "mixed_price_bases" not in codes["outturn"]
    words = codes[REAL]["mixed_price_bases"]
    assert "outturn: the programme's own cost" in words
    assert "real 2022-23: " in words
    assert "bring all to one price base" in words


def test_rates_of_one_table_in_different_prices_are_told_where_they_are_summed(
    tmp_path: Path,
) -> None:
    costs = nwd.unit_costs(table(tmp_path, *WHOLE), authority="815")
    bases = ["real 2020-21", "", "outturn"]  # the second is the table's own, outturn
    mixed = replace(costs, rates=costs.rates.assign(price_base=bases))
    (told_so,) = [w for w in run(mixed).warnings if w.code == "mixed_price_bases"]
    assert "outturn: children_in_need (authority), residential (authority)" in told_so.message
    assert "real 2020-21: looked_after (authority)" in told_so.message
    assert told_so.counts == {"price_bases": 2}
    one = replace(costs, rates=costs.rates.assign(price_base="real 2020-21"))
    assert "mixed_price_bases" not in {w.code for w in run(one).warnings}


@pytest.mark.parametrize(
    ("base", "words", "told_as"),
    [
        ("outturn", "real terms", "outturn"),
        ("not stated", "outturn prices (nominal)", "not stated"),
        ("not stated", "constant 2021-22 prices", "real 2021-22"),
        ("not stated", "Real terms", "real, of a year that is not named"),
        ("real 2020-21", "", "real 2020-21"),
    ],
)
def test_what_a_table_states_of_its_prices_goes_before_its_words(
    base: str, words: str, told_as: str
) -> None:
    assert in_words(base, words) == told_as


def test_every_check_says_what_to_do_and_names_its_clause() -> None:
    for name, check in PRICE_CHECKS.items():
        assert (check.id, check.severity in (REFUSED, WARNING)) == (name, True)
        assert re.fullmatch(r"8\.\d+", check.clause)
        assert check.advice.endswith(".")


def test_the_command_tells_all_and_ends_with_three_where_a_table_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = table(tmp_path, price("47500"), price("100", category="outreach"))
    assert main(["unit-costs", "check", str(own)]) == DATA_REFUSED
    said = capsys.readouterr()
    assert "refused for 1, 1 to look at" in said.out
    assert "is refused: no figure is worked out with it" in said.err
    assert main(["unit-costs", "check", str(own), "--format", "json"]) == DATA_REFUSED
    content = json.loads(capsys.readouterr().out)
    assert [f["id"] for f in content["findings"]] == ["unit_slip", "placeholder"]
    assert main(["unit-costs", "check", str(own), "--format", "html"]) == DATA_REFUSED
    assert "<td>refused</td>" in capsys.readouterr().out
    (tmp_path / "b").mkdir()
    usable = table(tmp_path / "b", price("100", category="outreach"))
    assert main(["unit-costs", "check", str(usable)]) == FINE
    assert "1 to look at" in capsys.readouterr().out
