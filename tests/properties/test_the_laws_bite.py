"""A law that cannot fail is worse than none: planted mistakes, each of which a law has to catch."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, settings

from nwd_costs import days, intervals, pence
from nwd_costs.stages import claims
from properties import (
    test_days_are_the_calendar,
    test_intervals_are_sets_of_days,
    test_no_child_day_is_claimed_twice,
    test_pence_are_exact,
)

DAYS, INTERVALS = test_days_are_the_calendar, test_intervals_are_sets_of_days
PENCE, CLAIMS = test_pence_are_exact, test_no_child_day_is_claimed_twice


def half_up(numerator: np.ndarray, denominator: np.ndarray) -> Any:
    return (2 * numerator + denominator) // (2 * denominator)


def born_in_leap_years(born: np.ndarray, years: Any) -> Any:
    """Let those born on 29 February have their birthday on the 28th."""
    found = days.birthday(born, years)
    if born[0] == days.NO_DAY:
        return found
    one, two = (days.to_date(int(day[0])) for day in (born, found))
    return found - ((one.month, one.day, two.month) == (2, 29, 3))


def closed(track: Any, window: Any) -> Any:
    """Take the last day for a day of the window."""
    return intervals.overlaps(track, (window[0], window[1], window[2] + 1))


def blind(child: np.ndarray, from_day: np.ndarray, until_day: np.ndarray, *_: Any) -> Any:
    """Merge what touches, whatever it is."""
    return intervals.merge(child, from_day, until_day)


def last_on_top(tracks: Any) -> Any:
    return intervals.layer_tracks(tracks[::-1])


def later_keeps(child: np.ndarray, index_day: np.ndarray, *window: np.ndarray) -> Any:
    return claims.one_claim_per_child_day(child, -index_day, *window)


def in_calendar_years(first: int, last: int) -> np.ndarray:
    return days.quarter_starts(first + 1, last)


def without_remainder(weight: np.ndarray, shares: dict[int, int]) -> Any:
    claim, category, part = claims.spread(weight, shares)
    return claim, category, part - (part > 0) * (np.arange(len(part)) % len(shares) == 1)


def truncated(*columns: np.ndarray) -> np.ndarray:
    return pence.amounts(*columns) - 1


PLANTED: list[tuple[ModuleType, str, Callable[..., Any], str]] = [
    (PENCE, "round_half_even", half_up, "test_division_rounds_a_half_to_the_even_number"),
    (PENCE, "amounts", truncated, "test_an_amount_is_one_exact_product_rounded_once"),
    (PENCE, "spread", without_remainder, "test_weights_spread_over_a_mix_add_up_to_the_weight"),
    (DAYS, "birthday", born_in_leap_years,
     "test_a_birthday_is_the_same_date_or_the_first_of_march"),
    (DAYS, "quarter_starts", in_calendar_years, "test_quarters_start_on_four_days_of_the_year"),
    (INTERVALS, "overlaps", closed,
     "test_overlaps_are_the_days_that_a_window_shares_with_each_interval"),
    (INTERVALS, "merge", blind, "test_merging_joins_exactly_what_touches_and_is_the_same"),
    (INTERVALS, "layer_tracks", last_on_top,
     "test_of_tracks_over_one_another_the_first_that_has_a_day_is_on_top"),
    (CLAIMS, "one_claim_per_child_day", later_keeps,
     "test_a_day_belongs_to_the_first_claim_that_wants_it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("module", "name", "mistake", "law"), PLANTED, ids=[planted[3] for planted in PLANTED]
)
def test_a_planted_mistake_breaks_the_law(
    module: ModuleType,
    name: str,
    mistake: Callable[..., Any],
    law: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, name, mistake)
    test = getattr(module, law)
    # To find the mistake is enough; to make the example small takes many times as long.
    quick = settings(max_examples=1_000, phases=[Phase.generate], database=None)
    monkeypatch.setattr(test, "_hypothesis_internal_use_settings", quick)
    with pytest.raises((AssertionError, ExceptionGroup)):
        test()
