"""From what was gathered to records: every table repaired, every row checked, children joined."""

from __future__ import annotations

import pandas as pd

from nwd_costs.checks import Sources, find, tally
from nwd_costs.checks.referral_list import Listed
from nwd_costs.checks.views import Known, People, Told
from nwd_costs.codes import code_lists
from nwd_costs.frames import Conformed
from nwd_costs.returns.children import resolve
from nwd_costs.returns.gather import Gathered
from nwd_costs.returns.given import Raw
from nwd_costs.returns.placement_costs import accept_placement_costs
from nwd_costs.returns.referral_rows import accept_referrals
from nwd_costs.returns.refusals import SOURCE_OF
from nwd_costs.returns.repairs import Repaired, repair
from nwd_costs.returns.written import written_in
from nwd_costs.tables import (
    CHILDREN,
    CIN_CENSUS,
    PLACEMENT_COSTS,
    SSDA903,
    Children,
    InputFile,
    NeedEpisodes,
    PlacementCosts,
    Placements,
    ProtectionPlans,
    Records,
    Referrals,
    Warn,
)


def records_of(gathered: Gathered, *, keep_values: bool = False) -> Records:
    """Repair every table, check every row and join what the sources say of each child.

    Parameters
    ----------
    gathered
        Everything that was handed over.
    keep_values
        Keep what the faulty cells hold, beside the findings.
    """
    repaired = {
        # Which return is the latest is judged by its whole source [2.3].
        name: repair(name, gathered.raw[name].conformed, _years_of(source, gathered.raw))
        for name, source in SOURCE_OF.items()
    }
    referrals, fates = accept_referrals(gathered.referrals)
    fates_of = {**{name: table.fates for name, table in repaired.items()}, "referrals": fates}
    costs = PLACEMENT_COSTS.empty()
    if gathered.paid is not None:
        costs, fates_of[PLACEMENT_COSTS.name] = accept_placement_costs(gathered.paid)
    resolved = resolve(gathered.people, gathered.uasc, referrals)
    sources = _sources(gathered, repaired, resolved.children)
    logs = [table.log for table in repaired.values()]
    findings = find(sources)
    return Records(
        children=Children(resolved.children),
        placements=Placements(repaired["placements"].frame),
        protection_plans=ProtectionPlans(repaired["protection_plans"].frame),
        need_episodes=NeedEpisodes(repaired["need_episodes"].frame),
        referrals=Referrals(referrals),
        return_years={source: _years_of(source, gathered.raw) for source in (SSDA903, CIN_CENSUS)},
        fates=fates_of,
        repairs=pd.concat([log for log in logs if len(log)] or logs[:1], ignore_index=True),
        inputs=_met(tuple(gathered.inputs)),
        warnings=(
            *resolved.warnings,
            *(Warn("reading", "2", note) for note in gathered.notes),
            *gathered.told,
        ),
        date_of_birth_disagreements=resolved.disagreements,
        placement_costs=PlacementCosts(costs),
        snapshots=gathered.snapshots,
        findings=findings,
        written=written_in(findings, _as_read(gathered)) if keep_values else None,
        tallies=tally(sources),
    )


def _as_read(gathered: Gathered) -> dict[str, list[Conformed]]:
    """Give every table as it was read, before any repair."""
    people = [*gathered.people, *([] if gathered.uasc is None else [gathered.uasc])]
    tables = {name: [table.conformed] for name, table in gathered.raw.items()}
    return {**tables, "children": people, "referrals": [gathered.referrals]}


def _sources(gathered: Gathered, repaired: dict[str, Repaired], children: pd.DataFrame) -> Sources:
    """Give the checks everything as it came, and what the repairs did with it."""
    known, books = Known.of(children), code_lists()

    def told(name: str, source: str) -> Told:
        table, years = repaired[name], _years_of(source, gathered.raw)
        return Told(
            gathered.raw[name].conformed,
            table.fates,
            table.refused,
            table.child,
            table.child_ids,
            table.kept,
            years,
            known,
            books,
        )

    tables = {name: told(name, source) for name, source in SOURCE_OF.items()}
    named = [pd.Series(table.child_ids) for table in tables.values()]
    named += [rows.frame["child_id"] for rows in (gathered.header, gathered.census)]
    uasc = gathered.uasc or Conformed(CHILDREN.empty())
    return Sources(
        placements=tables["placements"],
        plans=tables["protection_plans"],
        needs=tables["need_episodes"],
        header=People(gathered.header, known, books),
        uasc=People(uasc, known, books),
        census=People(gathered.census, known, books),
        referrals=Listed(
            gathered.referrals,
            known,
            pd.Index(pd.concat(named, ignore_index=True).unique()),
            tuple(sorted({year for table in tables.values() for year in table.years})),
        ),
    )


def _years_of(source: str, raw: dict[str, Raw]) -> tuple[int, ...]:
    tables = [name for name, its_source in SOURCE_OF.items() if its_source == source]
    return tuple(sorted({year for name in tables for year in raw[name].years}))


def _met(inputs: tuple[InputFile, ...]) -> tuple[InputFile, ...]:
    """List each file once: one that a reader left alone may be another reader's own."""
    read_by_another = {file.digest for file in inputs if not file.left_alone}
    return tuple(
        file for file in inputs if not (file.left_alone and file.digest in read_by_another)
    )
