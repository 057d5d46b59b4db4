"""The summary says how many pounds rest on each layer, price and year; they sum to the total."""

from __future__ import annotations

from functools import cache
from typing import Any

import nwd_costs as nwd
from nwd_costs.freezing import reference_records
from nwd_costs.outputs import told
from nwd_costs.summary import priced_by
from nwd_costs.testing.case_prices import unit_costs_of

METHOD = nwd.methodology("edge-of-care/2021-22.1")


@cache
def result() -> nwd.Result:
    """Price some names by the council, others by the region and by England."""
    prices = [
        {"category": "looked_after", "per": "week", "amount": "70"},
        {"category": "residential", "per": "week", "amount": "140", "layer": "region"},
        {"category": "children_in_need", "per": "week", "amount": "7", "layer": "england"},
    ]
    costs = unit_costs_of({"Prices": prices})
    return nwd.run(METHOD, reference_records(), costs, period="2022-23", as_at="2023-03-31")


def parts() -> Any:
    return result().summary()["priced_by"]


def test_the_pounds_by_layer_name_and_year_sum_to_the_total() -> None:
    assert sum(part["gross_pence"] for part in parts()) == result().gross_pence
    for side in ("counterfactual", "actual"):
        assert sum(part[f"{side}_pence"] for part in parts()) == result().total(side)
    for part in parts():
        assert part["gross_pence"] == part["counterfactual_pence"] + part["actual_pence"]


def test_every_layer_stands_with_its_name_and_its_year() -> None:
    assert [(part["layer"], part["rate_name"], part["price_year"]) for part in parts()] == [
        ("authority", "looked_after", "2022-23"),
        ("england", "children_in_need", "2022-23"),
        ("region", "residential", "2022-23"),
    ]


def test_a_reader_sees_the_layers_on_screen_and_in_a_notebook() -> None:
    for output in (told(result()), result()._repr_html_()):
        assert "authority £" in output
        assert "region £" in output
    assert "Gross is priced by: authority £" in told(result())


def test_every_priced_line_says_its_layer_name_and_year() -> None:
    ledger = result().ledger
    priced = ledger["rate_pence"].notna()
    for column in ("layer", "rate_name", "price_year"):
        assert (ledger.loc[priced, column] != "").all()
        assert (ledger.loc[~priced, column] == "").all()
    assert set(result().by("price_year")["price_year"]) == {"", "2022-23"}


def test_days_without_a_price_withhold_their_own_part_and_the_line() -> None:
    costs = unit_costs_of({"Prices": [{"category": "looked_after", "per": "week", "amount": "70"}]})
    plan = METHOD.plan.but(pricing={"allow_unpriced": True, "chain.residential": []})
    some = nwd.run(plan, reference_records(), costs, period="2022-23", as_at="2023-03-31")
    found = {(p["layer"], p["rate_name"]): p["gross_pence"] for p in priced_by(some.ledger)}
    assert found["", ""] is None
    assert found["authority", "looked_after"] is not None
    assert "Gross is priced by: withheld" in told(some)
