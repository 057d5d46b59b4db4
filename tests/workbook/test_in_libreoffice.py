"""The internal workbook in LibreOffice: every figure that it works out is the library's.

LibreOffice starts once. The file holds no worked-out value, so that all it shows is its own work.
The pages stay in ``build/workbook``, for somebody to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.pence import PPM
from nwd_costs.result_workbook.lines import FIRST, lines_of
from office.running import Office, pictures, running
from workbook.made import cached, result

PICTURES = Path(__file__).resolve().parents[2] / "build" / "workbook"
SAMPLED = 50
# Lines that are typed over those of the ledger: charged days, rate, weight, times, divisor, pence
# worked out by hand; halves on either side, nought, and the largest there may be.
TYPED = [
    ((1, 1, 500_000, 1, PPM), 0),
    ((1, 3, 500_000, 1, PPM), 2),
    ((1, 5, 500_000, 1, PPM), 2),
    ((7, 3, 500_000, 1, 7 * PPM), 2),
    ((3, 118_500, PPM, 1, 7 * PPM), 50_786),
    ((73, 250, PPM, 12, 365 * PPM), 600),
    ((1, 99_999_999_999_999, PPM, 1, PPM), 99_999_999_999_999),
    ((1, 99_999_999_999_999, 500_000, 1, PPM), 50_000_000_000_000),
    ((0, 118_500, PPM, 1, 7 * PPM), 0),
]
GIVEN = ("charged_days", "rate_pence", "weight", "unit_times", "divisor")


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, system_program: Callable[[str], str]
) -> Iterator[Office]:
    with running(tmp_path_factory.mktemp("office"), system_program) as started:
        yield started


def sampled(found: nwd.Result) -> pd.DataFrame:
    """Give the referrals whose lines are the most to get wrong, and some without any."""
    claims = found.claims.assign(lines=0).set_index("referral_id")
    claims["lines"] = found.ledger.groupby("referral_id").size().reindex(claims.index, fill_value=0)
    claims["net"] = (
        found.ledger.groupby("referral_id")["amount_pence"]
        .sum()
        .reindex(claims.index, fill_value=0)
    )
    return claims.sort_values("lines", ascending=False, kind="stable").iloc[: SAMPLED + 5]


def rated() -> list[int]:
    """Give the places of some lines that have a rate, to type over."""
    divisor = lines_of(result()).frame["divisor"]
    return [at for at, there in enumerate(divisor.notna()) if there][: len(TYPED)]


@pytest.fixture(scope="module")
def shown(office: Office, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    path = tmp_path_factory.mktemp("made") / "internal.xlsx"
    nwd.workbook(result(), profile="internal").write(path)
    assert set(cached(path)) == {""}
    lines = lines_of(result())
    last = FIRST + len(lines.frame)
    column = f"{lines.letter('recalculated_pence')}{FIRST + 1}:{lines.letter('difference')}{last}"
    whole = {"Summary": ["A5:E11"], "By quarter": ["A5:G8"], "By tier": ["A5:G7"],
             "By placement": ["A5:G14"], "Ledger": [column]}  # fmt: skip
    chosen: list[dict[str, Any]] = [
        {"text": {"Check a referral": {"B4": name}}, "ask": {"Check a referral": ["B7:D8", "D5"]}}
        for name in sampled(result()).index
    ]
    typed = {
        f"{lines.letter(name)}{FIRST + 1 + at}": value
        for at, (values, _) in zip(rated(), TYPED, strict=True)
        for name, value in zip(GIVEN, values, strict=True)
    }
    sides = {f"{lines.letter('side')}{FIRST + 1 + at}": "actual" for at in rated()}
    changed = {"type": {"Ledger": {**typed, **sides}}, "ask": {"Ledger": [column]}}
    pages = path.with_suffix(".pdf")
    found = office.work(path, [{"ask": whole}, *chosen], pages=pages)
    return [*found, *office.work(path, [changed]), {"pages": pages}]


def test_the_headline_is_the_librarys(shown: list[dict[str, Any]]) -> None:
    rows = {row[0]: row[1:] for row in shown[0]["Summary A5:E11"]}
    found = result()
    expected = {
        "What would have been paid": found.total("counterfactual"),
        "What was paid instead": found.total("actual"),
        "Gross costs avoided": found.gross_pence,
        "Adjustments": found.adjustment_pence,
        "Adjusted": found.adjusted_pence,
        "Programme cost": found.programme_pence,
        "Net costs avoided": found.net_pence,
    }
    assert found.adjustment_pence
    assert {name: [row[1], row[2], row[3]] for name, row in rows.items()} == {
        name: [pence, pence, "agrees"] for name, pence in expected.items()
    }


def test_every_line_is_the_librarys(shown: list[dict[str, Any]]) -> None:
    (rows,) = (cells for name, cells in shown[0].items() if name.startswith("Ledger"))
    found = result().ledger
    assert len(set(found["weight"].dropna())) > 1
    assert [row[0] for row in rows] == found["amount_pence"].tolist()
    assert {row[1] for row in rows} == {0.0}


@pytest.mark.parametrize("name", ["By quarter A5:G8", "By tier A5:G7", "By placement A5:G14"])
def test_every_part_is_the_librarys(shown: list[dict[str, Any]], name: str) -> None:
    rows = [row for row in shown[0][name] if row[0]]
    assert rows
    assert all(row[4] == row[5] and row[6] == "agrees" for row in rows)


def test_sampled_referrals_are_the_librarys(shown: list[dict[str, Any]]) -> None:
    wanted = sampled(result())
    found = shown[1 : 1 + len(wanted)]
    assert len(found) >= SAMPLED
    for (name, one), cells in zip(wanted.iterrows(), found, strict=True):
        gross, net = one["gross_pence"], one["net"]
        assert cells["Check a referral B7:D8"] == [
            [gross, gross, "agrees"], [net, net, "agrees"],
        ], name  # fmt: skip
        assert cells["Check a referral D5"] == str(one["lines"])


def test_lines_that_are_typed_in_are_worked_out_to_the_penny(shown: list[dict[str, Any]]) -> None:
    (rows,) = shown[-2].values()
    by_hand = [-pence for _, pence in TYPED]
    assert [rows[at][0] for at in rated()] == by_hand


def test_it_prints(shown: list[dict[str, Any]]) -> None:
    assert len(pictures(shown[-1]["pages"], PICTURES)) >= 10
