"""A small table of unit costs, written as a folder, as a workbook and as an installed package."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

import nwd_costs as nwd

ID = "norfolk-private/2025.1"
HEADINGS = (
    "authority", "category", "per", "amount", "from_day", "until_day", "source", "basis", "note",
    "overheads",
)  # fmt: skip
# A price that changes inside a year, a price of a neighbour by its ONS code, one by name.
RATES: tuple[tuple[str, ...], ...] = (
    ("926", "residential_external", "week", "6150", "2022-04-01", "2022-10-01", "ledger",
     "published", "", "excluded"),
    ("Norfolk", "residential_external", "week", "6420.5", "2022-10-01", "2023-04-01", "ledger",
     "published", "new framework", ""),
    ("E10000020", "looked_after", "day", "171.43", "2022-04-01", "2023-04-01", "ledger",
     "inferred", "", ""),
    ("970", "children_in_need", "week", "155", "2022-04-01", "2023-04-01", "ledger",
     "assumed", "", ""),
)  # fmt: skip
COMPONENT_HEADINGS = (
    "authority", "category", "from_day", "component", "kind", "amount", "counted", "note",
)  # fmt: skip
COMPONENTS: tuple[tuple[str, ...], ...] = (
    ("926", "residential_external", "2022-04-01", "fee", "recurring", "5900", "yes", ""),
    ("926", "residential_external", "2022-04-01", "transport", "recurring", "250", "yes", ""),
    ("926", "residential_external", "2022-04-01", "moving in", "one_off", "900", "no", ""),
)
TABLE = """\
schema_version = 1
id = "norfolk-private"
version = "2025.1"
title = "What Norfolk really pays"
publisher = "Norfolk County Council"
licence = "private"
price_basis = "outturn prices of each year"
price_base = "outturn"
span_from = 2022-04-01
span_until = 2023-04-01
includes = ["the fee"]
excludes = ["health's share"]
caveats = ["for tests", "made up"]

[scope]
overheads = "in part"
on_costs = "included"
education = "gross"
health = "net"

[sources.ledger]
title = "The council's own ledger"
publisher = "Norfolk County Council"
date = 2025-06-30
where = "payments of 2022-23"
licence = "private"

[categories.residential_external]
measure = "residential"
title = "Bought residential care"
formula = "paid / days"

[categories.looked_after]
measure = "all"
title = "All looked-after children"
formula = "paid / days"

[categories.children_in_need]
measure = "need"
title = "Social work"
formula = "paid / days"
"""

Rows = Sequence[Sequence[str]]


def folder(
    place: Path, rates: Rows = RATES, table: str = TABLE, components: Rows = COMPONENTS
) -> Path:
    """Write the table as a folder."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "table.toml").write_text(table, encoding="utf-8")
    for name, headings, rows in (
        ("rates", HEADINGS, rates), ("components", COMPONENT_HEADINGS, components),
    ):  # fmt: skip
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([headings, *rows])
    return place


def package(
    site: Path,
    name: str = "norfolk_prices",
    rates: Rows = RATES,
    table: str = TABLE,
    below: str = "",
) -> str:
    """Lay a package with the table as an installer would; give what the package calls itself."""
    folder(site / name / below, rates, table)
    (site / name / "__init__.py").write_text("raise RuntimeError('a package of data was run')\n")
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    title = name.replace("_", "-")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {title}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[nwd_costs.unit_costs]\n{title} = {name}\n")
    return f"{title} 1.0"


def workbook(
    place: Path,
    rates: Rows = RATES,
    changed: Mapping[str, Mapping[str, Any]] | None = None,
    without: Sequence[str] = (),
) -> Path:
    """Write the table as a workbook, with titles, guidance and columns that are for people.

    ``changed`` writes other values into cells, by sheet and cell: ``{"rates": {"C7": "dya"}}``.
    """
    sheets = _sheets(rates)
    with xlsxwriter.Workbook(place, {"default_date_format": "dd/mm/yyyy"}) as book:
        book.add_worksheet("Guidance").write("A1", "How to fill this in")
        for name, cells in sheets.items():
            if name in without:
                continue
            sheet = book.add_worksheet(name)
            for row, values in enumerate(cells):
                sheet.write_row(row, 0, values)
            for cell, value in (changed or {}).get(name, {}).items():
                sheet.write(cell, value)
    return place


def _sheets(rates: Rows) -> dict[str, list[list[Any]]]:
    raw = tomllib.loads(TABLE)
    table: list[list[Any]] = [["key", "value"], [], ["What the table is"]]
    for key, value in raw.items():
        if key in {"sources", "categories"}:
            continue
        inner = value.items() if key == "scope" else [(key, value)]
        table += [[k, one] for k, v in inner for one in (v if isinstance(v, list) else [v])]
    sources = [[id_, *source.values()] for id_, source in raw["sources"].items()]
    named = [[id_, *entry.values()] for id_, entry in raw["categories"].items()]
    return {
        "table": table,
        "sources": [["id", "title", "publisher", "date", "where", "licence"], *sources],
        "categories": [["category", "measure", "title", "formula"], *named],
        # Two rows of title, and a column between that nobody reads.
        "rates": [
            ["Prices"], [], [*HEADINGS[:2], "published figure", *HEADINGS[2:]],
            *([*row[:2], "compare with 8285", *map(_cell, row[2:])] for row in rates),
        ],
        "components": [list(COMPONENT_HEADINGS), *(list(map(_cell, row)) for row in COMPONENTS)],
    }  # fmt: skip


def _cell(text: str) -> Any:
    """Write numbers as numbers and days as days, as somebody who types them does."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def result(costs: nwd.UnitCosts) -> nwd.Result:
    """Run a method over three children at some prices."""
    children = pd.DataFrame(
        {"child_id": ["C1", "C2", "C3"], "date_of_birth": ["2008-05-10"] * 3}, dtype=str
    )
    referrals = pd.DataFrame(
        {
            "referral_id": ["R1", "R2", "R3"],
            "child_id": ["C1", "C2", "C3"],
            "at_risk_of": "entry",
            "referred_on": ["2022-05-01", "2022-09-01", "2023-01-01"],
            "started_on": ["2022-05-01", "2022-09-01", "2023-01-01"],
            "stage": "engaged",
            "expected_placement": ["residential_external", "residential_external", ""],
        },
        dtype=str,
    )
    needs = pd.DataFrame(
        {"child_id": ["C1"], "from_day": ["2022-06-01"], "until_day": ["2022-07-01"]}, dtype=str
    )
    records = nwd.read(children=children, referrals=referrals, need_episodes=needs)
    method = nwd.methodology("edge-of-care/2021-22.1")
    return nwd.run(method, records, costs, period="2022-23", as_at="2023-03-31")
