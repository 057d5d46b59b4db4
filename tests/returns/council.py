"""One synthetic council handed over in many shapes, and what a run makes of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

import nwd_costs as nwd
from nwd_costs.testing import SyntheticAuthority, synthetic_authority

TABLES = ("children", "placements", "protection_plans", "need_episodes", "referrals")


@cache
def the_council() -> SyntheticAuthority:
    return synthetic_authority(7, children=120, referrals=40)


def result_of(records: nwd.Records, version: str = "edge-of-care/2021-22.1") -> nwd.Result:
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    method = nwd.methodology(version)
    return nwd.run(method, records, costs, period="2022-23", as_at="2023-03-31")


def ledgers(records: nwd.Records) -> list[pd.DataFrame]:
    versions = ("edge-of-care/2021-22.1", "cic-cp-cin/2020-21.1")
    return [result_of(records, version).ledger for version in versions]


def assert_same_ledgers(found: nwd.Records, wanted: nwd.Records) -> None:
    for one, other in zip(ledgers(found), ledgers(wanted), strict=True):
        assert len(one) > 5
        pd.testing.assert_frame_equal(one, other)


def returns(folder: Path) -> nwd.Records:
    """Write the council as returns and read them: what every other shape is held against."""
    the_council().write(folder)
    return nwd.read(
        ssda903=folder / "ssda903",
        cin_census=sorted((folder / "cin_census").glob("*.xml")),
        referrals=folder / "referrals.csv",
    )


def told(records: nwd.Records) -> str:
    return "\n".join(warning.message for warning in records.warnings)
