"""A run record as it is found on a disk: read whole, and refused where it cannot be one [17.9]."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from nwd_costs.errors import DocumentError, Problem
from nwd_costs.record import RECORD, SCHEMA_VERSION

LARGEST = 20_000_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TEXTS = (
    "profile", "methodology", "methodology_fingerprint", "unit_costs", "unit_costs_fingerprint",
    "authority", "library_version", "period", "as_at", "ledger_digest", "record_digest",
)  # fmt: skip
_DIGESTS = ("methodology_files", "unit_costs_files", "shared_documents", "outputs")
MEND = "Take the record as the run wrote it."


def read_record(file: Path) -> tuple[dict[str, Any], str]:
    """Read a record, and its text as it stands there.

    Raises
    ------
    DocumentError
        When it is no record; what is in it is not repeated.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise refused([Problem(RECORD, "is too large to be a record", MEND)])
        text = file.read_bytes().decode("utf-8")
        content = json.loads(text)
    except OSError:
        raise refused([Problem(RECORD, "cannot be opened", "Check its name.")]) from None
    except (ValueError, RecursionError):
        raise refused([Problem(RECORD, "is not JSON in UTF-8", MEND)]) from None
    problems = list(_faults(content))
    if problems:
        raise refused(problems)
    return content, text


def is_plain(path: object) -> bool:
    """Say whether a path in a record stays in its folder, on any system."""
    if not isinstance(path, str) or not path or "\0" in path:
        return False
    windows = PureWindowsPath(path)
    parts = {*PurePosixPath(path).parts, *windows.parts}
    return not (windows.drive or windows.root or path.startswith("/") or ".." in parts)


def _faults(content: Any) -> Iterator[Problem]:
    if not isinstance(content, Mapping):
        yield Problem(RECORD, "holds no record", MEND)
        return
    if content.get("schema_version") != SCHEMA_VERSION:
        what = f"is not {SCHEMA_VERSION}"
        yield Problem("schema_version", what, "Verify it with the library that wrote it.")
        return
    for name in _TEXTS:
        if not isinstance(content.get(name), str):
            yield Problem(name, "is missing, or no text", MEND)
    for name in _DIGESTS:
        bound = content.get(name)
        if not isinstance(bound, Mapping) or not all(map(is_digest, bound.values())):
            yield Problem(name, "is missing, or holds no digests", MEND)
        elif not all(map(is_plain, bound)):
            yield Problem(name, "names a file outside of its folder", "Trust nothing in it.")
    if not all(isinstance(content.get(name), Mapping) for name in ("code", "environment")):
        yield Problem("code, environment", "are missing", MEND)
    yield from _input_faults(content)


def _input_faults(content: Mapping[str, Any]) -> Iterator[Problem]:
    inputs, asked = content.get("inputs"), content.get("read_as")
    wanted = ("name", "taken_for", "digest")
    if not isinstance(inputs, list) or not all(
        isinstance(one, Mapping) and all(isinstance(one.get(name), str) for name in wanted)
        for one in inputs
    ):
        yield Problem("inputs", "are missing, or no files", MEND)
    elif not all(is_plain(one["name"]) for one in inputs):
        yield Problem("inputs", "name a file outside of their folder", "Trust nothing in it.")
    given = asked.get("given") if isinstance(asked, Mapping) else None
    lists = isinstance(given, Mapping) and all(isinstance(names, list) for names in given.values())
    if not lists or not isinstance(content.get("accepted"), list):
        yield Problem("read_as, accepted", "are missing", MEND)
    elif not all(is_plain(name) for names in (given or {}).values() for name in names):
        yield Problem("read_as", "names a file outside of its folder", "Trust nothing in it.")


def is_digest(found: object) -> bool:
    """Say whether it is a SHA-256 in hexadecimal."""
    return isinstance(found, str) and bool(_SHA256.fullmatch(found))


def refused(problems: list[Problem]) -> DocumentError:
    """Refuse a record for some faults."""
    return DocumentError("The record cannot be read.", problems)
