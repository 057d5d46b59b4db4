"""Codes that no list holds on their days, each with its rows and days; no code is guessed at."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nwd_costs.checks.lists import CODE_FORM, Books, Coded, Ints, Mask, out_of_date, unknown
from nwd_costs.checks.views import closing_of
from nwd_costs.days import NO_DAY, Days, financial_year_start
from nwd_costs.frames import day_numbers
from nwd_costs.tables import Records

NO_CODE = "(no code)"
COLUMNS = ("list", "code", "why", "rows", "days")
# Which column of which table each list is for, and on which of its days the code is judged.
_JUDGED = (
    ("place", "placements", "place", "every day"),
    ("provider", "placements", "provider", "first day"),
    ("legal_status", "placements", "legal_status", "first day"),
    ("rne", "placements", "rne", "first day"),
    ("rec", "placements", "rec", "last day"),
    ("reason_place_change", "placements", "reason_place_change", "last day"),
    ("cin_closure_reason", "need_episodes", "closure_reason", "last day"),
)


def codes_found(records: Records, books: Books) -> pd.DataFrame:
    """Count the rows and days of every code that its list does not hold on its days [2.14].

    Parameters
    ----------
    records
        The records.
    books
        The code lists.

    Returns
    -------
    pandas.DataFrame
        list, code, why (``unknown`` or ``not valid on its days``), rows, days. What has not the
        form of a code is not shown.
    """
    parts = [
        _counted(records, table, column, when, name, books)
        for name, table, column, when in _JUDGED
        if len(getattr(records, table))
    ]
    parts.append(_sexes(records, books))
    found = pd.concat([part for part in parts if len(part)] or parts[-1:], ignore_index=True)
    return found[list(COLUMNS)]


def last_day(records: Records) -> int:
    """Give the day on which the last of all returns closes, else the last day any row names."""
    years = [year for source in records.return_years.values() for year in source]
    if years:
        return financial_year_start(max(years))
    days = [day_numbers(records.placements[name]) for name in ("from_day", "until_day")]
    return max((int(column.max()) for column in days if len(column)), default=0)


def row_days(frame: pd.DataFrame, last: int) -> Ints:
    """Count the days of every row up to a last one."""
    until = day_numbers(frame["until_day"])
    end = np.minimum(np.where(until == NO_DAY, last, until), last)
    found: Ints = np.maximum(end - day_numbers(frame["from_day"]), 0)
    return found


def faults_of(
    frame: pd.DataFrame, column: str, when: str, name: str, books: Books
) -> tuple[Coded, Mask, Mask]:
    """Mark the rows whose code is unknown, and those whose code is not valid on their days."""
    codes = Coded.of(frame[column])
    from_day, until_day = day_numbers(frame["from_day"]), day_numbers(frame["until_day"])
    closing = closing_of(frame["return_year"].to_numpy(dtype=np.int64))
    spans: dict[str, tuple[Days, Days]] = {
        "first day": (from_day, from_day + 1),
        "every day": (from_day, np.where(until_day == NO_DAY, from_day + 1, until_day)),
        "last day": (until_day, np.where(until_day == NO_DAY, NO_DAY, until_day + 1)),
    }
    book = books[name]
    return codes, unknown(codes, book), out_of_date(codes, book, *spans[when], closing)


def _counted(
    records: Records, table: str, column: str, when: str, name: str, books: Books
) -> pd.DataFrame:
    frame = getattr(records, table)
    codes, missing, late = faults_of(frame, column, when, name, books)
    days = row_days(frame, last_day(records))
    words = pd.Series(codes.words, dtype=str)
    shown = words.where(words.str.fullmatch(CODE_FORM) | words.isin([*books[name]]), NO_CODE)
    parts = []
    for why, mask in (("unknown", missing), ("not valid on its days", late)):
        rows = np.flatnonzero(mask)
        found = pd.DataFrame(
            {
                "code": shown.take(codes.at[rows]).reset_index(drop=True),
                "rows": np.ones(len(rows), dtype=np.int64),
                "days": days[rows],
            }
        )
        counted = found.groupby("code", as_index=False, sort=True)[["rows", "days"]].sum()
        parts.append(counted.assign(list=name, why=why))
    return pd.concat(parts, ignore_index=True)


def _sexes(records: Records, books: Books) -> pd.DataFrame:
    """Count the children whose sex is in neither list; a child has no days of its own."""
    codes = Coded.of(records.children["sex"].str.upper())
    known = {"", *books["sex_ssda903"], *books["sex_cin"]}
    words = pd.Series([word for word in codes.words if word not in known], dtype=str)
    rows = [int(codes.is_in(word).sum()) for word in words]
    shown = words.where(words.str.fullmatch(CODE_FORM), NO_CODE)
    found = pd.DataFrame({"code": shown, "rows": pd.Series(rows, dtype="int64")})
    counted = found.groupby("code", as_index=False, sort=True)[["rows"]].sum()
    return counted.assign(list="sex", why="unknown", days=0)
