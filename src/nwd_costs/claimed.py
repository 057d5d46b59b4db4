"""A published figure as far as it can be held beside another: what its source says, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from nwd_costs.errors import UsageError
from nwd_costs.periods import Period
from nwd_costs.terms import NOT_STATED, OUTTURN, Terms, read_terms


class Amount(Protocol):
    """Money of a published figure, as ``totals.Money`` is."""

    @property
    def pence(self) -> int:
        """Whole pence."""

    @property
    def unit(self) -> str:
        """What it is for; empty in total."""

    @property
    def prices(self) -> object:
        """Its price base, which is written as a text [15.1]."""


@runtime_checkable
class Published(Protocol):
    """A published figure; what its source does not say is an empty text.

    It may have a mapping ``terms`` too, of what its source says of any other term by its name.
    """

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def value(self) -> Amount | None:
        """The amount; None where the source leaves it out."""

    @property
    def periods(self) -> Sequence[str]:
        """Every period that the source states; more than one contradict each other."""

    @property
    def scope(self) -> str:
        """Whose figure it is."""

    @property
    def status(self) -> str:
        """Forecast, estimate, outturn or verified."""

    @property
    def method(self) -> str:
        """By which method, in the words of its source."""


def published_terms(figure: Published) -> Terms:
    """Give the terms of a published figure; nothing is filled in that its source does not say.

    Parameters
    ----------
    figure
        The published figure.
    """
    terms: dict[str, object] = {
        "method": figure.method,
        "standing": figure.status,
        "scope": figure.scope,
        "price_base": _money_of(figure),
        **_period_terms(figure.periods),
    }
    stated = getattr(figure, "terms", None)
    terms |= dict(stated) if isinstance(stated, Mapping) else {}
    return read_terms({name: text or NOT_STATED for name, text in terms.items()})


def _period_terms(periods: Sequence[str]) -> dict[str, str]:
    if len(periods) > 1:
        stated = "; ".join(periods)
        return {"period": f"contradictory: {stated}", "period_basis": NOT_STATED}
    try:
        period = Period.parse(periods[0] if periods else "")
    except UsageError:
        return {"period": periods[0] if periods else NOT_STATED, "period_basis": NOT_STATED}
    days = " to ".join(period.days)
    return {"period": days, "period_basis": f"{period.kind}, how much was observed {NOT_STATED}"}


def _money_of(figure: Published) -> str:
    """Say in what money a figure is told; the outturn of its own year is that of its days."""
    prices = str(figure.value.prices) if figure.value is not None else ""
    base, _, year = prices.rpartition(" ")
    if base != OUTTURN:
        return NOT_STATED if NOT_STATED in prices else prices
    try:
        own = Period.parse(year).holds(Period.parse(figure.periods[0]))
    except (UsageError, IndexError):
        own = False
    return OUTTURN if own and len(figure.periods) == 1 else prices
