"""Whole processes, as an analyst waits for them: one council's files in, all files out."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from nwd_costs.testing import synthetic_authority

YEARS = (2021, 2022, 2023)
CHILDREN, REFERRALS = 2_400, 400  # which makes about 3,000 rows of episodes
TIMES = 3  # the first of them compiles


def whole_process() -> dict[str, float]:
    """Give the shortest processor time of some processes of each kind, in seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = council(folder / "in")
        kinds = {
            "pandas_and_pyarrow": ["-c", "import pandas, pyarrow"],
            "pandas": ["-c", "import pandas"],
            "nwd_costs": ["-c", "import nwd_costs"],
            "every_public_name": ["-c", "from nwd_costs import *"],
        }
        environment = _as_installed(folder / "bytecode")
        found: dict[str, list[float]] = {kind: [] for kind in (*kinds, "one_council")}
        # In turns, so that a busy spell of the machine falls on every kind alike.
        for at in range(TIMES):
            commands = {**kinds, "one_council": [*files, str(folder / f"out{at}")]}
            for kind, command in commands.items():
                found[kind].append(_seconds(command, environment))
        return {kind: min(seconds) for kind, seconds in found.items()}


def council(folder: Path) -> list[str]:
    """Write a council's returns; give the command that runs over them, less its last word."""
    authority = synthetic_authority(11, children=CHILDREN, referrals=REFERRALS, return_years=YEARS)
    authority.write(folder)
    census = sorted(map(str, folder.rglob("*.xml")))
    return [
        "-m", "nwd_costs", "run", "--ssda903", str(folder / "ssda903"), "--cin-census", *census,
        "--referrals", str(folder / "referrals.csv"), "--methodology", "edge-of-care/2021-22.1",
        "--unit-costs", "lait-outturn/2024-25", "--authority", "North Yorkshire",
        "--period", "2022-23", "--as-at", "2023-03-31", "--out",
    ]  # fmt: skip


def _as_installed(bytecode: Path) -> dict[str, str]:
    """Give an environment in which every module is compiled once, as an installer leaves it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(bytecode)}


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    before = os.times()
    subprocess.run([sys.executable, *command], check=True, capture_output=True, env=environment)
    after = os.times()
    return (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )
