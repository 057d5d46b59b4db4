"""The oracle: section 6 of the rules, and the rules 5.3 and 5.4, for one referral."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from oracle.claims import WHOLE, Claim
from oracle.history import History
from oracle.repairs import ONE, birthday, word, year_end

NO_LENGTH = "no length of stay"


def window_end(horizon: dict[str, Any], claim: Claim, born: date, start: date) -> date | None:
    """[6.1], [6.2] The first day after a window, or nothing where no band holds the age."""
    rule = horizon["rule"]
    if rule == "to_year_end":
        end = year_end(start)
    elif rule == "to_birthday":
        end = birthday(born, horizon["age"])
    else:
        days = _days(horizon, claim)
        if days is None:
            return None
        end = start + timedelta(days=days)
    end = min(end, birthday(born, horizon["until_age"]))
    if horizon["max_days"] != "none":
        end = min(end, start + timedelta(days=horizon["max_days"]))
    return end


def _days(horizon: dict[str, Any], claim: Claim) -> int | None:
    """[6.1] How many days the rules that count them give."""
    if horizon["rule"] == "fixed_days":
        return int(horizon["days"])
    if horizon["rule"] == "expected_weeks":
        own = claim.row.get("expected_weeks")
        return 7 * int(horizon["default"] if own in {None, ""} else str(own))
    for band, days in horizon["days"].items():
        ages = [int(number) for number in re.findall(r"\d+", band)]
        low, high = ages[0], ages[-1]
        if band.startswith("under"):
            low, high = 0, high - 1
        if band.endswith("over"):
            high = 200
        if claim.age is not None and low <= claim.age <= high:
            return int(days)
    return None


def spread(weight: int, mix: dict[str, int]) -> dict[str, int]:
    """[5.1.8] The weight of each category; the last in alphabetical order takes what is left."""
    names = sorted(mix)
    shares = {name: round(Fraction(weight * mix[name], WHOLE)) for name in names[:-1]}
    return shares | {names[-1]: weight - sum(shares.values())}


def care_proportion(rule: dict[str, Any], claim: Claim) -> None:
    """[5.3.1] Every day of the window with the weight of the baseline, spread over the mix."""
    claim.weight, claim.service = rule["baseline"], "cic"
    claim.instead = spread(claim.weight, rule["mix"])
    claim.actual_weight = WHOLE


def step_down(rule: dict[str, Any], claim: Claim, history: History, held: date) -> str:
    """[5.4.1], [5.4.2], [5.4.3] The move, if it counts and lasts; else why the claim does not."""
    t = claim.index
    assert t is not None
    own = word(claim.row.get("at_risk_of")) == "breakdown" and claim.tier == "cic"
    later = sorted(start for start, _ in history.spells if start > t)
    if not own or claim.category not in rule["from_categories"] or not later:
        return "no step down"
    move = later[0]
    if (
        history.status(move - ONE) != "cic"
        or (move - t).days > rule["within_days"]
        or history.category(move) not in rule["to_categories"]
        or any(t < day <= move for day in history.breakdowns)
    ):
        return "no step down"
    day = move
    while (
        day < held
        and history.status(day) == "cic"
        and history.category(day) in rule["to_categories"]
    ):
        day += ONE
    if (day - move).days < rule["sustain_days"]:
        return "not sustained" if day < held else "not yet sustained"
    claim.weight, claim.service, claim.instead = WHOLE, "cic", {claim.category: WHOLE}
    claim.start = move
    return "in scope"
