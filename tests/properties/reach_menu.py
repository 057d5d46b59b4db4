"""What a run of the menu's other rules reached: steps down, horizons, forecasts, programme cost."""

from __future__ import annotations

import numpy as np

from nwd_costs.categories import STATUSES
from nwd_costs.days import LAST_DAY, NO_DAY, birthday, to_date
from nwd_costs.frames import day_numbers
from nwd_costs.result import Result
from nwd_costs.stages.horizon import ExpectedWeeks, LengthOfStay, ToBirthday
from nwd_costs.stages.step_down import SustainedStepDown
from properties.met import Met, near_all


def of_menu(met: Met, result: Result) -> None:
    """Count what the rules of the menu beside the reconstructions' own came upon."""
    _of_steps(met, result)
    _of_horizons(met, result)
    _of_booking(met, result)
    _of_programme(met, result)


def _of_steps(met: Met, result: Result) -> None:
    """Count where moves and stays lie to what they are asked for [5.4.1], [5.4.2]."""
    rule, timeline = result.method.plan.stages.counterfactual, result.steps.timeline
    if not isinstance(rule, SustainedStepDown):
        return
    cohort, codes = result.steps.claims.cohort, timeline.vocabulary.codes
    held = (cohort.status == STATUSES.index("cic")) & cohort.at_risk_of("breakdown")
    held &= np.isin(cohort.category, codes(rule.from_categories.value))
    move, touches = timeline.next_spell(cohort.child, cohort.index_day)
    moved = held & (move < LAST_DAY)
    _, reached = timeline.on(cohort.child, np.where(moved, move, 0))
    last = cohort.index_day + rule.within_days.value
    to = np.isin(reached, codes(rule.to_categories.value))
    near_all(
        met,
        "the move at the last day it may come",
        move[moved & touches & to],
        last[moved & touches & to],
    )
    met["the move touches no care before it"] += int((moved & ~touches & to).sum())
    met["the move is into another category"] += int((moved & touches & ~to).sum())
    broke = timeline.first_breakdown_after(cohort.child, cohort.index_day)
    near_all(met, "a breakdown at the move", broke[moved & to], move[moved & to])
    counts = ~np.isin(cohort.scope, ["no step down"]) & moved
    ends = timeline.stay_end(cohort.child, move, codes(rule.to_categories.value))
    near_all(
        met,
        "the stay ends when it has lasted",
        ends[counts],
        (move + rule.sustain_days.value)[counts],
    )
    names = timeline.vocabulary.names
    met.update(f"stepped down from {names[at]}" for at in cohort.category[counts].tolist())
    met.update(f"stepped down to {names[at]}" for at in reached[counts].tolist())


def _of_horizons(met: Met, result: Result) -> None:
    """Count what the horizon rules were asked [6.1]."""
    claims, rule = result.steps.claims, result.method.plan.stages.horizon
    cohort, at = claims.cohort, claims.referral
    if isinstance(rule, ToBirthday):
        turned = birthday(cohort.born, rule.age.value)
        near_all(met, "t at the birthday that ends a window", cohort.index_day, turned)
        leap = [
            day != NO_DAY and to_date(day).strftime("%d%m") == "2902"
            for day in cohort.born.tolist()
        ]
        met["a window to the birthday of one born on 29 February"] += int(np.array(leap)[at].sum())
    if isinstance(rule, ExpectedWeeks):
        known = cohort.referrals["expected_weeks"].notna().to_numpy(dtype=bool)[at]
        met["weeks are expected"] += int(known.sum())
        met["no weeks are expected"] += int((~known).sum())
    if isinstance(rule, LengthOfStay):
        for low, high, _ in rule.days.value.bands():
            for edge in (low, high + 1):
                near_all(
                    met,
                    f"t at the birthday of {edge}",
                    cohort.index_day,
                    birthday(cohort.born, edge),
                )


def _of_booking(met: Met, result: Result) -> None:
    """Count what lies after H, or in another quarter than that of the index day [7.2]."""
    claims, until = result.steps.claims, result.steps.observed.until
    near_all(met, "s at H", claims.from_day, until)
    near_all(met, "e at H", claims.until_day, until)
    near_all(met, "t at the start of P", claims.index_day, result.period.from_day)
    near_all(met, "t at the end of P", claims.index_day, result.period.until_day)


def _of_programme(met: Met, result: Result) -> None:
    """Count what was charged, and where support began and ended [11.1]-[11.3]."""
    lines = result.ledger[result.ledger["side"] == "programme"]
    for name, count in lines["category"].value_counts().items():
        met[f"programme {name}"] += int(count)
    for name, count in lines["quarter"].value_counts().items():
        met[f"programme in {name}"] += int(count)
    referrals = result.steps.cohort.referrals
    started, ended = (day_numbers(referrals[name]) for name in ("started_on", "ended_on"))
    until = result.steps.observed.until
    near_all(met, "support begins at H", started, until)
    near_all(met, "support ends at H", ended, until)
    near_all(met, "support begins at the start of P", started, result.period.from_day)
    near_all(met, "support ends at the start of P", ended, result.period.from_day)
    met["support has not ended"] += int((ended[started != NO_DAY] == NO_DAY).sum())
    met["a year is not charged"] += len(result.steps.charges.uncharged)
