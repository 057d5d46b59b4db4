"""A claim beside published statistics: every context check at once, as text, page and table."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import ascii_uppercase

import pandas as pd

from nwd_costs.context.asked import ContextCheck, Ground, Verdict, read_claim, short, states_prices
from nwd_costs.context.checks import (
    CARE,
    child_years,
    child_years_of_stock,
    fall_on_the_year_before,
    per_young_person,
    share_of_spending,
)
from nwd_costs.context.documents import documents
from nwd_costs.context.prices import PUBLISHED, categories_of
from nwd_costs.context.statistics import area, opening_of, years_held
from nwd_costs.errors import Problem, UsageError
from nwd_costs.register import authorities
from nwd_costs.show import html_table
from nwd_costs.totals.figures import Money

NO_PROOF = (
    "Nothing here says that the claim is right. A check can show that a reading of it is "
    "impossible, or how large it is beside what was published; what it was worked out from is not "
    "public [16.6]."
)
AVERAGES = (
    "Prices are gross averages of what is spent: neither what one place more would cost nor what "
    "one place fewer would free."
)
NOTES = (NO_PROOF, AVERAGES)
_COLUMNS = ("name", "asked", "figure", "verdict", "words", "formula", "clause", "rests_on")
_LOUD = (Verdict.CANNOT_BE, Verdict.WARNING, Verdict.UNKNOWN)
_WIDTH = 100


@dataclass(frozen=True, repr=False)
class Context:
    """A claim beside the published statistics of its authority and year.

    Parameters
    ----------
    claim
        The amount, in the money of the year.
    authority, year
        Whose statistics, and of which financial year.
    checks
        Every context check, in the order of the rules.
    said
        What was taken for granted, and between what the readings of the claim lie.
    """

    claim: Money
    authority: str
    year: str
    checks: tuple[ContextCheck, ...]
    said: tuple[str, ...]

    @property
    def title(self) -> str:
        """Say what is set beside what."""
        return (
            f"A claim of {short(self.claim)}, {self.authority}, {self.year}, "
            "beside published statistics"
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader has to see first: what cannot be, what is too large, what is not known."""
        return tuple(str(check) for check in self.checks if check.verdict in _LOUD)

    @property
    def table(self) -> pd.DataFrame:
        """One row a check, all text."""
        rows = [
            {**check.as_dict(), "rests_on": "; ".join(one.what for one in check.rests_on)}
            for check in self.checks
        ]
        return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values.

        Returns
        -------
        dict
            The claim, every check with its figure, verdict and sources, and the notes.
        """
        return {
            "claim": str(self.claim),
            "authority": self.authority,
            "year": self.year,
            "checks": [check.as_dict() for check in self.checks],
            "warnings": list(self.warnings),
            "notes": [*self.said, *NOTES],
        }

    def __repr__(self) -> str:
        loud = len(self.warnings)
        return (
            f"Context({short(self.claim)}, {self.authority}, {self.year}: {len(self.checks)} "
            f"checks, {loud} to look at first; print it to read it)"
        )

    def __str__(self) -> str:
        numbers, letters = self._numbered()
        lines = [self.title, *(line for said in self.said for line in _wrapped(said, "  ")), ""]
        for check in self.checks:
            loud = f"{check.verdict.upper()}. " if check.verdict in _LOUD else ""
            lines += [f"{check.name} [{check.clause}]: {check.shown}"]
            lines += _wrapped(f"{loud}{check.words}{_marks(check, numbers)}", "  ")
        lines += ["", "What it rests on"] if numbers else []
        for one, number in numbers.items():
            lines += _wrapped(f"({number}) {one.what}; source {letters[one.source]}", "  ")
        for source, letter in letters.items():
            lines += _wrapped(f"source {letter}: {source}", "  ")
        lines += ["", "To bear in mind"]
        return "\n".join(lines + [line for note in NOTES for line in _wrapped(note, "  ")])

    def to_html(self) -> str:
        """Give it as a section of a page.

        Returns
        -------
        str
            Tables of the checks, of how they are worked out and of what they rest on.
        """
        numbers, letters = self._numbered()
        rows = [
            [
                check.asked,
                check.shown,
                check.verdict.upper() if check.verdict in _LOUD else check.verdict.value,
                f"{check.words}{_marks(check, numbers)}",
            ]
            for check in self.checks
        ]
        grounds = [[f"({n})", one.what, letters[one.source]] for one, n in numbers.items()]
        worked = ((check.asked, f"{check.formula} [{check.clause}]") for check in self.checks)
        headings = ["question", "figure", "verdict", "what it means"]
        parts = [
            *(f"<p>{html.escape(said)}</p>" for said in self.said),
            html_table("Checks", headings, rows),
            html_table("How each is worked out", ["question", "formula"], dict.fromkeys(worked)),
            html_table("Published figures they rest on", ["", "figure", "source"], grounds),
            html_table("Sources", [], [[letter, source] for source, letter in letters.items()]),
            *(f"<p>{html.escape(note)}</p>" for note in NOTES),
        ]
        return f"<section><h1>{html.escape(self.title)}</h1>{''.join(parts)}</section>"

    def _repr_html_(self) -> str:
        return self.to_html()

    def _numbered(self) -> tuple[dict[Ground, int], dict[str, str]]:
        """Give each published figure a number and each source a letter, as they are met."""
        met = dict.fromkeys(one for check in self.checks for one in check.rests_on)
        sources = dict.fromkeys(one.source for one in met)
        letters = zip(sources, ascii_uppercase, strict=False)
        return {one: number for number, one in enumerate(met, start=1)}, dict(letters)


def put_in_context(
    claim: str | Money,
    *,
    authority: str,
    year: str,
    young_people: int | None = None,
    fall_in_entries: int | None = None,
    fall_in_stock: int | None = None,
    table: str = PUBLISHED,
) -> Context:
    """Set a claim beside the published statistics of its authority and year [16.3]-[16.6].

    Parameters
    ----------
    claim
        An amount in total, such as ``£6.39m``; in the money of the year unless it says otherwise.
    authority
        Its name, its DfE number, or any ONS code that it has or had [8.15]; a region, or England.
    year
        The financial year of the claim, such as ``2022-23``.
    young_people
        How many it is said to be for.
    fall_in_entries, fall_in_stock
        By how many the children who started to be looked after, or who were looked after on 31
        March, are said to have fallen since the year before.
    table
        A table of unit costs, by id, folder or workbook.

    Returns
    -------
    Context
        Every check with its figure, formula, sources and verdict; it prints.

    Raises
    ------
    UsageError
        When the claim, the authority or the year is not understood, or nothing at all was
        published of that year.
    """
    money = read_claim(claim, year)
    _must_be_held(year)
    own = {"authority": authority, "year": year}
    falls = {"care_entries": fall_in_entries, "children_looked_after": fall_in_stock}
    checks = [share_of_spending(money, **own)]
    checks += [
        fall_on_the_year_before(measure, claimed, **own)
        for measure, claimed in falls.items()
        if claimed is not None
    ]
    priced = [name for name in CARE if name in categories_of(table, authority)]
    for category in priced:
        implied = child_years(money, category, **own, table=table)
        checks.append(implied)
        if implied.figure is not None:
            checks.append(child_years_of_stock(money, category, **own, table=table))
    if young_people is not None:
        checks.append(per_young_person(money, young_people, **own, table=table))
    name = authorities()[area(authority)]["name"]
    said = [*_said(checks, year, stated=states_prices(claim))]
    if not priced:
        said += [f"{table} prices none of {', '.join(CARE)}: no child-years are told [16.5]."]
    return Context(money, name, year, tuple(checks), tuple(said))


def _said(checks: list[ContextCheck], year: str, *, stated: bool) -> Iterator[str]:
    if not stated:
        yield f"The claim does not say in what money it is told: that of {year} was taken [16.3]."
    implied = [c.figure for c in checks if c.figure and c.figure.unit == "child year"]
    if len(implied) > 1:
        least, most = (short(pick(implied, key=lambda f: f.exact)) for pick in (min, max))
        yield (
            f"The same claim is anything from {least.removesuffix(' child years')} to {most}, "
            "depending only on which placement is taken to have been avoided [16.5]."
        )


def _must_be_held(year: str) -> None:
    """Refuse a year of which nothing at all was published [16.2]."""
    opening_of(year)
    years = {y for said in documents().values() for m in said.measures for y in years_held(m)}
    if year not in years:
        has = f"Published statistics are held for {min(years)} to {max(years)}."
        raise UsageError(
            "A claim cannot be put in context.",
            [Problem(f"year '{year}'", "has no published statistics here", has)],
        )


def _marks(check: ContextCheck, numbers: Mapping[Ground, int]) -> str:
    return "".join(f" ({numbers[one]})" for one in check.rests_on)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
