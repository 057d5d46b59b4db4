"""Open workbooks in LibreOffice, type into their cells, and save them again, and as pages.

Run by the Python that LibreOffice brings or uses, which has ``uno``:

    fill_in.py PORT WANTED.json
    fill_in.py PORT

The first does what it is told to one workbook, in a LibreOffice that goes on running; the second
ends that LibreOffice. ``WANTED.json`` says which workbook is opened, where it is saved and printed,
and step by step what is typed by sheet and cell (``text`` is taken as it is). What the cells that a
step asks for show then, after a full recalculation, is written as JSON to standard output, one
entry a step; for a range of cells it is the rows of their values:

    {"open": "in.xlsx", "save": "out.xlsx", "print": "out.pdf", "steps": [
      {"type": {"rates": {"D5": "640"}}, "text": {}, "ask": {"rates": ["G5", "A1:B3"]}}]}
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

ATTEMPTS = 240


def connected(port: str) -> Any:
    """Wait for the office, and give its desktop."""
    context = uno.getComponentContext()
    name = "com.sun.star.bridge.UnoUrlResolver"
    resolver = context.ServiceManager.createInstanceWithContext(name, context)
    address = f"uno:socket,host=localhost,port={port};urp;StarOffice.ComponentContext"
    for _ in range(ATTEMPTS):
        try:
            there = resolver.resolve(address)
        except NoConnectException:
            time.sleep(0.25)
            continue
        return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
    raise SystemExit("LibreOffice did not answer")


def option(name: str, *, value: Any) -> Any:
    """Give a property as LibreOffice wants it."""
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


HIDDEN = option("Hidden", value=True)


def take(book: Any, step: dict[str, Any]) -> dict[str, Any]:
    """Type what a step says, work everything out, and give what it asks for."""
    sheets = book.getSheets()
    for sheet, cells in step.get("type", {}).items():
        for place, value in cells.items():
            # As somebody types it: a number, a day or a word, by the locale of the document.
            sheets.getByName(sheet).getCellRangeByName(place).setFormula(str(value))
    for sheet, cells in step.get("text", {}).items():
        for place, value in cells.items():
            sheets.getByName(sheet).getCellRangeByName(place).setString(value)
    book.calculateAll()
    shown = {}
    for sheet, places in step["ask"].items():
        for place in places:
            cells = sheets.getByName(sheet).getCellRangeByName(place)
            shown[f"{sheet} {place}"] = cells.getDataArray() if ":" in place else cells.getString()
    return shown


def main(port: str, wanted: str = "") -> None:
    """Do what is wanted, or end the office."""
    desktop = connected(port)
    if not wanted:
        try:
            desktop.terminate()
        except DisposedException:
            return  # it went before it could answer
        return
    told = json.loads(Path(wanted).read_text(encoding="utf-8"))
    book = desktop.loadComponentFromURL(Path(told["open"]).as_uri(), "_blank", 0, (HIDDEN,))
    shown = [take(book, step) for step in told["steps"]]
    for key, name in (("save", "Calc MS Excel 2007 XML"), ("print", "calc_pdf_Export")):
        if key in told:
            book.storeToURL(Path(told[key]).as_uri(), (option("FilterName", value=name),))
    book.close(True)  # noqa: FBT003 (LibreOffice's own name for it has no keyword)
    sys.stdout.write(json.dumps(shown))


if __name__ == "__main__":
    main(*sys.argv[1:])
