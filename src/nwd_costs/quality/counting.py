"""Counting what reading found: pure, and nothing of a figure is calculated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from nwd_costs.checks import CATALOGUE, codes_found, thresholds
from nwd_costs.checks.lists import Books
from nwd_costs.child_ids import is_among
from nwd_costs.days import financial_year_start
from nwd_costs.fates import counted
from nwd_costs.frames import day_numbers
from nwd_costs.methods import Methodology
from nwd_costs.quality.found import TABLES_OF, Broken, CodeUse, Found
from nwd_costs.stages.observation import STATUTORY, observe
from nwd_costs.stages.timeline import TimelineReport
from nwd_costs.summary import repair_counts
from nwd_costs.tables import Records

GRAVEST_FIRST = ("refused", "repaired", "warned")


def count(records: Records, method: Methodology, books: Books) -> Found:
    """Report on records without calculating a figure.

    Parameters
    ----------
    records
        What ``read`` made of the returns.
    method
        Whose categories decide which place and provider codes have one.
    books
        The dated code lists.
    """
    observed = observe(records, _last_day(records))
    _, report = method.plan.stages.timeline.apply(
        observed, records.placements, method.plan.categories, method.plan.vocabulary
    )
    fates = {**observed.fates, "placements": report.fates}
    accounting = counted(fates)
    return Found(
        files=records.inputs,
        accounting=accounting,
        repairs=repair_counts(accounting, observed.repairs),
        findings=records.findings,
        broken=tuple(_broken(records.findings)),
        codes=(*_listed(codes_found(records, books)), *_codes(report)),
        referrals=len(records.referrals),
        found_in={name: _found(records, tables) for name, tables in TABLES_OF.items()},
        no_date_of_birth=int(records.children["date_of_birth"].isna().sum()),
        years=records.return_years,
        years_missing={name: _missing(years) for name, years in records.return_years.items()},
        counts=_counts(records),
        thresholds=thresholds(records),
        warnings=(*records.warnings, *observed.warnings),
        written=records.written,
    )


def _broken(findings: pd.DataFrame) -> Iterator[Broken]:
    """Gather the findings of every check by file, the gravest and the most frequent first."""
    sizes = findings["check"].value_counts()
    names = sorted(
        map(str, sizes.index),
        key=lambda name: (GRAVEST_FIRST.index(CATALOGUE[name].severity), -sizes[name], name),
    )
    for name in names:
        mine = findings[findings["check"] == name]
        places = {
            str(file): tuple(int(row) for row in np.sort(rows.to_numpy()))
            for file, rows in mine.groupby("source_file", sort=True)["source_row"]
        }
        yield Broken(CATALOGUE[name], places, len(mine))


def _listed(found: pd.DataFrame) -> Iterator[CodeUse]:
    """Give the codes that their lists do not hold on the days of the rows [2.14]."""
    for column, code, why, rows, days in found.itertuples(index=False):
        yield CodeUse(str(column), str(code), str(why), int(rows), int(days), "2.14")


def _codes(report: TimelineReport) -> Iterator[CodeUse]:
    where = "PLACE/PLACE_PROVIDER"
    for what, codes in (
        ("without a category in the method", report.unmapped),
        ("used after its last day", report.past_last_day),
    ):
        for code, found in codes.items():
            yield CodeUse(where, code, what, found["rows"], found["days"], "3.4")


def _counts(records: Records) -> dict[str, int]:
    """Count the rows of the SSDA903 as people know their returns."""
    alone = int((records.findings["check"] == "header-without-episode").sum())
    return {
        "episodes as they came": len(records.fates["placements"].codes),
        **records.tallies,
        "header rows whose child has no episode in that return": alone,
    }


def _last_day(records: Records) -> int:
    """Give the last day that all returns observe; else the last day that any row names."""
    closing = [financial_year_start(max(years)) for years in records.return_years.values() if years]
    if closing:
        return min(closing) - 1
    days = [
        int(day_numbers(getattr(records, table)[column]).max())
        for table in STATUTORY
        for column in ("from_day", "until_day")
        if len(getattr(records, table))
    ]
    return max(days, default=0)


def _found(records: Records, tables: tuple[str, ...]) -> int:
    columns = [getattr(records, table)["child_id"] for table in tables]
    return int(np.any(is_among(records.referrals["child_id"], *columns), axis=0).sum())


def _missing(years: tuple[int, ...]) -> tuple[int, ...]:
    if not years:
        return ()
    return tuple(year for year in range(min(years), max(years)) if year not in years)
