"""A reader who tries every world there is cannot pin a count below the threshold [17.2], [17.4]."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import combinations, product

import pytest

import nwd_costs as nwd
from nwd_costs.disclosure import counting
from nwd_costs.disclosure.counting import AGES, CLAIMS, FAMILY, REASONS, SCOPE, Ladder
from nwd_costs.disclosure.rounding import counted, nearest

POLICIES = [nwd.Disclosure(*of) for of in ((5, 5), (5, 3), (6, 4), (4, 4), (3, 3))]
World = tuple[int, ...]
Show = Callable[[World], object]


def worlds(parts: int, most: int) -> Iterator[World]:
    """Give all that so many counts could be, as long as they come to no more than ``most``."""
    for bars in combinations(range(most + parts), parts):
        ends = (-1, *bars)
        yield tuple(ends[at + 1] - ends[at] - 1 for at in range(parts))


def narrow(every: Iterator[World], show: Show, threshold: int) -> list[tuple[World, int]]:
    """Find the small counts that have fewer values than the threshold, given what is shown."""
    alike: dict[str, list[World]] = {}
    for world in every:
        alike.setdefault(str(show(world)), []).append(world)
    return [
        (world, at)
        for looks in alike.values()
        for at, values in enumerate(map(set, zip(*looks, strict=True)))
        if min(values) < threshold and len(values) < threshold
        for world in looks
        if world[at] < threshold
    ]


def shown(names: tuple[str, ...], ladder: Ladder, policy: nwd.Disclosure, world: World) -> object:
    parts = dict(zip(names, world, strict=True))
    total = counted(sum(world), policy).text
    return total, counting.whole_shown(parts, ladder, policy)


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_no_small_part_of_three_is_pinned(policy: nwd.Disclosure) -> None:
    show = partial(shown, ("yes", "no", "unknown"), FAMILY, policy)
    assert narrow(worlds(3, 24), show, policy.threshold) == []
    show = partial(shown, ("with days", "without days", "dropped"), CLAIMS, policy)
    assert narrow(worlds(3, 24), show, policy.threshold) == []


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_neither_side_of_a_count_is_pinned(policy: nwd.Disclosure) -> None:
    assert (
        narrow(worlds(2, 60), partial(shown, ("in", "out"), SCOPE, policy), policy.threshold) == []
    )

    def beside(world: World) -> object:
        part, rest = world
        whole = part + rest
        return counted(whole, policy), counting.part_shown(part, whole, policy)

    assert narrow(worlds(2, 60), beside, policy.threshold) == []


@pytest.mark.parametrize("ladder", [AGES, REASONS], ids=["ages", "reasons"])
def test_no_small_part_of_a_long_ladder_is_pinned(ladder: Ladder) -> None:
    policy = nwd.Disclosure(3, 3)
    names = tuple(part for held in ladder[0].values() for part in held)
    names += ("16 and over", "unknown") if ladder is AGES else ("no days left",)
    every = worlds(len(names), 13 if ladder is AGES else 12)
    assert narrow(every, partial(shown, names, ladder, policy), policy.threshold) == []


@pytest.mark.parametrize("policy", [POLICIES[0], POLICIES[2], POLICIES[4]], ids=str)
def test_no_small_count_of_referrals_is_pinned_by_all_the_tables_together(
    policy: nwd.Disclosure,
) -> None:
    def show(world: World) -> object:
        booked, without, dropped, idle, age = world[:5]
        claims = {"with days": booked, "without days": without, "dropped": dropped}
        reasons = {"not started": idle, "age unknown": age}
        return counting.referrals_shown(claims, reasons, policy)

    assert narrow(worlds(5, 16), show, policy.threshold) == []


def test_parts_of_the_same_children_in_several_ways_pin_nobody() -> None:
    policy = nwd.Disclosure(3, 3)
    whole = [
        (family, (outreach, of - outreach), (prevented, of - prevented))
        for family in worlds(3, 11)
        for of in [sum(family)]
        for outreach, prevented in product(range(of + 1), repeat=2)
    ]

    def show(world: World) -> object:
        family, of = world[:3], sum(world[:3])
        ways = [counting.part_shown(world[at], of, policy).text for at in (3, 5)]
        return ways, shown(("yes", "no", "unknown"), FAMILY, policy, family)

    every = (family + one + other for family, one, other in whole)
    assert narrow(every, show, policy.threshold) == []


def unmerged(
    parts: Mapping[str, int], ladder: Ladder, total: int, policy: nwd.Disclosure
) -> dict[str, int]:
    """Leave small parts out beside a total, as it must not be done."""
    del ladder
    rows = {name: n for name, n in parts.items() if n >= policy.threshold}
    return {name: nearest(n, policy.round_to) for name, n in rows.items()} | {"Total": total}


def test_a_small_part_that_is_left_out_beside_its_total_is_pinned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "counts_shown", unmerged)
    policy = nwd.Disclosure()
    show = partial(shown, ("yes", "no", "unknown"), FAMILY, policy)
    assert narrow(worlds(3, 24), show, policy.threshold)


def test_a_nought_that_counts_as_large_is_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    safe = counting.counts_shown

    def without_noughts(
        parts: Mapping[str, int], ladder: Ladder, total: int, policy: nwd.Disclosure
    ) -> dict[str, int] | None:
        del ladder
        there = {name: (name,) for name, count in parts.items() if count}
        return safe(parts, (there,), total, policy)

    monkeypatch.setattr(counting, "counts_shown", without_noughts)
    show = partial(shown, ("yes", "no", "unknown"), FAMILY, nwd.Disclosure())
    assert any(world[at] == 0 for world, at in narrow(worlds(3, 24), show, 5))


def test_referrals_read_are_not_counted_beside_those_on_the_list() -> None:
    def show(world: World, policy: nwd.Disclosure = POLICIES[0]) -> object:
        on_list, rejected = world
        return [counted(n, policy).text for n in (on_list, on_list + rejected, rejected)]

    assert narrow(worlds(2, 40), show, 5), "so the tables must not hold all three"
