"""What has to be reached: for each parameter of a method the turns that its value makes.

Whoever adds a parameter adds its boundaries here; ``test_reach.py`` fails until then. A rule that
is itself a choice, such as ``horizon.to_year_end``, has an entry of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import Any

from nwd_costs.measures import AGE_BANDS
from nwd_costs.methods import STAGES, Methodology
from nwd_costs.stages.horizon import OLDEST, DaysByAge
from properties.met import around

Boundaries = Callable[[Any], Iterable[str]]


def _none(_: Any) -> Iterable[str]:
    """Its menu has one word: there is nothing to straddle."""
    return ()


def _stopped(what: str, word: str) -> tuple[str, ...]:
    """Where an event inside the window voids the claim, there is no claim for it to be met by."""
    return (*around(what)[1:], "scope voided") if word == "void" else around(what)


def _adjusted(name: str, neutral: int) -> Boundaries:
    def found(value: int) -> Iterable[str]:
        if value == neutral:
            return ("no adjustment is made",)
        halves = tuple(f"{name}: a half rounded {way}" for way in ("up", "down"))
        return (*halves, f"{name}: of a gain", f"{name}: of a loss")

    return found


def _held_and_seen(_: str) -> Iterator[str]:
    """Name what a day can be for each tier: higher, the same or lower."""
    order = ("cic", "cp", "cin", "none")
    for at, held in enumerate(order[:-1]):
        yield from (f"held {held}, seen {seen}" for seen in order[at + 1 :])


def _horizon_days(value: Any) -> Iterable[str]:
    """Name the ends of the ages that have a length of stay, or the end of a fixed one."""
    if isinstance(value, int):
        return ("the horizon ends the window", *around("birthday at the end by the horizon"))
    bands = DaysByAge.model_validate(value).bands()
    edges = {age for low, high, _ in bands for age in (low, high + 1) if 0 < age < OLDEST}
    return ("scope no length of stay", *(f"t at the birthday of {age}: the day" for age in edges))


PARAMETERS: dict[str, Boundaries] = {
    "timeline.priority": lambda v: (f"{a} and {b} on one day" for a, b in combinations(v, 2)),
    "timeline.respite": lambda _: ("V3 inside a placement", "V3 outside every placement", "V4"),
    "timeline.temporary": lambda _: (
        "temporary after a main placement", "temporary after temporary", "temporary after nothing",
        "a main placement after temporary",
    ),
    "timeline.breakdown_reasons": lambda reasons: (
        *(f"broke down: {reason}" for reason in reasons),
        "another reason with a new carer", "no reason with a new carer",
        "a reason for a breakdown without a new carer",
        "a reason for a breakdown next to a temporary move", "a breakdown within the same place",
    ),
    "cohort.index": lambda _: (*around("t at H"), "no index day", "started_on is not referred_on"),
    "cohort.age_min": lambda age: around(f"t at the birthday of {age}"),
    "cohort.age_max": lambda age: around(f"t at the birthday of {age + 1}"),
    "cohort.stages": lambda _: (
        *(f"stage {word}" for word in ("referred", "accepted", "engaged", "completed")),
        "scope stage",
    ),
    "cohort.exclude_uasc": lambda excluded: (
        "uasc to the end", *around("t at the end of uasc"), *(["scope uasc"] if excluded else []),
    ),
    "counterfactual.lag_days": lambda _: (*around("care begins at s"), *around("care ends at s")),
    "counterfactual.likelihood": lambda table: (
        f"likelihood {word}" for word in dict(table)
    ),
    "counterfactual.entry_mix": lambda mix: (
        "decided by entry_mix", *(f"counterfactual category {name}" for name in mix),
    ),
    "counterfactual.use_expected": lambda _: (
        "entry with an expected placement", "breakdown with an expected placement",
        "warning expected_placement_unknown",
    ),
    "counterfactual.next_placement": lambda table: (
        *(f"next placement after {held}" for held in table), "scope no next placement",
    ),
    "counterfactual.on_entry": lambda word: (
        *_stopped("coming into care at the end of the window", word), "scope already in care",
    ),
    "counterfactual.on_breakdown": lambda word: (
        *(around("breakdown at t")[:2] if word == "void" else around("breakdown at t")),
        *_stopped("breakdown at the end of the window", word),
    ),
    "counterfactual.on_leaving_care": lambda _: (
        *around("leaving care at the end of the window"), "leaving care at t: the day after",
        *around("leaving care at H")[:2],
    ),
    "counterfactual.residual": lambda _: (f"actual {s}" for s in ("cic", "cp", "cin", "none")),
    "counterfactual.tiers": lambda tiers: (
        *(f"tier held {tier}" for tier in tiers), "scope no statutory tier",
        *(["scope tier not claimed"] if len(tiers) < 3 else []),
    ),
    "counterfactual.count": _held_and_seen,
    "counterfactual.baseline": lambda _: ("decided by mix", "counterfactual cic", "actual cic"),
    "counterfactual.mix": lambda mix: (f"counterfactual category {name}" for name in mix),
    "counterfactual.from_categories": lambda names: (
        "scope no step down", *(f"stepped down from {name}" for name in names),
    ),
    "counterfactual.to_categories": lambda _: ("the move is into another category",),
    "counterfactual.within_days": lambda _: around("the move at the last day it may come"),
    "counterfactual.sustain_days": lambda _: around("the stay ends when it has lasted"),
    "horizon.days": _horizon_days,
    "horizon.age": lambda _: (
        *around("t at the birthday that ends a window"),
        "a window to the birthday of one born on 29 February",
    ),
    "horizon.default": lambda _: ("weeks are expected", "no weeks are expected"),
    "horizon.until_age": lambda age: (
        *around(f"t at the birthday of {age}"), "scope no days left",
        f"birthday of {age} of one born on 29 February",
    ),
    "horizon.max_days": lambda cap: (
        () if cap == "none" else around("the end without a cap at the cap")
    ),
    "pricing.chain": lambda chain: (
        f"{name} at the price of {link}" for name, links in chain.items() for link in (name, *links)
    ),
    "pricing.layers": lambda layers: (f"layer {layer}" for layer in layers),
    "pricing.price_base": lambda base: (
        ("two prices of one name in one leg",) if base == "current" else ("price_basis fixed",)
    ),
    "pricing.uprate": lambda word: (
        ("a day outside the table is refused",) if word == "none" else ("price_basis uprated",)
    ),
    "pricing.days_per_year": lambda _: (
        "price per year", "price per month", "29 February within a line",
        "29 February is the first day of a line", "29 February is the last day of a line",
    ),
    "pricing.allow_unpriced": lambda allowed: (
        ("an amount is withheld", "warning unpriced") if allowed
        else ("a day outside the table is refused",)
    ),
    "pricing.actual_costs": _none,
    "adjustments.deadweight": _adjusted("deadweight", 0),
    "adjustments.attribution": _adjusted("attribution", 1_000_000),
    "adjustments.displacement": _adjusted("displacement", 0),
    "adjustments.optimism": _adjusted("optimism", 0),
    "programme.rate": lambda _: ("programme in scope", "programme out of scope"),
    "programme.totals": lambda _: ("programme in scope", "a year is not charged"),
}  # fmt: skip

RULES: dict[str, tuple[str, ...]] = {
    "timeline.priority": (
        "a gap of one day in care", "a longer gap in care", "the same place with a new carer",
        "the same place with the same carer", "another place without a new carer",
    ),
    "cohort.referred": (
        "scope not started", "scope age unknown", "scope age out of range", "scope stage",
        "scope in scope",
    ),
    "counterfactual.edge_of_care": (
        "scope at_risk_of not given", "scope already in care", "scope not in care",
        "scope no next placement", "scope no days left", *around("care begins at s"),
        "something ends the window sooner",
    ),
    "counterfactual.tier_held": ("scope no statutory tier", "scope no days left"),
    "counterfactual.care_proportion": (
        "scope no days left", *around("care begins at s"), *around("care ends at s"),
    ),
    "counterfactual.sustained_step_down": (
        "scope no step down", "scope not sustained", "scope not yet sustained", "scope in scope",
        "the move touches no care before it", "a breakdown at the move: the day",
    ),
    "horizon.fixed_days": ("the horizon ends the window",),
    "horizon.to_birthday": (
        "the horizon ends the window", "scope no days left",
        *around("t at the birthday that ends a window"),
    ),
    "horizon.expected_weeks": ("the horizon ends the window", "weeks are expected"),
    "horizon.length_of_stay": ("the horizon ends the window", "scope no length of stay"),
    "horizon.to_year_end": (
        *around("s at the start of a year"), *around("birthday at the end by the horizon"),
        "the horizon ends the window",
    ),
    "booking.accrue": (
        *around("s at the start of P"), *around("e at the start of P"),
        *around("s at the end of P"), *around("e at the end of P"), *around("e at H"),
        *(f"a line in Q{n}" for n in (1, 2, 3, 4)),
        "a line begins at the start of a quarter", "a line ends at the start of a quarter",
        "a line begins a day after the start of a quarter",
        "a line ends a day after the start of a quarter",
    ),
    "booking.at_index": (
        *around("t at the start of P"), *around("t at the end of P"), *around("e at H"),
        *around("s at H"), "days forecast", "days observed", "warning contains_forecast",
    ),
    "pricing.unit_costs": ("price per week", "price per day", "price per night"),
    "adjustments.sequential": (),
    "programme.none": ("no programme cost is entered",),
    "programme.per_referral": (
        "programme in scope", "programme out of scope", *around("support begins at the start of P"),
        *around("support begins at H"),
    ),
    "programme.per_day": (
        *(f"programme in Q{n}" for n in (1, 2, 3, 4)), "support has not ended",
        *around("support begins at H"), *around("support ends at the start of P"),
        *around("support begins at the start of P"),
    ),
    "programme.total": (
        *(f"programme in Q{n}" for n in (1, 2, 3, 4)), "warning programme_not_charged",
        "support has not ended",
    ),
}  # fmt: skip

#: What no one parameter owns: overlaps [5.5], leap days [1.3], rounding [1.6], warnings, measures.
COMMON = (
    *around("e of a claim at s of the next"), "two claims of one index day",
    "a claim that keeps nothing", "t on 29 February",
    *(f"in a family: {word}" for word in ("yes", "no", "unknown")),
    *(f"care entry at {band}" for band in (name for name, *_ in AGE_BANDS)),
)  # fmt: skip
HALVES = tuple(
    f"a half penny rounded {way} on the {side} side"
    for way in ("up", "down")
    for side in ("counterfactual", "actual")
)


def asked_of(method: Methodology) -> dict[str, tuple[str, ...]]:
    """Give what each parameter and each rule of a method asks to be reached."""
    asked = {
        path: tuple(PARAMETERS[path](parameter.value)) if path in PARAMETERS else None
        for path, parameter in method.plan.parameters().items()
    }
    for stage in STAGES:
        rule = method.plan.rule(stage).model_dump()["rule"]
        asked[f"{stage} = {rule}"] = RULES.get(f"{stage}.{rule}")
    missing = sorted(path for path, names in asked.items() if names is None)
    assert not missing, f"say in boundaries.py what has to be reached of {', '.join(missing)}"
    return {path: names for path, names in asked.items() if names}
