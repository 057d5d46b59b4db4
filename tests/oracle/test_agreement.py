"""Two programs from one page: the library and the oracle agree to the penny and line by line."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

import nwd_costs as nwd
from oracle import library
from oracle.comparing import compare, compare_care, library_says, oracle_says
from oracle.drawn_questions import Question, questions, shipped
from oracle.drawn_rows import Tables, Years, rows
from oracle.oracle import Oracle
from oracle.paid import PaidTwiceError
from oracle.repairs import Row

# The library takes nearly as long over a few rows as over many: so there are fewer examples than of
# a law, with more children and questions in each. The later examples of a search resemble its
# first, so that a short search finds more when it is begun anew, each time from another seed.
SEARCHES = 10
REPEATABLE = settings().derandomize
EXAMPLES = settings().max_examples // (20 if REPEATABLE else 200)


@pytest.mark.parametrize("number", range(SEARCHES))
def test_the_library_and_the_oracle_agree_on_everything(number: int) -> None:
    drawn = given(rows(), st.lists(questions(number), min_size=1, max_size=6))(agree)
    phases = [Phase.generate] if REPEATABLE else list(Phase)  # a deep run makes what it finds small
    search = settings(max_examples=EXAMPLES, phases=phases)(drawn)
    (seed(number)(search) if REPEATABLE else search)()


def agree(drawn: tuple[Tables, Years], asked: list[Question]) -> None:
    records = library.records(drawn[0])
    for question in asked:
        ours, theirs = library_says(question, records), oracle_says(question, *drawn)
        compare(ours, theirs)
        if isinstance(ours, nwd.Result) and isinstance(theirs, Oracle):
            compare_care(ours, theirs, question.prices)


# One child whose foster home broke down, one on a plan who came into care after all, and one who
# went to another carer of the same kind.
BORN = date(2008, 2, 29)
KNOWN: Tables = {
    "children": [],
    "placements": [
        {"child_id": "1", "from_day": date(2021, 5, 1), "until_day": date(2022, 6, 1),
         "place": "U4", "provider": "PR4", "reason_place_change": "CREQB", "rne": "S"},
        {"child_id": "1", "from_day": date(2022, 6, 1), "place": "K2", "provider": "PR1",
         "rne": "P"},
        {"child_id": "2", "from_day": date(2022, 8, 1), "place": "U1", "provider": "PR1",
         "rne": "S"},
        {"child_id": "3", "from_day": date(2022, 4, 9), "until_day": date(2022, 9, 1),
         "place": "U4", "provider": "PR4", "urn": "SC1", "rne": "S"},
        {"child_id": "3", "from_day": date(2022, 9, 1), "place": "U4", "provider": "PR4",
         "urn": "SC2", "rne": "P"},
    ],
    "protection_plans": [{"child_id": "2", "from_day": date(2022, 1, 9)}],
    "need_episodes": [],
    "referrals": [
        {"referral_id": "R10", "child_id": "1", "at_risk_of": "breakdown", "stage": "engaged",
         "started_on": date(2022, 5, 11), "date_of_birth": BORN},
        {"referral_id": "R9", "child_id": "2", "at_risk_of": "entry", "stage": "engaged",
         "started_on": date(2022, 5, 11), "date_of_birth": BORN},
        {"referral_id": "R90", "child_id": "2", "at_risk_of": "entry", "stage": "engaged",
         "started_on": date(2022, 5, 12), "date_of_birth": BORN},
    ],
}  # fmt: skip


def plain_question() -> Question:
    """Ask the shipped version, at one price for all."""
    prices: list[Row] = [
        {"layer": "england", "category": name, "per": "week", "pence": pence, "source": "s",
         "basis": "published", "from_day": date(1800, 1, 1), "until_day": date(2399, 1, 1)}
        for name, pence in (("looked_after", 118_501), ("children_in_need", 7_001))
    ]  # fmt: skip
    return Question(shipped("edge_of_care"), prices, "2022-23", date(2023, 3, 31))


@cache
def known() -> nwd.Result:
    """Run the library over the known children, once; the oracle agrees."""
    found = library_says(plain_question(), library.records(KNOWN))
    assert isinstance(found, nwd.Result)
    compare(found, oracle_says(plain_question(), KNOWN, UNKNOWN_YEARS))
    return found


UNKNOWN_YEARS: Years = {"ssda903": [], "cin_census": []}
PLANTED: dict[str, dict[str, Any]] = {
    "timeline": {"breakdown_reasons": [], "priority": ["cp", "cic", "cin"]},
    "cohort": {"age_min": 15, "stages": ["completed"], "index": "referred_on"},
    "counterfactual": {
        "lag_days": 1, "on_entry": "void", "on_breakdown": "net", "residual": "ignore",
        "next_placement": {}, "entry_mix": {"looked_after": 999_999, "other": 1},
        "likelihood": dict.fromkeys(("high", "medium", "low", "unstated"), 999_999),
    },
    "horizon": {"until_age": 14, "max_days": 70},
    "adjustments": {"optimism": 1},
}  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "name"), [(stage, name) for stage, names in PLANTED.items() for name in names]
)
def test_another_value_of_a_parameter_is_noticed(stage: str, name: str) -> None:
    other = deepcopy(plain_question())
    other.method[stage][name] = PLANTED[stage][name]
    with pytest.raises(AssertionError):
        compare(known(), oracle_says(other, KNOWN, UNKNOWN_YEARS))


@pytest.mark.parametrize("per", ["case", "month"])
def test_they_agree_on_the_known_children_at_another_kind_of_price(per: str) -> None:
    asked = plain_question()
    asked = replace(asked, prices=[{**row, "per": per} for row in asked.prices])
    ours = library_says(asked, library.records(KNOWN))
    theirs = oracle_says(asked, KNOWN, UNKNOWN_YEARS)
    compare(ours, theirs)
    assert isinstance(ours, nwd.Result)
    assert isinstance(theirs, Oracle)
    compare_care(ours, theirs, asked.prices)


PAID: Tables = {
    **KNOWN,
    "placement_costs": [
        {"child_id": "1", "from_day": date(2022, 5, 20), "until_day": date(2022, 6, 11),
         "per": "week", "amount": "4000.01", "source": "ledger"},
        {"child_id": "1", "from_day": date(2022, 6, 11), "until_day": None, "per": "month",
         "amount": "9000", "source": None},
        {"child_id": "2", "from_day": date(2022, 7, 1), "until_day": date(2022, 9, 1),
         "per": "year", "amount": "0", "source": "ledger"},
        {"child_id": "3", "from_day": date(2022, 5, 1), "until_day": date(2022, 6, 1),
         "per": "night", "amount": "99.99", "source": "ledger"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("choice", ["prefer", "ignore"])
@pytest.mark.parametrize("per", ["week", "case"])
def test_they_agree_on_what_was_really_paid(choice: str, per: str) -> None:
    asked = plain_question()
    asked.method["pricing"]["actual_costs"] = choice
    asked.method["counterfactual"]["on_entry"] = "net"
    asked = replace(asked, prices=[{**row, "per": per} for row in asked.prices])
    ours = library_says(asked, library.records(PAID))
    theirs = oracle_says(asked, PAID, UNKNOWN_YEARS)
    assert isinstance(ours, nwd.Result)
    assert isinstance(theirs, Oracle)
    compare(ours, theirs)
    compare_care(ours, theirs, asked.prices)
    assert (ours.ledger["layer"] == "record").any() == (choice == "prefer")


def test_both_refuse_two_prices_for_one_day() -> None:
    first, *rest = PAID["placement_costs"]
    twice = {**PAID, "placement_costs": [first, *rest, {**first, "until_day": None}]}
    with pytest.raises(nwd.errors.DataError):
        library.records(twice)
    with pytest.raises(PaidTwiceError):
        oracle_says(plain_question(), twice, UNKNOWN_YEARS)


RECODED: Tables = {
    **KNOWN,
    "placements": [
        {"child_id": child, "from_day": start, "until_day": end, "place": place, "rne": "L"}
        for child, *places in (("1", "H5", "K3", "H5"), ("2", "Z1", "Z11", "Z12", "Z1", "Z14"),
                               ("3", "K3", "T0", "H5"), ("4", "Z12", "T0", "Z11"))
        for place, start, end in zip(
            places,
            (date(2022, 4, 9), date(2022, 6, 9), date(2022, 8, 9), date(2022, 9, 9),
             date(2022, 10, 9)),
            (date(2022, 6, 9), date(2022, 8, 9), date(2022, 9, 9), date(2022, 10, 9), None),
            strict=False,
        )
    ],
}  # fmt: skip


def test_they_agree_on_codes_that_were_replaced() -> None:
    for dated in (True, False):
        asked = plain_question()
        asked.method["dated"] = dated
        theirs = oracle_says(asked, RECODED, UNKNOWN_YEARS)
        ours = library_says(asked, library.records(RECODED))
        compare(ours, theirs)
        assert isinstance(theirs, Oracle)
        assert isinstance(ours, nwd.Result)
        compare_care(ours, theirs, asked.prices)


def test_a_planted_penny_is_noticed() -> None:
    asked = plain_question()
    dearer = [{**row, "pence": row["pence"] + 1} for row in asked.prices]
    theirs = oracle_says(replace(asked, prices=dearer), KNOWN, UNKNOWN_YEARS)
    with pytest.raises(AssertionError):
        compare(known(), theirs)


def test_a_penny_on_the_cost_of_care_is_noticed() -> None:
    asked, ours = plain_question(), known()
    theirs = oracle_says(asked, KNOWN, UNKNOWN_YEARS)
    assert isinstance(theirs, Oracle)
    compare_care(ours, theirs, asked.prices)
    dearer = [{**row, "pence": row["pence"] + 1} for row in asked.prices]
    with pytest.raises(AssertionError):
        compare_care(ours, theirs, dearer)
