"""Every published figure is held, what can be checked comes out, and nothing is guessed."""

from __future__ import annotations

import pytest

import nwd_costs as nwd
from figures.generated import PAGE, page
from figures.shared import entries_of, figures, found, register, rows
from nwd_costs.figures.documents import Bounded, Quoted, Reproduced
from nwd_costs.totals import read_figure

# The programme's own claims, as they are published.
PROGRAMME = {
    "ny-2020-21-cic-cp-cin": ("£2.26 million", "cannot be checked"),
    "ny-2021-22-entries": ("51", "within bounds"),
    "ny-2022-23-entries": ("39", "within bounds"),
    "ny-2022-23-edge-of-care": ("£6.39 million", "within bounds"),
    "sfpc-2023-24-q3": ("£15.37 million", "cannot be checked"),
    "sfpc-prevented": ("no number", "cannot be checked"),
    "sfpc-living-in-a-family": ("no number", "cannot be checked"),
    "ny-supported": ("355", "cannot be checked"),
    "ny-outreach": ("67% (238)", "reproduced"),
    "reach": ("over a thousand", "cannot be checked"),
    "sfpc-funding": ("£84 million over five years", "cannot be checked"),
    "england-cla": ("83,840", "disagrees"),
    "england-entries": ("33,000", "reproduced"),
    "ny-2014-year-on-year": ("£2 million", "within bounds"),
    "ny-2019-year-on-year": ("£2 million", "cannot be checked"),
    "adopters-round-1": (
        "Bradford, Sheffield and six Greater Manchester authorities", "cannot be checked",
    ),
}  # fmt: skip
# What they imply, as it must come out: worked out by hand from the published numbers.
EXPECTED = {
    "implied-each-of-39": "£163,846.15 a child",
    "implied-each-of-90": "£71,000 a child",
    "implied-years-residential": "23.32 child years",
    "implied-years-foster": "307.21 child years",
    "implied-years-looked-after": "103.7 child years",
    "implied-five-adopters": "£8,980,000 in total",
    "implied-2020-21-in-2022-23-prices": "£2,424,637.03 in total",
    "implied-share-of-spending": "22.26%",
    "implied-fall-in-entries-2021-22": "3 children",
    "implied-fall-in-entries-2022-23": "-46 children",
    "implied-fall-in-stock-2021-22": "-8 children",
    "implied-fall-in-stock-2022-23": "-33 children",
    "implied-2014-each-year": "£29,411.76 a child year",
    "implied-2014-each-year/week": "£565.61 a child week",
}
SERIES = {
    "ny-care-entries": (144, 149, 146, 192, 222, 242),
    "ny-looked-after": (443, 422, 430, 463, 501, 561),
}
KNOWN = {
    "england-cla": "-90 children",
    "gmca-ss5.0": "+£100 a child",
    "lga-high-cost-placements": "-91.67%",
    "a-week-of-2210k": "+£2,188,885 a child week",
    "317k-for-317m": "+£316,683,000 in total",
    "fgc-150m": "-£75,000,000 a year",
}


@pytest.mark.parametrize("name", PROGRAMME)
def test_every_claim_of_the_programme_is_held_with_what_became_of_it(name: str) -> None:
    published, status = PROGRAMME[name]
    row = rows()[name]
    assert (row.shown, row.status, row.fails) == (published, status, False)
    assert row.reason
    assert row.source


def test_the_programme_has_no_other_claims() -> None:
    assert {entry.figure.id for entry in entries_of("programme")} == set(PROGRAMME)


def test_what_the_claims_imply_comes_out_as_expected() -> None:
    mine = [row for row in found().rows if row.id.startswith("implied-")]
    assert {row.id: row.computed for row in mine} == EXPECTED
    assert {row.status for row in mine} == {"reproduced"}


@pytest.mark.parametrize("name", SERIES)
def test_the_public_statistics_are_those_that_were_published(name: str) -> None:
    mine = [row for row in found().rows if row.id.split("/")[0] == name]
    assert tuple(int(row.shown) for row in mine) == SERIES[name]
    assert {row.status for row in mine} == {"reproduced"}


def test_51_and_39_are_told_to_be_no_year_on_year_falls() -> None:
    for name in ("ny-2021-22-entries", "ny-2022-23-entries"):
        assert "It cannot be a year-on-year fall" in rows()[name].reason
        assert "it cannot be a fall in stock" in rows()[name].reason


def test_a_missing_number_is_null_and_stays_so() -> None:
    missing = [figure for figure in figures().values() if figure.missing]
    assert {figure.id for figure in missing} == {"sfpc-prevented", "sfpc-living-in-a-family"}
    for figure in missing:
        row = rows()[figure.id]
        assert (figure.value, figure.printed, row.computed, row.difference) == ("", "", "", "")
        assert row.published is None
        assert row.reason.startswith("Number missing in the source")


def test_two_periods_that_contradict_each_other_are_both_kept() -> None:
    figure = figures()["sfpc-2023-24-q3"]
    assert figure.periods == ("the year 2023/4", "as at Quarter 3, 2022/3")
    assert figure.contradiction in rows()["sfpc-2023-24-q3"].reason
    for period in figure.periods:
        assert period in PAGE.read_text(encoding="utf-8")


def test_what_holds_only_if_two_periods_match_says_so() -> None:
    assert "Conditional" in rows()["implied-five-adopters"].reason


def test_the_older_figure_is_not_filed_under_the_later_method() -> None:
    assert "not filed under it" in rows()["ny-2020-21-cic-cp-cin"].reason


def test_known_disagreements_stay_with_their_difference_and_fail_nothing() -> None:
    disagreeing = {row.id: row for row in found().rows if row.status == "disagrees"}
    assert {name: row.difference for name, row in disagreeing.items()} == KNOWN
    assert all(row.reason.startswith("Known: ") for row in disagreeing.values())
    assert found().ok
    assert found().in_words() == (
        "116 numbers: 90 reproduced, 4 within bounds, 16 cannot be checked, 6 known to disagree; "
        "none fails."
    )
    assert found().new_disagreements == ()


def test_no_amount_of_the_programme_is_said_to_be_reproduced() -> None:
    amounts = [
        entry.figure.id
        for entry in entries_of("programme")
        if entry.figure.value and entry.figure.unit.startswith("pounds")
    ]
    assert len(amounts) == 6
    assert [name for name in amounts if rows()[name].status == "reproduced"] == []


def test_every_bounded_figure_of_the_register_pins_what_it_implies() -> None:
    checks = [figure.check for figure in figures().values()]
    bounded = [check for check in checks if isinstance(check, Bounded)]
    assert bounded
    assert all(check.comes_to for check in bounded)
    assert {type(check) for check in checks} == {Bounded, Quoted, Reproduced}


def test_every_value_is_a_figure_with_its_unit() -> None:
    for figure in figures().values():
        assert figure.missing or read_figure(figure.value).unit is not None


def test_every_shipped_version_has_its_figures_on_the_reference_cohort() -> None:
    held = [entry.figure.reproduced for entry in entries_of("reference-cohort")]
    versions = {check.run.methodology for check in held if check and check.run}
    assert versions == set(nwd.methodologies()["id"])
    assert all(row.standing == "synthetic" for row in found().rows if "reference." in row.id)


def test_the_page_of_published_figures_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(register(), found()), (
        "run: python tests/figures/generated.py"
    )


def test_the_files_of_the_register_stand_in_the_order_of_their_readers() -> None:
    order = sorted(register().files, key=lambda name: register().files[name].order)
    assert order[0] == "programme.toml"
    assert order[-1] == "reference-cohort.toml"
    assert found().rows[0].id == "ny-2020-21-cic-cp-cin"
