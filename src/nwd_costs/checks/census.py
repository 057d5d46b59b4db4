"""The checks of the CIN census: referrals to children's social care, and protection plans."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nwd_costs.checks.lists import Ints, Mask, out_of_date, unknown
from nwd_costs.checks.spells import Finder, born_later_than, finders
from nwd_costs.checks.views import Told
from nwd_costs.days import NO_DAY

# 42 weeks: a referral may be about a child who is not yet born, but no longer than this.
PREGNANCY_DAYS = 294
_REASON, _LIST = "closure_reason", "cin_closure_reason"


def _several_open(told: Told) -> Mask:
    """Mark, among what was kept, rows that were cut though the next row of the child is open."""
    kept = told.kept
    was_open = told.until_day[kept.at] == NO_DAY
    numbers = np.arange(len(kept.at), dtype=np.int64)
    last = np.append(~kept.follows[1:], True) if len(numbers) else kept.follows
    ends = np.flatnonzero(last)
    own_last = ends[np.cumsum(last) - last] if len(ends) else numbers
    found: Mask = kept.cut & was_open & was_open[own_last] & (own_last > numbers)
    return found


def _more_than_one_open(told: Told) -> Ints:
    return told.kept.at[_several_open(told)]


def _overlap_cut(told: Told) -> Ints:
    return told.kept.at[told.kept.cut & ~_several_open(told)]


def _closure_without_reason(told: Told) -> Mask:
    codes = told.coded(_REASON)
    return told.closed & ~codes.filled & codes.is_given


def _reason_without_closure(told: Told) -> Mask:
    found: Mask = told.usable & (told.until_day == NO_DAY) & told.coded(_REASON).filled
    return found


def _closure_reason_unknown(told: Told) -> Mask:
    return told.usable & unknown(told.coded(_REASON), told.books[_LIST])


def _closure_reason_out_of_date(told: Told) -> Mask:
    end = np.where(told.until_day == NO_DAY, NO_DAY, told.until_day + 1)
    codes, book = told.coded(_REASON), told.books[_LIST]
    return told.usable & out_of_date(codes, book, told.until_day, end, told.closing)


def _no_further_action_unreadable(told: Told) -> Mask:
    return told.usable & told.conformed.fault("no_further_action")


def _at_18_or_over(told: Told) -> Mask:
    known = told.usable & (told.born != NO_DAY)
    found: Mask = known & (told.from_day >= told.grown)
    return found


NEED: Mapping[str, Finder] = {
    **finders("need"),
    "need-overlap-cut": _overlap_cut,
    "need-more-than-one-open": _more_than_one_open,
    "closure-without-reason": _closure_without_reason,
    "reason-without-closure": _reason_without_closure,
    "closure-reason-unknown": _closure_reason_unknown,
    "closure-reason-out-of-date": _closure_reason_out_of_date,
    "no-further-action-unreadable": _no_further_action_unreadable,
    "need-before-birth": lambda told: born_later_than(told, PREGNANCY_DAYS),
    "need-at-18-or-over": _at_18_or_over,
}
PLANS: Mapping[str, Finder] = finders("plan")


def no_further_action_with_a_plan(need: Told, plans: Told) -> Ints:
    """Find referrals with no further action within which a plan of the child began [2.6].

    Parameters
    ----------
    need
        The need episodes.
    plans
        The protection plans.
    """
    flagged = need.frame["no_further_action"].to_numpy(dtype=np.bool_)
    asked = np.flatnonzero(need.usable & flagged)
    begun = np.flatnonzero(plans.usable)
    left = pd.DataFrame({"child": need.frame["child_id"].iloc[asked], "at": asked})
    right = pd.DataFrame(
        {"child": plans.frame["child_id"].iloc[begun], "day": plans.from_day[begun]}
    )
    pairs = left.merge(right, on="child")
    at, day = pairs["at"].to_numpy(dtype=np.int64), pairs["day"].to_numpy(dtype=np.int64)
    first = need.from_day[at]
    end = np.maximum(
        np.where(need.until_day[at] == NO_DAY, need.end[at], need.until_day[at]), first + 1
    )
    return np.unique(at[(day >= first) & (day < end)])
