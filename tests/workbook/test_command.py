"""``nwd-costs workbook`` writes the profile that is asked for, and never another one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, FINE, main

COHORT = Path(__file__).resolve().parents[2] / "methodology" / "reference_cohort"


def arguments(out: Path, *more: str) -> list[str]:
    census = map(str, sorted(COHORT.rglob("*.xml")))
    return [
        "workbook", "--ssda903", str(COHORT / "ssda903"), "--cin-census", *census,
        "--referrals", str(COHORT / "referrals.csv"), "--methodology", "edge-of-care/2021-22.1",
        "--unit-costs", "lait-outturn/2024-25", "--authority", "North Yorkshire",
        "--period", "2022-23", "--as-at", "2023-03-31", "--out", str(out), *more,
    ]  # fmt: skip


def test_each_profile_is_written_when_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, public = tmp_path / "own.xlsx", tmp_path / "public.xlsx"
    assert main(arguments(own, "--profile", "internal")) == FINE
    assert "It holds children's records." in capsys.readouterr().out
    asked = ("--profile", "publication", "--threshold", "6", "--round-to", "6")
    assert main(arguments(public, *asked)) == FINE
    assert "children's records" not in capsys.readouterr().out
    assert openpyxl.load_workbook(own).sheetnames[0] == "Summary"
    assert "threshold 6, rounded to 6" in openpyxl.load_workbook(public)["About"]["A2"].value


def test_what_cannot_be_written_ends_with_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "costs.xlsx"
    assert main(arguments(out, "--profile", "internal", "--threshold", "6")) == BAD_USAGE
    assert "--threshold: has no meaning for the internal profile" in capsys.readouterr().err
    assert main(arguments(out, "--profile", "publication", "--threshold", "9999")) == DATA_REFUSED
    assert not out.exists()
    with pytest.raises(SystemExit):
        main(arguments(out))
