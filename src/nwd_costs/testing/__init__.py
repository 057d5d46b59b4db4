"""Material for tests, ours and those of plug-in authors: a synthetic council.

The hypothesis strategies live in :mod:`nwd_costs.testing.strategies`, which is not imported here:
a synthetic council needs nothing that the library does not, but for Excel `xlsxwriter`.
"""

from nwd_costs.testing.authority import SyntheticAuthority
from nwd_costs.testing.generator import synthetic_authority

__all__ = ["SyntheticAuthority", "synthetic_authority"]
