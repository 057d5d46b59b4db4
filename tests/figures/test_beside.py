"""A published figure beside a result: refused with every difference, or labelled [12.12]."""

from __future__ import annotations

from functools import cache

import pytest

import nwd_costs as nwd
from nwd_costs.commands import demo_result

CLAIM = "ny-2022-23-edge-of-care"


@cache
def demo() -> nwd.Result:
    return demo_result()


def test_a_published_figure_is_not_like_any_result_and_every_difference_is_named() -> None:
    with pytest.raises(nwd.UsageError) as refused:
        nwd.set_beside(demo(), nwd.published_figure(CLAIM))
    terms = {problem.where for problem in refused.value.problems}
    assert terms >= {"method", "standing", "price_base", "ages", "tiers", "prices"}
    assert "which is not public" in str(refused.value)


def test_allowed_by_name_the_two_are_labelled_with_all_of_them() -> None:
    claim = nwd.published_figure(CLAIM)
    with pytest.raises(nwd.UsageError) as refused:
        nwd.set_beside(claim, demo())
    named = [problem.where for problem in refused.value.problems]
    found = nwd.set_beside(claim, demo(), despite=named)
    assert (found.a.pence, found.b.pence) == (639_000_000, 120_434_003)
    assert found.difference_pence == 120_434_003 - 639_000_000
    assert "NOT LIKE WITH LIKE" in str(found)
    assert "published, estimate" in str(found)
    assert "period" not in named  # 2022/3 is the year of the run


def test_two_periods_that_contradict_each_other_agree_with_none() -> None:
    claim = nwd.published_figure("sfpc-2023-24-q3")
    assert len(claim.periods) == 2
    with pytest.raises(nwd.UsageError, match="period: is contradictory"):
        nwd.set_beside(claim, nwd.published_figure(CLAIM))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ny-2022-23-edge-of-car", "Perhaps ny-2022-23-edge-of-care"),
        ("ny-2022-23-entries", "only pounds are set beside each other"),
        ("sfpc-living-in-a-family", "only pounds are set beside each other"),
    ],
)
def test_what_is_no_amount_of_the_register_is_refused(name: str, words: str) -> None:
    with pytest.raises(nwd.UsageError, match=words):
        nwd.published_figure(name)
