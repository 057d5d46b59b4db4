"""Section 17 of the rules by hand, clause by clause, on numbers small enough for the head."""

from __future__ import annotations

import hashlib
import hmac

import numpy as np
import pytest

import nwd_costs as nwd
from nwd_costs.disclosure.counting import AGES, FAMILY, part_shown, referrals_shown, whole_shown
from nwd_costs.disclosure.rounding import adding_up, counted, in_pounds, money_step, nearest
from nwd_costs.disclosure.splits import Amounts, Split, may_be_shown, merged

FIVE = nwd.Disclosure()


@pytest.mark.parametrize(
    ("threshold", "round_to", "stands"),
    [(5, 5, True), (3, 3, True), (10, 5, True), (5, 2, False), (2, 2, False), (5, 6, False)],
)
def test_the_policy_is_between_three_and_the_threshold_17_1(
    threshold: int, round_to: int, *, stands: bool
) -> None:
    if stands:
        words = nwd.Disclosure(threshold, round_to).in_words()
        assert f"fewer than {threshold} children" in words
        assert f"rounded to {round_to}" in words
    else:
        with pytest.raises(nwd.UsageError):
            nwd.Disclosure(threshold, round_to)


@pytest.mark.parametrize(
    ("count", "text"), [(0, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (7, "5"), (8, "10")]
)
def test_a_count_that_stands_alone_17_2(count: int, text: str) -> None:
    assert counted(count, FIVE).text == text


@pytest.mark.parametrize(
    ("pounds", "shown"),
    [
        ([10, 10, 10, 10], False),  # four children
        ([10, 10, 10, 10, 10], True),
        ([40, 10, 10, 10, 10], True),  # 40 of 80 is half
        ([41, 10, 10, 10, 10], False),  # 41 of 81 is more
        ([100, 100, 10, 5, 5], True),  # 20 beside the largest two is a fifth of 100
        ([100, 100, 10, 5, 4], False),  # 19 is less: the second family knows the first to 19
    ],
)
def test_an_amount_17_2(pounds: list[int], *, shown: bool) -> None:
    assert may_be_shown(np.array(pounds), FIVE) is shown


def test_what_money_is_rounded_to_17_3() -> None:
    # 5 days at £900 are £4,500: at least £5,000. 5 days at £1,001 are £5,005: next is £10,000.
    assert money_step(900_00, FIVE) == 5_000_00
    assert money_step(1_001_00, FIVE) == 10_000_00
    # £12,500 is in the middle of £10,000 and £15,000, and goes up.
    assert nearest(12_500_00, 5_000_00) == 15_000_00
    assert in_pounds(nearest(2_499_00, 5_000_00), 5_000_00).text == "less than £5,000"


def test_parts_add_up_to_their_total_17_3() -> None:
    # 7, 8 and 9 are 24, shown as 25. Cut down they are 5, 5 and 5; two more fives are missing, and
    # go to those that were cut most, 9 and 8.
    assert adding_up([7, 8, 9], 25, 5) == [5, 10, 10]


def test_parts_of_a_count_climb_a_ladder_17_4() -> None:
    # All three are at least 5. Then 2 not known: they join the 12 not in a family. Then 4 and 0.
    assert whole_shown({"yes": 30, "no": 12, "unknown": 6}, FAMILY, FIVE) == {
        "In a family": 30, "Not in a family": 15, "Not known": 5,
    }  # fmt: skip
    assert whole_shown({"yes": 30, "no": 12, "unknown": 2}, FAMILY, FIVE) == {
        "In a family": 30, "Not in a family, or not known": 15,
    }  # fmt: skip
    assert whole_shown({"yes": 30, "no": 4}, FAMILY, FIVE) is None


def test_ages_are_joined_from_the_youngest_17_4() -> None:
    ages = {"under 1": 3, "1-4": 4, "5-9": 7, "10-15": 17, "16 and over": 6, "unknown": 0}
    assert list(whole_shown(ages, AGES, FIVE) or {}) == [
        "Under 5", "5-9", "10-15", "16 and over, or not known",
    ]  # fmt: skip


def test_a_part_stands_beside_its_whole_only_if_the_rest_is_large_17_4() -> None:
    assert part_shown(15, 20, FIVE).text == "15"
    assert part_shown(16, 20, FIVE).withheld
    assert part_shown(4, 20, FIVE).withheld
    few = referrals_shown({"with days": 30, "without days": 10}, {"not started": 4}, FIVE)
    assert (few.all.text, few.sides, few.claims, few.reasons) == ("45", None, None, None)


def test_small_cells_of_money_go_into_other_17_4() -> None:
    # Six children with £10 each in care and in need, two with £10 each in protection: these two
    # take in the cell with the fewest children until it may be shown.
    child = np.array([*range(6), *range(7), 20, 21])
    cell = np.array([0] * 6 + [1] * 7 + [2] * 2)
    amounts = Amounts(child, np.full(15, 10))
    split = Split(("care", "need", "protection"), ("", "", ""), cell)
    first = next(merged(split, amounts, FIVE))
    assert first.names == ("need", "Other")
    assert [amounts.total(first.mine(at)) for at in (0, 1)] == [70, 80]


def test_a_pseudonym_17_6() -> None:
    kept = "sixteen letters!"
    digest = hmac.new(kept.encode(), b"C1", hashlib.sha256).hexdigest()
    assert nwd.pseudonym("C1", kept) == f"P-{digest[:16]}"
    with pytest.raises(nwd.UsageError):
        nwd.pseudonym("C1", kept[1:])
