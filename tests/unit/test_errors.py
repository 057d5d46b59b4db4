"""What a person must mend, in the words in which it is told."""

from __future__ import annotations

import pytest

from nwd_costs.errors import DataError, Problem


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((), ""),
        ((2,), " (row 2)"),
        ((2, 5), " (rows 2, 5)"),
        (tuple(range(1, 11)), " (rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)"),
        (tuple(range(1, 12)), " (rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 1 more)"),
        (tuple(range(1, 13)), " (rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more)"),
    ],
)
def test_a_problem_names_its_first_ten_rows_and_counts_the_others(
    rows: tuple[int, ...], words: str
) -> None:
    problem = Problem("list.csv", "a date cannot be read", "Write it as dd/mm/yyyy.", rows)
    assert str(problem) == f"list.csv: a date cannot be read{words}. Write it as dd/mm/yyyy."


def test_a_problem_without_advice_ends_with_its_full_stop() -> None:
    assert str(Problem("list.csv", "is empty", "")) == "list.csv: is empty."


def test_an_error_lists_every_problem_on_a_line_of_its_own() -> None:
    problems = [Problem("a.csv", "is empty", ""), Problem("b.csv", "is no list", "")]
    error = DataError("The lists cannot be used.", problems)
    assert error.title == "The lists cannot be used."
    assert error.problems == tuple(problems)
    assert str(error) == "The lists cannot be used.\n  - a.csv: is empty.\n  - b.csv: is no list."


def test_an_error_may_be_its_title_alone() -> None:
    assert str(DataError("There is nothing to read.")) == "There is nothing to read."
