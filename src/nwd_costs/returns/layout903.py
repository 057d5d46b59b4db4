"""Where the tables of an SSDA903 return stand, and how each is known: by headings and by year."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nwd_costs.returns.places import Place

_DAY = re.compile(r"(?<!\d)(?:\d{4}([-_. ])(?:0[1-9]|1[0-2])\1\d\d|\d\d([-_. ])\d\d\2\d{4})(?!\d)")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ](\d{4}|\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of table of the return.

    Parameters
    ----------
    word
        What people call it.
    columns
        The column of ours that each heading becomes; none for a table that is not used.
    required
        The headings without which it cannot be read.
    """

    word: str
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    required: tuple[str, ...] = ()

    @property
    def is_used(self) -> bool:
        """Whether anything is read from the table."""
        return bool(self.columns)


@dataclass(frozen=True)
class ReturnFile:
    """A file of a return, and the year that its place names.

    Parameters
    ----------
    path
        The file.
    name
        Its name for messages.
    folder
        The folders that hold it, for messages too.
    year
        The return year (ending) that its place names, if any.
    fault
        What is wrong with its place, in words; empty if nothing is.
    """

    path: Path
    name: str
    folder: tuple[str, ...]
    year: int | None
    fault: str = ""


EPISODES = Kind(
    "episodes",
    MappingProxyType(
        {
            "CHILD": "child_id",
            "DECOM": "from_day",
            "DEC": "until_day",
            "PLACE": "place",
            "PLACE_PROVIDER": "provider",
            "URN": "urn",
            "LS": "legal_status",
            "RNE": "rne",
            "REC": "rec",
            "REASON_PLACE_CHANGE": "reason_place_change",
        }
    ),
    ("CHILD", "DECOM", "DEC", "RNE", "LS", "PLACE"),
)
HEADER = Kind(
    "header",
    MappingProxyType({"CHILD": "child_id", "DOB": "date_of_birth", "SEX": "sex"}),
    ("CHILD", "DOB", "SEX"),
)
UASC = Kind(
    "unaccompanied children",
    MappingProxyType({"CHILD": "child_id", "DUC": "uasc_until_day", "DOB": "date_of_birth"}),
    ("CHILD", "DUC"),
)
_EPISODES_ONLY = frozenset({"RNE", "LS", "PLACE", "PLACE_PROVIDER", "DEC", "REC"})
_HEADER_ONLY = frozenset({"UPN", "ETHNIC", "MOTHER"})
_NOT_USED = (
    ({"MIS_START"}, Kind("missing")),
    ({"REVIEW_CODE"}, Kind("reviews")),
    ({"SDQ_SCORE"}, Kind("OC2")),
    ({"IN_TOUCH"}, Kind("OC3")),
    ({"DATE_INT"}, Kind("AD1")),
    ({"DATE_PLACED"}, Kind("placed for adoption")),
    ({"PREV_PERM"}, Kind("previous permanence")),
    ({"SW_DECOM"}, Kind("social worker episodes")),
    ({"DOLO_START"}, Kind("deprivation of liberty orders")),
)


# What regional and supplier exports add.
EXTRA_HEADINGS = frozenset({"LA", "YEAR", "TEST_COLUMN", "PL_LA", "PL_LOCATION", "PL_DISTANCE"})


def recognise(headings: Sequence[str]) -> Kind | None:
    """Say which table of the return has these headings, even if some of its own are missing.

    Parameters
    ----------
    headings
        The headings, in capitals.
    """
    held = set(headings)
    if "DECOM" in held or len(held & _EPISODES_ONLY) > 2:
        return EPISODES
    if "CHILD" not in held:
        return None
    if held & _HEADER_ONLY:  # before UASC: a header that also has DUC lists every child
        return HEADER
    if "DUC" in held:
        return UASC
    return next((kind for mark, kind in _NOT_USED if mark <= held), None)


def return_file(place: Place, *, opening: bool) -> ReturnFile:
    """Read the return year in the name of a file, else in those of the folders that hold it.

    Parameters
    ----------
    place
        The file and where it lies.
    opening
        Whether a single year in a name is the one in which the return opens.
    """
    own = year_in_name(place.stem, opening=opening)
    outermost, *within = place.folders
    named = (year_in_name(folder, opening=opening) for folder in reversed(within))
    held = next((year for year in named if year is not None), None)
    clash = own is not None and held is not None and own != held
    fault = "the folder and the file are named by different years" if clash else ""
    year = own if held is None else held
    if year is None:
        year = year_in_name(outermost, opening=opening)
    return ReturnFile(place.path, place.name, place.folders, year, fault)


def years_named(folder: Path, *, opening: bool) -> set[int]:
    """List the return years that sub-folders are named by.

    Parameters
    ----------
    folder
        The folder of returns.
    opening
        Whether a single year in a name is the one in which the return opens.
    """
    inner = [path.name for path in folder.iterdir() if path.is_dir() and path.name[0] not in ".~_"]
    years = {year_in_name(name, opening=opening) for name in inner}
    return {year for year in years if year is not None}


def year_in_name(name: str, *, opening: bool) -> int | None:
    """Read the return year (ending) in the name of a file or folder, if there is exactly one.

    ``2022-23`` can only end in 2023, whichever way single years are meant; the day of an export
    (``2023-06-15``) is not a year.

    Parameters
    ----------
    name
        The name.
    opening
        Whether a single year in a name is the one in which the return opens.
    """
    name = _DAY.sub(" ", name)
    years = set()
    for first, second in _SPAN.findall(name):
        if str(int(first) + 1).endswith(second):
            years.add(int(first) + 1)
            name = _SPAN.sub(" ", name, count=1)
    years |= {int(year) + opening for year in _YEAR.findall(name)}
    return years.pop() if len(years) == 1 else None
