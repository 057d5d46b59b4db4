"""Laws of lengths of stay [6.3]-[6.5]: a second estimate, one stay and one day at a time.

Stays are drawn as they truly were. What a council's returns show of them is written as rows and
read; the estimate from the rows is held against plain loops over the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import nwd_costs as nwd
from nwd_costs.survival import curve, followed_each_day
from properties.runs import examples

F, H = date(2021, 4, 1), date(2023, 4, 1)
LAST = "2023-03-31"
UNTIL = 60


@dataclass(frozen=True)
class Stay:
    """One stay as it truly was, and whether its first row is in the returns."""

    from_day: date
    days: int
    first_row: bool = True

    @property
    def until_day(self) -> date:
        return self.from_day + timedelta(days=self.days)


# Many in progress when the returns begin and when they end, and all lengths up to past UNTIL.
STARTS = st.one_of(
    st.integers(-40, 5), st.integers(0, 600), st.integers((H - F).days - 50, (H - F).days - 1)
)
TRUTHS = st.lists(
    st.builds(
        lambda start, days, first_row: Stay(F + timedelta(days=start), days, first_row),
        STARTS,
        st.integers(1, UNTIL + 20),
        st.integers(0, 9).map(bool),
    ),
    min_size=25,
    max_size=60,
)


def returned(truth: list[Stay]) -> nwd.Records:
    """Read what the two returns say: every stay that touches them, and nobody's end at H or later.

    Each child has one stay, an open row is repeated by the last return, and a stay whose first row
    is older than the returns begins with a change of placement.
    """
    rows = [
        {
            "child_id": f"C{at:03d}",
            "from_day": stay.from_day.isoformat(),
            "until_day": stay.until_day.isoformat() if stay.until_day < H else "",
            "place": "U1",
            "provider": "PR1",
            "rne": "S" if stay.first_row else "P",
            "return_year": "2022" if stay.until_day <= date(2022, 4, 1) else "2023",
        }
        for at, stay in enumerate(truth)
        if stay.until_day >= F and stay.from_day < H
    ]
    both = [{**rows[0], "child_id": f"Z{year}", "return_year": year, "until_day": "2021-04-01",
             "from_day": "2021-03-01"} for year in ("2022", "2023")] if rows else []  # fmt: skip
    return nwd.read(placements=pd.DataFrame([*rows, *both]))


def seen(truth: list[Stay]) -> list[tuple[int, int, bool]]:
    """Give entry, length and end of every stay that the returns follow for a day or more."""
    found = []
    for stay in truth:
        known = stay.first_row or stay.from_day > F
        ended = stay.until_day < H
        last = stay.until_day if ended else H - timedelta(days=1)
        entry = max((F - stay.from_day).days, 0)
        length = (last - stay.from_day).days
        if known and stay.until_day > F and length > entry:
            found.append((entry, length, ended))
    return found


def by_hand(followed: list[tuple[int, int, bool]]) -> tuple[list[Fraction], list[int]]:
    """Give the share that lasts longer than 0, 1, ... days, and who is followed at each length."""
    share, shares, counts = Fraction(1), [Fraction(1)], [0]
    for day in range(1, UNTIL):
        there = [one for one in followed if one[0] < day <= one[1]]
        leave = [one for one in there if one[1] == day and one[2]]
        if there:
            share *= 1 - Fraction(len(leave), len(there))
        shares.append(share)
        counts.append(len(there))
    return shares, counts


def withheld(followed: list[tuple[int, int, bool]]) -> bool:
    """Say by [6.4] whether the group has no days."""
    if len(followed) < 20 or not any(ended for _, _, ended in followed):
        return True
    shares, counts = by_hand(followed)
    for day in range(1, UNTIL):
        expected = shares[day - 1] * len(followed)
        if (counts[day] < 5 and expected >= 10) or (counts[day] == 0) != (expected == 0):
            return True
    return False


@examples(default=10, deep=300)
@given(TRUTHS)
@example([*[Stay(F, 1, first_row=True)] * 24, Stay(F, 3, first_row=True)])
def test_what_the_returns_show_gives_what_loops_give_over_the_truth(truth: list[Stay]) -> None:
    followed = seen(truth)
    records = returned(truth)
    found = nwd.length_of_stay(records, "all", as_at=LAST, until_days=UNTIL)
    (row,) = found.table.to_dict("records")
    assert row["periods"] == len(followed)
    assert row["entered_late"] == sum(entry > 0 for entry, _, _ in followed)
    assert row["ended"] == sum(ended for _, _, ended in followed)
    assert row["ended"] + row["still_in_care"] == row["periods"]
    if withheld(followed):
        assert pd.isna(row["days"])
        assert str(row["note"]).startswith("withheld: ")
    else:
        mean = sum(by_hand(followed)[0])
        assert row["mean_days"] == pytest.approx(float(mean), abs=0.051)
        assert row["days"] == pytest.approx(float(mean), abs=0.501)
        assert row["mean_low"] <= row["mean_days"] <= row["mean_high"]
        assert 1 <= row["days_low"] <= max(row["mean_low"], 1)  # a horizon has a day at least
        assert row["mean_high"] <= row["days_high"] <= UNTIL


@examples(default=30, deep=300)
@given(TRUTHS)
def test_the_library_gives_the_product_limit_of_plain_loops(truth: list[Stay]) -> None:
    followed = seen(truth)
    if not any(ended for _, _, ended in followed):
        return
    entry, length, ended = (np.array(column) for column in zip(*followed, strict=True))
    found = curve(entry, length, ended)
    shares, counts = by_hand(followed)
    assert found.each_day(UNTIL) == pytest.approx([float(share) for share in shares], abs=1e-12)
    assert followed_each_day(entry, length, UNTIL).tolist() == counts[1:]
    at = found.lengths < UNTIL
    assert found.followed[at].tolist() == [counts[day] for day in found.lengths[at]]


@examples(default=30, deep=300)
@given(st.lists(st.integers(1, UNTIL + 20), min_size=2, max_size=40))
def test_of_stays_seen_whole_the_mean_is_the_mean_and_its_variance_theirs(days: list[int]) -> None:
    """[6.4]: without late entry or an open end there is a simpler way to the same numbers."""
    length = np.array(days)
    found = curve(np.zeros_like(length), length, np.ones(len(length), dtype=np.bool_))
    capped = np.minimum(length, UNTIL)
    mean, low, high = found.mean(UNTIL)
    margin = 1.959964 * np.sqrt(capped.var() / len(capped))
    assert mean == pytest.approx(capped.mean())
    assert low == pytest.approx(max(capped.mean() - margin, 0), abs=1e-4)
    assert high == pytest.approx(min(capped.mean() + margin, UNTIL), abs=1e-4)


@examples(default=4, deep=150)
@given(TRUTHS.flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))),
       st.integers(1, 400))  # fmt: skip
def test_order_changes_nothing_and_looking_later_moves_no_end_that_was_seen(
    drawn: tuple[list[Stay], list[Stay]], earlier: int
) -> None:
    """[6.3]: an end stays where it is, and of a stay that goes on no more is said than was seen."""
    truth, other = drawn
    records = returned(truth)
    whole = nwd.length_of_stay(records, "all", as_at=LAST, until_days=UNTIL)
    again = nwd.length_of_stay(returned(other), "all", as_at=LAST, until_days=UNTIL)
    assert again.digest == whole.digest
    assert again.as_dict() == whole.as_dict()
    as_at = (H - timedelta(days=earlier)).isoformat()
    before = nwd.length_of_stay(records, "all", as_at=as_at, until_days=UNTIL).table.iloc[0]
    after = whole.table.iloc[0]
    assert before["ended"] <= after["ended"]
    assert before["periods"] <= after["periods"]


def steady() -> list[Stay]:
    """Give two stays a day for five years, of 10 days and of 400 days: 205 days in the mean."""
    starts = range(-3 * 365, (H - F).days)
    return [Stay(F + timedelta(days=at), days) for at in starts for days in (10, 400)]


def test_to_count_late_entrants_from_their_first_day_would_overstate() -> None:
    """[6.3]: of those in care when the returns begin nearly all stay long."""
    followed = seen(steady())
    entry, length, ended = (np.array(column) for column in zip(*followed, strict=True))
    mean = curve(entry, length, ended).mean(728)[0]
    naive = curve(np.zeros_like(entry), length, ended).mean(728)[0]
    gone = length[ended & (entry == 0)].mean()
    assert mean == pytest.approx(205, abs=3)
    assert naive > 240
    # To ask only those who came and left within the returns understates: few long stays did.
    assert gone < 160
    table = nwd.length_of_stay(returned(steady()), "all", as_at=LAST).table
    assert table["days"].tolist() == [round(mean)]


def test_the_draws_reach_late_entry_open_ends_and_rows_before_the_returns() -> None:
    met: set[str] = set()

    @examples(default=40, deep=40)
    @given(TRUTHS)
    def look(truth: list[Stay]) -> None:
        followed = seen(truth)
        met.update("late" for entry, _, _ in followed if entry)
        met.update("open" for _, _, ended in followed if not ended)
        met.update("no first row" for stay in truth if not stay.first_row and stay.from_day <= F)
        met.add("withheld" if withheld(followed) else "given")

    look()
    assert met == {"late", "open", "no first row", "withheld", "given"}
