"""Totals without children's records: calculators for business cases and for checking publications.

Import it by itself: ``from nwd_costs import totals``. Amounts are typed (``Money``), and so are
numbers (``Quantity``); see section 15 of the rules.
"""

from __future__ import annotations

from nwd_costs.library import deflator
from nwd_costs.totals.bases import PriceBase, Prices
from nwd_costs.totals.comparing import (
    avoided_per_pound,
    break_even_number,
    break_even_rate,
    break_even_share,
    compound_growth,
    net_avoided,
    number_needed,
    percentage_change,
    portion,
    rate_difference,
    share,
    simple_growth,
)
from nwd_costs.totals.counting import fall, in_all
from nwd_costs.totals.discounting import DiscountSchedule, discount_schedule
from nwd_costs.totals.figures import Figure, Money, Quantity, read_figure
from nwd_costs.totals.named import CALCULATORS, Sum, calculate, work_out
from nwd_costs.totals.printed import Agreement, agreement, plausible
from nwd_costs.totals.spending import (
    add,
    annualise,
    average_cost,
    days_to_years,
    difference,
    implied_quantity,
    repeated,
    total,
    unit_cost,
    weekly,
)
from nwd_costs.totals.years import (
    discount_factor,
    present_value,
    price_factor,
    rebase,
    uprate,
)

__all__ = [
    "CALCULATORS",
    "Agreement",
    "DiscountSchedule",
    "Figure",
    "Money",
    "PriceBase",
    "Prices",
    "Quantity",
    "Sum",
    "add",
    "agreement",
    "annualise",
    "average_cost",
    "avoided_per_pound",
    "break_even_number",
    "break_even_rate",
    "break_even_share",
    "calculate",
    "compound_growth",
    "days_to_years",
    "deflator",
    "difference",
    "discount_factor",
    "discount_schedule",
    "fall",
    "implied_quantity",
    "in_all",
    "net_avoided",
    "number_needed",
    "percentage_change",
    "plausible",
    "portion",
    "present_value",
    "price_factor",
    "rate_difference",
    "read_figure",
    "rebase",
    "repeated",
    "share",
    "simple_growth",
    "total",
    "unit_cost",
    "uprate",
    "weekly",
    "work_out",
]
