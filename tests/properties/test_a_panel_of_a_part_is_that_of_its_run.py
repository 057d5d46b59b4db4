"""Law: the panel of a part of a period is the panel of a run of that part [12.8].

So it is for every rule that books, adjusts or charges by other days than those of the ledger lines,
and where H comes before the end of the period.
"""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

import nwd_costs as nwd
from nwd_costs.testing.strategies import Rows
from properties.runs import EDGE_OF_CARE, METHODS, TIERS, TOWNS, examples, read, run
from properties.variants import always, unit_costs, variant

TOTALS = {"2021-22": "1000.01", "2022-23": "2000.03"}
SHARES = {"adjustments.deadweight": 210_000, "adjustments.attribution": 830_000}
MENU = (
    *METHODS,
    variant(TIERS, {"booking.rule": "at_index", **SHARES}),
    variant(EDGE_OF_CARE, {"booking.rule": "at_index", "horizon.days": 91}),
    variant(EDGE_OF_CARE, {"programme.rule": "per_day", "programme.rate": "23.45", **SHARES}),
    variant(EDGE_OF_CARE, {"programme.rule": "total", "programme.totals": TOTALS}),
)
#: A price for care on every day; one for need that is there for some of them only.
PRICES = unit_costs([
    always("england", "looked_after", "week", "123.45"),
    always("england", "residential", "case", "1234.56"),
    always("england", "children_in_need", "month", "12.34"),
])  # fmt: skip
WHOLES = {
    "2022-23": ("2022-23 Q1", "2022-23 Q3", "2022-23 to Q2", "2022-23 to Q3"),
    "2021-22 Q2": ("2021-07-01..2021-10-01",),
    "2021-08-15..2023-02-10": ("2021-08-15..2022-01-01", "2022-01-01..2023-02-10", "2022-23 Q2"),
    "2021-10-01..2023-04-01": ("2022-23", "2021-22 Q4", "2021-10-01..2022-10-01"),
}
DAYS = st.sampled_from(("2023-03-31", "2022-12-31", "2022-08-17"))


@examples(default=4, deep=60)
@given(TOWNS, st.sampled_from(MENU), st.sampled_from(sorted(WHOLES)), DAYS, st.data())
def test_a_panel_of_a_part_is_that_of_its_run(
    rows: Rows, method: nwd.Methodology, period: str, as_at: str, data: st.DataObject
) -> None:
    if not any(rows[table] for table in ("placements", "protection_plans", "need_episodes")):
        return
    if ".." in period and method.plan.stages.programme.rule == "total":
        period = "2022-23"
    records, part = read(rows), data.draw(st.sampled_from(WHOLES[period]))
    whole = run(method, records, period, as_at, PRICES)
    alone = run(method, records, part, as_at, PRICES)
    assert whole.panel(part).as_dict() == alone.panel().as_dict()
    assert whole.panel(part).figures.measures == alone.measures
    totals = whole.panel(part).figures.totals_pence
    assert totals == {name: getattr(alone, f"{name}_pence") for name in totals}
    assert alone.contains_forecast is whole.panel(part).figures.contains_forecast
    assert date.fromisoformat(as_at) == date.fromisoformat(str(whole.panel().as_dict()["as_at"]))
