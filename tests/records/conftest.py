"""One run of the synthetic council, with its inputs and documents where they can be changed."""

from __future__ import annotations

import shutil

import pytest

from nwd_costs.commands import demo_result
from nwd_costs.outputs import write_outputs
from records.made import ROOT, Run


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
