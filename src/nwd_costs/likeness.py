"""Two figures set beside each other: like with like, or labelled with all that differs [12.12]."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Protocol, runtime_checkable

import pandas as pd

from nwd_costs.claimed import Published, published_terms
from nwd_costs.errors import Problem, UsageError
from nwd_costs.headline import percent
from nwd_costs.pence import share_ppm
from nwd_costs.profiles import NAMED, SAID
from nwd_costs.result import Result
from nwd_costs.show import html_table
from nwd_costs.terms import (
    FIGURES,
    Difference,
    Terms,
    allowed,
    differences,
    refuse,
)
from nwd_costs.waterfall import less, signed, told

WIDTH = 100
WAY = "If it has to be, allow it by name: despite=['{term}']."


@runtime_checkable
class Comparable(Protocol):
    """What says on which terms its totals are told: a panel, a roll-up."""

    @property
    def name(self) -> str:
        """What it is called beside another."""

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be said of it wherever it is shown."""

    def terms(self, figure: str = "gross") -> Terms:
        """Give the terms of one of its totals."""

    def pence_of(self, figure: str = "gross") -> int | None:
        """Give that total; None where withheld [8.2]."""


@dataclass(frozen=True)
class End:
    """One of the two figures.

    Parameters
    ----------
    name
        What it is called.
    pence
        What it comes to; None where withheld [8.2] or not published.
    terms
        On which terms it is told.
    marks
        What must be said of it wherever it is shown.
    published
        Whether it is a published figure, and not one that was worked out from records.
    """

    name: str
    pence: int | None
    terms: Terms
    marks: tuple[str, ...]
    published: bool = False

    def __str__(self) -> str:
        marks = f" ({'; '.join(self.marks)})" if self.marks else ""
        return f"{self.name}, {self.terms.figure}{marks}"


@dataclass(frozen=True, repr=False)
class SetBeside:
    """Two figures, their difference, and all in which they are not like each other.

    Parameters
    ----------
    a, b
        The two.
    differences
        Every term in which they differ, each of them allowed by name.
    idle
        Terms that were allowed by name and do not differ.
    """

    a: End
    b: End
    differences: tuple[Difference, ...]
    idle: tuple[str, ...]

    @property
    def published(self) -> bool:
        """Whether both are published figures, so that nobody's records are behind it."""
        return self.a.published and self.b.published

    @property
    def difference_pence(self) -> int | None:
        """What b is more than a; None where either is withheld or not published."""
        return less(self.b.pence, self.a.pence)

    @property
    def share_ppm(self) -> int | None:
        """The difference as a share of a; None where there is none, or a is not above nought."""
        more, whole = self.difference_pence, self.a.pence
        return (
            share_ppm(more, whole) if more is not None and whole is not None and whole > 0 else None
        )

    @property
    def label(self) -> str:
        """What the two differ in, in one line; it goes wherever the difference goes."""
        if not self.differences:
            return "like with like [12.12]"
        named = ", ".join(one.term.replace("_", " ") for one in self.differences)
        return f"NOT LIKE WITH LIKE [12.12]: they differ in {named}, allowed by name"

    @property
    def table(self) -> pd.DataFrame:
        """One row a figure and the difference; the label stands in every row."""
        rows = [
            {"name": name, "pence": pence, "share_ppm": ppm, "label": self.label}
            for name, pence, ppm in (
                (f"a: {self.a}", self.a.pence, None),
                (f"b: {self.b}", self.b.pence, None),
                ("b less a", self.difference_pence, self.share_ppm),
            )
        ]
        return pd.DataFrame(rows).astype({"pence": "Int64", "share_ppm": "Int64"})

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values: nobody's record is in it.

        Returns
        -------
        dict
            The label, both ends, the difference, and every term that differs.
        """
        return {
            **({} if self.published else NAMED),
            "label": self.label,
            "like_with_like": not self.differences,
            "differences": [asdict(one) for one in self.differences],
            "allowed_but_alike": list(self.idle),
            "a": {**asdict(self.a), "marks": list(self.a.marks)},
            "b": {**asdict(self.b), "marks": list(self.b.marks)},
            "difference_pence": self.difference_pence,
            "share_ppm": self.share_ppm,
        }

    def to_html(self) -> str:
        """Give it as a section of a page.

        Returns
        -------
        str
            The label, the figures, and a table of what differs.
        """
        figures = [
            [f"a: {self.a}", told_of(self.a)],
            [f"b: {self.b}", told_of(self.b)],
            ["b less a", self._worth()],
        ]
        unlike = [[one.term.replace("_", " "), one.a, one.b] for one in self.differences]
        parts = [
            "<section><h1>Two figures beside each other</h1>",
            *(f"<p>{html.escape(line)}</p>" for line in (self.label, *self._said_first())),
            html_table(self.label, [], figures),
            html_table("In what they differ", ["term", "a", "b"], unlike) if unlike else "",
            "</section>",
        ]
        return "".join(parts)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return f"SetBeside({self.a.name} to {self.b.name}: {self._worth()}; {self.label})"

    def __str__(self) -> str:
        return "\n".join(_lines(self))

    def _worth(self) -> str:
        ppm = self.share_ppm
        more = "" if ppm is None else f" ({percent(abs(ppm))} {'less' if ppm < 0 else 'more'})"
        pence = self.difference_pence
        return "not known" if pence is None else f"{signed(pence)}{more}"

    def _said_first(self) -> Iterator[str]:
        if not self.published:
            yield SAID
        if self.idle:
            yield f"Allowed by name, but they do not differ: {', '.join(self.idle)}."


def told_of(end: End) -> str:
    """Write what one of the two comes to."""
    return "not known" if end.pence is None else told(end.pence)


def _lines(beside: SetBeside) -> Iterator[str]:
    yield beside.label
    for one in beside.differences:
        yield from textwrap.wrap(str(one), WIDTH, initial_indent="  ", subsequent_indent="      ")
    yield from beside._said_first()  # noqa: SLF001 (of this module)
    yield ""
    for name, end in (("a", beside.a), ("b", beside.b)):
        yield from textwrap.wrap(f"{name}: {end}", WIDTH, subsequent_indent="   ")
        yield f"   {told_of(end):>20}"
    yield "b less a"
    yield f"   {beside._worth():>20}"  # noqa: SLF001 (of this module)


Given = Result | Comparable | Published


def set_beside(
    a: Given, b: Given, *, figure: str = "gross", despite: str | Iterable[str] = ()
) -> SetBeside:
    """Set two figures beside each other, like with like unless allowed by name [12.12].

    Parameters
    ----------
    a, b
        Results, panels, roll-ups, or published figures.
    figure
        Of those that have several: ``gross``, ``adjusted`` or ``net``.
    despite
        Names of terms that may differ; the output says so wherever it is shown.

    Returns
    -------
    SetBeside
        Both, the difference in pence and as a share of a, and all in which they differ.

    Raises
    ------
    UsageError
        When they differ in a term that is not allowed by name, naming every difference; and when
        there is no such term or figure.
    """
    names = allowed(despite)
    one, other = _end(a, figure), _end(b, figure)
    found = differences(one.terms, other.terms)
    title = "The two are not like with like [12.12]."
    refuse(found, names, title, WAY)
    unlike = {difference.term for difference in found}
    return SetBeside(one, other, found, tuple(name for name in names if name not in unlike))


def _end(given: object, figure: str) -> End:
    if isinstance(given, Result):
        given = given.panel()
    if isinstance(given, Comparable):
        terms = given.terms(figure)
        return End(given.name, given.pence_of(figure), terms, given.marks)
    if isinstance(given, Published):
        pence = None if given.value is None else given.value.pence
        marks = (f"published, {given.status}",)
        return End(given.id, pence, published_terms(given), marks, published=True)
    advice = "Give a result, a panel, a roll-up or a published figure."
    problem = Problem(type(given).__name__, "has no terms", advice)
    raise UsageError(f"There is nothing to set beside ({', '.join(FIGURES)}).", [problem])
