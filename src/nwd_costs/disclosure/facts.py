"""What stands beside the figures: method, prices, dates and warnings, without anybody's record."""

from __future__ import annotations

import datetime as dt

from nwd_costs.days import iso, to_date
from nwd_costs.disclosure.policy import Disclosure
from nwd_costs.prices import UnitCosts
from nwd_costs.profiles import PUBLICATION
from nwd_costs.result import Result
from nwd_costs.shelf import carries_prices

STANDS = "stands as a headline"
CROSSED, ACCEPTED = "Limit crossed: ", "Accepted by name: "
# Warnings whose words are about the method, the prices or the data as a whole. The words of any
# other may name files, rows, codes or days, and stay with the analyst.
ABOUT_THE_METHOD = frozenset({
    "contains_forecast", "cp_priced_as_children_in_need", "likelihood_all_certain",
    "outside_written_years", "programme_not_charged", "unpriced", "uprated", "what_if", "withdrawn",
})  # fmt: skip
ABOUT_PEOPLE = frozenset({
    "date_of_birth_disagreements", "eighteen_or_over", "expected_placement_unknown",
    "overlapping_referrals", "referrals_in_no_return",
})  # fmt: skip


def facts_of(result: Result) -> tuple[tuple[str, str], ...]:
    """Give what a reader has to know of how the figure was made: heading and words."""
    method, costs, terms = result.method, result.costs, result.terms()
    limits = result.headline.disqualified_by
    accepted = result.headline.accepted
    stands = STANDS if result.headline.stands else "NOT A HEADLINE FIGURE [2.16]"
    facts = {
        "Profile": PUBLICATION,
        "Standing of the figure": stands,
        **{f"{CROSSED}{limit.id}": f"{limit.what} [{limit.clause}]" for limit in limits},
        **{f"{ACCEPTED}{lim.id}": f"{lim.what} [{lim.clause}]" for lim in accepted},
        "Authority": costs.authority,
        "Period": result.period.name,
        "As at": iso(result.as_at),
        "Observed until": f"{last_day(result):%d/%m/%Y}",
        "Outturn": "no: it holds forecast days [7.3]" if result.contains_forecast else "yes",
        "Method": f"{method.id}: a {method.standing}, {method.status}",
        "Method fingerprint": method.fingerprint,
        "Unit costs": f"{costs.id}, {costs.price_basis}",
        "Unit costs fingerprint": _fingerprint(costs),
        "Price base": terms.price_base,
        "Uprating": terms.uprating,
        "Library version": result.library_version,
    }
    return tuple(facts.items())


def last_day(result: Result) -> dt.date:
    """Give the last day of the period that was observed, or the last that was observed before it.

    Parameters
    ----------
    result
        What is to be published.
    """
    return to_date(result.steps.observed.until - 1)


def _fingerprint(costs: UnitCosts) -> str:
    """Leave out the fingerprint of the council's own prices, which could be tried [17.12]."""
    return costs.fingerprint if carries_prices(costs.id, costs.files) else "not shown"


def warnings_of(result: Result, policy: Disclosure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the warnings in words without counts, and a note on those that are left out.

    Parameters
    ----------
    result, policy
        What is to be published, and how. A warning about too few children is left out.
    """
    told, left = [], 0
    for warning in result.warnings:
        many = min(warning.counts.values(), default=0) >= policy.threshold
        if warning.code in ABOUT_THE_METHOD or (warning.code in ABOUT_PEOPLE and many):
            told.append(f"{warning.message} [{warning.clause}]")
        else:
            left += 1
    note = (
        "Further warnings are about few children, or name files, rows or codes: the internal "
        "profile has them."
    )
    return tuple(told), (note,) if left else ()
