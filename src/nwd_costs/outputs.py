"""What a run leaves behind for the analyst's own eyes: files, and a few lines to read."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nwd_costs.care_costs import CareCosts
from nwd_costs.days import to_date
from nwd_costs.profiles import INTERNAL, NAMED, SAID
from nwd_costs.record import RECORD, record_of
from nwd_costs.result import Result
from nwd_costs.summary import layers_in_words, money_of, priced_by
from nwd_costs.sums import money
from nwd_costs.terms import HONEST

CLAIMS_COLUMNS = [
    "referral_id", "scope", "reason", "index_day", "from_day", "until_day", "weight", "days_booked",
    "days_lost_to_overlap", "days_not_yet_observed", "gross_pence",
]  # fmt: skip


def write_outputs(result: Result, folder: Path) -> list[str]:
    """Write every output of ``run --out``.

    Parameters
    ----------
    result
        What to write.
    folder
        Where; it is made if need be.

    Returns
    -------
    list of str
        The names of the files.

    Raises
    ------
    UsageError
        When the ledger was edited since it was computed [17.8].
    """
    provenance = result.provenance  # refuses an edited ledger before anything is written
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "summary.json", result.summary())
    _parquet(folder / "ledger.parquet", result, provenance.ledger_digest)
    tables = {
        # Pounds go on their way without the summary, so they carry its mark.
        "claims.csv": result.claims[CLAIMS_COLUMNS].assign(
            headline=result.headline.mark() or "stands"
        ),
        "rejected.csv": result.rejected,
        "repairs.csv": result.repairs,
    }
    for name, table in tables.items():
        named = table.assign(profile=INTERNAL)
        named.to_csv(folder / name, index=False, lineterminator="\n", date_format="%Y-%m-%d")
    names = ["summary.json", "ledger.parquet", *tables]
    write_json(folder / RECORD, record_of(result, provenance, folder, names))
    return [*names, RECORD]


def _parquet(file: Path, result: Result, digest: str) -> None:
    """Write the ledger with its standing in the file's own metadata, days as dates."""
    table = pa.Table.from_pandas(result.ledger, preserve_index=False)
    for name in ("from_day", "until_day"):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table.column(name).cast(pa.date32()))
    told = {
        **NAMED,
        "method": result.method.id,
        "standing": result.method.standing,
        "status": result.method.status,
        "unit_costs": result.costs.id,
        "headline": as_json(result.headline.as_dict()),
        "ledger_digest": digest,
    }
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **told}), file)


def write_json(file: Path, content: object) -> None:
    """Write plain values as JSON, making the folder if need be."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{as_json(content)}\n", encoding="utf-8", newline="\n")


def as_json(content: object) -> str:
    """Write plain values as JSON text."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)


def page(title: str, section: str) -> str:
    """Make a section a page of its own, without anything from a network."""
    return _PAGE.format(title=html.escape(title), body=section)


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 Arial, Helvetica, sans-serif; margin: 1rem auto; max-width: 60rem;
  padding: 0 1rem; color: #0b0c0c; }}
table {{ border-collapse: collapse; width: 100%; margin: 0 0 2rem; }}
caption {{ font-weight: bold; font-size: 1.2rem; text-align: left; padding: .5rem 0; }}
th, td {{ border-bottom: 1px solid #b1b4b6; padding: .4rem .8rem .4rem 0; text-align: left;
  vertical-align: top; font-weight: normal; }}
thead th {{ font-weight: bold; }}
main {{ overflow-x: auto; }}
</style>
</head>
<body><main>{body}</main></body>
</html>"""


def told_care(care: CareCosts) -> str:
    """Tell the cost of care in plain lines.

    Parameters
    ----------
    care
        What to tell.

    Returns
    -------
    str
        Lines for a reader; nobody's record is in them.
    """
    lines = [f"Cost of care, {care.costs.authority}, at {care.costs.id} ({care.costs.price_basis})"]
    lines.append(f"  {SAID}")
    lines += [f"  {line}" for line in care.headline.lines()]
    lines.append(f"  timeline and price chain of {care.method.id}, {care.method.status}")
    for name, days in care.lines.items():
        children = days["child_id"].nunique()
        total = int(days["days"].sum())
        lines.append(f"  {name}  {money_of(days):>18}  {total:,} child-days, {children:,} children")
    warned = [f"  - {w.message}{_counts(w.counts)} [{w.clause}]" for w in care.warnings]
    return "\n".join(
        [*lines, *(["", "  Before you use these figures:"] if warned else []), *warned]
    )


def told(result: Result) -> str:
    """Tell the result in plain lines, its standing first and its warnings last.

    Parameters
    ----------
    result
        What to tell.

    Returns
    -------
    str
        Lines for a reader; nobody's record is in them.
    """
    return "\n".join(
        [*_heading(result), "", *_money(result), "", *_people(result), *_warnings(result)]
    )


def _heading(result: Result) -> list[str]:
    method, costs = result.method, result.costs
    until = to_date(result.steps.observed.until - 1)
    honest = " (no version's figure)" if method.plan.what_if else HONEST.get(method.standing, "")
    ahead = result.steps.forecast_days
    forecast = [f"  holds {ahead:,} forecast days: no outturn [7.3]"] if ahead else []
    return [
        f"Costs avoided, {costs.authority}, {result.period.name}",
        f"  {SAID}",
        *(f"  {line}" for line in result.headline.lines()),
        *forecast,
        f"  by {method.id}: a {method.standing}, {method.status}{honest}",
        f"  at {costs.id}, {costs.price_basis}; observed until {until:%d/%m/%Y}",
    ]


def _money(result: Result) -> list[str]:
    stages = result.method.plan.stages
    none_made = not stages.adjustments.applied()
    not_counted = stages.programme.rule == "none"
    rows = {
        "What would have been paid": money(result.total("counterfactual")),
        "What was paid instead": money(result.total("actual")),
        "Gross costs avoided": money(result.gross_pence),
        "Adjustments": "none made" if none_made else money(result.adjustment_pence),
        "Programme cost": "not counted" if not_counted else money(result.programme_pence),
        "Net costs avoided": money(result.net_pence),
    }
    return [
        *(f"  {name:<28}{told:>18}" for name, told in rows.items()),
        f"  Gross rests on: {result.resting_on().in_words()}",
        f"  Gross is priced by: {layers_in_words(priced_by(result.ledger))}",
    ]


def _people(result: Result) -> list[str]:
    scope, panel, booked = result.scope_counts(), result.measures, result.steps.days_booked
    with_days, days = int((booked > 0).sum()), int(booked.sum())
    return [
        f"  Referrals {scope.referrals}, in scope {scope.in_scope}",
        f"    with days in the period: {with_days}, {days:,} child-days",
        *(f"    out of scope, {reason}: {rows}" for reason, rows in scope.out_of_scope.items()),
        "",
        f"  Young people supported: {panel['supported']}",
        f"    prevented from coming into care: {panel['prevented_from_coming_into_care']}",
    ]


def _warnings(result: Result) -> list[str]:
    if not result.warnings:
        return []
    lines = [f"  - {w.message}{_counts(w.counts)} [{w.clause}]" for w in result.warnings]
    return ["", "  Before you use this figure:", *lines]


def _counts(counts: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{name} {n}' for name, n in counts.items())})" if counts else ""
