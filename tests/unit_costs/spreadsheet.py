"""A workbook as a spreadsheet program sees it: cells that are filled in, lists, what is locked."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import python_calamine as calamine
from lxml import etree

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_IN = {"m": _MAIN}
Cells = Mapping[str, str | float]


def fill(path: Path, sheets: Mapping[str, Cells]) -> Path:
    """Type values into cells, as a person does, and leave the rest of the file as it is."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for sheet, cells in sheets.items():
        part = _part(parts, sheet)
        tree = etree.fromstring(parts[part])
        for place, value in cells.items():
            _type(_cell(tree, place), value)
        parts[part] = etree.tostring(tree)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def _cell(tree: etree._Element, place: str) -> etree._Element:
    (cell,) = tree.findall(f".//m:c[@r='{place}']", _IN)
    return cell


def _type(cell: etree._Element, value: str | float) -> None:
    for inner in list(cell):
        cell.remove(inner)
    cell.attrib.pop("t", "")
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{{{_MAIN}}}is"), f"{{{_MAIN}}}t")
        text.text = value
    else:
        etree.SubElement(cell, f"{{{_MAIN}}}v").text = repr(value)


def _part(parts: Mapping[str, bytes], sheet: str) -> str:
    """Name the part of the archive that holds a sheet; they are numbered in their order."""
    book = etree.fromstring(parts["xl/workbook.xml"])
    names = [found.get("name") for found in book.findall(".//m:sheet", _IN)]
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


@dataclass(frozen=True)
class Seen:
    """A sheet as a spreadsheet program shows it."""

    rows: list[list[object]]
    tree: etree._Element
    styles: etree._Element

    def value(self, place: str) -> object:
        """What a cell shows."""
        return self.rows[int(place[1:]) - 1][ord(place[0]) - ord("A")]

    def column(self, letter: str) -> list[object]:
        """What a column shows, from its top."""
        return [row[ord(letter) - ord("A")] for row in self.rows]

    def lists(self) -> dict[str, str]:
        """What each column lets one choose from."""
        found = self.tree.findall(".//m:dataValidation[@type='list']", _IN)
        return {
            str(rule.get("sqref"))[0]: str(rule.findtext("m:formula1", "", _IN)) for rule in found
        }

    def locked(self, place: str) -> bool:
        """Whether nobody types into a cell by accident."""
        forms = self.styles.findall("m:cellXfs/m:xf", _IN)
        form = forms[int(str(_cell(self.tree, place).get("s")))]
        return form.find("m:protection[@locked='0']", _IN) is None

    @property
    def protected(self) -> bool:
        """Whether locked cells are locked."""
        found = self.tree.find(".//m:sheetProtection", _IN)
        return found is not None and found.get("sheet") in {"1", "true"}


def look(path: Path, sheet: str) -> Seen:
    """Look at a sheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with calamine.CalamineWorkbook.from_path(str(path)) as book:
        values = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    tree = etree.fromstring(parts[_part(parts, sheet)])
    return Seen([list(row) for row in values], tree, etree.fromstring(parts["xl/styles.xml"]))
