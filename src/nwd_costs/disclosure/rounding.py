"""Rounding of counts and money so that parts add up to their total [17.3]."""

from __future__ import annotations

from collections.abc import Sequence

from nwd_costs.disclosure.policy import POUND_STEP, Disclosure
from nwd_costs.disclosure.published import Cell


def nearest(value: int, step: int) -> int:
    """Round to the nearest multiple of a step; what is in the middle goes up."""
    return (2 * value + step) // (2 * step) * step


def adding_up(parts: Sequence[int], total: int, step: int) -> list[int]:
    """Round parts up or down to multiples of a step, so that they sum to their rounded total.

    Every part is rounded down, and as many as it takes are rounded up instead: those that were cut
    most, the first of equals first. So every part is within one step of what it is.

    Parameters
    ----------
    parts
        Exact.
    total
        What they sum to, as it is shown: a multiple of the step, within one step of their sum.
    step
        Positive.
    """
    shown = [part // step * step for part in parts]
    missing = (total - sum(shown)) // step
    most_cut = sorted(range(len(parts)), key=lambda at: -(parts[at] - shown[at]))
    for at in most_cut[:missing]:
        shown[at] += step
    return shown


def round_amount(least: int) -> int:
    """Give the smallest of 1, 2, 5, 10, 20, 50 … thousand pounds that is no less. [pence]"""
    size = POUND_STEP
    while True:
        for leading in (1, 2, 5):
            if leading * size >= least:
                return leading * size
        size *= 10


def money_step(dearest_day_pence: int, policy: Disclosure) -> int:
    """Give what money is rounded to [17.3]. [pence]

    It is at least what ``round_to`` days of the dearest price in the table come to, so that pounds
    over any known price leave ``round_to`` numbers of days to choose from. It depends on the table
    and the policy, never on a child.

    Parameters
    ----------
    dearest_day_pence
        The dearest price of a day in the table.
    policy
        Gives ``round_to``.
    """
    return round_amount(policy.round_to * max(POUND_STEP, dearest_day_pence))


def in_pounds(pence: int, step: int) -> Cell:
    """Write a rounded amount, in whole pounds; one that was rounded to nought is not nothing."""
    if pence == 0:
        return Cell(f"less than £{step // 100:,}", 0, "rounded")
    sign = "-" if pence < 0 else ""
    return Cell(f"{sign}£{abs(pence) // 100:,}", pence, "rounded")


def in_number(count: int) -> Cell:
    """Write a rounded count."""
    return Cell(f"{count:,}", count, "rounded")


def counted(count: int, policy: Disclosure) -> Cell:
    """Show a count that stands alone: rounded, or that it is below the threshold [17.2]."""
    if count < policy.threshold:
        return Cell(f"fewer than {policy.threshold}", None, "suppressed")
    return in_number(nearest(count, policy.round_to))
