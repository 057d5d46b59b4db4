"""Law: every line is its days at its price and weight, rounded once; a dearer price never costs
less; a price written in two parts is the same price [1.6], [1.7], [8.1].
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.methods import Methodology
from nwd_costs.pence import PPM
from nwd_costs.testing.strategies import Rows
from properties.runs import EDGE_OF_CARE, METHODS, TOWNS, examples, lines, read, run, walk
from properties.variants import Price, always, unit_costs, variant

HALVED = variant(
    EDGE_OF_CARE,
    {
        "counterfactual.likelihood": {
            "high": 900_000, "medium": 500_000, "low": 250_001, "unstated": 86_000,
        },
        "counterfactual.entry_mix": {"looked_after": 500_000, "secure": 250_001, "other": 249_999},
    },
)  # fmt: skip
DAYS_PER = {"day": Fraction(1), "night": Fraction(1), "week": Fraction(7),
            "month": Fraction(365, 12), "year": Fraction(365)}  # fmt: skip
NAMES = ("looked_after", "residential", "foster", "child_protection", "children_in_need")
PER = st.sampled_from(sorted(DAYS_PER))
PENCE = st.integers(1, 900_000)


def written(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


@st.composite
def price_lists(draw: st.DrawFn) -> list[Price]:
    """Draw a price for looked_after and children_in_need, and for the others perhaps."""
    names = [n for n in NAMES if n in {"looked_after", "children_in_need"} or draw(st.booleans())]
    layers = {name: draw(st.sampled_from(["authority", "region", "england"])) for name in names}
    return [always(layers[name], name, draw(PER), written(draw(PENCE))) for name in names]


def assert_exact(method: Methodology, ledger: pd.DataFrame, layers: dict[str, str]) -> None:
    chain = method.plan.stages.pricing.chain.value
    for row in walk(ledger):
        sign = -1 if row.side == "actual" else 1
        if row.service == "none":
            assert row.amount_pence == 0
            continue
        links = (row.category, *chain[row.category])
        first = next(link for link in links if link in layers)
        assert (row.rate_name, row.layer) == (first, layers[first])
        exact = Fraction(row.days * row.rate_pence * row.weight, PPM) / DAYS_PER[row.unit]
        assert row.amount_pence == sign * round(exact)


@examples(default=5, deep=40)
@given(TOWNS, price_lists())
def test_every_line_is_its_days_at_its_price_and_weight_rounded_once(
    rows: Rows, prices: list[Price]
) -> None:
    records, costs = read(rows), unit_costs(prices)
    layers = {name: layer for layer, name, *_ in prices}
    for method in (*METHODS, HALVED):
        assert_exact(method, run(method, records, costs=costs).ledger, layers)


@examples(default=5, deep=30)
@given(TOWNS, price_lists(), st.data(), st.integers(1, 500_000))
def test_a_dearer_price_never_makes_a_line_of_either_leg_cheaper(
    rows: Rows, prices: list[Price], data: st.DataObject, more: int
) -> None:
    at = data.draw(st.integers(0, len(prices) - 1))
    layer, name, per, amount, *days = prices[at]
    dear = written(int(amount.replace(".", "")) + more)
    dearer = [*prices[:at], (layer, name, per, dear, days[0], days[1]), *prices[at + 1 :]]
    records, one, two = read(rows), unit_costs(prices), unit_costs(dearer)
    for method in METHODS:
        before, after = (run(method, records, costs=c).ledger for c in (one, two))
        assert len(before) == len(after)
        assert (after["amount_pence"].abs() >= before["amount_pence"].abs()).all()
        other = before["rate_name"] != name
        assert lines(before[other]) == lines(after[other])


@examples(default=5, deep=30)
@given(TOWNS, price_lists(), st.dates(date(2022, 4, 2), date(2023, 3, 31)))
def test_a_price_in_two_equal_parts_cuts_no_line(
    rows: Rows, prices: list[Price], cut: date
) -> None:
    halves = [
        (layer, name, per, amount, *days)
        for layer, name, per, amount, first, last in prices
        for days in ((first, cut.isoformat()), (cut.isoformat(), last))
    ]
    records, one, two = read(rows), unit_costs(prices), unit_costs(halves)
    for method in METHODS:
        before, after = (run(method, records, costs=c).ledger for c in (one, two))
        assert lines(before) == lines(after)
