"""The canonical tables [METHOD section 2] and the records that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.days import NO_DAY, Days
from nwd_costs.frames import Column, FrameSpec, day_series
from nwd_costs.show import html_table

Children = NewType("Children", pd.DataFrame)
Placements = NewType("Placements", pd.DataFrame)
ProtectionPlans = NewType("ProtectionPlans", pd.DataFrame)
NeedEpisodes = NewType("NeedEpisodes", pd.DataFrame)
Referrals = NewType("Referrals", pd.DataFrame)

SSDA903 = "ssda903"
CIN_CENSUS = "cin_census"

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
SPECS = {
    spec.name: spec for spec in (CHILDREN, PLACEMENTS, PROTECTION_PLANS, NEED_EPISODES, REFERRALS)
}
COUNTED = ("placements", "protection_plans", "need_episodes", "referrals")

KEPT = ("used", "repaired")
FATES = ("used", "repaired", "superseded", "rejected", "out_of_scope")


@dataclass(frozen=True, eq=False, repr=False)
class Fates:
    """What became of every input row of one table [1.9].

    Parameters
    ----------
    codes
        One number per input row, a position in ``labels``. Shape (rows in,).
    labels
        (fate, reason) pairs; the first is ("used", "").
    source_file, source_row
        Where each row came from.
    """

    codes: NDArray[np.int64]
    source_file: pd.Series
    source_row: NDArray[np.int64]
    labels: tuple[tuple[str, str], ...] = (("used", ""),)

    @classmethod
    def all_used(cls, frame: pd.DataFrame) -> Fates:
        """Start with every row of a conformed frame used."""
        return cls(
            np.zeros(len(frame), dtype=np.int64),
            frame["source_file"],
            frame["source_row"].to_numpy(dtype=np.int64),
        )

    def marked(self, rows: NDArray[np.int64], fate: str, reason: str) -> Fates:
        """Give some rows another fate; a later mark replaces an earlier one."""
        if not len(rows):
            return self
        label = (fate, reason)
        labels = self.labels if label in self.labels else (*self.labels, label)
        codes = self.codes.copy()
        codes[rows] = labels.index(label)
        return Fates(codes, self.source_file, self.source_row, labels)

    def counts(self) -> dict[str, int | dict[str, int]]:
        """Count the rows in, and what became of them; the parts always add up."""
        found = np.bincount(self.codes, minlength=len(self.labels))
        by_fate: dict[str, dict[str, int]] = {fate: {} for fate in FATES}
        for (fate, reason), count in sorted(zip(self.labels, found.tolist(), strict=True)):
            if count:
                by_fate[fate][reason] = count
        used = sum(by_fate.pop("used").values())
        return {"rows_in": len(self.codes), "used": used, **by_fate}

    def frame(self, *wanted: str) -> pd.DataFrame:
        """List the rows of some fates, or all that were not simply used: file, row, fate, reason.

        Parameters
        ----------
        *wanted
            The fates to list; all but ``used`` unless given.
        """
        chosen = [fate in wanted if wanted else fate != "used" for fate, _ in self.labels]
        rows = np.flatnonzero(np.array(chosen)[self.codes])
        fates, reasons = np.array(self.labels, dtype=object)[self.codes[rows]].T
        return pd.DataFrame(
            {
                "source_file": self.source_file.iloc[rows].reset_index(drop=True),
                "source_row": self.source_row[rows],
                "fate": pd.Series(fates, dtype=str),
                "reason": pd.Series(reasons, dtype=str),
            }
        )


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

    @property
    def accounting(self) -> dict[str, dict[str, int | dict[str, int]]]:
        """What reading did with every row of every table [1.9]."""
        return {table: self.fates[table].counts() for table in COUNTED}

    @property
    def rejected(self) -> pd.DataFrame:
        """Every row that was not simply used: table, file, row, fate, reason."""
        return not_used(self.fates)

    def __repr__(self) -> str:
        rows = ", ".join(f"{table} {self.fates[table].counts()['rows_in']}" for table in COUNTED)
        years = "; ".join(f"{name} {_years(years)}" for name, years in self.return_years.items())
        return f"Records({rows}; {years or 'no return years'})"

    def _repr_html_(self) -> str:
        years = [[f"return years, {n}", _years(y)] for n, y in self.return_years.items() if y]
        warned = [[f"warning {w.code} [{w.clause}]", w.message] for w in self.warnings]
        return html_table(
            "Records: what became of every input row",
            ["table", "rows in", *FATES],
            [[table, *_totals(self.fates[table].counts())] for table in COUNTED],
        ) + html_table("Records: what was read", [], [*years, *warned])


def not_used(fates: Mapping[str, Fates], *wanted: str) -> pd.DataFrame:
    """List the rows of several tables that were not simply used, or those of some fates [1.9]."""
    there = [table for table in COUNTED if table in fates]
    frames = [fates[table].frame(*wanted).assign(table=table) for table in there]
    columns = ["table", "source_file", "source_row", "fate", "reason"]
    return pd.concat(frames, ignore_index=True)[columns]


def repair_log(
    table: str, rule: str, rows: pd.DataFrame, before: Days, after: Days
) -> pd.DataFrame:
    """Write one line per changed row; ``days_changed`` is missing where the row was open."""
    known = before != NO_DAY
    change = pd.Series(np.where(known, after - np.where(known, before, 0), 0)).astype("Int64")
    return pd.DataFrame(
        {
            "table": pd.Series([table] * len(rows), dtype=str),
            "rule": pd.Series([rule] * len(rows), dtype=str),
            "source_file": rows["source_file"].to_numpy(),
            "source_row": rows["source_row"].to_numpy(),
            "before": day_series(before),
            "after": day_series(after),
            "days_changed": change.mask(~known),
        }
    )


def _totals(counts: dict[str, int | dict[str, int]]) -> list[int]:
    return [sum(n.values()) if isinstance(n, dict) else n for n in counts.values()]


def _years(years: tuple[int, ...]) -> str:
    return ", ".join(str(year) for year in years)
