"""Shipped methods with some values changed, and prices of our own: the laws vary what they need."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from nwd_costs import library
from nwd_costs.methods import Methodology
from nwd_costs.prices import RATES, TableDocument, UnitCosts, check_rates, fingerprint
from nwd_costs.shelf import methodology_root, read_text
from nwd_costs.testing.cases import put_in

Price = tuple[str, str, str, str, str, str]  # layer, category, per, amount, from_day, until_day

_AREAS = {
    "authority": ("1",), "region": ("2",), "england": ("3",),
    "neighbours": tuple(map(str, range(11, 21))),
}  # fmt: skip
_ALWAYS = ("1990-01-01", "2390-01-01")
_DOCUMENT = TableDocument(
    schema_version=1, id="laws", version="1", title="The prices of the laws", publisher="",
    licence="", price_basis="of the laws", includes=(), excludes=(), caveats=(), sources={},
    categories={}, span_from=dt.date(1990, 1, 1), span_until=dt.date(2390, 1, 1),
)  # fmt: skip


@cache
def _texts(method: str) -> tuple[str, str, str]:
    folder = methodology_root() / method
    names = ("methodology.toml", "method.md", "categories.csv")
    toml, prose, categories = (read_text(folder / name) for name in names)
    return toml, prose, categories


def variant(method: str, changed: Mapping[str, object]) -> Methodology:
    """Bind a shipped method of which some values are changed.

    ``{"horizon.days": 182}`` changes a parameter's value, ``{"booking.rule": "at_index"}`` picks
    another rule, ``{"horizon": "another/2020-21.1"}`` takes the whole stage from another method.
    """
    toml, prose, categories = _texts(method)
    raw: dict[str, Any] = tomllib.loads(toml) | {"id": "laws/2000.1", "standing": "test"}
    for path, value in changed.items():
        stage, _, name = path.partition(".")
        if not name:
            raw["stages"][stage] = tomllib.loads(_texts(str(value))[0])["stages"][stage]
            continue
        put_in(raw["stages"], (stage, name), value)
    return library.bind(raw, prose=prose, categories=categories, where="of the laws")


def unit_costs(prices: Iterable[Price]) -> UnitCosts:
    """Make a unit-cost table of a few prices."""
    rows = [
        (area, category, per, amount, start, end, "laws", "published")
        for layer, category, per, amount, start, end in prices
        for area in _AREAS[layer]
    ]
    columns = ["authority", "category", "per", "amount", "from_day", "until_day", "source", "basis"]
    conformed = RATES.conform(pd.DataFrame(rows, columns=columns, dtype=str), "prices")
    check_rates(conformed.frame, conformed.unreadable, "prices")
    return UnitCosts(
        document=_DOCUMENT, authority="A council", areas=_AREAS, rates=conformed.frame,
        fingerprint=fingerprint(conformed.frame),
    )  # fmt: skip


def always(layer: str, category: str, per: str, amount: str) -> Price:
    """Give a price that is in force on every day."""
    return (layer, category, per, amount, *_ALWAYS)
