"""The publication profile: published tables alone, and nothing of the result behind them [17.14].

Nothing here is given the result: every word and number comes from ``Published``.
"""

from __future__ import annotations

from nwd_costs.disclosure import Cell, Published, PublishedTable
from nwd_costs.result_workbook.pages import ROW_HEADINGS, Column, Pages

ABOUT = "About"
_ABOUT = (Column("what", width=36), Column("in words", width=110))
_NAMES = {
    "headline": "Headline", "quarters": "By quarter", "tiers": "By tier",
    "placements": "By placement", "resting_on": "What it rests on", "people": "People",
    "out_of_scope": "Out of scope", "outcomes": "Outcomes", "entries": "Entries into care",
    "family": "Living in a family", "data_quality": "Data quality",
}  # fmt: skip


def write_published(pages: Pages, published: Published) -> None:
    """Write what it is about, and a sheet for each table.

    Parameters
    ----------
    pages
        Where.
    published
        The result after disclosure control.
    """
    said = "What the figures are, what to know before using them, and what was done to them."
    sheet = pages.open(ABOUT, f"Costs avoided: {pages.about}", said, _ABOUT)
    rows = [
        ("Profile", published.profile),
        ("Disclosure control", published.policy.in_words()),
        *published.facts,
        *(("Before you use these figures", warning) for warning in published.warnings),
        *(("What was done to them", note) for note in published.notes),
    ]
    for row, values in enumerate(rows, start=ROW_HEADINGS + 1):
        pages.row(sheet, row, _ABOUT, values)
    for table in published.tables:
        _table(pages, table)


def _table(pages: Pages, table: PublishedTable) -> None:
    kinds = [_kind_of(table, at) for at in range(len(table.headings))]
    columns = [
        Column(heading, kind, 44 if at == 0 else max(20, min(len(heading) + 4, 34)))
        for at, (heading, kind) in enumerate(zip(table.headings, kinds, strict=True))
    ]
    name = _NAMES.get(table.name, table.name.replace("_", " ").capitalize()[:31])
    sheet = pages.open(name, f"{table.caption}: {pages.about}", "", columns)
    row = ROW_HEADINGS
    for row, cells in enumerate(table.rows, start=ROW_HEADINGS + 1):
        pages.fit(sheet, row, columns, [cell.text for cell in cells])
        for at, cell in enumerate(cells):
            value, kind = _shown(cell)
            pages.put(sheet, row, at, value, kind if kind != "text" else kinds[at])
    for at, note in enumerate(table.notes, start=row + 2):
        sheet.write_string(at, 0, note, pages.said)


def _kind_of(table: PublishedTable, at: int) -> str:
    """Say on which side a column's words stand: by what its numbers are."""
    return next((kind for cells in table.rows if (kind := _shown(cells[at])[1]) != "text"), "text")


def _shown(cell: Cell) -> tuple[int | float | str, str]:
    """Give a cell as a number that shows just as its text does; else its text."""
    number = cell.number
    if number is not None and cell.text == f"{number:,}":
        return number, "whole"
    if number is not None and cell.text == f"{number}%":
        return number, "percent"
    pounds = None if number is None else f"{'-' if number < 0 else ''}£{abs(number) // 100:,}"
    if number is not None and number % 100 == 0 and cell.text == pounds:
        return number, "round_pounds"
    return cell.text, "text"
