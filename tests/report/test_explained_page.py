"""The path of one referral as a page: internal, and without its id unless that is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nwd_costs.disclosure import pseudonym
from nwd_costs.explanation import TABLES_IN_WORDS, Explanation
from nwd_costs.reporting import explained_page
from nwd_costs.stages.actual_costs import TABLE as PAID
from nwd_costs.tracing import TABLES
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
    words = text_of(parsed(explained_page(told, identified=True)))
    for source in told.records:
        assert source.told in words
        assert source.where in words
    for step in told.steps:
        assert step.told.replace("_", " ") in words
    for line in told.lines:
        assert line.told.replace("_", " ") in words
    assert "£95,277.86" in words
    assert "lait-2026" in words


def test_no_file_and_no_row_is_named_unless_the_id_is(told: Explanation) -> None:
    where = "zq-secret-name.csv, row 98765"
    odd = replace(told, records=tuple(replace(one, where=where) for one in told.records))
    for called in ("", pseudonym(REFERRAL, SECRET)):
        page = explained_page(odd, called=called)
        assert "zq-secret" not in page
        assert "98765" not in page
        assert "the list of referrals" in page
    assert where in explained_page(odd, identified=True)


@pytest.mark.parametrize("table", ["referrals", *TABLES, PAID])
def test_every_table_has_a_plain_name(told: Explanation, table: str) -> None:
    odd = replace(told, records=tuple(replace(one, table=table) for one in told.records))
    assert {one.where for one in odd.hidden().records} == {TABLES_IN_WORDS[table]}


def test_the_lines_are_told_in_words(told: Explanation) -> None:
    table = all_of(parsed(explained_page(told)), "//section[@aria-labelledby='comes-to']")[0]
    words = text_of(table)
    assert "What was paid instead" in words
    assert "17 days foster agency at £400.00 a week" in words
    assert "_" not in words
    assert " actual " not in words
