"""How much may be wrong with the data before a headline must not rest on them [2.15]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from nwd_costs.checks.code_counts import last_day, row_days
from nwd_costs.child_ids import is_among
from nwd_costs.fates import COUNTED
from nwd_costs.pence import share_ppm
from nwd_costs.tables import Records

# One referral in five that cannot be followed may hide as much as the whole effect.
REFERRALS_LIMIT_PPM = 200_000
# A year without its return is a hole in the history of every child: none may be missing.
YEARS_LIMIT_PPM = 0
# Beyond two in a hundred the cost of care depends on how the unread part is guessed at.
UNREAD_LIMIT_PPM = 20_000
# Repairs are rules about errors: where they make a twentieth of the days, the files are at fault.
REPAIRED_LIMIT_PPM = 50_000
# Two dates of birth for one child in twenty mean that ids were mixed up, not typed wrong.
DISAGREEMENTS_LIMIT_PPM = 50_000
_RETURNS = ("placements", "protection_plans", "need_episodes")


@dataclass(frozen=True)
class Threshold:
    """One measure of the data and the most it may be.

    Parameters
    ----------
    id
        A stable name, by which it can be accepted.
    what
        What is measured, in words.
    value_ppm, limit_ppm
        The measure and its limit, in parts per million.
    clause
        The clause of the rules.
    counts
        The numbers behind the measure.
    """

    id: str
    what: str
    value_ppm: int
    limit_ppm: int
    clause: str = "2.15"
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def crossed(self) -> bool:
        """Whether it disqualifies a headline."""
        return self.value_ppm > self.limit_ppm


def thresholds(records: Records, *, referrals: bool = True) -> tuple[Threshold, ...]:
    """Measure records against every limit.

    Parameters
    ----------
    records
        What ``read`` made of the returns and the referral list.
    referrals
        Whether to measure the referral list as well as the returns.

    Returns
    -------
    tuple of Threshold
        All of them, crossed or not, always in the same order.
    """
    listed = (_referrals_in_no_return, _referrals_without_birth) if referrals else ()
    tables = [table for table in COUNTED if table in records.fates]
    return (
        *(measure(records) for measure in listed),
        *_missing_years(records),
        _unknown_place(records),
        _repaired(records),
        _disagreements(records),
        *(_rejected(records, table) for table in tables if referrals or table != "referrals"),
    )


def _part(id_: str, what: str, counts: dict[str, int], limit_ppm: int) -> Threshold:
    """Measure the first count as a share of the last."""
    part, *_, whole = counts.values()
    return Threshold(id_, what, share_ppm(part, whole) or 0, limit_ppm, counts=counts)


def _referrals_in_no_return(records: Records) -> Threshold:
    ids = records.referrals["child_id"]
    care, plans, needs = is_among(ids, *(getattr(records, table)["child_id"] for table in _RETURNS))
    need = plans | needs
    anything = any(len(records.fates[table].codes) for table in _RETURNS)
    counts = {
        "referrals_in_no_return": int((~(care | need)).sum()) if anything else 0,
        "referrals_in_ssda903": int(care.sum()),
        "referrals_in_cin_census": int(need.sum()),
        "referrals": len(ids),
    }
    what = "referrals whose young person is in no return"
    return _part("referrals-in-no-return", what, counts, REFERRALS_LIMIT_PPM)


def _referrals_without_birth(records: Records) -> Threshold:
    known = records.children.loc[records.children["date_of_birth"].notna(), "child_id"]
    (there,) = is_among(records.referrals["child_id"], known)
    lacking = int((~there).sum())
    counts = {"referrals_without_date_of_birth": lacking, "referrals": len(records.referrals)}
    what = "referrals whose young person has no known date of birth"
    return _part("referrals-without-date-of-birth", what, counts, REFERRALS_LIMIT_PPM)


def _missing_years(records: Records) -> tuple[Threshold, ...]:
    found = []
    for source in sorted(records.return_years):
        years = records.return_years[source]
        span = max(years) - min(years) + 1 if years else 0
        counts = {"years_missing": span - len(years), "years": span}
        name = f"return-years-missing-{source.replace('_', '-')}"
        what = f"years of {source} between its first and last return that have none"
        found.append(_part(name, what, counts, YEARS_LIMIT_PPM))
    return tuple(found)


def _days_of(records: Records, checks: tuple[str, ...]) -> dict[str, int]:
    """Count the days of the placements that some checks found, and of all."""
    frame = records.placements
    days = row_days(frame, last_day(records))
    found = records.findings[records.findings["check"].isin(checks)]
    # Few rows are faulty, so that files and rows are compared where a row number could be one.
    near = np.flatnonzero(frame["source_row"].isin(found["source_row"].to_numpy()))
    lineage = ["source_file", "source_row"]
    rows = pd.MultiIndex.from_frame(frame[lineage].iloc[near])
    faulty = near[rows.isin(pd.MultiIndex.from_frame(found[lineage]))]
    return {"days": int(days[faulty].sum()), "days_in_care": int(days.sum())}


def _unknown_place(records: Records) -> Threshold:
    counts = _days_of(records, ("place-unknown", "place-out-of-date"))
    what = "days in care with a placement code that its list does not hold on those days"
    return _part("unknown-place-days", what, counts, UNREAD_LIMIT_PPM)


def _repaired(records: Records) -> Threshold:
    repairs = records.repairs[records.repairs["table"] == "placements"]
    changed = int(repairs["days_changed"].abs().sum())
    still_open = _days_of(records, ("placement-stale",))
    counts = {
        "days_repaired": changed + still_open["days"],
        "days_in_care": still_open["days_in_care"],
    }
    what = "days in care that a repair added, took away or had to bound"
    return _part("repaired-days", what, counts, REPAIRED_LIMIT_PPM)


def _disagreements(records: Records) -> Threshold:
    counts = {
        "children_with_two_dates_of_birth": records.date_of_birth_disagreements,
        "children": len(records.children),
    }
    what = "children of whom the sources give two dates of birth"
    return _part("date-of-birth-disagreements", what, counts, DISAGREEMENTS_LIMIT_PPM)


def _rejected(records: Records, table: str) -> Threshold:
    fates = records.fates[table]
    rejected = np.array([fate == "rejected" for fate, _ in fates.labels])[fates.codes]
    counts = {"rows_rejected": int(rejected.sum()), "rows_in": len(fates.codes)}
    name = f"rejected-rows-{table.replace('_', '-')}"
    return _part(name, f"rows of {table} rejected", counts, UNREAD_LIMIT_PPM)
