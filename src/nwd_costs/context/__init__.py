"""Published statistics, and what a claim looks like beside them [16.1]-[16.6].

``put_in_context`` is the door; what it is made of can be asked for by itself: a published figure,
a published price, and each check.
"""

from __future__ import annotations

from nwd_costs.context.prices import price_source, published_price
from nwd_costs.context.statistics import Statistic, look_up, statistic, statistic_source

__all__ = [
    "Statistic",
    "look_up",
    "price_source",
    "published_price",
    "statistic",
    "statistic_source",
]
