"""Published statistics, and what a claim looks like beside them [16.1]-[16.6].

``put_in_context`` is the door; what it is made of can be asked for by itself: a published figure,
a published price, and each check.
"""

from __future__ import annotations

from nwd_costs.context.asked import ContextCheck, Ground, Verdict
from nwd_costs.context.checks import (
    child_years,
    child_years_of_stock,
    fall_on_the_year_before,
    per_young_person,
    share_of_spending,
)
from nwd_costs.context.prices import price_source, published_price
from nwd_costs.context.statistics import Statistic, look_up, statistic, statistic_source
from nwd_costs.context.told import Context, put_in_context

__all__ = [
    "Context",
    "ContextCheck",
    "Ground",
    "Statistic",
    "Verdict",
    "child_years",
    "child_years_of_stock",
    "fall_on_the_year_before",
    "look_up",
    "per_young_person",
    "price_source",
    "published_price",
    "put_in_context",
    "share_of_spending",
    "statistic",
    "statistic_source",
]
