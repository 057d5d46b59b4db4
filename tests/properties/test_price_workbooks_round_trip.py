"""Law: a table of unit costs that is written into a template comes back as it was [8.18]."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.price_reading import table_in_workbook
from nwd_costs.price_template.content import of_table
from nwd_costs.price_template.writing import write
from nwd_costs.price_views import compare_unit_costs
from nwd_costs.testing.price_strategies import Rows, price_tables
from properties.runs import COSTS, examples
from properties.test_price_tables_round_trip import loaded


@cache
def published() -> pd.DataFrame:
    return compare_unit_costs(COSTS).table


@examples(default=5, deep=120)
@given(price_tables(), st.sampled_from(["=1+1", "-", "+44", "0001", "https://x.y", "a\nb", "'t"]))
def test_a_table_is_the_same_through_the_template_and_back(rows: Rows, note: str) -> None:
    one = loaded([{**rows[0], "note": note}, *rows[1:]])
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "prices.xlsx"
        write(path, of_table("North Yorkshire", one, published()), ["North Yorkshire"], ("", ""))
        back = table_in_workbook(path)
    assert back.fingerprint == one.fingerprint
    assert back.document == one.document
    lineage = ["source_file", "source_row"]
    pd.testing.assert_frame_equal(back.rates.drop(columns=lineage), one.rates.drop(columns=lineage))
