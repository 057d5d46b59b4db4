"""The shape is vectorised: a large authority runs in seconds, not minutes."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import resource, time
import nwd_costs as nwd
from nwd_costs.testing.large import large_authority

frames = large_authority(200_000, 20_000)
method = nwd.methodology("edge-of-care/2021-22.1")
costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
began = time.perf_counter()
records = nwd.read(**frames)
result = nwd.run(method, records, costs, period="2022-23", as_at="2023-03-31")
took = time.perf_counter() - began
rows = records.accounting["placements"]["rows_in"]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(rows, len(records.referrals), len(result.ledger), took, peak)
"""


def test_200_thousand_rows_and_20_thousand_referrals_run_in_10_seconds_and_1536_mib() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    rows, referrals, lines, seconds, mebibytes = (float(x) for x in done.stdout.split())
    assert rows > 195_000
    assert referrals == 20_000
    assert lines > 10_000
    assert seconds < 10
    assert mebibytes < 1536
