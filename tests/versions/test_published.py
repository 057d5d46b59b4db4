"""What is published does not move: not by a byte, not by a rule; who moves it is told its name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nwd_costs as nwd
from nwd_costs import freezing
from nwd_costs.cli import BAD_USAGE, FINE, main
from nwd_costs.freezing import ASKED, check_published, freeze
from nwd_costs.locks import LOCK, entries, files_of
from nwd_costs.stages.booking import Accrue
from nwd_costs.stages.cohort import ReferredCohort
from nwd_costs.stages.edge_of_care import EdgeOfCare
from nwd_costs.stages.horizon import FixedDays, ToYearEnd
from nwd_costs.stages.pricing import UnitCostPricing
from nwd_costs.stages.tier_held import TierHeld
from nwd_costs.stages.timeline import PriorityTimeline
from versions.trees import EDGE, ROOT, TIERS, VERSIONS, rewrite, tree

PUBLISHED = sorted(entries(ROOT))


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a methodology folder in which both reconstructions are published."""
    root = tree(tmp_path_factory.mktemp("frozen"), EDGE, TIERS)
    for version in (EDGE, TIERS):
        published(root / version)
        freeze(version, root)
    return root


@pytest.fixture
def copy(frozen: Path, tmp_path: Path) -> Path:
    """Give a copy of it to be spoilt."""
    return Path(shutil.copytree(frozen, tmp_path / "root"))


def published(folder: Path) -> None:
    rewrite(folder / "methodology.toml", ('status = "draft"', 'status = "published"'))
    rewrite(folder / "method.md", ("Status: draft", "Status: published"))


@cache
def files(version: str) -> tuple[str, ...]:
    return tuple(files_of(ROOT / version))


# The shelf


@pytest.mark.parametrize("version", VERSIONS)
def test_a_published_version_is_what_it_was_when_it_was_published(version: str) -> None:
    if version in PUBLISHED:
        check_published(version)
    else:
        assert nwd.methodology(version).status == "draft"


def test_every_version_that_calls_itself_published_is_recorded() -> None:
    said = {v for v in VERSIONS if 'status = "draft"' not in document(v)}
    assert said == set(PUBLISHED)


def document(version: str) -> str:
    return (ROOT / version / "methodology.toml").read_text(encoding="utf-8")


# Freezing


def test_a_frozen_version_loads_and_holds(frozen: Path) -> None:
    for version in (EDGE, TIERS):
        assert nwd.methodology(frozen / version).status == "published"
        check_published(version, frozen)


def test_the_record_holds_rules_files_and_ledgers(frozen: Path) -> None:
    entry = entries(frozen)[EDGE]
    assert entry["fingerprint"] == nwd.methodology(frozen / EDGE).fingerprint
    assert set(entry["files"]) == set(files(EDGE))
    assert [(pin["period"], pin["as_at"]) for pin in entry["ledgers"]] == list(ASKED)
    assert all(pin["lines"] > 0 and pin["gross_pence"] > 0 for pin in entry["ledgers"])
    assert len({pin["ledger"] for pin in entry["ledgers"]}) == len(ASKED)


def test_a_version_is_frozen_once(copy: Path) -> None:
    before = (copy / LOCK).read_bytes()
    with pytest.raises(nwd.LockError, match="never frozen again"):
        freeze(EDGE, copy)
    assert (copy / LOCK).read_bytes() == before


def test_the_second_version_leaves_the_record_of_the_first_alone(frozen: Path) -> None:
    text = (frozen / LOCK).read_text(encoding="utf-8")
    assert text.index(f'["{EDGE}"]') < text.index(f'["{TIERS}"]')
    assert entries(frozen).keys() == {EDGE, TIERS}


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("methodology.toml", ('status = "published"', 'status = "draft"'), "status: is draft"),
        ("methodology.toml", ('id = "edge-of-care/2021-22.1"', 'id = "e/2021.9"'), "is not what"),
        ("method.md", ("Status: published", "Status: draft"), "does not say that it is published"),
        ("methodology.toml", ("value = 364", "value = 0"), "breaks the grammar"),
    ],
)
def test_a_version_that_is_not_ready_is_not_frozen(
    file: str, change: tuple[str, str], words: str, tmp_path: Path
) -> None:
    root = tree(tmp_path)
    published(root / EDGE)
    rewrite(root / EDGE / file, change)
    with pytest.raises(nwd.DocumentError, match=words):
        freeze(EDGE, root)
    assert not (root / LOCK).exists()


def test_only_a_version_that_is_there_is_frozen(tmp_path: Path) -> None:
    with pytest.raises(nwd.LockError, match="no version in the methodology folder"):
        freeze("edge-of-care/1999-00.1", tmp_path)
    root = tree(tmp_path)
    (root / EDGE / "errata.md").unlink()
    with pytest.raises(nwd.LockError, match=r"errata\.md: is missing"):
        freeze(EDGE, root)


def test_a_version_cannot_call_itself_published(tmp_path: Path) -> None:
    root = tree(tmp_path)
    published(root / EDGE)
    rewrite(root / EDGE / "methodology.toml", (f'id = "{EDGE}"', 'id = "edge-of-care/2099-00.1"'))
    with pytest.raises(nwd.LockError, match=f"{LOCK} does not know it"):
        nwd.methodology(root / EDGE)


def test_a_published_version_cannot_become_a_draft_again(copy: Path) -> None:
    rewrite(copy / EDGE / "methodology.toml", ('status = "published"', 'status = "draft"'))
    with pytest.raises(nwd.LockError, match="recorded as published"):
        nwd.methodology(copy / EDGE)


def test_the_command_publishes_and_then_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tree(tmp_path)
    assert main(["freeze", EDGE, "--root", str(root)]) == BAD_USAGE
    assert 'Write status = "published"' in capsys.readouterr().err
    published(root / EDGE)
    assert main(["freeze", EDGE, "--root", str(root)]) == FINE
    assert "is published" in capsys.readouterr().out
    assert main(["freeze", EDGE, "--root", str(root)]) == BAD_USAGE
    assert "never frozen again" in capsys.readouterr().err


# Files


@pytest.mark.parametrize("file", [f for f in files(EDGE) if f != "errata.md"])
@pytest.mark.parametrize("at", [0, -1], ids=["first byte", "last byte"])
def test_a_changed_byte_is_noticed_by_name(file: str, at: int, copy: Path) -> None:
    path = copy / EDGE / file
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(nwd.DocumentError) as caught:
        nwd.methodology(copy / EDGE)
    if isinstance(caught.value, nwd.LockError):
        assert f"{EDGE} is published and has moved" in str(caught.value)
        assert f"{file}: was changed" in str(caught.value)
    else:  # the document cannot even be read
        assert file in ("methodology.toml", "categories.csv")
    nwd.methodology(copy / TIERS)


def test_a_reworded_clause_a_comment_and_a_space_are_noticed(copy: Path) -> None:
    changes = {
        "method.md": ("Respite is left out", "Respite is set aside"),
        "methodology.toml": ("[stages.booking]", "# a remark\n[stages.booking]"),
        "categories.csv": ("place,provider", "place,provider "),
    }
    for file, change in list(changes.items())[:2]:
        before = (copy / EDGE / file).read_bytes()
        rewrite(copy / EDGE / file, change)
        with pytest.raises(nwd.LockError, match=f"{EDGE} is published and has moved"):
            nwd.methodology(copy / EDGE)
        (copy / EDGE / file).write_bytes(before)
    nwd.methodology(copy / EDGE)


def test_a_file_that_is_added_or_taken_away_is_noticed(copy: Path) -> None:
    (copy / EDGE / "note.md").write_text("Later.\n", encoding="utf-8")
    with pytest.raises(nwd.LockError, match=r"note\.md: was added"):
        nwd.methodology(copy / EDGE)
    (copy / EDGE / "note.md").unlink()
    next((copy / EDGE / "cases").glob("*.md")).unlink()
    with pytest.raises(nwd.LockError, match=r"cases/.*is missing"):
        nwd.methodology(copy / EDGE)


def test_errata_may_grow_and_do_nothing_else(copy: Path) -> None:
    page = copy / EDGE / "errata.md"
    before = page.read_bytes()
    page.write_bytes(before + b"\n2027-01-05: [M4.9] is hard to read.\n")
    check_published(EDGE, copy)
    for spoilt in (before[:-2], b"x" + before[1:], b""):
        page.write_bytes(spoilt)
        with pytest.raises(nwd.LockError, match=r"errata\.md: was changed where it may only grow"):
            nwd.methodology(copy / EDGE)


def test_a_version_is_withdrawn_by_its_status_alone_and_warns(copy: Path) -> None:
    rewrite(copy / EDGE / "methodology.toml", ('status = "published"', 'status = "withdrawn"'))
    method = nwd.methodology(copy / EDGE)
    assert method.status == "withdrawn"
    check_published(EDGE, copy)
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    records = freezing.reference_records()
    result = nwd.run(method, records, costs, period="2022-23", as_at="2023-03-31")
    assert "withdrawn" in [warning.code for warning in result.warnings]


def test_a_lock_that_cannot_be_read_stops_everything(copy: Path) -> None:
    (copy / LOCK).write_text("[", encoding="utf-8")
    with pytest.raises(nwd.LockError, match="is not TOML"):
        nwd.methodology(copy / EDGE)


def test_another_fingerprint_is_noticed(copy: Path) -> None:
    now = nwd.methodology(copy / EDGE).fingerprint
    rewrite(copy / LOCK, (now, "0" * 64))
    with pytest.raises(nwd.LockError, match="the rules are not those that were recorded"):
        nwd.methodology(copy / EDGE)


# Rules


def longer(kept: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, *given, **named: kept(self, *given, **named) + 1


def a_day_short(kept: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, claims, timeline, period: kept(
        self, claims, timeline, nwd.Period(period.name, period.from_day + 1, period.until_day)
    )


def certain(kept: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, *given: kept(self, *given) // 2


def dearer(kept: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, *given: np.where(kept(self, *given) > 0, kept(self, *given) + 1, 0)


def none_temporary(kept: Callable[..., Any]) -> Callable[..., Any]:
    def applied(self: Any, observed: Any, placements: Any, *others: Any) -> Any:
        return kept(self, observed, placements.assign(place="T1"), *others)

    return applied


def nobody(kept: Callable[..., Any]) -> Callable[..., Any]:
    def applied(self: Any, *given: Any, **named: Any) -> Any:
        cohort = kept(self, *given, **named)
        scope = cohort.scope.copy()
        scope[::2] = "stage"
        return cohort.with_scope(scope)

    return applied


RULES_MOVED = {
    "horizon": (EDGE, FixedDays, "_end", longer),
    "year end": (TIERS, ToYearEnd, "_end", lambda kept: lambda *given: kept(*given) - 1),
    "booking": (EDGE, Accrue, "apply", a_day_short),
    "likelihood": (EDGE, EdgeOfCare, "_weight", certain),
    "pricing": (EDGE, UnitCostPricing, "_amount", dearer),
    "pricing of tiers": (TIERS, UnitCostPricing, "_amount", dearer),
    "timeline": (EDGE, PriorityTimeline, "apply", none_temporary),
    "cohort": (TIERS, ReferredCohort, "apply", nobody),
}


@pytest.mark.parametrize("name", RULES_MOVED)
def test_a_rule_that_counts_otherwise_is_noticed_by_the_name_of_the_version(
    name: str, frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, rule, method, spoil = RULES_MOVED[name]
    monkeypatch.setattr(rule, method, spoil(getattr(rule, method)))
    with pytest.raises(nwd.LockError) as caught:
        check_published(version, frozen)
    assert f"{version} is published and has moved" in str(caught.value)
    assert "2022-23 as at 2023-03-31" in str(caught.value)


def test_a_rule_that_only_another_version_uses_moves_nothing_here(
    frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TierHeld, "apply", None)
    check_published(EDGE, frozen)


def test_another_cohort_or_other_prices_are_named_as_such(
    frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "_cohort_digest", lambda: "0" * 64)
    with pytest.raises(nwd.LockError, match="reference cohort: is another"):
        check_published(EDGE, frozen)
