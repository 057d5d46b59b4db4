"""Splits of an amount into cells, and which of them may be shown together [17.2], [17.4]."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from nwd_costs.disclosure.policy import LARGEST_PERCENT, REST_PERCENT, Disclosure

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

OTHER = "Other"
# Subsets of the smaller of two splits are tried one by one; longer splits are made coarser first.
MOST_CELLS = 12


@dataclass(frozen=True, eq=False, repr=False)
class Amounts:
    """Amounts of money and the child that each is for.

    Parameters
    ----------
    child
        Child codes. Shape (amounts,).
    pence
        Whole pence, none of them nought. Shape (amounts,).
    """

    child: Ints
    pence: Ints

    def by_child(self, mine: Mask) -> Ints:
        """Give the size of what each child has in a cell, the largest first, without noughts."""
        children, at = np.unique(self.child[mine], return_inverse=True)
        sums = np.zeros(len(children), dtype=np.int64)
        np.add.at(sums, at, self.pence[mine])
        sizes: Ints = np.sort(np.abs(sums[sums != 0]))[::-1]
        return sizes

    def total(self, mine: Mask) -> int:
        """Add up a cell."""
        return int(self.pence[mine].sum())


def may_be_shown(sizes: Ints, policy: Disclosure) -> bool:
    """Say whether an amount may be shown, given what each child has in it [17.2].

    Parameters
    ----------
    sizes
        What each child has in it, the largest first.
    policy
        The threshold.
    """
    if len(sizes) < policy.threshold:
        return False
    total, largest, second = int(sizes.sum()), int(sizes[0]), int(sizes[1])
    rest = total - largest - second
    return largest * 100 <= LARGEST_PERCENT * total and rest * 100 >= REST_PERCENT * largest


@dataclass(frozen=True, eq=False, repr=False)
class Split:
    """Every amount in one cell.

    Parameters
    ----------
    names
        Of the cells.
    under
        For each cell what it is a part of: cells are merged with those under the same.
    cell
        The cell of each amount. Shape (amounts,).
    """

    names: tuple[str, ...]
    under: tuple[str, ...]
    cell: Ints

    def mine(self, at: int) -> Mask:
        """Mark the amounts of a cell."""
        marked: Mask = self.cell == at
        return marked

    def joined(self, names: Sequence[str], under: Sequence[str], into: Sequence[int]) -> Split:
        """Give a split of fewer cells: for each cell of this one the cell that it goes into."""
        return Split(tuple(names), tuple(under), np.asarray(into, dtype=np.int64)[self.cell])


def split_by(labels: Sequence[tuple[str, str]], order: Iterable[str] | None = None) -> Split:
    """Split amounts by what they are under and what they are.

    Parameters
    ----------
    labels
        For each amount what it is a part of, and the name of its cell.
    order
        The names in reading order; by name where it is not given.
    """
    place = {name: at for at, name in enumerate(order or ())}
    cells = sorted(set(labels), key=lambda cell: (cell[0], place.get(cell[1], len(place)), cell[1]))
    code = {cell: at for at, cell in enumerate(cells)}
    under, names = ([cell[part] for cell in cells] for part in (0, 1))
    return Split(tuple(names), tuple(under), np.array([code[x] for x in labels], dtype=np.int64))


def all_may_be_shown(split: Split, amounts: Amounts, policy: Disclosure) -> bool:
    """Say whether every cell of a split may be shown by itself."""
    cells = range(len(split.names))
    return all(may_be_shown(amounts.by_child(split.mine(at)), policy) for at in cells)


def merged(split: Split, amounts: Amounts, policy: Disclosure) -> Iterator[Split]:
    """Give a split with its small cells merged into one cell, then ever fewer cells [17.4].

    Cells are merged under the same thing alone. The cell that the small ones make takes the
    smallest of the others in until it may be shown itself, so that a reader who takes all other
    cells off the total is left with nothing small.
    """
    sizes = [amounts.by_child(split.mine(at)) for at in range(len(split.names))]
    small = {at for at, size in enumerate(sizes) if not may_be_shown(size, policy)}
    others = sorted(set(range(len(sizes))) - small, key=lambda at: (len(sizes[at]), at))
    while True:
        for under in dict.fromkeys(split.under):
            mine = [at for at in small if split.under[at] == under]
            more = [at for at in others if split.under[at] == under]
            while mine and more and not _safe(split, mine, amounts, policy):
                mine.append(more.pop(0))
            small.update(mine)
        others = [at for at in others if at not in small]
        yield _with_other(split, small)
        if not others:
            return
        small.add(others.pop(0))


def betrays(one: Split, other: Split, amounts: Amounts, policy: Disclosure) -> bool:
    """Say whether two splits of the same amounts, each fit to be shown, give away a small cell.

    Cells of one split may lie wholly inside some cells of the other; taken away from them they
    leave an amount that is in neither table. Every such remainder has to be fit to be shown [17.4].

    Parameters
    ----------
    one, other
        The splits.
    amounts, policy
        What is split, and the threshold.
    """
    few, many = sorted((one, other), key=lambda split: len(split.names))
    if len(few.names) > MOST_CELLS:
        return True
    meets = np.zeros((len(few.names), len(many.names)), dtype=np.bool_)
    meets[few.cell, many.cell] = True
    for chosen in map(np.array, product((False, True), repeat=len(few.names))):
        if not chosen.any():
            continue
        touched = meets[chosen].any(axis=0)
        within = touched & ~meets[~chosen].any(axis=0)
        ours, theirs = chosen[few.cell], touched[many.cell]
        left_out = (within.any() and (ours & ~within[many.cell]), theirs & ~ours)
        for rest in left_out:
            if np.any(rest) and not may_be_shown(amounts.by_child(np.asarray(rest)), policy):
                return True
    return False


def _safe(split: Split, cells: Sequence[int], amounts: Amounts, policy: Disclosure) -> bool:
    mine = np.isin(split.cell, cells)
    return may_be_shown(amounts.by_child(mine), policy)


def _with_other(split: Split, small: set[int]) -> Split:
    """Merge some cells into one called other, the last under what they are a part of."""
    names: list[str] = []
    unders: list[str] = []
    into = [0] * len(split.names)
    for under in dict.fromkeys(split.under):
        mine = [at for at, of in enumerate(split.under) if of == under]
        for at in mine:
            if at not in small:
                into[at] = len(names)
                names.append(split.names[at])
                unders.append(under)
        if small.intersection(mine):
            for at in small.intersection(mine):
                into[at] = len(names)
            names.append(OTHER)
            unders.append(under)
    return split.joined(names, unders, into)
