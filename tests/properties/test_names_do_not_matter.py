"""Law: other names for children, and other names in the same order for referrals, change no more
than the names [5.5], [9.7].
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.testing.strategies import Rows
from properties.runs import METHODS, TOWNS, examples, lines, read, renamed, run

NAMES = [f"{number:04d}" for number in range(10)] + ["9999"]


@examples(default=4, deep=40)
@given(TOWNS, st.permutations(NAMES))
def test_other_names_change_no_more_than_the_names(rows: Rows, order: list[str]) -> None:
    child = dict(zip(NAMES, order, strict=True))
    back = {new: old for old, new in child.items()}
    # Of two referrals on one index day the first as text keeps the day: their order has to stay.
    other = renamed(rows, child.__getitem__, lambda referral: f"{referral[:3]}7{referral[3:]}")
    one, two = read(rows), read(other)
    for method in METHODS:
        before, after = run(method, one), run(method, two)
        ledger = after.ledger.assign(
            child_id=after.ledger["child_id"].map(back).astype(str),
            referral_id=after.ledger["referral_id"].str.replace("7", "", n=1),
        )
        assert lines(ledger) == lines(before.ledger)
        assert dict(after.measures) == dict(before.measures)
        assert after.scope_counts() == before.scope_counts()
