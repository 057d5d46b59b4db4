"""What ``LOCK.toml`` records of a published version, and whether the version still is that [14.2].

Nothing here computes a ledger: that is for ``freezing``. A file is recorded by its digest; of the
page of errata, which may grow, only the beginning that was there.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any

from nwd_costs.errors import LockError, Problem
from nwd_costs.methods import Methodology
from nwd_costs.shelf import methodology_root

LOCK = "LOCK.toml"
DOCUMENT = "methodology.toml"
ERRATA = "errata.md"
_PUBLISHED, _WITHDRAWN = b'\nstatus = "published"\n', b'\nstatus = "withdrawn"\n'
_MEND = "Restore it. A correction is a new version; what is to be said goes into errata.md."

Entry = Mapping[str, Any]


def digest(content: bytes) -> str:
    """Give the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def entries(root: Traversable) -> dict[str, Entry]:
    """Read what a methodology folder records of its published versions, by id."""
    file = root / LOCK
    if not file.is_file():
        return {}
    try:
        found: dict[str, Entry] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        problem = Problem(LOCK, "is not TOML", "Restore it as it was published.")
        raise LockError("What is published cannot be told.", [problem]) from None
    return found


def files_of(folder: Traversable, below: str = "") -> dict[str, bytes]:
    """Read every file of a version by its path in the folder; a withdrawal is read as published."""
    found: dict[str, bytes] = {}
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.startswith((".", "__")):
            continue
        path = f"{below}{item.name}"
        found |= files_of(item, f"{path}/") if item.is_dir() else {path: item.read_bytes()}
    if not below and DOCUMENT in found:
        # The one change that may be made to the document of a published version.
        found[DOCUMENT] = found[DOCUMENT].replace(_WITHDRAWN, _PUBLISHED, 1)
    return found


def recorded_files(folder: Traversable) -> dict[str, Any]:
    """Give what is recorded of each file: its digest; for errata the digest of so many bytes."""
    return {
        path: {"bytes": len(content), "sha256": digest(content)}
        if path == ERRATA
        else digest(content)
        for path, content in files_of(folder).items()
    }


def moved_files(entry: Entry, folder: Traversable) -> Iterator[Problem]:
    """Find the files of a published version that are not as they were recorded."""
    present = files_of(folder)
    for path, recorded in entry["files"].items():
        content = present.pop(path, None)
        if content is None:
            yield Problem(path, "is missing", _MEND)
        elif isinstance(recorded, Mapping):
            if digest(content[: recorded["bytes"]]) != recorded["sha256"]:
                yield Problem(path, "was changed where it may only grow at its end", _MEND)
        elif digest(content) != recorded:
            yield Problem(path, "was changed", _MEND)
    for path in present.keys() - {ERRATA}:
        yield Problem(path, "was added", _MEND)


def check_lock(method: Methodology, folder: Traversable, root: Traversable) -> None:
    """Refuse a version that calls itself published and is not what was recorded of it.

    Parameters
    ----------
    method
        The version, as its document binds it.
    folder, root
        Where it lies, and the methodology folder above it, which may hold a lock.

    Raises
    ------
    LockError
        Naming the version and everything that moved.
    """
    entry = entries(root).get(method.id)
    if method.status == "draft":
        # Of a copy that somebody works on elsewhere, the shipped lock says nothing.
        if entry is not None:
            what = "calls itself a draft, but is recorded as published"
            raise _moved(method.id, [Problem("status", what, _MEND)])
        return
    entry = entry or entries(methodology_root()).get(method.id)
    if entry is None:
        advice = "A version is published by nwd-costs freeze, and until then it is a draft."
        problem = Problem("status", f"is {method.status}, but {LOCK} does not know it", advice)
        raise LockError(f"{method.id} is not published.", [problem])
    problems = list(moved_files(entry, folder))
    if method.fingerprint != entry["fingerprint"]:
        problems.append(Problem("fingerprint", "the rules are not those that were recorded", _MEND))
    if problems:
        raise _moved(method.id, problems)


def _moved(name: str, problems: list[Problem]) -> LockError:
    return LockError(f"{name} is published and has moved.", problems)
