"""What disqualifies a headline: each measure just under its limit, and just over it."""

from __future__ import annotations

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.checks import Threshold, thresholds


def measured(records: nwd.Records) -> dict[str, Threshold]:
    return {found.id: found for found in thresholds(records)}


def placement(child: str, first: str, until: str, **more: object) -> dict[str, object]:
    usual = {
        "place": "U6",
        "provider": "PR1",
        "legal_status": "C2",
        "rne": "S",
        "return_year": 2023,
    }
    return {"child_id": child, "from_day": first, "until_day": until, **usual, **more}


def referral(number: int, child: str, born: str = "2010-01-01") -> dict[str, object]:
    return {
        "referral_id": f"R{number}",
        "child_id": child,
        "at_risk_of": "entry",
        "referred_on": "2022-10-01",
        "date_of_birth": born,
    }


def read(placements: list[dict[str, object]], *referrals: dict[str, object]) -> nwd.Records:
    listed = pd.DataFrame(referrals) if referrals else None
    return nwd.read(placements=pd.DataFrame(placements), referrals=listed)


ONE = placement("a", "2022-05-01", "2022-08-09")  # 100 days


def test_clean_records_cross_nothing() -> None:
    found = measured(read([ONE], referral(1, "a")))
    assert not [name for name, one in found.items() if one.crossed]
    assert len(found) == len(thresholds(read([ONE])))
    assert {one.clause for one in found.values()} == {"2.15"}


@pytest.mark.parametrize(("strangers", "crossed"), [(1, False), (2, True)])
def test_more_than_one_referral_in_five_may_not_be_in_no_return(
    strangers: int, *, crossed: bool
) -> None:
    ids = ["x"] * strangers + ["a"] * (5 - strangers)
    found = measured(read([ONE], *(referral(n, child) for n, child in enumerate(ids))))
    one = found["referrals-in-no-return"]
    assert (one.value_ppm, one.crossed) == (strangers * 200_000, crossed)
    assert one.counts["referrals_in_ssda903"] == 5 - strangers
    assert one.counts["referrals_in_cin_census"] == 0


def test_referrals_without_returns_are_not_measured_against_them() -> None:
    records = nwd.read(referrals=pd.DataFrame([referral(1, "a")]))
    assert not measured(records)["referrals-in-no-return"].crossed


@pytest.mark.parametrize(("unknown", "crossed"), [(1, False), (2, True)])
def test_more_than_one_referral_in_five_may_not_lack_a_date_of_birth(
    unknown: int, *, crossed: bool
) -> None:
    listed = [referral(n, f"c{n}", "" if n < unknown else "2010-01-01") for n in range(5)]
    one = measured(read([ONE], *listed))["referrals-without-date-of-birth"]
    assert (one.value_ppm, one.crossed) == (unknown * 200_000, crossed)


@pytest.mark.parametrize(("years", "crossed"), [((2022, 2023), False), ((2021, 2023), True)])
def test_no_return_year_may_be_missing_within_the_span(
    years: tuple[int, int], *, crossed: bool
) -> None:
    rows = [
        placement("a", f"{year - 1}-05-01", f"{year - 1}-06-01", return_year=year) for year in years
    ]
    one = measured(read(rows))["return-years-missing-ssda903"]
    assert one.crossed is crossed
    assert one.counts["years_missing"] == int(crossed)


@pytest.mark.parametrize(("until", "crossed"), [("2022-05-03", False), ("2022-05-04", True)])
def test_two_in_a_hundred_days_may_have_an_unknown_place(until: str, *, crossed: bool) -> None:
    rows = [
        placement("a", "2022-05-01", "2022-08-07"),  # 98 days
        placement("b", "2022-05-01", until, place="X9"),
    ]
    one = measured(read(rows))["unknown-place-days"]
    assert one.crossed is crossed
    assert one.counts["days"] == int(until[-2:]) - 1


@pytest.mark.parametrize(("cut", "crossed"), [("2022-08-14", False), ("2022-08-15", True)])
def test_a_twentieth_of_the_days_may_be_repaired(cut: str, *, crossed: bool) -> None:
    rows = [
        placement("a", "2022-05-01", cut),
        placement("a", "2022-08-09", "2022-08-10", rne="P"),  # cuts the other to 100 days
    ]
    one = measured(read(rows))["repaired-days"]
    assert one.counts == {"days_repaired": int(cut[-2:]) - 9, "days_in_care": 101}
    assert one.crossed is crossed


def test_the_days_of_a_stale_row_count_as_repaired() -> None:
    rows = [
        placement("a", "2022-03-01", "", return_year=2022),
        placement("b", "2022-05-01", "2022-08-09"),
    ]
    one = measured(read(rows))["repaired-days"]
    assert one.counts == {"days_repaired": 31, "days_in_care": 131}
    assert one.crossed


@pytest.mark.parametrize(("bad", "crossed"), [(1, False), (2, True)])
def test_two_in_a_hundred_rows_may_be_rejected(bad: int, *, crossed: bool) -> None:
    rows = [placement(f"c{n}", "2022-05-01", "2022-05-02") for n in range(50 - bad)]
    rows += [placement("", "2022-05-01", "2022-05-02")] * bad
    one = measured(read(rows))["rejected-rows-placements"]
    assert (one.value_ppm, one.crossed) == (bad * 20_000, crossed)


@pytest.mark.parametrize(("twice", "crossed"), [(1, False), (2, True)])
def test_one_child_in_twenty_may_have_two_dates_of_birth(twice: int, *, crossed: bool) -> None:
    born = [{"child_id": f"c{n}", "date_of_birth": "2010-01-01"} for n in range(20)]
    born += [{"child_id": f"c{n}", "date_of_birth": "2010-01-02"} for n in range(twice)]
    records = nwd.read(
        children=pd.DataFrame(born), placements=pd.DataFrame([ONE]).replace("a", "c0")
    )
    one = measured(records)["date-of-birth-disagreements"]
    assert (one.value_ppm, one.crossed) == (twice * 50_000, crossed)
