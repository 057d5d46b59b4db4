"""The prices of a worked case, as a unit-cost table of areas that are not in the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from nwd_costs.price_checks import hold_table
from nwd_costs.price_parts import MISSING
from nwd_costs.prices import RATES, TableDocument, UnitCosts, check_rates, fingerprint

Rows = Sequence[Mapping[str, str]]

GAPS = "Missing prices"
# The areas of a case's prices, and what a price is where its row does not say.
AREAS = {"authority": ("1",), "region": ("2",), "england": ("3",),
         "neighbours": tuple(map(str, range(11, 21)))}  # fmt: skip
USUAL = {"layer": "authority", "from_day": "1800-01-01", "until_day": "2399-12-31",
         "basis": "published", "source": "case", "note": ""}  # fmt: skip
_DOCUMENT = TableDocument(
    schema_version=1, id="worked-case", version="prices", title="The prices of a worked case",
    publisher="", licence="", price_basis="of the case", includes=(), excludes=(), caveats=(),
    sources={}, categories={}, span_from=dt.date(1800, 1, 1), span_until=dt.date(2400, 1, 1),
)  # fmt: skip


def unit_costs_of(tables: Mapping[str, Rows], span: str = "", price_basis: str = "") -> UnitCosts:
    """Make the unit costs of a case from its tables Prices and Missing prices.

    Parameters
    ----------
    tables
        The rows of each, as written.
    span
        The days that the table says it covers, ``2021-04-01..2023-04-01``; only a table that says
        so is looked at for what [8.11] and [8.12] name.
    price_basis
        At whose prices it is, in words.

    Raises
    ------
    UnitCostError
        When the table is one that the library refuses.
    """
    prices = _placed(tables.get("Prices", ()), ["category", "per", "amount", *USUAL])
    conformed = RATES.conform(prices, "Prices")
    rates = conformed.frame
    check_rates(rates, conformed.unreadable, "Prices")
    first, _, last = (span or "1800-01-01..2400-01-01").partition("..")
    said = {"span_from": dt.date.fromisoformat(first), "span_until": dt.date.fromisoformat(last)}
    document = _DOCUMENT.model_copy(
        update=said | ({"price_basis": price_basis} if price_basis else {})
    )
    gaps = MISSING.conform(_placed(tables.get(GAPS, ()), ["category", "reason", *USUAL])).frame
    return UnitCosts(
        document=document, authority="A council", areas=AREAS, rates=rates,
        fingerprint=fingerprint(rates),
        findings=hold_table(document, rates, gaps, "Prices") if span else (),
    )  # fmt: skip


def _placed(rows: Rows, columns: Sequence[str]) -> pd.DataFrame:
    """Give rows their area, and what they leave unsaid."""
    given = [{**USUAL, **{name: cell for name, cell in row.items() if cell}} for row in rows]
    frame = pd.DataFrame(given, columns=list(columns), dtype=str)
    places = [layer.partition(" ") for layer in frame["layer"]]  # such as "neighbours 3"
    frame["authority"] = [AREAS[layer][int(number or 1) - 1] for layer, _, number in places]
    return frame
