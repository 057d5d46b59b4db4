"""The oracle is right in itself: it meets the expected results, whoever worked them out."""

from __future__ import annotations

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from oracle import sample
from oracle.care import care_figures, care_lines
from oracle.oracle import Oracle
from oracle.panel import summary
from oracle.repairs import parse_period

SAMPLE = "sample-authority"
METHODS = ("edge-of-care-2021-22.1", "cic-cp-cin-2020-21.1")
VARIANTS = ("variant-2-care-proportion", "variant-4-edge-likelihood",
            "variant-6-at-index-forecast")  # fmt: skip
RETURNS = {source: [2019, 2020, 2021, 2022, 2023] for source in ("ssda903", "cin_census")}


@cache
def found(name: str, shared: Path) -> Oracle:
    """Run the oracle over the sample authority, some seconds of single days."""
    method = sample.method(shared / "expected" / "methods", name)
    prices = sample.prices(shared / "lait-finance")
    rows = sample.tables(shared / SAMPLE)
    return Oracle(rows, RETURNS, method, prices, "2022-23", date(2023, 3, 31))


@pytest.mark.parametrize("name", [*METHODS, *VARIANTS])
def test_the_oracle_meets_every_expected_figure(name: str, shared: Path) -> None:
    file = shared / "expected" / SAMPLE / name / "2022-23.json"
    expected: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    figures = json.loads(json.dumps(summary(found(name, shared))))
    figures["accounting"]["referrals"]["rejected"] = {}
    assert figures == {key: expected[key] for key in figures}
    scopes = {claim.id: claim.scope for claim in found(name, shared).claims}
    assert scopes == expected["scope_by_referral"]


@pytest.mark.parametrize("name", METHODS)
def test_the_oracle_meets_the_expected_ledger_line_by_line(name: str, shared: Path) -> None:
    file = shared / "expected" / SAMPLE / name / "2022-23.ledger.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        expected = [tuple(row[:-1]) for row in csv.reader(lines)][1:]
    ledger = found(name, shared).ledger
    ours = [tuple("" if cell is None else str(cell) for cell in row[:-1]) for row in ledger]
    assert ours == expected


def test_the_oracle_meets_the_expected_cost_of_care_of_every_year(shared: Path) -> None:
    file = shared / "expected" / "cost-of-care" / f"{SAMPLE}.json"
    expected = json.loads(file.read_text(encoding="utf-8"))["years"]
    prices = sample.prices(shared / "lait-finance")
    lines = care_lines(found(METHODS[0], shared), prices, parse_period("2018-04-01..2023-04-01"))
    assert expected.keys() == {"2018-19", "2019-20", "2020-21", "2021-22", "2022-23"}
    for year, figures in expected.items():  # a quarter cuts a line, and so does a year
        assert care_figures([line for line in lines if line[-2] == year]) == figures
