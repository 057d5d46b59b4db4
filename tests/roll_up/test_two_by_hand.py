"""Two councils added up by hand [12.6]: pounds, counts, shares, and what stays each one's own."""

from __future__ import annotations

import json

import pytest

import nwd_costs as nwd
from roll_up.hands import both


@pytest.fixture(scope="module")
def rolled() -> nwd.RollUp:
    return nwd.roll_up(both(), expect=["Norfolk", "Middlesbrough"])


def test_pounds_of_two_councils_are_their_sum(rolled: nwd.RollUp) -> None:
    # Middlesbrough: 10 days in April and 10 in October at £10. Norfolk: 10 days in May at £12.
    found = {name: figure.value for name, figure in rolled.figures.items()}
    assert (found["gross"], found["adjusted"], found["net"]) == (32_000, 32_000, 32_000)
    assert (found["gross.cic"], found["gross.cp"], found["gross.cin"]) == (32_000, 0, 0)
    assert (found["side.counterfactual"], found["side.actual"]) == (32_000, 0)
    quarters = {name: money["gross"].value for name, money in rolled.by_quarter.items()}
    assert list(quarters.values()) == [22_000, 0, 10_000, 0]


def test_shares_are_worked_out_anew_and_never_averaged(rolled: nwd.RollUp) -> None:
    # One of two through outreach, and one of one: two of three. The mean of the shares is 75%.
    found = {name: figure.value for name, figure in rolled.figures.items()}
    assert (found["supported"], found["supported_through_outreach"]) == (3, 2)
    assert found["supported_through_outreach.share"] == 666_667
    # C1 of Middlesbrough came into care in December, and out again in March.
    assert found["prevented_from_coming_into_care"] == 2
    assert found["care_entries"] == 1
    assert (found["living_in_a_family.yes"], found["living_in_a_family.share"]) == (3, 1_000_000)
    assert (found["arrangements_kept.of"], found["arrangements_kept.share"]) == (0, None)


def test_what_each_adds_to_a_share_are_counts_and_stand_there_alone(rolled: nwd.RollUp) -> None:
    figures = rolled.as_dict()["figures"]
    assert isinstance(figures, dict)
    outreach = figures["supported_through_outreach"]["by_authority"]
    assert outreach == {"Middlesbrough": 1, "Norfolk": 1}
    shares = [name for name, figure in figures.items() if figure["unit"] == "ppm"]
    assert len(shares) == 3
    assert not [name for name in shares if "by_authority" in figures[name]]


def test_each_keeps_its_own_prices_days_and_data_quality(rolled: nwd.RollUp) -> None:
    own = rolled.as_dict()["authorities"]
    assert isinstance(own, list)
    assert [one["authority"] for one in own] == ["Middlesbrough", "Norfolk"]
    handed = [one["handed_in"][0] for one in own]
    assert [one["as_at"] for one in handed] == ["2023-03-31", "2023-04-30"]
    assert handed[0]["terms"]["prices"] != handed[1]["terms"]["prices"]
    assert {one["period"] for one in handed} == {"2022-23"}
    # Half of Middlesbrough's referrals are of a child in no return, by the one that has placements.
    assert [one["headline"]["stands"] for one in handed] == [False, True]
    told = str(rolled)
    assert "2022-23, as at 30/04/2023 (result 2)" in told
    assert "NOT A HEADLINE FIGURE: crosses referrals-in-no-return" in told
    assert not rolled.stands


def test_what_each_adds_stands_beside_the_other(rolled: nwd.RollUp) -> None:
    gross = rolled.as_dict()["figures"]["gross"]  # type: ignore[index]
    assert gross == {
        "value": 32_000,
        "unit": "pence",
        "complete": True,
        "label": "2 of 2 authorities",
        "authorities": {"whole": ["Middlesbrough", "Norfolk"], "part": [], "not in": []},
        "by_authority": {"Middlesbrough": 20_000, "Norfolk": 12_000},
        "missing": [],
    }
    assert "the same child [12.9]" in str(rolled)


def test_every_view_of_it_says_the_same(rolled: nwd.RollUp) -> None:
    told, page = str(rolled), rolled.to_html()
    for text in (told, page, repr(rolled), rolled._repr_html_()):
        assert "£320.00" in text
        assert "2 of 2 authorities" in text
    table = rolled.table
    assert (
        table.loc[(table.figure == "gross") & (table.period == "2022-23"), "value"].item() == 32_000
    )
    assert set(rolled.who["Norfolk"]) <= {"whole", "not in"}
    json.dumps(rolled.as_dict(), allow_nan=False)
    assert page.count("<table>") == page.count("<caption>") > 5


def test_every_output_says_that_it_is_exact_and_not_for_publication(rolled: nwd.RollUp) -> None:
    assert rolled.as_dict()["profile"] == "internal"
    for view in (str(rolled), rolled.to_html()):
        assert (
            "Profile: internal. Exact figures, for the analyst alone; not for publication" in view
        )


def test_no_child_and_no_referral_is_in_it(rolled: nwd.RollUp) -> None:
    told = str(rolled), rolled.to_html(), json.dumps(rolled.as_dict()), rolled.table.to_csv()
    for text in (*told, rolled.who.to_csv(), repr(rolled)):
        assert "-C0" not in text
        assert "-R0" not in text


def test_a_third_who_is_expected_makes_every_figure_partial() -> None:
    found = nwd.roll_up(both(), expect=["Middlesbrough", "Norfolk", "Warrington"]).figures
    assert (found["gross"].value, found["supported"].value) == (32_000, 3)
    assert not any(figure.complete for figure in found.values())
