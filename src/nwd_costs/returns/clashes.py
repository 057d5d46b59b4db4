"""What cannot be handed over together: two sources of one table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.returns.places import Place
from nwd_costs.tables import CIN_CENSUS, SSDA903, InputFile

NAMES_OF_ALL = "the SSDA903 returns"
# The tables that each keyword of ``read`` gives; one that is not listed gives its own.
_TABLES = {
    SSDA903: ("placements", "children"),
    CIN_CENSUS: ("protection_plans", "need_episodes"),
}
# Several files of these make one source; their own readers see to it that no year is given twice.
_SEVERAL = frozenset({SSDA903, CIN_CENSUS, "annex_a"})


def refuse_clashes(found: Mapping[str, Sequence[Place]], named: Mapping[str, object]) -> None:
    """Refuse two files of one table, and a file of a table that is also handed over by name.

    Parameters
    ----------
    found
        For each keyword of ``read`` the files of the source that it takes.
    named
        What was handed over by name; None where nothing was.

    Raises
    ------
    UsageError
        When a table is in the source and is handed over by name as well.
    DataError
        When two files of the source give the same table.
    """
    by_table: dict[str, list[str]] = defaultdict(list)
    for keyword, places in found.items():
        names = [place.name for place in places]
        shown = [f"{names[0]} and {len(names) - 1} more"] if len(names) > 2 else names
        for table in _TABLES.get(keyword, (keyword,)):
            by_table[table] += [" and ".join(shown)] if keyword in _SEVERAL else names
    twice = [
        Problem(keyword, f"is given beside {', '.join(by_table[table])}", "Hand over one of them.")
        for keyword, given in named.items()
        if given is not None
        for table in _TABLES.get(keyword, (keyword,))
        if by_table.get(table)
    ]
    if twice:
        raise UsageError("The records cannot be read.", twice)
    problems = [
        Problem(" and ".join(names), f"both give the table {table}", "Keep one of them.")
        for table, names in by_table.items()
        if len(names) > 1
    ]
    if problems:
        raise DataError("The files cannot be read together.", problems)


def nothing_found(left_alone: Sequence[InputFile]) -> DataError:
    """Make the error for a source in which there is nothing to read.

    Parameters
    ----------
    left_alone
        Its files, and why each was left alone.
    """
    advice = "Hand over returns, tables or a referral list."
    problems = [Problem(file.name, file.taken_for, "") for file in left_alone]
    empty = [Problem("the folder", "holds no file", advice)]
    return DataError("There is nothing here that can be read.", problems or empty)
