"""Read many mutated files of one kind: ``python tests/fuzz/worker.py KIND FIRST COUNT``.

A file may be read or refused with a DataError. Anything else ends the process: another exception
with its traceback, a hang with the alarm's signal. What it prints is JSON: how many were read and
refused, and the peak of memory.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

import nwd_costs as nwd
from fuzz.corpora import KINDS, write_corpus
from fuzz.mutating import mutated, mutated_inside

SECONDS = 60  # no file takes a second; a machine may be busy


def fuzz(name: str, seeds: range) -> dict[str, int]:
    """Read the files that some seeds give."""
    kind, outcomes = KINDS[name], {"read": 0, "refused": 0}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_corpus(folder)
        target = folder / kind.file
        good = target.read_bytes()
        for seed in seeds:
            inside = kind.is_archive and seed % 2
            target.write_bytes(mutated_inside(good, seed) if inside else mutated(good, seed))
            signal.alarm(SECONDS)
            outcomes[_outcome(name, seed, folder)] += 1
            signal.alarm(0)
    return outcomes


def _outcome(name: str, seed: int, folder: Path) -> str:
    try:
        KINDS[name].read(folder)
    except nwd.DataError:
        return "refused"
    except BaseException:  # noqa: BLE001  whatever it is, it is what we look for
        traceback.print_exc()
        sys.exit(f"{name}: the file of seed {seed} ended in something else")
    return "read"


def _peak_mib() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    lines = dict(line.split(":", 1) for line in status.splitlines())
    return int(lines["VmHWM"].split()[0]) // 1024


if __name__ == "__main__":
    warnings.simplefilter("error")
    first, count = int(sys.argv[2]), int(sys.argv[3])
    found = fuzz(sys.argv[1], range(first, first + count))
    json.dump({**found, "peak_mib": _peak_mib()}, sys.stdout)
