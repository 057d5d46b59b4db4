from __future__ import annotations

import os
import stat
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.errors import DataError
from nwd_costs.returns import unzipping
from returns.messy import EVERYTHING, lay, pack, taken_for


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def refused(archive: Path, temporary: Path) -> str:
    with pytest.raises(DataError) as caught:
        nwd.read(archive)
    assert not list(temporary.iterdir()), "what was unpacked is removed after an error too"
    assert caught.value.__cause__ is None
    assert str(temporary) not in str(caught.value)
    return str(caught.value)


def test_what_was_unpacked_is_removed_after_reading(tmp_path: Path, temporary: Path) -> None:
    assert len(nwd.read(pack(tmp_path / "a.zip", {**EVERYTHING})).inputs) == len(EVERYTHING)
    assert not list(temporary.iterdir())


def test_what_is_unpacked_is_for_the_owner_alone(tmp_path: Path) -> None:
    archive = pack(tmp_path / "a.zip", {**EVERYTHING})
    with unzipping.Unpacked() as unpacked:
        (_, first), *_ = unpacked.unpack(archive, "a.zip")
        assert stat.S_IMODE(first.parent.parent.stat().st_mode) == stat.S_IRWXU or os.name == "nt"


@pytest.mark.parametrize(
    "name",
    [
        "../out.csv",
        "a/../../out.csv",
        "/etc/out.csv",
        "C:/out.csv",
        "..\\out.csv",
        "\\\\x\\out.csv",
    ],
)
def test_a_member_that_would_leave_its_folder_is_refused(
    tmp_path: Path, temporary: Path, name: str
) -> None:
    archive = pack(tmp_path / "a.zip", {**EVERYTHING, name: "x"})
    assert "1 of its members would be written outside" in refused(archive, temporary)


def test_a_link_is_refused(tmp_path: Path, temporary: Path) -> None:
    archive = pack(tmp_path / "a.zip", {**EVERYTHING})
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr(link, "/etc/passwd")
    assert "1 of its members are links or devices" in refused(archive, temporary)


def test_a_member_with_a_password_is_refused(tmp_path: Path, temporary: Path) -> None:
    archive = pack(tmp_path / "a.zip", {"a.csv": "x"})
    data = bytearray(archive.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    assert "1 of its members have a password" in refused(archive, temporary)


def test_a_name_given_twice_is_refused(tmp_path: Path, temporary: Path) -> None:
    archive = pack(tmp_path / "a.zip", {"a/b.csv": "x", "a\\b.csv": "y"})
    assert "a name given before" in refused(archive, temporary)


def test_too_many_members_are_refused(tmp_path: Path, temporary: Path) -> None:
    archive = pack(tmp_path / "a.zip", {f"{at}.csv": "" for at in range(2001)})
    assert "more than 2,000 members" in refused(archive, temporary)


def test_a_list_of_members_too_long_to_read_is_refused(tmp_path: Path, temporary: Path) -> None:
    archive = pack(tmp_path / "a.zip", {"a.csv": ""})
    data = bytearray(archive.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x05\x06") + 12, 50_000_000)
    archive.write_bytes(data)
    assert "more than 2,000 members" in refused(archive, temporary)


def test_an_archive_that_swells_is_refused(tmp_path: Path, temporary: Path) -> None:
    archive = pack(tmp_path / "a.zip", {"a.csv": b"\0" * 101_000_000})
    assert "unpacks to far more" in refused(archive, temporary)


def test_an_archive_of_too_much_is_refused(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unzipping, "MAX_UNPACKED_BYTES", 1000)
    archive = pack(tmp_path / "a.zip", {"a.csv": "x" * 600, "b.csv": "y" * 600})
    assert "unpacks to far more" in refused(archive, temporary)


def test_what_is_written_counts_and_not_what_the_archive_says(
    tmp_path: Path, temporary: Path
) -> None:
    archive = pack(tmp_path / "a.zip", {"a.csv": "x" * 5_000_000})
    data = bytearray(archive.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    archive.write_bytes(data)
    assert "damaged" in refused(archive, temporary)
    with pytest.raises(DataError, match="far more"):
        unzipping._refuse_a_bomb(100_000_001, 500_000, "a.zip")
    unzipping._refuse_a_bomb(99_999_999, 1, "a.zip")


@pytest.mark.parametrize("cut", [8, 60, -30])
def test_a_damaged_archive_is_refused(tmp_path: Path, temporary: Path, cut: int) -> None:
    archive = pack(tmp_path / "a.zip", {**EVERYTHING})
    archive.write_bytes(archive.read_bytes()[:cut])
    assert "damaged" in refused(archive, temporary)


def test_a_member_that_is_damaged_is_refused(tmp_path: Path, temporary: Path) -> None:
    archive = pack(tmp_path / "a.zip", {"a.csv": "a,b\n" * 500})
    data = bytearray(archive.read_bytes())
    data[40:44] = b"\xff\xff\xff\xff"
    archive.write_bytes(data)
    assert "damaged" in refused(archive, temporary)


def test_an_archive_inside_an_archive_is_left_alone_and_a_workbook_is_not(tmp_path: Path) -> None:
    inner = pack(tmp_path / "inner.zip", {**EVERYTHING}).read_bytes()
    book = pack(tmp_path / "b", {"[Content_Types].xml": "", "xl/workbook.xml": ""}).read_bytes()
    archive = pack(tmp_path / "a.zip", {**EVERYTHING, "inner.csv": inner, "book.xlsx": book})
    found = taken_for(nwd.read(archive))
    assert found["a.zip/inner.csv"] == "left alone: an archive inside an archive"
    assert found["a.zip/book.xlsx"].startswith("left alone: it is not an Excel workbook")


def test_an_archive_is_known_by_its_content(tmp_path: Path) -> None:
    lay(tmp_path / "in", {"x.dat": pack(tmp_path / "a.zip", {**EVERYTHING}).read_bytes()})
    assert "x.dat/2023/anything.csv" in taken_for(nwd.read(tmp_path / "in"))


def test_the_year_may_be_in_the_name_of_the_archive(tmp_path: Path) -> None:
    files = {"e.csv": EVERYTHING["2023/anything.csv"]}
    assert nwd.read(pack(tmp_path / "2023.zip", {**files})).return_years["ssda903"] == (2023,)
