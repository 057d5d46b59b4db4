"""A look at a file: what form it has and which headings, without reading it all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import pyarrow.parquet as pq

from nwd_costs.errors import DataError
from nwd_costs.returns.places import Place
from nwd_costs.returns.raw import read_head
from nwd_costs.returns.text import open_text
from nwd_costs.returns.xlsx import sheet_tops
from nwd_costs.returns.xml_stream import first_elements, looks_like_xml, root_named
from nwd_costs.workbooks import is_workbook

Form = Literal["csv", "workbook", "parquet", "xml", "nothing"]

_HEAD = 262_144
_PARQUET = b"PAR1"
_SPACES = re.compile(r"[\s_-]+")
# How far into an XML file to look for what it is.
_ELEMENTS = 200


@dataclass(frozen=True)
class Look:
    """What a look at a file shows.

    Parameters
    ----------
    place
        The file and where it lies.
    form
        How it is written; ``nothing`` where it is nothing that holds a table.
    headings
        The headings of its table, or of the first sheet of a workbook, as the file has them.
    sheets
        The title and the first rows of every sheet of a workbook.
    root
        The outermost element of an XML file.
    elements
        The names and texts of the first elements of an XML file.
    fault
        Why it holds nothing, in words.
    """

    place: Place
    form: Form
    headings: tuple[str, ...] = ()
    sheets: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    root: str = ""
    elements: tuple[tuple[str, str], ...] = ()
    fault: str = ""

    @property
    def capitals(self) -> frozenset[str]:
        """The headings as the SSDA903 return writes them."""
        return frozenset(" ".join(heading.split()).upper() for heading in self.headings)

    @property
    def words(self) -> frozenset[str]:
        """The headings as the canonical tables write them: ``Child ID`` is ``child_id``."""
        return frozenset(canonical_word(heading) for heading in self.headings)


def canonical_word(heading: str) -> str:
    """Write a heading as the canonical tables do.

    Parameters
    ----------
    heading
        The heading.
    """
    return _SPACES.sub("_", heading.strip().lower()).strip("_")


def look_at(place: Place) -> Look:
    """Look at a file; a fault of the file is told and never raised.

    Parameters
    ----------
    place
        The file and where it lies.
    """
    try:
        return _look_at(place)
    except DataError as error:
        return Look(place, "nothing", fault=error.problems[0].what)


def _look_at(place: Place) -> Look:
    path, name = place.path, place.name
    head = read_head(path, name, _HEAD)
    if not head.strip():
        return Look(place, "nothing", fault="the file is empty")
    if head.startswith(_PARQUET):
        return _parquet(place)
    if is_workbook(path):
        sheets = tuple(sheet_tops(path, name))
        rows = sheets[0][1] if sheets else ()
        return Look(place, "workbook", rows[0] if rows else (), sheets)
    if looks_like_xml(path):
        first = first_elements(path, _ELEMENTS)
        return Look(place, "xml", root=root_named(path), elements=first)
    source = open_text(_whole_lines(head), name)
    return Look(place, "csv", source.headings)


def _parquet(place: Place) -> Look:
    try:
        names = tuple(pq.read_schema(place.path).names)
    except Exception:  # noqa: BLE001  a damaged file can raise almost anything
        return Look(place, "nothing", fault="it is not a Parquet file, or it is damaged")
    return Look(place, "parquet", names)


def _whole_lines(head: bytes) -> bytes:
    """Cut the beginning of a long file after its last whole line, that no letter be cut in two."""
    if len(head) < _HEAD:
        return head
    end = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return head[: end - end % 2] if wide and end > 2 else head[: end or None]
