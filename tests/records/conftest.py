"""One run of the synthetic council, with its inputs and documents where they can be changed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.commands import demo_result
from nwd_costs.outputs import write_outputs

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """What a run left, and copies of everything that it was made of."""

    result: nwd.Result
    outputs: Path
    inputs: Path
    method: Path
    prices: Path

    @property
    def record(self) -> Path:
        return self.outputs / "record.json"

    def verified(self, *, hash_only: bool = True) -> nwd.RecordVerified:
        return nwd.record_verify(
            self.record,
            inputs=self.inputs,
            methodology=self.method,
            unit_costs=self.prices,
            hash_only=hash_only,
        )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    place = tmp_path_factory.mktemp("run")
    shelf = ROOT / "methodology"
    copies = {
        "inputs": shelf / "reference_cohort",
        "method": shelf / "edge-of-care" / "2021-22.1",
        "prices": shelf / "unit_costs" / "lait-outturn" / "2024-25",
    }
    for name, folder in copies.items():
        shutil.copytree(folder, place / name)
    result = demo_result()
    write_outputs(result, place / "outputs")
    folders = [place / name for name in ("outputs", *copies)]
    return Run(result, *folders)
