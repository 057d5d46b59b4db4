"""Mutated files end in a result or a DataError: no traceback, no hang, no gigabyte.

In the default suite 200 files of every kind; ``make fuzz`` reads 20,000 of each text and 2,000 of
each packed one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.corpora import KINDS

TESTS = Path(__file__).resolve().parents[1]
DEFAULT = 200
LONG = os.environ.get("NWD_FUZZ") == "long"
BATCH = 2_000 if LONG else DEFAULT


def batches() -> list[tuple[str, int]]:
    """Give each kind and the first seed of every batch."""
    return [
        (name, first)
        for name, kind in KINDS.items()
        for first in range(0, kind.long_run if LONG else DEFAULT, BATCH)
    ]


@pytest.mark.parametrize(("name", "first"), batches())
def test_a_mutated_file_is_read_or_refused(name: str, first: int) -> None:
    command = [sys.executable, str(TESTS / "fuzz" / "worker.py"), name, str(first), str(BATCH)]
    path = os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 0, f"ended with {done.returncode}: {done.stderr[-4000:]}"
    found = json.loads(done.stdout)
    assert found["read"] + found["refused"] == BATCH
    assert found["read"] > 0
    assert found["refused"] > 0
    assert found["peak_mib"] < 1024
