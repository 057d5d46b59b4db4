"""The formulas give the library's pence for any line that a workbook takes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nwd_costs.errors import UsageError
from nwd_costs.pence import PPM, UNITS, amounts, unit_days
from nwd_costs.result_workbook.arithmetic import (
    MOST_PRODUCT,
    refuse_beyond_exact,
)
from nwd_costs.result_workbook.arithmetic import (
    given as given_of,
)
from workbook.evaluating import worked_out

SIDES = ("counterfactual", "actual", "programme")


def library(days: int, rate: int, weight: int, unit: str, year: int) -> int:
    per = unit_days(unit, year)
    arrays = (np.array([n], dtype=np.int64) for n in (days, rate, weight, per.numerator,
                                                      per.denominator))  # fmt: skip
    return int(amounts(*arrays)[0])


@st.composite
def lines(draw: st.DrawFn) -> tuple[int, int, int, str, int]:
    """Draw lines up to the very bound, many of them with an exact half penny."""
    unit, year = draw(st.sampled_from(UNITS)), draw(st.integers(360, 366))
    per = unit_days(unit, year)
    weight = draw(st.integers(0, PPM) | st.sampled_from([1, 999, 1_000, 500_000, 999_999, PPM]))
    days = 1 if unit in {"case", "episode"} else draw(st.integers(0, 40_000))
    most = (MOST_PRODUCT - 1) // max(days * per.denominator, 1)
    rate = draw(st.integers(0, min(most, 10**14)) | st.integers(0, 10_000_000))
    if draw(st.booleans()) and days:
        # Days that make the rest exactly half of what is divided by.
        days, weight = per.numerator * draw(st.integers(1, 60)) if days > 1 else 1, 500_000
        rate = min(rate | 1, (MOST_PRODUCT - 1) // (days * per.denominator) - 1 | 1)
    return days, min(rate, (MOST_PRODUCT - 1) // max(days * per.denominator, 1)), weight, unit, year


@given(line=lines(), side=st.sampled_from(SIDES), fuzzy=st.booleans())
@example(line=(1, 1, 500_000, "day", 365), side="actual", fuzzy=True)
@example(line=(1, 3, 500_000, "day", 365), side="actual", fuzzy=True)
@example(line=(7, 118_501, 500_000, "week", 365), side="counterfactual", fuzzy=True)
@example(line=(1, MOST_PRODUCT - 1, 999_999, "case", 365), side="actual", fuzzy=True)
@example(line=(39_999, 208_338_541, 999_999, "month", 365), side="actual", fuzzy=True)
def test_the_formula_gives_the_librarys_pence(
    line: tuple[int, int, int, str, int], side: str, *, fuzzy: bool
) -> None:
    days, rate, weight, unit, year = line
    per = unit_days(unit, year)
    values: dict[str, float | str] = {
        "charged_days": float(days), "rate_pence": float(rate), "weight": float(weight),
        "unit_times": float(per.denominator), "divisor": float(per.numerator * PPM), "side": side,
    }  # fmt: skip
    sign = 1 if side == "counterfactual" else -1
    assert worked_out(values, fuzzy=fuzzy) == sign * library(*line)


def test_halves_go_to_the_even_penny_on_either_side_of_nought() -> None:
    found = [
        worked_out(
            {"charged_days": 1.0, "rate_pence": float(rate), "weight": 500_000.0,
             "unit_times": 1.0, "divisor": 1e6, "side": side}, fuzzy=False,
        )
        for rate in (1, 3, 5) for side in ("counterfactual", "actual")
    ]  # fmt: skip
    assert found == [0, 0, 2, -2, 2, -2]


def ledger(**changed: list[object]) -> pd.DataFrame:
    columns: dict[str, list[object]] = {
        "days": [10, 3], "rate_pence": [100, None], "weight": [PPM, PPM], "unit": ["week", ""],
        "amount_pence": [143, 0],
    }  # fmt: skip
    frame = pd.DataFrame(columns | changed)
    numbers = ["days", "rate_pence", "weight", "amount_pence"]
    return frame.assign(**{name: frame[name].astype("Int64") for name in numbers})


def test_a_line_without_a_rate_or_an_amount_is_not_worked_out() -> None:
    assert given_of(ledger(), 365)["divisor"].isna().tolist() == [False, True]
    withheld = ledger(amount_pence=[None, 0])
    assert given_of(withheld, 365)["divisor"].isna().tolist() == [True, True]


def test_a_price_per_case_counts_one_day_where_it_is_charged_and_none_elsewhere() -> None:
    cases = ledger(unit=["case", "case"], rate_pence=[143, 143], amount_pence=[-143, 0])
    assert given_of(cases, 365)["charged_days"].tolist() == [1, 0]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"rate_pence": [10**13, None]}, id="a product of 10^14"),
        pytest.param({"amount_pence": [143, 10**15]}, id="a total of 10^15"),
    ],
)
def test_what_a_spreadsheet_could_not_hold_exactly_is_refused(
    changed: dict[str, list[object]],
) -> None:
    refuse_beyond_exact(ledger(), given_of(ledger(), 365))
    large = ledger(**changed)
    with pytest.raises(UsageError, match=r"too large for a spreadsheet to be exact \[17\.13\]"):
        refuse_beyond_exact(large, given_of(large, 365))
