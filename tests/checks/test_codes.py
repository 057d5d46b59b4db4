"""The dated code lists: what is in them, and how a code is judged on its days."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

import nwd_costs as nwd
from checks.page import PAGE, page
from nwd_costs.checks import codes_found
from nwd_costs.checks.lists import CODE_FORM
from nwd_costs.codes import LISTS, code_lists
from nwd_costs.days import to_day
from nwd_costs.shelf import methodology_root, read_csv


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def placed(place: str, first: str, until: str, year: int) -> nwd.Records:
    row = {
        "child_id": "a", "from_day": first, "until_day": until, "place": place, "provider": "PR4",
        "legal_status": "C2", "rne": "S", "return_year": year,
    }  # fmt: skip
    return nwd.read(placements=pd.DataFrame([row]))


@pytest.mark.parametrize("name", LISTS)
def test_every_code_has_a_meaning_a_source_and_the_form_of_a_code(name: str) -> None:
    table = read_csv(methodology_root() / "codes" / f"{name}.csv")
    assert (table["meaning"] != "").all()
    assert (table["source"] != "").all()
    assert table["code"].is_unique
    # What has no digit is shown only because a list holds it: it might be a name.
    assert all(re.fullmatch(CODE_FORM, code) or code.isalpha() for code in table["code"])


def test_the_days_of_a_code_are_half_open() -> None:
    place = code_lists()["place"]
    assert (place["H5"].until_day, place["K3"].from_day) == (day("2024-04-01"),) * 2
    assert (place["Z1"].until_day, place["Z14"].from_day) == (day("2025-04-01"),) * 2
    assert code_lists()["legal_status"]["D1"].until_day == day("2005-12-31")
    assert code_lists()["rec"]["E45"].from_day == code_lists()["rec"]["E44"].until_day


@pytest.mark.parametrize(
    ("place", "first", "until", "year", "found"),
    [
        pytest.param("H5", "2023-05-01", "2024-04-01", 2024, 0, id="to its last day"),
        pytest.param("H5", "2023-05-01", "", 2024, 0, id="open as its return closes"),
        pytest.param("H5", "2023-05-01", "2024-04-02", 2025, 1, id="a day longer"),
        pytest.param("K3", "2024-04-01", "2024-06-01", 2025, 0, id="from its first day"),
        pytest.param("K3", "2023-05-01", "2024-06-01", 2025, 0, id="an older row recoded"),
        pytest.param("K3", "2023-05-01", "2023-06-01", 2024, 1, id="before anybody could recode"),
        pytest.param("Z12", "2023-05-01", "2025-06-01", 2026, 0, id="one of the four"),
    ],
)
def test_a_code_must_be_valid_on_its_days(
    place: str, first: str, until: str, year: int, found: int
) -> None:
    findings = placed(place, first, until, year).findings
    assert int((findings["check"] == "place-out-of-date").sum()) == found


def test_what_has_not_the_form_of_a_code_is_counted_and_not_shown() -> None:
    records = placed("a name and an address", "2022-05-01", "2022-05-11", 2023)
    found = codes_found(records, code_lists())
    assert found.to_numpy().tolist() == [["place", "(no code)", "unknown", 1, 10]]


def test_an_unknown_code_is_counted_with_its_rows_and_days() -> None:
    found = codes_found(placed("X9", "2022-05-01", "", 2023), code_lists())
    assert found.to_numpy().tolist() == [["place", "X9", "unknown", 1, 335]]


def test_the_page_of_checks_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/checks/page.py"
