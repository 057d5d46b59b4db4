"""The edge-of-care list: whom the programme was asked to support, and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from nwd_costs.testing.truth import Child, Referral, Span, birthday

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from nwd_costs.testing.dice import Dice

_SUPPORT = {"outreach": 70, "residential": 16, "both": 14}
_LIKELIHOOD = {"high": 44, "medium": 30, "low": 11, "": 15}
_EXPECTED = {
    "foster_agency": 5, "residential_external": 6, "supported_accommodation": 4, "secure": 2,
}  # fmt: skip
_WEEKS = (8, 12, 26, 39, 52, 78)
# Hundredths of the list; what is left over is children in need who never come into care.
_SHARES = {
    "breakdown": 36, "later_entry": 12, "again": 8, "stranger": 5, "ten": 4, "eighteen": 3,
    "in_care_as_entry": 1, "not_in_care_as_breakdown": 1,
}  # fmt: skip
_RARE_FIRST = ("later_entry", "in_care_as_entry", "breakdown", "ten", "not_in_care_as_breakdown")


@dataclass(frozen=True, slots=True)
class Case:
    """A child and the day the work starts, before the rest of the line is drawn."""

    child_id: str
    born: date
    at_risk_of: str
    started: date
    in_returns: bool = True


@dataclass(frozen=True, slots=True)
class Council:
    """What the list is drawn from: spans end with the last return at the latest."""

    children: Mapping[str, Child]
    care: Mapping[str, Sequence[Span]]
    needs: Mapping[str, Sequence[Span]]
    starts: Span
    new_ids: Iterator[str]

    def in_care(self, child_id: str, day: date) -> bool:
        """Say whether the child is looked after on the day, short breaks apart."""
        return any(span.holds(day) for span in self.care.get(child_id, ()))


def referral_list(dice: Dice, count: int, council: Council) -> tuple[Referral, ...]:
    """Draw `count` referrals, numbered in the order in which they came."""
    quota = {kind: count * share // 100 for kind, share in _SHARES.items()}
    cases: list[Case] = []
    for kind in _RARE_FIRST:
        cases += _first_cases(dice, kind, quota[kind], council, cases)
    strangers = [_stranger(dice, council, 12, 17) for _ in range(quota["stranger"])]
    strangers += [_stranger(dice, council, 18, 20) for _ in range(quota["eighteen"])]
    left = count - len(cases) - len(strangers) - quota["again"]
    cases += _first_cases(dice, "in_need", left, council, cases)
    cases += _again(dice, quota["again"], council, cases)
    short = count - len(cases) - len(strangers)  # a small council has too few children
    strangers += [_stranger(dice, council, 12, 17) for _ in range(short)]
    lines = [_line(dice, case, council) for case in (*cases, *strangers)]
    if count >= 50:  # one young person of whom nobody knows the date of birth
        lines[len(cases)] = replace(lines[len(cases)], date_of_birth=None)
    lines.sort(key=lambda line: (line.referred_on, line.child_id, line.at_risk_of))
    numbered = enumerate(lines, start=1)
    return tuple(replace(line, referral_id=f"EOC-{number:04d}") for number, line in numbered)


def _first_cases(
    dice: Dice, kind: str, wanted: int, council: Council, so_far: Sequence[Case]
) -> list[Case]:
    """Draw up to `wanted` children not on the list yet, with a day that fits the kind."""
    draw = _KINDS[kind]
    taken = {case.child_id for case in so_far}
    found: list[Case] = []
    for child_id in dice.shuffled(sorted(council.children)):
        if len(found) >= wanted:
            break
        if child_id not in taken:
            found += draw(dice, council.children[child_id], council)
    return found


def _aged(child: Child, low: int, high: int, council: Council) -> Span | None:
    """Give the days on which the work could start at an age from `low` to under `high`."""
    born = child.date_of_birth
    return Span(birthday(born, low), birthday(born, high)).meet(council.starts)


def _day_in(dice: Dice, spans: Iterable[Span], within: Span | None) -> date | None:
    """Draw a day that lies in one of `spans` and in `within`."""
    fits = [fit for span in spans if within and (fit := span.meet(within))]
    if not fits:
        return None
    span = dice.one_of(fits)
    return dice.day(span.from_day, span.until_day)


def _in_care(at_risk_of: str) -> Callable[[Dice, Child, Council], list[Case]]:
    def draw(dice: Dice, child: Child, council: Council) -> list[Case]:
        spans = council.care.get(child.child_id, ())
        day = _day_in(dice, spans, _aged(child, 12, 18, council))
        return [Case(child.child_id, child.date_of_birth, at_risk_of, day)] if day else []

    return draw


def _in_need(at_risk_of: str, low: int, high: int) -> Callable[[Dice, Child, Council], list[Case]]:
    def draw(dice: Dice, child: Child, council: Council) -> list[Case]:
        if child.child_id in council.care:
            return []
        spans = council.needs.get(child.child_id, ())
        day = _day_in(dice, spans, _aged(child, low, high, council))
        return [Case(child.child_id, child.date_of_birth, at_risk_of, day)] if day else []

    return draw


def _later_entry(dice: Dice, child: Child, council: Council) -> list[Case]:
    """Start up to five months before the child comes into care, now and then on that very day."""
    entries = [span.from_day for span in council.care.get(child.child_id, ())]
    age = _aged(child, 12, 18, council)
    for entry in entries:
        before = 0 if dice.chance(0.1) else dice.whole(1, 150)
        day = dice.later(entry, -before, -before)
        if age and age.holds(day) and (not before or not council.in_care(child.child_id, day)):
            return [Case(child.child_id, child.date_of_birth, "entry", day)]
    return []


_KINDS: dict[str, Callable[[Dice, Child, Council], list[Case]]] = {
    "later_entry": _later_entry,
    "breakdown": _in_care("breakdown"),
    "in_care_as_entry": _in_care("entry"),
    "in_need": _in_need("entry", 12, 18),
    "not_in_care_as_breakdown": _in_need("breakdown", 12, 18),
    "ten": _in_need("entry", 10, 12),
}


def _stranger(dice: Dice, council: Council, low: int, high: int) -> Case:
    """Draw a young person whom no return of ours ever held."""
    started = dice.day(council.starts.from_day, council.starts.until_day)
    born = dice.later(started.replace(year=started.year - dice.whole(low, high), day=1), -300, -1)
    return Case(next(council.new_ids), born, "entry", started, in_returns=False)


def _again(dice: Dice, wanted: int, council: Council, cases: Sequence[Case]) -> list[Case]:
    """Draw children referred once more while a year's window from the first start is open."""
    found: list[Case] = []
    for case in dice.shuffled(cases):
        if len(found) >= wanted:
            break
        started = dice.later(case.started, 30, 350)
        if council.starts.holds(started) and started < birthday(case.born, 18):
            risk = "breakdown" if council.in_care(case.child_id, started) else "entry"
            found.append(replace(case, at_risk_of=risk, started=started))
    return found


def _line(dice: Dice, case: Case, council: Council) -> Referral:
    """Draw the rest of a line of the list; it is numbered later."""
    begun = not dice.chance(0.05)
    ended = dice.later(case.started, 20, 300)
    over = begun and ended < council.starts.until_day and not dice.chance(0.1)
    if not begun:
        stage = "referred"
    elif over:
        stage = dice.weighted({"completed": 86, "engaged": 8, "accepted": 6})
    else:
        stage = dice.weighted({"engaged": 74, "accepted": 22, "referred": 4})
    return Referral(
        referral_id="",
        child_id=case.child_id,
        at_risk_of=case.at_risk_of,
        referred_on=dice.later(case.started, -14, 0),
        started_on=case.started if begun else None,
        ended_on=ended if over else None,
        support=dice.weighted(_SUPPORT),
        stage=stage,
        likelihood=dice.weighted(_LIKELIHOOD),
        expected_placement=dice.weighted(_EXPECTED) if dice.chance(0.17) else "",
        expected_weeks=dice.one_of(_WEEKS) if dice.chance(0.5) else None,
        # Whole pence from the start: money is never a float.
        programme_cost=Decimal(dice.whole(150_000, 2_400_000)).scaleb(-2) if begun else None,
        date_of_birth=None if case.in_returns and dice.chance(0.25) else case.born,
    )
