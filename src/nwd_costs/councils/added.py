"""The figures of several authorities, added up [12.6]: what they are, and what they lack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from nwd_costs.councils.figures import (
    MONEY,
    PEOPLE,
    Council,
    Figure,
    figures_of,
    lacks_as_dicts,
    with_shares,
)
from nwd_costs.councils.handed import Handed
from nwd_costs.periods import Period
from nwd_costs.terms import Difference

HEADLINES = ("gross", "adjusted", "net")
SAME_CHILD = (
    "A child whom two authorities support is counted by both: without the records nobody can tell "
    "that it is the same child [12.9]."
)


@dataclass(frozen=True, repr=False)
class Added:
    """The figures of several authorities for a period; its fields are those of ``RollUp``."""

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
        differ = ", ".join(dict.fromkeys(one.term.replace("_", " ") for one in self.differences))
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

    def lacks(self) -> list[dict[str, str]]:
        """Give everything that an authority lacks in any figure, once."""
        return lacks_as_dicts([
            *self.figures.values(),
            *(figure for money in self.by_quarter.values() for figure in money.values()),
        ])  # fmt: skip

    def _handed(self) -> Iterator[Handed]:
        return (one for council in self.councils for one in council.handed)
