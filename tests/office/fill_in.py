"""Open a workbook in LibreOffice, type into its cells, and save it again, and as pages.

Run by the Python that LibreOffice brings or uses, which has ``uno``:

    fill_in.py PORT IN.xlsx OUT.xlsx OUT.pdf CELLS.json

``CELLS.json`` holds what is typed by sheet and cell. What the cells that are asked for show then,
after a full recalculation, is written as JSON to standard output:

    {"type": {"rates": {"D5": "640"}}, "ask": {"rates": ["G5"]}}
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

ATTEMPTS = 60


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
            time.sleep(0.5)
            continue
        return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
    raise SystemExit("LibreOffice did not answer")


def option(name: str, *, value: Any) -> Any:
    """Give a property as LibreOffice wants it."""
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


HIDDEN = option("Hidden", value=True)


def main(port: str, given: str, saved: str, pages: str, typed: str) -> None:
    """Fill in, save, and tell what was asked for."""
    wanted = json.loads(Path(typed).read_text(encoding="utf-8"))
    desktop = connected(port)
    book = desktop.loadComponentFromURL(Path(given).as_uri(), "_blank", 0, (HIDDEN,))
    sheets = book.getSheets()
    for sheet, cells in wanted["type"].items():
        for place, value in cells.items():
            # As somebody types it: a number, a day or a word, by the locale of the document.
            sheets.getByName(sheet).getCellRangeByName(place).setFormula(str(value))
    book.calculateAll()
    shown = {
        f"{sheet} {place}": sheets.getByName(sheet).getCellRangeByName(place).getString()
        for sheet, places in wanted["ask"].items()
        for place in places
    }
    book.storeToURL(Path(saved).as_uri(), (option("FilterName", value="Calc MS Excel 2007 XML"),))
    book.storeToURL(Path(pages).as_uri(), (option("FilterName", value="calc_pdf_Export"),))
    book.dispose()
    desktop.terminate()
    sys.stdout.write(json.dumps(shown))


if __name__ == "__main__":
    main(*sys.argv[1:])
