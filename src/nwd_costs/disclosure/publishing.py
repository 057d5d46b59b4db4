"""From a result to what may be published of it [17.1]-[17.5]."""

from __future__ import annotations

from types import MappingProxyType

from nwd_costs.disclosure.facts import facts_of, last_day, warnings_of
from nwd_costs.disclosure.headline import headline_figures, headline_table
from nwd_costs.disclosure.money import gross_money, money_tables
from nwd_costs.disclosure.people import people_tables
from nwd_costs.disclosure.policy import Disclosure
from nwd_costs.disclosure.published import Published
from nwd_costs.disclosure.rounding import in_pounds
from nwd_costs.result import Result

# Control sees one result. What was published before it cannot see, so it has to say so.
ONE_OF_THESE_DAYS = (
    "Publish one report of these days [17.1]. One of days that overlap with them, by another "
    "method, under another policy or from corrected records could be taken off this one and leave "
    "few children: disclosure control cannot see what was published before."
)


def publishable(result: Result, policy: Disclosure | None = None) -> Published:
    """Turn a result into what may leave the analyst, by disclosure control.

    It reads no clock, keeps nothing and changes nothing of the result.

    Parameters
    ----------
    result
        What was run.
    policy
        The policy; ``Disclosure()`` unless another is given. One result is published under one
        policy, and days in one report: two would let a reader take one off the other [17.1].

    Returns
    -------
    Published
        Tables, figures and notes. Every output of the publication profile is made of this alone.

    Raises
    ------
    DisclosureError
        When even the gross total rests on too few children, or is withheld [8.2].
    """
    policy = policy or Disclosure()
    money = gross_money(result, policy)
    figures = headline_figures(result, money)
    pounds, dropped = money_tables(money)
    people, too_small = people_tables(result, policy)
    warnings, left_out = warnings_of(result, policy)
    rounded = (
        f"Money is rounded to {in_pounds(money.step, money.step).text}, counts to "
        f"{policy.round_to}: parts are within one such step and add up to their totals [17.3]."
    )
    return Published(
        authority=result.costs.authority,
        period=result.period.name,
        facts=facts_of(result),
        figures=MappingProxyType(figures),
        tables=(headline_table(figures), *pounds, *people),
        warnings=warnings,
        notes=(ONE_OF_THESE_DAYS, rounded, *dropped, *too_small, *left_out),
        policy=policy,
        money_step=money.step,
        stands=result.headline.stands,
        observed_until=last_day(result),
    )
