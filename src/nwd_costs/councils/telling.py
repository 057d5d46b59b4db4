"""A roll-up for a reader: every figure with who is in it, as text and as a page."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from nwd_costs.councils.figures import Council, Figure, Share
from nwd_costs.councils.handed import Handed
from nwd_costs.days import to_date
from nwd_costs.headline import percent
from nwd_costs.panel_figures import TIER_NAMES, told_tier
from nwd_costs.pence import pounds
from nwd_costs.periods import Period
from nwd_costs.profiles import SAID
from nwd_costs.show import html_table
from nwd_costs.terms import Difference, by_method

WIDTH = 100
# What a reader sees of the many figures; all of them are in ``as_dict`` and ``table``.
_MONEY = (*(f"gross.{tier}" for tier in TIER_NAMES), "gross", "adjusted", "net")
_PEOPLE = (
    "supported", "supported_through_outreach", "supported_through_outreach.share",
    "prevented_from_coming_into_care", "care_entries", "change_in_care_entries",
    "living_in_a_family.yes", "living_in_a_family.unknown", "living_in_a_family.share",
    "arrangements_kept", "arrangements_kept.of", "arrangements_kept.share",
)  # fmt: skip
# What each authority adds, beside the others.
_ADDS = ("gross", "net", "supported", "prevented_from_coming_into_care", "care_entries")
_OF_EACH_OWN = "Each authority's own: prices, days, data quality"


class Rolled(Protocol):
    """What is told of a roll-up."""

    @property
    def period(self) -> Period:
        """Which days."""

    @property
    def councils(self) -> tuple[Council, ...]:
        """Every authority that is asked for."""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Terms in which they differ."""

    @property
    def idle(self) -> tuple[str, ...]:
        """Terms that were allowed and do not differ."""

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Every figure of the period."""

    @property
    def by_quarter(self) -> Mapping[str, Mapping[str, Figure]]:
        """The money of every quarter."""

    @property
    def stands(self) -> bool:
        """Whether the pounds may be shown as headlines."""

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be said of it: its standing, of how many authorities it is, and the rest."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said with it."""

    def lacks(self) -> list[dict[str, str]]:
        """Everything that an authority lacks."""


def value_of(figure: Figure) -> str:
    """Write the value of a figure; a share to the nearest tenth of one per cent."""
    if figure.value is None:
        return "not known"
    if figure.unit == "pence":
        return pounds(figure.value)
    return f"{figure.value:,}" if figure.unit == "count" else percent(round(figure.value, -3))


def text(rolled: Rolled) -> str:
    """Tell a roll-up in plain lines.

    Parameters
    ----------
    rolled
        What to tell.
    """
    return "\n".join(_lines(rolled))


def _lines(rolled: Rolled) -> Iterator[str]:
    yield _title(rolled)
    for mark in _said_first(rolled):
        yield from wrapped(mark, 2)
    for heading, figures in _sections(rolled):
        yield ""
        yield f"  {heading}"
        for figure in figures:
            yield f"    {figure.words:<44}{_shown(rolled, figure):>15}  {figure.label}"
    yield ""
    yield "  By quarter: gross costs avoided"
    for quarter, money in rolled.by_quarter.items():
        yield f"    {quarter:<44}{value_of(money['gross']):>15}  {money['gross'].label}"
    yield ""
    yield "  What each of them adds"
    yield from grid([["", *_names(rolled)], *_adds(rolled)])
    yield ""
    yield "  Who is in which figure"
    yield from grid([["", *_names(rolled)], *_who(rolled)])
    yield from _what_is_missing(rolled)
    yield ""
    yield f"  {_OF_EACH_OWN}"
    for name, facts in _own(rolled):
        yield f"    {name}"
        for fact in facts:
            yield from wrapped(fact, 6)


def _what_is_missing(rolled: Rolled) -> Iterator[str]:
    lacks = rolled.lacks()
    if lacks:
        yield ""
        yield "  What each of them lacks"
        for lack in lacks:
            yield from wrapped(f"{lack['authority']}: {lack['what']}", 4)


def _title(rolled: Rolled) -> str:
    return (
        f"Roll-up of {len(rolled.councils)} authorities, {rolled.period.name}: "
        f"gross {rolled.figures['gross'].label}"
    )


def _said_first(rolled: Rolled) -> Iterator[str]:
    """Say what a reader has to know before any figure."""
    # A roll-up is made from totals alone. How many children an amount rests on, and how much of it
    # one child makes, is not in them: disclosure control [17.2] cannot be held over it.
    yield SAID
    if not rolled.stands:
        yield "NOT A HEADLINE FIGURE: it lacks somebody, or the data of somebody cross a limit."
    yield from dict.fromkeys(by_method(one.terms.as_dict()) for one in _all(rolled))
    yield from (mark for mark in rolled.marks[2:])
    yield from (f"  {difference}" for difference in rolled.differences)
    if rolled.idle:
        yield f"Allowed by name, but they do not differ: {', '.join(rolled.idle)}."
    yield from rolled.notes


def _sections(rolled: Rolled) -> list[tuple[str, list[Figure]]]:
    return [
        ("Costs avoided, by the tier that would have been paid for",
         [rolled.figures[name] for name in _MONEY]),
        ("The panel; shares are worked out anew from the counts",
         [rolled.figures[name] for name in _PEOPLE]),
    ]  # fmt: skip


def _adds(rolled: Rolled) -> list[list[str]]:
    """Say what each authority adds to a few figures."""
    rows = []
    for name in _ADDS:
        figure = rolled.figures[name]
        rows.append([figure.words, *(_worth(figure, share) for share in figure.shares)])
    return rows


def _worth(figure: Figure, share: Share) -> str:
    if share.value is None:
        return share.standing
    told = value_of(replace(figure, value=share.value))
    return f"{told} (part)" if share.lacks else told


def _who(rolled: Rolled) -> list[list[str]]:
    """Say of each authority in which figure it is, the figures of one pattern on one line."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for _, figures in _sections(rolled):
        for figure in figures:
            pattern = tuple(share.standing for share in figure.shares)
            rows.setdefault(pattern, []).append(figure.name)
    found = [[_listed(names), *pattern] for pattern, names in rows.items()]
    found += [
        [f"gross, {quarter}", *(share.standing for share in money["gross"].shares)]
        for quarter, money in rolled.by_quarter.items()
    ]
    return found


def _listed(names: Sequence[str]) -> str:
    tops = dict.fromkeys(name.partition(".")[0].replace("_", " ") for name in names)
    return ", ".join(tops)


def _own(rolled: Rolled) -> Iterator[tuple[str, list[str]]]:
    for council in rolled.councils:
        yield council.authority, list(_facts(council))


def _facts(council: Council) -> Iterator[str]:
    """Tell what an authority's figures rest on; what all of its runs share is told once."""
    if not council.handed:
        yield "expected, and handed in nothing"
    for one in council.handed:
        yield f"{one.period.name}, as at {to_date(one.as_at):%d/%m/%Y} ({one.source})"
    for facts in zip(*map(_facts_of, council.handed), strict=True):
        if len(set(facts)) == 1:
            yield facts[0]
        else:
            pairs = zip(council.handed, facts, strict=True)
            yield from (f"{one.period.name}: {fact}" for one, fact in pairs)


def _facts_of(one: Handed) -> list[str]:
    uprated = one.terms.uprating
    warned = ", ".join(dict.fromkeys(str(warning["code"]) for warning in one.warnings))
    return [
        f"by {one.terms.method}; {one.terms.standing}",
        f"at {one.terms.prices}; {one.terms.price_base}; "
        + ("not uprated" if uprated == "none" else f"uprated by {uprated}"),
        _quality(one),
        f"warnings: {warned or 'none'}",
    ]


def _quality(one: Handed) -> str:
    crossed, accepted = (_ids(one.headline[name]) for name in ("disqualified_by", "accepted"))
    stands = "stands as a headline" if one.stands else f"NOT A HEADLINE FIGURE: crosses {crossed}"
    return f"{stands}; accepted by name: {accepted}" if accepted else stands


def _ids(limits: object) -> str:
    listed = limits if isinstance(limits, list) else []
    return ", ".join(str(limit["id"]) for limit in listed)


def _all(rolled: Rolled) -> Iterator[Handed]:
    return (one for council in rolled.councils for one in council.handed)


def _names(rolled: Rolled) -> list[str]:
    return [council.authority for council in rolled.councils]


def grid(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Set cells under their headings; a long first cell goes on in the next line."""
    widths = [max(len(row[at]) for row in rows) + 2 for at in range(1, len(rows[0]))]
    for first, *cells in rows:
        *before, last = textwrap.wrap(first, 46) or [""]
        yield from (f"    {line}" for line in before)
        spread = "".join(f"{cell:<{wide}}" for cell, wide in zip(cells, widths, strict=True))
        yield f"    {last:<48}{spread}".rstrip()


def wrapped(line: str, indent: int) -> Iterator[str]:
    """Break a line at 100 characters; what follows is set in further."""
    bare = line.lstrip()
    start = " " * (indent + len(line) - len(bare))
    yield from textwrap.wrap(bare, WIDTH, initial_indent=start, subsequent_indent=f"{start}  ")


def section(rolled: Rolled) -> str:
    """Tell a roll-up as a section of a page.

    Parameters
    ----------
    rolled
        What to tell.
    """
    tables = [
        html_table(heading, ["figure", "value", "of whom"], [_cells(rolled, f) for f in figures])
        for heading, figures in _sections(rolled)
    ]
    quarters = [
        [quarter, *_cells(rolled, money["gross"])[1:]]
        for quarter, money in rolled.by_quarter.items()
    ]
    if quarters:
        tables.append(
            html_table("Gross costs avoided by quarter", ["quarter", "value", "of whom"], quarters)
        )
    tables.append(html_table("What each of them adds", ["figure", *_names(rolled)], _adds(rolled)))
    tables.append(html_table("Who is in which figure", ["figure", *_names(rolled)], _who(rolled)))
    lacks = [[lack["authority"], lack["what"]] for lack in rolled.lacks()]
    if lacks:
        tables.append(html_table("What each of them lacks", ["authority", "what"], lacks))
    own = [[name, "; ".join(fact.strip() for fact in facts)] for name, facts in _own(rolled)]
    tables.append(html_table(_OF_EACH_OWN, ["authority", "its own"], own))
    return (
        f"<section><h1>{html.escape(_title(rolled))}</h1>"
        f"{_paragraphs(_said_first(rolled))}{''.join(tables)}</section>"
    )


def _cells(rolled: Rolled, figure: Figure) -> list[str]:
    return [figure.words, _shown(rolled, figure), figure.label]


def _shown(rolled: Rolled, figure: Figure) -> str:
    """Write a value, but no nought for a tier that none of the methods counts."""
    tier = figure.name.removeprefix("gross.")
    if tier in TIER_NAMES and figure.value is not None:
        return told_tier(tier, figure.value, ", ".join(one.terms.tiers for one in _all(rolled)))
    return value_of(figure)


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{html.escape(line.strip())}</p>" for line in lines)
