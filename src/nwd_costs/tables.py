"""The canonical tables [METHOD section 2] and the records that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

import pandas as pd

from nwd_costs.fates import FATES, Fates, counted, not_used
from nwd_costs.findings import no_findings
from nwd_costs.frames import Column, FrameSpec
from nwd_costs.profiles import PARAGRAPH
from nwd_costs.show import html_table

Children = NewType("Children", pd.DataFrame)
Placements = NewType("Placements", pd.DataFrame)
ProtectionPlans = NewType("ProtectionPlans", pd.DataFrame)
NeedEpisodes = NewType("NeedEpisodes", pd.DataFrame)
Referrals = NewType("Referrals", pd.DataFrame)

PlacementCosts = NewType("PlacementCosts", pd.DataFrame)

SSDA903 = "ssda903"
CIN_CENSUS = "cin_census"
# An actual cost is a running one: a one-off fee has no days to be spread over.
ACTUAL_PER = ("day", "night", "week", "month", "year")

_CHILD = Column("child_id", "text", "the child's id as text, leading zeros kept", required=True)


def _span(first: str, last: str) -> tuple[Column, Column]:
    return (
        Column("from_day", "day", "the first day", required=True, official=first),
        Column("until_day", "day", "the day after the last; blank is open", official=last),
    )


_LINEAGE = (
    Column("return_year", "year", "the year in which the return ends; 0 is unknown"),
    Column("source_file", "text", "the file the row came from"),
    Column("source_row", "row", "its row in that file; the heading is row 1"),
)

CHILDREN = FrameSpec(
    "children",
    (
        _CHILD,
        Column("date_of_birth", "day", "date of birth; blank is unknown", official="DOB"),
        Column("sex", "text", "sex as the return codes it"),
        Column("uasc", "flag", "whether the child is or was unaccompanied and asylum-seeking"),
        Column("uasc_until_day", "day", "the day it ended; blank is not ended", official="DUC"),
        *_LINEAGE,
    ),
    "2",
)
PLACEMENTS = FrameSpec(
    "placements",
    (
        _CHILD,
        *_span("DECOM", "DEC"),
        Column("place", "code", "SSDA903 placement code", required=True),
        Column("provider", "code", "SSDA903 provider code; blank is none", required=True),
        Column("urn", "text", "Ofsted unique reference number"),
        Column("legal_status", "code", "SSDA903 legal status"),
        Column("rne", "code", "reason for the new episode"),
        Column("rec", "code", "reason the episode ceased"),
        Column("reason_place_change", "code", "reason for the placement change"),
        *_LINEAGE,
    ),
    "2",
)
PROTECTION_PLANS = FrameSpec(
    "protection_plans", (_CHILD, *_span("CPPstartDate", "CPPendDate"), *_LINEAGE), "2"
)
NEED_EPISODES = FrameSpec(
    "need_episodes",
    (
        _CHILD,
        *_span("CINreferralDate", "CINclosureDate"),
        Column("no_further_action", "flag", "whether the referral led to no further action"),
        Column("closure_reason", "code", "why the case was closed", official="ReasonForClosure"),
        *_LINEAGE,
    ),
    "2",
)
REFERRALS = FrameSpec(
    "referrals",
    (
        Column("referral_id", "text", "one id for each referral", required=True),
        _CHILD,
        Column(
            "at_risk_of",
            "word",
            "entry (at risk of coming into care) or breakdown (in care, arrangement at risk)",
            required=True,
            words=("entry", "breakdown"),
        ),
        Column("referred_on", "day", "the day of the referral", required=True),
        Column("started_on", "day", "the day support started"),
        Column("ended_on", "day", "the day after support ended; blank is still going on"),
        Column("support", "word", "the kind of support", words=("outreach", "residential", "both")),
        Column(
            "stage",
            "word",
            "how far it came",
            words=("referred", "accepted", "engaged", "completed"),
        ),
        Column("likelihood", "word", "how likely care was", words=("high", "medium", "low")),
        Column("expected_placement", "word", "the category that was expected"),
        Column("expected_weeks", "whole", "how long it was expected to last [weeks]"),
        Column("programme_cost", "pounds", "what the support cost [pounds]"),
        Column("date_of_birth", "day", "date of birth, where no return knows it"),
        Column("source_file", "text", "the file the row came from"),
        Column("source_row", "row", "its row in that file; the heading is row 1"),
    ),
    "2",
)
PLACEMENT_COSTS = FrameSpec(
    "placement_costs",
    (
        _CHILD,
        *_span("Placement start date", "Placement end date"),
        Column("per", "word", "what the amount is paid for", required=True, words=ACTUAL_PER),
        Column("amount", "pounds", "what is paid [pounds]", required=True),
        Column("source", "text", "where the amount is from, such as the payment system"),
        Column("source_file", "text", "the file the row came from"),
        Column("source_row", "row", "its row in that file; the heading is row 1"),
    ),
    "8.5",
)
SPECS = {
    spec.name: spec
    for spec in (
        CHILDREN,
        PLACEMENTS,
        PROTECTION_PLANS,
        NEED_EPISODES,
        REFERRALS,
        PLACEMENT_COSTS,
    )
}


@dataclass(frozen=True)
class InputFile:
    """One file that was read.

    Parameters
    ----------
    name
        Its name below the folder it was given in.
    taken_for
        Which table it was taken for, or why it was left alone.
    rows
        Data rows.
    digest
        SHA-256 of its bytes.
    """

    name: str
    taken_for: str
    rows: int
    digest: str

    @property
    def left_alone(self) -> bool:
        """Whether nothing was read from it."""
        return self.taken_for.startswith("left alone")


@dataclass(frozen=True)
class Warn:
    """Something a reader of the result must know.

    Parameters
    ----------
    code
        A stable name.
    clause
        The clause it follows from.
    message
        A sentence without any child's values.
    counts
        The numbers that prove it.
    """

    code: str
    clause: str
    message: str
    counts: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Give the warning as it stands in ``summary.json``."""
        return {"code": self.code, "clause": self.clause, "message": self.message, **self.counts}


@dataclass(frozen=True, eq=False)
class Records:
    """What reading made of the returns and the referral list: canonical tables and their history.

    Parameters
    ----------
    children, placements, protection_plans, need_episodes, referrals
        The canonical tables after the repairs [2.1]-[2.4]; ``input_row`` ties a row to its fate.
    return_years
        The ending years of the returns of each statutory source, ``ssda903`` and ``cin_census``.
    fates
        For each counted table what became of every input row so far.
    repairs
        One row per repair: table, rule, source_file, source_row, before, after, days_changed.
    inputs
        The files read.
    warnings
        What reading noticed.
    date_of_birth_disagreements
        Children whose date of birth differs between sources.
    placement_costs
        What placements really cost, where the authority gave it [8.5].
    findings
        What the checks found: a line for every row with a fault, and none of its values.
    written
        What the faulty cells hold, one text per finding, where that was asked for: children's
        records, which nothing prints.
    tallies
        What the checks counted that is no fault, such as rows reported again by a later return.
    snapshots
        Tables that hold no history but the state of one day, and so support that day alone.
    read_as
        How ``read`` was asked: its keywords with the names of what was handed over, without any
        path, and its options.
    """

    children: Children
    placements: Placements
    protection_plans: ProtectionPlans
    need_episodes: NeedEpisodes
    referrals: Referrals
    return_years: Mapping[str, tuple[int, ...]]
    fates: Mapping[str, Fates]
    repairs: pd.DataFrame
    inputs: tuple[InputFile, ...] = ()
    warnings: tuple[Warn, ...] = ()
    date_of_birth_disagreements: int = 0
    placement_costs: PlacementCosts = field(
        default_factory=lambda: PlacementCosts(PLACEMENT_COSTS.empty())
    )
    findings: pd.DataFrame = field(default_factory=no_findings)
    written: pd.Series | None = None
    tallies: Mapping[str, int] = field(default_factory=dict)
    snapshots: tuple[str, ...] = ()
    read_as: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def accounting(self) -> dict[str, dict[str, int | dict[str, int]]]:
        """What reading did with every row of every table [1.9]."""
        return counted(self.fates)

    @property
    def rejected(self) -> pd.DataFrame:
        """Every row that was not simply used: table, file, row, fate, reason."""
        return not_used(self.fates)

    def __repr__(self) -> str:
        rows = ", ".join(f"{table} {found['rows_in']}" for table, found in self.accounting.items())
        years = "; ".join(f"{name} {_years(years)}" for name, years in self.return_years.items())
        left = sum(file.left_alone for file in self.inputs)
        files = f"{len(self.inputs) - left} files read, {left} left alone"
        return f"Records({rows}; {years or 'no return years'}; {files})"

    def _repr_html_(self) -> str:
        years = [[f"return years, {n}", _years(y)] for n, y in self.return_years.items() if y]
        warned = [[f"warning {w.code} [{w.clause}]", w.message] for w in self.warnings]
        files = [[f.name, f"{f.taken_for}, {f.rows} rows"] for f in self.inputs]
        became = html_table(
            "Records: what became of every input row",
            ["table", "rows in", *FATES],
            [[table, *_totals(found)] for table, found in self.accounting.items()],
        )
        read = html_table("Records: what was read", [], [*years, *files, *warned])
        return PARAGRAPH + became + read


def _totals(counts: dict[str, int | dict[str, int]]) -> list[int]:
    return [sum(n.values()) if isinstance(n, dict) else n for n in counts.values()]


def _years(years: tuple[int, ...]) -> str:
    return ", ".join(str(year) for year in years)
