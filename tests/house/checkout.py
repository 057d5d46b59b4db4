"""What the house tests look at: the files of the checkout, and its source as syntax trees."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "nwd_costs"

# What is no part of the project, where there is no git to ask.
_NOT_OURS = {".git", ".venv", "__pycache__", "dist", "build", "out"}


@cache
def files() -> tuple[Path, ...]:
    """List the project's files: those git knows, and those it would take up next."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
        if listed.returncode == 0:
            names = os.fsdecode(listed.stdout).split("\0")
            return tuple(sorted(ROOT / name for name in names if (ROOT / name).is_file()))
    return tuple(sorted(file for file in ROOT.rglob("*") if file.is_file() and _is_ours(file)))


def _is_ours(file: Path) -> bool:
    parts = file.relative_to(ROOT).parts
    hidden = any(part.startswith(".") and part.endswith(("cache", "hypothesis")) for part in parts)
    return not hidden and not _NOT_OURS.intersection(parts) and ".egg-info" not in str(file)


def named(file: Path) -> str:
    """Give a file's name below the checkout, the same on every system."""
    return file.relative_to(ROOT).as_posix()


@cache
def modules() -> dict[str, str]:
    """Give the text of every module of the package by its name below it: ``stages/pricing.py``."""
    return {
        file.relative_to(PACKAGE).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(PACKAGE.rglob("*.py"))
    }


def run(*command: str, place: Path = ROOT) -> str:
    """Run a Python module or snippet in a folder; give what it said if it failed, else ''."""
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=place,
        env=environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    return "" if done.returncode == 0 else f"{done.stdout}\n{done.stderr}"
