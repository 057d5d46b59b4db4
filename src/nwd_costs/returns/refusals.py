"""What reading refuses before it repairs: contradictions, and years that cannot be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from nwd_costs.days import financial_year_start
from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.frames import Conformed, day_numbers
from nwd_costs.tables import CIN_CENSUS, SSDA903

SOURCE_OF = {
    "placements": SSDA903,
    "protection_plans": CIN_CENSUS,
    "need_episodes": CIN_CENSUS,
}
# Below this many episodes a year in which nothing begins or ends is no sign of a wrong year.
ENOUGH_TO_JUDGE = 10
RETURN_YEARS = (1990, 2100)


def refuse_unreadable_years(conformed: Conformed, file: str) -> None:
    """Refuse return years that say nothing: staleness and H hang on them [1.2], [2.3]."""
    year = conformed.frame["return_year"]
    outside = (year != 0) & ~year.between(*RETURN_YEARS)
    bad = outside.to_numpy(dtype=np.bool_) | conformed.fault("return_year")
    if bad.any():
        rows = tuple(conformed.frame.loc[bad, "source_row"])
        advice = "Write the year in which the return ends, such as 2023, or leave it blank."
        what = f"{len(rows)} return years cannot be read"
        problem = Problem(f"{file}, column return_year", what, advice, rows)
        raise DataError("The return years are not known.", [problem])


def unread_flags(conformed: Conformed, file: str) -> list[str]:
    """Say how many flags of a table could not be read and count as not given."""
    return [
        f"{file}: {int(bad.sum())} values of {column} cannot be read and count as not given"
        for column, bad in conformed.unreadable.items()
        if column in ("uasc", "no_further_action")
    ]


def refuse_uasc_without_a_flag(columns: Iterable[object], file: str) -> None:
    """Refuse an end date that, left empty, could mean 'still is' or 'never was' [2.7]."""
    headings = set(columns)
    if "uasc_until_day" in headings and "uasc" not in headings:
        what = "uasc_until_day is given without uasc"
        advice = "Add a column uasc (true or false): an empty date alone would be read two ways."
        raise DataError("The table children cannot be read [2.7].", [Problem(file, what, advice)])


def refuse_wrong_years(conformed: Conformed, years: Sequence[int], year_is: str) -> None:
    """Notice returns whose episodes lie outside their year: the years were named the other way."""
    frame = conformed.frame
    start, end = day_numbers(frame["from_day"]), day_numbers(frame["until_day"])
    year = frame["return_year"].to_numpy(dtype=np.int64)
    other = "opening" if year_is == "ending" else "ending"
    advice = f"If the names hold {other} years, say year_is='{other}' (--year-is {other})."
    late, still = [], []
    for each in years:
        mine, rows = year == each, int((year == each).sum())
        opens, closes = financial_year_start(each - 1), financial_year_start(each)
        after = int((start[mine] >= closes).sum())
        moved = ((start[mine] >= opens) & (start[mine] < closes)) | (end[mine] >= opens)
        if after * 2 > rows:
            what = f"{after} of {rows} episodes begin after the return ends"
            late.append(Problem(f"return {each}", what, advice))
        elif rows >= ENOUGH_TO_JUDGE and not moved.any():
            what = f"none of {rows} episodes begins or ends in the year of the return"
            still.append(Problem(f"return {each}", what, advice))
    # One quiet year may be so; where every return is quiet its years are named the other way.
    problems = late + (still if len(still) == len(years) else [])
    if problems:
        raise DataError("The years of the SSDA903 returns do not fit their episodes.", problems)


def refuse_contradictions(
    given: Mapping[str, object],
    ssda903: object,
    cin_census: object,
    others: Iterable[object],
) -> None:
    """Refuse a return beside the table it would give, and a call without anything to read."""
    returns = {SSDA903: ssda903, CIN_CENSUS: cin_census}
    problems = [
        Problem(table, f"is given beside {source}", "Hand over the return or the table, not both.")
        for table, source in SOURCE_OF.items()
        if given[table] is not None and returns[source] is not None
    ]
    if given["children"] is not None and ssda903 is not None:
        advice = "Hand over the return or the table, not both."
        problems.append(Problem("children", "is given beside ssda903", advice))
    everything = [*given.values(), ssda903, cin_census, *others]
    if all(item is None for item in everything):
        advice = "Hand over returns, tables or a referral list by name."
        problems.append(Problem("read()", "was given nothing to read", advice))
    if problems:
        raise UsageError("The records cannot be read.", problems)
