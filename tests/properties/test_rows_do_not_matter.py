"""Law: how episodes are cut into rows, and in which order rows stand, changes nothing [1.7]."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from nwd_costs.days import to_day
from nwd_costs.stages.observation import BLOCK, observe
from nwd_costs.testing.strategies import Rows
from properties.runs import AS_AT, EDGE_OF_CARE, TOWNS, examples, frames, outcome, read
from properties.variants import variant


@examples(default=4, deep=40)
@given(TOWNS, st.randoms(use_true_random=False))
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


@examples(default=4, deep=40)
@given(TOWNS, st.randoms(use_true_random=False))
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


@examples(default=4, deep=40)
@given(TOWNS, st.integers(1, 4), st.sampled_from(["exclude", "include"]))
def test_how_many_rows_are_worked_through_at_a_time_changes_nothing(
    rows: Rows, block: int, respite: str
) -> None:
    records = read(rows)
    plan = variant(EDGE_OF_CARE, {"timeline.respite": respite}).plan
    observed = observe(records, to_day(dt.date.fromisoformat(AS_AT)))
    given_all = observed, records.placements, plan.categories, plan.vocabulary
    (whole, told), (timeline, report) = (
        plan.stages.timeline.apply(*given_all, block=each) for each in (BLOCK, block)
    )
    assert_frame_equal(timeline.frame(observed.child_ids), whole.frame(observed.child_ids))
    assert (report.unmapped, report.past_last_day) == (told.unmapped, told.past_last_day)
    assert report.fates.counts() == told.fates.counts()
    assert report.fates.codes.tolist() == told.fates.codes.tolist()
