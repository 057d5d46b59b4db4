"""The totals of a ledger and its sums by any of its columns [9.2], [9.3]."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nwd_costs.errors import Problem, UsageError
from nwd_costs.pence import pounds
from nwd_costs.stages.ledger import LEGS, SIDES, Ledger, exact_sum
from nwd_costs.summary import sums_by

GROUPS = (
    "referral_id", "child_id", "side", "service", "claim_service", "category", "unit", "rate_name",
    "layer", "price_basis", "observed", "financial_year", "quarter", "clause", "basis",
    "rate_basis", "source", "price_year",
)  # fmt: skip


class Sums:
    """What a result adds up to: everything here is a sum over ``ledger``."""

    ledger: Ledger

    @property
    def gross_pence(self) -> int | None:
        """Gross costs avoided: counterfactual + actual [9.2]; None if withheld [8.2]."""
        return self.total(*LEGS)

    @property
    def adjustment_pence(self) -> int | None:
        """The sum of the adjustments [10.1]."""
        return self.total("adjustment") if self.gross_pence is not None else None

    @property
    def adjusted_pence(self) -> int | None:
        """Gross + adjustment."""
        return self.total(*LEGS, "adjustment")

    @property
    def programme_pence(self) -> int | None:
        """The programme's own cost, negative [11]."""
        return self.total("programme")

    @property
    def net_pence(self) -> int | None:
        """Adjusted + programme."""
        return self.total(*SIDES)

    def total(self, *sides: str) -> int | None:
        """Add the amounts of some sides of the ledger; None where a line has none [8.2].

        Parameters
        ----------
        *sides
            ``counterfactual``, ``actual``, ``adjustment`` or ``programme``.

        Returns
        -------
        int or None
            Pence, signed as in the ledger.

        Raises
        ------
        UsageError
            For a side that the ledger does not have.
        """
        wrong = [side for side in sides if side not in SIDES]
        if wrong:
            advice = f"Choose from {', '.join(SIDES)}."
            problems = [Problem(side, "is no side of the ledger", advice) for side in wrong]
            raise UsageError("The ledger has no such side.", problems)
        side_of_line, there = pd.factorize(self.ledger["side"])
        mine = np.isin(there.astype(object), sides)[side_of_line]
        return exact_sum(self.ledger["amount_pence"][mine])

    def by(self, *columns: str) -> pd.DataFrame:
        """Sum the ledger by some of its columns.

        Parameters
        ----------
        *columns
            Such as ``"quarter"``, ``"service"`` (cost lines) or ``"claim_service"`` (tiers) [9.3].

        Returns
        -------
        pandas.DataFrame
            One row per combination: pence of each side, gross and net; missing where withheld.

        Raises
        ------
        UsageError
            For a column the ledger cannot be summed by.
        """
        wrong = [name for name in columns if name not in GROUPS]
        if wrong or not columns:
            advice = f"Choose from {', '.join(GROUPS)}."
            what = "is no column to sum by"
            raise UsageError(
                "The ledger cannot be summed so.",
                [Problem(name, what, advice) for name in wrong or ["by()"]],
            )
        return sums_by(self.ledger, list(dict.fromkeys(columns)))


def money(pence: int | None) -> str:
    """Write pence as pounds, or say that the total is withheld [8.2]."""
    return "withheld" if pence is None else pounds(pence)
