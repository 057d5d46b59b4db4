"""The run record: what a run was made of, and every file it left, bound by SHA-256 [17.7]."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from nwd_costs.locks import digest
from nwd_costs.profiles import NAMED
from nwd_costs.result import Provenance, Result
from nwd_costs.shelf import digests_of, methodology_root

RECORD = "record.json"
SCHEMA_VERSION = 1
WHAT_IT_IS = (
    "The record of one run: what it was made of and every file it left, by SHA-256. "
    "nwd-costs record-verify holds it against what is there. It shows what changed by accident or "
    "unnoticed; it is no signature, since whoever can write the files can write a record too. "
    "Internal profile: it stays with the analyst, because a digest of few children's facts can be "
    "found out by trying."
)
# What every figure depends on besides the version and the prices.
SHARED_DOCUMENTS = ("rules.md", "authorities", "codes", "indices")
LIBRARIES = ("numpy", "pandas", "pyarrow", "pydantic", "python-calamine", "xlsxwriter")
_PACKED = "_methodology"


def record_of(
    result: Result, provenance: Provenance, folder: Path, names: list[str]
) -> dict[str, Any]:
    """Bind a result and the files it left.

    Parameters
    ----------
    result, provenance
        What was run, and what determines its ledger.
    folder, names
        Where its files are, and how they are called.

    Returns
    -------
    dict
        The content of ``record.json``.
    """
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        **NAMED,
        "what_it_is": WHAT_IT_IS,
        **provenance.as_dict(),
        "methodology_files": dict(result.method.files),
        "unit_costs_files": dict(result.costs.files),
        "shared_documents": shared_documents(),
        "read_as": dict(result.records.read_as),
        "code": code_digest(),
        "environment": environment(),
        "outputs": {name: file_digest(folder / name) for name in names},
    }
    content = json.loads(json.dumps(content))
    return {**content, "record_digest": content_digest(content)}


def content_digest(content: Mapping[str, Any]) -> str:
    """Give the SHA-256 of a record's content, its own digest left out."""
    rest = {name: value for name, value in content.items() if name != "record_digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return digest(text.encode("utf-8", "surrogatepass"))


def file_digest(file: Path) -> str:
    """Give the SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def shared_documents() -> dict[str, str]:
    """Give the digest of each common document that figures depend on."""
    return digests_of(methodology_root(), SHARED_DOCUMENTS)


def code_digest(package: Path | None = None) -> dict[str, Any]:
    """Give one digest of all source files of a package, the installed one, by path."""
    root = str(package or Path(__file__).parent)
    found = hashlib.sha256()
    files = sorted(_sources(root, ""))
    for path in files:
        with Path(root, path).open("rb", buffering=0) as file:
            found.update(f"{path} {digest(file.read())}\n".encode())
    return {"files": len(files), "sha256": found.hexdigest()}


def _sources(folder: str, below: str) -> list[str]:
    found = []
    with os.scandir(folder) as inside:
        for item in inside:
            if item.name.endswith(".py"):
                found.append(f"{below}{item.name}")
            elif item.name not in ("__pycache__", _PACKED) and item.is_dir():
                found += _sources(item.path, f"{below}{item.name}/")
    return found


def environment() -> dict[str, str]:
    """Say what the library runs on: nothing of the machine's or anybody's name."""
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{sys.platform} {platform.machine()}",
        **{name: _version(name) for name in LIBRARIES},
    }


def _version(name: str) -> str:
    loaded = getattr(sys.modules.get(name), "__version__", None)
    if isinstance(loaded, str):
        return loaded
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
