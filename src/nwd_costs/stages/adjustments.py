"""Adjustments to the gross figure, each a line of its own [10.1]."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, StrictInt

from nwd_costs.pence import PPM, round_half_even
from nwd_costs.rule import Parameter, Rule

Ints = NDArray[np.int64]
Share = Parameter[Annotated[StrictInt, Field(ge=0, le=PPM)]]


class SequentialAdjustments(Rule):
    """Rule ``sequential`` [10.1]: deadweight, attribution, displacement and optimism, in order."""

    rule: Literal["sequential"]
    deadweight: Share
    attribution: Share
    displacement: Share
    optimism: Share

    def shares_taken(self) -> dict[str, int]:
        """Give the share (ppm) that each adjustment takes off the running amount, in order."""
        return {
            "deadweight": self.deadweight.value,
            "attribution": PPM - self.attribution.value,
            "displacement": self.displacement.value,
            "optimism": self.optimism.value,
        }

    def applied(self) -> list[str]:
        """Name the adjustments that are not neutral, in order."""
        return [name for name, share in self.shares_taken().items() if share]

    def neutral(self) -> list[str]:
        """Name the adjustments that change nothing, in order."""
        return [name for name, share in self.shares_taken().items() if not share]

    def apply(self, gross_pence: Ints) -> dict[str, Ints]:
        """Give the lines of every adjustment that is not neutral.

        Parameters
        ----------
        gross_pence
            Gross pounds of every cell (referral, quarter) with a ledger line. [pence]

        Returns
        -------
        dict
            For each applied adjustment the pence of every cell, in the order of application.
        """
        million = np.full(len(gross_pence), PPM, dtype=np.int64)
        running, lines = gross_pence.copy(), {}
        taken = self.shares_taken()
        for name in self.applied():
            lines[name] = -round_half_even(running * taken[name], million)
            running = running + lines[name]
        return lines
