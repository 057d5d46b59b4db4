"""One referral, from the records that tell of it to the pounds of its ledger lines."""

from __future__ import annotations

import html
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from nwd_costs.days import NO_DAY, birthday, to_date
from nwd_costs.errors import Problem, UsageError
from nwd_costs.frames import day_numbers
from nwd_costs.methods import Methodology
from nwd_costs.pence import PPM, pounds
from nwd_costs.periods import Period
from nwd_costs.prices import UnitCosts
from nwd_costs.show import html_table
from nwd_costs.stages.claims import NO_DAYS_LEFT
from nwd_costs.stages.cohort import IN_SCOPE, VOIDED
from nwd_costs.stages.ledger import LEGS
from nwd_costs.steps import Steps
from nwd_costs.tables import Records

TABLES = ("placements", "protection_plans", "need_episodes")
SECTION_OF = {
    "not started": "4.1", "age unknown": "4.2", "age out of range": "4.2", "stage": "4.2",
    "uasc": "4.2", "at_risk_of not given": "4.3", "already in care": "4.3", "not in care": "4.3",
    "no next placement": "5.1.3", "no statutory tier": "5.2.1", "tier not claimed": "5.2.3",
    NO_DAYS_LEFT: "6.2", VOIDED: "5.1.5",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One decision: the clauses it follows and what came of it, in words."""

    clauses: tuple[str, ...]
    told: str


@dataclass(frozen=True)
class Source:
    """One row that was used: where it stands, what it says, and the repairs that touched it."""

    table: str
    where: str
    told: str
    repairs: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One ledger line, in words that multiply out to its amount."""

    leg: str
    told: str
    amount_pence: int | None


@dataclass(frozen=True)
class Explanation:
    """The whole path of one referral. It holds a child's record: it is for the analyst's eyes.

    Parameters
    ----------
    referral_id
        Which referral.
    heading
        Method, standing, prices and period.
    records
        The rows that tell of the child on the days that matter.
    steps
        What was decided, clause by clause.
    lines
        Its ledger lines.
    legs_pence
        Pence by leg; None where withheld. They add up to the referral's lines.
    """

    referral_id: str
    heading: str
    records: tuple[Source, ...]
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    legs_pence: dict[str, int | None]

    @property
    def gross_pence(self) -> int | None:
        """Counterfactual + actual of this referral."""
        parts = [self.legs_pence.get(leg, 0) for leg in LEGS]
        return None if None in parts else sum(part for part in parts if part is not None)

    def as_dict(self) -> dict[str, object]:
        """Give the explanation as plain values."""
        return {**asdict(self), "gross_pence": self.gross_pence}

    def __str__(self) -> str:
        out = [f"Referral {self.referral_id}", self.heading, "", "What the records say"]
        for source in self.records:
            out.append(f"  {source.told} [{source.where}]")
            out += [f"    repaired: {repair}" for repair in source.repairs]
        out += ["", "What was decided"]
        out += [f"  [{', '.join(step.clauses)}] {step.told}" for step in self.steps]
        out += ["", "What it comes to"]
        out += [f"  {line.leg}: {line.told} = {_money(line.amount_pence)}" for line in self.lines]
        out += ["", *(f"  {leg}: {_money(pence)}" for leg, pence in self.legs_pence.items())]
        out.append(f"  gross costs avoided: {_money(self.gross_pence)}")
        return "\n".join(out)

    def to_html(self) -> str:
        """Give the explanation as a section of a page."""
        records = [[s.told, s.where, "; ".join(s.repairs)] for s in self.records]
        steps = [[", ".join(s.clauses), s.told] for s in self.steps]
        lines = [[line.leg, line.told, _money(line.amount_pence)] for line in self.lines]
        totals = [["gross", "", _money(self.gross_pence)]]
        return (
            f"<section><h1>Referral {html.escape(self.referral_id)}</h1>"
            f"<p>{html.escape(self.heading)}</p>"
            + html_table("What the records say", ["record", "where", "repairs"], records)
            + html_table("What was decided", ["clauses", "decision"], steps)
            + html_table("What it comes to", ["leg", "line", "amount"], [*lines, *totals])
            + "</section>"
        )

    def _repr_html_(self) -> str:
        return self.to_html()


@dataclass(frozen=True, eq=False)
class Traced:
    """Everything an explanation may look at."""

    method: Methodology
    costs: UnitCosts
    records: Records
    steps: Steps
    ledger: pd.DataFrame
    repairs: pd.DataFrame
    period: Period


def explain(run: Traced, referral_id: str) -> Explanation:
    """Tell the path of one referral.

    Parameters
    ----------
    run
        What was run and what came of it.
    referral_id
        Which referral.

    Raises
    ------
    UsageError
        When no such referral was read.
    """
    ids = run.steps.cohort.referrals["referral_id"].to_numpy(dtype=object)
    found = np.flatnonzero(ids == referral_id)
    if not len(found):
        what = "is no referral of the list, or its row was rejected"
        problem = Problem("the referral_id asked for", what, "See Result.claims, or rejected.csv.")
        raise UsageError("The referral cannot be explained.", [problem])
    at = int(found[0])
    mine = run.ledger[run.ledger["referral_id"] == referral_id]
    sides = {side: mine.loc[mine["side"] == side, "amount_pence"] for side in (*LEGS, "adjustment")}
    return Explanation(
        referral_id=referral_id,
        heading=(
            f"{run.method.id} ({run.method.standing}, {run.method.status}), {run.costs.id} for "
            f"{run.costs.authority}, {run.period.name}"
        ),
        records=tuple(_records(run, at)),
        steps=tuple(_decisions(run, at)),
        lines=tuple(_lines(run, mine)),
        legs_pence={
            side: None if pence.isna().any() else int(pence.sum())
            for side, pence in sides.items()
            if side in LEGS or len(pence)
        },
    )


def _records(run: Traced, at: int) -> Iterable[Source]:
    cohort = run.steps.cohort
    row = cohort.referrals.iloc[at]
    where = f"{row['source_file']}, row {row['source_row']}"
    told = f"referral: at risk of {row['at_risk_of'] or 'not given'}, stage {row['stage']}"
    yield Source("referrals", where, told, ())
    low, high = _days_that_matter(run, at)
    for table in TABLES:
        seen = run.steps.observed.tables[table]
        mine = (seen.child == cohort.child[at]) & (seen.until_day > low) & (seen.from_day < high)
        rows = getattr(run.records, table)
        for position, start, end in zip(
            seen.row[mine], seen.from_day[mine], seen.until_day[mine], strict=True
        ):
            yield _source(run, table, rows.iloc[int(position)], int(start), int(end))


def _source(run: Traced, table: str, row: pd.Series, start: int, end: int) -> Source:
    where = f"{row['source_file']}, row {row['source_row']}"
    span = f"{_day(start)} to {_day(end)}"
    what = table.replace("_", " ").removesuffix("s")
    if table == "placements":
        what = f"placement {row['place']}/{row['provider'] or 'no provider'}"
    log = run.repairs
    same = (
        (log["table"] == table)
        & (log["source_file"] == row["source_file"])
        & (log["source_row"] == row["source_row"])
    )
    repairs = tuple(
        f"[{repair.rule}] ended on {_day_of(repair.after)}, was {_day_of(repair.before) or 'open'}"
        for repair in log[same].itertuples()
    )
    return Source(table, where, f"{what}, {span} (the last day not included)", repairs)


def _days_that_matter(run: Traced, at: int) -> tuple[int, int]:
    """Give the span from the index day to the end of the window, or the index day alone."""
    claims, t = run.steps.claims, int(run.steps.cohort.index_day[at])
    if t == NO_DAY:
        return 0, 0
    claim = np.flatnonzero(claims.referral == at)
    return (t, int(claims.until_day[claim[0]]) + 1) if len(claim) else (t, t + 1)


def _decisions(run: Traced, at: int) -> Iterable[Step]:
    cohort, stages = run.steps.claims.cohort, run.method.plan.stages
    t, rule = int(cohort.index_day[at]), stages.cohort
    scope = str(cohort.scope[at])
    if t == NO_DAY or scope == "not started":
        yield Step(("4.1", rule.index.clause), "there is no index day before the last day observed")
        return
    yield Step(("4.1", rule.index.clause), f"the index day is {rule.index.value}, {_day(t)}")
    if cohort.age[at] >= 0:
        ages = f"{rule.age_min.value} to {rule.age_max.value}"
        yield Step(("4.2", rule.age_min.clause), f"age {cohort.age[at]}; the cohort is {ages}")
    held = run.steps.timeline.vocabulary.names[int(cohort.category[at])]
    yield Step(("3.1",), f"on that day the child's status and category are {held}")
    if scope != IN_SCOPE:
        yield Step((SECTION_OF.get(scope, "4.4"),), f"out of scope: {scope}")
        return
    yield from _claim(run, at)


def _claim(run: Traced, at: int) -> Iterable[Step]:
    claims, stages = run.steps.claims, run.method.plan.stages
    claim = int(np.flatnonzero(claims.referral == at)[0])
    start, end = int(claims.from_day[claim]), int(claims.until_day[claim])
    decided = stages.counterfactual.parameters()[str(claims.decided_by[claim])]
    yield Step((claims.clause, decided.clause), _mixed(run, claim))
    limit = int(claims.horizon_end[claim])
    why = _horizon_reason(run, at, limit)
    told = f"the window begins on {_day(start)}; by {stages.horizon.rule} it ends on {_day(limit)}"
    yield Step(("6.1", "6.2", stages.horizon.clause), f"{told}{why}")
    stopped = str(claims.stopped_by[claim])
    if stopped:
        yield Step((stopped,), f"{_STOPS[stopped]} on {_day(end)}")
    lost = int(claims.days_lost()[claim])
    if lost:
        yield Step(("5.5",), f"{lost} days belong to an earlier claim of the same child")
    later = int(claims.days_from(run.steps.observed.until)[claim])
    if later:
        yield Step(("7.1",), f"{later} days are not yet observed and are not booked")
    booked = int(run.steps.days_booked[claim])
    yield Step((stages.booking.clause, "7.1"), f"{booked} days are booked in {run.period.name}")


_STOPS = {
    "5.1.5": "the child came into care and the claim stops",
    "5.1.6": "the placement broke down and the claim stops",
    "5.1.7": "the child left care and the claim stops",
}


def _mixed(run: Traced, claim: int) -> str:
    claims, names = run.steps.claims, run.steps.timeline.vocabulary.names
    parts = np.flatnonzero(claims.mix.claim == claim)
    shares = ", ".join(
        f"{names[int(claims.mix.category[part])]} {_ppm(int(claims.mix.weight[part]))}"
        for part in parts
    )
    rule = run.method.plan.stages.counterfactual.rule
    weight = _ppm(int(claims.weight[claim]))
    chosen = claims.decided_by[claim]
    return f"a claim by {rule} of weight {weight}; otherwise {shares}, chosen by {chosen}"


def _horizon_reason(run: Traced, at: int, end: int) -> str:
    age = run.method.plan.stages.horizon.until_age.value
    grown_up = int(birthday(run.steps.cohort.born[at : at + 1], age)[0])
    return f", the {age}th birthday" if grown_up == end else ""


def _lines(run: Traced, mine: pd.DataFrame) -> Iterable[Line]:
    for line in mine.to_dict("records"):
        amount = None if pd.isna(line["amount_pence"]) else int(line["amount_pence"])
        side = str(line["side"])
        if side == "adjustment":
            yield Line(side, f"{line['category']} [{line['clause']}]", amount)
            continue
        span = f"{_day_of(line['from_day'])} to {_day_of(line['until_day'])}"
        what = f"{span}, {line['days']} days {line['category']}"
        yield Line(side, f"{what}{_price(run, line)}", amount)


def _price(run: Traced, line: Mapping[Hashable, Any]) -> str:
    if pd.isna(line["rate_pence"]):
        return " at no cost"
    source = run.costs.document.sources.get(str(line["source"]))
    title = source.title if source is not None else "the table"
    share = "" if line["weight"] == PPM else f", {_ppm(int(line['weight']))}"
    return (
        f" at {pounds(int(line['rate_pence']))} a {line['unit']}{share} "
        f"({line['rate_name']}, {line['layer']}; {title})"
    )


def _money(pence: int | None) -> str:
    return "withheld" if pence is None else pounds(pence)


def _ppm(weight: int) -> str:
    return f"{weight:,} ppm".replace(",", " ")


def _day(day: int) -> str:
    return f"{to_date(day):%d/%m/%Y}"


def _day_of(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else _day(int(day_numbers(pd.Series([day]))[0]))
