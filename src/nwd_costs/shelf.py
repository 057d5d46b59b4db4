"""Where the documents lie, and how their files are read: packed in the wheel or in a checkout."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pandas as pd

from nwd_costs.errors import DocumentError, NwdError, Problem, UnitCostError


@cache
def methodology_root() -> Traversable:
    """Find the documents: packed into the wheel, or beside ``src`` in a checkout."""
    packaged = files("nwd_costs") / "_methodology"
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "methodology").is_dir():
        return checkout / "methodology"
    raise DocumentError(
        "The methodology documents are missing.",
        [Problem("nwd_costs", "was installed without them", "Install the package again.")],
    )


def proof_page() -> str:
    """Read the page of proof: what holds the library to each clause."""
    packaged = files("nwd_costs") / "_proof.md"
    beside = Path(__file__).resolve().parents[2] / "docs" / "proof.md"
    return read_text(packaged if packaged.is_file() else beside)


def reference_cohort() -> Path:
    """Say where the reference cohort lies: the returns of a synthetic council, for trying things.

    Returns
    -------
    pathlib.Path
        The folder with ``ssda903/``, ``cin_census/``, ``referrals.csv`` and ``SOURCE.md``, which
        says how it was made. No child in it is real, and nothing in it was measured.

    Raises
    ------
    DocumentError
        When the library was installed without its documents.
    """
    return Path(str(methodology_root() / "reference_cohort"))


def shipped(document: str) -> list[str]:
    """List ``family/version`` of every shipped folder that holds a document."""
    root = methodology_root()
    families = [root, root / "unit_costs"]
    return sorted(
        f"{family.name}/{version.name}"
        for shelf in families
        for family in _folders(shelf)
        for version in _folders(family)
        if (version / document).is_file()
    )


def _folders(place: Traversable) -> list[Traversable]:
    return [item for item in place.iterdir() if item.is_dir()] if place.is_dir() else []


def find_folder(name: str | Path, document: str) -> Traversable:
    """Find a shipped folder by id, or a folder of the user's own."""
    kind: type[NwdError] = DocumentError if document == "methodology.toml" else UnitCostError
    shelf = methodology_root()
    if document != "methodology.toml":
        shelf = shelf / "unit_costs"
    known = shipped(document)
    if str(name) in known:
        family, version = str(name).split("/")
        return shelf / family / version
    own = Path(name)
    if (own / document).is_file():
        return own
    what = f"is no shipped version and no folder that holds a {document}"
    raise kind(
        f"'{name}' was not found.", [Problem(str(name), what, f"Shipped: {', '.join(known)}.")]
    )


def carries_prices(name: str, digests: Mapping[str, str]) -> bool:
    """Say whether a table of unit costs is the one that the library carries by its name.

    Parameters
    ----------
    name
        ``family/version``.
    digests
        The SHA-256 of each of its files.
    """
    if name not in shipped("table.toml"):
        return False
    folder = find_folder(name, "table.toml")
    return digests_of(folder, list(digests)) == dict(digests)


def digests_of(folder: Traversable, names: Sequence[str]) -> dict[str, str]:
    """Give the SHA-256 of some files and sub-folders of a folder, as far as they are there."""
    return {
        path: hashlib.sha256(file.read_bytes()).hexdigest()
        for name in names
        for path, file in _files_below(folder / name, name)
    }


def _files_below(place: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    if place.is_file():
        yield path, place
    elif place.is_dir():
        for item in sorted(place.iterdir(), key=lambda item: item.name):
            if not item.name.startswith((".", "__")):
                yield from _files_below(item, f"{path}/{item.name}")


def read_text(file: Traversable) -> str:
    """Read a document as UTF-8 text, or say what is wrong with the file."""
    if not file.is_file():
        problem = Problem(file.name, "is missing", "A version needs it.")
        raise DocumentError("A document is incomplete.", [problem])
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem(file.name, "is not UTF-8", "Save it as UTF-8.")
        raise DocumentError("A document cannot be read.", [problem]) from None


def read_toml(file: Traversable) -> dict[str, Any]:
    """Read a TOML document, decimals as ``Decimal``."""
    try:
        return tomllib.loads(read_text(file), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(file.name, str(error), "Correct the TOML.")
        raise DocumentError(f"{file.name} is not TOML.", [problem]) from None


def read_csv(file: Traversable) -> pd.DataFrame:
    """Read a table that belongs to a document as text, blanks as ''."""
    rows = [row for row in csv.reader(io.StringIO(read_text(file))) if row]
    width = len(rows[0]) if rows else 0
    ragged = tuple(number for number, row in enumerate(rows, start=1) if len(row) != width)
    if ragged or not rows:
        what = "has rows of another length than the headings" if ragged else "is empty"
        problem = Problem(file.name, what, "Give every row as many cells as there are.", ragged)
        raise DocumentError("A table cannot be read.", [problem])
    return pd.DataFrame(rows[1:], columns=rows[0], dtype=str)
