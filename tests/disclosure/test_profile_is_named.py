"""Every output about somebody's records says of which profile it is [17]."""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

import nwd_costs as nwd
from nwd_costs import cli
from nwd_costs.figures import Verification
from nwd_costs.figures.judging import Row
from nwd_costs.figures.junit import junit
from nwd_costs.figures.markdown import step_summary
from nwd_costs.outputs import write_outputs
from nwd_costs.profiles import INTERNAL, PUBLICATION, SAID
from nwd_costs.terms import NAMES
from nwd_costs.verified import RecordVerified

# Every command, by what its outputs are. A new one has to be put under one of these.
OF_THE_INTERNAL_PROFILE = {
    "run", "demo", "check", "cost-of-care", "explain", "compare", "bridge", "panel", "roll-up",
    "record-verify",
}  # fmt: skip
OF_THE_PUBLICATION_PROFILE = {"report"}
OF_THE_PROFILE_ASKED_FOR = {"workbook", "pack"}
# Over published figures it is about nobody; over somebody's own records it is internal.
OF_NONE_WITHOUT_RECORDS = {"verify"}
ABOUT_NOBODY = {
    "diff", "new-version", "freeze", "methodologies", "unit-costs", "context",
}  # fmt: skip
SHOWN_ABOUT_NOBODY = {
    "Context", "Differences", "Methodology", "PricesChecked", "PricesCompared", "PricesShown",
    "UnitCosts",
}  # fmt: skip
ROW = Row("a", "A figure", "Figures", "outturn", "1", "1", "", "", "reproduced", "as printed", "us")
COHORT = nwd.reference_cohort()
METHODS = ("edge-of-care/2021-22.1", "cic-cp-cin/2020-21.1")
RETURNS = [
    "--ssda903", str(COHORT / "ssda903"),
    "--cin-census", *map(str, sorted((COHORT / "cin_census").glob("*.xml"))),
]  # fmt: skip
REFERRALS = ["--referrals", str(COHORT / "referrals.csv")]
PRICED = [
    "--unit-costs", "lait-outturn/2024-25", "--authority", "North Yorkshire",
    "--as-at", "2023-03-31",
]  # fmt: skip
ASKED = [*RETURNS, *REFERRALS, *PRICED, "--period", "2022-23"]
RUN = [*ASKED, "--methodology", METHODS[0]]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of one run by the command line."""
    folder = tmp_path_factory.mktemp("run") / "council"
    assert cli.main(["run", *RUN, "--out", str(folder)]) == cli.FINE
    return folder


@pytest.fixture(scope="module")
def result() -> nwd.Result:
    """Give the same run, made in Python."""
    records = nwd.read(COHORT)
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    return nwd.run(
        nwd.methodology(METHODS[0]), records, costs, period="2022-23", as_at="2023-03-31"
    )


def test_every_command_is_known_to_be_of_a_profile_or_about_nobody() -> None:
    sorted_out = (
        OF_THE_INTERNAL_PROFILE, OF_THE_PUBLICATION_PROFILE, OF_THE_PROFILE_ASKED_FOR,
        OF_NONE_WITHOUT_RECORDS, ABOUT_NOBODY,
    )  # fmt: skip
    commands = [
        name
        for action in cli._parser()._actions
        if isinstance(action, argparse._SubParsersAction)
        for name in action.choices
    ]
    assert sorted(commands) == sorted(name for group in sorted_out for name in group)


def test_every_file_of_a_run_names_its_profile(ran: Path) -> None:
    assert {file.suffix for file in ran.iterdir()} == {".json", ".parquet", ".csv"}
    assert {file.name: profiles_of(file) for file in ran.iterdir()} == {
        file.name: {INTERNAL} for file in ran.iterdir()
    }


def profiles_of(file: Path) -> set[str]:
    """Give every profile that a file names; of JSON it has to be the first thing said."""
    if file.suffix == ".json":
        # Of a record, the version of its own form comes first.
        told = json.loads(file.read_text(encoding="utf-8"))
        assert "profile" in list(told)[:2]
        return {told["profile"]}
    if file.suffix == ".parquet":
        return {pq.read_schema(file).metadata[b"profile"].decode()}
    with file.open(encoding="utf-8", newline="") as text:
        heading, *rows = csv.reader(text)
    assert heading[-1] == "profile"
    return {row[-1] for row in rows}


def test_a_table_without_rows_still_has_the_heading(result: nwd.Result, tmp_path: Path) -> None:
    names = ["referral_id", "child_id", "at_risk_of", "referred_on", "started_on"]
    nobody = nwd.read(referrals=pd.DataFrame(columns=names))
    method = nwd.methodology(METHODS[0])
    found = nwd.run(method, nobody, result.costs, period="2022-23", as_at="2023-03-31")
    write_outputs(found, tmp_path)
    for name in ("claims", "rejected", "repairs"):
        (heading,) = (tmp_path / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert heading.endswith(",profile")


COMMANDS = {
    "run": ["run", *RUN, "--out", "{out}/run"],
    "demo": ["demo"],
    "check": ["check", str(COHORT), "--out", "{out}"],
    "cost-of-care": ["cost-of-care", *RETURNS, *PRICED, "--out", "{out}"],
    "explain": ["explain", "EOC-0098", *RUN],
    "explain as a page": ["explain", "EOC-0098", *RUN, "--format", "html"],
    "compare": ["compare", *ASKED, "--methodology", *METHODS, "--out", "{out}"],
    "bridge": ["bridge", *METHODS, *ASKED],
    "panel": ["panel", *RUN],
    "roll-up": ["roll-up", "{ran}", "--out", "{out}"],
    "record-verify": ["record-verify", "{ran}/council/record.json", "--hash-only"],
}


def test_each_internal_command_is_tried_here() -> None:
    assert {name.removesuffix(" as a page") for name in COMMANDS} == OF_THE_INTERNAL_PROFILE


@pytest.mark.parametrize("name", COMMANDS)
def test_every_internal_command_tells_its_profile_and_so_does_each_file(
    name: str, ran: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [word.format(out=tmp_path, ran=ran.parent) for word in COMMANDS[name]]
    assert cli.main(given) == cli.FINE
    told = capsys.readouterr().out
    assert (SAID if "html" not in given else "Internal profile:</strong>") in told
    for file in tmp_path.iterdir():
        if file.suffix == ".json":
            assert profiles_of(file) == {INTERNAL}
        elif file.suffix == ".html":
            assert SAID in file.read_text(encoding="utf-8")
        elif file.suffix == ".xlsx":
            first = openpyxl.load_workbook(file).worksheets[0]
            assert SAID in {cell.value for row in first["A1:B3"] for cell in row}


def test_a_summary_from_before_profiles_were_named_is_rolled_up_as_well(
    ran: Path, tmp_path: Path
) -> None:
    summary = json.loads((ran / "summary.json").read_text(encoding="utf-8"))
    del summary["profile"]
    (tmp_path / "council").mkdir()
    (tmp_path / "council" / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    assert nwd.roll_up(tmp_path).as_dict() == nwd.roll_up(ran.parent).as_dict()


PAGES = {
    "report": ["report", *RUN, "--no-compare", "--out", "{out}"],
    "workbook": ["workbook", *RUN, "--profile", PUBLICATION, "--out", "{out}/costs.xlsx"],
}


@pytest.mark.parametrize("name", PAGES)
def test_a_publication_command_tells_that_profile(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([word.format(out=tmp_path) for word in PAGES[name]]) == cli.FINE
    assert "publication profile" in capsys.readouterr().out


@pytest.fixture(scope="module")
def views(result: nwd.Result) -> dict[str, Any]:
    """Make one of everything that Python shows of somebody's records."""
    records, costs, method = result.records, result.costs, result.method
    asked: dict[str, Any] = {"period": "2022-23", "as_at": "2023-03-31"}
    parts = result.panels().panels
    return {
        "Bridge": nwd.bridge(method, method.plan.but(adjustments={"deadweight": 1}),
                             records, costs, **asked),
        "CareCosts": nwd.cost_of_care(records, costs, method=method, as_at="2023-03-31"),
        "Comparison": nwd.compare(METHODS, records, costs, **asked),
        "Explanation": result.explain("EOC-0098"),
        "LengthOfStay": nwd.length_of_stay(records, as_at="2023-03-31"),
        "Panel": parts[0],
        "Panels": result.panels(),
        "PriceVolume": nwd.price_volume(result, result),
        "Quality": nwd.check(records),
        "RecordVerified": RecordVerified((), hash_only=True),
        "Records": records,
        "RestingOn": result.resting_on(),
        "Result": result,
        "RollUp": nwd.roll_up([result]),
        "SetBeside": nwd.set_beside(parts[0], parts[0]),
        "Verification": Verification((), internal=True),
    }  # fmt: skip


def test_everything_that_python_shows_of_records_tells_its_profile(views: dict[str, Any]) -> None:
    for name, view in views.items():
        assert type(view).__name__ == name
        assert SAID in view._repr_html_(), name
        if hasattr(view, "to_html"):
            assert SAID in view.to_html(), name
        if "__str__" in vars(type(view)):
            assert SAID in str(view), name
        if hasattr(view, "as_dict") and name != "RestingOn":  # a part of the summary
            assert next(iter(view.as_dict().items())) == ("profile", INTERNAL), name
        if hasattr(view, "summary"):
            assert next(iter(view.summary().items())) == ("profile", INTERNAL), name


def test_every_public_class_with_a_view_of_its_own_is_sorted_out(views: dict[str, Any]) -> None:
    shown = {name for name in nwd.__all__ if hasattr(getattr(nwd, name), "_repr_html_")}
    of_records = views.keys() - {"Explanation", "Panels", "RestingOn"}
    assert shown == of_records | SHOWN_ABOUT_NOBODY | {"Published", "PublishedRollUp"}


def test_two_published_figures_are_nobodys(result: nwd.Result) -> None:
    figure = nwd.published_figure("ny-2022-23-edge-of-care")
    alone = nwd.set_beside(figure, figure, despite=NAMES)
    assert SAID not in f"{alone}{alone.to_html()}"
    assert "profile" not in alone.as_dict()
    beside = nwd.set_beside(figure, result, despite=NAMES)
    assert SAID in str(beside)
    assert beside.as_dict()["profile"] == INTERNAL


def test_published_figures_have_a_profile_only_over_somebodys_own_records() -> None:
    told = {}
    for internal in (True, False):
        found = Verification((ROW,), internal=internal)
        told[internal] = [str(found), found.to_html(), json.dumps(found.as_dict()),
                          step_summary(found), junit(found)]  # fmt: skip
    assert all("internal" in text for text in told[True])
    assert not any("internal" in text for text in told[False])
