"""The published worked examples of ``cases.toml``, and what becomes of each of their lines."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nwd_costs.errors import UsageError
from nwd_costs.testing.sums import held
from nwd_costs.totals import Money, Quantity, Sum, work_out

TABLE = Path(__file__).with_name("cases.toml")


def cases() -> dict[str, dict[str, Any]]:
    """Give every case by its id."""
    listed: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"]
    found = {case["id"]: case for case in listed}
    assert len(found) == len(listed), "two cases have one id"
    return found


def complaints(case: Mapping[str, Any]) -> Iterator[str]:
    """Give what is not as the case says: a sum refused or not, a printed figure held or not."""
    results: dict[str, Money | Quantity] = {}
    for row in case["sum"]:
        try:
            step = Sum(row["name"], row["calculator"], row["inputs"])
            results = work_out([step], results)
        except UsageError as error:
            yield from _judged(row, str(error))
        else:
            yield from _judged(row, "")
    for row in case.get("printed", []):
        try:
            found = held(results[row["sum"]], row)
            said = "" if found.agrees else str(found)
        except UsageError as error:
            said = str(error)
        yield from _judged(row, said)


def _judged(row: Mapping[str, Any], said: str) -> Iterator[str]:
    fails = row.get("fails", "")
    if bool(fails) is not bool(said) or fails not in said:
        what = row.get("printed", row.get("calculator"))
        yield f"{what}: expected '{fails or 'no complaint'}', got '{said or 'no complaint'}'"
