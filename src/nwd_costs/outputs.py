"""What a run leaves behind for the analyst's own eyes: files, and a few lines to read."""

from __future__ import annotations

import json
from pathlib import Path

from nwd_costs.days import to_date
from nwd_costs.pence import pounds
from nwd_costs.result import Result

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
    """
    folder.mkdir(parents=True, exist_ok=True)
    _json(folder / "summary.json", result.summary())
    result.ledger.to_parquet(folder / "ledger.parquet", index=False)
    tables = {
        "claims.csv": result.claims[CLAIMS_COLUMNS],
        "rejected.csv": result.rejected,
        "repairs.csv": result.repairs,
    }
    for name, table in tables.items():
        table.to_csv(folder / name, index=False, lineterminator="\n", date_format="%Y-%m-%d")
    _json(folder / "record.json", result.provenance.as_dict())
    return ["summary.json", "ledger.parquet", *tables, "record.json"]


def _json(file: Path, content: object) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    file.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def told(result: Result) -> str:
    """Tell the result in plain lines, its standing first and its warnings last."""
    counts, panel = result.summary()["counts"], result.measures
    assert isinstance(counts, dict)
    until = to_date(result.steps.observed.until - 1)
    lines = [
        f"Costs avoided, {result.costs.authority}, {result.period.name}",
        f"  by {result.method.id}: a {result.method.standing}, {result.method.status}"
        f"{_standing(result)}",
        f"  at {result.costs.id}, {result.costs.price_basis}; observed until {until:%d/%m/%Y}",
        "",
        *_money_lines(result),
        "",
        f"  Referrals {counts['referrals']}, in scope {counts['in_scope']}, "
        f"with days in the period {counts['claims_booked']}; {counts['claimed_days']:,} child-days",
        *(f"    out of scope, {reason}: {rows}" for reason, rows in counts["out_of_scope"].items()),
        "",
        f"  Young people supported {panel['supported']}; prevented from coming into care "
        f"{panel['prevented_from_coming_into_care']}",
        *_warning_lines(result),
    ]
    return "\n".join(lines)


def _standing(result: Result) -> str:
    if result.method.standing == "reconstruction":
        return " (the owner has approved no text; this reproduces no published figure)"
    return ""


def _money_lines(result: Result) -> list[str]:
    sums = _sides(result)
    rows = [
        ("What would have been paid", sums["counterfactual"]),
        ("What was paid instead", sums["actual"]),
        ("Gross costs avoided", result.gross_pence),
        ("Adjustments", result.adjustment_pence),
        ("Programme cost", result.programme_pence),
        ("Net costs avoided", result.net_pence),
    ]
    return [
        f"  {name:<28}{'withheld' if pence is None else pounds(pence):>18}" for name, pence in rows
    ]


def _sides(result: Result) -> dict[str, int | None]:
    by_side = result.summary()["by_side"]
    assert isinstance(by_side, dict)
    return by_side


def _warning_lines(result: Result) -> list[str]:
    if not result.warnings:
        return []
    return ["", "  Before you use this figure:"] + [
        f"  - {w.message}{_counts(dict(w.counts))} [{w.clause}]" for w in result.warnings
    ]


def _counts(counts: dict[str, int]) -> str:
    return f" ({', '.join(f'{n} {name}' for name, n in counts.items())})" if counts else ""
