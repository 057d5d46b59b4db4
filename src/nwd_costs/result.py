"""What a run gives back: every step kept, and the questions a total is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import pandas as pd

from nwd_costs.days import iso
from nwd_costs.errors import Problem, UsageError
from nwd_costs.methods import Methodology
from nwd_costs.pence import pounds
from nwd_costs.periods import Period
from nwd_costs.prices import UnitCosts
from nwd_costs.resting import RestingOn, resting_on
from nwd_costs.show import html_table
from nwd_costs.stages.ledger import LEGS, SIDES, Ledger, exact_sum, ledger_digest
from nwd_costs.steps import ScopeCounts, Steps, scope_counts
from nwd_costs.summary import claims_table, counts, ledger_sums, repair_counts, sums_by
from nwd_costs.tables import COUNTED, Fates, InputFile, Records, Warn, not_used
from nwd_costs.tracing import Explanation, Traced, explain

GROUPS = (
    "referral_id", "child_id", "side", "service", "claim_service", "category", "unit", "rate_name",
    "layer", "price_basis", "observed", "financial_year", "quarter", "clause", "basis",
    "rate_basis", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Provenance:
    """Everything that determines a ledger: same provenance, same ledger.

    Parameters
    ----------
    methodology, methodology_fingerprint, standing, status
        Which rules, and what they are worth.
    unit_costs, unit_costs_fingerprint, authority
        Which prices.
    library_version
        Which code.
    period, as_at
        As asked for.
    inputs
        Every file or frame: name, what it was taken for, rows, SHA-256.
    not_used
        For each table the input rows that were not simply used, by fate and reason.
    ledger_digest
        SHA-256 of the ledger's rows in order.
    """

    methodology: str
    methodology_fingerprint: str
    standing: str
    status: str
    unit_costs: str
    unit_costs_fingerprint: str
    authority: str
    library_version: str
    period: str
    as_at: str
    inputs: tuple[InputFile, ...]
    not_used: Mapping[str, Mapping[str, object]]
    ledger_digest: str

    def as_dict(self) -> dict[str, object]:
        """Give the provenance as plain values."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Result:
    """The costs avoided in a period by one methodology version, and all that led to them.

    Parameters
    ----------
    method, costs, records
        What was run over what.
    period
        P.
    as_at
        The last day observed, as asked for. [day number]
    steps
        Every stage's own result.
    ledger
        The lines [9.1], in order [9.7].
    measures
        The programme's own panel [12].
    fates
        What became of every input row.
    warnings
        What a reader must know.
    library_version
        The code that ran.
    """

    method: Methodology
    costs: UnitCosts
    records: Records
    period: Period
    as_at: int
    steps: Steps
    ledger: Ledger
    measures: Mapping[str, object]
    fates: Mapping[str, Fates]
    warnings: tuple[Warn, ...]
    library_version: str

    # Totals

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

    @property
    def contains_forecast(self) -> bool:
        """Whether any booked day was not observed: then it is no outturn [7.3]."""
        return bool((self.ledger["observed"] == "forecast").any())

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
        """
        return exact_sum(self.ledger.loc[self.ledger["side"].isin(sides), "amount_pence"])

    # Every step

    @property
    def timeline(self) -> pd.DataFrame:
        """One status per child-day [3]."""
        return self.steps.timeline.frame(self.steps.observed.child_ids)

    @property
    def cohort(self) -> pd.DataFrame:
        """Every referral and its scope [4]."""
        return self.steps.claims.cohort.frame(self.steps.timeline)

    @property
    def claims(self) -> pd.DataFrame:
        """Every referral, its window and what came of it: one row each."""
        return claims_table(self.steps, self.ledger, self.period)

    @property
    def accounting(self) -> dict[str, dict[str, int | dict[str, int]]]:
        """What became of every input row of every table [1.9]."""
        return {table: self.fates[table].counts() for table in COUNTED}

    @property
    def rejected(self) -> pd.DataFrame:
        """Every input row that was not simply used: table, file, row, fate, reason."""
        return not_used(self.fates)

    @property
    def repairs(self) -> pd.DataFrame:
        """Every repair: table, rule, file, row, before, after, days changed."""
        return self.steps.observed.repairs

    @property
    def provenance(self) -> Provenance:
        """Everything that determines the ledger."""
        return Provenance(
            methodology=self.method.id,
            methodology_fingerprint=self.method.fingerprint,
            standing=self.method.standing,
            status=self.method.status,
            unit_costs=self.costs.id,
            unit_costs_fingerprint=self.costs.fingerprint,
            authority=self.costs.authority,
            library_version=self.library_version,
            period=self.period.name,
            as_at=iso(self.as_at),
            inputs=self.records.inputs,
            not_used={
                table: {k: v for k, v in counts.items() if isinstance(v, dict)}
                for table, counts in self.accounting.items()
            },
            ledger_digest=ledger_digest(self.ledger),
        )

    def resting_on(self) -> RestingOn:
        """Say what the gross total rests on: published, inferred or assumed [9.4].

        Returns
        -------
        RestingOn
            Gross pence by the weakest basis of each line, which sum to the total; and for every
            assumed or inferred parameter and rate the pence it touches, which overlap.
        """
        return resting_on(self.method.plan, self.steps, self.ledger)

    def explain(self, referral_id: str) -> Explanation:
        """Tell the whole path of one referral, from its records to its pounds.

        Parameters
        ----------
        referral_id
            Which referral.

        Returns
        -------
        Explanation
            Records and repairs, decisions clause by clause, days, rates, sources and pence, which
            add up to the referral's ledger lines. It holds a child's record.

        Raises
        ------
        UsageError
            When no such referral was read.
        """
        run = Traced(
            self.method, self.costs, self.records, self.steps, self.ledger, self.repairs,
            self.period,
        )  # fmt: skip
        return explain(run, referral_id)

    def scope_counts(self) -> ScopeCounts:
        """Count every referral once, by what became of it [4.4]."""
        return scope_counts(self.steps.claims.cohort)

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
        return sums_by(self.ledger, list(columns))

    def summary(self) -> dict[str, object]:
        """Give every total and count as plain values: nobody's record is in it.

        Returns
        -------
        dict
            The content of ``summary.json``.
        """
        stages = self.method.plan.stages
        return {
            "authority": self.costs.authority,
            "method": self.method.id,
            "standing": self.method.standing,
            "status": self.method.status,
            "period": list(self.period.days),
            "as_at": iso(self.as_at),
            "observed_until": iso(self.steps.observed.until),
            "price_base": stages.pricing.price_base.value,
            "layers": list(stages.pricing.layers.value),
            "gross_pence": self.gross_pence,
            "adjustment_pence": self.adjustment_pence,
            "adjusted_pence": self.adjusted_pence,
            "programme_pence": self.programme_pence,
            "net_pence": self.net_pence,
            "contains_forecast": self.contains_forecast,
            **ledger_sums(self.ledger),
            "adjustments": {
                "applied": stages.adjustments.applied(),
                "neutral": stages.adjustments.neutral(),
            },
            "resting_on": self.resting_on().as_dict(),
            "counts": counts(self.steps, self.ledger, self.period),
            "measures": dict(self.measures),
            "accounting": self.accounting,
            "repairs": repair_counts(self.accounting, self.repairs),
            "unmapped": dict(self.steps.unmapped),
            "past_last_day": dict(self.steps.past_last_day),
            "date_of_birth_disagreements": self.records.date_of_birth_disagreements,
            "warnings": [warning.as_dict() for warning in self.warnings],
        }

    def __repr__(self) -> str:
        return (
            f"Result({self.method.id}, {self.costs.authority}, {self.period.name}: "
            f"gross {money(self.gross_pence)}, adjusted {money(self.adjusted_pence)}, "
            f"net {money(self.net_pence)}; gross rests on {self.resting_on().in_words()}; "
            f"{self.method.standing}, {self.method.status})"
        )

    def _repr_html_(self) -> str:
        rows = {
            "Gross costs avoided": money(self.gross_pence),
            "Adjusted": money(self.adjusted_pence),
            "Net of programme cost": money(self.net_pence),
            "Gross rests on": self.resting_on().in_words(),
            "Method": f"{self.method.id} ({self.method.standing}, {self.method.status})",
            "Unit costs": f"{self.costs.id} for {self.costs.authority}",
            "Period": f"{self.period.name}, observed until {iso(self.steps.observed.until)}",
            "Young people supported": str(self.measures["supported"]),
            **{f"Warning {w.code} [{w.clause}]": w.message for w in self.warnings},
        }
        return html_table("Costs avoided", [], list(rows.items()))


def money(pence: int | None) -> str:
    """Write pence as pounds, or say that the total is withheld [8.2]."""
    return "withheld" if pence is None else pounds(pence)
