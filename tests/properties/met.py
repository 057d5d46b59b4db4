"""What was met, by name, and how often; above all the days on a boundary and next to it."""

from __future__ import annotations

from collections import Counter

import numpy as np

from nwd_costs.days import NO_DAY

Met = Counter[str]

SIDES = {-1: "the day before", 0: "the day", 1: "the day after"}


def around(what: str) -> tuple[str, ...]:
    """Name the three sides of a boundary."""
    return tuple(f"{what}: {side}" for side in SIDES.values())


def near(met: Met, what: str, day: int, edge: int) -> None:
    """Count a day on a boundary, or next to it."""
    if NO_DAY not in (day, edge) and abs(day - edge) <= 1:
        met[f"{what}: {SIDES[day - edge]}"] += 1


def near_all(met: Met, what: str, days: np.ndarray, edges: np.ndarray | int) -> None:
    """Count many days at once, each on its own boundary or all on one."""
    known = (days != NO_DAY) & (np.asarray(edges) != NO_DAY)
    for step, side in SIDES.items():
        met[f"{what}: {side}"] += int((known & (days == np.asarray(edges) + step)).sum())
