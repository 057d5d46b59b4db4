"""Every check: what rows are held to, and what to do about a row that breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nwd_costs.checks.catalogue_care import CARE
from nwd_costs.checks.catalogue_need import NEED
from nwd_costs.checks.catalogue_people import PEOPLE
from nwd_costs.findings import Check


def _by_id(*checks: Check) -> Mapping[str, Check]:
    found = {check.id: check for check in checks}
    if len(found) < len(checks):
        raise ValueError("two checks have one id")
    return MappingProxyType(found)


CATALOGUE: Mapping[str, Check] = _by_id(*CARE, *NEED, *PEOPLE)
