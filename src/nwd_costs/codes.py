"""The shipped code lists, read from ``methodology/codes``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType

from nwd_costs.checks.lists import Books, Code
from nwd_costs.days import FIRST_DAY, LAST_DAY, to_day
from nwd_costs.shelf import methodology_root, read_csv

LISTS = (
    "place",
    "provider",
    "legal_status",
    "rne",
    "rec",
    "reason_place_change",
    "cin_closure_reason",
    "sex_ssda903",
    "sex_cin",
)


@cache
def code_lists() -> Books:
    """Give every shipped list by name, with its recodes applied.

    Returns
    -------
    Mapping
        For each list its codes, each with the days on which it is valid.
    """
    books = {name: _list(name) for name in LISTS}
    for row in read_csv(methodology_root() / "codes" / "recodes.csv").to_dict("records"):
        codes = books[str(row["list"])]
        old, new = str(row["old"]), str(row["new"])
        codes[new] = replace(codes[new], since_day=codes[old].from_day, former=old)
    return MappingProxyType({name: MappingProxyType(codes) for name, codes in books.items()})


def _list(name: str) -> dict[str, Code]:
    rows = read_csv(methodology_root() / "codes" / f"{name}.csv").to_dict("records")
    return {
        str(row["code"]): Code(
            _day(str(row["valid_from"]), FIRST_DAY),
            _day(str(row["valid_until"]), LAST_DAY),
            _day(str(row["valid_from"]), FIRST_DAY),
            facts={str(key): str(value) for key, value in row.items()},
        )
        for row in rows
    }


def _day(text: str, unbounded: int) -> int:
    return to_day(date.fromisoformat(text)) if text else unbounded
