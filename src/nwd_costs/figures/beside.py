"""A figure of the register as it is set beside another: what its source says [12.12]."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from nwd_costs.errors import Problem, UsageError
from nwd_costs.figures.reading import own_register, shipped_register
from nwd_costs.totals.figures import Money, read_figure

YEAR = re.compile(r"(\d{4})/(\d{1,2})")


@dataclass(frozen=True)
class ClaimedFigure:
    """A published amount for ``set_beside``; an empty text is what its source does not say.

    Parameters
    ----------
    id
        As in the register.
    value
        The amount; None where the source leaves it out.
    periods
        Every period that the source states; more than one contradict each other.
    scope
        Whose figure it is.
    status
        Forecast, estimate, result, outturn or verified.
    method
        By which method, in words.
    """

    id: str
    value: Money | None
    periods: tuple[str, ...]
    scope: str
    status: str
    method: str


def published_figure(name: str, figures: str | Path | None = None) -> ClaimedFigure:
    """Give a published amount of the register, to set it beside a result [12.12].

    Parameters
    ----------
    name
        Its id, such as ``ny-2022-23-edge-of-care``.
    figures
        Your own file of figures, or a folder of them; without it the register of the library.

    Returns
    -------
    ClaimedFigure
        What ``set_beside`` takes.

    Raises
    ------
    UsageError
        When there is no such figure (near matches are offered), or it is no amount of pounds.
    DocumentError
        When your own file is wrong.
    """
    shipped = shipped_register()
    register = shipped if figures is None else own_register([figures], shipped)
    known = {entry.figure.id: entry.figure for entry in register.entries}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3)
        advice = f"Perhaps {' or '.join(near)}." if near else "nwd.verify() lists them all."
        raise UsageError("There is no such figure.", [Problem(f"'{name}'", "is none", advice)])
    figure = known[name]
    value = read_figure(figure.value) if figure.value else None
    if not isinstance(value, Money | None) or (value is None and "pounds" not in figure.unit):
        advice = f"It is in {figure.unit}; only pounds are set beside each other."
        raise UsageError("The figure is no amount.", [Problem(f"'{name}'", "is no pounds", advice)])
    periods = tuple(_as_a_year(period) for period in figure.periods)
    scope = ", ".join(figure.scope)
    return ClaimedFigure(name, value, periods, scope, figure.status, figure.method)


def _as_a_year(period: str) -> str:
    """Spell a financial year as the periods of a run are: 2022/3 is 2022-23."""
    found = YEAR.fullmatch(period)
    return period if found is None else f"{found[1]}-{(int(found[1]) + 1) % 100:02d}"
