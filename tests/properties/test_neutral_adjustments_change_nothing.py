"""Law: a neutral adjustment makes no line and changes nothing; a whole one leaves nothing [9.2],
[10.1].
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.pence import PPM
from nwd_costs.stages.ledger import LEGS
from nwd_costs.testing.strategies import Rows
from properties.runs import METHODS, TOWNS, examples, gross, lines, read, run
from properties.variants import variant

NEUTRAL = {"deadweight": 0, "attribution": PPM, "displacement": 0, "optimism": 0}
WHOLE = {"deadweight": PPM, "attribution": 0, "displacement": PPM, "optimism": PPM}
NEUTRALS = [
    variant(method.id, {f"adjustments.{name}": value for name, value in NEUTRAL.items()})
    for method in METHODS
]
WHOLES = {
    name: [variant(method.id, {f"adjustments.{name}": value}) for method in METHODS]
    for name, value in WHOLE.items()
}


@examples(default=4, deep=30)
@given(TOWNS)
def test_neutral_adjustments_leave_gross_adjusted_and_net_the_same(rows: Rows) -> None:
    records = read(rows)
    for shipped, neutral in zip(METHODS, NEUTRALS, strict=True):
        result = run(neutral, records)
        assert gross(result) == result.adjusted_pence == result.net_pence
        assert result.adjustment_pence == 0
        assert set(result.ledger["side"]) <= set(LEGS)
        assert neutral.plan.stages.adjustments.neutral() == list(NEUTRAL)
        assert lines(result.ledger) == lines(run(shipped, records).ledger)


@examples(default=4, deep=30)
@given(TOWNS, st.sampled_from(sorted(WHOLES)))
def test_an_adjustment_of_the_whole_leaves_nothing_and_the_legs_alone(
    rows: Rows, name: str
) -> None:
    records = read(rows)
    for shipped, whole in zip(METHODS, WHOLES[name], strict=True):
        result = run(whole, records)
        assert result.adjusted_pence == result.net_pence == 0
        assert result.adjustment_pence == -gross(result)
        legs = result.ledger[result.ledger["side"].isin(LEGS)]
        made = result.ledger[result.ledger["side"] == "adjustment"]
        cells = legs.drop_duplicates(["referral_id", "financial_year", "quarter"])
        assert len(made) == len(cells)
        assert set(made["category"]) <= {name}
        assert lines(legs) == lines(run(shipped, records).ledger)
