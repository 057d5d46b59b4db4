"""Price indices by financial year: what a price of one year is in the prices of another [8.3]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from nwd_costs.rule import Document


class IndexDocument(Document):
    """The whole of ``index.toml``: what an index says of itself."""

    schema_version: int
    id: str
    version: str
    title: str
    publisher: str
    date: str
    where: str
    licence: str
    forecast: tuple[str, ...]
    caveats: tuple[str, ...]


@dataclass(frozen=True)
class Deflator:
    """One vintage of a price index.

    Parameters
    ----------
    document
        What the index says of itself.
    values
        The index by the calendar year in which a financial year opens; exact.
    """

    document: IndexDocument
    values: Mapping[int, Fraction]

    @property
    def id(self) -> str:
        """``id/vintage``."""
        return f"{self.document.id}/{self.document.version}"

    def uprated(self, pence: int, source: int, target: int) -> int | None:
        """Give an amount of one financial year in the prices of another [8.3].

        Parameters
        ----------
        pence
            The amount. [pence]
        source, target
            The calendar years in which the two financial years open.

        Returns
        -------
        int or None
            Whole pence, half to even; None where the index does not know one of the years.
        """
        if source not in self.values or target not in self.values:
            return None
        return round(pence * self.values[target] / self.values[source])
