"""Speed and memory as ratios, and the bounds that they are held to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.bounds import broken

ROOT = Path(__file__).resolve().parents[2]

LARGE = {
    "rows": 990_000.0, "run_seconds": 5.0, "run_ratio": 10.0, "run_mib": 1200.0,
    "care_seconds": 3.0, "care_ratio": 5.0, "care_mib": 1200.0, "run_mean_seconds": 5.0,
    "care_mean_seconds": 3.0,
}  # fmt: skip
SMALL = {**LARGE, "rows": 99_000.0, "run_mean_seconds": 0.5, "care_mean_seconds": 0.3}
PROCESS = {"pandas_and_pyarrow": 0.7, "pandas": 0.6, "nwd_costs": 0.1, "one_council": 2.0}
READING = {"rows": 1e6, "read_seconds": 4.0, "read_ratio": 10.0, "read_mib": 900.0}


def test_a_million_rows_keep_the_bounds_and_so_does_a_whole_council() -> None:
    command = [sys.executable, "-m", "benchmarks", "100000", "1000000"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every bound holds." in done.stdout


def test_measurements_inside_the_bounds_break_nothing() -> None:
    assert broken([SMALL, LARGE], PROCESS, READING) == []


@pytest.mark.parametrize(
    ("name", "worse", "what"),
    [
        ("run_ratio", 21.0, "run / baseline"),
        ("care_ratio", 9.0, "care cost / baseline"),
        ("run_mib", 2600.0, "run MiB"),
        ("run_mean_seconds", 6.1, "run: time per row"),
        ("care_mean_seconds", 3.7, "care: time per row"),
    ],
)
def test_a_measurement_over_its_bound_is_named(name: str, worse: float, what: str) -> None:
    (fault,) = broken([SMALL, {**LARGE, name: worse}], PROCESS, READING)
    assert what in fault


@pytest.mark.parametrize(("name", "worse"), [("one_council", 2.8), ("nwd_costs", 0.8)])
def test_a_slow_process_is_named(name: str, worse: float) -> None:
    (fault,) = broken([], {**PROCESS, name: worse}, READING)
    assert fault.startswith("BROKEN")


def test_on_a_slow_machine_the_second_is_longer_and_on_a_fast_one_it_is_a_second() -> None:
    slow = {**PROCESS, "pandas_and_pyarrow": 1.4, "pandas": 1.2}
    assert broken([], {**slow, "one_council": 5.4}, READING) == []
    assert broken([], {**slow, "one_council": 5.6}, READING) != []
    fast = {**PROCESS, "pandas_and_pyarrow": 0.4}
    assert broken([], {**fast, "one_council": 1.9}, READING) == []
    assert broken([], {**fast, "one_council": 2.1}, READING) != []


def test_slow_reading_is_named() -> None:
    (fault,) = broken([], PROCESS, {**READING, "read_ratio": 12.1})
    assert fault.startswith("BROKEN read / all text")


def test_a_large_census_is_read_as_a_stream() -> None:
    """A fifth of the 200 MiB that ``make bench`` reads."""
    command = [sys.executable, "-m", "benchmarks.census", "40"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "a second" in done.stdout
