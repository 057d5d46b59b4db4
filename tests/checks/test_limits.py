"""A limit on real rows: a figure stands where it is reached, and does not beyond."""

from __future__ import annotations

import pandas as pd

import nwd_costs as nwd


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
