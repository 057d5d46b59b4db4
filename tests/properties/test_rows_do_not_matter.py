"""Law: how episodes are cut into rows, and in which order rows stand, changes nothing [1.7]."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import nwd_costs as nwd
from nwd_costs.testing.strategies import Rows, authorities

METHOD = nwd.methodology("edge-of-care/2021-22.1")
COSTS = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
TABLES = ("children", "placements", "protection_plans", "need_episodes", "referrals")


def frames(rows: Rows) -> dict[str, pd.DataFrame]:
    """Make a frame of each table; a table without rows keeps its headings."""
    headings = {
        "children": ["child_id"],
        "placements": ["child_id", "from_day", "place", "provider"],
        "protection_plans": ["child_id", "from_day"],
        "need_episodes": ["child_id", "from_day"],
        "referrals": ["referral_id", "child_id", "at_risk_of", "referred_on"],
    }
    return {
        table: pd.DataFrame(rows[table])
        if rows[table]
        else pd.DataFrame(columns=headings[table], dtype=str)
        for table in TABLES
    }


def outcome(tables: dict[str, pd.DataFrame]) -> tuple[str, dict[str, Any]]:
    """Run the method; give the ledger's rows and everything the summary says of them."""
    records = nwd.read(**tables)  # type: ignore[arg-type]
    result = nwd.run(METHOD, records, COSTS, period="2022-23", as_at="2023-03-31")
    summary = json.loads(json.dumps(result.summary()))
    return result.provenance.ledger_digest, summary


@given(authorities(), st.randoms(use_true_random=False))
def test_shuffling_the_rows_of_every_table_changes_nothing(rows: Rows, chance: Any) -> None:
    before = frames(rows)
    after = {}
    for table, frame in before.items():
        order = list(range(len(frame)))
        chance.shuffle(order)
        after[table] = frame.iloc[order].reset_index(drop=True)
    assert outcome(before) == outcome(after)


def split_row(row: dict[str, object], day: dt.date) -> list[dict[str, object]]:
    """Cut a row in two on a day inside it, as a change of legal status would."""
    first, second = {**row, "until_day": day}, {**row, "from_day": day}
    if "rne" in row:
        first |= {"rec": "X1", "reason_place_change": None}
        second |= {"rne": "L"}
    return [first, second]


def split_days(row: dict[str, object], chance: Any) -> list[dict[str, object]]:
    start = row["from_day"]
    assert isinstance(start, dt.date)
    end = row["until_day"] or dt.date(2023, 4, 1)
    assert isinstance(end, dt.date)
    inner = (end - start).days - 1
    if inner < 1:
        return [row]
    return split_row(row, start + dt.timedelta(days=chance.randint(1, inner)))


@given(authorities(), st.randoms(use_true_random=False))
def test_splitting_episodes_plans_and_needs_in_two_changes_no_figure(
    rows: Rows, chance: Any
) -> None:
    cut: Rows = dict(rows)
    for table in ("placements", "protection_plans", "need_episodes"):
        cut[table] = [part for row in rows[table] for part in split_days(row, chance)]
    ledger, before = outcome(frames(rows))
    ledger_after, after = outcome(frames(cut))
    # Rows and repairs are counted by the row, so only these may differ.
    for summary in (before, after):
        for key in ("accounting", "repairs", "unmapped", "past_last_day"):
            summary.pop(key)
        for warning in summary["warnings"]:
            warning.pop("rows", None)
    assert ledger == ledger_after
    assert before == after
