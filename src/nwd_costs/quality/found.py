"""What the checks and the reading found of some records, as counts, rows and plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from nwd_costs.checks import Threshold
from nwd_costs.findings import Check
from nwd_costs.headline import limit_as_dict
from nwd_costs.pence import share_ppm
from nwd_costs.profiles import NAMED
from nwd_costs.summary import Values
from nwd_costs.tables import CIN_CENSUS, SSDA903, InputFile, Warn

LEFT_ALONE = "left alone"
TABLES_OF = {SSDA903: ("placements",), CIN_CENSUS: ("protection_plans", "need_episodes")}


@dataclass(frozen=True)
class Broken:
    """A check that some rows break.

    Parameters
    ----------
    check
        Which.
    places
        The numbers of the rows, by file; the heading is row 1.
    rows
        How many.
    """

    check: Check
    places: Mapping[str, tuple[int, ...]]
    rows: int

    def as_dict(self) -> Values:
        """Give it as plain values, every row number with it."""
        return {
            "check": self.check.id,
            "severity": self.check.severity,
            "table": self.check.table,
            "column": self.check.column,
            "rule": self.check.rule,
            "what_to_do": self.check.advice,
            "clause": self.check.clause,
            "source": self.check.source,
            "rows": self.rows,
            "rows_by_file": {file: list(numbers) for file, numbers in self.places.items()},
        }


@dataclass(frozen=True)
class CodeUse:
    """A code that is not known, or not on its days: how often and how long it stands.

    Parameters
    ----------
    column
        Where it stands.
    code
        The code, or "(no code)" where what stands there does not look like one.
    what
        What is wrong with it.
    rows, days
        How many rows have it, and how many observed days.
    clause
        The clause that it falls under.
    """

    column: str
    code: str
    what: str
    rows: int
    days: int
    clause: str


@dataclass(frozen=True, eq=False, repr=False)
class Found:
    """The quality of some records; no value of a child's record is shown by any of it.

    Parameters
    ----------
    files
        Every file met, what it was taken for, or why it was left alone.
    accounting
        Rows in and out by reason [1.9].
    repairs
        Rows touched by every repair rule [2.1]-[2.5].
    findings
        A line for every row that breaks a check: check, severity, table, file, row and column.
    broken
        The checks that rows break, the gravest first.
    codes
        Codes that are not known, or not on their days.
    referrals, found_in
        How many referrals there are, and the young people of how many are in each source.
    no_date_of_birth
        Children of whom no source gives a date of birth.
    years, years_missing
        For each statutory source its return years, and those between them that are not there.
    counts
        Counts of the rows as they came, by what they count.
    thresholds
        The limits of data quality, crossed or not.
    warnings
        What reading noticed.
    written
        What the faulty cells hold, one text per finding, where it was kept: children's records,
        never printed.
    """

    files: tuple[InputFile, ...]
    accounting: Mapping[str, Mapping[str, int | dict[str, int]]]
    repairs: Values
    findings: pd.DataFrame
    broken: tuple[Broken, ...]
    codes: tuple[CodeUse, ...]
    referrals: int
    found_in: Mapping[str, int]
    no_date_of_birth: int
    years: Mapping[str, tuple[int, ...]]
    years_missing: Mapping[str, tuple[int, ...]]
    counts: Mapping[str, int]
    thresholds: tuple[Threshold, ...]
    warnings: tuple[Warn, ...]
    written: pd.Series | None = None

    @property
    def crossed(self) -> tuple[Threshold, ...]:
        """The limits that keep a figure from being a headline [2.16]."""
        return tuple(limit for limit in self.thresholds if limit.crossed)

    def given(self, source: str) -> bool:
        """Say whether any row of a statutory source was handed over.

        Parameters
        ----------
        source
            ``ssda903`` or ``cin_census``.

        Returns
        -------
        bool
            True also for tables in place of its files.
        """
        return any(self.accounting[table]["rows_in"] for table in TABLES_OF[source])

    def rows_found(self) -> dict[str, int]:
        """Count the findings by severity."""
        found = self.findings["severity"].value_counts()
        return {name: int(found.get(name, 0)) for name in ("refused", "repaired", "warned")}

    def as_dict(self) -> Values:
        """Give the report as plain values, with row numbers and no value of a row.

        Returns
        -------
        dict
            The content of ``check.json``.
        """
        return {
            **NAMED,
            "headline_would_stand": not self.crossed,
            "files": [
                {"name": file.name, "taken_for": file.taken_for, "rows": file.rows}
                for file in self.files
            ],
            "accounting": dict(self.accounting),
            "repairs": self.repairs,
            "findings": self.rows_found(),
            "checks": [one.as_dict() for one in self.broken],
            "codes": [dict(vars(use)) for use in self.codes],
            "referrals": self.referrals,
            "referrals_found_in": {
                name: {"referrals": found, "share_ppm": share_ppm(found, self.referrals)}
                for name, found in self.found_in.items()
            },
            "children_without_date_of_birth": self.no_date_of_birth,
            "return_years": {name: list(years) for name, years in self.years.items()},
            "return_years_missing": {name: list(y) for name, y in self.years_missing.items()},
            "counts": dict(self.counts),
            "thresholds": [limit_as_dict(limit) for limit in self.thresholds],
            "warnings": [warning.as_dict() for warning in self.warnings],
        }
