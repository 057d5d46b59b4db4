"""Law: a bridge telescopes, whatever the two methods are [14.3], [14.1].

In either order the steps sum to the difference of the totals, to the penny; back again is the same
with the orders and the signs exchanged; between a method and itself there is nothing. The groups
are the same both ways, no plan in between is refused, and no group can be taken apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

import nwd_costs as nwd
from nwd_costs.categories import Categories
from nwd_costs.methods import STAGES, Stages
from nwd_costs.spans import FIGURES, Pence
from nwd_costs.swapping import changed_stages, half_swapped, paths, swaps
from nwd_costs.testing.strategies import Rows
from oracle.drawn_questions import HOUSED, MIXES, methods
from oracle.library import methodology
from properties.runs import AS_AT, PERIOD, TOWNS, examples, read
from properties.variants import always, unit_costs

OTHER_NAMES = {"secure": "locked", "foster_agency": "foster_far"}
NAMES = {*HOUSED, *OTHER_NAMES.values(), *(name for mix in MIXES for name in mix), "cp", "cin"}
#: Whatever can be asked for has a price, so that no plan lacks one; each has its own.
COSTS = unit_costs(
    always("england", name, "week", f"{100 + 7 * number}.45")
    for number, name in enumerate(sorted(NAMES))
)
#: What is drawn together, since the one names what the other has a price for.
TIED = ("counterfactual", "pricing")
Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, repr=False)
class Pair:
    """Two plans, which would fill pages if a failure showed them."""

    a: nwd.Plan
    b: nwd.Plan


def called_otherwise(plan: nwd.Plan) -> nwd.Plan:
    """Give the same plan with other names for some categories."""
    text = plan.stages.model_dump_json()
    for old, new in OTHER_NAMES.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    rules = tuple(
        replace(rule, category=OTHER_NAMES.get(rule.category, rule.category))
        for rule in plan.categories.rules
    )
    stages = Stages.model_validate(json.loads(text))
    return replace(plan, stages=stages, categories=Categories(rules))


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """Draw two plans: some with the same stages, some with other names for the categories."""
    one, two = (draw(st.integers(0, 3).flatmap(methods)) for _ in range(2))
    kept = draw(st.sets(st.sampled_from([stage for stage in STAGES if stage not in TIED])))
    kept |= set(TIED) if draw(st.sampled_from((False, False, True))) else set()
    a, b = (methodology(drawn).plan for drawn in (one, two | {name: one[name] for name in kept}))
    return Pair(a, called_otherwise(b) if draw(st.booleans()) else b)


def groups(a: nwd.Plan, b: nwd.Plan) -> Groups:
    return tuple(swap.stages for swap in swaps(a, b))


def is_allowed(a: nwd.Plan, b: nwd.Plan, way: Groups) -> bool:
    """Say whether the grammar lets every plan in between stand, in both orders."""
    taken = [known for path in paths(way) for known in path[1:-1]]
    return not any(half_swapped(a, b, known).inconsistencies() for known in taken)


def apart(way: Groups) -> Iterator[Groups]:
    """Take one group of several stages apart into two, in every way."""
    for group in way:
        others = [known for known in way if known != group]
        for size in range(1, len(group)):
            for part in combinations(group, size):
                rest = tuple(stage for stage in group if stage not in part)
                yield tuple(sorted([*others, part, rest], key=lambda g: STAGES.index(g[0])))


def test_stages_go_together_only_where_the_grammar_does_not_let_them_apart() -> None:
    seen: set[tuple[str, ...]] = set()

    @examples(default=40, deep=200)
    @given(pairs())
    def law(pair: Pair) -> None:
        a, b = pair.a, pair.b
        way = groups(a, b)
        assert sorted(stage for group in way for stage in group) == sorted(changed_stages(a, b))
        assert [group[0] for group in way] == sorted((g[0] for g in way), key=STAGES.index)
        assert is_allowed(a, b, way)
        assert not [finer for finer in apart(way) if is_allowed(a, b, finer)]
        assert all(bool(swap.reasons) == (len(swap.stages) > 1) for swap in swaps(a, b))
        whole = half_swapped(a, b, frozenset(STAGES))
        assert changed_stages(whole, b) == ()
        assert (whole.deflator and whole.deflator.values) == (b.deflator and b.deflator.values)
        assert groups(b, a) == way
        assert groups(a, a) == ()
        seen.update(way)

    law()
    assert seen >= {(stage,) for stage in STAGES}
    assert seen >= {("counterfactual", "pricing"), ("timeline", "counterfactual", "pricing")}


def bridged(a: nwd.Plan, b: nwd.Plan, records: nwd.Records) -> nwd.Bridge:
    return nwd.bridge(a, b, records, COSTS, period=PERIOD, as_at=AS_AT)


def totals(plan: nwd.Plan, records: nwd.Records) -> Pence:
    result = nwd.run(plan, records, COSTS, period=PERIOD, as_at=AS_AT)
    return {figure: getattr(result, f"{figure}_pence") for figure in FIGURES}


@examples(default=4, deep=50)
@given(TOWNS, pairs(), st.integers(0, 7))
def test_the_steps_sum_to_the_difference_in_either_order(rows: Rows, pair: Pair, at: int) -> None:
    records, a, b = read(rows), pair.a, pair.b
    way, ends = groups(a, b), [totals(plan, records) for plan in (a, b)]
    there, back = bridged(a, b, records), bridged(b, a, records)
    assert [there.a.totals, there.b.totals] == ends
    assert tuple(step.stages for step in there.steps) == way
    for figure in FIGURES:
        difference = (ends[1][figure] or 0) - (ends[0][figure] or 0)
        table = there.table
        assert table[f"{figure}_pence"].sum() == difference
        assert table[f"{figure}_reverse_pence"].sum() == difference
        running = table[f"{figure}_pence"].cumsum() + (ends[0][figure] or 0)
        assert table[f"{figure}_running_pence"].tolist() == running.tolist()
        mirrored = (-back.table[f"{figure}_reverse_pence"]).tolist()
        assert table[f"{figure}_pence"].tolist() == mirrored
    if way:
        # What is shared changes nothing: a plan in between comes to what it comes to by itself.
        number = at % len(way)
        step, on_the_way = there.steps[number], paths(way)[at % 2]
        taken = on_the_way[len(way) - number if at % 2 else number + 1]
        alone = totals(half_swapped(a, b, taken), records)
        assert (step.total_in_reverse if at % 2 else step.total_in_order) == alone
