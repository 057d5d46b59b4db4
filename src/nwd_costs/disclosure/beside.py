"""Which figures may stand beside those that are shown already, child by child [17.2]."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

from nwd_costs.disclosure.policy import LARGEST_PERCENT, REST_PERCENT, Disclosure
from nwd_costs.disclosure.splits import Ints

# Of up to this many figures every sum and difference is tried; of more, those of any few of them.
MANY, FEW = 7, 4
# Each figure is tried with this many others, be they figures or cells of the report's tables.
WITH_CELLS = 2


def may_stand_beside(new: Ints, figures: Ints, cells: Ints, policy: Disclosure) -> bool:
    """Say whether a figure gives nobody away, however it is set against what is shown [17.2].

    Added to other figures, or taken off them, it leaves an amount that no table shows. Every such
    amount has to be fit to be shown itself, or nought for every child.

    Parameters
    ----------
    new
        What each child has in the figure. Shape (children,).
    figures
        The same of the figures that are shown already. Shape (children, figures).
    cells
        The same of the cells of tables that are shown. Shape (children, cells).
    policy
        The threshold.
    """
    many = figures.shape[1]
    with_figures = figures @ _signs(many, many if many < MANY else FEW - 1)
    everything = np.hstack([figures, cells])
    with_cells = everything @ _signs(everything.shape[1], WITH_CELLS)
    return all(_all_fit(new[:, None] + others, policy) for others in (with_figures, with_cells))


def _signs(many: int, most: int) -> Ints:
    """Give every way to add some of many figures or take them off. Shape (figures, ways)."""
    ways = [
        (chosen, signs)
        for size in range(most + 1)
        for chosen in combinations(range(many), size)
        for signs in product((-1, 1), repeat=size)
    ]
    table = np.zeros((many, len(ways)), dtype=np.int64)
    for way, (chosen, signs) in enumerate(ways):
        table[list(chosen), way] = signs
    return table


def _all_fit(amounts: Ints, policy: Disclosure) -> bool:
    """Say whether each amount may be shown, or is nought for every child: `may_be_shown` of many.

    Parameters
    ----------
    amounts
        What each child has in each of them. Shape (children, amounts).
    policy
        The threshold.
    """
    if len(amounts) < policy.threshold:
        return not amounts.any()
    sizes = np.abs(amounts)
    total, many = sizes.sum(axis=0), np.count_nonzero(sizes, axis=0)
    whose = sizes.argmax(axis=0)[None, :]
    largest = np.take_along_axis(sizes, whose, axis=0)[0]
    np.put_along_axis(sizes, whose, 0, axis=0)
    rest = total - largest - sizes.max(axis=0)
    fair = (largest * 100 <= LARGEST_PERCENT * total) & (rest * 100 >= REST_PERCENT * largest)
    return bool(((many >= policy.threshold) & fair | (total == 0)).all())
