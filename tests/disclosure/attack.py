"""The attacker: all that a reader may know, and a solver for what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog  # type: ignore[import-untyped]

from nwd_costs.disclosure.money import Money, money_tables, sides_shown
from nwd_costs.disclosure.published import PublishedTable
from nwd_costs.disclosure.splits import may_be_shown

KEYS = ["side", "claim_service", "category", "financial_year", "quarter", "basis"]
HALF = {"Q1": "Q1 and Q2", "Q2": "Q1 and Q2", "Q3": "Q3 and Q4", "Q4": "Q3 and Q4"}

Mask = NDArray[np.bool_]
# What other methods count of the lines, and what is shown of it.
Methods = dict[str, tuple[Mask, int]]


def published(money: Money) -> tuple[dict[str, int], list[PublishedTable]]:
    """Publish the money: the sides, then every table that may stand beside them."""
    sides = sides_shown(money)
    return sides, money_tables(money)[0]


class Attacker:
    """Knows every published figure, what it is rounded to, and which kinds of lines there are.

    That is more than a reader can know: which category, tier, quarter and basis the council has
    lines of at all. Unknown are the pounds of each kind, one for each distinct row of ``KEYS``;
    those that would have been paid are not below nought, those that were paid not above. With
    figures by other methods a kind is also what each method counts. Of some children, such as
    those of his own family, an attacker may know every line.
    """

    def __init__(
        self, money: Money, methods: Methods | None = None, family: Iterable[int] = ()
    ) -> None:
        sides, tables = published(money)
        counted = {f"by {name}": lines for name, (lines, _) in (methods or {}).items()}
        self.money = money
        self.labels = money.labels.assign(**counted)
        self.keys = [*KEYS, *counted]
        self.kinds = self.labels[self.keys].drop_duplicates().reset_index(drop=True)
        code = {tuple(row): at for at, row in enumerate(self.kinds.itertuples(index=False))}
        rows = self.labels[self.keys].itertuples(index=False)
        self.kind = np.array([code[tuple(row)] for row in rows])
        mine = np.isin(money.amounts.child, list(family))
        self.own, self.pence = np.zeros((2, len(self.kinds)), dtype=np.int64)
        np.add.at(self.own, self.kind[mine], money.amounts.pence[mine])
        np.add.at(self.pence, self.kind, money.amounts.pence)
        # Totals are rounded to the nearest, and so within half a step; parts within one.
        everything = np.ones(len(self.kinds), np.bool_)
        self.known: list[tuple[Mask, int, float]] = [(everything, money.gross_pence, 0.5)]
        self.known += [(self.kinds_of(lines), p, 0.5) for lines, p in (methods or {}).values()]
        self.known += [((self.kinds["side"] == s).to_numpy(), p, 1) for s, p in sides.items()]
        # The splits stand in the order of their tables, those of the sides before them.
        splits = money.shown[len(money.shown) - len(tables) :]
        for split, table in zip(splits, tables, strict=True):
            shown = [row[-2].number for row in table.rows if row[-3].text != "Total"]
            for at, pence in enumerate(shown):
                assert pence is not None
                self.known.append((self.kinds_of(split.mine(at)), pence, 1))

    def kinds_of(self, lines: Mask) -> Mask:
        """Mark the kinds that some lines are of."""
        return np.isin(np.arange(len(self.kinds)), self.kind[lines])

    def range_of(self, kinds: Mask) -> tuple[float, float]:
        """Give the least and the most that some kinds may come to. [pence]"""
        rows = np.array([mask for mask, _, _ in self.known], dtype=float)
        shown, within = (np.array([one[at] for one in self.known], dtype=float) for at in (1, 2))
        step = float(self.money.step)
        # Nobody else has lines of a kind that is all the attacker's own.
        own, all_own = self.own / step, self.own == self.pence
        ends_at = np.where(all_own, own, np.inf), np.where(all_own, own, -np.inf)
        paid = (self.kinds["side"] == "actual").to_numpy()
        bounds = np.where(paid, (ends_at[1], own), (own, ends_at[0])).T
        # In steps rather than in pence, so that the solver's tolerances mean something.
        above = {
            "A_ub": np.vstack([rows, -rows]),
            "b_ub": np.concatenate([shown / step + within, -shown / step + within]),
            "bounds": bounds,
        }
        ends = []
        for sign in (1, -1):
            found: Any = linprog(sign * kinds.astype(float), **above)
            unbounded = found.status == 3
            assert unbounded or found.success, found.message
            ends.append(-sign * np.inf if unbounded else sign * found.fun * step)
        return ends[0], ends[1]

    def at_least(self, kinds: Mask) -> int:
        """Give a width that the range surely has, without the solver. [pence]

        Kinds that are in the very same published cells can be exchanged for one another.
        """
        rows = [*(mask for mask, _, _ in self.known), (self.kinds["side"] == "actual").to_numpy()]
        alike: dict[tuple[bool, ...], list[int]] = {}
        for at, cells in enumerate(zip(*rows, strict=True)):
            alike.setdefault(tuple(cells), []).append(at)
        mixed = [same for same in alike.values() if 0 < kinds[same].sum() < len(same)]
        return sum(abs(int((self.pence - self.own)[same].sum())) for same in mixed)

    def small(self) -> Iterator[tuple[str, Mask, int]]:
        """Give every quantity that may not be shown, by a few of the columns: kinds, pence."""
        labels = self.labels.assign(half=self.labels["quarter"].map(HALF))
        columns = [*self.keys, "half"]
        for many in (1, 2, 3) if len(self.keys) > len(KEYS) else (1, 2):
            for by in combinations(columns, many):
                for names, at in labels.groupby(list(by), sort=True).indices.items():
                    mine = np.isin(np.arange(len(labels)), at)
                    sizes = self.money.amounts.by_child(mine)
                    # Whole kinds only: nothing else can be written in what a reader knows.
                    if len(sizes) and not may_be_shown(sizes, self.money.policy):
                        words = f"{by}={names}"
                        yield words, self.kinds_of(mine), self.money.amounts.total(mine)

    def pinned(self) -> list[str]:
        """Name the small quantities whose range is too narrow: the solver has pinned them.

        The range has to hold a whole step, which is the threshold's number of days of the dearest
        care, and half of the quantity itself, less what the attacker knew before.
        """
        found = []
        seen: set[bytes] = set()
        for words, kinds, pence in self.small():
            if kinds.tobytes() in seen:
                continue
            seen.add(kinds.tobytes())
            others = pence - int(self.own[kinds].sum())
            wide = max(self.money.step, abs(others) / 2) if others else 0
            if self.at_least(kinds) >= wide:
                continue
            low, high = self.range_of(kinds)
            if high - low < wide * (1 - 1e-6):
                found.append(f"{words}: {pence} is between {low:.0f} and {high:.0f}")
        return found


def lines_of(rows: list[tuple[int, str, str, str, str, str, int]]) -> pd.DataFrame:
    """Make the labelled amounts of a council: child, side, tier, category, quarter, basis."""
    names = ["child_id", "side", "claim_service", "category", "quarter", "basis", "amount_pence"]
    frame = pd.DataFrame(rows, columns=names).assign(financial_year="2022-23")
    sums = frame.groupby(["child_id", *KEYS], sort=True)["amount_pence"].sum().reset_index()
    return sums[sums["amount_pence"] != 0].reset_index(drop=True)
