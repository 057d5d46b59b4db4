"""Children in need: referrals to children's social care, and child protection plans within them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from nwd_costs.testing.truth import NeedEpisode, ProtectionPlan, Span, birthday, observed

if TYPE_CHECKING:
    from nwd_costs.testing.dice import Dice

_LENGTHS = {(8, 60): 28, (61, 200): 36, (201, 500): 26, (501, 900): 10}
_ABUSE = {"NEG": 50, "EMO": 34, "PHY": 8, "SAB": 5, "MUL": 3}
_CLOSED = {"RC7": 80, "RC8": 14, "RC6": 6}

Told = tuple[list[NeedEpisode], list[ProtectionPlan]]


def need_alone(dice: Dice, child_id: str, born: date, first: date, window: Span) -> Told:
    """Draw the need episodes of a child who never comes into care.

    The first begins on `first` and is still there when `window` opens; the next, if any, follow on
    the very day of closure or after a gap.
    """
    needs: list[NeedEpisode] = []
    plans: list[ProtectionPlan] = []
    grown = birthday(born, 18)
    day = first
    while day < min(grown, window.until_day):
        until = min(day + timedelta(dice.whole(*dice.weighted(_LENGTHS))), grown)
        if until <= window.from_day:
            until = min(dice.later(window.from_day, 1, 200), grown)
        needs += _episode(dice, child_id, Span(day, until), window)
        if (until - day).days > 60 and dice.chance(0.3):
            begun = dice.later(day, 15, 45)
            ended = min(dice.later(begun, 60, 500), until)
            plans += _plan(dice, child_id, Span(begun, ended), day, window)
        if dice.chance(0.55):
            break
        day = until if dice.chance(0.1) else dice.later(until, 20, 500)
    if dice.chance(0.12):
        needs += _contact(child_id, dice.later(first, -200, -1), born, window)
    return sorted(needs, key=lambda need: need.from_day), plans


def need_around_care(
    dice: Dice, child_id: str, born: date, periods: list[Span], window: Span
) -> Told:
    """Draw the need episodes that surround periods of care: looked-after children are in need."""
    spans: list[Span] = []
    entries: list[date] = []
    grown = birthday(born, 18)
    for period in periods:
        begun = max(born, dice.later(period.from_day, -240, 0))
        ended = min(dice.later(period.until_day, 0, 90), grown)
        if spans and begun <= spans[-1].until_day:
            spans[-1] = Span(spans[-1].from_day, ended)
        else:
            spans.append(Span(begun, ended))
            entries.append(period.from_day)
    needs: list[NeedEpisode] = []
    plans: list[ProtectionPlan] = []
    for span, entry in zip(spans, entries, strict=True):
        needs += _episode(dice, child_id, span, window)
        if (entry - span.from_day).days >= 40 and dice.chance(0.4):
            # A plan often runs on for some weeks after the child has come into care.
            ended = min(dice.later(entry, 0, 45), span.until_day)
            begun = dice.later(span.from_day, 15, 35)
            plans += _plan(dice, child_id, Span(begun, ended), span.from_day, window)
    return needs, plans


def _episode(dice: Dice, child_id: str, span: Span, window: Span) -> list[NeedEpisode]:
    days = observed(span.from_day, span.until_day, window)
    closure = dice.weighted(_CLOSED)
    if days is None:
        return []
    return [NeedEpisode(child_id, *days, closure if days[1] else "", no_further_action=False)]


def _plan(
    dice: Dice, child_id: str, span: Span, need_from_day: date, window: Span
) -> list[ProtectionPlan]:
    days = observed(span.from_day, span.until_day, window)
    abuse = dice.weighted(_ABUSE)
    return [] if days is None else [ProtectionPlan(child_id, *days, need_from_day, abuse)]


def _contact(child_id: str, day: date, born: date, window: Span) -> list[NeedEpisode]:
    """Give a referral that met no further action: opened and closed on one day."""
    if day < born or not window.holds(day):
        return []
    return [NeedEpisode(child_id, day, day, "RC8", no_further_action=True)]
