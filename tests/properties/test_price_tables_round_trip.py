"""Law: a table of unit costs is the same table however it is written down [8.1], [8.7].

As CSV by hand, as Parquet of text, as Parquet with dates and decimals, and written back from what
was loaded: the fingerprint is one, and so are the rows.
"""

from __future__ import annotations

import csv
import tempfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given

from nwd_costs.days import iso_texts
from nwd_costs.frames import day_numbers
from nwd_costs.pence import pounds
from nwd_costs.price_checks import check_table
from nwd_costs.price_reading import PricedTable, table_in_folder
from nwd_costs.prices import RATES, fingerprint
from nwd_costs.register import resolve_authority
from nwd_costs.testing.price_strategies import COLUMNS, SOURCES, SPAN, Rows, price_tables
from properties.runs import examples

SOURCE = (
    '[sources.{}]\ntitle = "a"\npublisher = "b"\ndate = 2023-04-01\nwhere = "c"\nlicence = "d"\n'
)
CATEGORY = '[categories.{}]\nmeasure = ""\ntitle = "a"\nformula = ""\n'


def folder_of(rows: Rows, place: str) -> Path:
    """Write a table as a person would: two files in a folder."""
    folder = Path(place)
    names = sorted({row["category"] for row in rows})
    toml = (
        'schema_version = 1\nid = "own"\nversion = "1"\ntitle = "t"\npublisher = "p"\n'
        f'licence = "l"\nprice_basis = "outturn"\nspan_from = {SPAN[0]}\nspan_until = {SPAN[1]}\n'
        "includes = []\nexcludes = []\ncaveats = []\n"
    )
    parts = [toml, *map(SOURCE.format, SOURCES), *map(CATEGORY.format, names)]
    (folder / "table.toml").write_text("".join(parts), encoding="utf-8")
    with (folder / "rates.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def loaded(rows: Rows) -> PricedTable:
    with tempfile.TemporaryDirectory() as place:
        return table_in_folder(folder_of(rows, place))


def through_parquet(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a frame to Parquet and read it as the contract reads anything."""
    file = BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), file)
    return RATES.conform(pq.read_table(BytesIO(file.getvalue())).to_pandas()).frame


def typed(rows: Rows) -> pd.DataFrame:
    """Give the rows with dates and decimals for text, as a program would write them."""
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    days = {"from_day": [], "until_day": []}  # type: dict[str, list[date]]
    for name, found in days.items():
        numbers = day_numbers(RATES.conform(frame).frame[name])
        found += [date.fromisoformat(text) for text in iso_texts(numbers)]
    amounts = pd.Series([Decimal(row["amount"]) for row in rows], dtype=object)
    return frame.assign(amount=amounts, **days)


def written(rates: pd.DataFrame) -> Rows:
    """Write a loaded table down again."""
    texts = rates.assign(
        amount=[pounds(pence)[1:].replace(",", "") for pence in rates["amount"]],
        from_day=iso_texts(day_numbers(rates["from_day"])),
        until_day=iso_texts(day_numbers(rates["until_day"])),
    )
    return [
        {str(k): str(v) for k, v in row.items()} for row in texts[list(COLUMNS)].to_dict("records")
    ]


@examples(default=10, deep=1_000)
@given(price_tables())
def test_a_table_is_the_same_through_csv_and_parquet_and_back(rows: Rows) -> None:
    costs = loaded(rows)
    again = loaded(written(costs.rates))
    assert again.fingerprint == costs.fingerprint
    kept = list(COLUMNS)
    assert again.rates[kept].equals(costs.rates[kept])
    text = pd.DataFrame(rows, columns=kept, dtype=str)
    for frame in (through_parquet(text), through_parquet(typed(rows))):
        areas = frame["authority"].map(resolve_authority)
        assert fingerprint(frame.assign(authority=areas)) == costs.fingerprint
        assert frame["note"].tolist() == costs.rates["note"].tolist()
    for found in (again, costs):
        findings = check_table(found.document, found.rates, found.missing)
        assert not any(finding.refused for finding in findings)
