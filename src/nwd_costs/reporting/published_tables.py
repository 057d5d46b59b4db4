"""Published tables as the tables of a page: numbers to the right, kept-back numbers as words."""

from __future__ import annotations

from nwd_costs.disclosure import Cell, PublishedTable
from nwd_costs.reporting.pages import NUMBER, PART, PLAIN, WORD, Entry, Line, Table

SUMS = {"Total", "Gross costs avoided", "Net costs avoided"}


def as_table(table: PublishedTable) -> Table:
    """Lay a published table out for a page.

    Parameters
    ----------
    table
        As it may be published: nothing is left out of it and nothing is added.
    """
    columns = range(len(table.headings))
    numbers = [any(row[at].state != "words" for row in table.rows) for at in columns]
    rows = [
        Line(
            [_entry(cell, number=numbers[at]) for at, cell in enumerate(row)],
            total=any(cell.text in SUMS for cell in row[:2]),
        )
        for row in table.rows
    ]
    return Table(table.caption, table.headings, rows, " ".join(table.notes), f"table-{table.name}")


def _entry(cell: Cell, *, number: bool) -> Entry:
    if not number:
        return Entry(cell.text, PART if cell.text.startswith("of ") else PLAIN)
    return Entry(cell.text, NUMBER if cell.number is not None else f"{NUMBER} {WORD}")
