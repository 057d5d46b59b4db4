"""Measure every size and one whole council, and say whether the bounds hold: ``make bench``.

``python -m benchmarks [ROWS ...]`` takes other numbers of placement rows. Ends with 1 if a bound
is broken.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.bounds import GROWTH_FROM, JUDGED_AT, broken, growth, told
from benchmarks.whole_process import whole_process

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 100_000, 1_000_000)
COLUMNS = {
    "rows": ("placement rows", "{:,}"),
    "lines": ("ledger lines", "{:,}"),
    "baseline_seconds": ("baseline s", "{:.3f}"),
    "run_seconds": ("run s", "{:.2f}"),
    "run_ratio": ("run / baseline", "{:.1f}"),
    "run_mib": ("run MiB", "{:,.0f}"),
    "care_seconds": ("care cost s", "{:.2f}"),
    "care_ratio": ("care cost / baseline", "{:.1f}"),
    "care_mib": ("care cost MiB", "{:,.0f}"),
}


def measured(rows: int, largest: int) -> dict[str, float]:
    """Measure one size in a process of its own, so that no other size is in its memory."""
    return _alone("benchmarks.measure", rows, *([largest] if rows == GROWTH_FROM else []))


def _alone(module: str, *rows: int) -> dict[str, float]:
    command = [sys.executable, "-m", module, *map(str, rows)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def row(cells: list[str]) -> str:
    """Write a row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def main(arguments: list[str]) -> int:
    """Print the tables; give 1 if a bound is broken."""
    sizes = [int(text) for text in arguments] or list(SIZES)
    print(row([title for title, _ in COLUMNS.values()]))
    print(row(["---:"] * len(COLUMNS)))
    found = []
    for rows in sizes:
        found.append(measured(rows, max(sizes)))
        print(row([form.format(found[-1][key]) for key, (_, form) in COLUMNS.items()]), flush=True)
    process, reading = whole_process(), _alone("benchmarks.reading", JUDGED_AT)
    print()
    print(told(process, reading))
    faults = broken(found, process, reading)
    print("\n".join(growth(found)))
    print("\n".join(faults) or "Every bound holds.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
