"""The outcome as lines, page, JSON, JUnit and Markdown: readable, well formed, and escaped."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree, html

from figures.shared import quick
from nwd_costs.cli import BAD_USAGE, FINE, main
from nwd_costs.figures import Verification
from nwd_costs.figures.junit import junit
from nwd_costs.figures.markdown import escaped, step_summary
from nwd_costs.figures.verification import WIDTH

NASTY = 'a | b <script>alert("x")</script> & *c* [d](e) `f`\n# g\x00\x1b'


def spoilt() -> Verification:
    """Give three rows, the second of which fails, with every sign that could do harm."""
    first, second, third = quick().rows[:3]
    bad = replace(
        second, title=NASTY, reason=NASTY, published=NASTY, fails=True, status="disagrees"
    )
    return Verification((first, bad, third))


def test_the_lines_fit_a_terminal_and_begin_with_what_came_out() -> None:
    lines = str(quick()).splitlines()
    assert " numbers: " in lines[0]
    assert max(map(len, lines)) <= WIDTH
    assert "What fails:" not in lines
    assert "What fails:" in str(spoilt()).splitlines()


def test_every_number_is_told_with_its_status_and_reason() -> None:
    text = " ".join(str(quick()).split())
    for row in quick().rows:
        assert f"{row.id}: {row.status}. " in text
        assert row.reason


def test_junit_is_what_build_servers_read() -> None:
    root = etree.fromstring(junit(quick()).encode())
    suites = root.findall("testsuite")
    assert root.tag == "testsuites"
    for part in (root, *suites):
        cases = list(part.iter("testcase"))
        assert int(part.attrib["tests"]) == len(cases)
        assert int(part.attrib["failures"]) == len(list(part.iter("failure"))) == 0
        assert int(part.attrib["skipped"]) == len(list(part.iter("skipped")))
        assert part.attrib["errors"] == "0"
    assert [case.attrib["name"] for case in root.iter("testcase")] == [r.id for r in quick().rows]
    skipped = {
        str(part.getparent().attrib["name"]): str(part.attrib["message"])  # type: ignore[union-attr]
        for part in root.iter("skipped")
    }
    assert "Nothing behind it is public" in skipped["sfpc-2023-24-q3"]
    assert skipped["gmca-ss5.0"].startswith("known disagreement: published £1,416; computed £1,516")


def test_a_failure_in_junit_names_its_figure_and_survives_every_sign() -> None:
    root = etree.fromstring(junit(spoilt()).encode())
    (failure,) = root.iter("failure")
    assert str(failure.attrib["message"]).startswith("ny-2021-22-entries disagrees")
    assert "<script>" in str(failure.attrib["message"])
    assert root.attrib["failures"] == "1"


def test_the_page_is_escaped_and_has_a_row_for_each() -> None:
    page = spoilt().to_html()
    assert "<script>" not in page
    assert len(html.fromstring(page).findall(".//tbody/tr")) == 3
    assert page == spoilt()._repr_html_()


def test_markdown_is_escaped_and_each_row_is_one_line_of_the_table() -> None:
    text = step_summary(spoilt())
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert "<script>" not in text
    for line in table:
        cells = line.replace("\\|", "").split("|")
        assert len(cells) == 8
    assert text.index("### What fails") < text.index("<details>")
    assert escaped("a|b\nc") == "a\\|b c"


def test_json_has_every_row_and_says_what_fails() -> None:
    told = json.loads(json.dumps(spoilt().as_dict()))
    assert told["ok"] is False
    assert told["new_disagreements"] == ["ny-2021-22-entries"]
    assert {"id", "published", "computed", "difference", "tolerance", "status", "reason", "source",
            "standing"} <= told["figures"][0].keys()  # fmt: skip
    whole = {row["id"]: row for row in json.loads(json.dumps(quick().as_dict()))["figures"]}
    missing = whole["sfpc-prevented"]
    assert [missing[name] for name in ("published", "computed", "difference")] == [None] * 3
    assert sum(told["counts"].values()) == len(told["figures"]) == 3


def test_the_command_tells_and_writes_it_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nwd_costs.figures.verify", lambda *_: quick())
    files = {name: tmp_path / f"out.{name}" for name in ("json", "junit", "step-summary")}
    files["step-summary"].write_text("Before.\n", encoding="utf-8")
    asked = [word for name, file in files.items() for word in (f"--{name}", str(file))]
    assert main(["verify", *asked]) == FINE
    told = capsys.readouterr()
    assert told.out == f"{quick()}\n"
    assert json.loads(files["json"].read_text(encoding="utf-8")) == quick().as_dict()
    assert files["junit"].read_text(encoding="utf-8") == junit(quick())
    assert files["step-summary"].read_text(encoding="utf-8") == f"Before.\n{step_summary(quick())}"


def test_the_readme_shows_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"<!-- verify-command -->\n```sh\nnwd-costs (.*)\n```", readme)
    monkeypatch.setattr("nwd_costs.figures.verify", lambda *_: quick())
    assert main(shown.split()) == FINE
    assert "£20,800 a child to £274,040 a child" in capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_bad_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nwd_costs.figures.verify", lambda *_: quick())
    assert main(["verify", "--json", str(tmp_path / "no" / "out.json")]) == BAD_USAGE
    assert "--json: cannot be written to" in capsys.readouterr().err
