"""The cells of a worked case's tables: many ways to write a value, and one to compare and draw."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

Row = tuple[str, ...]


def plain_cell(cell: str) -> str:
    """Level the ways to write a number or a day: 1 000 000, 31/03/2023, a true minus sign."""
    text = cell.replace("\N{MINUS SIGN}", "-")
    text = re.sub(r"^(\d\d)/(\d\d)/(\d{4})$", r"\3-\2-\1", text)
    return text.replace(" ", "") if re.match(r"^-?\d{1,3}(?: \d{3})+$", text) else text


def written(value: object) -> str:
    """Write a value of a result as a case would."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    text = str(value).removesuffix(" 00:00:00")
    return {"True": "yes", "False": "no", "None": "", "<NA>": "", "NaT": ""}.get(text, text)


def drawn(columns: Row, rows: Sequence[Row], others: Sequence[Row]) -> Iterator[str]:
    """Draw a table; ``>`` marks the rows that the other table does not have."""
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    for row in (columns, *rows):
        mark = " " if row in (columns, *others) else ">"
        yield f"{mark} | {' | '.join(map(str.ljust, row, widths))} |"


def assigned(line: str) -> tuple[list[str], Any]:
    """Take ``horizon.days = 10`` apart.

    Parameters
    ----------
    line
        As a case writes it.
    """
    path, _, value = line.partition("=")
    return path.strip().split("."), tomllib.loads(f"value = {value}")["value"]
