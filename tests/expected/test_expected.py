"""Every figure of the independent program's results, to the penny and the day."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.cli import DOES_NOT_STAND, FINE, main
from nwd_costs.outputs import told

SAMPLE = "sample-authority"
FIVE_YEARS = "cs-demand-model-referrals"
AS_AT = {SAMPLE: "2023-03-31", FIVE_YEARS: "2022-03-31"}
METHODS = {
    "edge-of-care-2021-22.1": "edge-of-care/2021-22.1",
    "cic-cp-cin-2020-21.1": "cic-cp-cin/2020-21.1",
}
YEARS = {SAMPLE: ("2021-22", "2022-23"), FIVE_YEARS: ("2019-20", "2020-21")}
# Methods for tests, beside this file: they exercise what the versions do not use.
VARIANTS = {
    name: Path(__file__).parent / "methods" / name
    for name in (
        "variant-2-care-proportion", "variant-4-edge-likelihood", "variant-6-at-index-forecast",
    )
}  # fmt: skip
SHIPPED = [(data, method, year) for data in YEARS for method in METHODS for year in YEARS[data]]
RUNS = [*SHIPPED, *((SAMPLE, variant, year) for variant in VARIANTS for year in YEARS[SAMPLE])]
LEDGERS = [(SAMPLE, method, "2022-23") for method in METHODS]


@cache
def records(data: str, shared: Path) -> nwd.Records:
    if data == SAMPLE:
        return nwd.read(
            ssda903=shared / SAMPLE,
            cin_census=sorted((shared / SAMPLE).glob("cin_*.xml")),
            referrals=shared / SAMPLE / "referrals.csv",
        )
    return nwd.read(
        ssda903=shared / "cs-demand-model-903-5yr",
        referrals=shared / FIVE_YEARS / "referrals.csv",
        year_is="opening",
    )


@cache
def result(data: str, method: str, period: str, shared: Path) -> nwd.Result:
    return nwd.run(
        nwd.methodology(VARIANTS.get(method) or METHODS[method]),
        records(data, shared),
        nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire"),
        period=period,
        as_at=AS_AT[data],
    )


def expected(data: str, method: str, period: str, shared: Path) -> dict[str, Any]:
    file = shared / "expected" / data / method / f"{period}.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def plain(values: object) -> Any:
    return json.loads(json.dumps(values))


@pytest.mark.parametrize(("data", "method", "period"), RUNS)
def test_every_total_count_and_measure_is_met(
    data: str, method: str, period: str, shared: Path
) -> None:
    theirs = expected(data, method, period, shared)
    ours = plain(result(data, method, period, shared).summary())
    apart = {"warnings", "scope_by_referral", "lost_days_by_referral"}
    apart |= {"method"} if method in VARIANTS else set()
    assert {key: ours[key] for key in theirs.keys() - apart} == {
        key: theirs[key] for key in theirs.keys() - apart
    }
    own = {"profile", "status", "resting_on", "headline", "priced_by", "panel", "terms"}
    assert ours.keys() - theirs.keys() == own


def test_a_figure_with_forecast_days_says_wherever_it_is_shown_that_it_is_no_outturn(
    shared: Path,
) -> None:
    ahead = result(SAMPLE, "variant-6-at-index-forecast", "2022-23", shared)
    seen = result(SAMPLE, "variant-4-edge-likelihood", "2022-23", shared)
    for found, said in ((ahead, True), (seen, False)):
        assert ("no outturn" in repr(found)) is said
        assert ("no outturn" in found._repr_html_()) is said
        assert ("no outturn" in told(found)) is said


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_has_the_parameters_it_is_expected_to_have(name: str, shared: Path) -> None:
    text = (shared / "expected" / "methods" / f"{name}.json").read_text(encoding="utf-8")
    theirs = json.loads(text)
    theirs["timeline"]["breakdown_reasons"] = theirs.pop("breakdown_reasons")
    document = nwd.methodology(VARIANTS[name]).document.stages.model_dump(mode="json")
    for stage, parameters in document.items():
        ours = {
            key: part["value"] if isinstance(part, dict) else part
            for key, part in parameters.items()
            if key not in ("clause", "basis", "source", "actual_costs")
        }
        if stage == "pricing":  # a chain may repeat the name it is for [8.1]
            ours["chain"] = {key: [key, *links] for key, links in ours["chain"].items()}
            for key in ("cp", "cin"):
                ours["chain"][key].remove(key)
        if stage == "adjustments":
            del ours["rule"]
        assert plain(ours) == theirs[stage], stage


@pytest.mark.parametrize(("data", "method", "period"), RUNS)
def test_every_expected_warning_appears_with_its_counts(
    data: str, method: str, period: str, shared: Path
) -> None:
    ours = {w.code: w for w in result(data, method, period, shared).warnings}
    for theirs in expected(data, method, period, shared)["warnings"]:
        counts = {k: v for k, v in theirs.items() if k not in ("code", "clause", "message")}
        assert counts.items() <= dict(ours[theirs["code"]].counts).items()


@pytest.mark.parametrize(("data", "method", "period"), RUNS)
def test_every_referral_has_the_expected_scope_and_lost_days(
    data: str, method: str, period: str, shared: Path
) -> None:
    theirs = expected(data, method, period, shared)
    claims = result(data, method, period, shared).claims
    scope = claims["reason"].where(claims["scope"] == "out of scope", claims["scope"])
    assert dict(zip(claims["referral_id"], scope, strict=True)) == theirs["scope_by_referral"]
    lost = claims[claims["days_lost_to_overlap"] > 0]
    assert {
        row.referral_id: {
            "days": row.days_lost_to_overlap,
            "days_in_period": row.days_lost_to_overlap_in_period,
        }
        for row in lost.itertuples()
    } == theirs["lost_days_by_referral"]


def as_text(ledger: pd.DataFrame, columns: list[str]) -> list[tuple[str, ...]]:
    text = ledger[columns].copy()
    for column in ("from_day", "until_day"):
        text[column] = text[column].dt.strftime("%Y-%m-%d")
    return [
        tuple("" if pd.isna(v) else str(v) for v in row) for row in text.itertuples(index=False)
    ]


@pytest.mark.parametrize(("data", "method", "period"), LEDGERS)
def test_the_ledger_is_met_line_by_line(data: str, method: str, period: str, shared: Path) -> None:
    file = shared / "expected" / data / method / f"{period}.ledger.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        theirs = list(csv.DictReader(lines))
    columns = [name for name in theirs[0] if name != "clause"]
    ours = as_text(result(data, method, period, shared).ledger, columns)
    assert len(ours) == len(theirs)
    for line, (mine, other) in enumerate(zip(ours, theirs, strict=True), start=1):
        assert mine == tuple(other[name] for name in columns), f"line {line}"


@pytest.mark.parametrize(("data", "method", "period"), SHIPPED)
def test_the_command_line_writes_the_same(
    data: str, method: str, period: str, shared: Path, tmp_path: Path
) -> None:
    folder, as_at = shared / data, AS_AT[data]
    given = ["run", "--referrals", str(folder / "referrals.csv"), "--out", str(tmp_path)]
    given += ["--methodology", METHODS[method], "--unit-costs", "lait-outturn/2024-25"]
    given += ["--authority", "North Yorkshire", "--period", period, "--as-at", as_at]
    if data == SAMPLE:
        census = sorted(str(file) for file in folder.glob("cin_*.xml"))
        given += ["--ssda903", str(folder), "--cin-census", *census]
    else:
        given += ["--ssda903", str(shared / "cs-demand-model-903-5yr"), "--year-is", "opening"]
    if data == FIVE_YEARS:
        # Three in ten of its referrals are of nobody in the sample.
        assert main(given) == DOES_NOT_STAND
        given += ["--accept", "referrals-in-no-return"]
    assert main(given) == FINE
    written = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    ours = plain(result(data, method, period, shared).summary())
    headline = written.pop("headline"), ours.pop("headline")
    assert [one["stands"] for one in headline] == [True, data == SAMPLE]
    assert written == ours


CARE = [(SAMPLE, SAMPLE), (FIVE_YEARS, "cs-demand-model-903-5yr")]


@pytest.mark.parametrize(("data", "file"), CARE)
@pytest.mark.parametrize("method", METHODS.values())
def test_the_cost_of_care_is_met_for_every_year(
    data: str, file: str, method: str, shared: Path
) -> None:
    text = (shared / "expected" / "cost-of-care" / f"{file}.json").read_text(encoding="utf-8")
    theirs = json.loads(text)
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    found = nwd.cost_of_care(
        records(data, shared), costs, method=nwd.methodology(method), as_at=AS_AT[data]
    )
    ours = plain(found.summary())
    codes = {warning["code"] for warning in ours.pop("warnings")}
    assert codes >= {warning["code"] for warning in theirs.pop("warnings")}
    assert {key: ours[key] for key in theirs} == theirs
