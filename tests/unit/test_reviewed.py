"""Faults that a review found once, each held by its smallest example."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, DOES_NOT_STAND, FINE, main
from nwd_costs.library import bind
from nwd_costs.shelf import methodology_root
from nwd_costs.testing import synthetic_authority

METHOD = nwd.methodology("edge-of-care/2021-22.1")
COSTS = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
FOLDER = methodology_root() / "edge-of-care/2021-22.1"
RAW = tomllib.loads((FOLDER / "methodology.toml").read_text(encoding="utf-8"))
PROSE = (FOLDER / "method.md").read_text(encoding="utf-8")
CATEGORIES = (FOLDER / "categories.csv").read_text(encoding="utf-8")
REFERRAL = {
    "referral_id": "R1", "child_id": "C1", "at_risk_of": "entry", "referred_on": "2022-05-01",
    "started_on": "2022-05-01", "stage": "engaged", "date_of_birth": "2008-01-01",
}  # fmt: skip
PLACEMENT = {
    "child_id": "C1", "from_day": "2022-06-01", "until_day": "2022-08-01", "place": "U4",
    "provider": "PR1",
}  # fmt: skip


def run(**tables: pd.DataFrame) -> nwd.Result:
    records = nwd.read(**tables)  # type: ignore[arg-type]
    return nwd.run(METHOD, records, COSTS, period="2022-23", as_at="2023-03-31")


def table(folder: Path, *rows: str) -> Path:
    """Make a unit-cost folder with some rates of one's own."""
    shutil.copytree(str(methodology_root() / "unit_costs/lait-outturn/2024-25"), folder / "t")
    heading = "authority,category,per,amount,from_day,until_day,source,basis,note"
    text = "\n".join([heading, *rows]) + "\n\n"
    (folder / "t" / "rates.csv").write_text(f"\ufeff{text}", encoding="utf-8")
    return folder / "t"


GOOD = "815,looked_after,week,700,2022-04-01,2023-04-01,lait-2026,published,"


def test_a_table_saved_by_a_spreadsheet_with_mark_and_blank_line_is_read(tmp_path: Path) -> None:
    assert nwd.unit_costs(table(tmp_path, GOOD), authority="815").in_layer(
        "authority", "looked_after"
    )


@pytest.mark.parametrize("column", ["week", "published", "looked_after", "lait-2026"])
def test_a_blank_unit_basis_category_or_source_is_refused(column: str, tmp_path: Path) -> None:
    with pytest.raises(nwd.UnitCostError, match=r"is blank \(row 3\)"):
        nwd.unit_costs(table(tmp_path, GOOD, GOOD.replace(column, "")), authority="815")


def test_two_prices_on_one_day_are_refused_however_the_area_is_written(tmp_path: Path) -> None:
    again = GOOD.replace("815", "North Yorkshire").replace("700", "100")
    with pytest.raises(nwd.UnitCostError, match=r"two prices are in force .*\(rows 2, 3\)"):
        nwd.unit_costs(table(tmp_path, GOOD, again), authority="815")


def test_every_unknown_area_of_a_table_is_listed_with_its_row(tmp_path: Path) -> None:
    rows = [GOOD.replace("815", name) for name in ("Nowhere", "Elsewhere")]
    with pytest.raises(nwd.UnitCostError, match=r"(?s)'Nowhere'.*row 2.*'Elsewhere'.*row 3"):
        nwd.unit_costs(table(tmp_path, *rows), authority="815")


def test_headings_of_a_frame_are_levelled_and_unused_ones_are_named() -> None:
    frame = pd.DataFrame([REFERRAL]).rename(columns={"started_on": "Started on"})
    assert run(referrals=frame).claims["scope"].tolist() == ["in scope"]
    misspelt = pd.DataFrame([PLACEMENT]).rename(columns={"until_day": "until"})
    (warning,) = nwd.read(placements=misspelt).warnings
    assert warning.message == "frame placements: columns not used: until"


@pytest.mark.parametrize("zone", ["Europe/London", "UTC"])
def test_a_time_zone_does_not_move_a_day(zone: str) -> None:
    days = pd.to_datetime(pd.Series(["2022-06-01", None])).dt.tz_localize(zone)
    frame = pd.DataFrame([PLACEMENT, PLACEMENT]).assign(from_day=days)
    found = nwd.read(placements=frame).placements["from_day"]
    assert found.dt.strftime("%Y-%m-%d").tolist() == ["2022-06-01"]


@pytest.mark.parametrize("year", ["2021-22", "abc", "0.5", "22", "99999", "-5"])
def test_a_return_year_that_says_nothing_is_refused(year: str) -> None:
    plan = pd.DataFrame([{"child_id": "C1", "from_day": "2021-06-01", "return_year": year}])
    with pytest.raises(nwd.DataError, match="return years cannot be read"):
        nwd.read(protection_plans=plan)


def test_a_children_table_beside_the_returns_is_refused(tmp_path: Path) -> None:
    children = pd.DataFrame({"child_id": ["C1"], "uasc": [True]})
    with pytest.raises(nwd.UsageError, match="children: is given beside ssda903"):
        nwd.read(ssda903=tmp_path, children=children)


def test_no_step_of_a_result_shows_a_record_when_it_is_printed() -> None:
    result = run(referrals=pd.DataFrame([REFERRAL]), placements=pd.DataFrame([PLACEMENT]))
    steps = result.steps
    for thing in (steps, steps.observed, steps.cohort, steps.claims, steps.timeline):
        assert "C1" not in repr(thing)
    assert "C1" not in repr(result.explain("R1"))


def test_a_summary_may_be_changed_without_changing_the_result() -> None:
    result = run(referrals=pd.DataFrame([REFERRAL]))
    measures = result.summary()["measures"]
    assert isinstance(measures, dict)
    measures["care_entries"]["total"] = 99
    assert result.summary()["measures"] != measures


def test_odd_cells_of_a_frame_do_not_stop_the_reading() -> None:
    frame = pd.DataFrame([REFERRAL]).assign(
        extra=pd.Series([["a", "list"]], dtype=object),
        programme_cost=[np.inf],
        expected_weeks=["9E999999"],
    )
    assert nwd.read(referrals=frame).accounting["referrals"]["rejected"] == {
        "unreadable expected_weeks": 1
    }


def test_a_respite_piece_that_a_placement_covers_has_not_broken_down() -> None:
    respite = {
        **PLACEMENT, "until_day": "2022-07-01", "legal_status": "V3",
        "reason_place_change": "CREQB",
    }  # fmt: skip
    main_row = {**PLACEMENT, "from_day": "2022-06-10", "place": "K2", "rne": "P"}
    records = nwd.read(placements=pd.DataFrame([respite, main_row]))
    plan = nwd.methodology("edge-of-care/2021-22.1").plan.but(timeline={"respite": "include"})
    found = nwd.run(plan, records, COSTS, period="2022-23", as_at="2023-03-31")
    assert not found.timeline["broke_down"].any()


@pytest.mark.parametrize(
    "period", ["9999-00", "0000-01", "0001-01-01..0001-02-01", "2023-01-01..2023-01-01"]
)
def test_a_period_outside_the_calendar_is_refused_in_words(period: str) -> None:
    with pytest.raises(nwd.UsageError, match="The period cannot be used"):
        nwd.Period.parse(period)


@pytest.mark.parametrize("as_at", [20230331, None, "9999-12-31", "soon"])
def test_what_is_no_last_day_is_refused_in_words(as_at: object) -> None:
    with pytest.raises(nwd.UsageError, match="as_at cannot be read"):
        nwd.run(METHOD, nwd.read(referrals=pd.DataFrame([REFERRAL])), COSTS,
                period="2022-23", as_at=as_at)  # type: ignore[arg-type]  # fmt: skip


def test_a_side_the_ledger_does_not_have_is_refused() -> None:
    result = run(referrals=pd.DataFrame([REFERRAL]))
    with pytest.raises(nwd.UsageError, match="counterfactual"):
        result.total("Counterfactual")
    assert result.by("quarter", "quarter").equals(result.by("quarter"))


def test_results_that_cannot_be_written_are_refused_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["demo", "--out", str(tmp_path / "file")]) == BAD_USAGE
    assert "cannot be made into a folder" in capsys.readouterr().err


def test_check_finds_files_whose_endings_are_in_capitals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    synthetic_authority(4, children=40, referrals=10).write(tmp_path)
    (tmp_path / "referrals.csv").rename(tmp_path / "Referrals.CSV")
    # In so small a council the days of one unknown code are too many for a headline.
    assert main(["check", str(tmp_path)]) == DOES_NOT_STAND
    assert "of 10 referrals" in capsys.readouterr().out
    (tmp_path / "copy.csv").write_bytes((tmp_path / "Referrals.CSV").read_bytes())
    assert main(["check", str(tmp_path)]) == DATA_REFUSED
    assert "Referrals.CSV and copy.csv: both give the table referrals" in capsys.readouterr().err


def test_check_of_a_folder_with_only_a_list_reads_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    synthetic_authority(4, children=40, referrals=10).write_referrals(tmp_path / "referrals.csv")
    assert main(["check", str(tmp_path)]) == FINE
    assert "of 10 referrals" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("moved_to", "rne"), [(("K2", "PR1"), "P"), (("T1", ""), "B")], ids=["the return", "a second"]
)
def test_a_temporary_move_belongs_to_a_spell_whose_first_days_were_not_in_care(
    moved_to: tuple[str, str], rne: str
) -> None:
    # A document that puts cin first hides the main placement; only the move's last days are cic.
    timeline = {
        "priority": {**RAW["stages"]["timeline"]["priority"], "value": ["cin", "cic", "cp"]}
    }
    raw = {
        **RAW,
        "stages": {**RAW["stages"], "timeline": {**RAW["stages"]["timeline"], **timeline}},
    }
    rows = [
        ("2022-06-01", "2022-07-01", "K2", "PR1", "S"),
        ("2022-07-01", "2022-08-01", "T0", "", "P"),
        ("2022-08-01", "2022-09-01", *moved_to, rne),
    ]
    columns = ["from_day", "until_day", "place", "provider", "rne"]
    placements = pd.DataFrame(rows, columns=columns, dtype=str).assign(child_id="C1")
    need = pd.DataFrame([{"child_id": "C1", "from_day": "2022-05-01", "until_day": "2022-07-20"}])
    records = nwd.read(
        placements=placements, need_episodes=need, referrals=pd.DataFrame([REFERRAL])
    )
    method = bind(raw, prose=PROSE, categories=CATEGORIES, where="of a test")
    found = nwd.run(method, records, COSTS, period="2022-23", as_at="2023-03-31").timeline
    in_care = found[found["status"] == "cic"]
    assert in_care["from_day"].min() == pd.Timestamp("2022-07-20")
    assert len(set(in_care["placement_spell"])) == 1
