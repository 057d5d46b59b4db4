"""The panel of a run for any part of its period [12.1]-[12.5], [12.8], without running again."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nwd_costs.days import (
    financial_year_name,
    financial_year_of,
    iso,
    quarter_of,
    quarter_starts,
    to_date,
)
from nwd_costs.errors import Problem, UsageError
from nwd_costs.headline import Headline, percent
from nwd_costs.measures import Seen, birth_days
from nwd_costs.pence import pounds
from nwd_costs.periods import Period
from nwd_costs.show import html_table
from nwd_costs.stages.ledger import LEGS, SIDES
from nwd_costs.terms import (
    FIGURES,
    TIERS,
    Terms,
    by_method,
    marks_of,
    period_terms,
    terms_of,
)

if TYPE_CHECKING:
    from nwd_costs.methods import Methodology
    from nwd_costs.prices import UnitCosts
    from nwd_costs.stages.ledger import Ledger
    from nwd_costs.steps import Steps
    from nwd_costs.tables import Records

# Pence of each side and tier of each quarter; None where withheld [8.2].
Cells = Mapping[tuple[str, str], Mapping[tuple[str, str], int | None]]
TIER_NAMES = {"cic": "Children in Care", "cp": "Child Protection", "cin": "Child in Need"}
Row = tuple[str, str]


@dataclass(frozen=True)
class PanelFigures:
    """The figures of one panel; nobody's record is in them.

    Parameters
    ----------
    period
        Which days.
    measures
        The counts and shares of [12.1] to [12.5].
    by_side_pence
        Pence of each side of the ledger, signed as in it; None where withheld [8.2].
    gross_by_tier_pence
        Gross costs avoided by the tier that would have been paid for, the claim service [9.3].
    contains_forecast
        Whether a day in it was not observed [7.3].
    """

    period: Period
    measures: Mapping[str, object]
    by_side_pence: Mapping[str, int | None]
    gross_by_tier_pence: Mapping[str, int | None]
    contains_forecast: bool

    @property
    def totals_pence(self) -> dict[str, int | None]:
        """Gross, adjustment, adjusted, programme and net [9.2]; None where withheld [8.2]."""
        side = self.by_side_pence
        gross = plus(*(side[leg] for leg in LEGS))
        adjustment = None if gross is None else side["adjustment"]
        adjusted = plus(gross, adjustment)
        return {
            "gross": gross,
            "adjustment": adjustment,
            "adjusted": adjusted,
            "programme": side["programme"],
            "net": plus(adjusted, side["programme"]),
        }

    def as_dict(self) -> dict[str, object]:
        """Give the figures as they stand in ``summary.json``."""
        return {
            "period": self.period.name,
            "days": list(self.period.days),
            "kind": self.period.kind,
            **deepcopy(dict(self.measures)),
            "gross_by_tier_pence": dict(self.gross_by_tier_pence),
            "by_side_pence": dict(self.by_side_pence),
            **{f"{name}_pence": pence for name, pence in self.totals_pence.items()},
            "contains_forecast": self.contains_forecast,
        }


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
        return pd.DataFrame(rows_of(self.figures), columns=["figure", self.period.name])

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
        told = ", ".join(f"{name} {_told(totals[name])}" for name in FIGURES)
        people = self.figures.measures["supported"]
        return (
            f"Panel({self.common['method']}, {self.authority}, {self.period.name}: supported "
            f"{people}; {told}; {'; '.join(self.marks)})"
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
        columns = [rows_of(panel.figures) for panel in self.panels]
        return [(cells[0][0], *(cell for _, cell in cells)) for cells in zip(*columns, strict=True)]


def _notes(panels: Sequence[Panel]) -> Iterable[str]:
    first = panels[0]
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
        "authority": panel.authority,
        "terms": dict(panel.common),
        "what_if": list(panel.what_if),
        "as_at": iso(panel.as_at),
        "observed_until": iso(panel.observed_until),
        "headline": panel.headline.as_dict(),
        "marks": list(panel.marks),
    }


def rows_of(figures: PanelFigures) -> list[Row]:
    """Write the figures of a panel for a reader, with what each is.

    Parameters
    ----------
    figures
        What to write.

    Returns
    -------
    list of tuple
        Words and value.
    """
    told, totals = figures.measures, figures.totals_pence
    entries, kept = _part(told, "care_entries"), _part(told, "arrangements_kept")
    family, outreach = _part(told, "living_in_a_family"), _part(told, "supported_through_outreach")
    change = told["change_in_care_entries"]
    known = int(str(family["yes"])) + int(str(family["no"]))
    return [
        ("Young people supported", f"{told['supported']:,}"),
        ("Supported through outreach only", f"{outreach['count']:,} ({_share(outreach)})"),
        ("Prevented from coming into care", f"{told['prevented_from_coming_into_care']:,}"),
        ("Entries to care, all children", f"{entries['total']:,}"),
        ("Fewer entries than a year before (more: -)", "not known" if change is None else f"{change:,}"),
        ("Living in a family on the last day", f"{family['yes']:,} of {known:,} ({_share(family)})"),
        ("Living in a setting that is not known", f"{family['unknown']:,}"),
        ("Arrangements kept", f"{kept['kept']:,} of {kept['of']:,}"),
        *(
            (f"Gross costs avoided, {TIER_NAMES[tier]}", _told(pence))
            for tier, pence in figures.gross_by_tier_pence.items()
        ),
        ("Gross costs avoided", _told(totals["gross"])),
        ("Adjusted", _told(totals["adjusted"])),
        ("Net of programme cost", _told(totals["net"])),
    ]


def _part(told: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = told[name]
    return part if isinstance(part, Mapping) else {}


def _share(part: Mapping[str, object]) -> str:
    ppm = part["share_ppm"]
    return percent(round(int(str(ppm)), -3)) if ppm is not None else "of nobody"


def _told(pence: int | None) -> str:
    return "withheld" if pence is None else pounds(pence)


def plus(*pence: int | None) -> int | None:
    """Add pence; withheld where any of them is [8.2]."""
    known = [one for one in pence if one is not None]
    return sum(known) if len(known) == len(pence) else None


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


class WithPanels:
    """The panels of a result: for its own period, and for every part of it [12.8]."""

    method: Methodology
    costs: UnitCosts
    records: Records
    period: Period
    as_at: int
    steps: Steps
    ledger: Ledger
    measures: Mapping[str, object]
    headline: Headline

    def panel(self, period: str | Period | None = None) -> Panel:
        """Give the programme's own panel for the period, or a part of it, without running again.

        Parameters
        ----------
        period
            Its own P unless given; else a part of P that begins and ends at a quarter, or where P
            does.

        Returns
        -------
        Panel
            What a run of that part gives, as at the same day [12.8].

        Raises
        ------
        UsageError
            When the part is not inside P, or cuts a quarter.
        """
        part = period if isinstance(period, Period) else Period.parse(period or self.period.name)
        changes = tuple(map(str, self.method.plan.changes))
        return Panel(
            self.panel_figures(part), self.costs.authority, self._common, self.as_at,
            self.steps.observed.until, self.headline, changes,
        )  # fmt: skip

    def panels(self, *periods: str | Period) -> Panels:
        """Give several panels side by side; without names its own and all that is inside it.

        Parameters
        ----------
        *periods
            As for ``panel``.

        Returns
        -------
        Panels
            One a period.
        """
        wanted = periods or (self.period, *self.period.parts())
        return Panels(tuple(self.panel(period) for period in wanted))

    def terms(self, figure: str = "gross") -> Terms:
        """Give the terms of one of the totals [12.12].

        Parameters
        ----------
        figure
            ``gross``, ``adjusted`` or ``net``.

        Returns
        -------
        Terms
            To be held beside those of another figure.
        """
        return self.panel().terms(figure)

    def panel_figures(self, period: Period) -> PanelFigures:
        """Give the figures of a panel for a part of P, as ``panel`` does."""
        _refuse_part(period, self.period)
        own = period.from_day == self.period.from_day and period.until_day == self.period.until_day
        touched = _quarters_in(period)
        found = [
            pence
            for quarter, pence in self._cells.items()
            if quarter in touched
        ]
        sides = {side: [c[key] for c in found for key in c if key[0] == side] for side in SIDES}
        tiers = {
            tier: [c[key] for c in found for key in c if key[0] in LEGS and key[1] == tier]
            for tier in TIERS
        }
        return PanelFigures(
            period=period,
            measures=self.measures if own else self._seen.measures(period),
            by_side_pence={side: plus(*pence) for side, pence in sides.items()},
            gross_by_tier_pence={tier: plus(*pence) for tier, pence in tiers.items()},
            contains_forecast=self._forecast_in(period),
        )

    @cached_property
    def _common(self) -> dict[str, str]:
        return terms_of(self.method, self.costs)

    @cached_property
    def _seen(self) -> Seen:
        steps, settings = self.steps, self.method.plan.categories.family_settings()
        born = birth_days(self.records.children, steps.observed)
        return Seen(steps.cohort, steps.timeline, steps.observed, born, settings)

    @cached_property
    def _cells(self) -> Cells:
        """Sum the ledger by quarter, side and tier; a cell with a line without an amount has none."""
        keys = ["financial_year", "quarter", "side", "claim_service"]
        groups = self.ledger.groupby(keys, sort=False)["amount_pence"]
        sums = groups.sum().mask(groups.count() < groups.size())
        cells: dict[tuple[str, str], dict[tuple[str, str], int | None]] = {}
        for (year, quarter, side, tier), pence in sums.items():  # type: ignore[misc]
            inside = cells.setdefault((str(year), str(quarter)), {})
            inside[str(side), str(tier)] = None if pd.isna(pence) else int(pence)
        return cells

    def _forecast_in(self, period: Period) -> bool:
        """Say whether a day that the period books was not observed [7.2]."""
        if not self.steps.forecast_days:
            return False
        claims = self.steps.claims
        t = claims.index_day
        mine = (t >= period.from_day) & (t < period.until_day)
        return bool(claims.days_from(self.steps.timeline.until)[mine].any())


def _quarters_in(period: Period) -> set[tuple[str, str]]:
    """Name every quarter that a period touches, as ledger lines do."""
    starts = quarter_starts(period.from_day, period.until_day)
    days = np.unique(np.append(starts, period.from_day))
    years, quarters = financial_year_of(days).tolist(), quarter_of(days).tolist()
    return {
        (financial_year_name(year), f"Q{quarter}")
        for year, quarter in zip(years, quarters, strict=True)
    }


def _refuse_part(part: Period, whole: Period) -> None:
    """Refuse what is no part of P, or would cut ledger lines that were rounded whole [12.8]."""
    problems = []
    if not whole.holds(part):
        what = f"is not inside {whole.name}, the period of the run"
        problems.append(Problem(f"'{part.name}'", what, "Run a period that holds it."))
    else:
        edges = {part.from_day, part.until_day} - {whole.from_day, whole.until_day}
        if not all(len(quarter_starts(day, day + 1)) for day in edges):
            what = "cuts a quarter, whose ledger lines were rounded whole [1.6]"
            problems.append(Problem(f"'{part.name}'", what, "Run that period by itself."))
    if problems:
        raise UsageError("The panel cannot be given for that part [12.8].", problems)
