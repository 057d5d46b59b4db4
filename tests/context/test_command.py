"""``nwd-costs context``: the same words at the command line."""

from __future__ import annotations

import json
import re
import shlex

import pytest

import nwd_costs as nwd
from conftest import REPOSITORY
from nwd_costs.cli import main

ASKED = ["context", "--claim", "£6.39m", "--authority", "North Yorkshire", "--year", "2022-23"]
MORE = ["--young-people", "39", "--fall-in-entries", "39", "--fall-in-stock", "39"]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main([*ASKED, *arguments]) == 0
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def whole() -> nwd.Context:
    return nwd.put_in_context(
        "£6.39m",
        authority="North Yorkshire",
        year="2022-23",
        young_people=39,
        fall_in_entries=39,
        fall_in_stock=39,
    )


def test_the_command_says_what_python_says(
    capsys: pytest.CaptureFixture[str], whole: nwd.Context
) -> None:
    assert told(capsys, *MORE) == f"{whole}\n"
    assert json.loads(told(capsys, *MORE, "--format", "json")) == whole.as_dict()
    page = told(capsys, *MORE, "--format", "html")
    assert whole.to_html() in page
    assert page.startswith("<!DOCTYPE html>")
    assert "http" not in page


def test_what_is_not_asked_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys)
    assert "share of spending [16.3]: 22.3%" in text
    assert "fall in entries" not in text
    assert "young person" not in text


def test_a_table_of_ones_own_may_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--unit-costs", "lait-outturn/2024-25") == told(capsys)


def test_the_command_of_the_readme_says_what_the_readme_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    found = re.search(
        r"<!-- context-command -->\n```sh\nnwd-costs (.*)\n```\n(.*?)\n##", readme, re.DOTALL
    )
    assert found is not None
    assert main(shlex.split(found[1])) == 0
    text = capsys.readouterr().out
    for words in ("22.3%", "23.3 to 307.2 child", "rose by 46"):
        assert words in text
        assert words in " ".join(found[2].split())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--year", "2022/23"], 2, "Did you mean 2022-23?"),
        (["--authority", "North Yorkshir"], 2, "Did you mean North Yorkshire (815)"),
        (["--claim", "much"], 2, "A figure is not understood."),
        (["--fall-in-entries", "0"], 2, "is not a whole number above nought"),
        (["--unit-costs", "nowhere/1"], 3, "'nowhere/1' was not found."),
    ],
)
def test_a_slip_ends_with_its_exit_code_and_words(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    assert main([*ASKED, *arguments]) == code
    assert words in capsys.readouterr().err
