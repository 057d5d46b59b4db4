"""What may leave the analyst: a result after disclosure control [17.1]-[17.6]."""

from nwd_costs.disclosure.headline import FIGURE_NAMES
from nwd_costs.disclosure.policy import Disclosure, pseudonym
from nwd_costs.disclosure.published import (
    PUBLISHED,
    TOTAL,
    Cell,
    Published,
    PublishedTable,
)
from nwd_costs.disclosure.publishing import publishable
from nwd_costs.disclosure.rounding import in_number, in_pounds
from nwd_costs.disclosure.splits import OTHER

__all__ = [
    "FIGURE_NAMES",
    "OTHER",
    "PUBLISHED",
    "TOTAL",
    "Cell",
    "Disclosure",
    "Published",
    "PublishedTable",
    "in_number",
    "in_pounds",
    "pseudonym",
    "publishable",
]
