"""What two methodology versions differ in: values, grounds, prose, ratings and categories."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from nwd_costs.categories import ANY, CategoryRule
from nwd_costs.days import FIRST_DAY, LAST_DAY, iso
from nwd_costs.library import loaded
from nwd_costs.methods import STAGES, Methodology, Plan
from nwd_costs.show import html_table
from nwd_costs.variation import plain, plain_text

WIDTH = 96
DOCUMENT = ("summary", "owner", "standing", "status", "written_for")
KINDS = {
    "document": "What the document says of itself",
    "rule": "The rule of a stage, or its ground",
    "parameter": "Another value, or another ground for it",
    "clause": "Clauses that read otherwise, beside those above",
    "rating": "Another rating of the evidence or its impact",
    "source": "Another source",
    "category": "Rows of categories.csv",
}
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One thing in which two versions differ.

    Parameters
    ----------
    kind
        One of ``KINDS``.
    path
        What it is, such as ``horizon.days``.
    a, b
        What either version says, in a few words; blank where it says nothing.
    clause_a, clause_b
        The clause that it stands in.
    prose_a, prose_b
        What that clause says.
    """

    kind: str
    path: str
    a: str
    b: str
    clause_a: str = ""
    clause_b: str = ""
    prose_a: str = ""
    prose_b: str = ""


@dataclass(frozen=True, repr=False)
class Differences:
    """Everything in which two methodology versions differ; empty where they are the same.

    Parameters
    ----------
    a, b
        The ids of the two.
    rows
        The differences, by kind.
    """

    a: str
    b: str
    rows: tuple[Row, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """One row a difference."""
        columns = list(Row.__dataclass_fields__)
        return pd.DataFrame([asdict(row) for row in self.rows], columns=columns, dtype=str)

    def as_dict(self) -> dict[str, object]:
        """Give the differences as plain values.

        Returns
        -------
        dict
            ``a``, ``b`` and a list of rows.
        """
        return {"a": self.a, "b": self.b, "differences": [asdict(row) for row in self.rows]}

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"Differences({self.a}, {self.b}: {len(self.rows)}; print it to read it)"

    def __str__(self) -> str:
        if not self.rows:
            return f"{self.a} and {self.b} do not differ."
        out = [f"{len(self.rows)} differences", f"  a: {self.a}", f"  b: {self.b}"]
        for kind, heading in KINDS.items():
            mine = [row for row in self.rows if row.kind == kind]
            out += ["", heading, *(line for row in mine for line in _told(row))] if mine else []
        return "\n".join(out)

    def to_html(self) -> str:
        """Give the differences as a section of a page, the prose of both sides beside each other.

        Returns
        -------
        str
            A table for each kind of difference.
        """
        tables = []
        for kind, heading in KINDS.items():
            cells = [
                [row.path, _cell(row.a, row.clause_a, row.prose_a),
                 _cell(row.b, row.clause_b, row.prose_b)]
                for row in self.rows if row.kind == kind
            ]  # fmt: skip
            if cells:
                tables.append(html_table(heading, ["", self.a, self.b], cells))
        heading = html.escape(f"{self.a} and {self.b}")
        count = f"<p>{len(self.rows)} differences</p>"
        return f"<section><h1>{heading}</h1>{count}{''.join(tables)}</section>"

    def _repr_html_(self) -> str:
        return self.to_html()


def diff(a: Methodology | Plan | str | Path, b: Methodology | Plan | str | Path) -> Differences:
    """List everything in which two methodology versions differ.

    Parameters
    ----------
    a, b
        Versions: loaded ones, ids, folders, or what-if plans.

    Returns
    -------
    Differences
        Every changed rule, value, clause, basis, source and rating, with the prose of both sides;
        clauses that read otherwise; rows of the categories. Empty for a version and itself. The id
        and the title are what the two are called, and no difference.

    Raises
    ------
    DocumentError
        When there is no such version, or it breaks the grammar.
    """
    one, two = loaded(a), loaded(b)
    grounded = [*_document(one, two), *_rules(one, two), *_parameters(one, two)]
    told = {(row.clause_a, row.clause_b) for row in grounded}
    rest = [*_clauses(one, two, told), *_ratings(one, two), *_sources(one, two)]
    return Differences(one.id, two.id, (*grounded, *rest, *category_rows(one, two)))


def _document(a: Methodology, b: Methodology) -> Iterator[Row]:
    sides = [
        {name: plain_text(plain(getattr(m.document, name))) for name in DOCUMENT}
        | {"standing": m.standing, "status": m.status}
        for m in (a, b)
    ]
    yield from _rows("document", *sides)


def _rules(a: Methodology, b: Methodology) -> Iterator[Row]:
    for stage in STAGES:
        one, two = a.plan.rule(stage), b.plan.rule(stage)
        told_a = _grounded(a.plan.rules()[stage], one)
        told_b = _grounded(b.plan.rules()[stage], two)
        yield from _proven(a, b, Row("rule", stage, told_a, told_b, one.clause, two.clause))


def _parameters(a: Methodology, b: Methodology) -> Iterator[Row]:
    ours, theirs = a.plan.parameters(), b.plan.parameters()
    for path in dict.fromkeys([*ours, *theirs]):
        one, two = ours.get(path), theirs.get(path)
        values = _entries(plain(one.value) if one else None, plain(two.value) if two else None)
        texts = [
            _grounded(plain_text(value), parameter) if parameter else ""
            for value, parameter in zip(values, (one, two), strict=True)
        ]
        clauses = [parameter.clause if parameter else "" for parameter in (one, two)]
        yield from _proven(a, b, Row("parameter", path, *texts, *clauses))


def _entries(one: Any, two: Any) -> tuple[Any, Any]:
    """Keep of two tables that differ the entries in which they do."""
    if not (isinstance(one, Mapping) and isinstance(two, Mapping)) or one == two:
        return one, two
    keys = [key for key in dict.fromkeys([*one, *two]) if one.get(key) != two.get(key)]
    kept = [{key: side[key] for key in keys if key in side} for side in (one, two)]
    return kept[0], kept[1]


def _grounded(value: str, ground: Any) -> str:
    """Write a value with what it rests on."""
    low, high = (plain(getattr(ground, name, None)) for name in ("low", "high"))
    span = f"; from {plain_text(low)} to {plain_text(high)}" if low is not None else ""
    note = f"; {ground.note}" if getattr(ground, "note", "") else ""
    return f"{value or '(none)'} ({ground.basis}, {ground.source}{span}{note})"


def _proven(a: Methodology, b: Methodology, row: Row) -> Iterator[Row]:
    """Give a row the prose of both sides, where the two sides differ at all."""
    if (row.a, row.clause_a) != (row.b, row.clause_b):
        yield replace(
            row,
            prose_a=a.clauses.get(row.clause_a, ""),
            prose_b=b.clauses.get(row.clause_b, ""),
        )


def _clauses(a: Methodology, b: Methodology, told: set[tuple[str, str]]) -> Iterator[Row]:
    """Find the numbered clauses that read otherwise and were not told beside a value."""
    shown_a, shown_b = {one for one, _ in told}, {two for _, two in told}
    for number in dict.fromkeys([*a.clauses, *b.clauses]):
        one, two = a.clauses.get(number, ""), b.clauses.get(number, "")
        if one != two and not (number in shown_a and number in shown_b):
            clauses = (number if one else "", number if two else "")
            yield Row("clause", number, "", "", *clauses, one, two)


def _ratings(a: Methodology, b: Methodology) -> Iterator[Row]:
    sides = [
        {
            clause: f"evidence {rating.evidence}, impact {rating.impact}"
            for clause, rating in m.document.ratings.items()
        }
        for m in (a, b)
    ]
    yield from _rows("rating", *sides)


def _sources(a: Methodology, b: Methodology) -> Iterator[Row]:
    sides = [
        {
            name: f"{source.title}. {source.publisher}, {source.date}: {source.where}"
            for name, source in m.document.sources.items()
        }
        for m in (a, b)
    ]
    yield from _rows("source", *sides)


def category_rows(a: Methodology, b: Methodology) -> Iterator[Row]:
    """List the rows of ``categories.csv`` in which two versions differ."""
    sides = [
        {
            _code(rule): f"{rule.category}, {'a' if rule.family_setting else 'no'} family setting"
            for rule in m.plan.categories.rules
        }
        for m in (a, b)
    ]
    yield from _rows("category", *sides)


def _code(rule: CategoryRule) -> str:
    provider = {ANY: "any provider", "": "no provider"}.get(rule.provider, rule.provider)
    first = "" if rule.valid_from == FIRST_DAY else f" from {iso(rule.valid_from)}"
    last = "" if rule.valid_until == LAST_DAY else f" until {iso(rule.valid_until)}"
    return f"{rule.place} with {provider}{first}{last}"


def _rows(kind: str, one: Values, two: Values) -> Iterator[Row]:
    """List what was added, removed or changed."""
    for name in dict.fromkeys([*one, *two]):
        a, b = str(one.get(name, "")), str(two.get(name, ""))
        if a != b:
            yield Row(kind, name, a, b)


def _told(row: Row) -> Iterator[str]:
    yield f"  {row.path}"
    for side in ("a", "b"):
        clause, prose = getattr(row, f"clause_{side}"), getattr(row, f"prose_{side}")
        said = [getattr(row, side), f"[{clause}] {prose}" if clause else ""]
        text = "\n".join(filter(None, said)) or "(not there)"
        for at, line in enumerate(text.splitlines()):
            lead = f"    {side}: " if at == 0 else " " * 7
            yield from textwrap.wrap(line, WIDTH, initial_indent=lead, subsequent_indent=" " * 7)


def _cell(text: str, clause: str, prose: str) -> str:
    return ". ".join(filter(None, [text, f"[{clause}] {prose}" if clause else ""])) or "(not there)"
