"""Days as whole numbers: half-open intervals, birthdays, financial years and quarters [1.1]-[1.4].

Inside the library a day is an int64: days since 1 January 1970. ``NO_DAY`` stands for a missing
day and is only ever compared, never added to.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]

NO_DAY = int(np.iinfo(np.int64).min)
# The edges of the calendar the library works in. Any day that a return can hold lies within.
FIRST_DAY = (dt.date(1800, 1, 1) - dt.date(1970, 1, 1)).days
LAST_DAY = (dt.date(2400, 1, 1) - dt.date(1970, 1, 1)).days

_EPOCH = dt.date(1970, 1, 1)


def to_day(date: dt.date) -> int:
    """Give the day number of a date."""
    return (date - _EPOCH).days


def to_date(day: int) -> dt.date:
    """Give the date of a day number."""
    return _EPOCH + dt.timedelta(days=int(day))


def iso(day: int) -> str:
    """Write a day number as ``yyyy-mm-dd``; a missing day is an empty text."""
    return "" if day == NO_DAY else to_date(day).isoformat()


def iso_texts(days: Days) -> list[str]:
    """Write day numbers as ``iso`` does, each distinct one once."""
    distinct, at = np.unique(days, return_inverse=True)
    written = [iso(day) for day in distinct.tolist()]
    return [written[position] for position in at.tolist()]


def birthday(born: Days, years: int | Days) -> Days:
    """Give the day of the n-th birthday of each birth day [1.3].

    Parameters
    ----------
    born
        Birth days, ``NO_DAY`` where unknown. Shape (n,).
    years
        Which birthday, one for all or one each. [years]

    Returns
    -------
    NDArray[np.int64]
        Day numbers; 29 February gives 1 March in a year without one. ``NO_DAY`` stays.
    """
    known = born != NO_DAY
    dates = np.where(known, born, 0).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day_in_month = (dates - months.astype("datetime64[D]")).astype(np.int64)
    later = np.asarray(12 * years).astype("timedelta64[M]")
    target = (months + later).astype("datetime64[D]").astype(np.int64)
    # Adding the day of the month to the first carries 29 February on to 1 March by itself.
    return np.where(known, target + day_in_month, NO_DAY)


def age_on(born: Days, day: Days) -> Days:
    """Count the birthdays reached by each day [1.3]; -1 where the birth day is unknown."""
    known = born != NO_DAY
    birth_year = np.where(known, born, 0).astype("datetime64[D]").astype("datetime64[Y]")
    this_year = day.astype("datetime64[D]").astype("datetime64[Y]")
    years = (this_year - birth_year).astype(np.int64)
    return np.where(known, years - (birthday(born, years) > day), -1)


def financial_year_of(day: Days) -> Days:
    """Give the calendar year in which each day's financial year opens [1.4]."""
    # Three months back, 1 April is 1 January; month arithmetic keeps it exact.
    return _months_since_april(day) // 12 + 1970


def quarter_of(day: Days) -> Days:
    """Give the quarter (1 to 4) of the financial year of each day [1.4]."""
    return _months_since_april(day) % 12 // 3 + 1


def _months_since_april(day: Days) -> Days:
    months: Days = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months - 3


def financial_year_start(year: int) -> int:
    """Give 1 April of a calendar year as a day number."""
    return to_day(dt.date(year, 4, 1))


def financial_year_name(year: int) -> str:
    """Name the financial year that opens in a calendar year: 2022 gives ``2022-23``."""
    return f"{year}-{(year + 1) % 100:02d}"


def quarter_starts(first: int, last: int) -> Days:
    """Give every quarter start in [first, last) [1.4]."""
    first_month = np.datetime64(first, "D").astype("datetime64[M]")
    last_month = np.datetime64(last, "D").astype("datetime64[M]") + 1
    months = np.arange(first_month, last_month)
    starts = months[months.astype(np.int64) % 3 == 0].astype("datetime64[D]").astype(np.int64)
    inside: Days = starts[(starts >= first) & (starts < last)]
    return inside


def a_year_before(day: int) -> int:
    """Give the same date one year earlier; a year before 29 February is 1 March [12.3]."""
    date = to_date(day)
    if (date.month, date.day) == (2, 29):
        return to_day(dt.date(date.year - 1, 3, 1))
    return to_day(date.replace(year=date.year - 1))
