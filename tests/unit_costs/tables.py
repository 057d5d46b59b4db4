"""Tables of unit costs of one's own for the tests: a few rows, in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HEADING = "authority,category,per,amount,from_day,until_day,source,basis,note"
YEAR = "2022-04-01,2023-04-01"
_TOML = """\
schema_version = 1
id = "own"
version = "1"
title = "A council's own prices"
publisher = "A council"
licence = "not published"
price_basis = "{basis}"
span_from = {first}
span_until = {last}
includes = []
excludes = []
caveats = []

[sources.contracts]
title = "Contracts"
publisher = "A council"
date = 2023-04-01
where = "the council's own books"
licence = "not published"
{categories}
"""
_CATEGORY = """
[categories.{name}]
measure = ""
title = "{name}"
formula = ""
"""


def price(
    amount: str, *, category: str = "foster", per: str = "week", days: str = YEAR,
    area: str = "815", note: str = "",
) -> str:  # fmt: skip
    """Write a row of rates.csv."""
    return f"{area},{category},{per},{amount},{days},contracts,published,{note}"


def table(
    folder: Path, *rows: str, missing: Sequence[str] = (), basis: str = "outturn",
    span: str = YEAR,
) -> Path:  # fmt: skip
    """Write a table with some rows into a folder of its own."""
    own = folder / "own"
    own.mkdir()
    first, _, last = span.partition(",")
    names = sorted({row.split(",")[1] for row in rows})
    text = "".join(_CATEGORY.format(name=name) for name in names) or "[categories]"
    toml = _TOML.format(basis=basis, first=first, last=last, categories=text)
    (own / "table.toml").write_text(toml, encoding="utf-8")
    (own / "rates.csv").write_text("\n".join([HEADING, *rows, ""]), encoding="utf-8")
    if missing:
        heading = "authority,category,from_day,until_day,reason"
        (own / "missing.csv").write_text("\n".join([heading, *missing, ""]), encoding="utf-8")
    return own
