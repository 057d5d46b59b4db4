"""Lengths of stay from the council's own returns: what is counted, said, withheld and recorded."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.commands import demo_result
from nwd_costs.outputs import told, write_outputs
from nwd_costs.stays import COLUMNS, UNTIL_DAYS

LAST = "2023-03-31"
BANDS = ["under 1", "1-4", "5-9", "10-15", "16 and over"]


@cache
def demo() -> nwd.Result:
    return demo_result()


@cache
def demo_stay() -> nwd.LengthOfStay:
    return nwd.length_of_stay(demo().records, by="age band", as_at=LAST)


def placements(*groups: tuple[int, str, str, str, int]) -> pd.DataFrame:
    """Give as many rows as each group says: from_day, until_day, RNE, return year."""
    rows = [
        (f"G{at}C{number}", from_day, until_day, "U1", "PR1", rne, year)
        for at, (many, from_day, until_day, rne, year) in enumerate(groups)
        for number in range(many)
    ]
    columns = ["child_id", "from_day", "until_day", "place", "provider", "rne", "return_year"]
    return pd.DataFrame(rows, columns=columns)


def stay_of(
    *groups: tuple[int, str, str, str, int],
    by: str = "all",
    as_at: str = LAST,
    until_days: int = 30,
) -> nwd.LengthOfStay:
    records = nwd.read(placements=placements(*groups))
    return nwd.length_of_stay(records, by, as_at=as_at, until_days=until_days)


def row_of(stay: nwd.LengthOfStay) -> dict[str, Any]:
    (row,) = stay.table.to_dict("records")
    return {str(name): value for name, value in row.items()}


# Twenty stays of ten days, which make a group large enough to have days.
TWENTY = (20, "2022-06-01", "2022-06-11", "S", 2023)


def test_the_reference_cohort_gives_a_table_that_makes_sense() -> None:
    stay, table = demo_stay(), demo_stay().table
    assert list(table.columns) == list(COLUMNS)
    assert table["age_band"].tolist() == BANDS
    assert stay.until_days == UNTIL_DAYS == 728
    seen = table["ended"] + table["still_in_care"] + table["lost_sight_of"]
    assert seen.tolist() == table["periods"].tolist()
    care = demo().timeline
    periods = care[care["period_of_care"] >= 0]["period_of_care"].nunique()
    assert table["periods"].sum() + sum(stay.set_aside.values()) == periods
    assert set(stay.days) == {"10-15"}
    given = table.set_index("age_band").loc["10-15"]
    assert given["mean_low"] < given["mean_days"] < given["mean_high"] < 728
    assert given["median_low"] < given["median_days"] < given["median_high"]
    assert given["days"] == round(given["mean_days"])


def test_a_small_group_is_withheld_in_words_and_a_small_count_is_marked() -> None:
    notes = dict(zip(demo_stay().table["age_band"], demo_stay().table["note"], strict=True))
    assert notes["1-4"] == "withheld: fewer than 20 periods of care"
    assert notes["under 1"].endswith("; holds a count below 5: not for publication")
    assert notes["10-15"] == ""
    blank = demo_stay().table.set_index("age_band").loc["1-4", list(COLUMNS[6:15])]
    assert blank.isna().all()


def test_nineteen_periods_are_too_few_and_twenty_are_enough() -> None:
    assert not stay_of((19, *TWENTY[1:])).days
    assert stay_of(TWENTY).days == {"0 and over": 10}


def test_where_nobody_was_seen_to_leave_there_are_no_days() -> None:
    row = row_of(stay_of((20, "2023-01-01", "", "S", 2023)))
    assert row["note"] == "withheld: no period of care was seen to end"
    assert (row["still_in_care"], row["ended"]) == (20, 0)


def test_where_the_followed_run_out_before_the_days_asked_for_there_are_no_days() -> None:
    # All twenty are followed for 9 days and one leaves; from the 10th day on nobody is.
    stay = stay_of((19, "2023-03-22", "", "S", 2023), (1, "2023-03-01", "2023-03-04", "S", 2023))
    note = "withheld: too few are followed on day 10 of their stay"
    assert row_of(stay)["note"].startswith(note)
    assert stay.days == {}
    assert stay_of(
        (19, "2023-03-22", "", "S", 2023), (1, "2023-03-01", "2023-03-04", "S", 2023), until_days=10
    ).days == {"0 and over": 10}


def test_where_the_first_who_are_followed_all_leave_the_curve_says_nothing_of_the_others() -> None:
    # Two came within the returns and left after a day; thirty enter late, at 40 days.
    stay = stay_of(
        (2, "2022-06-01", "2022-06-02", "S", 2023),
        (30, "2022-02-20", "2022-05-01", "S", 2023),
        until_days=60,
    )
    assert row_of(stay)["note"].startswith("withheld: too few are followed on day 1 ")


def test_where_some_go_on_and_nobody_is_followed_there_are_no_days() -> None:
    # Two go on by the estimate; both came nine days before the last one observed.
    stay = stay_of((18, "2022-06-01", "2022-06-06", "S", 2023), (2, "2023-03-22", "", "S", 2023))
    note = "withheld: too few are followed on day 10 of their stay"
    assert row_of(stay)["note"].startswith(note)


def test_where_nobody_goes_on_and_some_are_followed_there_are_no_days() -> None:
    # All who came have left by the 5th day; and then twenty enter late, at 20 days.
    stay = stay_of((9, "2022-06-01", "2022-06-06", "S", 2023), (20, "2022-03-12", "", "S", 2023))
    note = "withheld: too few are followed on day 21 of their stay"
    assert row_of(stay)["note"].startswith(note)


def test_a_stay_goes_on_at_the_last_observed_day_and_has_ended_the_day_before() -> None:
    on, before = (5, "2023-03-01", "2023-04-01", "S", 2023), (6, "2023-03-01", LAST, "S", 2023)
    row = row_of(stay_of(TWENTY, on, before, until_days=20))
    assert (row["ended"], row["still_in_care"]) == (26, 5)
    # A day earlier nobody has seen the six leave.
    row = row_of(stay_of(TWENTY, on, before, until_days=20, as_at="2023-03-30"))
    assert (row["ended"], row["still_in_care"]) == (20, 11)


def test_a_stale_row_is_no_end() -> None:
    row = row_of(stay_of(TWENTY, (5, "2022-03-01", "", "S", 2022)))
    assert (row["periods"], row["ended"], row["lost_sight_of"]) == (25, 20, 5)
    # It is followed up to 31 March 2022, 30 days: nobody leaves on the 31st.
    assert row["median_days"] == 10.0


def test_a_stale_row_that_another_one_follows_is_no_gap() -> None:
    rows = placements(TWENTY, (1, "2021-06-01", "", "S", 2022), (1, "2022-03-01", "", "P", 2023))
    rows["child_id"] = rows["child_id"].replace("G2C0", "G1C0")
    stay = nwd.length_of_stay(nwd.read(placements=rows), "all", as_at=LAST)
    row = row_of(stay)
    assert (row["periods"], row["still_in_care"], row["lost_sight_of"]) == (21, 1, 0)


def test_a_missing_return_moves_the_first_day_past_the_gap() -> None:
    late = (5, "2020-06-01", "2022-05-01", "S", 2023)
    stay = stay_of(TWENTY, late, (1, "2019-05-01", "2019-06-01", "S", 2020))
    assert stay.as_dict()["observed_from"] == "2022-04-01"
    assert row_of(stay)["entered_late"] == 5
    assert stay.set_aside["over when the returns begin"] == 1


def test_every_stay_that_is_set_aside_is_counted_with_its_reason() -> None:
    stay = stay_of(
        TWENTY,
        (1, "2022-03-01", "2022-04-01", "S", 2023),
        (2, "2022-03-01", "2022-04-02", "P", 2023),
        (3, "2022-04-01", "2022-04-02", "P", 2023),
        (4, LAST, "", "S", 2023),
        (5, "2022-03-01", "2022-04-02", "S", 2023),
    )
    assert stay.set_aside == {
        "over when the returns begin": 1,
        "first day not known": 5,
        "age on entry not known": 0,
        "not followed for a day": 4,
    }
    assert row_of(stay)["periods"] == 25
    (warning,) = stay.warnings
    assert (warning.code, warning.counts) == ("stays_of_unknown_first_day", {"periods": 5})


def test_by_age_a_child_without_a_date_of_birth_is_set_aside() -> None:
    stay = stay_of(TWENTY, by="age band")
    assert stay.set_aside["age on entry not known"] == 20
    assert stay.table["periods"].sum() == 0
    with pytest.raises(nwd.UsageError, match="withheld for every band"):
        stay.horizon()


def test_age_is_that_of_the_first_day() -> None:
    rows = placements(TWENTY)
    born = pd.DataFrame({"child_id": rows["child_id"], "date_of_birth": "2012-06-02"})
    records = nwd.read(placements=rows, children=born)
    stay = nwd.length_of_stay(records, as_at=LAST, until_days=30)
    assert stay.days == {"5-9": 10}


def test_respite_is_no_stay() -> None:
    rows = placements(TWENTY, (30, "2022-07-01", "2022-07-03", "S", 2023)).assign(legal_status="C2")
    rows.loc[20:, "legal_status"] = "V3"
    stay = nwd.length_of_stay(nwd.read(placements=rows), "all", as_at=LAST)
    assert row_of(stay)["periods"] == 20


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"by": "category"}, "by: is nothing that periods of care are grouped by. Group by age"),
        ({"until_days": 0}, "until_days: is no number of days. Give a whole number from 1 to"),
        ({"until_days": True}, "until_days: is no number of days"),
        ({"as_at": "yesterday"}, "as_at: is no date"),
    ],
)
def test_a_question_without_sense_is_refused_in_words(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(nwd.UsageError) as refused:
        nwd.length_of_stay(demo().records, **{"as_at": LAST, **asked})
    assert words in str(refused.value)


def test_without_a_known_return_year_nobody_can_tell_who_entered_late() -> None:
    records = nwd.read(placements=placements(TWENTY).drop(columns="return_year"))
    with pytest.raises(nwd.DataError, match="are of no known return year"):
        nwd.length_of_stay(records, as_at=LAST)


def test_before_the_returns_begin_nobody_was_followed() -> None:
    with pytest.raises(
        nwd.DataError, match="as_at: lies before 2022-04-01, when the returns begin"
    ):
        stay_of(TWENTY, (1, "2022-01-01", "", "S", 2023), as_at="2022-03-31")


def test_a_list_of_one_day_has_no_lengths() -> None:
    records = replace(nwd.read(placements=placements(TWENTY)), snapshots=("placements",))
    with pytest.raises(nwd.DataError, match="Lengths of stay need the history of every child"):
        nwd.length_of_stay(records, as_at=LAST)


def test_an_exact_half_goes_to_the_even_day() -> None:
    # Half leave after 10 days and half after 11, and half after 11 and half after 12.
    ten, eleven = (
        (10, "2022-06-01", "2022-06-11", "S", 2023),
        (10, "2022-06-01", "2022-06-12", "S", 2023),
    )
    twelve = (10, "2022-06-01", "2022-06-13", "S", 2023)
    assert stay_of(ten, eleven).days == {"0 and over": 10}
    assert stay_of(eleven, twelve).days == {"0 and over": 12}


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("statsmodels", "statsmodels.duration", "statsmodels.duration.survfunc"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(nwd.UsageError) as refused:
        nwd.length_of_stay(demo().records, as_at=LAST)
    assert 'pip install "nwd-costs[stats]"' in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_run_does_not_load_the_survival_library() -> None:
    code = "import sys, nwd_costs.pipeline, nwd_costs.commands; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_what_if_says_in_every_output_where_its_days_are_from(tmp_path: Path) -> None:
    stay = nwd.length_of_stay(demo().records, "all", as_at=LAST)
    plan = demo().method.plan.but(horizon=stay.horizon())
    result = nwd.run(plan, demo().records, demo().costs, period="2022-23", as_at=LAST)
    (window,) = {(b - a).days for a, b in _windows(result)}
    assert {"0 and over": window} == stay.days
    write_outputs(result, tmp_path)
    shown = {
        "told": told(result),
        "html": result._repr_html_(),
        "summary": json.dumps(result.summary(), ensure_ascii=False),
        "record": (tmp_path / "record.json").read_text(encoding="utf-8"),
    }
    for where, text in shown.items():
        assert f"digest of the periods {stay.digest}" in text, where
        assert "0 and over 399 days (95% interval 342 to 456, 114 periods, 70 ended" in text, where
        assert stay.library in text, where
    assert stay.library.startswith("statsmodels ")
    assert result.method.standing == "what-if of edge-of-care/2021-22.1"


def _windows(result: nwd.Result) -> list[tuple[Any, Any]]:
    """Give the windows of claims that no birthday, event or other claim cuts short."""
    claims = result.claims[result.claims["from_day"] != ""]
    days = [(pd.Timestamp(a), pd.Timestamp(b)) for a, b in
            zip(claims["from_day"], claims["until_day"], strict=True)]  # fmt: skip
    longest = max(b - a for a, b in days)
    return [(a, b) for a, b in days if b - a == longest]


def test_a_what_if_says_where_its_days_are_from() -> None:
    changes = demo().method.plan.but(horizon=demo_stay().horizon()).changes
    (days,) = [change for change in changes if change.path == "horizon.days"]
    assert days.note == demo_stay().source
    assert str(days).endswith(f"(was 364): {demo_stay().source}")
    (rule,) = [change for change in changes if change.path == "horizon.rule"]
    assert rule.note == ""


def test_the_days_of_a_what_if_are_assumed_and_span_their_interval() -> None:
    plan = demo().method.plan.but(horizon=demo_stay().horizon())
    days = plan.parameters()["horizon.days"]
    assert days.basis == "assumed"
    assert days.value.root == demo_stay().days == {"10-15": 407}
    assert days.low is not None
    assert days.high is not None
    assert (days.low.root, days.high.root) == ({"10-15": 334}, {"10-15": 480})
    assert "withheld for under 1 and 1-4 and 5-9 and 16 and over" in days.note
    assert plan.line_basis == "assumed"


def test_other_stays_make_another_what_if_even_where_the_days_are_the_same() -> None:
    one = stay_of(TWENTY)
    other = stay_of((30, *TWENTY[1:]))
    assert one.days == other.days
    plans = [demo().method.plan.but(horizon=stay.horizon()) for stay in (one, other)]
    assert plans[0].fingerprint != plans[1].fingerprint
    assert one.digest != other.digest


def test_nothing_that_is_shown_names_a_child_or_a_day_of_its_record() -> None:
    records = nwd.read(
        placements=placements(TWENTY, (1, "2022-07-19", "2022-08-23", "S", 2023)).replace(
            "G1C0", "SENTINELCHILD"
        )
    )
    stay = nwd.length_of_stay(records, "all", as_at=LAST)
    shown = [repr(stay), stay._repr_html_(), json.dumps(stay.as_dict()), stay.source]
    shown += [str(stay.table), str(stay.horizon())]
    for text in shown:
        assert not [m for m in ("SENTINEL", "2022-07-19", "2022-08-23", "19/07/2022") if m in text]
