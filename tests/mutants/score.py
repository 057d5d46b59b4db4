"""Let mutmut alter the lowest floor in every way it knows: how many of its mutants are noticed?

``make mutants`` runs this. Fails when a mutant survives that ``survivors.toml`` does not explain,
or when an explanation is no longer needed. Everything happens in a copy that is thrown away.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SURVIVORS = Path(__file__).with_name("survivors.toml")

# A function, a line of it as it stands, and as it was altered to.
Survivor = tuple[str, str, str]
NOTICED = ("killed", "timeout", "segfault")


def explained() -> dict[Survivor, str]:
    """Read the mutants that may survive, each with the reason."""
    reasons = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["reason"]
    return {
        (function, line, becomes): reason["why"]
        for reason in reasons
        for function, line, becomes in reason["survivors"]
    }


def function_of(mutant: str) -> str:
    """Give the function of one of mutmut's names: ``periods.Period.parse``."""
    path, _, name = mutant.removeprefix("nwd_costs.").rpartition(".")
    plain = re.sub(r"__mutmut_\d+$", "", name).removeprefix("x")
    return f"{path}.{plain.strip('ǁ').replace('ǁ', '.') if 'ǁ' in plain else plain[1:]}"


def changed(difference: str) -> tuple[str, str]:
    """Give the lines that a mutant takes out and puts in, each joined into one."""
    lines = [line for line in difference.splitlines() if not line.startswith(("---", "+++"))]
    out, into = ([line[1:].strip() for line in lines if line.startswith(mark)] for mark in "-+")
    return " ".join(out), " ".join(into)


def copied(place: Path) -> None:
    """Copy what mutmut needs: the package, the tests it runs and its settings."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    tests = settings["mutmut"]["pytest_add_cli_args_test_selection"]
    shutil.copytree(ROOT / "src", place / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "tests/conftest.py", *tests):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place / name)


def mutmut(place: Path, *command: str) -> str:
    """Run mutmut in the copy and give what it says."""
    # Where it is said to be a machine for checks, hypothesis draws the same examples every time.
    environment = {**os.environ, "CI": "true", "PYTHONUTF8": "1"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *command],
        cwd=place,
        env=environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise SystemExit(f"mutmut {command[0]} failed:\n{done.stdout[-3000:]}\n{done.stderr}")
    return done.stdout


def results(place: Path) -> tuple[int, set[Survivor]]:
    """Run every mutant: how many there are, and which were not noticed."""
    mutmut(place, "run")
    told = [
        line.strip().split(": ")
        for line in mutmut(place, "results", "--all", "true").split("\n")
        if ": " in line
    ]
    survived = [name for name, status in told if status not in NOTICED]
    return len(told), {
        (function_of(name), *changed(mutmut(place, "show", name))) for name in survived
    }


def faults(survived: set[Survivor], reasons: Mapping[Survivor, str]) -> list[str]:
    """List the survivors that nothing explains, and the explanations that are not needed."""
    found = [
        ("survived, and nothing explains it", survived - reasons.keys()),
        ("explained, and did not survive", reasons.keys() - survived),
    ]
    return [
        f"{what}: {function}\n  - {line}\n  + {becomes}"
        for what, those in found
        for function, line, becomes in sorted(those)
    ]


def main() -> int:
    """Print the score; give 1 where a survivor is not explained or an explanation not needed."""
    with tempfile.TemporaryDirectory() as folder:
        copied(Path(folder))
        mutants, survived = results(Path(folder))
    found = faults(survived, explained())
    score = f"{mutants} mutants, {mutants - len(survived)} noticed, {len(survived)} survived"
    fine = "Each survivor is explained in tests/mutants/survivors.toml."
    sys.stdout.write("\n".join([score, *(found or [fine])]) + "\n")
    return 1 if found or not mutants else 0


if __name__ == "__main__":
    raise SystemExit(main())
