"""What may be published: tables of cells, the figures, and what was done to them [17.5]."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nwd_costs.disclosure.policy import Disclosure
from nwd_costs.errors import Problem, UsageError
from nwd_costs.profiles import IN_WORDS, PUBLICATION
from nwd_costs.show import html_table

SCHEMA_VERSION = 1
PUBLISHED = "published.json"
TOTAL = "Total"
State = Literal["words", "rounded", "suppressed", "withheld"]


@dataclass(frozen=True)
class Cell:
    """One cell of a published table.

    Parameters
    ----------
    text
        As shown.
    number
        The number as published: a count, pence or a whole per cent; None where there is none.
    state
        ``words`` for a heading or words; ``rounded`` for a number, which is never exact;
        ``suppressed`` for a count below the threshold; ``withheld`` for what is not said at all.
    """

    text: str
    number: int | None = None
    state: State = "words"

    @property
    def rounded(self) -> bool:
        """Whether it holds a number, which is then rounded."""
        return self.state == "rounded"

    @property
    def suppressed(self) -> bool:
        """Whether it is a count below the threshold."""
        return self.state == "suppressed"

    @property
    def withheld(self) -> bool:
        """Whether nothing is said."""
        return self.state == "withheld"

    def as_dict(self) -> dict[str, object]:
        """Give the cell as plain values."""
        return {"text": self.text, "number": self.number, "state": self.state}


WITHHELD = Cell("withheld", None, "withheld")


@dataclass(frozen=True)
class PublishedTable:
    """One table that may be published.

    Parameters
    ----------
    name
        ``headline``, ``quarters``, ``tiers``, ``placements``, ``resting_on``, ``people``,
        ``out_of_scope``, ``outcomes``, ``entries``, ``family`` or ``data_quality``.
    caption, headings
        What it shows, and what its columns are.
    rows
        Its cells; the first of a row is the row's heading.
    notes
        What was merged in it, and how to read it.
    """

    name: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Give the table as plain values."""
        return {
            "name": self.name,
            "caption": self.caption,
            "headings": list(self.headings),
            "rows": [[cell.as_dict() for cell in row] for row in self.rows],
            "notes": list(self.notes),
        }

    def to_html(self) -> str:
        """Give the table as HTML, its notes under it."""
        rows = [[cell.text for cell in row] for row in self.rows]
        return html_table(self.caption, self.headings, rows) + _paragraphs(self.notes)


@dataclass(frozen=True)
class Published:
    """A result after disclosure control: all that a publication output may be made of.

    Reports, workbooks, packs and roll-ups of the publication profile are built from this value
    alone and never from the result behind it, so that nothing unprotected can slip out.

    Parameters
    ----------
    authority, period
        Whose figures, and of which period.
    facts
        Method, standing, prices, dates and the like, in reading order: heading and words.
    figures
        The headline figures by name: ``counterfactual``, ``actual``, ``gross``, ``adjustments``,
        ``adjusted``, ``programme`` and ``net``.
    tables
        In reading order.
    warnings
        What a reader must know before using a figure, in words, without counts.
    notes
        What was dropped, merged and rounded, and why.
    policy
        The policy of disclosure control.
    money_step
        What money is rounded to, but for the programme's cost, which may be coarser. [pence]
    stands
        Whether the figure may be shown as a headline [2.16].
    observed_until
        The last day observed. Where it lies before the end of the period, the figure is of a part.
    """

    authority: str
    period: str
    facts: tuple[tuple[str, str], ...]
    figures: Mapping[str, Cell]
    tables: tuple[PublishedTable, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    policy: Disclosure
    money_step: int
    stands: bool
    observed_until: dt.date

    @property
    def profile(self) -> str:
        """The name of the profile, which stands on every output."""
        return PUBLICATION

    @property
    def gross(self) -> Cell:
        """Gross costs avoided."""
        return self.figures["gross"]

    @property
    def adjustments(self) -> Cell:
        """What the adjustments come to."""
        return self.figures["adjustments"]

    @property
    def adjusted(self) -> Cell:
        """Gross after adjustments."""
        return self.figures["adjusted"]

    @property
    def programme(self) -> Cell:
        """The programme's own cost, below nought."""
        return self.figures["programme"]

    @property
    def net(self) -> Cell:
        """Net costs avoided."""
        return self.figures["net"]

    def has(self, name: str) -> bool:
        """Say whether there is a table of this name: a small one was dropped.

        Parameters
        ----------
        name
            Which.

        Returns
        -------
        bool
            Whether it was published.
        """
        return any(table.name == name for table in self.tables)

    def table(self, name: str) -> PublishedTable:
        """Give a table by its name.

        Parameters
        ----------
        name
            Which.

        Returns
        -------
        PublishedTable
            The table.

        Raises
        ------
        UsageError
            When there is none: it was dropped, or never existed.
        """
        for table in self.tables:
            if table.name == name:
                return table
        advice = f"There are {', '.join(table.name for table in self.tables)}."
        raise UsageError("There is no such table.", [Problem(name, "was not published", advice)])

    def as_dict(self) -> dict[str, object]:
        """Give everything as plain values.

        Returns
        -------
        dict
            Profile, policy, figures, tables, warnings and notes: what may be written as JSON.
        """
        return {
            "profile": self.profile,
            "schema_version": SCHEMA_VERSION,
            "policy": self.policy.as_dict(),
            "money_step_pence": self.money_step,
            "stands": self.stands,
            "observed_until": self.observed_until.isoformat(),
            "authority": self.authority,
            "period": self.period,
            "facts": dict(self.facts),
            "figures": {name: cell.as_dict() for name, cell in self.figures.items()},
            "tables": [table.as_dict() for table in self.tables],
            "warnings": list(self.warnings),
            "notes": list(self.notes),
        }

    def to_html(self) -> str:
        """Give the policy, the tables and the notes as HTML, for a page to put a frame round.

        Returns
        -------
        str
            Paragraphs and tables.
        """
        return _page(self)

    def _repr_html_(self) -> str:
        return self.to_html()


def _paragraphs(lines: tuple[str, ...] | list[str]) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def _page(published: Published) -> str:
    caption = f"Costs avoided, {published.authority}, {published.period}"
    parts = [
        _paragraphs([IN_WORDS[PUBLICATION], published.policy.in_words()]),
        html_table(caption, [], published.facts),
        _paragraphs(published.warnings),
        *(table.to_html() for table in published.tables),
        _paragraphs(published.notes),
    ]
    return "".join(parts)
