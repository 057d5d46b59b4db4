"""The report and the workbooks of a whole council do not keep anybody waiting."""

from __future__ import annotations

import time
from pathlib import Path

import nwd_costs as nwd
from nwd_costs.command_parts import carried
from nwd_costs.testing import synthetic_authority

# What was promised; about 2 s of processor time when this was set, on a machine with other work.
SECONDS = 5.0
TIMES = 4
GIVEN = {"period": "2022-23", "as_at": "2023-03-31"}
METHOD = "edge-of-care/2021-22.1"


def read(folder: Path) -> nwd.Records:
    return nwd.read(
        ssda903=folder / "ssda903",
        cin_census=sorted(folder.rglob("*.xml")),
        referrals=folder / "referrals.csv",
    )


def written(result: nwd.Result, compared: nwd.Comparison, folder: Path) -> list[int]:
    """Write the report beside the other methods, and both workbooks; give their sizes."""
    nwd.report(result, compared=compared).write(folder)
    nwd.workbook(result, profile="internal").write(folder / "internal.xlsx")
    nwd.workbook(result, profile="publication").write(folder / "published.xlsx")
    names = ("report.html", "internal.xlsx", "published.xlsx")
    return [(folder / name).stat().st_size for name in names]


def test_a_council_of_400_referrals_has_report_and_workbooks_in_seconds(tmp_path: Path) -> None:
    council = synthetic_authority(11, children=3_600, referrals=400, return_years=(2022, 2023))
    council.write(tmp_path)
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    records = read(tmp_path)
    result = nwd.run(nwd.methodology(METHOD), records, costs, **GIVEN)
    compared = nwd.compare(carried(), records, costs, **GIVEN)
    assert len(records.placements) >= 3_000
    assert len(result.claims) == 400
    taken = []
    # The best of several is what it takes undisturbed; a busy machine needs more of them.
    for _ in range(TIMES):
        before = time.process_time()
        sizes = written(result, compared, tmp_path)
        taken.append(time.process_time() - before)
        assert min(sizes) > 0
        if len(taken) > 1 and min(taken) <= SECONDS:
            break
    told = f"{len(records.placements):,} placement rows: {min(taken):.2f} s"
    print(told)  # noqa: T201 (with -s)
    assert min(taken) <= SECONDS, f"{min(taken):.2f} s"
