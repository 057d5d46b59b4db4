"""The register of authorities: names, DfE numbers, ONS codes, regions, statistical neighbours."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache

from nwd_costs.errors import Problem, UnitCostError
from nwd_costs.shelf import methodology_root, read_csv

REGISTER = "authorities/2026.1"
ENGLAND = "970"

_ONS_CODE = re.compile(r"[A-Z]\d{8}")
# What a council adds to the name of its area; left out of account when near matches are looked for.
_STYLE = re.compile(
    r"\b(council|county|city|borough|metropolitan|district|royal|london|unitary|authority|of)\b"
)
_ANY = "Give its name, its DfE number (such as 815) or its ONS code (such as E06000065)."


def resolve_authority(name: str, register: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Give the DfE number of an area by name, number or ONS code of any date [8.15].

    Raises
    ------
    UnitCostError
        When it is in the register under no such name; near matches are offered.
    """
    areas = authorities() if register is None else register
    wanted = plain(str(name))
    if wanted in areas:
        return wanted
    by_name = {**other_names(), **{plain(area["name"]): at for at, area in areas.items()}}
    if wanted in by_name:
        return by_name[wanted]
    code = wanted.upper()
    if code in ons_codes():
        return ons_codes()[code]
    what = "is not in the register of authorities"
    if wanted.isdecimal():
        what = "is no DfE number in the register of authorities"
    if _ONS_CODE.fullmatch(code):
        what = "is no ONS code of an authority with children's services, a region or England"
    problem = Problem(f"authority '{name}'", what, _near(wanted, by_name, areas))
    raise UnitCostError("The authority is not known.", [problem])


def _near(wanted: str, by_name: Mapping[str, str], areas: Mapping[str, Mapping[str, str]]) -> str:
    """Offer the areas whose names are like the one that was not found."""
    bare = {_bare(name): number for name, number in by_name.items()}
    close = [by_name[match] for match in difflib.get_close_matches(wanted, by_name, n=3)]
    close += [bare[match] for match in difflib.get_close_matches(_bare(wanted), bare, n=3)]
    sure = [bare[_bare(wanted)]] if _bare(wanted) in bare else []
    sure += [number for name, number in by_name.items() if name.startswith(f"{wanted} ")]
    numbers = list(dict.fromkeys([*sure, *close]))[:3]
    if not numbers:
        return _ANY
    return f"Did you mean {' or '.join(areas[at]['name'] + f' ({at})' for at in numbers)}? {_ANY}"


def _bare(name: str) -> str:
    return " ".join(_STYLE.sub(" ", name).replace(",", " ").split()) or name


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
def other_names() -> dict[str, str]:
    """Give the DfE number by every other spelling of a name, as names are compared."""
    frame = read_csv(methodology_root() / REGISTER / "other_names.csv")
    return {
        plain(name): number for number, name in zip(frame["number"], frame["name"], strict=True)
    }


@cache
def ons_codes() -> dict[str, str]:
    """Give the DfE number by every ONS code that an area has or had [8.15]."""
    frame = read_csv(methodology_root() / REGISTER / "ons_codes.csv")
    return dict(zip(frame["code"], frame["number"], strict=True))


@cache
def neighbours() -> dict[str, tuple[str, ...]]:
    """Give the statistical neighbours of every authority that has some, the closest first [8.4]."""
    frame = read_csv(methodology_root() / REGISTER / "neighbours.csv")
    return {
        str(number): tuple(near["neighbour"]) for number, near in frame.groupby("number", sort=True)
    }
