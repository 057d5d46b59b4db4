"""What may stand in the repository: plain text that names no machine and copies nobody's files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.checkout import ROOT, files, named

BESIDE = ROOT.parent / "shared"
LARGEST = 1024 * 1024
BINARY = {".parquet", ".png", ".xlsx"}

# Written in pieces, so that this file does not find itself.
_PLACES = re.compile("(?<![\\w.-])/(?:" + "work|root|home|Users" + ")/")
_HOSTS = re.compile(
    "|".join(
        re.escape(f"{first}.{rest}")
        for first, rest in [
            ("pypi", "org"), ("pythonhosted", "org"), ("anaconda", "org"), ("npmjs", "org"),
            ("npmjs", "com"), ("crates", "io"), ("ghcr", "io"), ("docker", "io"),
        ]
    )
    + "|" + "index" + "-url|" + "find" + "-links"
)  # fmt: skip
_UNDONE = re.compile(r"\b(?:TO" + "DO|FIX" + r"ME)\b")
_LOCK_FILE = re.compile(
    r"(?:\.lock|^pylock.*\.toml|^requirements.*\.txt|[-.]lock\..+)$", re.IGNORECASE
)
_PATTERNS = {
    "names a place on somebody's machine": _PLACES,
    "names a package registry": _HOSTS,
    "leaves something undone": _UNDONE,
}


def faults(name: str, content: bytes) -> Iterator[str]:
    """Find what may not stand in a text file."""
    if b"\r" in content:
        yield f"{name}: a line ends otherwise than with LF"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        yield f"{name}: is not UTF-8"
        return
    if text.startswith("\ufeff"):
        yield f"{name}: begins with a byte-order mark"
    lock_file = _LOCK_FILE.search(Path(name).name) is not None
    for number, line in enumerate(text.split("\n"), start=1):
        if lock_file and "://" in line:
            yield f"{name}, line {number}: a lock file holds an address"
        for what, pattern in _PATTERNS.items():
            if pattern.search(line):
                yield f"{name}, line {number}: {what}"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_every_text_file_is_plain_and_names_no_machine() -> None:
    texts = [file for file in files() if file.suffix not in BINARY]
    found = [fault for file in texts for fault in faults(named(file), file.read_bytes())]
    assert not found, "\n".join(found)


def test_no_file_is_large() -> None:
    assert not [named(file) for file in files() if file.stat().st_size > LARGEST]


def test_nothing_is_copied_from_the_shared_files() -> None:
    if not BESIDE.is_dir():
        pytest.skip("no shared files (../shared) are beside this checkout")
    theirs = [file for file in BESIDE.rglob("*") if file.is_file() and file.stat().st_size]
    sizes = {file.stat().st_size for file in theirs}
    ours = [file for file in files() if file.stat().st_size in sizes]
    digests = {_digest(file) for file in theirs} if ours else set()
    assert not [named(file) for file in ours if _digest(file) in digests]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", b"see /wo" + b"rk/main"),
        ("a.toml", b"url = 'file:///ro" + b"ot/returns'"),
        ("a.sh", b"PATH=a:/ho" + b"me/someone/bin"),
        ("a.py", b"FILE = '/ho" + b"me/someone/returns.csv'"),
        ("a.toml", b"source = 'https://files.pythonho" + b"sted.org/'"),
        ("a.cfg", b"index-" + b"url = x"),
        ("a.py", b"a = 1  # TO" + b"DO: more"),
        ("a.csv", b"a,b\r\n"),
        ("a.csv", b"a,\xa3\n"),
        ("a.csv", b"\xef\xbb\xbfa,b\n"),
        ("uv.lock", b"source = 'https://example.com/'"),
        ("requirements-dev.txt", b"https://example.com/a.whl"),
    ],
)
def test_a_planted_fault_is_noticed(name: str, content: bytes) -> None:
    assert len(list(faults(name, content))) == 1


def test_an_address_on_the_web_is_no_place_on_a_machine() -> None:
    assert not list(faults("a.md", b"https://www.gov.uk/home/office and ../../work/a.md"))
