"""A seeded generator of one synthetic council."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from nwd_costs.testing.authority import SyntheticAuthority
from nwd_costs.testing.care import (
    break_agreement,
    period_of_care,
    placements_of,
    short_breaks,
    stay_days,
)
from nwd_costs.testing.dice import Dice
from nwd_costs.testing.need import need_alone, need_around_care
from nwd_costs.testing.referral_list import Council, referral_list
from nwd_costs.testing.truth import (
    Child,
    NeedEpisode,
    Placement,
    ProtectionPlan,
    Span,
    birthday,
    closes,
    opens,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_AGES_INTO_CARE = dict(enumerate((6, 3, 3, 3, 3, 3, 3, 3, 3, 4, 7, 8, 10, 12, 14, 15, 12, 6)))
_AGES_IN_NEED = dict(enumerate((7, 6, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 8, 9, 9, 9, 8, 4)))
_NEEDS = {"N1": 60, "N5": 16, "N4": 10, "N2": 4, "N3": 4, "N6": 4, "N8": 2}


@dataclass(frozen=True, slots=True)
class _Story:
    """Everything that happened to one child."""

    child: Child
    placements: list[Placement]
    needs: list[NeedEpisode]
    plans: list[ProtectionPlan]


def synthetic_authority(
    seed: int = 2026,
    *,
    children: int = 400,
    referrals: int = 120,
    return_years: Sequence[int] = (2020, 2021, 2022, 2023),
) -> SyntheticAuthority:
    """Make one council that never was, the same one for the same arguments on every Python.

    About 35 in 100 of its children are looked after at some time; all are in the CIN census. The
    data are clean but for these awkward cases, each at most once (a small council may lack some):

    - a placement with the code `X9`, which is in no list;
    - a stale row: open in the last return but one, absent from the last;
    - a row given twice in the last return;
    - a referral whose date of birth nobody knows.

    And, as in any real list, a few referrals call a child in care at risk of entering it, or one
    not in care at risk of breakdown.

    Parameters
    ----------
    seed : int, default 2026
        The seed; 2026 with the other defaults is `methodology/reference_cohort`.
    children : int, default 400
        How many children the returns hold in all.
    referrals : int, default 120
        How many lines the edge-of-care list has.
    return_years : sequence of int, default (2020, 2021, 2022, 2023)
        The returns, each named by the year in which it ends: consecutive, from 2016 to 2024 (place
        and sex codes change in 2025).

    Returns
    -------
    SyntheticAuthority
        The truth, with methods that write it as returns.

    Raises
    ------
    ValueError
        If a number is negative or the years are not as above.
    """
    years = tuple(return_years)
    _check(children, referrals, years)
    window = Span(opens(years[0]), closes(years[-1]))
    dice = Dice(seed)
    ids = _new_ids(dice)
    stories = sorted(_stories(dice, children, window, ids), key=lambda s: s.child.child_id)
    told = _told(seed, years, stories)
    return replace(told, referrals=referral_list(dice, referrals, _council(told, window, ids)))


def _told(seed: int, years: tuple[int, ...], stories: Sequence[_Story]) -> SyntheticAuthority:
    """Put the children's stories together, awkward cases and all; the list comes later."""
    placements = [row for story in stories for row in story.placements]
    return SyntheticAuthority(
        seed=seed,
        return_years=years,
        children=tuple(story.child for story in stories),
        placements=tuple(_spoil(placements, stories, years)),
        protection_plans=tuple(row for story in stories for row in story.plans),
        need_episodes=tuple(row for story in stories for row in story.needs),
        referrals=(),
    )


def _council(told: SyntheticAuthority, window: Span, ids: Iterator[str]) -> Council:
    """Give what the edge-of-care list is drawn from."""
    years = told.return_years
    second = opens(years[min(1, len(years) - 1)])  # a year of history comes before the first start
    needs = (row for row in told.need_episodes if not row.no_further_action)
    return Council(
        children={child.child_id: child for child in told.children},
        care=_joined((row for row in told.placements if not row.is_respite), window),
        needs=_joined(needs, window),
        starts=Span(second, window.until_day),
        new_ids=ids,
    )


def _check(children: int, referrals: int, years: tuple[int, ...]) -> None:
    if children < 0 or referrals < 0:
        raise ValueError("children and referrals must not be negative.")
    consecutive = bool(years) and years == tuple(range(years[0], years[0] + len(years)))
    if not consecutive or years[0] < 2016 or years[-1] > 2024:
        raise ValueError("return_years must be consecutive ending years from 2016 to 2024.")


def _new_ids(dice: Dice) -> Iterator[str]:
    """Give ids of seven digits, never one twice; one in ten begins with a nought."""
    given: set[str] = set()
    while True:
        child_id = f"{dice.whole(0, 9_999_999):07d}"
        if child_id not in given:
            given.add(child_id)
            yield child_id


def _stories(dice: Dice, children: int, window: Span, ids: Iterator[str]) -> Iterator[_Story]:
    """Give the children in groups: alone, respite, other looked after, only in need."""
    in_care = children * 35 // 100
    alone, breaks, agreements = in_care // 17, in_care // 35, in_care // 70
    for number in range(children):
        child_id = next(ids)
        leap = number % 60 == 30  # in the middle of each group, so that all kinds have some
        if number < alone:
            yield _alone(dice, child_id, window, granted=number % 3 == 0)
        elif number < alone + breaks + agreements:
            yield _respite(dice, child_id, window, agreement=number >= alone + breaks)
        elif number < in_care:
            yield _looked_after(dice, child_id, window, leap=leap)
        else:
            yield _in_need(dice, child_id, window, leap=leap)


def _alone(dice: Dice, child_id: str, window: Span, *, granted: bool) -> _Story:
    """Draw an unaccompanied child; where `granted`, the status ends before care does."""
    entry = dice.day(window.from_day, window.until_day - timedelta(60))
    born = dice.later(entry, -17 * 365, -15 * 365)
    grown = birthday(born, 18)
    stay = period_of_care(dice, born, Span(entry, grown), alone=True)
    until = dice.later(entry, 45, 200) if granted else grown
    known = min(until, grown) if min(until, grown) < window.until_day else None
    sex = "1" if dice.chance(0.85) else "2"
    child = Child(child_id, born, sex, uasc=True, uasc_until_day=known)
    rows = placements_of(child_id, "N8", stay, window)
    told = need_around_care(dice, child_id, born, [Span(entry, grown)], window)
    return _Story(child, rows, *told)


def _respite(dice: Dice, child_id: str, window: Span, *, agreement: bool) -> _Story:
    """Draw a disabled child whose family gets short breaks, and who is in need throughout."""
    begun = dice.day(window.from_day, window.until_day - timedelta(120))
    born = dice.later(begun, -14 * 365, -6 * 365)
    days = Span(begun, dice.later(begun, 90, 300))
    if agreement:
        rows = break_agreement(child_id, days, window)
    else:
        rows = short_breaks(dice, child_id, days, window)
    child = Child(child_id, born, _sex(dice))
    return _Story(child, rows, *need_around_care(dice, child_id, born, [days], window))


def _looked_after(dice: Dice, child_id: str, window: Span, *, leap: bool) -> _Story:
    """Draw a child with one or more periods of care."""
    entry = dice.day(window.from_day - timedelta(700), window.until_day - timedelta(10))
    if dice.chance(0.06):  # boundaries deserve more than their share
        entry = date(entry.year, (entry.month - 1) // 3 * 3 + 1, 1)
    born = _born(dice, _AGES_INTO_CARE, max(entry, window.from_day), leap=leap)
    entry = max(entry, born)
    need = dice.weighted(_NEEDS)
    periods: list[Span] = []
    rows: list[Placement] = []
    while True:
        days = Span(entry, _leaving(dice, born, entry, window))
        stay = period_of_care(dice, born, days, alone=False)
        rows += placements_of(child_id, need, stay, window)
        periods.append(days)
        entry = dice.later(days.until_day, 1, 1 if dice.chance(0.15) else 300)
        last_chance = min(birthday(born, 18) - timedelta(30), window.until_day)
        if stay.ceased == "E12" or entry >= last_chance or not dice.chance(0.2):
            break
    child = Child(child_id, born, _sex(dice))
    return _Story(child, rows, *need_around_care(dice, child_id, born, periods, window))


def _leaving(dice: Dice, born: date, entry: date, window: Span) -> date:
    """Draw the day care ends: at 18 at the latest, and not before the first return."""
    leaving = entry + timedelta(stay_days(dice))
    if leaving <= window.from_day:
        leaving = dice.later(window.from_day, 1, 400)
    if leaving.month == 3 and dice.chance(0.3):  # the end of the financial year, or the day after
        eve = date(leaving.year, 3, 31)
        leaving = eve if dice.chance(0.5) else eve + timedelta(1)
    return min(leaving, birthday(born, 18))


def _in_need(dice: Dice, child_id: str, window: Span, *, leap: bool) -> _Story:
    """Draw a child who is only ever in the census."""
    first = dice.day(window.from_day - timedelta(300), window.until_day - timedelta(5))
    born = _born(dice, _AGES_IN_NEED, max(first, window.from_day), leap=leap)
    child = Child(child_id, born, _sex(dice))
    return _Story(child, [], *need_alone(dice, child_id, born, max(first, born), window))


def _sex(dice: Dice) -> str:
    return "1" if dice.chance(0.54) else "2"


def _born(dice: Dice, ages: dict[int, int], seen: date, *, leap: bool) -> date:
    """Draw a day of birth from the age when first seen; where `leap`, the nearest 29 February."""
    days_old = dice.weighted(ages) * 365 + dice.whole(0, 364)
    born = seen - timedelta(days_old)
    if not leap:
        return born
    years = (y for y in range(seen.year - 18, seen.year) if y % 4 == 0)  # 2000 was a leap year too
    days = [date(year, 2, 29) for year in years]
    fits = [day for day in days if day <= seen < birthday(day, 18) - timedelta(10)]
    return min(fits, key=lambda day: abs(day - born))


def _joined(rows: Iterable[Placement | NeedEpisode], window: Span) -> dict[str, list[Span]]:
    """Give each child's touching rows as spans, open ones to the end of the last return."""
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for row in rows:
        until = row.until_day or window.until_day
        spans = found[row.child_id]
        if spans and spans[-1].until_day == row.from_day:
            spans[-1] = Span(spans[-1].from_day, until)
        else:
            spans.append(Span(row.from_day, until))
    return dict(found)


def _spoil(
    rows: list[Placement], stories: Sequence[_Story], years: tuple[int, ...]
) -> list[Placement]:
    """Plant the awkward cases, each in the first row that suits, never two in one row."""
    alone = {story.child.child_id for story in stories if story.child.uasc}
    main = [n for n, row in enumerate(rows) if not row.is_respite and row.child_id not in alone]
    odd = next((n for n in main if _is_whole_period(rows[n], years[-1])), None)
    if odd is not None:
        rows[odd] = replace(rows[odd], place="X9", urn="")
    twice = next((n for n in main if n != odd and _closes_in(rows[n], years[-1])), None)
    if twice is not None:
        rows[twice] = replace(rows[twice], given_twice_in=years[-1])
    if len(years) > 1:
        shut = closes(years[-2])
        last_row = {rows[n].child_id: n for n in main}  # sorted by child, so later rows overwrite
        able = [n for n in main if n not in (odd, twice) and last_row[rows[n].child_id] == n]
        stale = next((n for n in able if _runs_over(rows[n], shut)), None)
        if stale is not None:
            # Care ended with the year, and the next return was never told of the child again.
            bare = replace(rows[stale], until_day=shut, rec="", reason_place_change="")
            rows[stale] = replace(bare, last_reported=years[-2])
    return rows


def _is_whole_period(row: Placement, year: int) -> bool:
    """Say whether one row is all of a period of care, so that a change of code is no move."""
    return row.place[0] in "UK" and row.rne == "S" and row.rec != "X1" and _closes_in(row, year)


def _closes_in(row: Placement, year: int) -> bool:
    return row.until_day is not None and opens(year) <= row.until_day < closes(year)


def _runs_over(row: Placement, day: date) -> bool:
    return row.from_day < day and (row.until_day is None or row.until_day > day)
