"""Figures of several authorities together, with who is in which and what each lacks [12.6]."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from nwd_costs.councils.added import Added
from nwd_costs.councils.asked import (
    MAY_DIFFER,
    NEVER,
    TITLE,
    WAY,
    councils_of,
    period_of,
    unlike,
)
from nwd_costs.councils.handed import handed_in
from nwd_costs.councils.reading import read_folder
from nwd_costs.councils.telling import section, text, value_of
from nwd_costs.errors import Problem, UsageError
from nwd_costs.periods import Period
from nwd_costs.profiles import NAMED
from nwd_costs.result import Result
from nwd_costs.terms import FIGURES, Terms, allowed, period_terms, refuse


@dataclass(frozen=True, repr=False)
class RollUp(Added):
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

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values: nobody's record is in it, and no total without its label.

        Returns
        -------
        dict
            Marks, every authority's own, every figure with who is missing, and every lack.
        """
        return {
            **NAMED,
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
        price bases or periods differ and that is not allowed by name; when methods differ, which
        nothing allows; and when the folder holds nothing.
    DataError
        When a ``summary.json`` cannot be read or does not add up, listing all problems.
    """
    names = allowed(despite, MAY_DIFFER)
    handed = read_folder(Path(given)) if isinstance(given, str | Path) else handed_in(given)
    councils = councils_of(handed, expect)
    days, outside = period_of(councils, period)
    found = (*unlike(handed), *outside)
    refuse(found, names, TITLE, WAY, NEVER)
    if not any(council.has(days) for council in councils):
        problem = Problem(days.name, "is in nothing that was handed in", "Ask for another period.")
        raise UsageError(TITLE, [problem])
    unlike_terms = {difference.term for difference in found}
    return RollUp(days, councils, found, tuple(n for n in names if n not in unlike_terms))
