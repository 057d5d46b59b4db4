"""An evaluator's pack held against its own record: every file of it hashed anew [17.9]."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from nwd_costs.errors import DocumentError, Problem
from nwd_costs.record import RECORD, code_digest, content_digest, file_digest
from nwd_costs.record_reading import LARGEST, MEND, is_digest, is_plain, refused
from nwd_costs.shelf import digests_of, find_folder
from nwd_costs.verified import CHANGED, LEFT_OUT, OTHER, SAME, Part, RecordVerified, parts_of

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)
_TOLD = {
    "inputs": "no pack holds a digest of them [17.12]; the council's own record does",
    "ledger": "no pack holds its digest [17.12]; whoever has the inputs can run again",
}


@dataclass(frozen=True)
class Packed:
    """A pack as it is found: its record as text, and the digest of every other file."""

    text: str
    content: Mapping[str, Any]
    there: Mapping[str, str]
    faults: tuple[Part, ...]


def read_pack(place: Path) -> Packed | None:
    """Read a pack, zipped or unzipped; nothing where it is no pack.

    Parameters
    ----------
    place
        The zip, or the ``record.json`` of an unzipped one.

    Raises
    ------
    DocumentError
        When it is a zip without a record, or its record binds no files.
    """
    if place.is_file() and zipfile.is_zipfile(place):
        return _zipped(place)
    text = _text(place.read_bytes) if place.is_file() and place.stat().st_size <= LARGEST else None
    content = _content(text)
    if text is None or "files" not in content or "outputs" in content:
        return None
    _refuse(content)
    return _unzipped(place.parent, text, content)


def pack_verified(
    packed: Packed, methodology: str | Path | None, files: list[str]
) -> RecordVerified:
    """Say of a pack what is as it was packed, and what no pack lets anybody check.

    Parameters
    ----------
    packed
        The pack.
    methodology
        The folder of the version, where the library does not carry it.
    files
        Which files make a version.
    """
    content = packed.content
    whole = content_digest(content) == content.get("record_digest") and packed.text == (
        f"{json.dumps(content, indent=1, ensure_ascii=False)}\n"
    )
    told = "as it was written" if whole else "was changed since it was packed: trust nothing else"
    code = code_digest() == content.get("code")
    parts = (
        Part("record", RECORD, SAME if whole else CHANGED, told),
        *packed.faults,
        *parts_of("pack", content["files"], packed.there),
        *_version(content, methodology, files),
        Part("code", f"nwd-costs {content.get('library_version')}", SAME if code else OTHER,
             "the source files here are those that ran" if code else "another one is here"),
        *(Part(kind, kind, LEFT_OUT, told) for kind, told in _TOLD.items()),
    )  # fmt: skip
    return RecordVerified(parts, hash_only=True, profile=str(content.get("profile")))


def _version(
    content: Mapping[str, Any], given: str | Path | None, files: list[str]
) -> Iterator[Part]:
    name, bound = str(content.get("methodology")), content.get("methodology_files")
    try:
        folder = find_folder(given or name, "methodology.toml")
    except DocumentError:
        yield Part("methodology", name, LEFT_OUT, "is not in this library; it is in the pack")
        return
    yield from parts_of(
        "methodology", bound if isinstance(bound, Mapping) else {}, digests_of(folder, files)
    )


def _zipped(place: Path) -> Packed:
    there: dict[str, str] = {}
    faults: list[Part] = []
    text = None
    with zipfile.ZipFile(place) as archive:
        for info in archive.infolist():
            name = info.filename
            if name in there or (name == RECORD and text is not None):
                faults.append(Part("pack", name, CHANGED, "is there twice"))
            elif name == RECORD:
                small = info.file_size <= LARGEST
                text = _text(partial(archive.read, info)) if small else None
            elif not info.is_dir():
                there[name] = _digest_within(archive, info)
    content = _content(text)
    if text is None or not content:
        raise refused([Problem(RECORD, "is not in the zip, or is no record", MEND)])
    _refuse(content)
    return Packed(text, content, there, tuple(faults))


def _digest_within(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """Hash a file of a zip; one that cannot be read is not what was packed."""
    try:
        with archive.open(info) as file:
            found = hashlib.sha256()
            while block := file.read(1 << 20):
                found.update(block)
    except _BROKEN:
        return ""
    return found.hexdigest()


def _unzipped(folder: Path, text: str, content: Mapping[str, Any]) -> Packed:
    there: dict[str, str] = {}
    faults = []
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_symlink():
            there[name] = content["files"].get(name, "")
            faults.append(Part("pack", name, CHANGED, "is a link; it is not followed"))
        elif file.is_file() and name != RECORD:
            there[name] = file_digest(file)
    return Packed(text, content, there, tuple(faults))


def _text(read: Callable[[], bytes]) -> str | None:
    try:
        return read().decode("utf-8")
    except _BROKEN:
        return None


def _content(text: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(text or "")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _refuse(content: Mapping[str, Any]) -> None:
    bound = content.get("files")
    if not isinstance(bound, Mapping) or not all(map(is_digest, bound.values())):
        raise refused([Problem("files", "are missing, or no digests", MEND)])
    if not all(map(is_plain, bound)):
        raise refused([Problem("files", "name one outside of its folder", "Trust nothing in it.")])
