"""A crossed limit: the figure is marked wherever it is told, unless the limit is accepted."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import nwd_costs as nwd
from nwd_costs import care_costs, pipeline
from nwd_costs.checks import Threshold
from nwd_costs.cli import BAD_USAGE, DOES_NOT_STAND, FINE, main
from nwd_costs.commands import demo_result
from nwd_costs.headline import headline, percent
from nwd_costs.outputs import told, told_care, write_outputs
from nwd_costs.testing import synthetic_authority


def limit(name: str, what: str, value_ppm: int) -> Threshold:
    return Threshold(name, what, value_ppm, 50_000)


CROSSED = limit("rows-lost", "share of rows that were lost", 60_001)
KEPT = limit("ids-apart", "share of ids that do not join", 50_000)


@cache
def council_records() -> nwd.Records:
    return demo_result().records


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pipeline, care_costs):
        monkeypatch.setattr(module, "thresholds", lambda *_: (CROSSED, KEPT))


def result(*accept: str) -> nwd.Result:
    return nwd.run(
        nwd.methodology("edge-of-care/2021-22.1"),
        council_records(),
        nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire"),
        period="2022-23",
        as_at="2023-03-31",
        accept=accept,
    )


def care(*accept: str) -> nwd.CareCosts:
    return nwd.cost_of_care(
        council_records(),
        nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire"),
        method=nwd.methodology("edge-of-care/2021-22.1"),
        as_at="2023-03-31",
        periods="2022-23",
        accept=accept,
    )


def every_output(accept: tuple[str, ...], folder: Path) -> dict[str, str]:
    """Give the text of every place in which a figure is told."""
    found, costs = result(*accept), care(*accept)
    write_outputs(found, folder)
    explained = found.explain("EOC-0098")
    metadata = pq.read_schema(folder / "ledger.parquet").metadata
    return {
        "repr": repr(found),
        "html": found._repr_html_(),
        "told": "\n".join(told(found).splitlines()[:6]),
        "summary.json": (folder / "summary.json").read_text(encoding="utf-8"),
        "record.json": (folder / "record.json").read_text(encoding="utf-8"),
        "claims.csv": (folder / "claims.csv").read_text(encoding="utf-8").splitlines()[1],
        "ledger.parquet": metadata[b"headline"].decode("utf-8"),
        "provenance": repr(found.provenance),
        "explanation": str(explained),
        "explanation page": explained.to_html(),
        "explanation as values": json.dumps(explained.as_dict()),
        "care repr": repr(costs),
        "care html": costs._repr_html_(),
        "care told": "\n".join(told_care(costs).splitlines()[:6]),
        "care summary": json.dumps(costs.summary()),
    }


@pytest.mark.parametrize("accept", [(), ("rows-lost",)], ids=["crossed", "accepted"])
def test_every_output_of_a_figure_names_the_limit(accept: tuple[str, ...], tmp_path: Path) -> None:
    outputs = every_output(accept, tmp_path)
    words = ("accepted",) if accept else ("not a headline", "disqualified_by")
    silent = [
        name
        for name, text in outputs.items()
        if "rows-lost" not in text or not any(word in text.lower() for word in words)
    ]
    assert silent == []


def test_no_output_of_a_figure_whose_limits_are_kept_speaks_of_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in (pipeline, care_costs):
        monkeypatch.setattr(module, "thresholds", lambda *_: (KEPT,))
    assert [name for name, text in every_output((), tmp_path).items() if "ids-apart" in text] == []


def test_a_crossed_limit_leaves_every_pound_where_it_is() -> None:
    marked, accepted = result(), result("rows-lost")
    assert not marked.headline.stands
    assert accepted.headline.stands
    assert marked.gross_pence == accepted.gross_pence != 0
    assert marked.provenance.ledger_digest == accepted.provenance.ledger_digest


def test_the_summary_says_what_was_found_and_what_was_accepted() -> None:
    found = json.loads(json.dumps(result("rows-lost", "ids-apart").summary()))["headline"]
    assert found["stands"] is True
    assert found["disqualified_by"] == []
    assert [(one["id"], one["crossed"]) for one in found["accepted"]] == [
        ("rows-lost", True),
        ("ids-apart", False),
    ]
    marked = json.loads(json.dumps(result().summary()))["headline"]
    assert marked["stands"] is False
    assert marked["disqualified_by"][0]["value_ppm"] == 60_001
    assert marked["disqualified_by"][0]["what"] == "share of rows that were lost"


def test_accepting_what_is_not_crossed_changes_nothing_and_is_noted() -> None:
    found = headline([KEPT], ["ids-apart"])
    assert found.stands
    assert found.lines() == ["Accepted by name but not crossed [2.17]: ids-apart."]


def test_one_accepted_limit_does_not_answer_for_another() -> None:
    found = headline([CROSSED, limit("x", "another share", 70_000)], "rows-lost")
    assert [one.id for one in found.disqualified_by] == ["x"]


@pytest.mark.parametrize("name", ["row-lost", "everything", ""])
def test_an_unknown_name_is_refused_with_those_that_are_known(name: str) -> None:
    with pytest.raises(nwd.UsageError, match="The limits are rows-lost, ids-apart"):
        result(name)


def test_a_name_nearly_right_is_offered_the_right_one() -> None:
    with pytest.raises(nwd.UsageError, match=r"Did you mean rows-lost\?"):
        care("row-lost")


@pytest.mark.parametrize(
    ("ppm", "words"),
    [(0, "0%"), (50_000, "5%"), (60_001, "6.0001%"), (333_333, "33.3333%"), (1_000_000, "100%")],
)
def test_a_share_is_told_exactly(ppm: int, words: str) -> None:
    assert percent(ppm) == words


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("council")
    synthetic_authority(7, children=40, referrals=12).write(folder)
    return folder


def command(name: str, council: Path, out: Path) -> list[str]:
    given = [
        name,
        "--ssda903",
        str(council / "ssda903"),
        "--out",
        str(out),
        "--as-at",
        "2023-03-31",
    ]
    given += ["--unit-costs", "lait-outturn/2024-25", "--authority", "North Yorkshire"]
    if name == "run":
        given += ["--referrals", str(council / "referrals.csv"), "--period", "2022-23"]
        given += ["--methodology", "edge-of-care/2021-22.1"]
    return given


@pytest.mark.parametrize(
    ("name", "file"), [("run", "summary.json"), ("cost-of-care", "cost_of_care.json")]
)
def test_a_command_writes_the_marked_figure_and_names_the_flag_that_accepts_it(
    name: str, file: str, council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = command(name, council, tmp_path)
    assert main(given) == DOES_NOT_STAND
    said = capsys.readouterr()
    assert "--accept rows-lost" in said.err
    assert "NOT A HEADLINE FIGURE" in said.out
    assert json.loads((tmp_path / file).read_text("utf-8"))["headline"]["stands"] is False
    assert main([*given, "--accept", "rows-lost", "--accept", "ids-apart"]) == FINE
    said = capsys.readouterr()
    assert said.err == ""
    assert "accepted by name" in said.out
    assert json.loads((tmp_path / file).read_text("utf-8"))["headline"]["stands"] is True
    assert main([*given, "--accept", "row-lost"]) == BAD_USAGE
    assert "Did you mean rows-lost?" in capsys.readouterr().err
