"""Every choice has a decision record, and the pounds in it are those that a run gives today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nwd_costs as nwd
from versions.effects import AS_IT_IS, COLUMNS, PERIODS, VERSION, gross, pages, written

PAGES = pages()
HEADINGS = ["Question", "Options", "Decision", "Why"]
CITED = re.compile(r"\[(\d+(?:\.\d+)+)\]")

# Parameters that no reasonable evaluator would argue about here, and why.
NO_DECISION = {
    "horizon.max_days": "no cap, and none would reach below the horizon as it stands",
    "pricing.uprate": "every year asked for has a price of its own",
    "pricing.days_per_year": "the shipped prices are by the week",
    "pricing.allow_unpriced": "it stops a run or withholds a total, and moves none",
    "pricing.actual_costs": "the reference cohort holds no actual costs",
}


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name(page: Path) -> str:
    return page.stem


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_pounds_of_a_decision_are_current(page: Path) -> None:
    assert text_of(page) == written(text_of(page)), "run: python tests/versions/effects.py"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_record_has_its_parts_and_two_options_at_least(page: Path) -> None:
    text = text_of(page)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert re.match(rf"# {page.stem[:4]} .+\n\nClauses: ", text)
    tables = text.split("| --- | --- | --- | --- |\n")[1:]
    assert len(VERSION.findall(text)) == len(tables) >= 1
    for table in tables:
        options = [line for line in table.splitlines() if line.startswith("|")]
        assert len(options) >= 2
        assert AS_IT_IS in options[0]
        assert not [line for line in options[1:] if AS_IT_IS in line]
        assert {line.count("|") for line in options} == {COLUMNS + 1}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_record_cites_clauses_that_are_there(page: Path) -> None:
    known = nwd.methodology("edge-of-care/2021-22.1").clauses
    cited = set(CITED.findall(text_of(page)))
    assert cited - known.keys() == set()


def test_the_records_are_numbered_one_after_the_other() -> None:
    assert [page.stem[:4] for page in PAGES] == [f"{n:04d}" for n in range(1, len(PAGES) + 1)]
    assert len(PAGES) > 30


def test_every_parameter_of_the_two_versions_has_a_decision() -> None:
    text = "\n".join(map(text_of, PAGES))
    paths = {path for version in PERIODS for path in nwd.methodology(version).plan.parameters()}
    decided = {path for path in paths if re.search(rf"{re.escape(path)}(\.\w+)? =", text)}
    assert paths - decided == set(NO_DECISION)


def test_a_penny_that_is_wrong_is_noticed() -> None:
    text = next(text for text in map(text_of, PAGES) if "horizon.days = 91" in text)
    right = re.search(r"`horizon\.days = 91` \| (\S+) \|", text)
    assert right is not None
    wrong = right[1][:-1] + ("1" if right[1][-1] == "0" else "0")
    assert written(text.replace(right[1], wrong)) == text


def test_the_options_reach_the_runs() -> None:
    version = "edge-of-care/2021-22.1"
    found = {change: gross(version, change) for change in (AS_IT_IS, "horizon.days = 91")}
    assert len(set(found.values())) == 2
    with pytest.raises(nwd.UsageError, match="is no parameter"):
        gross(version, "horizon.nights = 91")
