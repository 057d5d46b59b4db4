"""What goes into the cells of a template, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from nwd_costs.days import NO_DAY, financial_year_name, financial_year_start, to_date
from nwd_costs.frames import FrameSpec, day_numbers
from nwd_costs.pence import ONCE, unit_days
from nwd_costs.price_parts import COMPONENTS, MISSING, NOT_STATED, Scope
from nwd_costs.price_reading import PricedTable
from nwd_costs.price_template.words import DEFAULT_LINES, OFFERED
from nwd_costs.prices import RATES
from nwd_costs.register import authorities

OWN_SOURCE = "own-books"
LISTS = ("includes", "excludes", "caveats")
# How many rows are left for each of them.
LIST_ROWS = 3
COMPARED = ("published", "england", "a_week", "times")
# The days of a year in which a unit is made one of weeks; only for people to compare with.
YEAR_DAYS = 365

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Content:
    """What a template holds.

    Parameters
    ----------
    council
        Whose prices they are.
    entries
        Keys and values of the sheet ``table``.
    rows
        The rows of every other sheet that is read, by sheet: amounts in pence, days as dates.
    published
        Pence a week of every category and financial year, as ``compare_unit_costs`` gives them.
    """

    council: str
    entries: Sequence[tuple[str, Any]]
    rows: Mapping[str, Sequence[Row]]
    published: pd.DataFrame

    def compared(self, row: Row) -> dict[str, Any]:
        """Give what the grey columns show of a row of rates; blank text where they show nothing.

        Parameters
        ----------
        row
            The row.
        """
        shown: dict[str, Any] = dict.fromkeys(COMPARED, "")
        day = row.get("from_day")
        beside = self._beside.get(row["category"], "")
        year = financial_year_name(day.year - (day.month < 4)) if isinstance(day, dt.date) else ""
        if one := self._by_year.get((beside, year)):
            shown |= {"published": one["authority"], "england": one["england"]}
        if row.get("amount") is not None and row["per"] not in ONCE:
            shown["a_week"] = 7 * Fraction(row["amount"]) / unit_days(row["per"], YEAR_DAYS)
        if shown["a_week"] != "" and shown["published"] not in {"", None}:
            shown["times"] = Fraction(shown["a_week"]) / shown["published"]
        return shown

    @cached_property
    def _beside(self) -> dict[str, str]:
        return {row["category"]: row["beside"] for row in self.rows["categories"]}

    @cached_property
    def _by_year(self) -> dict[tuple[str, str], Row]:
        return {(r["category"], r["financial_year"]): r for r in published_rows(self.published)}


def published_rows(published: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the published figures row by row, None where there is none."""
    rows = published.astype(object).where(published.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


def blank(council: str, years: Sequence[int], published: pd.DataFrame) -> Content:
    """Lay out a template for prices that nobody has given yet.

    Parameters
    ----------
    council
        Its name.
    years
        The calendar years in which the financial years open that get lines.
    published
        As ``Content`` holds it.
    """
    spans = [tuple(to_date(financial_year_start(y + step)) for step in (0, 1)) for y in years]
    named = "-".join(word for word in "".join(_plain(council)).split("-") if word)
    entries = {
        "id": f"{named}-own", "version": "1", "title": f"What {council} pays",
        "publisher": council, "licence": "not published", "price_basis": "",
        "price_base": NOT_STATED, "span_from": min(spans)[0], "span_until": max(spans)[1],
        **dict.fromkeys(Scope.model_fields, NOT_STATED),
    }  # fmt: skip
    lines = [
        {"authority": council, "category": name, "per": "week", "amount": None,
         "from_day": first, "until_day": last, "source": OWN_SOURCE}
        for name in DEFAULT_LINES for first, last in sorted(set(spans))
    ]  # fmt: skip
    source = {"id": OWN_SOURCE, "title": f"The accounts of {council}", "publisher": council,
              "licence": "not published"}  # fmt: skip
    categories = [
        {"category": name, "title": offered.title, "beside": offered.beside}
        for name, offered in OFFERED.items()
    ]
    rows: dict[str, Sequence[Row]] = {
        "rates": lines, "sources": [source], "categories": categories, "missing": [],
        "components": [],
    }  # fmt: skip
    return Content(council, [*entries.items(), *_lists({})], rows, published)


def _plain(name: str) -> Iterator[str]:
    for letter in name.lower():
        yield letter if letter.isascii() and letter.isalnum() else "-"


def of_table(council: str, table: PricedTable, published: pd.DataFrame) -> Content:
    """Lay out a table that is there already.

    Parameters
    ----------
    council, published
        As ``Content`` holds them.
    table
        The table.
    """
    document = table.document
    raw = document.model_dump()
    entries = {
        key: raw[key]
        for key in ("id", "version", "title", "publisher", "licence", "price_basis", "price_base",
                    "span_from", "span_until")
    }  # fmt: skip
    sources = [{"id": name, **source} for name, source in raw["sources"].items()]
    categories = [
        {"category": name, **entry, "beside": _beside(name, published)}
        for name, entry in raw["categories"].items()
    ]
    return Content(
        council,
        [*entries.items(), *raw["scope"].items(), *_lists(raw)],
        {
            "rates": _rows(table.rates, RATES),
            "sources": sources,
            "categories": categories,
            "missing": _rows(table.missing, MISSING),
            "components": _rows(table.components, COMPONENTS),
        },
        published,
    )


def _beside(name: str, published: pd.DataFrame) -> str:
    there = name in set(published["category"])
    return name if there else OFFERED[name].beside if name in OFFERED else ""


def _lists(raw: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Give the entries that may come more than once, and rows that are left for more."""
    for key in LISTS:
        given = list(raw.get(key, ()))
        yield from ((key, text) for text in given + [""] * max(LIST_ROWS - len(given), 1))


def _rows(frame: pd.DataFrame, spec: FrameSpec) -> list[Row]:
    """Give the rows of a conformed frame as a person would write them: areas by name."""
    columns: dict[str, list[Any]] = {}
    for column in spec.columns:
        values = frame[column.name]
        if column.kind == "day":
            days = day_numbers(values).tolist()
            columns[column.name] = ["" if day == NO_DAY else to_date(day) for day in days]
        elif column.kind == "pounds":
            columns[column.name] = [int(pence) for pence in values]
        elif column.kind == "flag":
            columns[column.name] = ["yes" if flag else "no" for flag in values]
        elif column.name == "authority":
            columns[column.name] = [authorities()[area]["name"] for area in values]
        elif column.name != "source_file" and column.kind != "row":
            columns[column.name] = values.tolist()
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
