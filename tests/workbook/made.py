"""A result to make workbooks of: real weights, every side, and ids that a spreadsheet could take
for something else."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from pathlib import Path

import nwd_costs as nwd
from nwd_costs.freezing import reference_records

PRICES = "lait-outturn/2024-25"


@cache
def result(*, plain: bool = False) -> nwd.Result:
    """Give the reference cohort by a what-if with odd weights and adjustments, or as it is."""
    method = nwd.methodology("edge-of-care/2021-22.1")
    costs = nwd.unit_costs(PRICES, authority="North Yorkshire")
    asked = method if plain else method.plan.but(
        counterfactual={"likelihood.unstated": 333_335, "likelihood.high": 987_654},
        adjustments={"deadweight": 123_456},
    )  # fmt: skip
    return nwd.run(asked, reference_records(), costs, period="2022-23", as_at="2023-03-31")


def unpacked(path: Path) -> dict[str, str]:
    """Give every part of a workbook as text."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def cached(path: Path) -> list[str]:
    """Give what the cells with formulas hold before anybody has worked them out."""
    texts = unpacked(path).values()
    return [value for text in texts for value in re.findall(r"</f><v>([^<]*)</v>", text)]
