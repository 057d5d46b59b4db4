"""What rows are held to, and which of them break it: every check, and what they found."""

from nwd_costs.checks.catalogue import CATALOGUE
from nwd_costs.checks.find import Sources, find

__all__ = ["CATALOGUE", "Sources", "find"]
