"""What a roll-up is asked for: whose figures, of which days, on which terms [12.9], [12.11]."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from nwd_costs.councils.figures import Council
from nwd_costs.councils.handed import Handed
from nwd_costs.errors import Problem, UnitCostError, UsageError
from nwd_costs.periods import Period
from nwd_costs.register import authorities, plain, resolve_authority
from nwd_costs.terms import Difference, differences

#: Terms in which the figures of authorities may not differ; prices are each authority's own [12.6].
ALIKE = ("method", "standing", "ages", "tiers", "price_base", "uprating")
#: Figures of different methods are never added up; of two, `set_beside` says how far they differ.
NEVER = {"method": "Run all of them by one method: those of different methods are never added up."}
MAY_DIFFER = (*(term for term in ALIKE if term not in NEVER), "period")
WAY = "If it has to be, allow it by name: --despite {term}, in Python despite=['{term}']."
TITLE = "The figures of these authorities cannot be rolled up."


def councils_of(handed: Sequence[Handed], expect: Iterable[str]) -> tuple[Council, ...]:
    """Sort what was handed in by authority; one that is expected and is not there has nothing.

    Parameters
    ----------
    handed
        The figures of every run.
    expect
        Names of authorities that there should be; none where those that are there are all.

    Raises
    ------
    UsageError
        When nothing was handed in; when one authority hands in the same days twice; or when an
        authority is not expected or not known.
    """
    names = {plain(one.authority): one.authority for one in handed}
    if not handed:
        problem = Problem("roll_up", "was given nothing", "Give the results of the authorities.")
        raise UsageError(TITLE, [problem])
    expected, problems = expected_names(expect, names)
    problems += [
        Problem(name, "handed in figures and is not expected", "Name it too, or leave it out.")
        for name in sorted(set(names.values()) - set(expected) if expected else ())
    ]
    problems += _twice(handed)
    if problems:
        raise UsageError(TITLE, problems)
    return tuple(
        Council(name, tuple(sorted((one for one in handed if plain(one.authority) == plain(name)),
                                   key=lambda one: (one.period.from_day, one.source))))
        for name in sorted({*names.values(), *expected})
    )  # fmt: skip


def expected_names(expect: Iterable[str], names: dict[str, str]) -> tuple[list[str], list[Problem]]:
    """Give the names of the authorities that there should be, and what is wrong with them.

    Parameters
    ----------
    expect
        As asked for.
    names
        The names of those that are there, by their plain form.
    """
    found: list[str] = []
    problems: list[Problem] = []
    for name in [expect] if isinstance(expect, str) else expect:
        if plain(name) in names:
            found.append(names[plain(name)])
            continue
        try:
            known = authorities()[resolve_authority(name)]["name"]
        except UnitCostError as error:
            problems += error.problems
        else:
            found.append(names.get(plain(known), known))
    return found, problems


def _twice(handed: Sequence[Handed]) -> list[Problem]:
    """Find authorities that are given twice for the same days [12.9]."""
    return [
        Problem(
            one.authority,
            f"is given twice: {one.source} for {one.period.name} and {other.source} for "
            f"{other.period.name} have days in common",
            "Keep one of the two.",
        )
        for one, other in combinations(handed, 2)
        if plain(one.authority) == plain(other.authority)
        and one.period.from_day < other.period.until_day
        and other.period.from_day < one.period.until_day
    ]


def unlike(handed: Sequence[Handed]) -> tuple[Difference, ...]:
    """Name every term in which anything handed in differs from the first [12.11]."""
    first = handed[0]
    return tuple(
        Difference(found.term, f"{found.a} ({_of(first)})", f"{found.b} ({_of(one)})")
        for one in handed[1:]
        for found in differences(first.terms, one.terms, ALIKE)
    )


def _of(one: Handed) -> str:
    return f"{one.authority}, {one.period.name}"


def period_of(
    councils: Sequence[Council], period: str | Period | None
) -> tuple[Period, tuple[Difference, ...]]:
    """Say which days are rolled up: those asked for, or else the longest that anyone handed in.

    Parameters
    ----------
    councils
        Every authority.
    period
        As asked for; None to take it from what was handed in.

    Returns
    -------
    tuple
        The period, and in which authority's period it differs from those that lie outside it.
    """
    if period is not None:
        return (period if isinstance(period, Period) else Period.parse(period)), ()
    spans = {council.authority: _span(council.handed) for council in councils if council.handed}
    first, longest = max(spans.items(), key=lambda item: item[1].until_day - item[1].from_day)
    outside = [(name, span) for name, span in spans.items() if not longest.holds(span)]
    whole = _joined([longest, *(span for _, span in outside)])
    return whole, tuple(
        Difference("period", f"{longest.name} ({first})", f"{span.name} ({name})")
        for name, span in outside
    )


def _span(handed: Sequence[Handed]) -> Period:
    return _joined([one.period for one in handed])


def _joined(periods: Sequence[Period]) -> Period:
    """Give the period from the first day of any to the last of any, by its plain name."""
    start, end = min(p.from_day for p in periods), max(p.until_day for p in periods)
    known = [p for one in periods for p in (one, *_year_of(one))]
    same = [p for p in known if (p.from_day, p.until_day) == (start, end)]
    edges = Period("", start, end).days
    return same[0] if same else Period(f"{edges[0]}..{edges[1]}", start, end)


def _year_of(period: Period) -> tuple[Period, ...]:
    """Give the financial year of a period, and the years to date in it."""
    years = tuple(Period.parse(name) for name in period.financial_years())
    return (*years, *(part for year in years for part in year.parts()))
