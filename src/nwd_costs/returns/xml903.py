"""The children-looked-after return (SSDA903) as XML, given as the same tables as its CSV files.

A file is read as a stream: see :mod:`nwd_costs.returns.xml_stream`. The row number of a record is
the line on which its element begins: ``EPISODE`` for an episode, ``HEADER`` for the rest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from nwd_costs.returns.layout903 import EPISODES, HEADER, UASC
from nwd_costs.returns.raw import refuse
from nwd_costs.returns.xml_stream import (
    Element,
    TextRows,
    elements,
    looks_like_xml,
    opened,
    root_named,
    root_of,
)

ROOT = "EXPSSDA903"
# The headings of the CSV files, by the element that holds the same thing.
_EPISODE = {heading: "PL" if heading == "PLACE" else heading for heading in EPISODES.columns}
_LISTED = frozenset({"1", "true", "yes", "y"})


@dataclass(eq=False, repr=False)
class Xml903:
    """One file: the rows of its tables, its children, its digest, and what to know of it."""

    name: str
    digest: str = ""
    children: int = 0
    episodes: TextRows = field(default_factory=partial(TextRows, [*EPISODES.columns.values()]))
    header: TextRows = field(default_factory=partial(TextRows, [*HEADER.columns.values()]))
    uasc: TextRows = field(default_factory=partial(TextRows, [*UASC.columns.values()]))
    unmarked: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know, without any value of a row."""
        what = f"{self.name}: {self.unmarked} children have a DUC and no UASC flag; read as UASC"
        return (what,) if self.unmarked else ()


def is_return(path: Path) -> bool:
    """Say whether a file is XML that begins as a return does.

    Parameters
    ----------
    path
        The file.
    """
    return looks_like_xml(path) and root_named(path) == ROOT


def read_xml903(path: Path, name: str) -> Xml903:
    """Read a return, as text and with nothing mended or left out.

    Parameters
    ----------
    path
        The file.
    name
        Its name for messages.
    """
    read = Xml903(name)
    with opened(path, name) as file:
        read.digest = hashlib.file_digest(file, "sha256").hexdigest()
        if root_of(file, name) != ROOT:
            what = "it is not an SSDA903 return: its outermost element is another"
            raise refuse(name, what, f"Name an XML file that begins with {ROOT}.")
        for child in elements(file, name, ("CHILD",)):
            _take(read, child)
    return read


def _take(read: Xml903, child: Element) -> None:
    header = next((block for block in child.inner if block.name == "HEADER"), None)
    said = {} if header is None else header.fields
    line = child.line if header is None else header.line
    child_id, born, duc = said.get("CHILDID", ""), said.get("DOB", ""), said.get("DUC", "")
    read.children += 1
    if header is not None:
        read.header.add(line, child_id, born, said.get("SEX", ""))
    listed = said.get("UASC", "").lower() in _LISTED
    if listed or duc:  # the day on which it ended says that it was so
        read.uasc.add(line, child_id, duc, born)
        read.unmarked += not listed
    for block in child.inner:
        if block.name == "EPISODE":
            texts = block.fields | {"CHILD": child_id}
            cells = (texts.get(element, "") for element in _EPISODE.values())
            read.episodes.add(block.line, *cells)
