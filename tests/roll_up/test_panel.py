"""The panel of a run: its views, its marks, the parts it is given for, and the command [12.8]."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import nwd_costs as nwd
from nwd_costs import programme_commands
from nwd_costs.cli import BAD_USAGE, DOES_NOT_STAND, FINE, main
from nwd_costs.freezing import reference_records
from nwd_costs.periods import Period
from nwd_costs.testing import synthetic_authority
from roll_up.hands import METHOD, MIDDLESBROUGH, TIERS, council

COSTS = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")


@pytest.fixture(scope="module")
def result() -> nwd.Result:
    return nwd.run(METHOD, reference_records(), COSTS, period="2022-23", as_at="2023-03-31")


def test_the_panel_of_the_period_is_what_the_result_says(result: nwd.Result) -> None:
    panel = result.panel()
    assert panel.figures.measures == result.measures
    assert panel.pence_of("gross") == result.gross_pence
    assert panel.pence_of("net") == result.net_pence
    assert panel.as_dict()["gross_pence"] == result.gross_pence
    assert sum(p or 0 for p in panel.figures.gross_by_tier_pence.values()) == result.gross_pence


def test_the_summary_holds_a_panel_of_every_part(result: nwd.Result) -> None:
    told: Any = json.loads(json.dumps(result.summary()))
    assert [panel["period"] for panel in told["panel"]] == [
        "2022-23", "2022-23 Q1", "2022-23 Q2", "2022-23 Q3", "2022-23 Q4", "2022-23 to Q2",
        "2022-23 to Q3",
    ]  # fmt: skip
    assert {panel["kind"] for panel in told["panel"]} == {
        "a year", "a quarter", "a year to date, 2 quarters", "a year to date, 3 quarters",
    }  # fmt: skip
    assert told["panel"][0]["supported"] == told["measures"]["supported"]
    assert told["terms"] == result.terms().as_dict()
    for quarter, sides in told["by_quarter"].items():
        (panel,) = (one for one in told["panel"] if one["period"] == quarter)
        assert panel["by_side_pence"] == sides


def test_every_view_shows_standing_and_figures(result: nwd.Result) -> None:
    panel = result.panel("2022-23 Q3")
    for view in (str(panel), repr(panel), panel.to_html(), panel._repr_html_()):
        assert "reconstruction" in view
        assert "2022-23 Q3" in view
        assert re.search("[Ss]upported", view)
    assert "reproduces no published figure" in str(panel)
    assert panel.table.columns.tolist() == ["figure", "2022-23 Q3"]
    beside = result.panels("2022-23 Q3", "2022-23")
    assert beside.table.columns.tolist() == ["figure", "2022-23 Q3", "2022-23"]
    assert len(beside.as_dict()["panels"]) == 2  # type: ignore[arg-type]
    assert "Panel(edge-of-care" in repr(beside)


def test_a_tier_that_the_method_does_not_count_is_not_called_nought(result: nwd.Result) -> None:
    told = str(result.panel())
    assert re.search(r"Child Protection +not counted", told)
    assert result.panel().as_dict()["gross_by_tier_pence"]["cp"] == 0  # type: ignore[index]
    tiers = council("Norfolk", (("2022-04-10", "both", ""),), method=TIERS)
    assert re.search(r"Child Protection +£0\.00", str(tiers.panel()))
    assert "not counted" not in str(nwd.roll_up([tiers]))
    assert re.search(r"Child in Need +not counted +1 of 1", str(nwd.roll_up([result])))


def test_a_part_outside_or_across_a_quarter_is_refused(result: nwd.Result) -> None:
    with pytest.raises(nwd.UsageError, match=r"is not inside 2022-23, the period of the run"):
        result.panel("2021-22 Q4")
    with pytest.raises(nwd.UsageError, match=r"cuts a quarter.*Run that period by itself"):
        result.panel("2022-04-01..2022-05-01")


def test_withheld_pounds_stay_withheld_and_others_do_not() -> None:
    plan = METHOD.plan.but(
        horizon={"days": 10}, counterfactual={"lag_days": 0}, pricing={"allow_unpriced": True}
    )
    claims = (("2022-04-10", "both", ""),)
    panels = council("Norfolk", claims, price="secure", method=plan).panels()
    told = {panel.period.name: panel.figures.as_dict() for panel in panels.panels}
    for period in ("2022-23", "2022-23 Q1", "2022-23 to Q3"):
        assert told[period]["gross_pence"] is None
        assert told[period]["adjustment_pence"] is None
        assert told[period]["net_pence"] is None
        assert told[period]["gross_by_tier_pence"] == {"cic": None, "cp": 0, "cin": 0}
    assert told["2022-23 Q2"]["gross_pence"] == 0
    assert "withheld" in str(panels)


def test_what_is_no_headline_no_outturn_or_no_version_says_so() -> None:
    plan = METHOD.plan.but(
        horizon={"days": 30}, counterfactual={"lag_days": 0}, booking={"rule": "at_index"}
    )
    late = council("Middlesbrough", (*MIDDLESBROUGH, ("2023-03-20", "both", "")), method=plan)
    panel, before = late.panel("2022-23 Q4"), late.panel("2022-23 Q2")
    for view in (str(panel), repr(panel), panel.to_html(), str(panel.as_dict())):
        assert "no outturn" in view
        assert "what-if of edge-of-care/2021-22.1" in view
        assert "referrals-in-no-return" in view
    assert "no outturn" not in str(before)
    assert (panel.figures.contains_forecast, before.figures.contains_forecast) == (True, False)


def test_a_period_that_is_not_over_says_so(result: nwd.Result) -> None:
    early = council("Norfolk", (("2022-04-10", "both", ""),), as_at="2022-08-15")
    told = str(early.panels("2022-23 Q1", "2022-23"))
    assert "2022-23 is not over: nothing is counted from 16/08/2022 on [1.2]." in told
    assert "Q1 is not over" not in told
    assert "not over" not in str(result.panel())


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("council")
    synthetic_authority(7, children=25, referrals=8).write(folder)
    census = sorted(map(str, (folder / "cin_census").glob("*.xml")))
    return [
        "panel", "--ssda903", str(folder / "ssda903"), "--cin-census", *census, "--referrals",
        str(folder / "referrals.csv"), "--methodology", METHOD.id, "--unit-costs",
        "lait-outturn/2024-25", "--authority", "Norfolk",
    ]  # fmt: skip


def test_the_command_sets_quarter_year_to_date_and_year_side_by_side(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [*files, "--as-at", "2022-12-31", "--period", "2022-23 Q3"]
    code = main([*asked, "--format", "json"])
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert code == (FINE if told["headline"]["stands"] else DOES_NOT_STAND)
    assert [one["period"] for one in told["panels"]] == ["2022-23 Q3", "2022-23 to Q3", "2022-23"]
    main([*asked[:-1], "2022-23 to Q3", "--format", "html"])
    page = capsys.readouterr().out
    assert "2022-23 is not over" in page
    assert "Gross costs avoided, Children in Care" in page
    assert "<th scope='col'>2022-23 to Q3</th>" in page


def of_period(period: Period) -> nwd.Result:
    return council("Norfolk", (("2022-04-10", "both", ""),), period=period.name)


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ("2022-23", ["2022-23 Q1", "2022-23 Q2", "2022-23 Q3", "2022-23 Q4", "2022-23"]),
        ("2022-23 Q1", ["2022-23 Q1", "2022-23"]),
        ("2022-05-01..2022-06-01", ["2022-05-01..2022-06-01"]),
        ("2021-22 Q4", ["2021-22 Q4", "2021-22"]),
    ],
)
def test_the_command_shows_each_period_once(
    files: list[str],
    period: str,
    shown: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Period.parse(period)
    monkeypatch.setattr(programme_commands, "result_of", lambda given, _: of_period(given.period))
    main([*files, "--as-at", "2023-03-31", "--period", asked.name, "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert [one["period"] for one in told["panels"]] == shown


def test_a_period_that_is_none_is_bad_usage(
    files: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([*files, "--as-at", "2023-03-31", "--period", "2022"]) == BAD_USAGE
    assert "'2022' is not a period" in capsys.readouterr().err.replace(":", "")
    assert not list(tmp_path.iterdir())
