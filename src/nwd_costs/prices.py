"""The contract of a unit-cost table [8.1], [8.7]: who pays what, per which unit, from when."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from nwd_costs import price_parts
from nwd_costs.days import NO_DAY, iso_texts, to_day
from nwd_costs.errors import Problem, UnitCostError
from nwd_costs.frames import Column, FrameSpec, day_numbers
from nwd_costs.pence import UNITS
from nwd_costs.price_findings import PriceFinding
from nwd_costs.price_parts import OWN_ADVICE, OWN_COLUMNS, PriceBase, Scope, own_words
from nwd_costs.rule import Basis, Document, weakest
from nwd_costs.show import html_table

NEIGHBOURS = "neighbours"
LAYERS = ("authority", NEIGHBOURS, "region", "england")
LEAST_NEIGHBOURS = 5

RATES = FrameSpec(
    "rates",
    (
        Column("authority", "text", "DfE number, name or ONS code of its area", required=True),
        Column("category", "word", "what is priced, such as residential", required=True),
        Column("per", "word", "the unit the amount is for", required=True, words=UNITS),
        Column("amount", "pounds", "pounds as decimal text, to the penny", required=True),
        Column("from_day", "day", "the first day it is in force", required=True),
        Column("until_day", "day", "the day after the last", required=True),
        Column("source", "text", "the id of a source of the table", required=True),
        Column("basis", "word", "how it is founded", required=True, words=tuple(Basis)),
        Column("note", "text", "anything a reader should know"),
        *OWN_COLUMNS,
        Column("source_file", "text", "the file the row came from"),
        Column("source_row", "row", "its row in that file; the heading is row 1"),
    ),
    "8.1",
)


class TableSource(Document):
    """Where the rates of a table come from."""

    title: str
    publisher: str
    date: dt.date | str
    where: str
    licence: str


class PricedCategory(Document):
    """What a category of a table measures, and how it was worked out."""

    measure: str
    title: str
    formula: str


class TableDocument(Document):
    """The whole of ``table.toml``: what a unit-cost table says of itself."""

    schema_version: Literal[1]
    id: str
    version: str
    title: str
    publisher: str
    licence: str
    price_basis: str
    price_base: PriceBase = "not stated"
    scope: Scope = Scope()
    span_from: dt.date
    span_until: dt.date
    includes: tuple[str, ...]
    excludes: tuple[str, ...]
    caveats: tuple[str, ...]
    sources: dict[str, TableSource]
    categories: dict[str, PricedCategory]


@dataclass(frozen=True, order=True)
class Rate:
    """One price in force over some days.

    Parameters
    ----------
    from_day, until_day
        Day numbers, half-open.
    pence, unit
        The price of one unit: ``day``, ``week``, ``case`` … [pence]
    basis, source
        How it is founded, and the id of its source.
    """

    from_day: int
    until_day: int
    pence: int
    unit: str
    basis: str
    source: str


@dataclass(frozen=True, eq=False)
class UnitCosts:
    """A unit-cost table seen from one authority.

    Parameters
    ----------
    document, authority
        What the table says of itself, and the council's name.
    areas
        For each layer the areas whose rates it uses: one, or the statistical neighbours.
    rates
        The table, conformed to ``RATES``; ``authority`` resolved to area numbers.
    fingerprint
        SHA-256 of the whole table's rates, in a canonical order.
    findings
        What a reader of every result must know of the table [8.12].
    components, missing, files
        What the rates are made of [8.17], the days without one [8.16], SHA-256 of each file.
    """

    document: TableDocument
    authority: str
    areas: Mapping[str, tuple[str, ...]]
    rates: pd.DataFrame
    fingerprint: str
    findings: tuple[PriceFinding, ...] = ()
    components: pd.DataFrame = field(default_factory=price_parts.COMPONENTS.empty, repr=False)
    missing: pd.DataFrame = field(default_factory=price_parts.MISSING.empty, repr=False)
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    _by_layer: Mapping[tuple[str, str], tuple[Rate, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        own = _by_key(self.rates, self.areas)
        names = sorted({name for _, name in own})
        found = {
            (layer, name): rates
            for layer, areas in self.areas.items()
            for name in names
            if (rates := _in_areas(layer, [own.get((area, name), ()) for area in areas]))
        }
        object.__setattr__(self, "_by_layer", found)

    @property
    def id(self) -> str:
        """``id/version`` of the table."""
        return f"{self.document.id}/{self.document.version}"

    @property
    def price_basis(self) -> str:
        """At whose prices the table is, in words."""
        return self.document.price_basis

    def in_layer(self, layer: str, name: str) -> tuple[Rate, ...]:
        """Give the rates of a name in a layer: of its one area, or the neighbours' median [8.1].

        Parameters
        ----------
        layer
            ``authority``, ``neighbours``, ``region`` or ``england``.
        name
            What is priced, such as ``residential``.

        Returns
        -------
        tuple of Rate
            By day; empty where the table has none.
        """
        return self._by_layer.get((layer, name), ())

    def __repr__(self) -> str:
        return f"UnitCosts({self.id} for {self.authority}; {self.price_basis})"

    def _repr_html_(self) -> str:
        document, bases = self.document, self.rates["basis"].value_counts(sort=False)
        rows: list[Sequence[object]] = [
            ["title", document.title],
            ["publisher", document.publisher],
            ["licence", document.licence],
            ["prices", document.price_basis],
            ["scope", str(document.scope)],
            *([f"layer {layer}", ", ".join(areas)] for layer, areas in self.areas.items()),
            *([f"rates {basis}", int(rates)] for basis, rates in bases.items()),
            *(["mind", caveat] for caveat in document.caveats),
        ]
        return html_table(repr(self), [], rows)


def _by_key(
    rates: pd.DataFrame, areas: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], tuple[Rate, ...]]:
    wanted = {area for layer in areas.values() for area in layer}
    mine = rates[rates["authority"].isin(wanted)]
    found: dict[tuple[str, str], list[Rate]] = {}
    for area, category, unit, pence, start, end, source, basis in zip(
        mine["authority"], mine["category"], mine["per"], mine["amount"].tolist(),
        day_numbers(mine["from_day"]).tolist(), day_numbers(mine["until_day"]).tolist(),
        mine["source"], mine["basis"], strict=True,
    ):  # fmt: skip
        rate = Rate(start, end, int(pence), unit, basis, source)
        found.setdefault((area, category), []).append(rate)
    return {key: tuple(sorted(many)) for key, many in found.items()}


def _in_areas(layer: str, rates: Sequence[tuple[Rate, ...]]) -> tuple[Rate, ...]:
    if layer == NEIGHBOURS:
        return medians([rate for own in rates for rate in own])
    return rates[0] if rates else ()


def medians(rates: Sequence[Rate]) -> tuple[Rate, ...]:
    """Give the median of the neighbours' rates wherever at least five are in force [8.4], [8.9].

    Parameters
    ----------
    rates
        The rates of one name in every neighbour.
    """
    edges = sorted({day for rate in rates for day in (rate.from_day, rate.until_day)})
    found = []
    for start, end in pairwise(edges):
        those = [rate for rate in rates if rate.from_day <= start < rate.until_day]
        there = sorted(rate.pence for rate in those)
        if len(there) < LEAST_NEIGHBOURS or len({rate.unit for rate in those}) > 1:
            continue
        low, high = there[(len(there) - 1) // 2], there[len(there) // 2]
        basis = weakest([rate.basis for rate in those])
        source = ", ".join(sorted({rate.source for rate in those}))
        pence = round(Fraction(low + high, 2))
        found.append(Rate(start, end, pence, those[0].unit, basis, source))
    return tuple(found)


def check_rates(
    rates: pd.DataFrame,
    unreadable: Mapping[str, np.ndarray],
    file: str,
    document: TableDocument | None = None,
) -> None:
    """Refuse a table that cannot price a day without doubt.

    Raises
    ------
    UnitCostError
        For amounts, units, dates or words that cannot be read, prices that are not positive, empty
        or overlapping spans; all are listed with their rows.
    """
    row = rates["source_row"].to_numpy(dtype=np.int64)
    start, end = day_numbers(rates["from_day"]), day_numbers(rates["until_day"])
    amount = rates["amount"]
    faults: list[tuple[str, np.ndarray, str, str]] = [
        (column, bad, f"{column} cannot be read", _ADVICE.get(column, "Correct it."))
        for column, bad in unreadable.items()
    ]
    readable = ~unreadable.get("amount", np.zeros(len(row), dtype=bool))
    blank = amount.isna().to_numpy(dtype=bool) & readable
    faults += [
        (column, (rates[column] == "").to_numpy(dtype=bool), f"{column} is blank",
         _ADVICE.get(column, "Say which."))
        for column in ("authority", "category", "per", "source", "basis")
    ]  # fmt: skip
    faults += [
        ("amount", blank, "the amount is blank", "List a missing price in missing.csv instead."),
        ("amount", (amount.fillna(1) <= 0).to_numpy(dtype=bool), "the amount is not positive",
         "A price is above zero; leave out what is not paid."),
        ("until_day", (start != NO_DAY) & (end != NO_DAY) & (end <= start),
         "the days are empty", "until_day is the day after the last day in force."),
        ("until_day", ((start == NO_DAY) | (end == NO_DAY)) & ~_any(unreadable, len(row)),
         "a day is blank", "Say from when until when the price is in force."),
        ("authority", _overlapping(rates, start, end), "two prices are in force on one day",
         "Keep one price per area, category and day."),
    ]  # fmt: skip
    if document is not None:
        faults += _against_document(rates, start, end, document)
    problems = [
        Problem(f"{file}, column {column}", what, advice, tuple(row[bad].tolist()))
        for column, bad, what, advice in faults
        if bad.any()
    ]
    if problems:
        raise UnitCostError("The unit-cost table cannot be used [8.1].", problems)


def _against_document(
    rates: pd.DataFrame, start: np.ndarray, end: np.ndarray, document: TableDocument
) -> list[tuple[str, np.ndarray, str, str]]:
    """Hold the rates against what ``table.toml`` declares."""
    low, high = to_day(document.span_from), to_day(document.span_until)
    known = (start != NO_DAY) & (end != NO_DAY)
    unsourced = ~rates["source"].isin(list(document.sources))
    undeclared = ~rates["category"].isin(list(document.categories))
    return [
        ("source", unsourced.to_numpy(dtype=bool), "the source is not in table.toml",
         "Add it under [sources]."),
        ("category", undeclared.to_numpy(dtype=bool), "the category is not in table.toml",
         "Say under [categories] what it measures."),
        ("from_day", known & ((start < low) | (end > high)), "the days lie outside the span",
         "Correct them, or span_from and span_until in table.toml."),
    ]  # fmt: skip


_ADVICE = {
    **OWN_ADVICE,
    "amount": "Write pounds to the penny, such as 1185 or 23.45 [8.7].",
    "per": f"Use one of {', '.join(UNITS)}.",
    "basis": "Use published, inferred or assumed.",
    **dict.fromkeys(("from_day", "until_day"), "Write yyyy-mm-dd or dd/mm/yyyy."),
}


def _any(unreadable: Mapping[str, np.ndarray], rows: int) -> np.ndarray:
    bad = np.zeros(rows, dtype=bool)
    for column in ("from_day", "until_day"):
        bad |= unreadable.get(column, np.zeros(rows, dtype=bool))
    return bad


def _overlapping(rates: pd.DataFrame, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    key, _ = pd.factorize(rates["authority"] + "\n" + rates["category"])
    order = np.lexsort((start, key))
    found = np.zeros(len(key), dtype=bool)
    same = key[order][1:] == key[order][:-1]
    twice = same & (start[order][1:] < end[order][:-1])
    found[order[1:]] |= twice
    found[order[:-1]] |= twice
    return found


def fingerprint(rates: pd.DataFrame) -> str:
    """Give the SHA-256 of a table's rates, whatever order and format they were written in."""
    rows = sorted(
        [area, category, unit, int(pence), start, end, source, basis, *own]
        for area, category, unit, pence, start, end, source, basis, own in zip(
            rates["authority"].tolist(), rates["category"].tolist(), rates["per"].tolist(),
            rates["amount"].tolist(), iso_texts(day_numbers(rates["from_day"])),
            iso_texts(day_numbers(rates["until_day"])), rates["source"].tolist(),
            rates["basis"].tolist(), own_words(rates), strict=True,
        )
    )  # fmt: skip
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()
