"""A pack is held against its own record: one flipped byte in any file of it is found and named."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.cli import main
from nwd_costs.evaluator_pack.zipping import write_zip
from records.made import Run


@pytest.fixture(scope="module")
def packed(made: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nwd.pack(made.result, tmp_path_factory.mktemp("pack") / "pack.zip")


@pytest.fixture
def folder(packed: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "unzipped")
    return tmp_path / "unzipped"


def bound(folder: Path) -> list[str]:
    return list(json.loads((folder / "record.json").read_text(encoding="utf-8"))["files"])


def test_a_pack_is_verified_zipped_and_unzipped(
    packed: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in (packed, folder / "record.json"):
        assert main(["record-verify", str(place)]) == 0
        said = capsys.readouterr().out
        assert "Profile: publication." in said
        assert "inputs: left out: inputs: no pack holds a digest of them" in said


def test_one_flipped_byte_in_any_file_of_a_pack_is_found_and_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = bound(folder)
    for name in names:
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / name).write_bytes(bytes(data))
        if name == names[0]:
            assert nwd.record_verify(folder / "record.json").changed == (name,)
    assert nwd.record_verify(folder / "record.json").changed == tuple(names)
    assert main(["record-verify", str(folder / "record.json")]) == 1
    assert "traced/synthetic/ledger.csv: is not the file" in capsys.readouterr().out


def test_a_missing_an_added_and_a_linked_file_of_a_pack_are_named(folder: Path) -> None:
    (folder / "proof.md").unlink()
    (folder / "more.txt").write_text("more", encoding="utf-8")
    (folder / "README.md").rename(folder.parent / "README.md")
    (folder / "README.md").symlink_to(folder.parent / "README.md")
    found = nwd.record_verify(folder / "record.json")
    assert set(found.changed) == {"proof.md", "more.txt", "README.md"}


def test_a_changed_record_of_a_pack_is_named(folder: Path) -> None:
    record = folder / "record.json"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace('"seed": 1', '"seed": 2'), encoding="utf-8")
    assert nwd.record_verify(record).changed == ("record.json",)


def test_a_changed_zip_is_found_file_by_file(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["coverage.csv"] += b"\n"
    write_zip(tmp_path / "again.zip", files)
    assert nwd.record_verify(tmp_path / "again.zip").changed == ("coverage.csv",)
    data = bytearray(packed.read_bytes())
    data[data.find(b"# What is proved by what")] ^= 1
    (tmp_path / "flipped.zip").write_bytes(bytes(data))
    assert nwd.record_verify(tmp_path / "flipped.zip").changed == ("proof.md",)


def test_a_zip_without_a_record_and_a_record_that_leaves_its_folder_are_refused(
    folder: Path, tmp_path: Path
) -> None:
    write_zip(tmp_path / "bare.zip", {"README.md": b"nothing"})
    with pytest.raises(nwd.DocumentError, match="is not in the zip"):
        nwd.record_verify(tmp_path / "bare.zip")
    content = {"files": {"../x": "0" * 64}}
    (folder / "record.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(nwd.DocumentError, match="outside of its folder"):
        nwd.record_verify(folder / "record.json")


def test_a_misspelt_folder_of_inputs_is_bad_usage(made: Run) -> None:
    assert main(["record-verify", str(made.record), "--inputs", "nowhere"]) == 2
