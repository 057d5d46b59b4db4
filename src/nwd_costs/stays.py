"""How long care lasts, from the council's own returns: days for a horizon [6.3]-[6.5]."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.days import iso
from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.followed import NO_FIRST_DAY, Stays, first_seen, followed
from nwd_costs.measures import AGE_BANDS
from nwd_costs.pipeline import read_as_at, refuse_snapshots
from nwd_costs.profiles import NAMED, PARAGRAPH
from nwd_costs.show import html_table
from nwd_costs.stages.horizon import MOST_DAYS
from nwd_costs.stages.observation import observe
from nwd_costs.survival import curve, followed_each_day, library_version, survival_library
from nwd_costs.tables import Records, Warn
from nwd_costs.variation import Estimated

Bands = tuple[tuple[str, int, int], ...]

# By what the periods can be grouped: the bands as a horizon writes them, and their ages.
GROUPINGS: dict[str, Bands] = {
    "age band": tuple(band for band in AGE_BANDS if band[0] != "unknown"),
    "all": (("0 and over", -1, 200),),
}
# Two years of 52 weeks: the longest that a shipped version says its own horizon could be.
UNTIL_DAYS = 728
FEWEST_PERIODS = 20
# On a day when so few are followed, where twice as many should be, one child would be the figure.
FEWEST_FOLLOWED, ENOUGH_EXPECTED = 5, 10
SMALL = 5

COLUMNS = (
    "age_band", "periods", "entered_late", "ended", "still_in_care", "lost_sight_of",
    "median_days", "median_low", "median_high", "mean_days", "mean_low", "mean_high",
    "days", "days_low", "days_high", "note",
)  # fmt: skip
_COUNTS, _WHOLE = COLUMNS[1:6], COLUMNS[12:15]


@dataclass(frozen=True, eq=False)
class LengthOfStay:
    """How long periods of care last, by age on entry, as the council's own returns show [6.3].

    Parameters
    ----------
    by
        What the periods are grouped by.
    as_at, observed_from, observed_until
        The last day observed as asked for; the day the returns begin; H. [day numbers]
    until_days
        The days beyond which no period is counted in a mean.
    table
        One row per group: counts, median and mean with their 95% intervals, and the whole days for
        a horizon; blank where the note says why.
    set_aside
        Periods that are in no group, by reason.
    digest
        SHA-256 of the periods that were used: group, lengths and whether they ended, and no more.
    library
        The survival library and its version.
    warnings
        What a reader must know.
    """

    by: str
    as_at: int
    observed_from: int
    observed_until: int
    until_days: int
    table: pd.DataFrame
    set_aside: Mapping[str, int]
    digest: str
    library: str
    warnings: tuple[Warn, ...]

    @property
    def days(self) -> dict[str, int]:
        """The whole days of each band that is not withheld, as the rule ``length_of_stay`` has."""
        return self._of_bands("days")

    @property
    def source(self) -> str:
        """Where the days come from, in a sentence: goes into the record of a what-if."""
        told = [
            f"{row['age_band']} {row['days']} days (95% interval {row['days_low']} to "
            f"{row['days_high']}, {row['periods']} periods, {row['ended']} ended, "
            f"{row['entered_late']} entered late)"
            for row in self._rows()
            if row["days"] is not None
        ]
        none = [row["age_band"] for row in self._rows() if row["days"] is None]
        withheld = f", withheld for {' and '.join(none)}" if none else ""
        return (
            f"mean days in care up to {self.until_days} [6.4], from the council's own periods of "
            f"care, observed from {iso(self.observed_from)} to {iso(self.observed_until - 1)}, "
            f"as at {iso(self.as_at)}: {', '.join(told)}{withheld}, by {self.library}, "
            f"digest of the periods {self.digest}"
        )

    def horizon(self) -> dict[str, object]:
        """Give what a what-if needs to use the days: ``plan.but(horizon=stay.horizon())`` [6.5].

        Returns
        -------
        dict
            The rule ``length_of_stay`` and its days, with their intervals and where they are from.

        Raises
        ------
        UsageError
            When every band is withheld.
        """
        if not self.days:
            problem = Problem("length of stay", "is withheld for every band", "See its table.")
            raise UsageError("There are no days for a horizon.", [problem])
        low, high = self._of_bands("days_low"), self._of_bands("days_high")
        return {"rule": "length_of_stay", "days": Estimated(self.days, low, high, self.source)}

    def as_dict(self) -> dict[str, object]:
        """Give all of it as plain values; nobody's record is in them."""
        return {
            **NAMED,
            "by": self.by,
            "as_at": iso(self.as_at),
            "observed_from": iso(self.observed_from),
            "observed_until": iso(self.observed_until),
            "until_days": self.until_days,
            "bands": self._rows(),
            "set_aside": dict(self.set_aside),
            "library": self.library,
            "digest": self.digest,
            "warnings": [warning.as_dict() for warning in self.warnings],
        }

    def _of_bands(self, column: str) -> dict[str, int]:
        known = self.table[self.table["days"].notna()]
        return dict(zip(known["age_band"], known[column].astype(int).tolist(), strict=True))

    def _rows(self) -> list[dict[str, Any]]:
        plain = self.table.astype(object).where(self.table.notna(), None)
        rows = zip(*(plain[name] for name in COLUMNS), strict=True)
        return [dict(zip(COLUMNS, row, strict=True)) for row in rows]

    def _repr_html_(self) -> str:
        rows = [["" if cell is None else cell for cell in row.values()] for row in self._rows()]
        told = {
            "Observed": f"{iso(self.observed_from)} to {iso(self.observed_until - 1)}",
            **{f"Set aside: {reason}": count for reason, count in self.set_aside.items()},
            **{f"Warning {w.code} [{w.clause}]": w.message for w in self.warnings},
            "Estimated by": self.library,
        }
        title = f"Length of stay, by {self.by}: days in care, means up to {self.until_days} [6.3]"
        headings = [name.replace("_", " ") for name in COLUMNS]
        rests = html_table("What it rests on", [], told.items())
        return PARAGRAPH + html_table(title, headings, rows) + rests

    def __repr__(self) -> str:
        told = ", ".join(f"{band} {days}" for band, days in self.days.items()) or "all withheld"
        return f"LengthOfStay({told}; mean days up to {self.until_days}, as at {iso(self.as_at)})"


def length_of_stay(
    records: Records,
    by: str = "age band",
    *,
    as_at: str | dt.date,
    until_days: int = UNTIL_DAYS,
) -> LengthOfStay:
    """Estimate from the SSDA903 returns how long a period of care lasts [6.3].

    Periods that go on after the last observed day are followed up to it, and those that had begun
    before the returns begin count only from then on. It needs the extra ``stats``.

    Parameters
    ----------
    records
        What ``read`` made of the returns.
    by
        ``age band``, the bands of [12.3] by age on entry, or ``all``.
    as_at
        The last day observed, inclusive [1.2]; no clock is ever read.
    until_days
        The days up to which a mean counts [6.4].

    Returns
    -------
    LengthOfStay
        Counts, medians and means with their intervals, and ``horizon()`` for a what-if.

    Raises
    ------
    UsageError
        When the question makes no sense, or the survival library is not installed.
    DataError
        When no return year of the 903 is known, as_at lies before the data or the returns, or a
        table holds no history [2.12].
    """
    _refuse_question(by, until_days)
    survival_library()  # before any work is done
    refuse_snapshots(records, "Lengths of stay need the history of every child [2.12].")
    last_day = read_as_at(as_at)
    observed = observe(records, last_day)
    first_day = first_seen(records)
    _refuse_nothing_seen(first_day, observed.until)
    stays, set_aside = followed(records, observed, first_day, by_age=by == "age band")
    bands = GROUPINGS[by]
    groups = [stays.take((stays.age >= low) & (stays.age <= high)) for _, low, high in bands]
    names = [name for name, _, _ in bands]
    return LengthOfStay(
        by=by,
        as_at=last_day,
        observed_from=first_day,
        observed_until=observed.until,
        until_days=until_days,
        table=_table([_row(*band, until_days) for band in zip(names, groups, strict=True)]),
        set_aside=set_aside,
        digest=_digest(names, groups),
        library=library_version(),
        warnings=(*observed.warnings, *_start_warnings(set_aside)),
    )


def _refuse_nothing_seen(first_day: int, until: int) -> None:
    if until <= first_day:
        what = f"lies before {iso(first_day)}, when the returns begin"
        problem = Problem("as_at", what, "Give the last day that your returns observe.")
        raise DataError("No stay was followed for a day [6.3].", [problem])


def _start_warnings(set_aside: Mapping[str, int]) -> list[Warn]:
    unknown = set_aside[NO_FIRST_DAY]
    if not unknown:
        return []
    message = (
        "periods of care that had begun before the returns do not say when, and are left out; "
        "those that do had no change of placement or legal status since, and may differ"
    )
    return [Warn("stays_of_unknown_first_day", "6.3", message, {"periods": unknown})]


def _refuse_question(by: str, until_days: int) -> None:
    problems = []
    if by not in GROUPINGS:
        advice = f"Group by {' or '.join(GROUPINGS)}."
        problems.append(Problem("by", "is nothing that periods of care are grouped by", advice))
    if type(until_days) is not int or not 1 <= until_days <= MOST_DAYS:
        advice = f"Give a whole number from 1 to {MOST_DAYS}."
        problems.append(Problem("until_days", "is no number of days", advice))
    if problems:
        raise UsageError("The length of stay cannot be asked for like that.", problems)


def _row(name: str, group: Stays, until: int) -> dict[str, object]:
    """Give one row of the table, or say why it holds no days."""
    counts = {
        "periods": len(group.age),
        "entered_late": int((group.entry > 0).sum()),
        "ended": int(group.ended.sum()),
        "still_in_care": int((~group.ended & ~group.lost).sum()),
        "lost_sight_of": int(group.lost.sum()),
    }
    row: dict[str, object] = {"age_band": name, **counts}
    small = any(0 < count < SMALL for count in counts.values())
    notes = [f"holds a count below {SMALL}: not for publication"] if small else []
    why_not = _too_few(group)
    if not why_not:
        found = curve(group.entry, group.length, group.ended)
        why_not = _too_thin(group, found.each_day(until), until)
    if why_not:
        return {**row, "note": "; ".join([f"withheld: {why_not}", *notes])}
    # A sum of shares may miss a whole or half day by a hair.
    mean, low, high = (round(day, 6) for day in found.mean(until))
    spans = zip(COLUMNS[6:12], (*found.median, mean, low, high), strict=True)
    # The days are rounded half to even, the limits outwards; a horizon has a day at least.
    days = {"days": round(mean), "days_low": max(int(low), 1), "days_high": -int(-high // 1)}
    notes = [*(["half had not left"] if found.median[0] is None else []), *notes]
    rounded = {column: None if day is None else round(day, 1) for column, day in spans}
    return {**row, **rounded, **days, "note": "; ".join(notes)}


def _too_few(group: Stays) -> str:
    if len(group.age) < FEWEST_PERIODS:
        return f"fewer than {FEWEST_PERIODS} periods of care"
    return "" if group.ended.any() else "no period of care was seen to end"


def _too_thin(group: Stays, share: NDArray[np.float64], until: int) -> str:
    """Say on which day too few are followed to go on from there [6.4]."""
    there = followed_each_day(group.entry, group.length, until)
    expected = np.round(share[:-1] * len(group.age), 6)
    thin = (there < FEWEST_FOLLOWED) & (expected >= ENOUGH_EXPECTED)
    # Nobody is there to go on, or somebody is where the curve says that nobody can be.
    at_odds = (there == 0) != (expected == 0)
    days = np.flatnonzero(thin | at_odds)
    return f"too few are followed on day {days[0] + 1} of their stay" if len(days) else ""


def _table(rows: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    types = dict.fromkeys(COLUMNS, "Float64") | dict.fromkeys((*_COUNTS, *_WHOLE), "Int64")
    return table.astype({**types, "age_band": str, "note": str})


def _digest(names: list[str], groups: list[Stays]) -> str:
    """Give the SHA-256 of what the estimate rests on, whatever the order of the rows."""
    lines = sorted(
        f"{name},{entry},{length},{ended:d}\n"
        for name, group in zip(names, groups, strict=True)
        for entry, length, ended in zip(
            group.entry.tolist(), group.length.tolist(), group.ended.tolist(), strict=True
        )
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()
