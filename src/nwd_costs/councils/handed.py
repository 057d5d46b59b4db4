"""What one authority handed in: the figures of one run, without anybody's record [12.6]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nwd_costs.days import iso
from nwd_costs.panel_figures import PanelFigures
from nwd_costs.periods import Period
from nwd_costs.result import Result
from nwd_costs.terms import Terms


@dataclass(frozen=True)
class Handed:
    """The figures of one run of one authority.

    Parameters
    ----------
    source
        Where they are from: a file below the folder, or the position of a result.
    authority
        Whose.
    terms
        On which terms they are told.
    period
        P of the run.
    as_at, observed_until
        The last day observed, as asked for, and H. [day numbers]
    panels
        The figures of P first, then of every quarter, year to date and year inside it.
    headline
        Whether they stand, as in ``summary.json``.
    warnings
        What a reader must know, as in ``summary.json``.
    """

    source: str
    authority: str
    terms: Terms
    period: Period
    as_at: int
    observed_until: int
    panels: tuple[PanelFigures, ...]
    headline: Mapping[str, object]
    warnings: tuple[Mapping[str, object], ...]

    def panel(self, period: Period) -> PanelFigures | None:
        """Give the figures of exactly the days of a period, where there are any."""
        days = period.from_day, period.until_day
        found = (p for p in self.panels if (p.period.from_day, p.period.until_day) == days)
        return next(found, None)

    @property
    def stands(self) -> bool:
        """Whether the figures may be shown as headlines."""
        return self.headline["stands"] is True

    def as_dict(self) -> dict[str, object]:
        """Give what it is, as plain values, without its figures."""
        return {
            "source": self.source,
            "period": self.period.name,
            "days": list(self.period.days),
            "as_at": iso(self.as_at),
            "observed_until": iso(self.observed_until),
            "terms": self.terms.as_dict(),
            "headline": dict(self.headline),
            "warnings": [dict(warning) for warning in self.warnings],
        }


def handed_in(results: Sequence[Result]) -> tuple[Handed, ...]:
    """Take the figures of some results from their ledgers.

    Parameters
    ----------
    results
        Of several authorities, or of several periods of one.
    """
    return tuple(
        Handed(
            source=f"result {at}",
            authority=result.costs.authority,
            terms=result.terms(),
            period=result.period,
            as_at=result.as_at,
            observed_until=result.steps.observed.until,
            panels=tuple(panel.figures for panel in result.panels().panels),
            headline=result.headline.as_dict(),
            warnings=tuple(warning.as_dict() for warning in result.warnings),
        )
        for at, result in enumerate(results, start=1)
    )
