"""Clauses, cases and code: what is cited is there, and every clause has a case."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nwd_costs.testing.cases import cases_in

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "src" / "nwd_costs"
ROOT = CHECKOUT / "methodology"
RULES = ROOT / "rules.md"
VERSIONS = {
    f"{file.parent.parent.name}/{file.parent.name}": file.parent
    for file in sorted(ROOT.glob("*/*/methodology.toml"))
}

# Clauses of the common rules that no worked case shows, and why. Once a clause has a case its entry
# has to go.
NOT_YET_USED = {
    "2.12": "a case's tables are canonical; tests/returns/test_annex_a.py reads lists of Annex A",
    "2.11": "a case has no census with ids of its own; tests/returns/test_id_map.py has one",
    "2.14": "a check of codes changes no figure",
    "2.15": "a limit changes no figure",
    "2.16": "a limit looks at whole returns; tests/checks/test_headline.py holds each side of it",
    "2.17": "a case accepts nothing; tests/checks/test_headline.py looks at every output",
    "2.18": "a case is read as it is; tests/checks/test_strict.py",
    "8.15": "the areas of a case have no names; tests/unit_costs/test_register.py",
    "8.16": "a case's prices are of no table; tests/unit_costs/test_scope_and_components.py",
    "8.17": "components change no figure; tests/unit_costs/test_scope_and_components.py",
    "8.18": "a case holds its own prices; tests/unit_costs/test_four_ways_in.py",
    "12.6": "one case is one authority; tests/roll_up/test_two_by_hand.py adds up two",
    "12.9": "one case is one authority; tests/roll_up",
    "12.10": "one case is one authority; tests/roll_up/test_somebody_is_missing.py",
    "12.11": "one case is one authority; tests/roll_up/test_what_is_refused.py",
    "12.12": "a case is one result; tests/roll_up/test_like_with_like.py sets two side by side",
    "17.1": "it moves no figure; tests/disclosure/test_by_hand.py, the policy",
    "17.2": "it moves no figure; tests/disclosure/test_by_hand.py, what may be shown",
    "17.3": "it moves no figure; tests/disclosure/test_by_hand.py, what it is rounded to",
    "17.4": "it moves no figure; tests/disclosure/test_by_hand.py, ladders and Other",
    "17.5": "it moves no figure; tests/disclosure/test_sentinel.py plants a child",
    "17.6": "it moves no figure; tests/disclosure/test_by_hand.py, a pseudonym",
    **{f"17.{n}": "it moves no figure; tests/records shows and breaks it" for n in range(7, 13)},
    "17.13": "a case makes no workbook; tests/workbook works its formulas out",
    "17.14": "a case makes no workbook; tests/workbook/test_published.py",
    "17.15": "a case makes no workbook; tests/workbook/test_pages.py",
    "17.16": "a case has one authority; tests/roll_up/test_published.py adds two up by hand",
    "14.4": "a case is one result; tests/unit_costs/test_price_and_volume.py splits two by hand",
    "14.2": "it rules over versions, not over records; tests/versions shows it",
}
# The same for the clauses of each version.
WITHOUT_A_CASE = {
    "cic-cp-cin/2020-21.1": {"M1.2": "says what is published, and chooses nothing"},
    "edge-of-care/2021-22.1": {"M1.2": "says what is published, and chooses nothing"},
    **{
        name: {"M1.2": "says what is published, and chooses nothing"}
        for name in (
            "care-days-baseline/essex-2013.1",
            "step-down-52-weeks/birmingham-2014.1",
            "trial-rate-difference/fgc-2023.1",
            "weekly-out-of-care/london-2018.1",
        )
    },
}

# Clauses that no module names, and why. Once one does, its entry has to go.
NOT_IN_CODE: dict[str, str] = {}
# What a version says of itself, which no value rests on; [M2.4] is carried out by categories.csv.
OF_ITSELF = re.compile(r"M1\.\d+|M2\.4")

HEAD = re.compile(r"^\*\*\[([A-Z]?\d+(?:\.\d+)*)\]\*\*", re.MULTILINE)
SECTION = re.compile(r"^#{2,3} (M?\d+(?:\.\d+)*) ", re.MULTILINE)
CITED = re.compile(r"\[([A-Z]?\d+(?:\.\d+)*)\]")
RANGE = re.compile(r"\[((?:\d+\.)+)(\d+)\]-\[\1(\d+)\]")


@cache
def clauses(file: Path) -> frozenset[str]:
    """Give the numbers of the clauses that a document states."""
    return frozenset(HEAD.findall(file.read_text(encoding="utf-8")))


@cache
def sections(file: Path) -> frozenset[str]:
    """Give the numbers of a document's sections, which may be cited for their opening lines."""
    return frozenset(SECTION.findall(file.read_text(encoding="utf-8")))


def method(version: str) -> Path:
    return VERSIONS[version] / "method.md"


def known_to(version: str) -> frozenset[str]:
    """Give every clause that a version may cite: its own and the common ones."""
    return clauses(RULES) | clauses(method(version))


def case_files(folder: Path) -> list[Path]:
    return sorted(file for file in (folder / "cases").glob("*.md") if file.name != "README.md")


def shown_by(files: Iterable[Path]) -> frozenset[str]:
    """Give the clauses that the cases of some files name."""
    return frozenset(clause for file in files for case in cases_in(file) for clause in case.clauses)


def words_of(code: str) -> Iterator[str]:
    """Give what is written for people in a module: its comments, docstrings and messages."""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def cited_in(code: str) -> set[str]:
    return {number for words in words_of(code) for number in CITED.findall(words)}


def named_in(code: str) -> set[str]:
    """Give every clause that a module cites, by itself or within a range such as [7.1]-[7.3]."""
    within = {
        f"{stem}{number}"
        for words in words_of(code)
        for stem, first, last in RANGE.findall(words)
        for number in range(int(first), int(last) + 1)
    }
    return cited_in(code) | within


def clause_values(value: Any, key: str = "") -> Iterator[str]:
    """Give every clause that a methodology document names as a ground or rates."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from [name] if key == "ratings" else []
            yield from clause_values(item, name)
    elif key == "clause":
        yield value


def uncovered(stated: frozenset[str], shown: frozenset[str], excused: Iterable[str]) -> list[str]:
    """Find the clauses that have no case and no excuse, and the excuses that are none any more."""
    excuses = frozenset(excused)
    problems = [f"[{clause}] has no case" for clause in stated - shown - excuses]
    problems += [f"[{clause}] has a case: take it off the list" for clause in excuses & shown]
    problems += [f"[{clause}] is on the list but not a clause" for clause in excuses - stated]
    return sorted(problems)


def test_no_case_cites_a_clause_that_is_not_there() -> None:
    known = {ROOT: clauses(RULES), **{VERSIONS[version]: known_to(version) for version in VERSIONS}}
    wrong = {
        f"{file.name}: {case.title}": missing
        for folder, there in known.items()
        for file in case_files(folder)
        for case in cases_in(file)
        if (missing := set(case.clauses) - there)
    }
    assert wrong == {}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_clause_that_a_version_cites_exists(version: str) -> None:
    text = (VERSIONS[version] / "methodology.toml").read_text(encoding="utf-8")
    cited = set(clause_values(tomllib.loads(text)))
    assert len(cited) > 10
    assert cited - known_to(version) == set()


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.py")), ids=lambda f: f.stem)
def test_every_clause_that_a_module_cites_exists(file: Path) -> None:
    own = {clause for version in VERSIONS for clause in clauses(method(version))}
    cited = cited_in(file.read_text(encoding="utf-8"))
    assert cited - clauses(RULES) - sections(RULES) - own == set()


def test_every_clause_that_a_page_cites_exists() -> None:
    pages = dict.fromkeys([RULES, *case_files(ROOT)], frozenset[str]())
    for version, folder in VERSIONS.items():
        own = clauses(method(version)) | sections(method(version))
        pages |= dict.fromkeys([method(version), *case_files(folder)], own)
    wrong = {
        file.relative_to(ROOT).as_posix(): missing
        for file, own in pages.items()
        if (
            missing := set(CITED.findall(file.read_text(encoding="utf-8")))
            - clauses(RULES)
            - sections(RULES)
            - own
        )
    }
    assert wrong == {}


def test_every_common_clause_has_a_case_or_is_not_yet_used() -> None:
    files = [file for folder in (ROOT, *VERSIONS.values()) for file in case_files(folder)]
    assert uncovered(clauses(RULES), shown_by(files), NOT_YET_USED) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_every_clause_of_a_version_has_a_case(version: str) -> None:
    shown = shown_by(case_files(VERSIONS[version]))
    assert uncovered(clauses(method(version)), shown, WITHOUT_A_CASE.get(version, {})) == []


def test_every_common_clause_is_named_by_the_code_that_carries_it_out() -> None:
    named = {
        clause
        for file in SOURCE.rglob("*.py")
        for clause in named_in(file.read_text(encoding="utf-8"))
    }
    assert clauses(RULES) - named == set(NOT_IN_CODE)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_clause_of_a_version_decides_something(version: str) -> None:
    raw = tomllib.loads((VERSIONS[version] / "methodology.toml").read_text(encoding="utf-8"))
    idle = clauses(method(version)) - set(clause_values(raw))
    assert [clause for clause in sorted(idle) if not OF_ITSELF.fullmatch(clause)] == []


def cites_a_rule(said: str) -> bool:
    """Say whether a clause of a version names a common clause, or a section for its opening."""
    opened = re.search(r"Rules\s+section\s+\d+,\s+opening", said)
    return bool(set(CITED.findall(said)) & clauses(RULES)) or opened is not None


@pytest.mark.parametrize("version", VERSIONS)
def test_every_clause_of_a_version_cites_the_common_rule_that_it_picks_from(version: str) -> None:
    text = method(version).read_text(encoding="utf-8")
    parts = HEAD.split(text)[1:]
    prose = dict(zip(parts[::2], parts[1::2], strict=True))
    assert [clause for clause, said in prose.items() if not cites_a_rule(said)] == []


def test_a_range_names_what_is_within_it() -> None:
    assert {"7.1", "7.2", "7.3"} <= named_in('"""Booking [7.1]-[7.3]."""\n')
    assert "7.4" not in named_in('"""Booking [7.1]-[7.3]."""\n')


def test_a_version_that_is_excused_is_shipped() -> None:
    assert set(WITHOUT_A_CASE) <= set(VERSIONS)


def test_a_missing_case_a_stale_excuse_and_a_wrong_one_are_found() -> None:
    stated, shown = frozenset({"1.1", "1.2", "1.3"}), frozenset({"1.1", "1.2"})
    assert uncovered(stated, shown, ["1.3"]) == []
    assert uncovered(stated, shown, []) == ["[1.3] has no case"]
    assert uncovered(stated, shown, ["1.3", "1.2"]) == ["[1.2] has a case: take it off the list"]
    assert uncovered(stated, shown, ["1.3", "9.9"]) == ["[9.9] is on the list but not a clause"]


def test_citations_are_found_where_people_read_and_nowhere_else() -> None:
    code = '"""Cut [1.7]-[1.9], as [M4.3] says."""\nx = y[0]  # see [9.99]\nz = f"{x[1]} [8.2]."\n'
    assert cited_in(code) == {"1.7", "1.9", "M4.3", "9.99", "8.2"}
    assert "9.99" not in clauses(RULES) | sections(RULES)


def test_clauses_are_found_in_every_corner_of_a_document() -> None:
    raw = {
        "ratings": {"M9.8": {"evidence": "red"}},
        "stages": {"a": {"clause": "M1.1", "b": {"value": {"clause_of": "no"}, "clause": "7.7"}}},
    }
    assert set(clause_values(raw)) == {"M9.8", "M1.1", "7.7"}


def test_the_rules_are_read_as_clauses() -> None:
    assert {"1.1", "5.1.9", "12.7"} < clauses(RULES)
    assert {"5", "5.1", "12"} < sections(RULES)
