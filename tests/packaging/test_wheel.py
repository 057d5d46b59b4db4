"""The wheel works elsewhere: away from the checkout, with its documents inside."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from nwd_costs.commands import demo_result
from nwd_costs.outputs import write_outputs

ROOT = Path(__file__).resolve().parents[2]

# Python is started without site-packages, so that no .pth file and no finder of an editable install
# can lead back to the checkout; then it is shown the wheel and, after it, the third-party packages.
_ELSEWHERE = """
import json, runpy, sys
installed, packages, arguments, told = (json.loads(text) for text in sys.argv[1:5])
sys.path[:] = [installed, *sys.path, *packages]
import nwd_costs
with open(told, "w", encoding="utf-8") as file:
    file.write(nwd_costs.__file__)
sys.argv = ["nwd-costs", *arguments]
runpy.run_module("nwd_costs", run_name="__main__", alter_sys=True)
"""


def python(*arguments: str, place: Path) -> str:
    """Run this Python in a folder and give what it printed; fail with what it said."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=place, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    out = tmp_path_factory.mktemp("wheel")
    options = ["--wheel", "--no-isolation", "--outdir", str(out)]
    python("-m", "build", *options, str(ROOT), place=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, and nothing else, in a folder of its own."""
    target = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--isolated", "--no-deps", "--no-index", "--no-compile"]
    python("-m", "pip", "install", *options, "--target", str(target), str(wheel), place=target)
    return target


def run_elsewhere(installed: Path, place: Path, *arguments: str) -> tuple[str, Path]:
    """Run a command of the installed package; give what it printed and where it was found."""
    packages = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    told = place / "where.txt"
    values = [str(installed), packages, list(arguments), str(told)]
    options = ["-I", "-S", "-W", "error", "-c", _ELSEWHERE]
    printed = python(*options, *map(json.dumps, values), place=place)
    return printed, Path(told.read_text(encoding="utf-8"))


def test_the_wheel_carries_every_document(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    documents = [file for file in (ROOT / "methodology").rglob("*") if file.is_file()]
    wanted = {
        f"nwd_costs/_methodology/{f.relative_to(ROOT / 'methodology').as_posix()}"
        for f in documents
    }
    assert wanted <= names
    assert {
        "nwd_costs/py.typed",
        "nwd_costs/_proof.md",
        "nwd_costs/_methodology/rules.md",
        "nwd_costs/_methodology/edge-of-care/2021-22.1/methodology.toml",
        "nwd_costs/_methodology/edge-of-care/2021-22.1/method.md",
        "nwd_costs/_methodology/edge-of-care/2021-22.1/categories.csv",
        "nwd_costs/_methodology/unit_costs/lait-outturn/2024-25/rates.csv",
        "nwd_costs/_methodology/reference_cohort/referrals.csv",
    } <= names


def test_the_wheel_carries_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"nwd_costs"}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_the_demonstration_runs_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    printed, found = run_elsewhere(installed, tmp_path, "demo", "--out", "results")
    assert found.is_relative_to(installed)
    assert "Gross costs avoided" in printed
    assert (tmp_path / "results" / "summary.json").is_file()


def test_a_record_reruns_to_the_same_ledger_on_a_fresh_install(
    installed: Path, tmp_path: Path
) -> None:
    write_outputs(demo_result(), tmp_path / "results")
    printed, found = run_elsewhere(
        installed,
        tmp_path,
        "record-verify",
        str(tmp_path / "results" / "record.json"),
        "--inputs",
        str(ROOT / "methodology" / "reference_cohort"),
    )
    assert found.is_relative_to(installed)
    assert printed.startswith("Verified\n")
    assert "run again, and the ledger is the same to the last line" in printed


def test_the_wheel_brings_the_command(installed: Path) -> None:
    (entry_points,) = installed.glob("nwd_costs-*.dist-info/entry_points.txt")
    assert "nwd-costs = nwd_costs.cli:main" in entry_points.read_text(encoding="utf-8")
