"""The register of authorities: names, DfE numbers, regions."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache

from nwd_costs.errors import Problem, UnitCostError
from nwd_costs.shelf import methodology_root, read_csv

REGISTER = "authorities/2026.1"
ENGLAND = "970"


def resolve_authority(name: str, register: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Give the DfE number of an area by name or number.

    Raises
    ------
    UnitCostError
        When it is in the register under no such name; near matches are offered.
    """
    areas = authorities() if register is None else register
    wanted = plain(str(name))
    if wanted in areas:
        return wanted
    by_name = {plain(area["name"]): number for number, area in areas.items()}
    if wanted in by_name:
        return by_name[wanted]
    near = difflib.get_close_matches(wanted, by_name, n=3)
    names = ", ".join(areas[by_name[match]]["name"] for match in near)
    advice = f"Did you mean {names}?" if near else "Give its name or DfE number."
    problem = Problem(f"authority '{name}'", "is not in the register of authorities", advice)
    raise UnitCostError("The authority is not known.", [problem])


def plain(name: str) -> str:
    """Give a name as it is compared: lower case, single spaces, ``and`` for ``&``."""
    return " ".join(name.lower().replace("&", "and").split())


@cache
def authorities() -> dict[str, dict[str, str]]:
    """Give name, kind and region of every area, by DfE number."""
    frame = read_csv(methodology_root() / REGISTER / "authorities.csv")
    return {
        str(row["number"]): {str(key): str(value) for key, value in row.items()}
        for row in frame.to_dict("records")
    }


@cache
def neighbours() -> dict[str, tuple[str, ...]]:
    """Give the statistical neighbours of every authority that has some, the closest first [8.4]."""
    frame = read_csv(methodology_root() / REGISTER / "neighbours.csv")
    return {
        str(number): tuple(near["neighbour"]) for number, near in frame.groupby("number", sort=True)
    }
