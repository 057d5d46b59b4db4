"""The register, read once, and what became of it, worked out once."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from nwd_costs.figures import Entry, Row, Verification, verification_of
from nwd_costs.figures.documents import Bounded, PublishedFigure, Reproduced
from nwd_costs.figures.reading import Register, shipped_register


@cache
def register() -> Register:
    return shipped_register()


@cache
def found() -> Verification:
    return verification_of(register(), register())


@cache
def quick() -> Verification:
    """Give all but the figures of the reference cohort, for which nothing has to be run."""
    return verification_of(without_runs(), register())


def rows() -> dict[str, Row]:
    return {row.id: row for row in found().rows}


def figures() -> dict[str, PublishedFigure]:
    return {entry.figure.id: entry.figure for entry in register().entries}


def entries_of(file: str) -> list[Entry]:
    return [entry for entry in register().entries if entry.file == f"{file}.toml"]


def without_runs() -> Register:
    """Give the register without the figures that a run gives: it is checked in a moment."""
    kept = [entry for entry in register().entries if entry.file != "reference-cohort.toml"]
    return replace(register(), entries=tuple(kept))


def needs(figure: PublishedFigure, id_: str) -> bool:
    """Whether a figure is, or is worked out from, another."""
    check = figure.check
    given = check.given.values() if isinstance(check, Reproduced | Bounded) else ()
    return figure.id == id_ or any(one.figure == id_ for one in given)


def another(text: str, *, last: bool) -> str:
    """Give a printed figure with another digit: the last, or the first that is no nought."""
    number = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    assert number is not None
    places = [at for at in range(*number.span()) if text[at].isdigit()]
    at = places[-1] if last else next(at for at in places if text[at] != "0")
    digit = int(text[at])
    return f"{text[:at]}{digit + 1 if digit < 9 else digit - 1}{text[at + 1 :]}"
