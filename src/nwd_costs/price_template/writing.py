"""The template as a file: sheets, drop-down lists, formats and what is locked."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import xlsxwriter

from nwd_costs.days import financial_year_start, to_date
from nwd_costs.errors import Problem, UnitCostError
from nwd_costs.price_parts import PRICE_BASES, Scope
from nwd_costs.price_template.content import COMPARED, Content, Row, published_rows
from nwd_costs.price_template.formulas import compared
from nwd_costs.price_template.headings import (
    FIRST_ROW,
    LAST_ROW,
    ROW_ASKED,
    ROW_HEADINGS,
    ROW_SAID,
    Heading,
    headings,
)
from nwd_costs.price_template.looks import Looks
from nwd_costs.price_template.words import KEYS, SAID, TITLES, guidance

# The sheets in the order in which they are met.
GUIDANCE, TABLE, PUBLISHED, OFFERS = "guidance", "table", "published", "lists"
# How many lines wait below those that are filled in.
SPARE_LINES = 20
# A file of the same content has the same bytes.
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
# Excel counts its days from here; what lies before is written as text.
_FIRST_DAY = dt.date(1900, 3, 1)
_MAY_CHANGE = dict.fromkeys(
    ("format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"), True
)

Sheet = Any  # xlsxwriter has no types


def write(path: Path, content: Content, areas: Sequence[str], told: tuple[str, str]) -> None:
    """Write the template.

    Parameters
    ----------
    path
        Where.
    content
        What it holds.
    areas
        Whose price a line may be.
    told
        What the published figures are, and their licence.
    """
    columns = headings(content.council)
    offers = {
        "areas": list(areas),
        "price base": list(PRICE_BASES),
        "published": list(dict.fromkeys(content.published["category"])),
    }
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE, "title": f"Unit costs of {content.council}"})
        looks, lists = Looks(book), _ranges(offers)
        _guidance(looks, _opened(looks, GUIDANCE, "", portrait=True), content.council, told)
        open_ = partial(_opened, looks, council=content.council)
        _grid(looks, open_("rates"), columns["rates"], content, lists)
        _table(looks, open_(TABLE), content.entries, lists)
        for name in ("sources", "categories", "missing", "components"):
            _grid(looks, open_(name), columns[name], content, lists)
        _published(looks, open_(PUBLISHED), content)
        _offers(looks, open_(OFFERS), offers)
    # Only what could be written whole becomes a file.
    path.write_bytes(made.getvalue())


def _opened(looks: Looks, name: str, council: str, *, portrait: bool = False) -> Sheet:
    """Add a sheet with its title, ready to be printed."""
    sheet = looks.book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&L&A&RPage &P of &N")
    sheet.protect("", _MAY_CHANGE)
    if not portrait:
        sheet.set_landscape()
        sheet.repeat_rows(0, ROW_HEADINGS)
        sheet.set_row(0, 26)
        sheet.set_row(ROW_SAID, 22)
        sheet.write_string(0, 0, TITLES[name].format(council=council), looks.title)
        sheet.write_string(ROW_SAID, 0, SAID[name], looks.said)
    return sheet


def _guidance(looks: Looks, sheet: Sheet, council: str, told: tuple[str, str]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 92)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, f"Unit costs of {council}: how to fill this in", looks.title)
    for row, (heading, text) in enumerate(guidance(council, *told), start=2):
        # A sheet does not fit a row to its text by itself before somebody opens it.
        sheet.set_row(row, 16 * (1 + len(text) // 95) + 8)
        sheet.write_string(row, 0, heading, looks.step)
        sheet.write_string(row, 1, text, looks.text)


def _ranges(offers: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Say where each list stands that is chosen from."""
    found = {
        name: f"={OFFERS}!${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + len(words)}"
        for letter, (name, words) in zip("ABC", offers.items(), strict=True)
    }
    for name in ("categories", "sources"):
        found[name] = f"={name}!$A${FIRST_ROW + 1}:$A${FIRST_ROW + 200}"
    return found


def _grid(
    looks: Looks, sheet: Sheet, columns: Sequence[Heading], content: Content,
    lists: Mapping[str, str],
) -> None:  # fmt: skip
    """Write a sheet with a row for each entry, and lines to add more."""
    rows = content.rows[sheet.name]
    last = FIRST_ROW + len(rows) + SPARE_LINES
    _heads(looks, sheet, columns)
    sheet.freeze_panes(FIRST_ROW, 2 if sheet.name == "rates" else 1)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, looks.cell(column.kind, ruled=False))
        _choices(sheet, (FIRST_ROW, at, max(last, LAST_ROW), at), column, lists)
    for number in range(FIRST_ROW, last):
        row: Row = rows[number - FIRST_ROW] if number - FIRST_ROW < len(rows) else {}
        shown = _shown(number, row, columns, content)
        for at, column in enumerate(columns):
            form = looks.cell(column.kind, times=column.name == "times")
            if column.name in shown:
                formula, value = shown[column.name]
                sheet.write_formula(number, at, formula, form, value)
            else:
                _put(sheet, number, at, row.get(column.name), form)
    if sheet.name == "rates":
        at = [column.name for column in columns].index("times")
        sheet.conditional_format(FIRST_ROW, at, last, at, looks.far(at, FIRST_ROW))


def _heads(looks: Looks, sheet: Sheet, columns: Sequence[Heading]) -> None:
    sheet.set_row(ROW_ASKED, 62)
    for at, column in enumerate(columns):
        for row in (0, ROW_SAID):
            if at:
                sheet.write_blank(row, at, None, looks.said)
        sheet.write_string(ROW_ASKED, at, column.asked, looks.asked(column.kind))
        sheet.write_string(ROW_HEADINGS, at, column.name, looks.heading(column.kind))


def _shown(
    number: int, row: Row, columns: Sequence[Heading], content: Content
) -> dict[str, tuple[str, Any]]:
    """Give the formula of each grey cell, and what it comes to."""
    if COMPARED[0] not in [column.name for column in columns]:
        return {}
    values = content.compared(row) if row else dict.fromkeys(COMPARED, "")
    formulas = compared(number + 1, [column.name for column in columns], len(content.published))
    pence = {name: _pounds(values[name]) for name in COMPARED[:-1]}
    told: dict[str, Any] = pence | {"times": values["times"] and float(values["times"])}
    return {name: (formulas[name], told[name]) for name in COMPARED}


def _pounds(pence: Fraction | int | str | None) -> float | str:
    """Give pounds for a reader, and words where nothing is published."""
    if pence is None:
        return "none"
    return pence if isinstance(pence, str) else float(Fraction(pence) / 100)


def _choices(
    sheet: Sheet, cells: tuple[int, int, int, int], column: Heading, lists: Mapping[str, str]
) -> None:
    """Let a column drop down its list, or hold what is typed to what can be read."""
    first = f"{chr(ord('A') + cells[1])}{FIRST_ROW + 1}"
    rule: dict[str, Any] = {"validate": "any"}
    if column.words or column.listed:
        rule = {"validate": "list", "source": list(column.words) or lists[column.listed]}
        rule["error_message"] = "Choose from the list."
    elif column.kind == "day" and column.name != "date":
        rule = {"validate": "date", "criteria": "between", "minimum": dt.date(1990, 4, 1),
                "maximum": dt.date(2200, 3, 31),
                "error_message": "Type a day: 01/04/2024."}  # fmt: skip
    elif column.kind == "pounds":
        formula = f"=AND(ISNUMBER({first}),ROUND({first},2)={first})"
        rule = {"validate": "custom", "value": formula,
                "error_message": "Type pounds to the penny: 1185 or 23.45."}  # fmt: skip
    if column.name == "authority":
        # Numbers, codes and other spellings are read too.
        rule |= {"error_type": "warning", "error_message": "It is not in the list. Keep it?"}
    if column.meaning:
        rule |= {"input_title": column.asked[:32], "input_message": column.meaning}
    if rule != {"validate": "any"}:
        sheet.data_validation(*cells, {"error_title": column.name, **rule})


def _put(sheet: Sheet, row: int, at: int, value: Any, form: Any) -> None:
    """Write a cell as what it is; nothing that a cell cannot hold is left out in silence."""
    if value is None or value == "":
        failed = sheet.write_blank(row, at, None, form)
    elif isinstance(value, int):
        failed = sheet.write_number(row, at, value / 100, form)
    elif isinstance(value, dt.date) and value >= _FIRST_DAY:
        failed = sheet.write_datetime(row, at, value, form)
    else:
        failed = sheet.write_string(row, at, str(value), form)
    if failed:
        what = "a row or a text is more than a sheet can hold"
        problem = Problem(f"sheet {sheet.name}", what, "Keep such a table as a folder.")
        raise UnitCostError("The table does not fit into a workbook.", [problem])


def _table(
    looks: Looks, sheet: Sheet, entries: Sequence[tuple[str, Any]], lists: Mapping[str, str]
) -> None:
    """Write the keys, their values, and what each of them means."""
    columns = [Heading("key", ""), Heading("value", ""), Heading("meaning", "")]
    for at, (width, column) in enumerate(zip((16, 54, 84), columns, strict=True)):
        # Below the keys more of those that may come more than once can be added.
        sheet.set_column(at, at, width, looks.cell("text", ruled=False) if at < 2 else None)
        sheet.write_string(ROW_HEADINGS, at, column.name, looks.heading())
    sheet.freeze_panes(FIRST_ROW, 1)
    for row, (key, value) in enumerate(entries, start=FIRST_ROW):
        day = key in {"span_from", "span_until"}
        sheet.write_string(row, 0, key, looks.key)
        _put(sheet, row, 1, value, looks.cell("day" if day else "text"))
        sheet.write_string(row, 2, KEYS[key], looks.text)
        if key in Scope.model_fields:
            words = Scope.model_fields[key].annotation.__args__  # type: ignore[union-attr]
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(words)})
        if key == "price_base":
            rule = {"validate": "list", "source": lists["price base"]}
            sheet.data_validation(row, 1, row, 1, rule)


def _published(looks: Looks, sheet: Sheet, content: Content) -> None:
    """Write what is published, with a key that the grey columns find it by."""
    names = ("category", "financial_year", "authority", "neighbours", "region", "england")
    asked = ("", "", "", content.council, "Median of its neighbours", "Its region", "England")
    sheet.set_row(ROW_ASKED, 34)
    sheet.freeze_panes(FIRST_ROW, 3)
    for at, (name, question) in enumerate(zip(("key", *names), asked, strict=True)):
        sheet.set_column(at, at, 26 if at == 0 else 18)
        kind = "text" if at < 3 else "shown"
        sheet.write_string(ROW_ASKED, at, question, looks.asked(kind))
        sheet.write_string(ROW_HEADINGS, at, name, looks.heading(kind))
    for row, one in enumerate(published_rows(content.published), start=FIRST_ROW):
        year = int(one["financial_year"][:4])
        key = f"{one['category']} {to_date(financial_year_start(year)).year}"
        for at, value in enumerate((key, *(one[name] for name in names))):
            shown = value if at < 3 else _pounds(value)
            write = sheet.write_string if isinstance(shown, str) else sheet.write_number
            write(row, at, shown, looks.cell("told" if at < 3 else "shown"))


def _offers(looks: Looks, sheet: Sheet, offers: Mapping[str, Sequence[str]]) -> None:
    sheet.hide()
    for at, (name, words) in enumerate(offers.items()):
        sheet.set_column(at, at, 34)
        sheet.write_string(ROW_HEADINGS, at, name, looks.heading())
        for row, word in enumerate(words, start=FIRST_ROW):
            sheet.write_string(row, at, word, looks.cell("told"))
