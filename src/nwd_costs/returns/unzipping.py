"""Zip archives, unpacked member by member into a private folder that is removed afterwards.

A member is written under a number and never under a name that the archive chooses, and what it
comes to is counted as it is written: what an archive says of its sizes is not believed.
"""

from __future__ import annotations

import re
import stat
import tempfile
import zipfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from nwd_costs.errors import DataError, Problem
from nwd_costs.returns.raw import refuse

MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 2 * 1024**3
# Returns compress ten to thirty times; what swells far beyond that was made to do harm.
MAX_RATIO = 200
RATIO_MATTERS_FROM_BYTES = 100_000_000
_BLOCK = 1024**2
# The list of members, at a generous size for each; Python reads all of it before it counts them.
_MAX_LIST_BYTES = 1024 * MAX_MEMBERS
_TAIL = 65_536 + 22 + 20
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
# What marks a zip archive as a document of an office program.
_DOCUMENT = ("[Content_Types].xml", "mimetype")
_END, _BIG_END = b"PK\x05\x06", b"PK\x06\x07"
_ENCRYPTED = 1
_DRIVE = re.compile(r"[A-Za-z]:")
_PLAIN = re.compile(r"[^\w .()-]")
_AGAIN = "Make the archive again, or hand over the folder itself."
_UNSAFE = "Find out where the archive came from; unpack it by hand and hand over the folder."


class Unpacked:
    """A private folder for what archives hold, made when first needed and always removed."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._files = 0

    def __enter__(self) -> Self:
        """Begin; nothing is made yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Remove everything, whatever has happened."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def unpack(self, archive: Path, name: str) -> list[tuple[str, Path]]:
        """Unpack an archive: the name of each file in it, and where it was written.

        Parameters
        ----------
        archive
            The archive.
        name
            Its name for messages.

        Raises
        ------
        DataError
            When the archive is damaged, has a password, or could do harm.
        """
        problem: DataError | None = None
        try:
            with archive.open("rb") as file:
                _refuse_a_long_list(file, name)
                with zipfile.ZipFile(file) as opened:
                    members = [one for one in opened.infolist() if not one.is_dir()]
                    _refuse_unsafe(opened.infolist(), name, archive.stat().st_size)
                    return self._written(opened, members, name, archive.stat().st_size)
        except DataError as error:
            problem = error
        except Exception:  # noqa: BLE001  a damaged archive can raise almost anything
            what = "the archive is damaged, or there is no room to unpack it"
            problem = refuse(name, what, _AGAIN)
        raise problem

    def _written(
        self, opened: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str, packed: int
    ) -> list[tuple[str, Path]]:
        written, found = 0, []
        for member in members:
            inner = member.filename.replace("\\", "/")
            target = self._place(inner)
            with opened.open(member) as source, target.open("wb") as file:
                while block := source.read(_BLOCK):
                    written += len(block)
                    _refuse_a_bomb(written, packed, name)
                    file.write(block)
            found.append((inner, target))
        return found

    def _place(self, inner: str) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="nwd_costs_")
        self._files += 1
        folder = Path(self._folder.name) / f"{self._files:06d}"
        folder.mkdir()
        plain = _PLAIN.sub("_", inner.rsplit("/", maxsplit=1)[-1])[-80:]
        return folder / (plain if plain.strip(". ") else "file")


def is_archive(path: Path) -> bool:
    """Say whether a file is a zip archive of files; a workbook is an archive of its own parts.

    Parameters
    ----------
    path
        The file.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) not in _MAGIC:
                return False
            _refuse_a_long_list(file, path.name)
            with zipfile.ZipFile(file) as archive:
                return not any(name in archive.NameToInfo for name in _DOCUMENT)
    except Exception:  # noqa: BLE001  damaged: its name is all that is left to go by
        return path.suffix.lower() == ".zip"


def _refuse_a_long_list(file: BinaryIO, name: str) -> None:
    """Refuse a list of members too long to be read, before it is read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise refuse(name, "the archive is damaged", _AGAIN)
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    if _BIG_END in tail[:end][-20:] or length > _MAX_LIST_BYTES:
        raise refuse(name, f"it has more than {MAX_MEMBERS:,} members, or vast ones", _UNSAFE)
    file.seek(0)


def _refuse_unsafe(members: list[zipfile.ZipInfo], name: str, packed: int) -> None:
    if len(members) > MAX_MEMBERS:
        raise refuse(name, f"it has more than {MAX_MEMBERS:,} members", _UNSAFE)
    faults = (
        ("would be written outside their folder", _UNSAFE, _leaves_its_folder),
        ("are links or devices, not files", _UNSAFE, _is_no_file),
        ("have a password", "Unpack it by hand and hand over the folder.", _is_locked),
    )
    problems = [
        Problem(name, f"{count} of its members {what}", advice)
        for what, advice, is_so in faults
        if (count := sum(is_so(member) for member in members))
    ]
    names = [member.filename.replace("\\", "/") for member in members]
    if again := len(names) - len(set(names)):
        problems.append(Problem(name, f"{again} of its members have a name given before", _AGAIN))
    if problems:
        raise DataError(f"{name} cannot be read", problems)
    _refuse_a_bomb(sum(member.file_size for member in members), packed, name)


def _leaves_its_folder(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename.replace("\\", "/")
    return name.startswith("/") or bool(_DRIVE.match(name)) or ".." in name.split("/")


def _is_no_file(member: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(member.external_attr >> 16)
    return kind not in {0, stat.S_IFREG, stat.S_IFDIR}


def _is_locked(member: zipfile.ZipInfo) -> bool:
    return bool(member.flag_bits & _ENCRYPTED)


def _refuse_a_bomb(unpacked: int, packed: int, name: str) -> None:
    swells = unpacked > RATIO_MATTERS_FROM_BYTES and unpacked > MAX_RATIO * packed
    if swells or unpacked > MAX_UNPACKED_BYTES:
        raise refuse(name, "it unpacks to far more than returns can hold", _UNSAFE)
