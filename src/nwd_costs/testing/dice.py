"""Chance that gives the same answer on every Python.

Of :mod:`random` only ``random()`` is promised to keep its sequence for a given seed; ``choice``,
``shuffle`` and ``randrange`` have changed between versions, and numpy promises nothing. So every
draw here is made from ``random()`` alone.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

T = TypeVar("T")


class Dice:
    """A seeded source of chance.

    Parameters
    ----------
    seed : int
        The same seed gives the same sequence of draws.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - play, not secrets

    def chance(self, share: float) -> bool:
        """Say yes in the given share of cases."""
        return self._random.random() < share

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number from `low` to `high`, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def one_of(self, things: Sequence[T]) -> T:
        """Draw one of `things`, each equally likely."""
        return things[self.whole(0, len(things) - 1)]

    def weighted(self, weights: Mapping[T, int]) -> T:
        """Draw one of the keys, likely in proportion to its whole-number weight."""
        point = self.whole(1, sum(weights.values()))
        for thing, weight in weights.items():
            point -= weight
            if point <= 0:
                return thing
        raise ValueError("Weights must be whole numbers above zero.")

    def shuffled(self, things: Iterable[T]) -> list[T]:
        """Give the same things in a drawn order."""
        order = list(things)
        for last in range(len(order) - 1, 0, -1):
            other = self.whole(0, last)
            order[last], order[other] = order[other], order[last]
        return order

    def day(self, from_day: date, until_day: date) -> date:
        """Draw a day of the half-open span; the span must not be empty."""
        return from_day + timedelta(days=self.whole(0, (until_day - from_day).days - 1))

    def later(self, day: date, low: int, high: int) -> date:
        """Draw a day `low` to `high` days after `day` (before it, where they are negative)."""
        return day + timedelta(days=self.whole(low, high))
