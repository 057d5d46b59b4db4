"""XML files read as a stream, whatever their namespace, and safely.

A document type is refused before anything is read, since it is where an XML file can hide more
than it shows. No entity is resolved, nothing is fetched, and no tree of the whole file is built: an
element is forgotten when the next is asked for.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

import numpy as np
import pandas as pd
import pyarrow as pa

from nwd_costs.errors import DataError
from nwd_costs.returns.raw import refuse, text_frame, with_lineage

_DOCTYPE = re.compile(rb"<!DOCTYPE\s+(?:[\w.-]+:)?([\w.-]+)")
_START = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEAD = 65_536
_FIRST_BYTES, _BLOCK_BYTES = 4096, 262_144
# No return comes near any of these; what does was made to do harm.
_DEEPEST = 100
_LONGEST_TEXT = 4 * 1024**2
_LARGEST_RECORD = 20_000_000  # letters; an element counts as a hundred
# Rows are packed in blocks: a packed text takes its letters and no object of its own.
_BLOCK = 65_536


class Element:
    """An element: its name without a namespace, its line, its text, and the elements in it."""

    __slots__ = ("inner", "line", "name", "written")

    def __init__(self, name: str, line: int) -> None:
        self.name, self.line, self.written = name, line, ""
        self.inner: list[Element] | tuple[()] = ()  # most hold none

    @property
    def text(self) -> str:
        """The text before its first inner element, without the spaces around it."""
        return self.written.strip()

    @property
    def fields(self) -> dict[str, str]:
        """The texts directly in it; of one given twice the first that is not blank."""
        texts: dict[str, str] = {}
        for one in self.inner:
            if not texts.get(one.name):
                texts[one.name] = one.written.strip()
        return texts

    def walk(self) -> Iterator[Element]:
        """Give the element and all that is in it, in the order of the file."""
        yield self
        for one in self.inner:
            yield from one.walk()

    def named(self, *names: str) -> dict[str, list[Element]]:
        """Find the elements of some names in it, however deep, in the order of the file.

        Parameters
        ----------
        names
            The names.
        """
        found: dict[str, list[Element]] = {name: [] for name in names}
        ahead = [*reversed(self.inner)]
        while ahead:
            element = ahead.pop()
            if element.name in found:
                found[element.name].append(element)
            if element.inner:
                ahead += reversed(element.inner)
        return found


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
    reader = _Reader(frozenset(), name)
    for _ in reader.read(file, _FIRST_BYTES):
        if reader.root:
            break
    return reader.root


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
    head = _COMMENT.sub(b"", _head(path))
    named = _DOCTYPE.search(head) or _START.search(head)
    return named[1].decode("ascii", "replace") if named else ""


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD).replace(b"\0", b"")
    except OSError:  # whoever reads it says what is wrong
        return b""


def elements(file: BinaryIO, name: str, tags: Sequence[str]) -> Iterator[Element]:
    """Give each outermost element of some names, and forget it when the next is asked for.

    Parameters
    ----------
    file
        The opened file.
    name
        Its name for messages.
    tags
        The names of the elements.
    """
    reader = _Reader(frozenset(tags), name)
    for found in reader.read(file):
        yield from found


def first_elements(path: Path, count: int) -> tuple[tuple[str, str], ...]:
    """Give the names and texts of the first elements that a file ends, as far as it can be read.

    Parameters
    ----------
    path
        The file; it is only looked at, so that nothing in it is refused.
    count
        How many elements at most.
    """
    reader = _Reader(frozenset({root_named(path)}), path.name)
    try:
        with opened(path, path.name) as file:
            next(reader.read(file), None)
    except DataError:  # whoever reads it says what is wrong
        pass
    met = reader.tree.walk() if reader.tree else iter(())
    return tuple((one.name, one.text) for one in islice(met, count))


class _Reader:
    """One pass through a file: elements of some names become trees, and the rest goes by."""

    def __init__(self, tags: frozenset[str], name: str) -> None:
        self.root = ""
        self.tree: Element | None = None
        self._tags, self._name = tags, name
        self._open: list[Element] = []
        self._done: list[Element] = []
        self._depth = self._held = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, file: BinaryIO, first: int = _BLOCK_BYTES) -> Iterator[list[Element]]:
        """Give what each block of the file completes."""
        file.seek(0)
        fed, last, size = 0, False, first
        while not last:
            block, size = file.read(size), _BLOCK_BYTES  # what goes on is gone through again
            fed, last = fed + len(block), not block
            self._feed(block, file, last=last)
            if fed - self._parser.CurrentByteIndex > _LONGEST_TEXT:
                raise self._broken(file, self._parser.CurrentLineNumber)
            done, self._done = self._done, []
            yield done

    def _feed(self, block: bytes, file: BinaryIO, *, last: bool) -> None:
        line = None
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as error:
            line = error.lineno
        except (LookupError, ValueError, RecursionError):  # an encoding that is none
            line = self._parser.CurrentLineNumber
        if line is not None:
            raise self._broken(file, line)

    def _broken(self, file: BinaryIO, line: int) -> DataError:
        file.seek(0)
        # a parser that stops early never comes to show the document type
        if b"<!DOCTYPE" in file.read(_HEAD).replace(b"\0", b""):
            return _refuse_doctype(self._name)
        return _refuse_broken(self._name, line)

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._depth += 1
        if ":" in name:
            name = name.rpartition(":")[2]
        if self._open:
            element, holder = Element(name, self._parser.CurrentLineNumber), self._open[-1]
            if holder.inner:
                holder.inner.append(element)
            else:
                holder.inner = [element]
            self._open.append(element)
        else:
            self.root = self.root or name
            if name in self._tags:
                self.tree = Element(name, self._parser.CurrentLineNumber)
                self._open.append(self.tree)
                self._held, self._parser.CharacterDataHandler = 0, self._text
        self._held += 100
        if self._depth > _DEEPEST or (self._held > _LARGEST_RECORD and self._open):
            raise _refuse_broken(self._name, self._parser.CurrentLineNumber)

    def _text(self, text: str) -> None:
        # what stands between the elements of a block is nobody's text
        if not self._open[-1].inner:
            self._open[-1].written += text
            self._held += len(text)
            if self._held > _LARGEST_RECORD:
                raise _refuse_broken(self._name, self._parser.CurrentLineNumber)

    def _end(self, _: str) -> None:
        self._depth -= 1
        if self._open:
            element = self._open.pop()
            if not self._open:
                self._done.append(element)
                self._parser.CharacterDataHandler = None

    def _doctype(self, *_: object) -> None:
        raise _refuse_doctype(self._name)


def _refuse_broken(name: str, line: int) -> DataError:
    what = f"it is not whole or not XML: it breaks at line {line}"
    return refuse(name, what, "Export it again.")


def _refuse_doctype(name: str) -> DataError:
    what = "it declares a document type (DOCTYPE), which no return has"
    return refuse(name, what, "Find out where the file came from before you export it again.")
