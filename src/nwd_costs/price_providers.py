"""Who provides unit-cost tables: this library, and installed packages that name a folder [8.18]."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, entry_points
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path

from nwd_costs.errors import DocumentError, Problem
from nwd_costs.shelf import methodology_root, read_toml, shipped

GROUP = "nwd_costs.unit_costs"
OWN = "nwd_costs"
DOCUMENT = "table.toml"


@dataclass(frozen=True)
class Provider:
    """A table that somebody provides by an id.

    Parameters
    ----------
    id
        ``id/version``.
    name
        Who provides it: ``nwd_costs``, or a package with its version.
    folder
        Where it lies.
    """

    id: str
    name: str
    folder: Traversable


def providers() -> tuple[list[Provider], list[Problem]]:
    """List every table that is provided, and what is wrong with those that name none.

    A package is found and its files are read; nothing of it is run.
    """
    shelf = methodology_root() / "unit_costs"
    found = [
        Provider(name, OWN, shelf / name.split("/")[0] / name.split("/")[1])
        for name in shipped(DOCUMENT)
    ]
    problems: list[Problem] = []
    for entry in sorted(entry_points(group=GROUP), key=_name):
        folders = list(_folders(entry))
        if not folders:
            what = f"names the package {entry.module}, in which there is no folder with {DOCUMENT}"
            problems.append(Problem(_name(entry), what, "Have whoever made it put that right."))
        for folder in folders:
            try:
                raw = read_toml(folder / DOCUMENT)
            except DocumentError as error:
                problems += [Problem(_name(entry), p.what, p.advice) for p in error.problems]
                continue
            id_ = f"{raw.get('id', folder.name)}/{raw.get('version', '')}"
            found.append(Provider(id_, _name(entry), folder))
    return found, problems


def _name(entry: EntryPoint) -> str:
    """Name the package that an entry point belongs to."""
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else entry.name


def _folders(entry: EntryPoint) -> Iterator[Path]:
    """Find the folders with a table in the package that an entry point names, itself or below."""
    for folder in _package(entry.module):
        if (folder / DOCUMENT).is_file():
            yield folder
        yield from (file.parent for file in sorted(folder.glob(f"*/{DOCUMENT}")))


def _package(module: str) -> list[Path]:
    """Find where a package lies, without importing it or what it is in."""
    top, *inner = module.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        return []
    for name in inner:
        spec = spec and PathFinder.find_spec(name, spec.submodule_search_locations)
    return [Path(place) for place in (spec and spec.submodule_search_locations) or ()]
