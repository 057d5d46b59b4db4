"""The library, asked what the oracle was asked: the same rows, parameters and prices."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pandas as pd

import nwd_costs as nwd
from nwd_costs import library
from nwd_costs.prices import RATES, TableDocument, check_rates, fingerprint
from oracle.drawn_questions import Question, categories, documents
from oracle.drawn_rows import Tables
from oracle.repairs import Row

AREAS = {
    "authority": ("1",), "region": ("2",), "england": ("3",),
    "neighbours": tuple(map(str, range(11, 21))),
}  # fmt: skip
HEADINGS = {
    "children": ("child_id", "date_of_birth", "uasc", "uasc_until_day", "return_year"),
    "placements": ("child_id", "from_day", "until_day", "place", "provider", "urn",
                   "legal_status", "rne", "rec", "reason_place_change", "return_year"),
    "protection_plans": ("child_id", "from_day", "until_day", "return_year"),
    "need_episodes": ("child_id", "from_day", "until_day", "no_further_action", "return_year"),
    "referrals": ("referral_id", "child_id", "at_risk_of", "referred_on", "started_on", "ended_on",
                  "support", "stage", "likelihood", "expected_placement", "expected_weeks",
                  "programme_cost", "date_of_birth"),
    "placement_costs": ("child_id", "from_day", "until_day", "per", "amount", "source"),
}  # fmt: skip
_PRICES = TableDocument(
    schema_version=1, id="oracle", version="1", title="Drawn prices", publisher="", licence="",
    price_basis="drawn", includes=(), excludes=(), caveats=(), sources={}, categories={},
    span_from=date(1800, 1, 1), span_until=date(2400, 1, 1),
)  # fmt: skip


def records(tables: Tables) -> nwd.Records:
    given: dict[str, Any] = {name: frame(name, tables[name]) for name in HEADINGS if name in tables}
    return nwd.read(**given)


def run(asked: Question, read: nwd.Records) -> nwd.Result:
    method, costs = methodology(asked.method), unit_costs(asked.prices)
    return nwd.run(method, read, costs, period=asked.period, as_at=asked.as_at)


def frame(name: str, rows: list[Row]) -> pd.DataFrame:
    """Write rows as text, as a file would hold them."""
    text = [[_text(row.get(column)) for column in HEADINGS[name]] for row in rows]
    return pd.DataFrame(text, columns=list(HEADINGS[name]), dtype=str)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def methodology(method: dict[str, Any]) -> nwd.Methodology:
    """Put the drawn values into the document that has the rule, and bind it."""
    shipped, prose, _ = documents(method["counterfactual"]["rule"])
    raw = deepcopy(shipped) | {"id": "worked-case/2000.1", "standing": "test"}
    for stage, parameters in method.items():
        if stage == "dated":
            continue
        known = raw["stages"][stage]
        ground = {name: known[name] for name in ("clause", "basis", "source")}
        rule = parameters.get("rule", known["rule"])
        kept = known if rule == known["rule"] else {}
        given = {n: _parameter(v, ground) for n, v in parameters.items() if n != "rule"}
        raw["stages"][stage] = {**kept, **ground, "rule": rule, **given}
    return library.bind(raw, prose=prose, categories=categories(method), where="of the oracle")


def _parameter(value: Any, ground: dict[str, Any]) -> dict[str, Any]:
    """Ground a value as its rule is; a number is given a span that holds only itself."""
    return {"value": value, **ground, "low": value, "high": value}


def _area(row: Row) -> str:
    return AREAS[row["layer"]][row.get("neighbour", 0)]


def unit_costs(prices: list[Row]) -> nwd.UnitCosts:
    columns = [column.name for column in RATES.columns if column.required]
    rows = [
        [
            _text(value)
            for value in (
                {**row, "authority": _area(row), "amount": f"{row['pence'] / 100:.2f}"}[column]
                for column in columns
            )
        ]
        for row in prices
    ]
    table = pd.DataFrame(rows, columns=columns, dtype=str)
    conformed = RATES.conform(table, "Prices")
    check_rates(conformed.frame, conformed.unreadable, "Prices")
    return nwd.UnitCosts(
        document=_PRICES, authority="A council", areas=AREAS, rates=conformed.frame,
        fingerprint=fingerprint(conformed.frame),
    )  # fmt: skip
