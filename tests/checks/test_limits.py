"""Each limit of data quality from both sides: reached it is kept, beyond it is crossed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.checks import thresholds


def placements(*rows: tuple[str, str, str], place: str = "U6", year: int = 0) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["child_id", "from_day", "until_day"])
    return frame.assign(place=place, provider="PR1", return_year=year)


def referrals(*children: str, birth: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "referral_id": [f"R{at}" for at in range(len(children))],
            "child_id": children,
            "at_risk_of": "entry",
            "referred_on": "2022-06-01",
            "date_of_birth": birth,
        }
    )


ONE = ("A", "2022-05-01", "2022-08-09")  # 100 days


def in_no_return(many: int) -> nwd.Records:
    listed = referrals(*"AAAA"[many - 1 :], *"B" * many, birth="2008-01-01")
    return nwd.read(placements=placements(ONE), referrals=listed)


def without_birth(many: int) -> nwd.Records:
    born = pd.DataFrame({"child_id": ["A"], "date_of_birth": ["2008-01-01"]})
    lost = referrals(*"AAAA"[many - 1 :], *"B" * many)
    return nwd.read(placements=placements(ONE), children=born, referrals=lost)


def missing_years(many: int) -> nwd.Records:
    later = ("A", "2023-05-01", "2023-06-01")
    frames = [placements(ONE, year=2023), placements(later, year=2024 + many)]
    return nwd.read(placements=pd.concat(frames))


def unknown_days(many: int) -> nwd.Records:
    wrong = placements(("B", "2022-05-01", f"2022-05-{1 + many:02d}"), place="Q9")
    right = placements(("A", "2022-05-01", f"2022-08-{9 - many:02d}"))
    return nwd.read(placements=pd.concat([right, wrong]))


def repaired_days(many: int) -> nwd.Records:
    """Give 100 days after a repair that took some away."""
    cut = ("A", "2022-05-01", f"2022-06-{1 + many:02d}")
    return nwd.read(placements=placements(cut, ("A", "2022-06-01", "2022-08-09")))


def disagreements(many: int) -> nwd.Records:
    ids = [f"C{at}" for at in range(20)]
    born = pd.DataFrame({"child_id": ids, "date_of_birth": "2008-01-01"})
    listed = referrals(*ids[:many], birth="2008-01-02")
    return nwd.read(placements=placements(ONE, *[]), children=born, referrals=listed)


def rejected(many: int) -> nwd.Records:
    fine = [(f"C{at}", "2022-05-01", "2022-08-09") for at in range(50 - many)]
    wrong = [(f"D{at}", "2022-05-01", "2022-05-01") for at in range(many)]
    return nwd.read(placements=placements(*fine, *wrong))


SIDES: dict[str, tuple[Callable[[int], nwd.Records], int]] = {
    "referrals-in-no-return": (in_no_return, 1),
    "referrals-without-date-of-birth": (without_birth, 1),
    "return-years-missing-ssda903": (missing_years, 0),
    "unknown-place-days": (unknown_days, 2),
    "repaired-days": (repaired_days, 5),
    "date-of-birth-disagreements": (disagreements, 1),
    "rejected-rows-placements": (rejected, 1),
}


@pytest.mark.parametrize("name", SIDES)
def test_a_limit_is_kept_when_it_is_reached_and_crossed_beyond(name: str) -> None:
    records, most = SIDES[name]
    reached, beyond = (
        {limit.id: limit for limit in thresholds(records(many))}[name] for many in (most, most + 1)
    )
    assert (reached.crossed, beyond.crossed) == (False, True)
    assert reached.value_ppm == reached.limit_ppm or name == "date-of-birth-disagreements"


def test_the_figure_follows_the_limit_on_real_rows() -> None:
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    method = nwd.methodology("edge-of-care/2021-22.1")
    stands = [
        nwd.run(method, in_no_return(many), costs, period="2022-23", as_at="2023-03-31").headline
        for many in (1, 2)
    ]
    assert [one.stands for one in stands] == [True, False]
    assert [limit.id for limit in stands[1].disqualified_by] == ["referrals-in-no-return"]


def test_what_is_wrong_with_referrals_does_not_touch_the_cost_of_care() -> None:
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    method = nwd.methodology("edge-of-care/2021-22.1")
    care = nwd.cost_of_care(
        in_no_return(4), costs, method=method, as_at="2023-03-31", periods="2022-23"
    )
    assert care.headline.stands
