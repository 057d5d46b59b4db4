"""One status per child-day, and what a day in care was [3.1]-[3.7]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import model_validator

from nwd_costs.categories import (
    STATUSES,
    TEMPORARY,
    UNMAPPED,
    Categories,
    Vocabulary,
    place_codes,
    recoded,
)
from nwd_costs.fates import Fates
from nwd_costs.frames import day_numbers
from nwd_costs.intervals import Track, group_starts, layer_tracks, touches_previous
from nwd_costs.rule import Parameter, Rule
from nwd_costs.stages.codes import (
    Coded,
    coded_rows,
    count_past_last_day,
    count_unmapped,
    summed,
)
from nwd_costs.stages.history import Timeline, joined
from nwd_costs.stages.observation import BLOCK, Intervals, Observed

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

TEMPORARY_PLACES = ("T0", "T1", "T2", "T3", "T4")
NEW_CARER = ("P", "B")
RESPITE = ("V3", "V4")
SOURCES = {"cic": "placements", "cp": "protection_plans", "cin": "need_episodes"}


@dataclass(frozen=True, eq=False, repr=False)
class TimelineReport:
    """What building the timeline had to say about the placement rows."""

    fates: Fates
    unmapped: dict[str, dict[str, int]]
    past_last_day: dict[str, dict[str, int]]


@dataclass(frozen=True, eq=False, repr=False)
class _Part:
    """The timeline of some children, their respite rows that add no day, and what is reported."""

    timeline: Timeline
    aside: Ints
    unmapped: dict[str, dict[str, int]]
    past_last_day: dict[str, dict[str, int]]


class PriorityTimeline(Rule):
    """Rule ``priority`` [3.1]: the first status that applies, and the choices about care days."""

    rule: Literal["priority"]
    priority: Parameter[tuple[Literal["cic", "cp", "cin"], ...]]
    respite: Parameter[Literal["exclude", "include"]]
    temporary: Parameter[Literal["keep_main", "own_category"]]
    breakdown_reasons: Parameter[tuple[str, ...]]

    @model_validator(mode="after")
    def _every_status_once(self) -> PriorityTimeline:
        if sorted(self.priority.value) != sorted(SOURCES):
            raise ValueError("priority names each of cic, cp and cin once [3.1]")
        return self

    def apply(
        self,
        observed: Observed,
        placements: pd.DataFrame,
        categories: Categories,
        vocabulary: Vocabulary,
        *,
        block: int = BLOCK,
    ) -> tuple[Timeline, TimelineReport]:
        """Build the timeline.

        Parameters
        ----------
        observed
            The rows before H.
        placements
            The canonical placements, for their codes.
        categories, vocabulary
            The method's categories and names.
        block
            About how many rows to work through at a time; it changes nothing but the memory used.
        """
        parts = [
            self._of_some(some, placements, categories, vocabulary)
            for some in observed.in_blocks(block)
        ]
        aside = np.concatenate([part.aside for part in parts])
        report = TimelineReport(
            _respite_fates(observed.fates["placements"], placements, aside, self.respite.value),
            summed([part.unmapped for part in parts]),
            summed([part.past_last_day for part in parts]),
        )
        return joined([part.timeline for part in parts]), report

    def _of_some(
        self,
        observed: Observed,
        placements: pd.DataFrame,
        categories: Categories,
        vocabulary: Vocabulary,
    ) -> _Part:
        """Build the timeline of some children, out of the stretch of rows that holds theirs."""
        everything = observed.tables["placements"]
        start = int(everything.row.min(initial=len(placements)))
        placements = placements.iloc[start : everything.row.max(initial=-1) + 1]
        everything = replace(everything, row=everything.row - start)
        respite = _is_one_of(placements["legal_status"], RESPITE, everything.row)
        main, short = everything.take(~respite), everything.take(respite)
        coded = [coded_rows(main, placements, categories, vocabulary)]
        base = self._base(main, placements)
        category = self._followed(base, main, coded[0].category, placements, vocabulary)
        care = main
        if self.respite.value == "include":
            v3 = short.take(_is_one_of(placements["legal_status"], ("V3",), short.row))
            added, care, at = _with_respite(
                main, coded_rows(v3, placements, categories, vocabulary)
            )
            coded.append(added)
            category = np.concatenate([category, added.category])[at]
        used = coded[-1].rows.row if len(coded) > 1 else np.zeros(0, dtype=np.int64)
        home = np.arange(len(placements), dtype=np.int64)
        home[main.row[base >= 0]] = main.row[base[base >= 0]]
        timeline = self._layered(observed, care, category, placements, home, vocabulary)
        return _Part(
            replace(timeline, row=timeline.row + np.where(timeline.status == 0, start, 0)),
            short.row[~np.isin(short.row, used)] + start,
            count_unmapped(coded, placements, vocabulary.code(UNMAPPED)),
            count_past_last_day(coded, placements),
        )

    def _base(self, main: Intervals, placements: pd.DataFrame) -> Ints:
        """Find for each row of the main lane the placement it belongs to as a move, or -1 [3.3]."""
        if self.temporary.value == "own_category":
            return np.full(len(main.row), -1, dtype=np.int64)
        return _main_before(main.track, _is_temporary(placements, main.row))

    def _followed(
        self,
        base: Ints,
        main: Intervals,
        category: Ints,
        placements: pd.DataFrame,
        vocabulary: Vocabulary,
    ) -> Ints:
        """Give temporary moves the category of the placement they follow [3.3]."""
        if self.temporary.value == "own_category":
            return category
        category = np.where(base >= 0, category[base], category)
        category[_is_temporary(placements, main.row) & (base < 0)] = vocabulary.code(TEMPORARY)
        return category

    def _layered(
        self,
        observed: Observed,
        care: Intervals,
        care_category: Ints,
        placements: pd.DataFrame,
        home: Ints,
        vocabulary: Vocabulary,
    ) -> Timeline:
        layers = [care if s == "cic" else observed.tables[SOURCES[s]] for s in self.priority.value]
        child, from_day, until_day, layer, index = layer_tracks([t.track for t in layers])
        status = np.array([STATUSES.index(s) for s in self.priority.value], dtype=np.int64)[layer]
        # Days in care get their placement's category below; the others are called by their status.
        category = vocabulary.codes([UNMAPPED, *STATUSES[1:]])[status]
        row = np.zeros(len(child), dtype=np.int64)
        for at, intervals in enumerate(layers):
            mine = layer == at
            row[mine] = intervals.row[index[mine]]
        in_care = status == 0
        category[in_care] = care_category[index[in_care]]
        track = child[in_care], from_day[in_care], until_day[in_care]
        reasons = self.breakdown_reasons.value
        spells = _spells(track, row[in_care], placements, home, reasons)
        period, spell = (np.full(len(child), -1, dtype=np.int64) for _ in range(2))
        broke_down = np.zeros(len(child), dtype=np.bool_)
        period[in_care], spell[in_care], broke_down[in_care] = spells
        return Timeline(
            child=child,
            from_day=from_day,
            until_day=until_day,
            status=status,
            category=category,
            period=period,
            spell=spell,
            broke_down=broke_down,
            row=row,
            until=observed.until,
            rank=_rank(self.priority.value),
            vocabulary=vocabulary,
        )


def _spells(
    track: Track, row: Ints, placements: pd.DataFrame, home: Ints, reasons: Sequence[str]
) -> tuple[Ints, Ints, Mask]:
    """Give the periods of care [3.5], placement spells [3.6] and breakdowns [3.7].

    ``home`` is each placement itself or, for a kept temporary move, the main placement that it
    belongs to, whether or not a day of that one is a day in care. ``reasons`` are those for which
    a placement breaks down.
    """
    touching = touches_previous(*track)
    temporary = _is_temporary(placements, row)
    key, later = (codes[home[row]] for codes in _placement_key(placements))
    starts_row = track[1] == day_numbers(placements["from_day"])[row]
    moved = _is_one_of(placements["rne"], NEW_CARER, row) & starts_row
    kept = home[row] != row
    same = np.zeros(len(row), dtype=np.bool_)
    # A kept temporary move has its main placement's key, so coming back to it is no change; the
    # return from it says nothing of the carer, and neither does going.
    unmoved = ~moved[1:] | kept[1:] | kept[:-1]
    same[1:] = touching[1:] & (key[1:] == key[:-1]) & recoded(later) & unmoved
    # A respite piece that a main placement covers ends before its row does: nothing broke down.
    whole = track[2] == day_numbers(placements["until_day"])[row]
    ended_so = _is_one_of(placements["reason_place_change"], reasons, row) & whole
    broke = np.zeros(len(row), dtype=np.bool_)
    broke[:-1] = (
        ~same[1:] & touching[1:] & moved[1:] & ended_so[:-1] & ~temporary[1:] & ~temporary[:-1]
    )
    return group_starts(~touching), group_starts(~same), broke


def _rank(priority: Sequence[str]) -> Ints:
    """Give each status its place in the order of priority; the one that is none comes last."""
    order = (*priority, "none")
    return np.array([order.index(status) for status in STATUSES], dtype=np.int64)


def _is_one_of(column: pd.Series, codes: Sequence[str], row: Ints) -> Mask:
    return column.isin(codes).to_numpy(dtype=np.bool_)[row]


def _is_temporary(placements: pd.DataFrame, row: Ints) -> Mask:
    return _is_one_of(placements["place"], TEMPORARY_PLACES, row)


def _placement_key(placements: pd.DataFrame) -> tuple[Ints, Ints]:
    """Give each combination of place, provider and URN a number, and its code another [3.8]."""
    key, later = place_codes(placements["place"])
    for column in ("provider", "urn"):
        codes, uniques = pd.factorize(placements[column])
        key = key * max(len(uniques), 1) + codes
    return key, later


def _main_before(track: Track, temporary: Mask) -> Ints:
    """Find for every temporary row the main row it follows without a gap, or -1 [3.3]."""
    at = np.arange(len(temporary), dtype=np.int64)
    chain_start = np.maximum.accumulate(np.where(touches_previous(*track), 0, at))
    latest_main = np.maximum.accumulate(np.where(temporary, -1, at)) if len(at) else at
    return np.where(temporary & (latest_main >= chain_start), latest_main, -1)


def _with_respite(main: Intervals, v3: Coded) -> tuple[Coded, Intervals, Ints]:
    """Add the respite days that no main placement covers [3.2].

    Returns
    -------
    added
        The respite pieces alone.
    care
        Main placements and respite pieces as one track.
    at
        For each row of ``care`` its position in ``main`` followed by ``added``.
    """
    child, from_day, until_day, layer, index = layer_tracks([main.track, v3.rows.track])
    from_main = layer == 0
    mine = v3.take(index[~from_main])
    days = child[~from_main], from_day[~from_main], until_day[~from_main]
    added = Coded(Intervals(*days, mine.rows.row), mine.category, mine.last)
    at = np.where(from_main, index, len(main.row) + np.cumsum(~from_main) - 1)
    row = np.concatenate([main.row, added.rows.row])[at]
    return added, Intervals(child, from_day, until_day, row), at


def _respite_fates(fates: Fates, placements: pd.DataFrame, aside: Ints, policy: str) -> Fates:
    """Set the respite rows aside that add no day, each with its reason [3.2]."""
    status = placements["legal_status"].iloc[aside].to_numpy(dtype=object)
    input_row = placements["input_row"].to_numpy(dtype=np.int64)[aside]
    v3 = "respite V3" if policy == "exclude" else "respite V3 inside a main placement"
    fates = fates.marked(input_row[status == "V3"], "out_of_scope", v3)
    return fates.marked(input_row[status == "V4"], "out_of_scope", "respite V4")
