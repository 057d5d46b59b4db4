"""What several authorities published, added up: the roll-up of the publication profile [17.16]."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nwd_costs.councils.asked import NEVER, expected_names
from nwd_costs.councils.published_figures import Added
from nwd_costs.councils.published_reading import TITLE, read_published
from nwd_costs.councils.telling import grid, wrapped
from nwd_costs.disclosure import ACCEPTED, CROSSED, Published
from nwd_costs.errors import Problem, UsageError
from nwd_costs.register import plain
from nwd_costs.show import html_table

# What has to be the same for figures to be added up; prices are each authority's own [12.6].
ALIKE = ("Method", "Method fingerprint", "Price base", "Uprating")
CAPTIONS = {
    "headline": "Costs avoided",
    "quarters": "Gross costs avoided by quarter",
    "tiers": "Gross costs avoided by tier",
    "people": "Children and referrals",
    "outcomes": "Outcomes",
}
# What is told of each authority beside the others; all of it is in ``table`` and ``as_dict``.
EACH = {
    "Gross costs avoided": "gross",
    "Net costs avoided": "net",
    "Young people supported in the period": "supported",
    "Young people at risk of coming into care who did not": "did not come into care",
}


@dataclass(frozen=True, repr=False)
class PublishedRollUp(Added):
    """What several authorities published for a period, added up; print it to read it.

    Parameters
    ----------
    period
        Which days, as every one of them calls them.
    councils
        What each of them published; None of one that is expected and published nothing.
    """

    @property
    def table(self) -> pd.DataFrame:
        """One row a figure: table, words, total, label, and a column for each authority."""
        return pd.DataFrame([
            {"table": one.section, "figure": one.words, "total": one.total.text,
             "label": one.label, **{name: cell.text for name, cell in one.cells.items()}}
            for one in self.figures
        ])  # fmt: skip

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values.

        Returns
        -------
        dict
            Profile, marks, what every authority published, and every sum with who is not in it.
        """
        return {
            "profile": self.profile,
            "period": self.period,
            "complete": self.complete,
            "stands": self.stands,
            "marks": list(self.marks),
            "notes": list(self.notes),
            "figures": [one.as_dict() for one in self.figures],
            "published": {
                name: None if one is None else one.as_dict() for name, one in self.councils.items()
            },
        }

    def to_html(self) -> str:
        """Give it as a section of a page.

        Returns
        -------
        str
            A heading, what must be said, and tables.
        """
        said = "".join(f"<p>{html.escape(line)}</p>" for line in self.said_first())
        tables = [html_table(*table) for table in self._tables()]
        return f"<section><h1>{html.escape(self._title)}</h1>{said}{''.join(tables)}</section>"

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return f"PublishedRollUp({self.period}: {self.gross.total.text}; {'; '.join(self.marks)})"

    def __str__(self) -> str:
        return "\n".join(self._lines())

    @property
    def _title(self) -> str:
        return f"Roll-up of {len(self.councils)} authorities, {self.period}"

    def _lines(self) -> Iterator[str]:
        yield self._title
        for line in self.said_first():
            yield from wrapped(line, 2)
        *tables, (own, _, facts) = self._tables()
        for caption, headings, rows in tables:
            yield ""
            yield f"  {caption}"
            yield from grid([["", *headings[1:]], *rows])
        yield ""
        yield f"  {own}"
        for name, told in facts:
            yield f"    {name}"
            yield from wrapped(told, 6)

    def _tables(self) -> Iterator[tuple[str, Sequence[str], list[list[str]]]]:
        for section, caption in CAPTIONS.items():
            found = [one for one in self.figures if one.section == section]
            if found:
                rows = [[one.words, one.total.text, one.label] for one in found]
                yield caption, ["figure", "total", "of whom"], rows
        shown = [one for one in self.figures if one.words in EACH]
        rows = [[name, *(one.cells[name].text for one in shown)] for name in self.councils]
        headings = ["authority", *(EACH[one.words] for one in shown)]
        yield "What each of them published", headings, rows
        yield "Each authority's own", ["authority", "its own"], [*map(list, self._own())]

    def _own(self) -> Iterator[tuple[str, str]]:
        """Tell what each figure rests on: dates, prices, limits and warnings."""
        for name, one in self.councils.items():
            if one is None:
                yield name, "expected, and published nothing"
                continue
            facts = dict(one.facts)
            told = [
                f"observed until {facts['Observed until']}",
                f"at {facts['Unit costs']}",
                facts["Standing of the figure"],
                *(f"{limit} {what}" for limit, what in facts.items()
                  if limit.startswith((CROSSED, ACCEPTED))),
                *one.warnings,
            ]  # fmt: skip
            yield name, "; ".join(told)


def roll_up_published(
    given: Sequence[Published] | str | Path, *, expect: Iterable[str] = ()
) -> PublishedRollUp:
    """Add up what several authorities published, for publication [17.16].

    It reads nothing but what every authority let out under its own disclosure control, so that no
    sum is nearer to a child than what was published already. For the exact figures, which stay
    with the programme, see ``roll_up``.

    Parameters
    ----------
    given
        What ``publishable`` gave for every authority; or a folder with the ``published.json`` that
        every authority's ``nwd-costs report`` wrote.
    expect
        Names of all authorities that there should be, so that one that is missing shows.

    Returns
    -------
    PublishedRollUp
        Every figure with its sum, what each authority published of it, and who is not in it.

    Raises
    ------
    UsageError
        When there is nothing; when an authority is there twice, is not expected or not known; or
        when methods, price bases or periods differ.
    DataError
        When a file cannot be read, does not add up, or holds a number that is not rounded by its
        own policy, listing all problems.
    """
    sources = read_published(Path(given)) if isinstance(given, str | Path) else _numbered(given)
    names = {plain(one.authority): one.authority for one in sources.values()}
    expected, problems = expected_names(expect, names)
    problems += _refused(sources, expected)
    if problems:
        raise UsageError(TITLE, problems)
    by_name = {one.authority: one for one in sources.values()}
    listed = sorted({*by_name, *expected})
    period = next(iter(by_name.values())).period
    return PublishedRollUp(period, {name: by_name.get(name) for name in listed})


def _numbered(given: Sequence[Published]) -> dict[str, Published]:
    """Call what was handed over by its place in the list."""
    listed = given if isinstance(given, list | tuple) else [given]
    if not all(isinstance(one, Published) for one in listed):
        advice = "Give what nwd.publishable gave for each authority, in a list, or a folder."
        problem = Problem("roll_up_published", "was given something else", advice)
        raise UsageError(TITLE, [problem])
    return {f"published {at}": one for at, one in enumerate(listed, start=1)}


def _refused(sources: Mapping[str, Published], expected: Sequence[str]) -> Iterator[Problem]:
    """Name what keeps figures from being added up."""
    if not sources:
        yield Problem("roll_up_published", "was given nothing", "Give what authorities published.")
        return
    first_source, first = next(iter(sources.items()))
    seen: dict[str, str] = {}
    for source, one in sources.items():
        name = one.authority
        if expected and name not in expected:
            yield Problem(name, "published and is not expected", "Name it too, or leave it out.")
        if plain(name) in seen:
            what = f"is there twice: {seen[plain(name)]} and {source}"
            yield Problem(name, what, "Keep one of the two; one result has one publication [17.1].")
        seen[plain(name)] = source
        for term in ("period", *ALIKE):
            if _term(one, term) != _term(first, term):
                what = f"has another {term.lower()} than {first_source}"
                yield Problem(f"{name} ({source})", what, NEVER["method"] if "Meth" in term else
                              "Let all of them report the same.")  # fmt: skip


def _term(one: Published, term: str) -> str | None:
    return one.period if term == "period" else dict(one.facts).get(term)
