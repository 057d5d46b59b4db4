"""What rows are held to, which of them break it, and how much may be wrong before a headline."""

from nwd_costs.checks.catalogue import CATALOGUE
from nwd_costs.checks.code_counts import codes_found
from nwd_costs.checks.finding import Sources, find, tally
from nwd_costs.checks.thresholds import Threshold, thresholds

__all__ = ["CATALOGUE", "Sources", "Threshold", "codes_found", "find", "tally", "thresholds"]
