"""XML files read as a stream, whatever their namespace, and safely.

A document type is refused before anything is read, since it is where an XML file can hide more
than it shows. No entity is resolved, nothing is fetched, and no tree is built: an element is
forgotten when the next is asked for.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
from lxml import etree

from nwd_costs.errors import DataError
from nwd_costs.returns.raw import refuse, text_frame, with_lineage

_PARSER = {
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "resolve_entities": False,
    "remove_comments": True,
    "remove_pis": True,
}
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+(?:[\w.-]+:)?([\w.-]+)")
_HEAD = 65_536
# Rows are packed in blocks: a packed text takes its letters and no object of its own.
_BLOCK = 65_536


class TextRows:
    """Rows of texts as they are met, each with the line of its element, held compactly.

    Parameters
    ----------
    columns
        The names of the columns.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = tuple(columns)
        self._open: list[tuple[str, ...]] = []
        self._packed: list[list[pa.Array]] = [[] for _ in columns]
        self._lines = array("q")

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, line: int, *cells: str) -> None:
        """Add a row: the line of its element, and one text a column.

        Parameters
        ----------
        line
            The line on which the element begins.
        cells
            Its texts.
        """
        self._lines.append(line)
        self._open.append(cells)
        if len(self._open) >= _BLOCK:
            self._pack()

    def _pack(self) -> None:
        for chunks, cells in zip(self._packed, zip(*self._open, strict=True), strict=True):
            chunks.append(pa.array(cells, pa.string()))
        self._open.clear()

    def frame(self, name: str, year: int | None = None) -> pd.DataFrame:
        """Give the rows as a frame that says where each comes from.

        Parameters
        ----------
        name
            The file's name.
        year
            The return year, where the file has one.
        """
        if self._open:
            self._pack()
        columns = {
            column: pa.chunked_array(chunks, pa.string())
            for column, chunks in zip(self._columns, self._packed, strict=True)
        }
        lines = np.array(self._lines, dtype=np.int64)
        return with_lineage(text_frame(columns), name, lines, year=year)


@contextmanager
def opened(path: Path, name: str) -> Iterator[BufferedReader]:
    """Open a file, or say in words why it cannot be.

    Parameters
    ----------
    path
        The file.
    name
        Its name for messages.
    """
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise refuse(name, "there is no such file", "Check the name.") from None
    except IsADirectoryError:
        raise refuse(name, "it is a folder", "Name the files in it.") from None
    except OSError:
        what, advice = "it cannot be opened", "Close it elsewhere and check your rights to it."
        raise refuse(name, what, advice) from None


def root_of(file: BinaryIO, name: str) -> str:
    """Name the outermost element, having refused a document type.

    Parameters
    ----------
    file
        The opened file.
    name
        Its name for messages.
    """
    for element in _parsed(file, name, events=("start",)):
        docinfo = element.getroottree().docinfo
        if docinfo.doctype or docinfo.internalDTD is not None:
            raise _refuse_doctype(name)
        return local(element)
    raise refuse(name, "it holds no XML element", "Export it again.")


def looks_like_xml(path: Path) -> bool:
    """Say whether a file begins as XML does, in whichever encoding.

    Parameters
    ----------
    path
        The file.
    """
    return _head(path).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<"


def root_named(path: Path) -> str:
    """Name the outermost element of a file, or the one that its document type is for.

    Parameters
    ----------
    path
        The file; it is only looked at, so that nothing in it is refused.
    """
    declared = _DOCTYPE.search(_head(path))
    if declared:
        return declared[1].decode("ascii", "replace")
    try:
        with opened(path, path.name) as file:
            return root_of(file, path.name)
    except DataError:  # whoever reads it says what is wrong
        return ""


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD).replace(b"\0", b"")
    except OSError:  # whoever reads it says what is wrong
        return b""


def elements(file: BinaryIO, name: str, tags: Sequence[str]) -> Iterator[Any]:
    """Give each element of some names, and forget it when the next is asked for.

    Parameters
    ----------
    file
        The opened file.
    name
        Its name for messages.
    tags
        The names of the elements.
    """
    wanted = tuple(f"{{*}}{tag}" for tag in tags)
    for element in _parsed(file, name, events=("end",), tag=wanted):
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def names_within(file: BinaryIO, name: str, count: int) -> Iterator[tuple[str, str]]:
    """Give the names and texts of the first elements of a file, as far as it can be read.

    Parameters
    ----------
    file
        The opened file.
    name
        Its name for messages.
    count
        How many elements at most.
    """
    try:
        for _, element in zip(range(count), _parsed(file, name, events=("end",)), strict=False):
            yield local(element), (element.text or "").strip()
    except DataError:  # whoever reads it says what is wrong
        return


def _parsed(file: BinaryIO, name: str, **options: Any) -> Iterator[Any]:
    file.seek(0)
    line = None
    parser = etree.iterparse(file, **options, **_PARSER)
    try:
        for _, element in parser:
            yield element
    except etree.XMLSyntaxError as error:  # its text quotes the file
        last = parser.error_log.last_error  # an unknown entity is placed only here
        line = error.lineno or (1 if last is None else last.line)
    if line is not None:
        file.seek(0)
        # a parser that stops at an entity never comes to show the document type that declares it
        if b"<!DOCTYPE" in file.read(_HEAD).replace(b"\0", b""):
            raise _refuse_doctype(name)
        what = f"it is not whole or not XML: it breaks at line {line}"
        raise refuse(name, what, "Export it again.")


def _refuse_doctype(name: str) -> DataError:
    what = "it declares a document type (DOCTYPE), which no return has"
    return refuse(name, what, "Find out where the file came from before you export it again.")


def local(element: Any) -> str:
    """Name an element without its namespace.

    Parameters
    ----------
    element
        The element.
    """
    return str(element.tag).rpartition("}")[2]


def fields(block: Any) -> dict[str, str]:
    """Read the texts directly in a block; of one given twice the first that is not blank.

    Parameters
    ----------
    block
        The element.
    """
    texts: dict[str, str] = {}
    for element in block:
        name = local(element)
        texts[name] = texts.get(name) or (element.text or "").strip()
    return texts
