"""Reading people's files and frames into records: the only way data about children comes in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from nwd_costs.errors import DataError, Problem
from nwd_costs.returns.cin_census import read_cin_census
from nwd_costs.returns.gather import Gathered
from nwd_costs.returns.given import Given, canonical, referral_list
from nwd_costs.returns.refusals import refuse_contradictions
from nwd_costs.returns.ssda903 import read_ssda903
from nwd_costs.tables import (
    CHILDREN,
    NEED_EPISODES,
    PLACEMENT_COSTS,
    PLACEMENTS,
    PROTECTION_PLANS,
    Records,
)

RAW = (CHILDREN, PLACEMENTS, PROTECTION_PLANS, NEED_EPISODES)


def read_folder(folder: str | Path, *, year_is: Literal["ending", "opening"] = "ending") -> Records:
    """Read a folder that holds everything: returns, census files and the referral list.

    Parameters
    ----------
    folder
        SSDA903 returns as ``read`` takes them, here or in ``ssda903``; census XML here or in
        ``cin_census``; ``referrals.csv`` or ``referrals.xlsx``.
    year_is
        Whether years in the names are ending or opening years.

    Returns
    -------
    Records
        As from ``read``.

    Raises
    ------
    DataError
        When a file cannot be used as it is.
    """
    place = Path(folder)
    here = _listed(place)
    census = [file for file in (*here, *_listed(place / "cin_census")) if _ends(file, ".xml")]
    lists = [file for file in here if file.stem.lower() == "referrals" and _ends(file, *LISTS)]
    if len(lists) > 1:
        names = ", ".join(file.name for file in lists)
        problem = Problem(names, "are both lists of referrals", "Keep one of them.")
        raise DataError("The folder cannot be read.", [problem])
    returns = place / "ssda903"
    if not returns.is_dir():
        others = [f for f in here if f not in lists and f.name.lower() != "cin_census"]
        tables = [f for f in others if f.is_dir() or _ends(f, ".csv")]
        returns = place if tables or not (census or lists) else returns
    return read(
        ssda903=returns if returns.is_dir() or not place.is_dir() else None,
        cin_census=census or None,
        referrals=lists[0] if lists else None,
        year_is=year_is,
    )


LISTS = (".csv", ".xlsx")


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _ends(file: Path, *endings: str) -> bool:
    return file.suffix.lower() in endings


def read(  # noqa: PLR0913
    *,
    ssda903: str | Path | None = None,
    cin_census: str | Path | Sequence[str | Path] | None = None,
    referrals: Given | None = None,
    children: Given | None = None,
    placements: Given | None = None,
    protection_plans: Given | None = None,
    need_episodes: Given | None = None,
    placement_costs: Given | None = None,
    year_is: Literal["ending", "opening"] = "ending",
) -> Records:
    """Read returns and the referral list into records, repaired by stated rules [2.1]-[2.4].

    Parameters
    ----------
    ssda903
        A folder of SSDA903 CSV returns: one sub-folder per return year, or ``<year>-<table>.csv``.
    cin_census
        CIN census XML files, one per year.
    referrals
        The list of edge-of-care referrals: CSV, XLSX or a frame.
    children, placements, protection_plans, need_episodes
        A canonical table in place of a return: a frame, CSV or XLSX with the canonical headings.
    placement_costs
        What placements really cost, likewise [8.5]; only some methods look at it.
    year_is
        Whether the years in the names of the SSDA903 folder are the ending or opening years.

    Returns
    -------
    Records
        The canonical tables, what became of every input row, and every repair.

    Raises
    ------
    UsageError
        When a return and the table it would give are both handed over, or nothing is.
    DataError
        When a file or table cannot be used as it is; all its problems are listed.
    """
    given = {
        "children": children,
        "placements": placements,
        "protection_plans": protection_plans,
        "need_episodes": need_episodes,
        "placement_costs": placement_costs,
    }
    refuse_contradictions(given, ssda903, cin_census, referrals)
    raw = {spec.name: canonical(spec, given[spec.name]) for spec in RAW}
    paid = None if placement_costs is None else canonical(PLACEMENT_COSTS, placement_costs)
    gathered = Gathered(raw, referral_list(referrals), paid)
    if ssda903 is not None:
        gathered.add_ssda903(read_ssda903(ssda903, year_is=year_is), year_is)
    if cin_census is not None:
        gathered.add_census(read_cin_census(cin_census))
    return gathered.records()
