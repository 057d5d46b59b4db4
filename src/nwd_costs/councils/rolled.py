"""Figures of several authorities together, with who is in which and what each lacks [12.6]."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from nwd_costs.councils.asked import (
    MAY_DIFFER,
    TITLE,
    WAY,
    councils_of,
    period_of,
    unlike,
)
from nwd_costs.councils.figures import (
    MONEY,
    PEOPLE,
    Council,
    Figure,
    figures_of,
    lacks_as_dicts,
    with_shares,
)
from nwd_costs.councils.handed import Handed, handed_in
from nwd_costs.councils.reading import read_folder
from nwd_costs.councils.telling import section, text, value_of
from nwd_costs.errors import Problem, UsageError
from nwd_costs.periods import Period
from nwd_costs.result import Result
from nwd_costs.terms import FIGURES, Difference, Terms, allowed, period_terms, refuse

HEADLINES = ("gross", "adjusted", "net")
SAME_CHILD = (
    "A child whom two authorities support is counted by both: without the records nobody can tell "
    "that it is the same child [12.9]."
)


@dataclass(frozen=True, repr=False)
class RollUp:
    """The figures of several authorities for a period; print it to read it.

    Parameters
    ----------
    period
        Which days.
    councils
        Every authority that is asked for, with what it handed in.
    differences
        Terms in which they differ, each of them allowed by name.
    idle
        Terms that were allowed by name and do not differ.
    """

    period: Period
    councils: tuple[Council, ...]
    differences: tuple[Difference, ...]
    idle: tuple[str, ...]

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Every figure of the period, by its name: money, counts, and shares made of counts."""
        money = figures_of(self.councils, MONEY, self.period)
        people = with_shares(figures_of(self.councils, PEOPLE, self.period))
        return {figure.name: figure for figure in (*money, *people)}

    @cached_property
    def by_quarter(self) -> Mapping[str, Mapping[str, Figure]]:
        """The money of every quarter of the period, in the same way."""
        return {
            part.name: {figure.name: figure for figure in figures_of(self.councils, MONEY, part)}
            for part in self.period.quarters()
        }

    @property
    def name(self) -> str:
        """What it is called beside another figure."""
        return f"{', '.join(council.authority for council in self.councils)}, {self.period.name}"

    @property
    def complete(self) -> bool:
        """Whether every figure has every authority in it whole."""
        return all(figure.complete for figure in self.figures.values())

    @property
    def stands(self) -> bool:
        """Whether the pounds may be shown as headlines: complete, and everyone's own do."""
        whole = all(self.figures[name].complete for name in HEADLINES)
        return whole and all(one.stands for one in self._handed())

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be said of it wherever it is shown."""
        gross = self.figures["gross"]
        falling = sorted({one.authority for one in self._handed() if not one.stands})
        ahead = sorted({
            one.authority for one in self._handed()
            if any(panel.contains_forecast for panel in one.panels)
        })  # fmt: skip
        differ = ", ".join(dict.fromkeys(one.term for one in self.differences))
        return (
            "; ".join(dict.fromkeys(one.terms.standing for one in self._handed())),
            gross.label,
            *(
                [f"NOT LIKE WITH LIKE [12.11]: they differ in {differ}, allowed by name"]
                * bool(differ)
            ),
            *([f"not a headline: data quality of {', '.join(falling)}"] * bool(falling)),
            *([f"holds forecast days of {', '.join(ahead)}: no outturn [7.3]"] * bool(ahead)),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said with it."""
        return (SAME_CHILD,)

    def terms(self, figure: str = "gross") -> Terms:
        """Give the terms of one of the totals [12.12].

        Parameters
        ----------
        figure
            ``gross``, ``adjusted`` or ``net``.

        Returns
        -------
        Terms
            To be held beside those of another figure; the scope says who is missing.
        """
        handed = list(self._handed())
        named = {
            name: "; ".join(dict.fromkeys(getattr(one.terms, name) for one in handed))
            for name in Terms.__dataclass_fields__
        }
        found = self.figures[figure]
        lacking = [f"{s.authority} lacks: {', '.join(s.lacks)}" for s in found.shares if s.lacks]
        scope = "; ".join([", ".join(council.authority for council in self.councils), *lacking])
        until = min(max(o.observed_until for o in c.handed) for c in self.councils if c.handed)
        days = period_terms(self.period, until)
        return Terms(**{**named, "figure": FIGURES[figure], "scope": scope, **days})

    def pence_of(self, figure: str = "gross") -> int | None:
        """Give one of the totals in pence, partial or not: its terms and marks say which.

        Parameters
        ----------
        figure
            ``gross``, ``adjusted`` or ``net``.

        Returns
        -------
        int or None
            Pence; None where nobody is in it.
        """
        return self.figures[figure].value

    @property
    def table(self) -> pd.DataFrame:
        """One row a figure: value, unit, whether complete, who is in it, what is missing."""
        rows = [
            {"period": period, "figure": figure.name, "unit": figure.unit, "value": figure.value,
             "complete": figure.complete, "label": figure.label,
             "missing": "; ".join(f"{s.authority}: {w}" for s in figure.shares for w in s.lacks)}
            for period, figures in ((self.period.name, self.figures), *self.by_quarter.items())
            for figure in figures.values()
        ]  # fmt: skip
        return pd.DataFrame(rows).astype({"value": "Int64"})

    @property
    def who(self) -> pd.DataFrame:
        """One row a figure, one column an authority: ``whole``, ``part`` or ``not in``."""
        rows = [
            {"period": period, "figure": figure.name,
             **{share.authority: share.standing for share in figure.shares}}
            for period, figures in ((self.period.name, self.figures), *self.by_quarter.items())
            for figure in figures.values()
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def lacks(self) -> list[dict[str, str]]:
        """Give everything that an authority lacks in any figure, once."""
        return lacks_as_dicts([
            *self.figures.values(),
            *(figure for money in self.by_quarter.values() for figure in money.values()),
        ])  # fmt: skip

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values: nobody's record is in it, and no total without its label.

        Returns
        -------
        dict
            Marks, every authority's own, every figure with who is missing, and every lack.
        """
        return {
            "period": self.period.name,
            "days": list(self.period.days),
            "complete": self.complete,
            "stands": self.stands,
            "marks": list(self.marks),
            "notes": list(self.notes),
            "differences": [asdict(one) for one in self.differences],
            "allowed_but_alike": list(self.idle),
            "authorities": [
                {"authority": c.authority, "handed_in": [one.as_dict() for one in c.handed]}
                for c in self.councils
            ],
            "figures": {name: figure.as_dict() for name, figure in self.figures.items()},
            "by_quarter": {
                quarter: {name: figure.as_dict() for name, figure in figures.items()}
                for quarter, figures in self.by_quarter.items()
            },
            "missing": self.lacks(),
        }

    def to_html(self) -> str:
        """Give it as a section of a page.

        Returns
        -------
        str
            Headings, what must be said, and tables.
        """
        return section(self)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        gross = self.figures["gross"]
        return f"RollUp({self.name}: gross {value_of(gross)}, {'; '.join(self.marks)})"

    def __str__(self) -> str:
        return text(self)

    def _handed(self) -> Iterator[Handed]:
        return (one for council in self.councils for one in council.handed)


def roll_up(
    given: Sequence[Result] | str | Path,
    *,
    period: str | Period | None = None,
    expect: Iterable[str] = (),
    despite: str | Iterable[str] = (),
) -> RollUp:
    """Add up the figures of several authorities, and say who is in which [12.6].

    Parameters
    ----------
    given
        Results; or a folder with what every authority's ``nwd-costs run --out`` wrote, of which
        ``summary.json`` is enough.
    period
        Which days; unless given, the longest period that one of them handed in.
    expect
        Names of all authorities that there should be, so that one that is missing shows.
    despite
        Names of terms in which they may differ; every output says so.

    Returns
    -------
    RollUp
        Sums, shares worked out anew from counts, and for each figure who is in it and what is
        missing. A figure that lacks somebody is a partial one and never a headline.

    Raises
    ------
    UsageError
        When an authority is given twice for the same days, is not expected or not known; when
        methods, price bases or periods differ and that is not allowed by name; and when the folder
        holds nothing.
    DataError
        When a ``summary.json`` cannot be read or does not add up, listing all problems.
    """
    names = allowed(despite, MAY_DIFFER)
    handed = read_folder(Path(given)) if isinstance(given, str | Path) else handed_in(given)
    councils = councils_of(handed, expect)
    days, outside = period_of(councils, period)
    found = (*unlike(handed), *outside)
    refuse(found, names, TITLE, WAY)
    if not any(council.has(days) for council in councils):
        problem = Problem(days.name, "is in nothing that was handed in", "Ask for another period.")
        raise UsageError(TITLE, [problem])
    unlike_terms = {difference.term for difference in found}
    return RollUp(days, councils, found, tuple(n for n in names if n not in unlike_terms))
