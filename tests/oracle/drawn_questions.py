"""What the agreement is tried on, second part: parameters, prices, periods and last days."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import permutations, product
from typing import Any

from hypothesis import strategies as st

from nwd_costs.shelf import methodology_root
from oracle.drawn_prices import prices
from oracle.repairs import Row

METHODS = {
    "edge_of_care": "edge-of-care/2021-22.1",
    "tier_held": "cic-cp-cin/2020-21.1",
    "care_proportion": "edge-of-care/2021-22.1",
    "sustained_step_down": "edge-of-care/2021-22.1",
}
PERIODS = (
    *["2022-23", "2021-22", "2022-23", "2020-04-01..2024-04-01"] * 4,
    "2022-23 Q1", "2022-23 Q4", "2021-22 Q3", "2022-23 to Q3",
    "2022-05-17..2022-06-01", "2022-03-31..2022-04-02", "2021-12-25..2022-08-08", "2023-24",
    "2022-09-30..2022-10-01", "2022-04-01..2023-07-01", "2020-21",
    "2024-02-29..2024-04-01",
)  # fmt: skip
AS_AT = tuple(
    date.fromisoformat(text)
    for text in (*["2023-03-31"] * 4, "2022-09-30", "2022-12-31", "2022-06-15", "2022-03-31",
                 "2023-06-30", "2024-03-31")
)  # fmt: skip
PPM = (1_000_000, 0, 1, 333_333, 333_335, 500_000, 500_000, 999_999)


@dataclass(frozen=True)
class Question:
    """What is asked of the rows: parameters, prices, and the days."""

    method: dict[str, Any]
    prices: list[Row]
    period: str
    as_at: date


HOUSED = (
    "foster_kinship", "foster_in_house", "foster_agency", "residential_in_house",
    "residential_external", "secure", "supported_accommodation", "placed_with_parents", "adoption",
    "other", "temporary", "unmapped",
)  # fmt: skip
MIXES: tuple[dict[str, int], ...] = (
    {"looked_after": 1_000_000},
    {"residential_external": 333_333, "foster_agency": 666_667},
    {"secure": 500_000, "adoption": 250_000, "looked_after": 250_000},
    {"temporary": 1, "unmapped": 999_999},
    {"foster_agency": 500_000, "other": 499_999, "secure": 1},
)
NEXT: tuple[dict[str, str], ...] = (
    {},
    dict.fromkeys(HOUSED[:4], "residential_external"),
    dict(zip(HOUSED, reversed(HOUSED[:10] * 2), strict=False)),
)
STAGES = ["referred", "accepted", "engaged", "completed"]
VINTAGE = "gdp_deflator/2026-03"
CHAINS = ("own", "broad", "none")
#: A list whose codes come and go while the children are there [3.4].
DATED: dict[tuple[str, str], tuple[str, str]] = {
    ("H5", "*"): ("", "2022-07-01"),
    ("U6", "PR1"): ("2021-10-01", ""),
    ("R1", "PR4"): ("", "2022-01-15"),
    ("Z1", "*"): ("", "2022-07-01"),
}
_share = st.sampled_from((0, 0, 0, 1, 333_333, 500_000, 1_000_000))
_reasons: tuple[list[str], ...] = (
    ["CREQB", "CREQO", "CHILD", "LAREQ"],
    ["CREQB"],
    [],
    ["CARPL", "ALLEG", "OTHER"],
)


@cache
def documents(rule: str) -> tuple[dict[str, Any], str, str]:
    """Give the document that has a rule: its parameters, its prose and its categories."""
    folder = methodology_root() / METHODS[rule]
    names = ("methodology.toml", "method.md", "categories.csv")
    text, prose, categories = ((folder / name).read_text(encoding="utf-8") for name in names)
    return tomllib.loads(text), prose, categories


def shipped(rule: str) -> dict[str, Any]:
    """Give the parameters of the shipped version that has a rule, stage by stage."""
    stages = deepcopy(documents(rule)[0]["stages"])
    method: dict[str, Any] = {
        stage: {name: known["value"] for name, known in own.items() if isinstance(known, dict)}
        for stage, own in stages.items()
    }
    for stage in ("counterfactual", "horizon", "booking", "programme"):
        method[stage]["rule"] = stages[stage]["rule"]
    return {**method, "dated": False}


@cache
def index() -> dict[int, Fraction]:
    """Give the values of the vintage by the year in which each financial year opens."""
    file = methodology_root() / "indices" / VINTAGE.replace("_", "-") / "values.csv"
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    return {int(year[:4]): Fraction(value) for year, value in rows}


def categories(method: dict[str, Any]) -> str:
    """Give the list of categories of a drawn method, with the days of `DATED` if it says so."""
    lines = documents(method["counterfactual"]["rule"])[2].splitlines()
    for number, line in enumerate(lines):
        place, provider, _, _, *rest = line.split(",")
        if method["dated"] and (place, provider) in DATED:
            lines[number] = ",".join([place, provider, *DATED[place, provider], *rest])
    return "\n".join(lines) + "\n"


_timeline = st.builds(
    lambda priority, respite, temporary, reasons: {
        "priority": list(priority),
        "respite": respite,
        "temporary": temporary,
        "breakdown_reasons": reasons,
    },
    st.sampled_from([("cic", "cp", "cin")] * 4 + list(permutations(("cic", "cp", "cin")))),
    st.sampled_from(("exclude", "include")),
    st.sampled_from(("keep_main", "own_category")),
    st.sampled_from(_reasons),
)
_cohort = st.builds(
    lambda index, ages, stages, exclude: {
        "index": index,
        "age_min": ages[0],
        "age_max": ages[1],
        "stages": stages,
        "exclude_uasc": exclude,
    },
    st.sampled_from(("started_on", "referred_on")),
    st.sampled_from([(0, 25)] * 9 + [(12, 25), (10, 14), (14, 14), (18, 25)]),
    st.sampled_from([*[STAGES] * 9, ["engaged"], []]),
    st.sampled_from((False, False, True)),
)
_lag = st.sampled_from((0, 0, 0, 1, 28, 91, 400))
_edge_of_care = st.fixed_dictionaries(
    {
        "rule": st.just("edge_of_care"),
        "lag_days": _lag,
        "likelihood": st.sampled_from(list(product(PPM, repeat=2))).map(
            lambda ppm: {"high": ppm[0], "medium": ppm[1], "low": ppm[0], "unstated": 1_000_000}
        ),
        "entry_mix": st.sampled_from(MIXES),
        "use_expected": st.booleans(),
        "next_placement": st.sampled_from(NEXT),
        "on_entry": st.sampled_from(("stop", "void", "net")),
        "on_breakdown": st.sampled_from(("stop", "void", "net")),
        "on_leaving_care": st.sampled_from(("stop", "continue")),
        "residual": st.sampled_from(("deduct", "ignore")),
    }
)
_tier_held = st.fixed_dictionaries(
    {
        "rule": st.just("tier_held"),
        "lag_days": _lag,
        "tiers": st.sampled_from((["cic", "cp", "cin"], ["cin"], ["cp", "cic"])),
        "count": st.sampled_from(("reductions", "net")),
    }
)
_care_proportion = st.fixed_dictionaries(
    {
        "rule": st.just("care_proportion"),
        "lag_days": _lag,
        "baseline": st.sampled_from((550_000, 1, 333_333, 1_000_000)),
        "mix": st.sampled_from(MIXES),
    }
)
_step_down = st.builds(
    lambda steps, within, sustain: {
        "rule": "sustained_step_down",
        "from_categories": list(steps[0]),
        "to_categories": list(steps[1]),
        "within_days": within,
        "sustain_days": sustain,
    },
    st.sampled_from(
        [
            (HOUSED[:1] + HOUSED[3:], HOUSED[1:3]),
            (HOUSED[:3], HOUSED[3:]),
            (HOUSED[1:], HOUSED[:1]),
            (("temporary", "unmapped", *HOUSED[:2]), HOUSED[2:10]),
        ]
    ),
    st.sampled_from((3_650, 400, 91, 28, 1)),
    st.sampled_from((1, 28, 90, 182, 364)),
)
_rule_of_horizon: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        *({"rule": "fixed_days", "days": days} for days in (364, 1, 28, 91, 182, 365, 728)),
        *({"rule": "to_year_end"} for _ in range(2)),
        *({"rule": "to_birthday", "age": age} for age in (18, 18, 16, 14)),
        *({"rule": "expected_weeks", "default": weeks} for weeks in (26, 0, 1)),
        {"rule": "length_of_stay", "days": {"under 12": 28, "12-15": 91, "16 and over": 364}},
        {"rule": "length_of_stay", "days": {"13": 1, "14-17": 500}},
    ]
)
_horizon = st.builds(
    lambda rule, age, most: {**rule, "until_age": max(age, rule.get("age", 0)), "max_days": most},
    _rule_of_horizon,
    st.sampled_from((18, 18, 16, 21, 25)),
    st.sampled_from(("none", "none", 1, 28, 200)),
)
_programme: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        *({"rule": "none"} for _ in range(4)),
        {"rule": "per_referral"},
        {"rule": "per_day", "rate": "23.45"},
        {"rule": "per_day", "rate": "0.01"},
        {"rule": "total", "totals": {"2021-22": "1000.01", "2022-23": "0.07"}},
        {"rule": "total", "totals": {"2022-23": "1800000.01", "2023-24": "5.00"}},
    ]
)


#: The rules of every stage that has more than one.
COUNTERFACTUALS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "edge_of_care": _edge_of_care,
    "tier_held": _tier_held,
    "care_proportion": _care_proportion,
    "sustained_step_down": _step_down,
}


@st.composite
def methods(draw: st.DrawFn, number: int = 0) -> dict[str, Any]:
    """Draw a value for every parameter of every stage; the number picks the counterfactual."""
    names = list(COUNTERFACTUALS)
    counterfactual = draw(COUNTERFACTUALS[names[number % len(names)]])
    rule = counterfactual["rule"]
    shipped, *_ = documents(rule)
    mix = counterfactual.get("entry_mix", counterfactual.get("mix", {}))
    known = {*HOUSED, *mix, "cp", "cin"}
    chain = {k: v for k, v in _chain(shipped, draw(st.sampled_from(CHAINS))).items() if k in known}
    return {
        "timeline": draw(_timeline),
        "cohort": draw(_cohort),
        "counterfactual": counterfactual,
        "horizon": draw(_horizon),
        "booking": {"rule": draw(st.sampled_from(("accrue", "accrue", "at_index")))},
        "pricing": {
            "price_base": draw(st.sampled_from(("current", "current", "2022-23", "2019-20"))),
            "uprate": draw(st.sampled_from(("none", "none", VINTAGE))),
            "layers": draw(st.sampled_from(LAYERS)),
            "days_per_year": draw(st.sampled_from((365, 366, 360))),
            "allow_unpriced": draw(st.booleans()),
            "actual_costs": draw(st.sampled_from(("prefer", "prefer", "ignore"))),
            "chain": chain,
        },
        "adjustments": {
            "deadweight": draw(_share),
            "attribution": 1_000_000 - draw(_share),
            "displacement": draw(_share),
            "optimism": draw(_share),
        },
        "programme": draw(_programme),
        "dated": draw(st.booleans()),
    }


def _chain(shipped: dict[str, Any], kind: str) -> dict[str, list[str]]:
    chain: dict[str, list[str]] = {**shipped["stages"]["pricing"]["chain"]["value"]}
    chain["looked_after"] = []
    if kind == "own":  # a chain may repeat the name it is for [8.1]
        return {name: [name, *links] for name, links in chain.items()}
    if kind == "none":
        return {**chain, "secure": [], "foster_agency": ["secure", "foster"]}
    return chain


LAYERS = (
    ["authority", "region", "england"],
    ["authority", "region", "england"],
    ["region", "authority", "england"],
    ["england"],
    ["authority", "england"],
    ["authority", "neighbours", "region", "england"],
    ["neighbours", "england"],
)


def questions(number: int) -> st.SearchStrategy[Question]:
    """Draw questions of which half have the counterfactual rule of a number, half the next one."""
    asked = st.one_of(methods(number), methods(number + 1))
    return st.builds(Question, asked, prices(), st.sampled_from(PERIODS), st.sampled_from(AS_AT))
