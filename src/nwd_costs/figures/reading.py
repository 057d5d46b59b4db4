"""Reading the register [16.7]: every problem of every file at once, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from nwd_costs.errors import DocumentError, NwdError, Problem
from nwd_costs.figures.documents import FigureFile, PublishedFigure, Source
from nwd_costs.figures.faults import faults
from nwd_costs.shelf import methodology_root, read_toml
from nwd_costs.wording import validation_problems


@dataclass(frozen=True)
class Entry:
    """A figure of the register and where it stands.

    Parameters
    ----------
    figure
        What the document says of it.
    source
        Where it was published.
    file, title
        The file and its heading.
    folder
        Where the file lies: what a run names by a path is looked for there first.
    """

    figure: PublishedFigure
    source: Source
    file: str
    title: str
    folder: Path | None = None


@dataclass(frozen=True)
class Register:
    """The figures of some files.

    Parameters
    ----------
    entries
        The figures in the order of the files.
    files
        The heads of the files by their names.
    """

    entries: tuple[Entry, ...]
    files: Mapping[str, FigureFile]


@cache
def shipped_register() -> Register:
    """Read the register that comes with the library."""
    folder = methodology_root() / "figures"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    found = read_register([folder / name for name in names])
    order = {name: head.order for name, head in found.files.items()}
    entries = sorted(found.entries, key=lambda entry: order[entry.file])
    return Register(tuple(entries), found.files)


def own_register(places: Sequence[str | Path], shipped: Register) -> Register:
    """Read somebody's own files, or folders of them; they may name figures of the shipped register.

    Raises
    ------
    DocumentError
        When there is none, or anything in them is wrong; all of it is listed.
    """
    files: list[Traversable] = []
    for place in map(Path, places):
        found = sorted(place.glob("*.toml")) if place.is_dir() else [place]
        if not found or not all(file.is_file() for file in found):
            problem = Problem(place.name, "is no file and no folder of files .toml", "Name one.")
            raise DocumentError("The figures were not found.", [problem])
        files += found
    return read_register(files, shipped)


def read_register(files: Sequence[Traversable], beside: Register | None = None) -> Register:
    """Read files of figures.

    Parameters
    ----------
    files
        One or several.
    beside
        Figures that they may name as well.

    Raises
    ------
    DocumentError
        When anything in them is wrong; all of it is listed.
    """
    problems: list[Problem] = []
    entries: list[Entry] = []
    heads: dict[str, FigureFile] = {}
    for file in files:
        head, found = _read(file, problems)
        entries += found
        if head is not None:
            heads[file.name] = head
    others = beside.entries if beside else ()
    ids = [entry.figure.id for entry in (*others, *entries)]
    for entry in entries:
        where = f"{entry.file}, figure {entry.figure.id}"
        if ids.count(entry.figure.id) > 1:
            problems.append(Problem(where, "is there twice", "Give each figure its own id."))
        sources = heads[entry.file].sources
        problems += [
            Problem(f"{where}, {at}", what, advice)
            for at, what, advice in faults(entry.figure, ids, sources)
        ]
    if problems:
        raise DocumentError("The figures cannot be used [16.7].", problems)
    return Register(tuple(entries), heads)


def _read(file: Traversable, problems: list[Problem]) -> tuple[FigureFile | None, list[Entry]]:
    """Read one file; what is wrong in it is added to the problems."""
    try:
        raw = read_toml(file)
    except NwdError as error:
        problems += error.problems
        return None, []
    listed = raw.pop("figure", [])
    head = None
    try:
        head = FigureFile.model_validate(raw)
    except ValidationError as error:
        problems += [_placed(file.name, problem) for problem in validation_problems(error)]
    if not isinstance(listed, list) or not listed:
        problem = Problem(file.name, "holds no figure", "Begin each with [[figure]].")
        problems.append(problem)
        listed = []
    figures = [found for found in _figures(file.name, listed, problems) if head is not None]
    folder = file.parent if isinstance(file, Path) else None
    return head, [
        Entry(figure, _source(head, figure), file.name, head.title, folder)
        for figure in figures
        if head is not None
    ]


def _source(head: FigureFile, figure: PublishedFigure) -> Source:
    unknown = Source(publisher="", title="", date="")
    return head.sources.get(figure.source, unknown)


def _figures(
    file: str, listed: Sequence[Mapping[str, Any]], problems: list[Problem]
) -> Iterator[PublishedFigure]:
    for number, raw in enumerate(listed, start=1):
        try:
            yield PublishedFigure.model_validate(raw)
        except ValidationError as error:
            name = raw.get("id") if isinstance(raw, Mapping) else None
            where = f"{file}, figure {name if isinstance(name, str) else number}"
            problems += [_placed(where, problem) for problem in validation_problems(error)]


def _placed(where: str, problem: Problem) -> Problem:
    place = "" if problem.where == "document" else f", {problem.where}"
    return Problem(f"{where}{place}", problem.what, problem.advice)
