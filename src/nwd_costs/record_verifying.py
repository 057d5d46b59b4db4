"""``record_verify``: a run record held against the files, the library and a run of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nwd_costs.errors import DocumentError, Problem, UsageError
from nwd_costs.inputs_found import FoundAgain, frames_of
from nwd_costs.library import FILES, methodology
from nwd_costs.outputs import as_json
from nwd_costs.pack_verifying import pack_verified, read_pack
from nwd_costs.pipeline import run
from nwd_costs.price_providers import providers
from nwd_costs.price_reading import FILES as PRICE_FILES
from nwd_costs.price_tables import unit_costs
from nwd_costs.record import (
    RECORD,
    code_digest,
    content_digest,
    environment,
    file_digest,
    shared_documents,
)
from nwd_costs.record_reading import read_record
from nwd_costs.returns import read
from nwd_costs.returns.unzipping import Unpacked
from nwd_costs.shelf import digests_of, find_folder
from nwd_costs.verified import CHANGED, NOT_CHECKED, OTHER, SAME, Part, RecordVerified, parts_of

Content = Mapping[str, Any]
_READ_FROM = ("year_is",)


@dataclass(frozen=True)
class _Asked:
    """Where to look for what the record binds."""

    record: Path
    inputs: tuple[str | Path, ...]
    unit_costs: str | Path | None
    methodology: str | Path | None
    hash_only: bool


def record_verify(
    record: str | Path,
    *,
    inputs: str | Path | Sequence[str | Path] = (),
    unit_costs: str | Path | None = None,
    methodology: str | Path | None = None,
    hash_only: bool = False,
) -> RecordVerified:
    """Hold a run record against what is there, and run again [17.9].

    Every file that the record binds is hashed anew: the outputs beside the record, the inputs
    wherever they lie below the folders that are named, the method and the prices. If all of these
    are what they were, the run is made again, without a network, and the ledgers are compared.

    Parameters
    ----------
    record
        The ``record.json`` that a run wrote, its outputs beside it; or an evaluator's pack, its zip
        or the ``record.json`` of an unzipped one, whose files are hashed and nothing else.
    inputs
        Folders, archives and files in which the inputs are looked for, by what is in them.
    unit_costs, methodology
        Folder or workbook of the table of unit costs, and folder of the version, where the library
        does not carry them.
    hash_only
        Run nothing, and take what is not there for not asked about.

    Returns
    -------
    RecordVerified
        What is as it was, what changed, and what could not be checked. It names files and holds
        nobody's record.

    Raises
    ------
    UsageError
        When an input that is named is not there.
    DocumentError
        When it is no record, or names a file outside of its folder.
    DataError, UnitCostError
        When the very inputs of the run are refused when it is made again.
    """
    given = (inputs,) if isinstance(inputs, str | Path) else tuple(inputs)
    _refuse_misspelt(given)
    asked = _Asked(Path(record), given, unit_costs, methodology, hash_only)
    packed = read_pack(asked.record)
    if packed is not None:
        return pack_verified(packed, methodology, list(FILES))
    content, text = read_record(asked.record)
    parts = [
        _itself(content, text),
        *_outputs(content, asked.record.parent),
        *_version(content, asked),
        *_prices(content, asked),
        *parts_of("documents", content["shared_documents"], shared_documents()),
        _code(content),
    ]
    with Unpacked() as unpacked, TemporaryDirectory() as place:
        found = FoundAgain(given, unpacked) if given else None
        parts += _inputs(content, found)
        if not hash_only:
            parts.append(_again(content, asked, found, parts, Path(place)))
    parts.append(_environment(content, parts))
    return RecordVerified(tuple(parts), hash_only=hash_only)


def _refuse_misspelt(inputs: Sequence[str | Path]) -> None:
    lost = [Path(one).name for one in inputs if not Path(one).exists()]
    if lost:
        problems = [Problem(f"inputs '{name}'", "is not there", "Check its name.") for name in lost]
        raise UsageError("The record cannot be held against its inputs.", problems)


def _itself(content: Content, text: str) -> Part:
    # A record is written in one way alone, so that no byte of it can change unnoticed.
    whole = text == f"{as_json(content)}\n" and content_digest(content) == content["record_digest"]
    told = (
        "as it was written" if whole else "was changed after the run wrote it: trust nothing else"
    )
    return Part("record", RECORD, SAME if whole else CHANGED, told)


def _outputs(content: Content, folder: Path) -> Iterator[Part]:
    there: dict[str, str] = {}
    for name in content["outputs"]:
        file = folder / name
        if file.is_symlink() or not file.resolve().is_relative_to(folder.resolve()):
            yield Part("files", name, CHANGED, "is a link now and was a file; it is not followed")
            there[name] = content["outputs"][name]
        elif file.is_file():
            there[name] = file_digest(file)
    yield from parts_of("files", content["outputs"], there)


def _version(content: Content, asked: _Asked) -> Iterator[Part]:
    name = content["methodology"]
    if content["what_if"] or content["status"] == "no version":
        told = "a what-if has no document; its values are in the record, and it is run in Python"
        yield Part("methodology", name, NOT_CHECKED, told)
        return
    try:
        folder = find_folder(asked.methodology or name, "methodology.toml")
    except DocumentError:
        told = "is not in this library; name its folder with --methodology"
        yield Part("methodology", name, NOT_CHECKED, told)
        return
    yield from parts_of("methodology", content["methodology_files"], digests_of(folder, FILES))


def _prices(content: Content, asked: _Asked) -> Iterator[Part]:
    place = _table(content["unit_costs"], asked.unit_costs)
    if place is None:
        told = "is not in this library; name its folder or workbook with --unit-costs"
        yield Part("prices", content["unit_costs"], NOT_CHECKED, told)
    elif place.is_file():
        name = next(iter(content["unit_costs_files"]), "")
        there = digests_of(Path(str(place)).parent, [place.name])
        # A workbook may be called otherwise by now; what is in it counts.
        yield from parts_of("prices", content["unit_costs_files"], {name: there[place.name]})
    else:
        yield from parts_of("prices", content["unit_costs_files"], digests_of(place, PRICE_FILES))


def _table(name: str, given: str | Path | None) -> Traversable | None:
    if given is not None and Path(given).exists():
        return Path(given)
    known, _ = providers()
    return next((one.folder for one in known if one.id == (given or name)), None)


def _code(content: Content) -> Part:
    name = f"nwd-costs {content['library_version']}"
    if code_digest() == content["code"]:
        return Part("code", name, SAME, "the source files of the library are those that ran")
    told = (
        "the source files of the library are not those that ran; install that version to verify "
        "the record by it"
    )
    return Part("code", name, CHANGED, told)


def _inputs(content: Content, found: FoundAgain | None) -> Iterator[Part]:
    frames = frames_of(content["read_as"]["given"])
    if frames:
        told = "was handed over in Python as a frame, which no folder holds"
        yield from (Part("inputs", f"frame {name}", NOT_CHECKED, told) for name in frames)
    if found is None:
        told = "are not here; name their folders with --inputs"
        yield Part("inputs", f"{len(content['inputs'])} files", NOT_CHECKED, told)
        return
    files = [one for one in content["inputs"] if not one["name"].startswith("frame ")]
    lost = {one.name: one.changed for one in found.lost(files)}
    for one in files:
        name = one["name"]
        if name not in lost:
            yield Part("inputs", name, SAME, "as it was read")
        elif lost[name]:
            yield Part("inputs", name, CHANGED, "is not what was read: its bytes changed")
        else:
            yield Part("inputs", name, CHANGED, "is not below the folders that were named")


def _again(
    content: Content, asked: _Asked, found: FoundAgain | None, parts: Sequence[Part], place: Path
) -> Part:
    """Run again, if all that the run was made of is what it was."""
    needed = [p for p in parts if p.kind in ("inputs", "methodology", "prices", "documents")]
    against = sorted({part.kind for part in needed if part.state != SAME})
    if found is None:
        return Part("ledger", "ledger", NOT_CHECKED, "not rerun: the inputs are not here")
    if against:
        told = f"not rerun: of {' and '.join(against)} not all is as it was"
        return Part("ledger", "ledger", NOT_CHECKED, told)
    how = content["read_as"]
    options = {name: how[name] for name in _READ_FROM if name in how}
    handed = found.laid_out(content["inputs"], how["given"], place)
    records = read(handed.pop("source", None), **handed, **options)
    result = run(
        methodology(asked.methodology or content["methodology"]),
        records,
        unit_costs(asked.unit_costs or content["unit_costs"], authority=content["authority"]),
        period=content["period"],
        as_at=content["as_at"],
        accept=[name for name in content["accepted"] if isinstance(name, str)],
    )
    if result.provenance.ledger_digest == content["ledger_digest"]:
        told = "run again, and the ledger is the same to the last line"
        return Part("ledger", "ledger", SAME, told)
    told = (
        "run again from the same inputs, and the ledger is another one: the code or what it runs "
        "on counts otherwise, or the record was made up"
    )
    return Part("ledger", "ledger", CHANGED, told)


def _environment(content: Content, parts: Sequence[Part]) -> Part:
    now, then = environment(), content["environment"]
    moved = [name for name in sorted({*now, *then}) if now.get(name) != then.get(name)]
    if not moved:
        return Part("environment", "environment", SAME, "Python and its libraries are the same")
    same = any(part.kind == "ledger" and part.state == SAME for part in parts)
    means = "and the ledger is the same there" if same else "which by itself is no fault"
    known = [name for name in moved if name in now]
    told = f"another one ({', '.join(known) or 'other entries'}), {means}"
    return Part("environment", "environment", OTHER, told)
