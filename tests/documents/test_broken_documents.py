"""Documents that break the grammar as a whole; the mistakes one by one are in ``broken``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.shelf import methodology_root

VERSION = Path(str(methodology_root())) / "edge-of-care" / "2021-22.1"


def broken(folder: Path, *changes: tuple[str, str], file: str = "methodology.toml") -> Path:
    shutil.copytree(VERSION, folder / "version")
    document = folder / "version" / file
    text = document.read_text(encoding="utf-8").replace('status = "published"', 'status = "draft"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    document.write_text(text, encoding="utf-8", newline="\n")
    return folder / "version"


def refusal(folder: Path) -> str:
    with pytest.raises(nwd.DocumentError) as caught:
        nwd.methodology(folder)
    return str(caught.value)


def test_all_mistakes_of_a_document_are_listed_at_once(tmp_path: Path) -> None:
    mistakes = {
        ("exclude_uasc = { value = false", "exclude_uasc = { values = false"): "exclude_uasc.value",
        ("value = 364", "value = 364.5"): "stages.horizon.days.value: is a decimal number",
        ('value = "stop"', 'value = "halt"'): "stages.counterfactual.on_entry.value",
        ('clause = "M3.2"', 'clause = "M3.22"'): "names the unknown clause 'M3.22'",
    }
    said = refusal(broken(tmp_path, *mistakes))
    assert [words for words in mistakes.values() if words not in said] == []


def test_a_document_that_is_no_toml_is_refused_as_such(tmp_path: Path) -> None:
    assert "is not TOML" in refusal(broken(tmp_path, ("schema_version = 1", "schema_version =")))


def test_the_document_as_it_stands_is_accepted_from_a_folder(tmp_path: Path) -> None:
    shipped = nwd.methodology("edge-of-care/2021-22.1")
    assert nwd.methodology(broken(tmp_path)).fingerprint == shipped.fingerprint


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (("[stages.booking]", "# a remark\n[stages.booking]"), True),
        (('title = "Edge of Care, rec', 'title = "An Edge of Care, rec'), True),
        (("value = 364", "value = 363"), False),
        (('basis = "published"', 'basis = "inferred"'), False),
    ],
)
def test_the_fingerprint_sees_the_rules_and_not_the_prose(
    change: tuple[str, str], same: bool, tmp_path: Path
) -> None:
    shipped = nwd.methodology("edge-of-care/2021-22.1").fingerprint
    assert (nwd.methodology(broken(tmp_path, change)).fingerprint == shipped) is same


def test_an_unknown_version_is_refused_with_the_list_of_those_there_are() -> None:
    assert "edge-of-care/2021-22.1" in refusal(Path("edge-of-care/1999-00.1"))
