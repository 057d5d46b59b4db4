"""Law: without referrals in scope nothing is avoided and there is no ledger [4.1], [4.2], [4.4]."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from nwd_costs.result import Result
from nwd_costs.testing.strategies import Row, Rows
from properties.runs import METHODS, TOWNS, examples, read, run


def assert_nothing(result: Result) -> None:
    assert (result.gross_pence, result.adjusted_pence, result.net_pence) == (0, 0, 0)
    assert result.ledger.empty
    assert int(result.claims["gross_pence"].sum()) == 0
    assert result.scope_counts().in_scope == 0


@examples(default=3, deep=30)
@given(TOWNS)
def test_without_referrals_nothing_is_avoided(rows: Rows) -> None:
    if not (rows["placements"] or rows["need_episodes"] or rows["protection_plans"]):
        return
    records = read({**rows, "referrals": []})
    for method in METHODS:
        assert_nothing(run(method, records))


@examples(default=3, deep=30)
@given(TOWNS)
def test_with_every_referral_out_of_scope_nothing_is_avoided(rows: Rows) -> None:
    ways: list[Row] = [
        {"stage": "referred"}, {"started_on": None}, {"started_on": date(2023, 4, 1)}
    ]  # fmt: skip
    referrals = [{**row, **ways[at % 3]} for at, row in enumerate(rows["referrals"])]
    records = read({**rows, "referrals": referrals})
    for method in METHODS:
        assert_nothing(run(method, records))
