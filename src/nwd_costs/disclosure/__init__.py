"""What may leave the analyst: a result after disclosure control [17.1]-[17.6]."""

from nwd_costs.disclosure.facts import ACCEPTED, CROSSED, STANDS
from nwd_costs.disclosure.headline import FIGURE_NAMES
from nwd_costs.disclosure.policy import POUND_STEP, Disclosure, pseudonym
from nwd_costs.disclosure.published import (
    PUBLISHED,
    TOTAL,
    Cell,
    Published,
    PublishedTable,
)
from nwd_costs.disclosure.publishing import publishable
from nwd_costs.disclosure.rounding import in_number, in_pounds, round_amount
from nwd_costs.disclosure.splits import OTHER

__all__ = [
    "ACCEPTED",
    "CROSSED",
    "FIGURE_NAMES",
    "OTHER",
    "POUND_STEP",
    "PUBLISHED",
    "STANDS",
    "TOTAL",
    "Cell",
    "Disclosure",
    "Published",
    "PublishedTable",
    "in_number",
    "in_pounds",
    "pseudonym",
    "publishable",
    "round_amount",
]
