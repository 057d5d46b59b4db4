"""Which stages go over together from one plan to another, so that none in between is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from nwd_costs.errors import Problem
from nwd_costs.methods import STAGES, Plan
from nwd_costs.variation import changed_values, spoken

Group = tuple[str, ...]
Taken = frozenset[str]


@dataclass(frozen=True)
class Swap:
    """Stages that are taken over in one step [14.3].

    Parameters
    ----------
    stages
        Their names, in the order in which they run.
    reasons
        Why one of them cannot be taken over without the others; none where it is one stage.
    """

    stages: Group
    reasons: tuple[str, ...]


def changed_stages(a: Plan, b: Plan) -> Group:
    """Name the stages in which two plans differ by a rule, a value or the categories.

    The timeline has the categories, since it is what reads them; what a value rests on is none.
    """
    changed = {change.path.partition(".")[0] for change in changed_values(a, b)}
    if sorted(a.categories.rules) != sorted(b.categories.rules):
        changed.add("timeline")
    return tuple(stage for stage in STAGES if stage in changed)


def half_swapped(a: Plan, b: Plan, taken: Taken) -> Plan:
    """Give a plan in between: ``a`` with some stages of ``b``, as a what-if [14.1].

    The grammar has seen every one of these rules, each where it stands; what may not fit together
    is what ``inconsistencies`` finds.
    """
    return replace(
        a,
        stages=a.stages.model_copy(update={stage: b.rule(stage) for stage in taken}),
        categories=(b if "timeline" in taken else a).categories,
        deflator=(b if "pricing" in taken else a).deflator,
        what_if=True,
    )


def swaps(a: Plan, b: Plan) -> tuple[Swap, ...]:
    """Find the smallest groups of stages that can be taken over one after the other [14.3].

    Taken over in this order or in reverse, no group leads to a plan that the grammar refuses. Of
    all such ways it is the one of the most groups, then of the smallest ones, then the one that
    joins the earlier stages.

    Parameters
    ----------
    a, b
        Plans of which each is allowed by itself.

    Returns
    -------
    tuple of Swap
        Every changed stage once; the groups in the order of their first stages.
    """
    changed, known = changed_stages(a, b), dict[Taken, list[Problem]]()

    def faults(taken: Taken) -> list[Problem]:
        if taken not in known:
            found = half_swapped(a, b, taken).inconsistencies()
            known[taken] = spoken(Problem(*fault) for fault in found)
        return known[taken]

    apart = tuple((stage,) for stage in changed)
    groups = apart if _refused(apart, faults) is None else _smallest(changed, faults)
    return tuple(Swap(group, tuple(_reasons(group, groups, faults))) for group in groups)


Faults = Callable[[Taken], list[Problem]]


def _smallest(changed: Group, faults: Faults) -> tuple[Group, ...]:
    ways = sorted(_partitions(changed), key=lambda groups: (-len(groups), max(map(len, groups))))
    return next(groups for groups in ways if _refused(groups, faults) is None)


def _partitions(stages: Group) -> Iterator[tuple[Group, ...]]:
    """Give every way to put stages into groups, the earlier ones joined first."""
    if not stages:
        yield ()
        return
    *before, last = stages
    for groups in _partitions(tuple(before)):
        for at, group in enumerate(groups):
            yield (*groups[:at], (*group, last), *groups[at + 1 :])
        yield (*groups, (last,))


def paths(groups: tuple[Group, ...]) -> tuple[list[Taken], list[Taken]]:
    """List what is taken over after each step: in order, and in reverse; nothing at first."""
    return _path(groups), _path(groups[::-1])


def _path(groups: tuple[Group, ...]) -> list[Taken]:
    taken = [Taken()]
    for group in groups:
        taken.append(taken[-1].union(group))
    return taken


def _refused(groups: tuple[Group, ...], faults: Faults) -> Taken | None:
    """Give the first plan on the way, in order and then in reverse, that the grammar refuses."""
    return next((taken for path in paths(groups) for taken in path[1:-1] if faults(taken)), None)


def _reasons(group: Group, groups: tuple[Group, ...], faults: Faults) -> Iterator[str]:
    """Say of each stage of a group what the grammar finds where it is taken over by itself."""
    told = set()
    for stage in group if len(group) > 1 else ():
        rest = tuple(other for other in group if other != stage)
        split = [*(known for known in groups if known != group), (stage,), rest]
        refused = _refused(tuple(sorted(split, key=lambda g: STAGES.index(g[0]))), faults)
        if refused is None or refused.intersection(group) in told:
            continue
        told.add(new := refused.intersection(group))
        first, *more = faults(refused)
        yield (
            f"{named(group, new)} of b cannot go with {named(group, Taken(group) - new)} of a: "
            f"{first.where} {first.what}{f' (and {len(more)} more)' if more else ''}"
        )


def named(stages: Group, taken: Taken) -> str:
    """Name some of the stages, as a reader would list them."""
    return " and ".join(stage for stage in stages if stage in taken)
