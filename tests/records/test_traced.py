"""The referrals that a pack traces: pounds are among them, of every risk that has any."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import nwd_costs as nwd
from nwd_costs.evaluator_pack.traced import sample, synthetic_result, with_pounds
from nwd_costs.shelf import shipped

VERSIONS = shipped("methodology.toml")


@cache
def ran(version: str) -> Any:
    """Run a version over the synthetic council; none where it cannot be run there."""
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    return synthetic_result(nwd.methodology(version), costs)


@pytest.mark.parametrize("version", VERSIONS)
def test_two_traced_referrals_have_pounds_and_both_risks_are_among_them(version: str) -> None:
    result = ran(version)
    priced = with_pounds(result)
    referrals = result.records.referrals.set_index("referral_id")["at_risk_of"]
    risks = {referrals[one] for one in priced}
    for seed in range(1, 6):
        traced = set(sample(result, seed)) & priced
        assert len(traced) >= min(2, len(priced))
        assert {referrals[one] for one in traced} == risks


def test_some_versions_book_pounds_of_both_risks() -> None:
    priced = [with_pounds(ran(version)) for version in VERSIONS]
    assert max(map(len, priced)) > 8
