"""The programme's own panel of a run [12.1]-[12.5]: its figures, its views and its marks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from nwd_costs.days import (
    iso,
    to_date,
)
from nwd_costs.errors import Problem, UsageError
from nwd_costs.headline import Headline
from nwd_costs.panel_figures import PanelFigures, rows_of
from nwd_costs.periods import Period
from nwd_costs.profiles import NAMED, SAID
from nwd_costs.show import html_table
from nwd_costs.terms import (
    FIGURES,
    Terms,
    by_method,
    marks_of,
    period_terms,
)
from nwd_costs.waterfall import told


@dataclass(frozen=True, repr=False)
class Panel:
    """The programme's own panel for a period; print it to read it.

    Parameters
    ----------
    figures
        What was counted and what it comes to.
    authority
        Whose.
    common
        The terms that do not depend on the period: method, prices and so on.
    as_at, observed_until
        The last day observed, as asked for, and H. [day numbers]
    headline
        Whether the figures stand.
    what_if
        What a what-if changes of the version that its standing names [14.1].
    """

    figures: PanelFigures
    authority: str
    common: Mapping[str, str]
    as_at: int
    observed_until: int
    headline: Headline
    what_if: tuple[str, ...] = ()

    @property
    def period(self) -> Period:
        """Which days."""
        return self.figures.period

    @property
    def name(self) -> str:
        """What it is called beside another."""
        return f"{self.authority}, {self.period.name}"

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be said of it wherever it is shown."""
        forecast = self.figures.contains_forecast
        return marks_of(self.common["standing"], self.headline, contains_forecast=forecast)

    def terms(self, figure: str = "gross") -> Terms:
        """Give the terms of one of its totals [12.12].

        Parameters
        ----------
        figure
            ``gross``, ``adjusted`` or ``net``.

        Returns
        -------
        Terms
            To be held beside those of another figure.

        Raises
        ------
        UsageError
            When the figure is none of the three.
        """
        return terms_for(self.common, self.period, self.observed_until, figure)

    def pence_of(self, figure: str = "gross") -> int | None:
        """Give one of its totals in pence; None where withheld [8.2].

        Parameters
        ----------
        figure
            ``gross``, ``adjusted`` or ``net``.

        Returns
        -------
        int or None
            Pence.
        """
        return self.figures.totals_pence[figure]

    @property
    def table(self) -> pd.DataFrame:
        """One row a figure, in words."""
        return pd.DataFrame(
            rows_of(self.figures, self.common["tiers"]), columns=["figure", self.period.name]
        )

    def as_dict(self) -> dict[str, object]:
        """Give the panel as plain values: nobody's record is in it.

        Returns
        -------
        dict
            Terms and marks, then the figures as in ``summary.json``.
        """
        return {**_told_of(self), "period": self.period.name, **self.figures.as_dict()}

    def to_html(self) -> str:
        """Give the panel as a section of a page.

        Returns
        -------
        str
            A heading, what must be said, and a table.
        """
        return Panels((self,)).to_html()

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return str(Panels((self,)))

    def __repr__(self) -> str:
        totals = self.figures.totals_pence
        pounds = ", ".join(f"{name} {told(totals[name])}" for name in FIGURES)
        people = self.figures.measures["supported"]
        return (
            f"Panel({self.common['method']}, {self.authority}, {self.period.name}: supported "
            f"{people}; {pounds}; {'; '.join(self.marks)})"
        )


@dataclass(frozen=True, repr=False)
class Panels:
    """Several panels of one run side by side; print it to read it.

    Parameters
    ----------
    panels
        At least one; all of one run.
    """

    panels: tuple[Panel, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row a figure, one column a period, in words."""
        return pd.DataFrame(self._rows(), columns=["figure", *self._names()])

    def as_dict(self) -> dict[str, object]:
        """Give the panels as plain values: nobody's record is in them.

        Returns
        -------
        dict
            What they have in common, and the figures of each.
        """
        figures = [panel.figures.as_dict() for panel in self.panels]
        return {**_told_of(self.panels[0]), "panels": figures}

    def to_html(self) -> str:
        """Give the panels as a section of a page.

        Returns
        -------
        str
            A heading, what must be said, and a table.
        """
        told = "".join(f"<p>{html.escape(line.strip())}</p>" for line in self.notes())
        table = html_table("The programme's panel", ["figure", *self._names()], self._rows())
        return f"<section><h1>{html.escape(self.title())}</h1>{told}{table}</section>"

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return f"Panels({'; '.join(map(repr, self.panels))})"

    def __str__(self) -> str:
        rows = self._rows()
        widest = max(len(name) for name, *_ in rows)
        wide = max(len(text) for row in (self._names(), *rows) for text in row[-len(self.panels) :])
        lines = [
            f"  {name:<{widest}}{''.join(f'{cell:>{wide + 2}}' for cell in cells)}".rstrip()
            for name, *cells in [("", *self._names()), *rows]
        ]
        return "\n".join([self.title(), *(f"  {line}" for line in self.notes()), "", *lines])

    def title(self) -> str:
        """Head what is shown."""
        return f"No Wrong Door panel, {self.panels[0].authority}, {', '.join(self._names())}"

    def notes(self) -> list[str]:
        """Say what a reader has to know first."""
        return list(_notes(self.panels))

    def _names(self) -> list[str]:
        return [panel.period.name for panel in self.panels]

    def _rows(self) -> list[tuple[str, ...]]:
        columns = [rows_of(panel.figures, panel.common["tiers"]) for panel in self.panels]
        return [(cells[0][0], *(cell for _, cell in cells)) for cells in zip(*columns, strict=True)]


def _notes(panels: Sequence[Panel]) -> Iterable[str]:
    first = panels[0]
    yield SAID
    yield from first.headline.lines()
    for panel in panels:
        if panel.figures.contains_forecast:
            yield f"{panel.period.name} holds forecast days: no outturn [7.3]."
    yield by_method(first.common)
    if first.what_if:
        yield f"a what-if, no version's figure: {'; '.join(first.what_if)}"
    yield (
        f"at {first.common['prices'].partition(',')[0]}, {first.common['price_base']}; "
        f"as at {to_date(first.as_at):%d/%m/%Y}"
    )
    for panel in panels:
        if panel.observed_until < panel.period.until_day:
            day = f"{to_date(panel.observed_until):%d/%m/%Y}"
            yield f"{panel.period.name} is not over: nothing is counted from {day} on [1.2]."


def _told_of(panel: Panel) -> dict[str, object]:
    return {
        **NAMED,
        "authority": panel.authority,
        "terms": dict(panel.common),
        "what_if": list(panel.what_if),
        "as_at": iso(panel.as_at),
        "observed_until": iso(panel.observed_until),
        "headline": panel.headline.as_dict(),
        "marks": list(panel.marks),
    }


def terms_for(common: Mapping[str, str], period: Period, until: int, figure: str) -> Terms:
    """Give the terms of one figure [12.12].

    Raises
    ------
    UsageError
        When the figure is neither gross nor adjusted nor net.
    """
    if figure not in FIGURES:
        problem = Problem(f"'{figure}'", "is no total", f"Choose from {', '.join(FIGURES)}.")
        raise UsageError("There is no such figure.", [problem])
    return Terms(figure=FIGURES[figure], **common, **period_terms(period, until))
