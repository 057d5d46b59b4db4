"""The workbook of a whole council does not keep anybody waiting."""

from __future__ import annotations

import time
from pathlib import Path

import nwd_costs as nwd
from nwd_costs.testing import synthetic_authority

# About 1.2 s of processor time when this was set, on a machine with other work; report and workbook
# together are to take no more than 5 s.
SECONDS = 2.5
TIMES = 5


def test_a_council_of_400_referrals_has_its_workbook_in_seconds(tmp_path: Path) -> None:
    council = synthetic_authority(11, children=2_400, referrals=400, return_years=(2022, 2023))
    council.write(tmp_path)
    records = nwd.read(
        ssda903=tmp_path / "ssda903",
        cin_census=sorted(tmp_path.rglob("*.xml")),
        referrals=tmp_path / "referrals.csv",
    )
    result = nwd.run(
        nwd.methodology("edge-of-care/2021-22.1"), records,
        nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire"),
        period="2022-23", as_at="2023-03-31",
    )  # fmt: skip
    assert len(result.claims) == 400
    taken = []
    # The best of several is what it takes undisturbed; a busy machine needs more of them.
    for _ in range(TIMES):
        before = time.process_time()
        nwd.workbook(result, profile="internal").write(tmp_path / "internal.xlsx")
        nwd.workbook(result, profile="publication").write(tmp_path / "published.xlsx")
        taken.append(time.process_time() - before)
        if min(taken) <= SECONDS:
            break
    assert min(taken) <= SECONDS, f"{min(taken):.2f} s"
