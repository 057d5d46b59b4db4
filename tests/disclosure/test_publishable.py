"""What is published of a result, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.disclosure.rounding import adding_up, money_step

COHORT = Path(__file__).resolve().parents[2] / "methodology" / "reference_cohort"
SECRET = "long enough " * 2


@pytest.fixture(scope="module")
def result() -> nwd.Result:
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    method = nwd.methodology("edge-of-care/2021-22.1")
    return nwd.run(method, nwd.read(COHORT), costs, period="2022-23", as_at="2023-03-31")


@pytest.fixture(scope="module")
def published(result: nwd.Result) -> nwd.Published:
    return nwd.publishable(result)


def test_the_headline_is_rounded_and_adds_up(published: nwd.Published) -> None:
    assert [published.figures[side].text for side in ("counterfactual", "actual")] == [
        "£1,680,000",
        "-£480,000",
    ]
    assert published.gross.number == 1_200_000_00
    assert published.net.text == "£1,200,000"
    assert (published.adjustments.text, published.programme.text) == ("none made", "not counted")


def test_every_table_with_a_total_adds_up_to_it(published: nwd.Published) -> None:
    for name in ("quarters", "out_of_scope", "entries", "family"):
        column = [row[1].number for row in published.table(name).rows]
        assert sum(number or 0 for number in column[:-1]) == column[-1]


def test_small_categories_are_merged_and_not_named(published: nwd.Published) -> None:
    page = published.to_html()
    assert "Other" in page
    assert "secure" not in page
    assert "foster" not in page


def test_publishing_changes_nothing_of_the_result(result: nwd.Result) -> None:
    before = json.dumps(result.summary()), result.provenance.ledger_digest
    nwd.publishable(result, nwd.Disclosure(threshold=10, round_to=10))
    assert (json.dumps(result.summary()), result.provenance.ledger_digest) == before


def test_no_id_and_no_file_of_anyone_is_published(
    result: nwd.Result, published: nwd.Published
) -> None:
    everything = json.dumps(published.as_dict()) + published.to_html()
    ids = {*result.cohort["child_id"], *result.cohort["referral_id"]}
    files = {file.name for file in result.records.inputs}
    assert [word for word in ids | files if str(word) in everything] == []
    assert str(result.gross_pence) not in everything
    assert result.provenance.ledger_digest not in everything


def test_the_policy_and_the_profile_stand_on_the_output(published: nwd.Published) -> None:
    assert published.as_dict()["profile"] == "publication"
    assert published.policy.in_words() in published.to_html()


def test_a_figure_on_too_few_children_is_not_published(result: nwd.Result) -> None:
    with pytest.raises(nwd.DisclosureError, match=r"fewer than 47 children") as refused:
        nwd.publishable(result, nwd.Disclosure(threshold=47))
    assert "46" not in str(refused.value)


@pytest.mark.parametrize(("threshold", "round_to"), [(1, 1), (5, 1), (2, 2), (5, 6), (True, 5)])
def test_a_policy_that_protects_nothing_is_refused(threshold: int, round_to: int) -> None:
    with pytest.raises(nwd.UsageError, match=r"17\.1"):
        nwd.Disclosure(threshold=threshold, round_to=round_to)


def test_a_table_that_was_dropped_is_named_as_such(published: nwd.Published) -> None:
    assert not published.has("tiers")
    with pytest.raises(nwd.UsageError, match="tiers"):
        published.table("tiers")
    assert any("tier" in note for note in published.notes)


def test_parts_are_rounded_up_or_down_to_their_total() -> None:
    assert adding_up([52, 6], 60, 5) == [55, 5]
    assert adding_up([7, 7, 7], 20, 5) == [10, 5, 5]
    assert adding_up([-7, 12], 5, 5) == [-5, 10]


def test_money_is_rounded_by_the_dearest_day() -> None:
    policy = nwd.Disclosure()
    assert money_step(10_00, policy) == 5_000_00
    assert money_step(1_000_01, policy) == 10_000_00
    assert money_step(2_402_00, policy) == 20_000_00


def test_a_pseudonym_needs_its_secret() -> None:
    assert nwd.pseudonym("C1", SECRET) == nwd.pseudonym("C1", SECRET)
    assert nwd.pseudonym("C1", SECRET) != nwd.pseudonym("C2", SECRET)
    assert nwd.pseudonym("C1", SECRET) != nwd.pseudonym("C1", SECRET + ".")
    assert "C1" not in nwd.pseudonym("C1", SECRET)
    with pytest.raises(nwd.UsageError, match="secret") as refused:
        nwd.pseudonym("C1", "short")
    assert "short" not in str(refused.value)


def test_of_the_referrals_read_no_number_is_said(published: nwd.Published) -> None:
    cells = {row[0].text: row[1] for row in published.table("data_quality").rows}
    assert cells["Referrals"].withheld
    assert cells["Placements"].rounded
