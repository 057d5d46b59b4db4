"""What a result rests on: parameters, prices, the data and where all of it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from nwd_costs.fates import FATES
from nwd_costs.headline import limit_as_dict
from nwd_costs.result import Result
from nwd_costs.result_workbook.lines import WITHHELD, Lines
from nwd_costs.result_workbook.pages import ROW_HEADINGS, Column, Pages
from nwd_costs.summary import repair_counts
from nwd_costs.variation import plain, plain_text

_METHOD = (
    Column("stage", width=16), Column("parameter", width=24), Column("value", width=50),
    Column("clause", width=10), Column("basis", width=12), Column("source", width=20),
    Column("low", width=20), Column("high", width=20), Column("note", width=50),
)  # fmt: skip
_PRICES = (
    Column("rate_name", width=24), Column("layer", width=14), Column("pounds", "pounds", 14),
    Column("unit", width=9), Column("price_basis", width=12), Column("price_year", width=18),
    Column("basis", width=12), Column("source", width=20), Column("what the source is", width=50),
    Column("lines", "whole", 10), Column("child-days", "whole", 12),
    Column("amounts of these lines, pounds", "pounds", 20),
)  # fmt: skip
_QUALITY = (
    Column("what", width=34), Column("where", width=30), Column("which", width=50),
    Column("number", "whole", 14), Column("clause", width=10),
)  # fmt: skip
_PROVENANCE = (Column("what", width=34), Column("value", width=110))
_PRICED_BY = ["rate_name", "layer", "rate_pence", "unit", "price_basis", "price_year",
              "rate_basis", "source"]  # fmt: skip

Rows = Iterator[Sequence[Any]]


def write_grounds(pages: Pages, result: Result, lines: Lines) -> None:
    """Write the sheets Method, Unit costs, Data quality and Provenance."""
    said = "Every choice and value of the method, with its clause, basis and source [9.4]."
    _table(pages, ("Method", result.method.title, said), _METHOD, _parameters(result))
    costs = result.costs
    said = f"{costs.id}: {costs.price_basis}. {costs.document.licence}."
    told = ("Unit costs used", f"Unit costs used, {costs.authority}", said)
    _table(pages, told, _PRICES, _prices(result, lines))
    said = "Limits of the data, what became of every input row [1.9], repairs, and codes not known."
    _table(pages, ("Data quality", "Data quality", said), _QUALITY, _quality(result))
    said = "Everything that determines the ledger: same provenance, same ledger."
    _table(pages, ("Provenance", "Provenance", said), _PROVENANCE, _provenance(result))


def _table(pages: Pages, told: tuple[str, str, str], columns: Sequence[Column], rows: Rows) -> None:
    sheet = pages.open(*told, columns)
    for at, values in enumerate(rows, start=ROW_HEADINGS + 1):
        pages.row(sheet, at, columns, values)


def _parameters(result: Result) -> Rows:
    plan = result.method.plan
    for stage, name in plan.rules().items():
        rule = plan.rule(stage)
        yield stage, "(rule)", name, rule.clause, str(rule.basis), rule.source, "", "", ""
        for key, one in rule.parameters().items():
            span = ["" if end is None else plain_text(plain(end)) for end in (one.low, one.high)]
            ground = one.clause, str(one.basis), one.source
            yield stage, key, plain_text(plain(one.value)), *ground, *span, one.note


def _prices(result: Result, lines: Lines) -> Rows:
    sources = result.costs.document.sources
    priced = lines.frame[lines.frame["rate_pence"].notna()]
    for key, mine in priced.groupby(_PRICED_BY, sort=True):
        name, layer, pence, *ground = key
        source = sources.get(str(ground[-1]))
        title = f"{source.publisher}: {source.title}, {source.date}" if source else ""
        amounts = mine["amount_pence"]
        total = int(amounts.sum()) if amounts.notna().all() else WITHHELD
        days = int(mine["days"].sum())
        yield name, layer, int(str(pence)), *ground, title, len(mine), days, total


def _quality(result: Result) -> Rows:
    for state, limits in (
        ("limit that disqualifies", result.headline.disqualified_by),
        ("limit accepted by name", result.headline.accepted),
    ):
        for limit in limits:
            told = f"{limit.what} (parts per million; limit {limit.limit_ppm:,})"
            yield state, str(limit_as_dict(limit)["id"]), told, limit.value_ppm, limit.clause
    for warning in result.warnings:
        yield f"warning {warning.code}", "", warning.message, None, warning.clause
        for name, number in warning.counts.items():
            yield f"warning {warning.code}", "", name, number, warning.clause
    yield from _rows_of(result)
    for table, rules in repair_counts(result.accounting, result.repairs).items():
        for rule, rows in _items(rules):
            yield "rows touched by a repair rule", table, f"rule {rule}", rows, rule
    for what, found in (("code in no list", result.steps.unmapped),
                        ("code after its last day", result.steps.past_last_day)):  # fmt: skip
        for code, counts in found.items():
            yield from ((what, code, name, number, "3.4") for name, number in counts.items())
    children = result.records.date_of_birth_disagreements
    yield "children whose dates of birth disagree", "", "", children, "2"


def _rows_of(result: Result) -> Rows:
    for table, counts in result.accounting.items():
        for fate in ("rows_in", *FATES):
            told, number = fate.replace("_", " "), counts[fate]
            if isinstance(number, int):
                yield "input rows", table, told, number, "1.9"
                continue
            for reason, rows in number.items():
                yield "input rows", table, f"{told}: {reason}", rows, "1.9"


def _provenance(result: Result) -> Rows:
    for name, value in result.provenance.as_dict().items():
        if name not in {"inputs", "not_used"}:
            yield name.replace("_", " "), _listed(value)
    for one in result.records.inputs:
        yield f"input: {one.name}", f"{one.taken_for}, {one.rows} rows, SHA-256 {one.digest}"


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _items(value: object) -> Iterator[tuple[str, int]]:
    return iter(value.items()) if isinstance(value, dict) else iter(())
