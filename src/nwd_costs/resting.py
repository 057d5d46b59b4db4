"""What a total rests on: pounds by the weakest link, and by every assumption [9.4]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from nwd_costs.methods import LINE_STAGES, Plan
from nwd_costs.pence import PPM, pounds, share_ppm
from nwd_costs.profiles import PARAGRAPH
from nwd_costs.rule import Basis
from nwd_costs.show import html_table
from nwd_costs.stages.ledger import LEGS, exact_sum
from nwd_costs.steps import Steps
from nwd_costs.summary import sums_by_referral

COLUMNS = ["kind", "name", "basis", "clause", "gross_pence"]


@dataclass(frozen=True, eq=False)
class RestingOn:
    """What the gross costs avoided rest on [9.4].

    Parameters
    ----------
    by_basis
        Gross pence by the weakest basis of what made each line; they sum to the total. None where
        the total is withheld.
    touched
        For every assumed or inferred parameter and rate the gross pence it touches; these overlap
        and are not to be summed.
    """

    by_basis: Mapping[str, int | None]
    touched: pd.DataFrame

    def in_words(self) -> str:
        """Say in a line how much rests on what."""
        known = [pence for pence in self.by_basis.values() if pence is not None]
        if len(known) < len(self.by_basis):
            return "withheld"
        total = sum(known)
        return ", ".join(
            f"{basis} {pounds(pence)}{_share(pence, total)}"
            for basis, pence in self.by_basis.items()
            if pence
        ) or "nothing"  # fmt: skip

    def as_dict(self) -> dict[str, object]:
        """Give it as it stands in ``summary.json``."""
        rows = self.touched.astype(object).where(self.touched.notna(), None)
        return {
            "gross_pence_by_weakest_basis": dict(self.by_basis),
            "touched": rows.to_dict("records"),
        }

    def _repr_html_(self) -> str:
        caption = f"Gross costs avoided rest on: {self.in_words()}"
        rows = self.touched.to_numpy(dtype=object).tolist()
        return PARAGRAPH + html_table(caption, COLUMNS, rows)


def _share(part: int, whole: int) -> str:
    share = share_ppm(part, whole) if whole > 0 and 0 <= part <= whole else None
    return "" if share is None else f" ({share * 100 // PPM}%)"


def resting_on(plan: Plan, steps: Steps, ledger: pd.DataFrame) -> RestingOn:
    """Give the gross pounds by basis, and those that each assumption touches.

    Parameters
    ----------
    plan, steps, ledger
        What was run, and the lines that came of it.
    """
    legs = ledger[ledger["side"].isin(LEGS)]
    by_basis = {basis.value: pence_resting_on(basis, ledger) for basis in Basis}
    rows = [*_parameters(plan, steps, legs), *_rates(legs)]
    return RestingOn(by_basis, pd.DataFrame(rows, columns=COLUMNS))


def pence_resting_on(basis: Basis, ledger: pd.DataFrame) -> int | None:
    """Give the gross pence of the lines whose weakest basis is a certain one [9.4].

    Parameters
    ----------
    basis
        Which.
    ledger
        The lines [9.1].
    """
    mine = (ledger["basis"] == basis) & ledger["side"].isin(LEGS)
    return exact_sum(ledger.loc[mine, "amount_pence"])


def _parameters(plan: Plan, steps: Steps, legs: pd.DataFrame) -> list[list[object]]:
    """List the parameters that make lines, with the pounds of the claims they decide."""
    claims = steps.claims
    decided = plan.stages.counterfactual.touched(claims)
    ids = claims.cohort.referrals["referral_id"].iloc[claims.referral]
    gross = sums_by_referral(legs).reindex(ids, fill_value=0)
    rows: list[list[object]] = []
    for stage in LINE_STAGES:
        for name, parameter in plan.rule(stage).parameters().items():
            if parameter.basis is Basis.PUBLISHED:
                continue
            mine = decided.get(name) if stage == "counterfactual" else None
            pence = exact_sum(gross if mine is None else gross[mine])
            path = f"{stage}.{name}"
            rows.append(["parameter", path, parameter.basis.value, parameter.clause, pence])
    return rows


def _rates(legs: pd.DataFrame) -> list[list[object]]:
    """List the rates that are not published: their own basis is on the line as the weaker one."""
    priced = legs[(legs["rate_basis"] != "") & (legs["rate_basis"] != Basis.PUBLISHED)]
    groups = priced.groupby(["rate_name", "layer", "rate_basis"], sort=True)["amount_pence"]
    return [
        ["rate", f"{name} ({layer})", basis, "8.1", exact_sum(pence)]
        for (name, layer, basis), pence in groups
    ]
