"""Measure one size in one process: ``python -m benchmarks.measure ROWS [AS_MANY_AS]``, as JSON.

The unit is the baseline: its time in the same process, on the same frames. Times are processor
time over all threads, so that another process on the machine does not count. The peak of memory
begins when the frames have been made, and counts the frames.

A ratio to the baseline is of the shortest of a few runs each. Growth is of means: a size is run as
often as it takes to go through AS_MANY_AS rows, because a short run may fall into a moment in which
the machine is fast, and one of a minute takes its moments as they come.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nwd_costs as nwd
from benchmarks.baseline import baseline
from nwd_costs.testing.large import large_authority

METHOD = "edge-of-care/2021-22.1"
COSTS = "lait-outturn/2024-25"
SCARCE = 5_000_000  # from here on, each thing once: it takes minutes


def timed(job: Callable[[], Any], times: int) -> tuple[float, float, Any]:
    """Give the shortest of some runs and their mean, in seconds, and what the last one gave."""
    taken: list[float] = []
    given = None
    for _ in range(times):
        given = None
        gc.collect()
        began = time.process_time()
        given = job()
        taken.append(time.process_time() - began)
    return min(taken), sum(taken) / times, given


def forget_peak() -> None:
    """Begin to watch the peak of memory anew, where the system can."""
    watch = Path("/proc/self/clear_refs")
    if watch.exists():
        watch.write_text("5", encoding="ascii")


def peak_mib() -> float:
    """Give the peak of memory since, in MiB; of the whole process on other systems."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(rows: int, as_many_as: int = 0) -> dict[str, float]:
    """Measure everything at a number of placement rows, with a tenth as many referrals."""
    method, costs = nwd.methodology(METHOD), nwd.unit_costs(COSTS, authority="North Yorkshire")
    tables: dict[str, Any] = large_authority(rows, rows // 10)
    times = 1 if rows >= SCARCE else max(2, as_many_as // rows)
    unit, _, _ = timed(lambda: baseline(tables), 3)

    def costs_avoided() -> tuple[nwd.Records, nwd.Result]:
        records = nwd.read(**tables)
        result = nwd.run(method, records, costs, period="2022-23", as_at="2023-03-31")
        assert result.summary()["gross_pence"] == result.gross_pence
        return records, result

    forget_peak()
    run_seconds, run_mean, (records, result) = timed(costs_avoided, times)
    run_mib = peak_mib()
    lines = len(result.ledger)
    del result

    def care() -> nwd.CareCosts:
        return nwd.cost_of_care(
            records, costs, method=method, as_at="2023-03-31", periods=["2022-23"]
        )

    forget_peak()
    care_seconds, care_mean, _ = timed(care, times)
    return {
        "rows": len(tables["placements"]),
        "referrals": len(tables["referrals"]),
        "lines": lines,
        "baseline_seconds": unit,
        "run_seconds": run_seconds,
        "run_mean_seconds": run_mean,
        "run_ratio": run_seconds / unit,
        "run_mib": run_mib,
        "care_seconds": care_seconds,
        "care_mean_seconds": care_mean,
        "care_ratio": care_seconds / unit,
        "care_mib": peak_mib(),
    }


if __name__ == "__main__":
    json.dump(measure(*map(int, sys.argv[1:])), sys.stdout)
