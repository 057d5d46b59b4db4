"""Histories of care: where a child was placed, on what legal ground, and why it changed.

The shares are plausible, not measured: nothing here may be read as a finding about any council.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from nwd_costs.testing.truth import Placement, Span, age_on, birthday, observed

if TYPE_CHECKING:
    from nwd_costs.testing.dice import Dice

_PLACES: dict[int, dict[str, int]] = {  # from this age: place codes and their weights
    0: {"U6": 50, "U3": 14, "U4": 10, "P1": 10, "U1": 8, "U5": 6, "R3": 2},
    5: {"U6": 40, "U4": 20, "U3": 12, "U1": 8, "P1": 8, "K2": 6, "U2": 3, "S1": 3},
    10: {"U6": 27, "K2": 25, "U4": 20, "U3": 8, "U1": 6, "P1": 6, "S1": 3, "R1": 3, "K1": 2},
    16: {"H5": 28, "K2": 24, "U4": 14, "U6": 14, "U3": 5, "P2": 5, "P1": 4, "R1": 3, "K1": 2},
}
_PROVIDERS: dict[str, dict[str, int]] = {
    "U1": {"PR1": 95, "PR2": 5},
    "U2": {"PR1": 1},
    "U3": {"PR1": 95, "PR4": 5},
    "U4": {"PR1": 62, "PR4": 33, "PR5": 5},
    "U5": {"PR1": 80, "PR4": 20},
    "U6": {"PR1": 60, "PR4": 35, "PR5": 5},
    "K1": {"PR2": 3, "PR5": 1},
    "K2": {"PR4": 68, "PR1": 26, "PR5": 6},
    "H5": {"PR4": 60, "PR1": 30, "PR5": 10},
    "P1": {"PR0": 1},
    "P2": {"PR1": 1},
    "R1": {"PR4": 3, "PR1": 1},
    "R3": {"PR4": 1},
    "S1": {"PR4": 3, "PR5": 1},
    "A6": {"PR1": 1},
}
_REASONS = {
    "CARPL": 40, "CREQB": 14, "CHILD": 9, "LAREQ": 9, "OTHER": 8, "CREQO": 6, "CLOSE": 4,
    "ALLEG": 3, "STAND": 3, "APPRR": 3, "CUSTOD": 1,
}  # fmt: skip
_LEAVING = {"E4A": 48, "E41": 12, "E4B": 10, "E8": 10, "E45": 8, "E48": 6, "E13": 6}
_LEAVING_AT_18 = {"E5": 45, "E17": 30, "E6": 15, "E8": 7, "E7": 3}
_LENGTHS = {(2, 30): 15, (31, 120): 27, (121, 400): 35, (401, 1200): 23}
_STAYS = {(5, 60): 18, (61, 300): 27, (301, 900): 30, (901, 2600): 25}
_STRICTER = {"V2": "C1", "C1": "C2"}
_AWAY = {"T1": (2, 14), "T4": (1, 6), "T3": (3, 14)}
_ADOPTED = "A6"


@dataclass(frozen=True, slots=True)
class Home:
    """A place, who provides it, and its registration."""

    place: str
    provider: str = ""
    urn: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The start of an episode; `because` is why the episode before it ended."""

    from_day: date
    home: Home
    legal: str
    rne: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """A run of touching episodes, the day it ended, and the reason for ending."""

    steps: list[Step]
    until_day: date
    ceased: str


def stay_days(dice: Dice) -> int:
    """Draw how many days a period of care lasts, if no birthday ends it sooner."""
    return dice.whole(*dice.weighted(_STAYS))


def period_of_care(dice: Dice, born: date, days: Span, *, alone: bool) -> Stay:
    """Draw the episodes of one period of care.

    `alone` is an unaccompanied child: accommodated by agreement throughout, no parents to go to.
    """
    legal = "V2" if alone else dice.weighted({"V2": 47, "C1": 43, "C2": 10})
    home = _home(dice, age_on(days.from_day, born), legal, alone=alone)
    first = Step(days.from_day, home, legal, "S")
    steps: list[Step] = []
    while True:
        until = min(dice.later(first.from_day, *dice.weighted(_LENGTHS)), days.until_day)
        if first.home.place == _ADOPTED:
            until = days.until_day
        steps += _spell(dice, first, until, may_harden=not alone)
        if until == days.until_day:
            return Stay(steps, until, _ceased(dice, born, until, first.home))
        first = _move(dice, born, until, steps[-1], alone=alone)


def placements_of(child_id: str, need: str, stay: Stay, window: Span) -> list[Placement]:
    """Give the episodes the returns of `window` would tell, known ends only."""
    rows = []
    for step, after in zip(stay.steps, [*stay.steps[1:], None], strict=True):
        days = observed(step.from_day, after.from_day if after else stay.until_day, window)
        if days is None:
            continue
        ended = days[1] is not None
        rows.append(
            Placement(
                child_id=child_id,
                from_day=days[0],
                until_day=days[1],
                place=step.home.place,
                provider=step.home.provider,
                urn=step.home.urn,
                legal_status=step.legal,
                need=need,
                rne=step.rne,
                rec=("X1" if after else stay.ceased) if ended else "",
                reason_place_change=after.because if after and ended else "",
            )
        )
    return rows


def short_breaks(dice: Dice, child_id: str, days: Span, window: Span) -> list[Placement]:
    """Draw V3 rows: single breaks of a few nights with the same carer, weeks apart."""
    home = dice.one_of((Home("U6", "PR1", "SC040001"), Home("K2", "PR1", "SC400077")))
    rows: list[Placement] = []
    day = dice.later(days.from_day, 0, 20)
    while day < days.until_day:
        until = dice.later(day, 1, 5)
        stay = Stay([Step(day, home, "V3", "S")], until, "E8")
        rows += placements_of(child_id, "N2", stay, window)
        day = dice.later(until, 20, 70)
    return rows


def break_agreement(child_id: str, days: Span, window: Span) -> list[Placement]:
    """Draw one V4 row: an agreement that short breaks will be given, not the nights themselves."""
    step = Step(days.from_day, Home("U6", "PR1", "SC040001"), "V4", "S")
    return placements_of(child_id, "N2", Stay([step], days.until_day, "E8"), window)


def _home(dice: Dice, age: int, legal: str, *, alone: bool) -> Home:
    if alone:
        place = dice.weighted({"H5": 6, "U4": 5, "U6": 4, "K2": 2})
    else:
        places = dict(_PLACES[max(band for band in _PLACES if band <= age)])
        if legal == "V2":  # nobody is placed with their own parents by agreement
            places.pop("P1", None)
        place = dice.weighted(places)
    provider = dice.weighted(_PROVIDERS[place])
    return Home(place, provider, _urn(dice, place, provider))


def _urn(dice: Dice, place: str, provider: str) -> str:
    """Draw a registration; our own carers share one, so a move need not change it."""
    if place[0] in "UA":
        own = provider not in ("PR4", "PR5")
        return "SC040001" if own else f"SC0400{dice.whole(10, 40)}"
    first = {"K1": 500, "K2": 400, "R3": 600, "S1": 700}.get(place)
    return f"SC{first}{dice.whole(1, 60):03d}" if first else ""


def _spell(dice: Dice, first: Step, until: date, *, may_harden: bool) -> list[Step]:
    """Draw what happens while the child stays: a new legal status, a temporary move and return."""
    steps = [first]
    days = (until - first.from_day).days
    half = days // 2
    if may_harden and days >= 60 and first.legal in _STRICTER and dice.chance(0.3):
        day = dice.later(first.from_day, 20, half)
        steps.append(Step(day, first.home, _STRICTER[first.legal], "L"))
    if days >= 80 and first.home.place[0] in "UKR" and dice.chance(0.12):
        place = dice.weighted({"T1": 4, "T4": 4, "T3": 2})
        away = dice.whole(*_AWAY[place])
        out = dice.later(first.from_day, half + 1, days - away - 5)
        here = replace(steps[-1], rne="P", because="")
        steps.append(replace(here, from_day=out, home=Home(place)))
        steps.append(replace(here, from_day=out + timedelta(away)))
    return steps


def _move(dice: Dice, born: date, day: date, last: Step, *, alone: bool) -> Step:
    """Draw the next placement: the same carer under another code, a family for good, or a move."""
    if last.home.place == "U6" and dice.chance(0.12):
        return Step(day, replace(last.home, place="U4"), last.legal, "T", "PLACE")
    age = age_on(day, born)
    if not alone and age < 5 and last.legal == "C2" and dice.chance(0.7):
        return Step(day, Home(_ADOPTED, "PR1", "SC040001"), "E1", "B", "CARPL")
    harder = not alone and last.legal in _STRICTER and dice.chance(0.1)
    legal = _STRICTER[last.legal] if harder else last.legal
    home = _home(dice, age, legal, alone=alone)
    return Step(day, home, legal, "B" if harder else "P", dice.weighted(_REASONS))


def _ceased(dice: Dice, born: date, day: date, home: Home) -> str:
    if home.place == _ADOPTED:
        return "E12"
    return dice.weighted(_LEAVING_AT_18 if day >= birthday(born, 18) else _LEAVING)
