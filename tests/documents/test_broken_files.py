"""The files of ``broken``: one deliberate mistake each, and the words in which it is refused.

Each file says what stands in a sound version, what stands in its place, and which words the message
must hold. The rest of the version is as it is shipped, so that nothing else can be the reason.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.shelf import methodology_root

SOUND = Path(str(methodology_root())) / "edge-of-care" / "2021-22.1"
FILES = sorted((Path(__file__).parent / "broken").glob("*.toml"))


def version(folder: Path) -> Path:
    """Copy the sound version, as a draft."""
    copy = Path(shutil.copytree(SOUND, folder / "version"))
    document = copy / "methodology.toml"
    text = document.read_text(encoding="utf-8").replace('status = "published"', 'status = "draft"')
    document.write_text(text, encoding="utf-8", newline="\n")
    return copy


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_document_is_refused_in_these_words(file: Path, tmp_path: Path) -> None:
    mistake = tomllib.loads(file.read_text(encoding="utf-8"))
    copy = version(tmp_path)
    document = copy / mistake["file"]
    text = document.read_text(encoding="utf-8")
    assert mistake["was"] in text, "the sound version does not say so any more"
    broken = text.replace(mistake["was"], mistake["now"], 1)
    assert broken != text
    document.write_text(broken, encoding="utf-8", newline="\n")
    with pytest.raises(nwd.DocumentError) as caught:
        nwd.methodology(copy)
    missing = [words for words in mistake["words"] if words not in str(caught.value)]
    assert not missing, f"not in the message: {missing}\n{caught.value}"


def test_the_sound_version_is_accepted(tmp_path: Path) -> None:
    assert nwd.methodology(version(tmp_path)).id == "edge-of-care/2021-22.1"


def test_there_are_thirty_of_them_and_each_has_one_mistake_of_its_own() -> None:
    mistakes = [tomllib.loads(file.read_text(encoding="utf-8")) for file in FILES]
    assert len(FILES) >= 30
    assert len({(m["file"], m["was"], m["now"]) for m in mistakes}) == len(FILES)
    assert all(m.keys() == {"file", "was", "now", "words"} and m["words"] for m in mistakes)
    assert all(file.read_text(encoding="utf-8").startswith("# The mistake: ") for file in FILES)
