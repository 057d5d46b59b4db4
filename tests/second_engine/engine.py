"""The second engine: plain tables go into DuckDB, and come out as a ledger and its sums.

It imports nothing of the library; the pricing is all in `pricing.sql`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import duckdb
import pyarrow as pa

SQL = Path(__file__).with_name("pricing.sql")
#: Two threads and 4 GB do for a million lines; nothing is read or fetched from elsewhere.
LIMITS: dict[str, str | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "4GB",
    "autoinstall_known_extensions": False,
}


def units(days_per_year: int) -> pa.Table:
    """[1.6] How many days one rate buys; a month is a twelfth of a year."""
    days = {"week": Fraction(7), "year": Fraction(days_per_year)}
    days["month"] = days["year"] / 12
    names = ("day", "night", "week", "month", "year", "case", "episode")
    return pa.table(
        {
            "per": names,
            "numerator": [days.get(name, Fraction(1)).numerator for name in names],
            "denominator": [days.get(name, Fraction(1)).denominator for name in names],
            "once": [name in {"case", "episode"} for name in names],
        }
    )


def price(tables: Mapping[str, pa.Table], days_per_year: int) -> duckdb.DuckDBPyConnection:
    """Give a database that holds the ledger of some legs, and its sums."""
    database = duckdb.connect(config=LIMITS)
    for name, table in {**tables, "units": units(days_per_year)}.items():
        database.register("given", table)
        database.execute(f"CREATE TABLE {name} AS SELECT * FROM given").fetchall()  # noqa: S608
        database.unregister("given")
    database.execute(SQL.read_text(encoding="utf-8")).fetchall()
    return database


def number(database: duckdb.DuckDBPyConnection, question: str) -> int:
    """Give the one whole number that a question has for an answer."""
    ((found,),) = database.execute(question).fetchall()
    return int(found)


def differences(database: duckdb.DuckDBPyConnection, name: str, other: pa.Table) -> int:
    """Count the rows that a table of the database and another do not share, each way."""
    columns = ", ".join(other.column_names)
    database.register("other", other)
    found = number(
        database,
        f"SELECT coalesce(sum(abs(balance)), 0) FROM (SELECT {columns}, sum(sign) AS balance FROM ("  # noqa: S608
        f"SELECT {columns}, 1 AS sign FROM {name} UNION ALL SELECT {columns}, -1 FROM other"
        ") GROUP BY ALL HAVING balance <> 0)",
    )
    database.unregister("other")
    return found
