"""A worked case of the register that is wrong, in whatever way, is caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from nwd_costs.errors import DocumentError
from nwd_costs.testing.cases import Case, cases_in

SOUND = """\
# A file

## Case: a sound one
- Clauses: 16.8

### Register
```toml
[[figure]]
id = "cost"
title = "Cost"
printed = "£6k"
value = "£6k in total"
unit = "pounds in total"
periods = ["2022-23"]
scope = ["a council"]
meaning = "4 people at £1,500."
source = "somebody"
status = "outturn"
[figure.reproduced]
gives = "cost"
[[figure.reproduced.sums]]
name = "cost"
calculator = "total"
inputs = { number = "4 people", unit_cost = "£1,500 a person" }
```

### Verified
| id | computed | difference | status | fails | reason |
|---|---|---|---|---|---|
| cost | £6,000 in total | none | reproduced | no | Worked out again |
"""
REFUSED = (
    SOUND[: SOUND.index("### Verified")]
    .replace("4 people at", "of")
    .replace('id = "cost"', 'id = "The cost"')
)


def case_of(folder: Path, text: str) -> Case:
    file = folder / "spoilt.md"
    file.write_text(text, encoding="utf-8")
    return cases_in(file)[0]


def test_the_sound_cases_hold(tmp_path: Path) -> None:
    case_of(tmp_path, SOUND).check()
    case_of(tmp_path, f"{REFUSED}### Error\n| words |\n|---|\n| figure The cost, id |\n").check()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("£6,000 in total", "£6,001 in total"),
        ("| none |", "| +£1 in total |"),
        ("| reproduced |", "| within bounds |"),
        ("| no |", "| yes |"),
        ("| Worked out again |", "| Guessed |"),
        ("| cost | £6", "| costs | £6"),
        ("£1,500 a person", "£1,700 a person"),
    ],
)
def test_a_wrong_outcome_is_caught(old: str, new: str, tmp_path: Path) -> None:
    assert old in SOUND
    with pytest.raises(AssertionError, match=r"spoilt\.md, line 3"):
        case_of(tmp_path, SOUND.replace(old, new)).check()


def test_a_refusal_that_does_not_come_or_says_otherwise_is_caught(tmp_path: Path) -> None:
    for head, words in ((SOUND.split("### Verified", maxsplit=1)[0], "id"), (REFUSED, "figure 7")):
        with pytest.raises(AssertionError):
            case_of(tmp_path, f"{head}### Error\n| words |\n|---|\n| {words} |\n").check()


def test_a_register_without_an_outcome_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        case_of(tmp_path, SOUND.split("### Verified", maxsplit=1)[0])
