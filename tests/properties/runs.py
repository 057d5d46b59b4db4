"""What the laws share: methods, records, results, and how many examples each law has.

A default run has to be quick, a deep one (``NWD_HYPOTHESIS=deep``) thorough, so each law says how
many examples it has in either. The laws of the ground floor cost a millisecond or two an example
and have thousands; those that read and run an authority cost half a second and have hundreds.
Reading costs nearly the same for ten children as for one, so those draw towns: more children, fewer
examples. ``test_how_many_examples.py`` adds the deep ones up.
"""

from __future__ import annotations

import json
import os
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import settings

import nwd_costs as nwd
from nwd_costs.methods import Methodology
from nwd_costs.prices import UnitCosts
from nwd_costs.result import Result
from nwd_costs.tables import Records
from nwd_costs.testing.strategies import Row, Rows, authorities

EDGE_OF_CARE, TIERS = "edge-of-care/2021-22.1", "cic-cp-cin/2020-21.1"
METHODS = tuple(nwd.methodology(name) for name in (EDGE_OF_CARE, TIERS))
COSTS = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
PERIOD, AS_AT = "2022-23", "2023-03-31"
TABLES = ("children", "placements", "protection_plans", "need_episodes", "referrals")
HEADINGS = {
    "children": ["child_id"],
    "placements": ["child_id", "from_day", "place", "provider"],
    "protection_plans": ["child_id", "from_day"],
    "need_episodes": ["child_id", "from_day"],
    "referrals": ["referral_id", "child_id", "at_risk_of", "referred_on"],
}
DEEP = os.environ.get("NWD_HYPOTHESIS") == "deep"

#: Not too small, because the first of a few examples are always among the smallest.
TOWNS = authorities(min_children=8, max_children=10, min_referrals=16, max_referrals=20)


def examples(*, default: int, deep: int) -> Callable[[Any], Any]:
    """Say how many examples a law has in a default run and in a deep one."""
    return settings(max_examples=deep if DEEP else default)


def frames(rows: Rows) -> dict[str, pd.DataFrame]:
    """Make a frame of each table; a table without rows keeps its headings."""
    return {
        table: pd.DataFrame(rows[table])
        if rows[table]
        else pd.DataFrame(columns=HEADINGS[table], dtype=str)
        for table in TABLES
    }


def read(rows: Rows) -> Records:
    """Read the rows of an authority."""
    return nwd.read(**frames(rows))  # type: ignore[arg-type]


def run(
    method: Methodology,
    records: Records,
    period: str = PERIOD,
    as_at: str = AS_AT,
    costs: UnitCosts = COSTS,
) -> Result:
    """Run a method for the usual period, as at its last day, at the usual prices."""
    return nwd.run(method, records, costs, period=period, as_at=as_at)


def outcome(tables: dict[str, pd.DataFrame]) -> tuple[str, dict[str, Any]]:
    """Run the method; give the ledger's rows and everything the summary says of them."""
    result = run(METHODS[0], nwd.read(**tables))  # type: ignore[arg-type]
    return result.provenance.ledger_digest, json.loads(json.dumps(result.summary()))


def lines(ledger: pd.DataFrame) -> list[str]:
    """Write every ledger line as one text, in an order of their own."""
    return sorted(ledger.to_csv(index=False, header=False).splitlines())


def of_one_return(rows: Rows) -> Rows:
    """Leave the return years off, so that no row is stale and none holds H back [2.9].

    H belongs to the records as a whole [1.2]: without this a part of an authority could be observed
    for less long than the whole.
    """
    placements = [
        {key: value for key, value in row.items() if key != "return_year"}
        for row in rows["placements"]
    ]
    return {**rows, "placements": placements}


def renamed(rows: Rows, child: Callable[[str], str], referral: Callable[[str], str]) -> Rows:
    """Give every child and every referral another name."""
    names = {"child_id": child, "referral_id": referral}

    def rename(row: Row) -> Row:
        return {key: names[key](str(v)) if key in names else v for key, v in row.items()}

    return {table: [rename(row) for row in rows[table]] for table in TABLES}


def together(*parts: Rows) -> Rows:
    """Put the tables of several authorities under one another."""
    return {table: [row for part in parts for row in part[table]] for table in TABLES}


def gross(result: Result) -> int:
    """Give the gross pence of a result of which nothing is withheld."""
    pence = result.gross_pence
    assert pence is not None
    return pence


def days_between(from_day: date, until_day: date) -> Iterator[date]:
    """Count off the days of a half-open interval."""
    for number in range((until_day - from_day).days):
        yield from_day + timedelta(days=number)


def walk(frame: pd.DataFrame, *columns: str) -> Iterator[Any]:
    """Give the rows of some columns, or of all, as plain values with names.

    To walk along pandas' text one by one is slow, so each column becomes a list first.
    """
    names = [*columns] or [str(name) for name in frame.columns]
    row = namedtuple("row", names)  # type: ignore[misc]  # noqa: PYI024
    return map(row._make, zip(*(frame[name].tolist() for name in names), strict=True))


def days_of(row: Any) -> Iterator[date]:
    """Count off the days of a ledger or timeline row."""
    return days_between(row.from_day.date(), row.until_day.date())
