"""Small HTML tables for notebooks: a caption, headings that say what they head, all escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence


def html_table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table; the first cell of a row is its heading.

    Parameters
    ----------
    caption
        What the table shows.
    headings
        One per column; none for a table of two columns that needs no heading.
    rows
        Cells, written as text.
    """
    head = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in headings)
    body = "".join(_row([str(cell) for cell in row]) for row in rows)
    top = f"<thead><tr>{head}</tr></thead>" if headings else ""
    return f"<table><caption>{html.escape(caption)}</caption>{top}<tbody>{body}</tbody></table>"


def _row(cells: Sequence[str]) -> str:
    first, *others = (html.escape(cell) for cell in cells)
    values = "".join(f"<td>{cell}</td>" for cell in others)
    return f"<tr><th scope='row'>{first}</th>{values}</tr>"
