"""Every worked case is executed, and the harness catches every kind of wrong case."""

from __future__ import annotations

from pathlib import Path

import pytest

from nwd_costs.errors import DocumentError
from nwd_costs.testing.cases import LEAST, Case, cases_in

ROOT = Path(__file__).resolve().parents[2] / "methodology"
FILES = sorted(file for file in ROOT.glob("**/cases/*.md") if file.name != "README.md")
CASES = [
    pytest.param(case, id=f"{file.relative_to(ROOT).as_posix()}: {case.title}")
    for file in FILES
    for case in cases_in(file)
]

# Ten days at £10, four of them in need at £1: a case that holds, to be spoilt in the tests below.
SOUND = """\
# A file

## Case: a sound one
- Clauses: 7.1, 8.1
- Method: edge-of-care/2021-22.1
- Changed: horizon.days = 10
- Period: 2022-23
- As at: 2023-03-31

Prose.

### Children
| child_id | date_of_birth |
|---|---|
| C1 | 10/05/2008 |

### Need episodes
| child_id | from_day | until_day |
|---|---|---|
| C1 | 01/03/2022 | 05/04/2022 |

### Referrals
| referral_id | child_id | at_risk_of | referred_on | started_on | stage |
|---|---|---|---|---|---|
| R1 | C1 | entry | 01/04/2022 | 01/04/2022 | engaged |

### Prices
| category | per | amount |
|---|---|---|
| looked_after | week | 70.00 |
| children_in_need | week | 7.00 |

### Ledger
| referral_id | side | category | from_day | until_day | days | weight | rate_pence | amount_pence |
|---|---|---|---|---|---|---|---|---|
| R1 | actual | cin | 01/04/2022 | 05/04/2022 | 4 | 1 000 000 | 700 | -400 |
| R1 | actual | none | 05/04/2022 | 11/04/2022 | 6 | 1 000 000 |  | 0 |
| R1 | counterfactual | looked_after | 01/04/2022 | 11/04/2022 | 10 | 1 000 000 | 7000 | 10 000 |

### Scope
| referral_id | scope |
|---|---|
| R1 | in scope |

### Totals
| figure | value |
|---|---|
| gross_pence | 9 600 |
"""
LINES = SOUND.splitlines()
FIRST, NONE, LAST = (
    next(x for x in LINES if x.startswith(f"| R1 | {s}"))
    for s in ("actual | cin", "actual | none", "counterf")
)


def case_of(tmp_path: Path, text: str) -> Case:
    file = tmp_path / "spoilt.md"
    file.write_text(text, encoding="utf-8")
    return cases_in(file)[0]


@pytest.mark.parametrize("case", CASES)
def test_a_worked_case_comes_out_as_it_is_written(case: Case) -> None:
    case.check()


def test_no_two_cases_of_a_file_have_one_title() -> None:
    for file in FILES:
        titles = [case.title for case in cases_in(file)]
        assert len(titles) == len(set(titles)), file.name


def test_the_sound_case_holds(tmp_path: Path) -> None:
    case_of(tmp_path, SOUND).check()


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        pytest.param(
            "| 10 000 |", "| 10 001 |", "> | R1          | counterfactual", id="a wrong penny"
        ),
        pytest.param("| -400 |", "| 400 |", "> | R1            | actual", id="a wrong sign"),
        pytest.param(f"{NONE}\n", "", "2022-04-05", id="a missing line"),
        pytest.param(FIRST, f"{FIRST}\n{FIRST}", "Ledger, expected:", id="a line given twice"),
        pytest.param(
            LAST,
            f"{LAST}\n{LAST.replace('looked_after', 'secure')}",
            "> | R1          | counterfactual | secure",
            id="an extra line",
        ),
        pytest.param(f"{FIRST}\n{NONE}", f"{NONE}\n{FIRST}", "Ledger, got:", id="another order"),
        pytest.param("| 700 | -400 |", "|  | -400 |", "Ledger, got:", id="a rate left out"),
        pytest.param(
            "| R1 | in scope |", "| R1 | voided |", "Scope, expected:", id="another scope"
        ),
        pytest.param("\n| R1 | in scope |", "", "Scope, got:", id="a scope left out"),
        pytest.param("| 9 600 |", "| 9 601 |", "Totals, expected:", id="a wrong total"),
        pytest.param("gross_pence", "gross_pounds", "(no such figure)", id="a figure that is none"),
    ],
)
def test_a_wrong_expectation_fails_with_both_tables(
    tmp_path: Path, old: str, new: str, shown: str
) -> None:
    assert SOUND.count(old) == 1
    with pytest.raises(AssertionError, match="case 'a sound one'") as failure:
        case_of(tmp_path, SOUND.replace(old, new)).check()
    message = str(failure.value)
    assert "expected:" in message
    assert "got:" in message
    assert " ".join(shown.split()) in " ".join(message.split())


def test_a_case_that_is_not_refused_fails_where_an_error_was_expected(tmp_path: Path) -> None:
    refused = SOUND[: SOUND.index("### Ledger")] + "### Error\n| words |\n|---|\n| no rate |\n"
    with pytest.raises(AssertionError, match="it ran, but was to be refused"):
        case_of(tmp_path, refused).check()
    unpriced = refused.replace("| children_in_need | week | 7.00 |\n", "")
    case_of(tmp_path, unpriced).check()
    with pytest.raises(AssertionError, match="not in the message"):
        case_of(tmp_path, unpriced.replace("no rate", "no date")).check()


CARE = SOUND[: SOUND.index("### Ledger")] + (
    "### Cost of care\n| category | days | lines | children | amount_pence |\n"
    "|---|---|---|---|---|\n| cin | 4 | 1 | 1 | 400 |\n"
)


def test_the_cost_of_care_stands_in_place_of_a_ledger(tmp_path: Path) -> None:
    case_of(tmp_path, CARE).check()
    with pytest.raises(AssertionError, match="Cost of care, expected:"):
        case_of(tmp_path, CARE.replace("| 400 |", "| 401 |")).check()
    with pytest.raises(AssertionError, match="Cost of care, got:"):
        case_of(tmp_path, CARE.replace("| cin | 4 | 1 | 1 | 400 |\n", "")).check()
    for other in ("Ledger", "Totals"):
        with pytest.raises(DocumentError, match="a Ledger, Error or Cost of care"):
            case_of(tmp_path, CARE + SOUND[SOUND.index(f"### {other}") :])


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        pytest.param("## Case: a sound one", "## A sound one", 3, "## Case", id="no case"),
        pytest.param("- Clauses: 7.1, 8.1\n", "", 3, "- Clauses", id="no clauses"),
        pytest.param("- Period: 2022-23\n", "", 3, "- Period", id="no period"),
        pytest.param("### Children", "### Child", 12, "'Child' is no table", id="an unknown table"),
        pytest.param("### Need episodes", "### Children", 17, "second table", id="a table twice"),
        pytest.param("| C1 | 10/05/2008 |", "| C1 |", 15, "a row of 1 cells", id="a short row"),
        pytest.param(
            "| C1 | 10/05/2008 |", "| C1 | 10/05/2008", 15, "a row", id="a row not closed"
        ),
        pytest.param("| amount |", "| price |", 28, "price is none", id="an unknown column"),
        pytest.param("| days |", "| nights |", 34, "no days", id="a column left out"),
        pytest.param("### Scope\n", "### Error\n", 41, "scope is none", id="a wrong error table"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert SOUND.count(old) >= 1
    with pytest.raises(DocumentError) as failure:
        case_of(tmp_path, SOUND.replace(old, new, 1))
    assert f"spoilt.md, line {line}:" in str(failure.value)
    assert words in str(failure.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("horizon.days = 10", "horizon.nights = 10", id="an unknown parameter"),
        pytest.param("horizon.days = 10", "horizon = 10", id="no parameter"),
        pytest.param("horizon.days = 10", "horizon.days = ten", id="no value"),
        pytest.param("horizon.days = 10", "horizon.days.first = 10", id="no table"),
    ],
)
def test_a_changed_value_that_means_nothing_is_named_with_its_case(
    tmp_path: Path, old: str, new: str
) -> None:
    with pytest.raises(DocumentError, match=r"spoilt.md, line 3: a changed value"):
        case_of(tmp_path, SOUND.replace(old, new)).check()


def test_an_expected_column_that_the_result_does_not_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"line 41: Scope has no column reason"):
        case_of(
            tmp_path, SOUND.replace("| referral_id | scope |", "| referral_id | reason |")
        ).check()


def test_a_ledger_shows_at_least_what_makes_an_amount() -> None:
    assert set(LEAST) >= {"days", "weight", "rate_pence", "amount_pence"}


def test_the_page_on_worked_cases_names_every_table() -> None:
    page = (ROOT / "cases" / "README.md").read_text(encoding="utf-8")
    used = {name for file in FILES for case in cases_in(file) for name in case.tables}
    assert [name for name in sorted(used) if f"**{name}**" not in page] == []
