"""What each changed stage is worth, going from one method to another on given records [14.3]."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nwd_costs.bridges import Bridge
from nwd_costs.days import iso
from nwd_costs.differences import category_rows
from nwd_costs.errors import UnitCostError
from nwd_costs.library import loaded
from nwd_costs.methods import STAGES, Methodology, Plan
from nwd_costs.periods import Period
from nwd_costs.pipeline import run_sharing
from nwd_costs.prices import UnitCosts
from nwd_costs.result import Result
from nwd_costs.sharing import Shared
from nwd_costs.spans import FIGURES, BridgeStep, Pence, Side
from nwd_costs.swapping import Swap, Taken, half_swapped, named, paths, swaps
from nwd_costs.tables import Records
from nwd_costs.variation import changed_values
from nwd_costs.waterfall import less


def bridge(
    a: Methodology | Plan | str | Path,
    b: Methodology | Plan | str | Path,
    records: Records,
    costs: UnitCosts,
    *,
    period: str | Period,
    as_at: str | dt.date,
    accept: str | Sequence[str] = (),
) -> Bridge:
    """Say what each stage that changes between two methods is worth on given records [14.3].

    Parameters
    ----------
    a, b
        From which method to which: loaded versions, ids, folders, or what-if plans.
    records
        What ``read`` made of the returns and the referral list.
    costs
        A unit-cost table, seen from the authority; both methods have the same prices.
    period
        P, such as ``2022-23`` or ``2022-23 to Q3`` [1.5].
    as_at
        The last day observed, inclusive [1.2].
    accept
        Limits of data quality, by name, that do not keep a figure from being a headline [2.17].

    Returns
    -------
    Bridge
        The pence of every step, once in the order of the stages and once in reverse; in either they
        sum to the difference of the totals.

    Raises
    ------
    DocumentError
        When there is no such version, or it breaks the grammar.
    UsageError
        When the period or as_at cannot be read, or no limit has a name that is to be accepted.
    DataError
        When as_at lies before the data, or a table holds no history [2.12].
    UnitCostError
        When either method, or a plan in between, needs a rate and there is none [8.2]; it is named.
    """
    one, two = loaded(a), loaded(b)
    shared, found = Shared(), swaps(one.plan, two.plan)

    def ran(method: Methodology | Plan, name: str) -> Result:
        try:
            return run_sharing(
                shared, method, records, costs, period=period, as_at=as_at, accept=accept
            )
        except UnitCostError as error:
            raise UnitCostError(
                f"{error.title} The rates are needed by {name}.", error.problems
            ) from None

    ends = ran(one, one.id), ran(two, two.id)

    def total(taken: Taken) -> Pence:
        if not taken or taken == everything:
            return _totals(ends[bool(taken)])
        plan = half_swapped(one.plan, two.plan, taken)
        return _totals(ran(plan, _in_between(one, two, taken)))

    groups = tuple(swap.stages for swap in found)
    everything = Taken(stage for group in groups for stage in group)
    in_order, in_reverse = ([total(taken) for taken in path] for path in paths(groups))
    return _bridged(ends, _steps(found, _changes(one, two), in_order, in_reverse))


def _bridged(ends: tuple[Result, Result], steps: Iterable[BridgeStep]) -> Bridge:
    """Put the steps between the two ends; what both were asked, the first one knows."""
    first = ends[0]
    return Bridge(
        a=_side(ends[0]),
        b=_side(ends[1]),
        steps=tuple(steps),
        authority=first.costs.authority,
        unit_costs=first.costs.id,
        period=first.period.name,
        as_at=iso(first.as_at),
        headline=first.headline,
    )


def _totals(result: Result) -> Pence:
    return {figure: getattr(result, f"{figure}_pence") for figure in FIGURES}


def _side(result: Result) -> Side:
    method = result.method
    warned = tuple(warning.code for warning in result.warnings)
    return Side(
        method.id,
        method.standing,
        method.status,
        _totals(result),
        result.contains_forecast,
        warned,
    )


def _in_between(a: Methodology, b: Methodology, taken: Taken) -> str:
    """Name a plan in between; it is a what-if and has no name of its own."""
    return f"a plan in between [14.3], with {named(STAGES, taken)} of {b.id} and all else of {a.id}"


def _changes(a: Methodology, b: Methodology) -> dict[str, list[str]]:
    """Tell by stage what changes; what a value rests on is worth nothing and is not told."""
    told: dict[str, list[str]] = {stage: [] for stage in STAGES}
    for change in changed_values(a.plan, b.plan):
        told[change.path.partition(".")[0]].append(str(change))
    told["timeline"] += [
        f"categories.csv, {row.path}: {row.b or '(not there)'} (was {row.a or '(not there)'})"
        for row in category_rows(a, b)
    ]
    return told


def _steps(
    found: Sequence[Swap],
    changes: dict[str, list[str]],
    in_order: Sequence[Pence],
    in_reverse: Sequence[Pence],
) -> Iterator[BridgeStep]:
    """Take the totals apart: what a step is worth is what it comes to after it less before it."""
    for at, swap in enumerate(found):
        back = len(found) - at  # the last of the steps is the first in reverse
        yield BridgeStep(
            stages=swap.stages,
            changes=tuple(text for stage in swap.stages for text in changes[stage]),
            reasons=swap.reasons,
            in_order=_worth(in_order[at], in_order[at + 1]),
            in_reverse=_worth(in_reverse[back - 1], in_reverse[back]),
            total_in_order=in_order[at + 1],
            total_in_reverse=in_reverse[back],
        )


def _worth(before: Pence, after: Pence) -> Pence:
    return {figure: less(after[figure], before[figure]) for figure in FIGURES}
