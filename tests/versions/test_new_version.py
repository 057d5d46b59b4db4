"""A new draft from another version, and the page that takes a council officer there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.authoring import ERRATA_PAGE, new_version
from nwd_costs.cli import BAD_USAGE, FINE, main
from nwd_costs.testing import synthetic_authority
from versions.trees import EDGE, ROOT, TIERS, VERSIONS

PAGE = ROOT.parent / "docs" / "writing-a-version.md"
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str, str]]:
    """Give the blocks of the page: kind, file, text."""
    yield from BLOCK.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("origin", VERSIONS)
def test_a_new_version_counts_as_the_old_one_until_it_is_written(
    origin: str, tmp_path: Path
) -> None:
    folder = new_version("our-own/2025-26.1", origin, tmp_path / "ours")
    method, before = nwd.methodology(folder), nwd.methodology(origin)
    assert (method.id, method.status) == ("our-own/2025-26.1", "draft")
    assert method.fingerprint == before.fingerprint
    differ = [row for row in nwd.diff(before, method).rows if row.path != "status"]
    expected = [re.sub(r"\[([^\]]+)\]\(\.\.[^)]*\)", r"\1", row.prose_a) for row in differ]
    assert [said.replace(origin, method.id) for said in expected] == [r.prose_b for r in differ]
    assert sorted(file.name for file in folder.iterdir()) == [
        "categories.csv", "errata.md", "method.md", "methodology.toml",
    ]  # fmt: skip


def test_the_new_prose_speaks_of_itself_and_leads_nowhere_that_is_not_there(tmp_path: Path) -> None:
    folder = new_version("our-own/2025-26.1", EDGE, tmp_path / "ours")
    prose = (folder / "method.md").read_text(encoding="utf-8")
    assert prose.startswith("# our-own/2025-26.1: the choices\n")
    assert "Status: draft." in prose
    assert EDGE not in prose
    assert TIERS in prose
    assert "](.." not in prose


def test_the_folder_is_called_like_the_version_if_no_other_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert new_version("our-own/2025-26.1", EDGE) == Path("our-own/2025-26.1")
    again = new_version("our-own/2025-26.2", Path("our-own/2025-26.1"))
    assert nwd.methodology(again).id == "our-own/2025-26.2"


@pytest.mark.parametrize(
    ("name", "origin", "words"),
    [
        ("Our Own, latest", EDGE, "is no id for a version"),
        ("our-own/2025-26.1", "edge-of-care/1999-00.1", "is no shipped version"),
    ],
)
def test_what_cannot_be_written_is_said_in_words(
    name: str, origin: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["new-version", name, "--from", origin, "--to", str(tmp_path / "ours")]
    assert main(command) == BAD_USAGE
    assert words in capsys.readouterr().err
    assert not (tmp_path / "ours").exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    new_version("our-own/2025-26.1", EDGE, tmp_path)
    with pytest.raises(nwd.DocumentError, match="holds something already"):
        new_version("our-own/2025-26.2", EDGE, tmp_path)


def test_the_errata_of_the_shipped_versions_begin_as_those_of_a_new_one() -> None:
    for version in VERSIONS:
        text = (ROOT / version / "errata.md").read_text(encoding="utf-8")
        assert text.startswith(ERRATA_PAGE.format(name=version))


def test_the_page_is_followed_to_the_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    council = synthetic_authority(7, children=60, referrals=20)
    council.write(tmp_path)
    (tmp_path / "ssda903").rename(tmp_path / "returns")
    for census in (tmp_path / "cin_census").glob("*.xml"):
        census.rename(tmp_path / census.name)
    done: list[str] = []
    names: dict[str, object] = {}
    for kind, file, text in blocks():
        if kind == "sh":
            _, *words = shlex.split(text.replace("\\\n", " "))
            assert main(words) == FINE
        elif kind == "diff":
            edit(tmp_path / file, text)
        else:
            exec(text.replace("\n\n", "\n"), names)  # noqa: S102 (our own page)
        done.append(kind)
    assert done == ["sh", *["diff"] * 7, "sh", "sh", "python", "python"]
    told = capsys.readouterr().out
    assert "by half-year/2025-26.1: a reconstruction, draft" in told
    check_what_came_of_it(names)


def edit(file: Path, text: str) -> None:
    lines = text.splitlines(keepends=True)
    old, new = ("".join(x[1:] for x in lines if x[0] == sign) for sign in "-+")
    before = file.read_text(encoding="utf-8")
    assert before.count(old) == 1, old
    file.write_text(before.replace(old, new), encoding="utf-8", newline="\n")


def check_what_came_of_it(names: dict[str, object]) -> None:
    method, shorter = names["method"], names["shorter"]
    assert isinstance(method, nwd.Methodology)
    assert isinstance(shorter, nwd.Plan)
    values = method.plan.parameters()
    assert values["horizon.days"].value == 182
    assert values["counterfactual.on_entry"].value == "void"
    assert values["counterfactual.likelihood"].value.unstated == 666_667
    assert [str(change) for change in shorter.changes] == ["horizon.days 91 (was 182)"]
    stated = {path: method.clauses[value.clause] for path, value in values.items()}
    assert [p for p, value in values.items() if f"Basis: {value.basis}" not in stated[p]] == []
    found = nwd.diff(EDGE, method)
    assert {row.path for row in found.rows if row.kind == "parameter"} == {
        "counterfactual.likelihood", "counterfactual.on_entry", "horizon.days",
    }  # fmt: skip
