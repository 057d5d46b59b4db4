"""What a run gives back: every step kept, and the questions a total is asked."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field

import pandas as pd

from nwd_costs.days import iso
from nwd_costs.errors import Problem, UsageError
from nwd_costs.explanation import Explanation
from nwd_costs.fates import Fates, counted, not_used
from nwd_costs.headline import Headline, headline_rows
from nwd_costs.methods import Methodology
from nwd_costs.parted import WithPanels
from nwd_costs.periods import Period
from nwd_costs.prices import UnitCosts
from nwd_costs.profiles import NAMED, PARAGRAPH
from nwd_costs.resting import RestingOn, resting_on
from nwd_costs.show import html_table
from nwd_costs.stages.ledger import Ledger, ledger_digest
from nwd_costs.steps import ScopeCounts, Steps, scope_counts
from nwd_costs.summary import (
    claims_table,
    counts,
    layers_in_words,
    ledger_sums,
    on_record,
    priced_by,
    repair_counts,
)
from nwd_costs.sums import Sums, money
from nwd_costs.tables import InputFile, Records, Warn
from nwd_costs.tracing import Traced, explain


@dataclass(frozen=True)
class Provenance:
    """Everything that determines a ledger: same provenance, same ledger.

    Parameters
    ----------
    methodology, methodology_fingerprint, standing, status
        Which rules, and what they are worth.
    what_if
        What a what-if changes of the version that its standing names [14.1].
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
    disqualified_by, accepted
        Names of the limits of data quality that keep the figure from being a headline [2.16], and
        of those that somebody accepted [2.17]; the ledger does not depend on them.
    """

    methodology: str
    methodology_fingerprint: str
    standing: str
    status: str
    what_if: tuple[str, ...]
    unit_costs: str
    unit_costs_fingerprint: str
    authority: str
    library_version: str
    period: str
    as_at: str
    inputs: tuple[InputFile, ...]
    not_used: Mapping[str, Mapping[str, object]]
    ledger_digest: str
    disqualified_by: tuple[str, ...]
    accepted: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Give the provenance as plain values."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Result(WithPanels, Sums):
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
    headline
        Whether the figure stands as a headline, and what was accepted so that it does.
    warnings
        What a reader must know.
    library_version, as_computed
        The code that ran, and the ledger as it was then, by which an edit is noticed [17.8].
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
    headline: Headline
    warnings: tuple[Warn, ...]
    library_version: str
    as_computed: pd.DataFrame | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.as_computed is None:  # the ledger itself is handed out, so a copy is kept
            object.__setattr__(self, "as_computed", self.ledger.copy())

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
        return counted(self.fates)

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
        """Everything that determines the ledger; refused once the ledger was edited [17.8]."""
        return _provenance(self)

    @property
    def contains_forecast(self) -> bool:
        """Whether any booked day was not observed: then it is no outturn [7.3]."""
        return self.steps.forecast_days > 0

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
            self.period, self.headline,
        )  # fmt: skip
        return explain(run, referral_id)

    def scope_counts(self) -> ScopeCounts:
        """Count every referral once, by what became of it [4.4]."""
        return scope_counts(self.steps.claims.cohort)

    def summary(self) -> dict[str, object]:
        """Give every total and count as plain values: nobody's record is in it.

        Returns
        -------
        dict
            The content of ``summary.json``.
        """
        return _summary(self)

    def __repr__(self) -> str:
        marks = [self.headline.mark(), "no outturn: forecast" if self.contains_forecast else ""]
        mark = "; ".join(filter(None, marks))
        return (
            f"Result({self.method.id}, {self.costs.authority}, {self.period.name}: "
            f"gross {money(self.gross_pence)}, adjusted {money(self.adjusted_pence)}, "
            f"net {money(self.net_pence)}; gross rests on {self.resting_on().in_words()}; "
            f"{self.method.standing}, {self.method.status}{f'; {mark}' if mark else ''})"
        )

    def _repr_html_(self) -> str:
        return PARAGRAPH + html_table("Costs avoided", [], _shown(self))


def _summary(result: Result) -> dict[str, object]:
    stages = result.method.plan.stages
    return {
        **NAMED,
        "authority": result.costs.authority,
        "method": result.method.id,
        "standing": result.method.standing,
        "status": result.method.status,
        "headline": result.headline.as_dict(),
        "period": list(result.period.days),
        "as_at": iso(result.as_at),
        "observed_until": iso(result.steps.observed.until),
        "price_base": stages.pricing.price_base.value,
        "layers": list(stages.pricing.layers.value),
        "gross_pence": result.gross_pence,
        "adjustment_pence": result.adjustment_pence,
        "adjusted_pence": result.adjusted_pence,
        "programme_pence": result.programme_pence,
        "net_pence": result.net_pence,
        "contains_forecast": result.contains_forecast,
        **ledger_sums(result.ledger),
        "priced_by": priced_by(result.ledger),
        **({"actual_costs": on_record(result.ledger)} if stages.pricing.prefers_actual else {}),
        "adjustments": {
            "applied": stages.adjustments.applied(),
            "neutral": stages.adjustments.neutral(),
        },
        "resting_on": result.resting_on().as_dict(),
        "counts": counts(result.steps, result.ledger, result.period),
        "measures": deepcopy(dict(result.measures)),
        "panel": [panel.figures.as_dict() for panel in result.panels().panels],
        "terms": result.terms().as_dict(),
        "accounting": result.accounting,
        "repairs": repair_counts(result.accounting, result.repairs),
        "unmapped": dict(result.steps.unmapped),
        "past_last_day": dict(result.steps.past_last_day),
        "date_of_birth_disagreements": result.records.date_of_birth_disagreements,
        "warnings": [warning.as_dict() for warning in result.warnings],
    }


def _refuse_an_edited_ledger(result: Result) -> None:
    """Refuse a ledger that is not the one that was computed [17.8]."""
    if result.as_computed is None or not result.ledger.equals(result.as_computed):
        what = "was edited since it was computed"
        problem = Problem("result.ledger", what, "Run again, and edit a copy: ledger.copy().")
        raise UsageError("This is not the ledger of the run [17.8].", [problem])


def _provenance(result: Result) -> Provenance:
    _refuse_an_edited_ledger(result)
    return Provenance(
        methodology=result.method.id,
        methodology_fingerprint=result.method.fingerprint,
        standing=result.method.standing,
        status=result.method.status,
        what_if=tuple(map(str, result.method.plan.changes)),
        unit_costs=result.costs.id,
        unit_costs_fingerprint=result.costs.fingerprint,
        authority=result.costs.authority,
        library_version=result.library_version,
        period=result.period.name,
        as_at=iso(result.as_at),
        inputs=result.records.inputs,
        not_used={
            table: {k: v for k, v in counts.items() if isinstance(v, dict)}
            for table, counts in result.accounting.items()
        },
        ledger_digest=ledger_digest(result.ledger),
        disqualified_by=tuple(limit.id for limit in result.headline.disqualified_by),
        accepted=tuple(limit.id for limit in result.headline.accepted),
    )


def _shown(result: Result) -> list[tuple[str, str]]:
    rows = {
        **headline_rows(result.headline),
        "Gross costs avoided": money(result.gross_pence),
        "Adjusted": money(result.adjusted_pence),
        "Net of programme cost": money(result.net_pence),
        "Gross rests on": result.resting_on().in_words(),
        "Gross is priced by": layers_in_words(priced_by(result.ledger)),
        "Method": f"{result.method.id} ({result.method.standing}, {result.method.status})",
        "Unit costs": f"{result.costs.id} for {result.costs.authority}",
        "Period": f"{result.period.name}, observed until {iso(result.steps.observed.until)}",
        "Young people supported": str(result.measures["supported"]),
        **{f"Warning {w.code} [{w.clause}]": w.message for w in result.warnings},
    }
    return list(rows.items())
