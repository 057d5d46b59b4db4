"""The path of one referral as a page: internal, and without its id unless that is asked for."""

from __future__ import annotations

import pytest

from nwd_costs.disclosure import pseudonym
from nwd_costs.explanation import Explanation
from nwd_costs.reporting import explained_page
from report.made import all_of, parsed, result, text_of

REFERRAL = "EOC-0098"
SECRET = "a secret of the analyst"  # noqa: S105 (it opens nothing)


@pytest.fixture(scope="module")
def told() -> Explanation:
    return result().explain(REFERRAL)


def test_the_page_is_internal_and_names_nobody(told: Explanation) -> None:
    page = explained_page(told)
    found = parsed(page)
    assert text_of(all_of(found, "//header")[0]).startswith("Internal profile: this page holds one")
    assert text_of(all_of(found, "//h1")[0]).startswith("This referral")
    assert REFERRAL not in page
    child = result().ledger.loc[result().ledger["referral_id"] == REFERRAL, "child_id"].iloc[0]
    assert child not in page


def test_a_secret_gives_a_pseudonym_and_only_asking_gives_the_id(told: Explanation) -> None:
    called = pseudonym(REFERRAL, SECRET)
    page = explained_page(told, called=called)
    assert text_of(all_of(parsed(page), "//h1")[0]).startswith(f"Referral {called}")
    assert REFERRAL not in page
    shown = explained_page(told, called=called, identified=True)
    assert text_of(all_of(parsed(shown), "//h1")[0]).startswith(f"Referral {REFERRAL}")


def test_the_page_holds_every_record_decision_line_and_source(told: Explanation) -> None:
    words = text_of(parsed(explained_page(told)))
    for source in told.records:
        assert source.told in words
        assert source.where in words
    for step in told.steps:
        assert step.told in words
    for line in told.lines:
        assert line.told in words
    assert "£95,277.86" in words
    assert "lait-2026" in words
