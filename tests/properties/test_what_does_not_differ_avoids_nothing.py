"""Law: what does not differ avoids exactly nothing [5.1.9], [5.2.1], [5.2.2], [9.2]."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.testing.strategies import END, Row, Rows
from properties.runs import EDGE_OF_CARE, METHODS, TIERS, examples, gross, lines, read, run
from properties.variants import variant

PLACES = {"U4": "foster_in_house", "K2": "residential_in_house", "P1": "placed_with_parents",
          "K1": "secure"}  # fmt: skip
#: The child would have stayed where it is.
STAYED = variant(
    EDGE_OF_CARE,
    {
        "counterfactual.next_placement": {name: name for name in PLACES.values()},
        "counterfactual.use_expected": False,
        "horizon.days": 500,
    },
)
NET = variant(TIERS, {"counterfactual.count": "net"})
NOUGHT = variant(
    EDGE_OF_CARE,
    {"counterfactual.likelihood": dict.fromkeys(("high", "medium", "low", "unstated"), 0)},
)


def _steady(child: str, place: str, from_day: date, born: date, by: int) -> Rows:
    """Make a child to whom one thing happens, to the end of the data, and its referral."""
    spell: Row = {"child_id": child, "from_day": from_day, "until_day": None}
    care: Row = {**spell, "place": place, "provider": "PR1", "legal_status": "C1", "rne": "S"}
    started = from_day + timedelta(days=by)
    referral: Row = {
        "referral_id": f"R{child}", "child_id": child, "at_risk_of": "breakdown",
        "referred_on": started, "started_on": started, "stage": "engaged", "date_of_birth": born,
    }  # fmt: skip
    return {
        "children": [{"child_id": child, "date_of_birth": born}],
        "placements": [care] if place in PLACES else [],
        "protection_plans": [spell] if place == "cp" else [],
        "need_episodes": [spell] if place == "cin" else [],
        "referrals": [referral],
    }


CHILDREN = st.tuples(
    st.sampled_from([*PLACES, "cp", "cin"]),
    st.dates(date(2020, 6, 1), END - timedelta(days=1)),
    st.sampled_from([date(2007, 5, 5), date(2004, 9, 9), date(2008, 2, 29)]),
    st.integers(0, 700),
)


@st.composite
def steady_towns(draw: st.DrawFn) -> Rows:
    """Draw children whose status and category never change."""
    drawn = draw(st.lists(CHILDREN, min_size=1, max_size=8))
    parts = [_steady(f"{at:02d}", *child) for at, child in enumerate(drawn)]
    return {name: [row for part in parts for row in part[name]] for name in parts[0]}


@examples(default=10, deep=40)
@given(steady_towns(), st.sampled_from(["2022-23", "2021-22", "2022-05-05..2022-12-12"]))
def test_a_child_who_stays_as_it_would_have_stayed_avoids_nothing(rows: Rows, period: str) -> None:
    records = read(rows)
    for method in (STAYED, NET):
        result = run(method, records, period)
        assert gross(result) == 0
        assert not result.claims["gross_pence"].any()
        sides = result.ledger.assign(side="", amount_pence=result.ledger["amount_pence"].abs())
        counterfactual = (result.ledger["side"] == "counterfactual").to_numpy()
        services = ["service", "category", "from_day", "until_day", "amount_pence", "referral_id"]
        both = sides[services]
        assert lines(both[counterfactual]) == lines(both[~counterfactual])
    assert run(METHODS[1], records, period).ledger.empty


@examples(default=5, deep=30)
@given(steady_towns())
def test_a_claim_of_no_likelihood_avoids_nothing(rows: Rows) -> None:
    result = run(NOUGHT, read(rows))
    assert gross(result) == 0
    assert not result.ledger["amount_pence"].any()
