"""Two versions are read against each other: nothing is left out and nothing added."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.cli import BAD_USAGE, FINE, main
from versions.trees import EDGE, ROOT, TIERS, VERSIONS, rewrite, tree

TOML, CSV = "methodology.toml", "categories.csv"
DAYS = ("value = 364", "value = 182")
ENTRY = ('on_entry = { value = "stop"', 'on_entry = { value = "void"')


def changed(folder: Path, *changes: tuple[str, str], file: str = TOML) -> nwd.Differences:
    """Give the differences between a version and one of another name with some words changed."""
    same, other = (tree(folder / name, EDGE) / EDGE for name in ("same", "other"))
    rewrite(other / TOML, (f'id = "{EDGE}"', 'id = "edge-of-care/2099-00.1"'))
    for old, _ in changes:
        assert old in (other / file).read_text(encoding="utf-8")
    rewrite(other / file, *changes)
    return nwd.diff(same, other)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_does_not_differ_from_itself(version: str) -> None:
    found = nwd.diff(version, nwd.methodology(version))
    assert len(found) == 0
    assert not found.rows
    assert found.frame.empty
    assert "do not differ" in str(found)


def test_two_parameters_that_differ_are_two_rows(tmp_path: Path) -> None:
    found = changed(tmp_path, DAYS, ENTRY)
    assert [(row.kind, row.path) for row in found.rows] == [
        ("parameter", "counterfactual.on_entry"),
        ("parameter", "horizon.days"),
    ]
    entry, days = found.rows
    assert (entry.a[:4], entry.b[:4]) == ("stop", "void")
    assert days.a == "364 (assumed, library; from 91 to 728)"
    assert days.b == "182 (assumed, library; from 91 to 728)"
    assert days.clause_a == days.clause_b == "M5.1"
    assert days.prose_a.startswith("A claim lasts at most 364 days")


MIXED = "unstated = 1_000_000"
GROUND = 'clause = "M3.2", basis = "published"'
KINDS = {
    "clause": (TOML, 'clause = "M3.4"', 'clause = "M3.3"', "parameter", "cohort.exclude_uasc"),
    "basis": (TOML, GROUND, GROUND.replace("published", "inferred"), "parameter",
              "cohort.age_min"),
    "span": (TOML, "high = 728", "high = 729", "parameter", "horizon.days"),
    "note": (TOML, "ppm fewer", "ppm less", "parameter", "counterfactual.likelihood"),
    "entry": (TOML, MIXED, "unstated = 999_999", "parameter", "counterfactual.likelihood"),
    "rating": (TOML, 'evidence = "green"', 'evidence = "amber"', "rating", "M3.2"),
    "source": (TOML, 'date = "2024"', 'date = "2025"', "source", "innovation-unit"),
    "year": (TOML, '["2021-22", "2022-23"]', '["2022-23"]', "document", "written_for"),
    "rule": (TOML, 'clause = "M6.1"', 'clause = "7.1"', "rule", "booking"),
    "prose": ("method.md", "Respite is left", "Respite is kept", "clause", "M2.2"),
    "family": (CSV, "K1,*,,,secure,false", "K1,*,,,secure,true", "category",
               "K1 with any provider"),
    "removed": (CSV, "U1,*,,,foster_kinship,true\n", "", "category", "U1 with any provider"),
    "added": (CSV, "K1,*,,,sec", "K9,*,,,secure,false\nK1,*,,,sec", "category",
              "K9 with any provider"),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_difference_is_a_row_of_its_own(name: str, tmp_path: Path) -> None:
    file, old, new, kind, path = KINDS[name]
    found = changed(tmp_path, (old, new), file=file)
    assert [(row.kind, row.path) for row in found.rows] == [(kind, path)]


def test_the_two_reconstructions_differ_with_the_prose_of_both_sides() -> None:
    found = nwd.diff(EDGE, TIERS)
    by_path = {(row.kind, row.path): row for row in found.rows}
    horizon = by_path["rule", "horizon"]
    assert (horizon.a.split()[0], horizon.b.split()[0]) == ("fixed_days", "to_year_end")
    assert horizon.prose_a.startswith("A claim lasts at most 364 days")
    assert horizon.prose_b.startswith("A claim lasts to the end of the financial year")
    assert by_path["parameter", "horizon.days"].b == ""
    assert by_path["parameter", "counterfactual.tiers"].a == ""
    assert ("parameter", "cohort.age_min") not in by_path
    assert not [row for row in found.rows if row.kind == "category"]


def test_the_other_way_round_is_the_same_with_the_sides_exchanged() -> None:
    there, back = nwd.diff(EDGE, TIERS), nwd.diff(TIERS, EDGE)
    assert {(r.kind, r.path, r.a, r.b) for r in there.rows} == {
        (r.kind, r.path, r.b, r.a) for r in back.rows
    }


def test_a_what_if_is_read_against_its_version() -> None:
    method = nwd.methodology(EDGE)
    found = nwd.diff(method, method.plan.but(horizon={"days": 182}))
    assert [row.path for row in found.rows] == ["standing", "status", "horizon.days"]
    assert found.b.startswith("what-if-")


def test_every_form_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    found = nwd.diff(EDGE, TIERS)
    assert len(found.frame) == len(found) == 64
    for form in ("text", "html", "json"):
        assert main(["diff", EDGE, TIERS, "--format", form]) == FINE
        told = capsys.readouterr().out
        for words in ("counterfactual.residual", "M4.10", "fixed_days", "to_year_end"):
            assert words in told
        if form == "json":
            assert json.loads(told) == found.as_dict()
    assert "<table>" in found._repr_html_()
    assert main(["diff", EDGE, "edge-of-care/1999-00.1"]) == BAD_USAGE


def test_the_shipped_tree_is_where_the_tests_look() -> None:
    assert {EDGE, TIERS} <= set(VERSIONS)
    assert (ROOT / "rules.md").is_file()
