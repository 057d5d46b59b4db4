"""A worked case on totals that is wrong, in whatever way, is caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from nwd_costs.errors import DocumentError
from nwd_costs.testing.cases import Case, cases_in

# Four at £1,500 are £6,000: a case that holds, to be spoilt in the tests below.
SIX = "£6,000.00 in total, prices not stated, assumed"
SOUND = f"""\
# A file

## Case: a sound one
- Clauses: 15.3, 15.11

Prose.

### Sums
| sum | calculator | inputs | result |
|---|---|---|---|
| cost | total | number = 4 people; unit_cost = £1,500 a person | {SIX} |
| none | add | amounts = £1 a week + £1 a year | refused: cannot be added |

### Printed
| sum | printed | tolerance | to_nearest | verdict |
|---|---|---|---|---|
| cost | £6k in total | rounded | | agrees |
"""


def case_of(folder: Path, text: str) -> Case:
    file = folder / "spoilt.md"
    file.write_text(text, encoding="utf-8")
    return cases_in(file)[0]


def test_the_sound_case_holds(tmp_path: Path) -> None:
    case_of(tmp_path, SOUND).check()


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("£6,000.00 in", "£6,000.01 in", "> | cost "),
        ("not stated, assumed |", "not stated, published |", "> | cost "),
        ("= 4 people", "= 5 people", "£7,500.00 in total"),
        ("refused: cannot be added", "refused: cannot be mended", "Two figures cannot be added"),
        ("refused: cannot be added", "£2.00 a week, prices not stated, assumed", "refused: Two"),
        ("£1 a week + £1 a year", "£1 a week + £1 a week", "£2.00 a week"),
        ("| agrees |", "| disagrees by £1.00 |", "Printed, expected:"),
        ("£6k in", "£7k in", "disagrees by -£1,000.00 in total"),
        ("£6k in total", "£6k a year", "refused: Two figures cannot be compared"),
    ],
)
def test_a_wrong_sum_is_caught(old: str, new: str, shown: str, tmp_path: Path) -> None:
    assert SOUND.count(old) == 1
    with pytest.raises(AssertionError, match=r"spoilt\.md, line 3") as raised:
        case_of(tmp_path, SOUND.replace(old, new)).check()
    assert shown in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "| sum | calculator | inputs | result |",
            "| sum | calculator | inputs | gives |",
            "no re",
        ),
        ("to_nearest | verdict |", "to_nearest | found |", "no verdict"),
        ("- Clauses: 15.3, 15.11\n", "", "needs one line '- Clauses"),
        ("### Printed", "### Children\n| child_id |\n|---|\n| C1 |\n\n### Printed", "a table that"),
    ],
)
def test_a_case_that_would_check_less_is_refused(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    assert SOUND.count(old) == 1
    with pytest.raises(DocumentError, match=words):
        case_of(tmp_path, SOUND.replace(old, new))


def test_a_printed_figure_without_a_sum_is_refused(tmp_path: Path) -> None:
    start, end = SOUND.index("### Sums"), SOUND.index("### Printed")
    with pytest.raises(DocumentError):
        case_of(tmp_path, SOUND[:start] + SOUND[end:])
