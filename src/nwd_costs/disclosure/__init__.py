"""What may leave the analyst: a result after disclosure control [17.1]-[17.6]."""

from nwd_costs.disclosure.policy import Disclosure, pseudonym
from nwd_costs.disclosure.published import Cell, Published, PublishedTable
from nwd_costs.disclosure.publishing import publishable

__all__ = [
    "Cell",
    "Disclosure",
    "Published",
    "PublishedTable",
    "pseudonym",
    "publishable",
]
