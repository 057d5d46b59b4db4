"""One status per child-day, and what a day in care was [3.1]-[3.7]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from nwd_costs.days import Days
from nwd_costs.fates import Fates
from nwd_costs.frames import day_numbers
from nwd_costs.intervals import Track, group_starts, layer_tracks, merge, take, touches_previous
from nwd_costs.rule import Parameter, Rule
from nwd_costs.stages.history import Timeline
from nwd_costs.stages.observation import Intervals, Observed

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

TEMPORARY_PLACES = ("T0", "T1", "T2", "T3", "T4")
NEW_CARER = ("P", "B")
PLACE_FORM, PROVIDER_FORM = r"([A-Z][0-9]{1,2})?", r"(PR[0-9])?"
SOURCES = {"cic": "placements", "cp": "protection_plans", "cin": "need_episodes"}


@dataclass(frozen=True, eq=False, repr=False)
class TimelineReport:
    """What building the timeline had to say about the placement rows."""

    fates: Fates
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
        """
        everything = observed.tables["placements"]
        status = placements["legal_status"].to_numpy(dtype=object)[everything.row]
        respite = np.isin(status, ("V3", "V4"))
        main, short = everything.take(~respite), everything.take(respite)
        coded = [_coded(main, placements, categories, vocabulary)]
        base = self._base(main, placements)
        category = self._followed(base, main, coded[0].category, placements, vocabulary)
        care = main
        if self.respite.value == "include":
            v3 = short.take(status[respite] == "V3")
            added, care, at = _with_respite(main, _coded(v3, placements, categories, vocabulary))
            coded.append(added)
            category = np.concatenate([category, added.category])[at]
        used = np.unique(coded[-1].rows.row) if len(coded) > 1 else np.zeros(0, dtype=np.int64)
        fates = _respite_fates(
            observed.fates["placements"], placements, short, used, self.respite.value
        )
        unmapped = vocabulary.code(UNMAPPED)
        report = TimelineReport(
            fates, _unmapped(coded, placements, unmapped), _past_last_day(coded, placements)
        )
        home = np.arange(len(placements), dtype=np.int64)
        home[main.row[base >= 0]] = main.row[base[base >= 0]]
        return self._layered(observed, care, category, placements, home, vocabulary), report

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
        spells = self._spells(
            (child[in_care], from_day[in_care], until_day[in_care]), row[in_care], placements, home
        )
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
        self, track: Track, row: Ints, placements: pd.DataFrame, home: Ints
    ) -> tuple[Ints, Ints, Mask]:
        """Give the periods of care [3.5], placement spells [3.6] and breakdowns [3.7].

        ``home`` is each placement itself or, for a kept temporary move, the main placement that it
        belongs to, whether or not a day of that one is a day in care.
        """
        touching = touches_previous(*track)
        temporary = _is_temporary(placements, row)
        key, later = (codes[home[row]] for codes in _placement_key(placements))
        starts_row = track[1] == day_numbers(placements["from_day"])[row]
        moved = placements["rne"].isin(NEW_CARER).to_numpy(dtype=np.bool_)[row] & starts_row
        kept = home[row] != row
        same = np.zeros(len(row), dtype=np.bool_)
        # A kept temporary move has its main placement's key, so coming back to it is no change; the
        # return from it says nothing of the carer, and neither does going.
        unmoved = ~moved[1:] | kept[1:] | kept[:-1]
        same[1:] = touching[1:] & (key[1:] == key[:-1]) & recoded(later) & unmoved
        reasons = placements["reason_place_change"].isin(self.breakdown_reasons.value)
        # A respite piece that a main placement covers ends before its row does: nothing broke down.
        whole = track[2] == day_numbers(placements["until_day"])[row]
        ended_so = reasons.to_numpy(dtype=np.bool_)[row] & whole
        broke = np.zeros(len(row), dtype=np.bool_)
        broke[:-1] = (
            ~same[1:] & touching[1:] & moved[1:] & ended_so[:-1] & ~temporary[1:] & ~temporary[:-1]
        )
        return group_starts(~touching), group_starts(~same), broke


def _rank(priority: Sequence[str]) -> Ints:
    """Give each status its place in the order of priority; the one that is none comes last."""
    order = (*priority, "none")
    return np.array([order.index(status) for status in STATUSES], dtype=np.int64)


def _is_temporary(placements: pd.DataFrame, row: Ints) -> Mask:
    return placements["place"].isin(TEMPORARY_PLACES).to_numpy(dtype=np.bool_)[row]


def _placement_key(placements: pd.DataFrame) -> tuple[Ints, Ints]:
    """Give each combination of place, provider and URN a number, and its code another [3.8]."""
    key, later = place_codes(placements["place"])
    for column in ("provider", "urn"):
        codes, uniques = pd.factorize(placements[column])
        key = key * max(len(uniques), 1) + codes
    return key, later


@dataclass(frozen=True, eq=False, repr=False)
class _Coded:
    """Placement rows with the category of their own codes, and those codes' last day [3.4]."""

    rows: Intervals
    category: Ints
    last: Days

    def take(self, keep: NDArray[np.generic]) -> _Coded:
        return _Coded(self.rows.take(keep), self.category[keep], self.last[keep])


def _coded(
    rows: Intervals, placements: pd.DataFrame, categories: Categories, vocabulary: Vocabulary
) -> _Coded:
    """Give each row's category on the day its run began [3.4]."""
    place = placements["place"].iloc[rows.row]
    provider = placements["provider"].iloc[rows.row]
    place_code, later = place_codes(place)
    first, _ = merge(*rows.track, place_code, pd.factorize(provider)[0])
    run = np.zeros(len(rows.row), dtype=np.bool_)
    run[first] = True
    run[1:] |= ~recoded(later)  # another code of a set that replaced one: another place [3.8]
    began = rows.from_day[run][group_starts(run)]
    found, last = categories.find(place, provider, began)
    names = vocabulary.codes(categories.names)
    unmapped = vocabulary.code(UNMAPPED)
    return _Coded(rows, np.where(found >= 0, take(names, found), unmapped), last)


def _main_before(track: Track, temporary: Mask) -> Ints:
    """Find for every temporary row the main row it follows without a gap, or -1 [3.3]."""
    at = np.arange(len(temporary), dtype=np.int64)
    chain_start = np.maximum.accumulate(np.where(touches_previous(*track), 0, at))
    latest_main = np.maximum.accumulate(np.where(temporary, -1, at)) if len(at) else at
    return np.where(temporary & (latest_main >= chain_start), latest_main, -1)


def _with_respite(main: Intervals, v3: _Coded) -> tuple[_Coded, Intervals, Ints]:
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
    added = _Coded(Intervals(*days, mine.rows.row), mine.category, mine.last)
    at = np.where(from_main, index, len(main.row) + np.cumsum(~from_main) - 1)
    row = np.concatenate([main.row, added.rows.row])[at]
    return added, Intervals(child, from_day, until_day, row), at


def _respite_fates(
    fates: Fates, placements: pd.DataFrame, short: Intervals, used: Ints, policy: str
) -> Fates:
    """Set the respite rows aside that add no day, each with its reason [3.2]."""
    aside = short.row[~np.isin(short.row, used)]
    status = placements["legal_status"].to_numpy(dtype=object)[aside]
    input_row = placements["input_row"].to_numpy(dtype=np.int64)[aside]
    v3 = "respite V3" if policy == "exclude" else "respite V3 inside a main placement"
    fates = fates.marked(input_row[status == "V3"], "out_of_scope", v3)
    return fates.marked(input_row[status == "V4"], "out_of_scope", "respite V4")


def _counts(names: pd.Series, row: Ints, days: Days) -> dict[str, dict[str, int]]:
    table = pd.DataFrame({"name": names.to_numpy(), "row": row, "days": days})
    return {
        str(name): {"rows": int(group["row"].nunique()), "days": int(group["days"].sum())}
        for name, group in table.groupby("name", sort=True)
    }


def _joined(coded: Sequence[_Coded]) -> tuple[Ints, Days, Days, Ints, Days]:
    """Give row, from_day, until_day, category and last day of several sets of rows."""
    return (
        np.concatenate([c.rows.row for c in coded]),
        np.concatenate([c.rows.from_day for c in coded]),
        np.concatenate([c.rows.until_day for c in coded]),
        np.concatenate([c.category for c in coded]),
        np.concatenate([c.last for c in coded]),
    )


def _unmapped(
    coded: Sequence[_Coded], placements: pd.DataFrame, unmapped: int
) -> dict[str, dict[str, int]]:
    """Count the rows and days of every pair of codes that has no category [3.4]."""
    row, start, end, category, _ = _joined(coded)
    found = category == unmapped
    place = _shown(placements["place"].iloc[row[found]], PLACE_FORM)
    provider = _shown(placements["provider"].iloc[row[found]], PROVIDER_FORM)
    return _counts(place + "/" + provider, row[found], (end - start)[found])


def _shown(codes: pd.Series, form: str) -> pd.Series:
    """Show what has the form of a code; anything longer might be somebody's record."""
    return codes.where(codes.str.fullmatch(form), "(no code)")


def _past_last_day(coded: Sequence[_Coded], placements: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Count the rows that run on past their code's last day [3.4]."""
    row, start, end, _, last = _joined(coded)
    over = end > last
    days = (end - np.maximum(start, last))[over]
    return _counts(placements["place"].iloc[row[over]], row[over], days)
