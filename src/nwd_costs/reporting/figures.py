"""The three charts of a report, each with what it finds and the table it is drawn from."""

from __future__ import annotations

from collections.abc import Sequence

from nwd_costs.disclosure import Cell, Published
from nwd_costs.reporting import charts
from nwd_costs.reporting.charts import LESS, MORE, OTHER, TOTAL, Bar
from nwd_costs.reporting.pages import Chart, Table
from nwd_costs.reporting.published_tables import as_table

MONTHS = {
    "Q1": "Apr to Jun", "Q2": "Jul to Sep", "Q3": "Oct to Dec", "Q4": "Jan to Mar",
    "Q1 and Q2": "Apr to Sep", "Q3 and Q4": "Oct to Mar",
}  # fmt: skip
# More columns than this do not fit across a phone.
MOST_COLUMNS = 4
# The steps of the waterfall: what it is, and the total that it leads to from the one before.
STEPS = (
    ("counterfactual", "What would have been paid", "counterfactual"),
    ("actual", "What was paid instead", "gross"),
    ("gross", "Gross costs avoided", "gross"),
    ("adjustments", "Adjustments", "adjusted"),
    ("adjusted", "Adjusted", "adjusted"),
    ("programme", "Programme cost", "net"),
    ("net", "Net costs avoided", "net"),
)


def waterfall(published: Published, source: str) -> Chart:
    """Draw the way from what would have been paid to net."""
    figures = published.figures
    title = avoided_in_words(published)
    bars, stand = [], 0
    for name, label, leads_to in STEPS:
        cell, after = figures[name], figures[leads_to].number
        if name == "adjusted" and figures["adjustments"].number is None:
            continue  # there is nothing between it and gross
        if name == leads_to:
            bars.append(Bar(label, cell.text, _end(cell, 0), cell.number))
            stand = cell.number or 0
        elif cell.number is None or after is None:
            bars.append(Bar(label, cell.text, None, None, LESS))
        else:
            kind = MORE if cell.number > 0 else LESS
            bars.append(Bar(label, cell.text, stand, stand + cell.number, kind))
            stand += cell.number
    drawing = charts.rows(bars, key="waterfall", title=title, joined=True)
    return Chart(
        title, _unit(published), drawing, source, as_table(published.table("headline"))
    )  # fmt: skip


def avoided_in_words(published: Published) -> str:
    """Say what a result finds, in a sentence."""
    gross, paid = published.gross, published.figures["counterfactual"]
    if gross.number is not None and gross.number < 0:
        return f"An estimated {gross.text.removeprefix('-')} more was paid than would have been"
    whole = f" of {paid.text} that would have been paid" if paid.number else ""
    return f"An estimated {gross.text} was avoided{whole}"


def quarters(published: Published, source: str) -> Chart | None:
    """Draw the gross costs avoided by quarter; None where there is no such table."""
    if not published.has("quarters"):
        return None
    table = published.table("quarters")
    parts = [(row[0].text, row[1]) for row in table.rows if row[0].text != "Total"]
    bars = [_column(name, cell) for name, cell in parts]
    title = most_in_words(parts)
    stands = len(bars) <= MOST_COLUMNS
    draw = charts.columns if stands else charts.rows
    lying = [Bar(name, cell.text, _end(cell, 0), cell.number) for name, cell in parts]
    drawing = draw(bars if stands else lying, key="quarters", title=title)
    return Chart(title, _unit(published), drawing, source, as_table(table))


def most_in_words(parts: Sequence[tuple[str, Cell]]) -> str:
    """Say in which part of the period the most was avoided."""
    numbers = [cell.number for _, cell in parts if cell.number is not None]
    if not numbers or max(numbers) <= 0:
        return "Nothing was avoided in any part of the period"
    most = [(name, cell.text) for name, cell in parts if cell.number == max(numbers)]
    if len(most) == len(parts) > 1:
        return f"The same was avoided in every part of the period: {most[0][1]}"
    return f"The most was avoided in {' and '.join(name for name, _ in most)}: {most[0][1]}"


def spread(
    rows: Sequence[tuple[str, Cell]], own: str, table: Table, unit: str, source: str
) -> Chart:
    """Draw what the figure would be under each method; they are never added up.

    Parameters
    ----------
    rows
        Method and gross costs avoided, or the words that stand in their place.
    own
        The method of this report.
    table
        The same numbers.
    unit, source
        What is shown, and from where.
    """
    title = spread_in_words([cell for _, cell in rows])
    bars = [
        Bar(
            f"{name} (this\N{NO-BREAK SPACE}report)" if name == own else name,
            cell.text,
            _end(cell, 0),
            cell.number,
            TOTAL if name == own else OTHER,
        )
        for name, cell in rows
    ]
    return Chart(title, unit, charts.rows(bars, key="spread", title=title), source, table)


def spread_in_words(cells: Sequence[Cell]) -> str:
    """Say from where to where the figures go."""
    known = sorted((cell.number, cell.text) for cell in cells if cell.number is not None)
    if len(known) < 2:
        return "There are no two methods whose figures can be shown side by side"
    return f"Depending on the method, the figure runs from {known[0][1]} to {known[-1][1]}"


def _column(name: str, cell: Cell) -> Bar:
    year, _, part = name.partition(" ")
    short = f"{part} {year}" if part in ("Q1", "Q2", "Q3", "Q4") else name
    return Bar(short, cell.text, _end(cell, 0), cell.number, TOTAL, MONTHS.get(part, ""))


def _end(cell: Cell, end: int) -> int | None:
    return None if cell.number is None else end


def _unit(published: Published) -> str:
    return f"{published.authority}, {published.period}, pounds, rounded"
