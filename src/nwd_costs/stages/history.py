"""The timeline as it stands when built: what can be asked of a child's days [3.1]-[3.7]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.categories import STATUSES, Vocabulary
from nwd_costs.days import LAST_DAY, Days
from nwd_costs.frames import day_series
from nwd_costs.intervals import Track, covering, first_from, merge, take, touches_previous

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NONE = STATUSES.index("none")


@dataclass(frozen=True, eq=False, repr=False)
class Timeline:
    """Every observed day of every child that has a status; days between rows are ``none``.

    Parameters
    ----------
    child, from_day, until_day
        A track of half-open intervals before H.
    status
        Position in ``STATUSES``.
    category
        Code in ``vocabulary``; of a day in care its category, else the status itself.
    period, spell
        Number of the period of care and of the placement spell; -1 outside care.
    broke_down
        Whether the spell broke down on the day the row ends [3.7].
    row
        Position in the canonical table the status comes from.
    until
        H.
    rank
        For each status in ``STATUSES`` its place in the method's priority; ``none`` is last.
    vocabulary
        The names behind ``category``.
    """

    child: Ints
    from_day: Days
    until_day: Days
    status: Ints
    category: Ints
    period: Ints
    spell: Ints
    broke_down: Mask
    row: Ints
    until: int
    rank: Ints
    vocabulary: Vocabulary
    _care: Ints = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_care", np.flatnonzero(self.status == 0))

    def in_words_of(self, vocabulary: Vocabulary) -> Timeline:
        """Give the same days by the codes of another vocabulary, which has every name of this."""
        codes = vocabulary.codes(self.vocabulary.names)
        return replace(self, category=codes[self.category], vocabulary=vocabulary)

    @property
    def track(self) -> Track:
        """The intervals alone."""
        return self.child, self.from_day, self.until_day

    def care(self) -> tuple[Track, Ints]:
        """Give the days in care as a track, and the position of its rows in the timeline."""
        at = self._care
        return (self.child[at], self.from_day[at], self.until_day[at]), at

    def on(self, child: Ints, day: Days) -> tuple[Ints, Ints]:
        """Give status and category of children on days before H."""
        at = covering(self.track, child, day)
        status = np.where(at >= 0, self.status[at] if len(self.status) else NONE, NONE)
        none = self.vocabulary.code("none")
        category = np.where(at >= 0, self.category[at] if len(self.status) else none, none)
        return status, category

    def first_care_day(self, child: Ints, day: Days) -> Days:
        """Give the first day on or after a day on which a child is in care, else ``LAST_DAY``."""
        track, _ = self.care()
        at = first_from(track, child, day)
        return np.where(at >= 0, np.maximum(take(track[1], at), day), LAST_DAY)

    def first_breakdown_after(self, child: Ints, day: Days) -> Days:
        """Give the first breakdown day [3.7] after a day, else ``LAST_DAY``."""
        at = np.flatnonzero(self.broke_down)
        # A breakdown on day c is the interval [c, c + 1): one that ends after day + 1 is > day.
        track = (self.child[at], self.until_day[at], self.until_day[at] + 1)
        found = first_from(track, child, day + 1)
        return np.where(found >= 0, take(track[1], found), LAST_DAY)

    def next_spell(self, child: Ints, day: Days) -> tuple[Days, Mask]:
        """Give the start of the first spell [3.6] after a day, and whether it touches care before.

        Where there is none the start is ``LAST_DAY``.
        """
        track, at = self.care()
        spell = self.spell[at]
        begins = np.flatnonzero(np.append(True, spell[1:] != spell[:-1])[: len(spell)])
        starts = track[1][begins]
        found = first_from((track[0][begins], starts, starts + 1), child, day + 1)
        touching = touches_previous(*track)[begins].astype(np.int64)
        touches = (found >= 0) & (take(touching, found) == 1)
        return np.where(found >= 0, take(starts, found), LAST_DAY), touches

    def stay_end(self, child: Ints, day: Days, categories: Ints) -> Days:
        """Give the end of the unbroken care in some categories that holds a day, else the day."""
        track, at = self.care()
        there = np.isin(self.category[at], categories)
        stay = track[0][there], track[1][there], track[2][there]
        first, last = merge(*stay)
        runs = stay[0][first], stay[1][first], stay[2][last]
        found = covering(runs, child, day)
        return np.where(found >= 0, take(runs[2], found), day)

    def period_end(self, child: Ints, day: Days) -> Days:
        """Give the end of the period of care that holds a day, ``LAST_DAY`` if not before H."""
        periods = self.periods()
        at = covering(periods, child, day)
        end = np.where(at >= 0, take(periods[2], at), LAST_DAY)
        return np.where(end < self.until, end, LAST_DAY)

    def periods(self) -> Track:
        """Give the periods of care [3.5]."""
        (child, from_day, until_day), _ = self.care()
        first, last = merge(child, from_day, until_day)
        return child[first], from_day[first], until_day[last]

    def compressed(self) -> tuple[Track, Ints, Ints]:
        """Join touching days of one status and category [1.7]: track, status, category."""
        first, last = merge(*self.track, self.status, self.category)
        track = self.child[first], self.from_day[first], self.until_day[last]
        return track, self.status[first], self.category[first]

    def frame(self, child_ids: NDArray[np.object_]) -> pd.DataFrame:
        """Give the timeline as a table, one row per child, status and placement row."""
        names = np.array(self.vocabulary.names, dtype=object)
        return pd.DataFrame(
            {
                "child_id": pd.Series(child_ids[self.child], dtype=str),
                "from_day": day_series(self.from_day),
                "until_day": day_series(self.until_day),
                "status": pd.Series(np.array(STATUSES, dtype=object)[self.status], dtype=str),
                "category": pd.Series(names[self.category], dtype=str),
                "period_of_care": self.period,
                "placement_spell": self.spell,
                "broke_down": self.broke_down,
                "row": self.row,
            }
        )


def joined(parts: Sequence[Timeline]) -> Timeline:
    """Put the timelines of some children each, in order, together as one.

    Parameters
    ----------
    parts
        At least one; each numbers its periods and spells from 0.
    """
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("child", "from_day", "until_day", "status", "category", "broke_down", "row")
    }
    for name in ("period", "spell"):
        numbers = [getattr(part, name) for part in parts]
        before = np.cumsum([0, *(each.max(initial=-1) + 1 for each in numbers[:-1])])
        renumbered = [
            np.where(each >= 0, each + start, -1)
            for each, start in zip(numbers, before, strict=True)
        ]
        columns[name] = np.concatenate(renumbered)
    return replace(parts[0], **columns)
