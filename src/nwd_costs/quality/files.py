"""The report as two files, check.json and check.xlsx: row numbers, and values only on request."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter

from nwd_costs.checks import CATALOGUE
from nwd_costs.fates import FATES
from nwd_costs.pence import share_ppm
from nwd_costs.profiles import NAMED, SAID
from nwd_costs.quality.found import Found
from nwd_costs.quality.words import verdict
from nwd_costs.summary import Values

JSON, XLSX = "check.json", "check.xlsx"
# A sheet ends at 1,048,576 rows; the JSON file has no end.
SHEET_ROWS = 1_000_000
PRIVATE = "THIS FILE HOLDS CHILDREN'S RECORDS: it was written with the values of the faulty cells."
# Whatever stands in a cell stays text: no formula, link or number is made of it.
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# A file of the same content has the same bytes.
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_WIDEST, _NARROWEST = 70, 8

Rows = Iterator[Sequence[str | int]]


def write_files(found: Found, folder: Path, *, show_values: bool) -> list[str]:
    """Write check.json and check.xlsx.

    Parameters
    ----------
    found
        What was found.
    folder
        Where; it is made if need be.
    show_values
        Whether the values of faulty cells go into them: then both hold children's records.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_content(found, show_values=show_values), indent=1, ensure_ascii=False)
    (folder / JSON).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    options = {**_AS_TEXT, "constant_memory": True}
    with xlsxwriter.Workbook(folder / XLSX, options) as book:
        book.set_properties({"created": _MADE, "title": "Quality of the data"})
        for name, headings, rows in _sheets(found, show_values=show_values):
            _sheet(book, name, headings, rows)
    return [XLSX, JSON]


def _content(found: Found, *, show_values: bool) -> Values:
    content = found.as_dict()
    if not show_values:
        return content
    columns = ["check", "source_file", "source_row", "column"]
    values = found.findings[columns].assign(value=found.written).to_dict("records")
    return {**NAMED, "note": PRIVATE, **content, "values": values}


def _sheets(found: Found, *, show_values: bool) -> Iterator[tuple[str, list[str], Rows]]:
    private = [("note", PRIVATE)] if show_values else []
    yield "summary", ["what", "found"], iter([*private, ("profile", SAID), *_summary(found)])
    yield (
        "files",
        ["file", "taken for", "rows"],
        ((f.name, f.taken_for, f.rows) for f in found.files),
    )
    yield "rows", ["table", "fate", "reason", "rows"], _accounted(found)
    checks = ["check", "severity", "rows", "files", "table", "column", "rule", "what to do"]
    yield "checks", [*checks, "clause", "source"], _checks(found)
    headings = ["check", "severity", "table", "file", "row", "column", "rule", "what to do"]
    value = ["value"] if show_values else []
    yield "findings", [*headings, *value], _findings(found, show_values=show_values)
    codes = (
        (use.column, use.code, use.what, use.rows, use.days, use.clause) for use in found.codes
    )
    yield "codes", ["column", "code", "what", "rows", "days", "clause"], codes
    limits = ["name", "what", "found (parts per million)", "limit (parts per million)"]
    yield "thresholds", [*limits, "crossed", "clause", "counts"], _limits(found)


def _summary(found: Found) -> Rows:
    yield "would a figure stand as a headline?", verdict(found)
    for name, number in found.rows_found().items():
        yield f"findings: {name}", number
    listed = len(found.findings)
    if listed > SHEET_ROWS:
        yield f"findings not listed here (see {JSON})", listed - SHEET_ROWS
    yield "referrals", found.referrals
    for name, number in found.found_in.items():
        yield f"referrals whose young person is in {name}", number
        share = share_ppm(number, found.referrals)
        if share is not None:
            yield f"the same as a share (parts per million), {name}", share
    yield "children without a date of birth in any source", found.no_date_of_birth
    for name, years in found.years.items():
        yield f"return years of {name}", ", ".join(map(str, years)) or "none"
        missing = ", ".join(map(str, found.years_missing[name]))
        yield f"return years missing between them, {name}", missing or "none"
    yield from found.counts.items()
    for warning in found.warnings:
        yield f"noticed [{warning.clause}]", warning.message


def _accounted(found: Found) -> Rows:
    for table, counts in found.accounting.items():
        for fate in ("rows_in", *FATES):
            told, number = fate.replace("_", " "), counts[fate]
            if isinstance(number, int):
                yield table, told, "", number
            else:
                yield from ((table, told, reason, rows) for reason, rows in number.items())


def _checks(found: Found) -> Rows:
    for one in found.broken:
        c = one.check
        told = (c.table, c.column, c.rule, c.advice, c.clause, c.source)
        yield c.id, c.severity, one.rows, len(one.places), *told


def _findings(found: Found, *, show_values: bool) -> Rows:
    frame = found.findings.assign(value=found.written if show_values else "")[:SHEET_ROWS]
    columns = ["check", "severity", "table", "source_file", "source_row", "column", "value"]
    for name, *told, value in zip(*(frame[column].tolist() for column in columns), strict=True):
        check = CATALOGUE[name]
        shown = [value] if show_values else []
        yield [name, *told, check.rule, check.advice, *shown]


def _limits(found: Found) -> Rows:
    for limit in found.thresholds:
        counts = ", ".join(f"{name} {number}" for name, number in limit.counts.items())
        crossed = "yes" if limit.crossed else "no"
        yield limit.id, limit.what, limit.value_ppm, limit.limit_ppm, crossed, limit.clause, counts


def _sheet(book: xlsxwriter.Workbook, name: str, headings: list[str], rows: Rows) -> None:
    """Write a table: headings that stay in sight, a filter, columns as wide as what they hold."""
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    first = [list(row) for _, row in zip(range(200), rows, strict=False)]
    for at, heading in enumerate(headings):
        longest = max([len(heading) + 3, *(len(str(row[at])) for row in first)])
        sheet.set_column(at, at, min(max(longest + 1, _NARROWEST), _WIDEST))
        sheet.write_string(0, at, heading, bold)
    last = 0
    for last, row in enumerate((row for part in (first, rows) for row in part), start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(last, at, cell)
            else:
                sheet.write_string(last, at, str(cell))
    sheet.autofilter(0, 0, last, len(headings) - 1)
