"""The two ends of a bridge between methods, and the steps that lead from one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Pence = Mapping[str, int | None]

FIGURES = {
    "gross": "Gross costs avoided",
    "adjusted": "Adjusted costs avoided",
    "net": "Net costs avoided",
}


def in_pence(totals: Pence) -> dict[str, int | None]:
    """Give the pence of every figure under the name that it has in ``summary.json``."""
    return {f"{figure}_pence": totals[figure] for figure in FIGURES}


@dataclass(frozen=True)
class Side:
    """One of the two methods, and what it comes to.

    Parameters
    ----------
    id, standing, status
        Which method it is, and what it is worth.
    totals
        Pence by figure; None where a total is withheld [8.2].
    contains_forecast
        Whether it books days that were not observed [7.3].
    warnings
        Codes of the warnings that its own run gives, without which no total is to be used.
    """

    id: str
    standing: str
    status: str
    totals: Pence
    contains_forecast: bool
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        marks = [f"{self.standing}, {self.status}"]
        marks += ["holds forecast days: no outturn [7.3]"] if self.contains_forecast else []
        marks += [f"warnings of its own run: {', '.join(self.warnings)}"] if self.warnings else []
        return f"{self.id} ({'; '.join(marks)})"


@dataclass(frozen=True)
class BridgeStep:
    """Stages that are taken over together, and what that is worth.

    Parameters
    ----------
    stages
        One, or those that the grammar does not let apart.
    changes
        What changes, in words.
    reasons
        Why stages go together.
    in_order, in_reverse
        Pence by figure that the step is worth in either order; None where withheld [8.2].
    total_in_order, total_in_reverse
        What it comes to after the step: what-ifs, but for the last step of either order.
    """

    stages: tuple[str, ...]
    changes: tuple[str, ...]
    reasons: tuple[str, ...]
    in_order: Pence
    in_reverse: Pence
    total_in_order: Pence
    total_in_reverse: Pence

    @property
    def name(self) -> str:
        """The stages, such as ``counterfactual + pricing``."""
        return " + ".join(self.stages)

    def as_dict(self) -> dict[str, object]:
        """Give the step as plain values."""
        return {
            "stages": list(self.stages),
            "changes": list(self.changes),
            "together_because": list(self.reasons),
            "in_order": in_pence(self.in_order),
            "in_reverse": in_pence(self.in_reverse),
            "what_if_total_in_order": in_pence(self.total_in_order),
            "what_if_total_in_reverse": in_pence(self.total_in_reverse),
        }
