"""The inputs of a run, found again by their digests and laid out as they were read [17.9]."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from nwd_costs.record import file_digest
from nwd_costs.returns.asked import FRAME
from nwd_costs.returns.places import Place, find
from nwd_costs.returns.unzipping import Unpacked

# By which keyword of `read` a file was read, from what it was taken for.
_TAKEN_BY = {
    "SSDA903": "ssda903", "left alone: SSDA903": "ssda903", "CIN census": "cin_census",
    "Annex A": "annex_a", "list of referrals": "referrals",
}  # fmt: skip


@dataclass(frozen=True)
class Lost:
    """An input that could not be found again; ``changed`` where one of its name was."""

    name: str
    changed: bool


class FoundAgain:
    """The files below some folders and archives, by digest and by name.

    Parameters
    ----------
    given
        Folders, archives and files.
    unpacked
        Where archives are unpacked, and for how long.
    """

    def __init__(self, given: Sequence[str | Path], unpacked: Unpacked) -> None:
        self.by_digest: dict[str, Path] = {}
        self.names: set[str] = set()
        for place in _places(given, unpacked):
            self.names.add(PurePosixPath(place.name).name)
            self.by_digest.setdefault(file_digest(place.path), place.path)

    def lost(self, inputs: Sequence[Mapping[str, Any]]) -> list[Lost]:
        """List the inputs that are not there as they were."""
        return [
            Lost(one["name"], PurePosixPath(one["name"]).name in self.names)
            for one in inputs
            if one["digest"] and one["digest"] not in self.by_digest
        ]

    def laid_out(
        self, inputs: Sequence[Mapping[str, Any]], given: Mapping[str, list[str]], place: Path
    ) -> dict[str, Any]:
        """Copy the inputs to a folder as they were read, and give the keywords of ``read``."""
        named: dict[str, list[Path]] = {keyword: [] for keyword in given}
        for one in inputs:
            if not one["digest"]:
                continue  # not even opened, such as a hidden file
            keyword = _keyword(one["taken_for"], given)
            if keyword in named:
                copy = place / keyword / _root(given[keyword]) / one["name"]
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.by_digest[one["digest"]], copy)
                named[keyword].append(copy)
        return {keyword: _handed(keyword, place, given, named[keyword]) for keyword in given}


def frames_of(given: Mapping[str, list[str]]) -> list[str]:
    """Name the keywords by which a frame was handed over, which no folder can hold."""
    return [keyword for keyword, names in given.items() if FRAME in names]


def _places(given: Sequence[str | Path], unpacked: Unpacked) -> Iterator[Place]:
    for each in given:
        for place in find(each, unpacked):
            if place.path.is_file():
                yield place


def _keyword(taken_for: str, given: Mapping[str, list[str]]) -> str:
    meant = next(
        (keyword for told, keyword in _TAKEN_BY.items() if taken_for.startswith(told)), taken_for
    )
    return meant if meant in given else "source"


def _root(names: Sequence[str]) -> str:
    """Call the folder as it was called: its name may hold the year of a return."""
    return names[0] if len(names) == 1 and "." not in names[0] else "given"


def _handed(
    keyword: str, place: Path, given: Mapping[str, list[str]], copies: list[Path]
) -> Path | list[Path]:
    if keyword in ("cin_census", "annex_a"):
        return copies
    if keyword in ("source", "ssda903"):
        return place / keyword / _root(given[keyword])
    return copies[0]
