"""How the template looks: few colours, each of them beside words that say the same."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import xlsxwriter

INK, QUIET, DARK, LINE = "#1F2933", "#4A5560", "#24425C", "#C9D1D9"
PALE, AMBER = "#F1F3F5", "#FFE8B3"
MONEY, DAY, TIMES, TEXT = "#,##0.00", "dd/mm/yyyy", '0.00" times"', "@"


def _side(kind: str) -> str:
    return "right" if kind in {"pounds", "shown"} else "left"


class Looks:
    """The formats of a workbook.

    Parameters
    ----------
    book
        The workbook.
    """

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self._cells: dict[tuple[str, bool, bool], Any] = {}
        add = book.add_format
        plain = {"font_color": INK, "valign": "top"}
        self.title = add({"bold": True, "font_size": 16, "font_color": DARK})
        self.said = add({"font_color": QUIET, "valign": "top"})
        self.step = add({**plain, "bold": True, "font_color": DARK, "text_wrap": True})
        self.text = add({**plain, "text_wrap": True, "align": "left", "indent": 1})
        self.key = add({**plain, "bold": True, "align": "left", "indent": 1})

    def asked(self, kind: str) -> Any:
        """Give the format of a question above a column.

        Parameters
        ----------
        kind
            As ``Heading`` has it.
        """
        form = {"font_color": INK, "text_wrap": True, "valign": "bottom"}
        form |= {"align": _side(kind), "indent": 1}
        return self.book.add_format(form)

    def heading(self, kind: str = "text") -> Any:
        """Give the format of a heading.

        Parameters
        ----------
        kind
            As ``Heading`` has it.
        """
        form = {"bold": True, "font_color": "#FFFFFF", "valign": "vcenter", "indent": 1}
        form |= {"align": _side(kind), "bg_color": QUIET if kind == "shown" else DARK}
        return self.book.add_format(form)

    def cell(self, kind: str, *, ruled: bool = True, times: bool = False) -> Any:
        """Give the format of a cell.

        Parameters
        ----------
        kind
            As ``Heading`` has it.
        ruled
            Whether a line is drawn below it.
        times
            Whether it holds a quotient.
        """
        if (kind, ruled, times) not in self._cells:
            shown = kind in {"shown", "told"}
            numbers = {"pounds": MONEY, "day": DAY, "shown": TIMES if times else MONEY}
            form: dict[str, Any] = {
                "locked": shown,
                "num_format": numbers.get(kind, TEXT),
                "font_color": QUIET if shown else INK,
                "valign": "top",
                "text_wrap": kind == "text",
                "align": _side(kind),
                "indent": 1,
            }
            if shown and ruled:
                form["bg_color"] = PALE
            if ruled:
                form |= {"bottom": 1, "bottom_color": LINE}
            self._cells[kind, ruled, times] = self.book.add_format(form)
        return self._cells[kind, ruled, times]

    def far(self, column: int, first: int) -> dict[str, Any]:
        """Mark a price that is less than half or more than twice the published one.

        Parameters
        ----------
        column, first
            Where the quotients begin.
        """
        cell = f"${chr(ord('A') + column)}{first + 1}"
        test = f"=AND(ISNUMBER({cell}),OR({cell}<0.5,{cell}>2))"
        return {"type": "formula", "criteria": test, "format": self._amber}

    @cached_property
    def _amber(self) -> Any:
        return self.book.add_format({"bg_color": AMBER, "bold": True, "font_color": INK})
