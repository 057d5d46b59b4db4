"""What a draw reached: which turns of the rules its rows and its results came upon.

Each function counts, under a name, what it finds: the names that ``boundaries.py`` asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np

from nwd_costs.categories import STATUSES
from nwd_costs.days import (
    LAST_DAY,
    NO_DAY,
    birthday,
    financial_year_of,
    financial_year_start,
    to_date,
)
from nwd_costs.frames import day_numbers
from nwd_costs.result import Result
from nwd_costs.testing.strategies import END, Row, Rows
from properties.met import Met, near, near_all
from properties.reach_lines import of_days, of_lines
from properties.reach_menu import of_menu

Interval = tuple[date, date]

KINDS = {"placements": "cic", "protection_plans": "cp", "need_episodes": "cin"}


# What the rows hold


def of_rows(met: Met, rows: Rows, reasons: tuple[str, ...], end: date = END) -> None:
    """Count the turns of the timeline [3.1]-[3.7] that the rows themselves show."""
    spans: dict[tuple[str, object], list[Interval]] = {}
    main: dict[object, list[Row]] = {}
    for table, status in KINDS.items():
        for row in rows[table]:
            if row.get("legal_status") not in ("V3", "V4"):
                spans.setdefault((status, row["child_id"]), []).append(_span(row, end))
            if table == "placements" and row["legal_status"] not in ("V3", "V4"):
                main.setdefault(row["child_id"], []).append(row)
    for child in {row["child_id"] for row in rows["children"]}:
        for one, two in combinations(KINDS.values(), 2):
            pairs = [
                (a, b) for a in spans.get((one, child), ()) for b in spans.get((two, child), ())
            ]
            met[f"{one} and {two} on one day"] += sum(_share(a, b) for a, b in pairs)
    for placements in main.values():
        _of_moves(met, sorted(placements, key=lambda row: str(row["from_day"])), reasons, end)
    for row in rows["placements"]:
        if row["legal_status"] == "V3":
            inside = any(
                _share(_span(row, end), b) for b in spans.get(("cic", row["child_id"]), ())
            )
            met["V3 inside a placement" if inside else "V3 outside every placement"] += 1
        met["V4"] += row["legal_status"] == "V4"


def _span(row: Row, end: date) -> Interval:
    from_day, until_day = row["from_day"], row["until_day"] or end
    assert isinstance(from_day, date)
    assert isinstance(until_day, date)
    return from_day, until_day


def _share(one: Interval, two: Interval) -> bool:
    return one[0] < two[1] and two[0] < one[1]


def _of_moves(met: Met, placements: list[Row], reasons: tuple[str, ...], end: date) -> None:
    before: Row | None = None
    for row in placements:
        temporary = str(row["place"]).startswith("T")
        if before is None or _span(before, end)[1] < _span(row, end)[0]:
            met["temporary after nothing"] += temporary
            if before is not None:
                gap = (_span(row, end)[0] - _span(before, end)[1]).days
                met["a gap of one day in care" if gap == 1 else "a longer gap in care"] += 1
        else:
            _of_turn(met, before, row, reasons)
        before = row


def _of_turn(met: Met, before: Row, row: Row, reasons: tuple[str, ...]) -> None:
    """Count what a placement that touches the one before it is to [3.3], [3.6], [3.7]."""
    one, two = (str(r["place"]).startswith("T") for r in (before, row))
    met["temporary after a main placement"] += two and not one
    met["temporary after temporary"] += two and one
    met["a main placement after temporary"] += one and not two
    same = [before[key] for key in ("place", "provider", "urn")] == [
        row[key] for key in ("place", "provider", "urn")
    ]
    carer, reason = row["rne"] in ("P", "B"), before["reason_place_change"]
    met["the same place with a new carer"] += same and carer
    met["the same place with the same carer"] += same and not carer
    met["another place without a new carer"] += not same and not carer
    if reason in reasons and carer and not (one or two):
        met[f"broke down: {reason}"] += 1
        met["a breakdown within the same place"] += same
    met["a reason for a breakdown without a new carer"] += reason in reasons and not carer
    met["a reason for a breakdown next to a temporary move"] += reason in reasons and (one or two)
    met["another reason with a new carer"] += bool(reason) and reason not in reasons and carer
    met["no reason with a new carer"] += reason is None and carer


# What a result holds


@dataclass(frozen=True)
class Event:
    """The days of a child that can end a window: where care begins and ends, and breakdowns."""

    entered: list[int]
    left: list[int]
    broke: list[int]


def _history(result: Result) -> Callable[[int], Event]:
    timeline = result.steps.timeline
    found: dict[int, Event] = {}
    for child, start, end in zip(*(a.tolist() for a in timeline.periods()), strict=True):
        event = found.setdefault(child, Event([], [], []))
        event.entered.append(start)
        event.left.append(end)
    at = np.flatnonzero(timeline.broke_down)
    for child, end in zip(
        timeline.child[at].tolist(), timeline.until_day[at].tolist(), strict=True
    ):
        found[child].broke.append(end)
    return lambda child: found.get(child, Event([], [], []))


def of_result(met: Met, result: Result) -> None:
    """Count everything that a run came upon."""
    of_lines(met, result)
    _of_cohort(met, result)
    _of_claims(met, result)
    _of_windows(met, result)
    _of_overlaps(met, result)
    of_days(met, result)
    of_menu(met, result)
    met.update(f"warning {warning.code}" for warning in result.warnings)
    measures: Any = result.measures
    met.update(
        {f"care entry at {k}": n for k, n in measures["care_entries"]["by_age_band"].items()}
    )
    family = measures["living_in_a_family"]
    met.update({f"in a family: {word}": family[word] for word in ("yes", "no", "unknown")})


def _of_cohort(met: Met, result: Result) -> None:
    cohort, rule = result.steps.claims.cohort, result.method.plan.stages.cohort
    until_age = result.method.plan.stages.horizon.until_age.value
    ages = {rule.age_min.value, rule.age_max.value + 1, until_age}
    leap = np.array([born != NO_DAY and _is_leap(born) for born in cohort.born.tolist()])
    t = cohort.index_day
    for age in sorted(ages):
        turned = birthday(cohort.born, age)
        near_all(met, f"t at the birthday of {age}", t, turned)
        met[f"birthday of {age} of one born on 29 February"] += int((leap & (t == turned)).sum())
    near_all(met, "t at H", t, result.steps.observed.until)
    met["t on 29 February"] += sum(_is_leap(day) for day in np.unique(t[t != NO_DAY]).tolist())
    met["no index day"] += int((cohort.index_day == NO_DAY).sum())
    met.update(f"scope {word}" for word in cohort.scope.tolist())
    met.update(f"stage {word}" for word in cohort.referrals["stage"])
    same = cohort.referrals["started_on"] == cohort.referrals["referred_on"]
    met["started_on is not referred_on"] += int((~same).sum())
    children = result.records.children
    listed = children[children["uasc"].astype(bool)].set_index("child_id")["uasc_until_day"]
    mine = cohort.referrals["child_id"].isin(listed.index).to_numpy(dtype=bool)
    ends = listed.reindex(cohort.referrals.loc[mine, "child_id"])
    met["uasc to the end"] += int(ends.isna().sum())
    near_all(met, "t at the end of uasc", t[mine], day_numbers(ends))


def _is_leap(day: int) -> bool:
    return (to_date(day).month, to_date(day).day) == (2, 29)


def _of_claims(met: Met, result: Result) -> None:
    claims, history = result.steps.claims, _history(result)
    cohort, until = claims.cohort, result.steps.observed.until
    breakdown = cohort.at_risk_of("breakdown")[claims.referral].tolist()
    names, said = result.steps.timeline.vocabulary.names, cohort.referrals["likelihood"].tolist()
    for at, referral in enumerate(claims.referral.tolist()):
        t, horizon = int(cohort.index_day[referral]), int(claims.horizon_end[at])
        events = history(int(cohort.child[referral]))
        if breakdown[at]:
            for day in events.broke:
                near(met, "breakdown at t", day, t)
                near(met, "breakdown at the end of the window", day, horizon)
            for day in events.left:
                near(met, "leaving care at t", day, t)
                near(met, "leaving care at the end of the window", day, horizon)
                near(met, "leaving care at H", day, until)
        else:
            for day in events.entered:
                near(met, "coming into care at the end of the window", day, horizon)
        held, decided = names[int(cohort.category[referral])], str(claims.decided_by[at])
        met[f"decided by {decided}"] += 1
        met[f"next placement after {held}"] += decided == "next_placement"
        met[f"{'breakdown' if breakdown[at] else 'entry'} with an expected placement"] += (
            decided == "use_expected"
        )
        met[f"likelihood {said[referral] or 'unstated'}"] += 1
        met[f"tier held {STATUSES[int(cohort.status[referral])]}"] += 1
    _of_starts(met, result, history)


def _of_starts(met: Met, result: Result, history: Callable[[int], Event]) -> None:
    """Count how care lies to s, whether or not that leaves a claim [4.3], [5.1.5]."""
    cohort = result.steps.claims.cohort
    waits = result.method.plan.rule("counterfactual").parameters().get("lag_days")
    if waits is None:
        return
    lag = waits.value
    seen = cohort.by_section_4 | (cohort.scope == "already in care")
    for referral in np.flatnonzero(seen).tolist():
        events = history(int(cohort.child[referral]))
        s = int(cohort.index_day[referral]) + lag
        for day in events.entered:
            near(met, "care begins at s", day, s)
        for day in events.left:
            near(met, "care ends at s", day, s)


def _of_windows(met: Met, result: Result) -> None:
    """Count where windows begin and end, and what ends them [6.1], [6.2], [7.1]."""
    claims, rule = result.steps.claims, result.method.plan.stages.horizon
    start, end, born = claims.from_day, claims.until_day, claims.cohort.born[claims.referral]
    turned = birthday(born, rule.until_age.value)
    grown_up = np.where(turned == NO_DAY, LAST_DAY, turned)
    opens, closes = (
        np.array([financial_year_start(year + more) for year in financial_year_of(start).tolist()])
        for more in (0, 1)
    )
    natural = rule._end(claims.cohort, claims.referral, start)
    near_all(met, "birthday at the end by the horizon", grown_up, natural)
    met["the horizon ends the window"] += int(
        ((end == claims.horizon_end) & (end == natural)).sum()
    )
    met["something ends the window sooner"] += int((end < claims.horizon_end).sum())
    if rule.max_days.value != "none":
        cap = start + rule.max_days.value
        near_all(met, "the end without a cap at the cap", np.minimum(natural, grown_up), cap)
    near_all(met, "s at the start of a year", start, opens)
    near_all(met, "s at the start of a year", start, np.where(closes - start == 1, closes, NO_DAY))
    for name, days in (("s", start), ("e", end)):
        near_all(met, f"{name} at the start of P", days, result.period.from_day)
        near_all(met, f"{name} at the end of P", days, result.period.until_day)
    near_all(met, "e at H", end, result.steps.observed.until)


def _of_overlaps(met: Met, result: Result) -> None:
    """Count how the windows of one child lie to one another [5.5]."""
    claims = result.steps.claims
    order = np.lexsort((np.arange(len(claims.referral)), claims.index_day, claims.child))
    same = claims.child[order][1:] == claims.child[order][:-1]
    one, two = order[:-1][same], order[1:][same]
    near_all(met, "e of a claim at s of the next", claims.until_day[one], claims.from_day[two])
    twins = claims.index_day[one] == claims.index_day[two]
    met["two claims of one index day"] += int(twins.sum())
    met["a claim that keeps nothing"] += int((claims.kept_from >= claims.kept_until).sum())
