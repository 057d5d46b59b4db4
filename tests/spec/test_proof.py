"""The page that says what is proved by what is current, and nothing used is left unproved."""

from __future__ import annotations

import json
from pathlib import Path

from spec.proof import EXPECTED, PAGE, cited, clauses, page, rows
from spec.test_traceability import NOT_YET_USED

# Parts of the expected results that repeat what was asked, or sum what other parts show.
NO_CLAUSE = {
    "authority", "method", "standing", "period", "as_at", "price_base", "layers", "gross_pence",
    "adjustment_pence", "adjusted_pence", "programme_pence", "net_pence", "contains_forecast",
    "adjustments", "programme_by_scope", "date_of_birth_disagreements",
}  # fmt: skip
# Used clauses that rest on their worked cases and on tests of their own messages alone.
CASE_ALONE = {
    "2.10": "what is refused as a whole leaves no figure to prove",
}


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/spec/proof.py"


def test_every_clause_that_is_used_has_a_case_and_something_else() -> None:
    used = {row[0][1:-1]: row[1:] for row in rows() if row[0][1:-1] not in NOT_YET_USED}
    assert [clause for clause, found in used.items() if not found[0]] == []
    assert [clause for clause, found in used.items() if not any(found[1:])] == [*CASE_ALONE]


def test_a_clause_without_a_case_says_what_holds_it() -> None:
    without = {row[0][1:-1]: row[-1] for row in rows() if not row[1]}
    assert without == NOT_YET_USED
    assert all(without.values())


def test_what_the_expected_results_show_is_a_clause_and_is_in_them(shared: Path) -> None:
    folder = shared / "expected" / "sample-authority" / "edge-of-care-2021-22.1"
    parts = set(json.loads((folder / "2022-23.json").read_text(encoding="utf-8")))
    assert {number for numbers in EXPECTED.values() for number in numbers} <= set(clauses())
    assert set(EXPECTED) - {"ledger", "cost of care"} == parts - NO_CLAUSE


def test_a_range_names_every_clause_within_it() -> None:
    assert cited("as [3.1]-[3.3] say, and [5.1.8]") == {"3.1", "3.2", "3.3", "5.1.8"}
