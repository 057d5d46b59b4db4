"""Reading people's files and frames into records: the only way data about children comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from nwd_costs.returns.annex_a import read_annex_a
from nwd_costs.returns.asked import read_as
from nwd_costs.returns.assembling import records_of
from nwd_costs.returns.cin_census import censuses, read_cin_census
from nwd_costs.returns.clashes import NAMES_OF_ALL, nothing_found, refuse_clashes
from nwd_costs.returns.gather import Gathered
from nwd_costs.returns.given import Given, canonical, referral_list
from nwd_costs.returns.id_map import read_id_map
from nwd_costs.returns.places import Source, find
from nwd_costs.returns.refusals import refuse_contradictions
from nwd_costs.returns.sorting import Sorted, sort_out
from nwd_costs.returns.ssda903 import read_ssda903, returns_in
from nwd_costs.returns.strict import refuse_findings
from nwd_costs.returns.unzipping import Unpacked
from nwd_costs.tables import (
    CHILDREN,
    NEED_EPISODES,
    PLACEMENT_COSTS,
    PLACEMENTS,
    PROTECTION_PLANS,
    Records,
)

RAW = (CHILDREN, PLACEMENTS, PROTECTION_PLANS, NEED_EPISODES)


def read(  # noqa: PLR0913  (a keyword for each source)
    source: Source | None = None,
    *,
    ssda903: Source | None = None,
    cin_census: str | Path | Sequence[str | Path] | None = None,
    referrals: Given | None = None,
    children: Given | None = None,
    placements: Given | None = None,
    protection_plans: Given | None = None,
    need_episodes: Given | None = None,
    placement_costs: Given | None = None,
    annex_a: str | Path | Sequence[str | Path] | None = None,
    id_map: Given | None = None,
    year_is: Literal["ending", "opening"] = "ending",
    strict: bool = False,
    keep_values: bool = False,
) -> Records:
    """Read returns and the referral list into records, repaired by stated rules [2.1]-[2.4].

    Hand over a folder, and its files are sorted out by what is in them, whatever they are called;
    or name each return and table. ``records.inputs`` says what every file was taken for, and why
    others were left alone.

    Parameters
    ----------
    source
        A folder with its sub-folders, a zip archive, a file, or several of them.
    ssda903
        SSDA903 returns, CSV or XML: a folder with one sub-folder per return year or with
        ``<year>-<table>.csv``, an archive of it, or files.
    cin_census
        CIN census XML files, one per year.
    referrals
        The list of edge-of-care referrals: CSV, XLSX or a frame.
    children, placements, protection_plans, need_episodes
        A canonical table in place of a return: CSV, XLSX or Parquet with the canonical headings, or
        a frame of any library that speaks Arrow. A workbook may hold several of them.
    placement_costs
        What placements really cost, likewise [8.5]; only some methods look at it.
    annex_a
        An Annex A workbook, or the CSV file of each list. Its lists 6, 7 and 8 give the tables that
        nothing else gives; list 8 is no history and supports the cost of one day alone [2.12].
    id_map
        Where the ids of the census (and Annex A) are not those of the 903 returns: a file or frame
        with the columns ``ssda903`` and ``cin_census`` [2.11].
    year_is
        Whether a single year in the name of an SSDA903 folder or file is the one in which the
        return ends, or opens.
    strict
        Refuse the data where a check would refuse or repair a row, in place of doing so [2.18].
    keep_values
        Keep what the faulty cells hold, so that ``check`` can write them to its files on request.

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
    tables: dict[str, Given | None] = {
        "children": children,
        "placements": placements,
        "protection_plans": protection_plans,
        "need_episodes": need_episodes,
        "placement_costs": placement_costs,
        "referrals": referrals,
        "id_map": id_map,
    }
    returns = {"ssda903": ssda903, "cin_census": cin_census, "annex_a": annex_a}
    with Unpacked() as unpacked:
        found = Sorted() if source is None else sort_out(find(source, unpacked))
        refuse_contradictions(tables, ssda903, cin_census, (annex_a, source))
        refuse_clashes(found.files, {**tables, **returns})
        if not found.files and all(one is None for one in (*tables.values(), *returns.values())):
            raise nothing_found(found.left_alone)
        asked = read_as({"source": source, **returns, **tables}, year_is=year_is, strict=strict)
        gathered = _gathered(tables, returns, found, year_is)
    records = replace(records_of(gathered, keep_values=keep_values), read_as=asked)
    if strict:
        refuse_findings(records.findings)
    return records


def _gathered(
    tables: dict[str, Given | None],
    returns: Mapping[str, Source | None],
    found: Sorted,
    year_is: Literal["ending", "opening"],
) -> Gathered:
    """Read what was handed over by name and what was found in a source."""
    tables |= {name: found.files[name][0] for name in tables.keys() & found.files.keys()}
    gathered = _tables(tables)
    if files := found.files.get("ssda903"):
        gathered.add_ssda903(returns_in(files, year_is, whole=NAMES_OF_ALL), year_is)
    if (returned := returns["ssda903"]) is not None:
        gathered.add_ssda903(read_ssda903(returned, year_is=year_is), year_is)
    if files := found.files.get("cin_census"):
        gathered.add_census(censuses([(file.path, file.name) for file in files]))
    if (returned := returns["cin_census"]) is not None:
        gathered.add_census(read_cin_census(returned))
    if lists := returns["annex_a"] or found.files.get("annex_a"):
        gathered.add_annex_a(read_annex_a(lists))
    gathered.add_left_alone(found)
    return gathered


def _tables(given: Mapping[str, Given | None]) -> Gathered:
    """Read the tables that were handed over as they are, and the map of ids."""
    raw = {spec.name: canonical(spec, given[spec.name]) for spec in RAW}
    paid = given[PLACEMENT_COSTS.name]
    costs = None if paid is None else canonical(PLACEMENT_COSTS, paid)
    gathered = Gathered(raw, referral_list(given["referrals"]), costs)
    if (ids := given["id_map"]) is not None:
        gathered.add_id_map(read_id_map(ids))
    return gathered
