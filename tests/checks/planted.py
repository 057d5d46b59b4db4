"""How a fault is planted: rows of a child who is in no other, the faulty ones marked."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nwd_costs.testing.authority import SyntheticAuthority
from nwd_costs.testing.generator import synthetic_authority
from nwd_costs.testing.writers import EPISODES, HEADER, REFERRALS, UASC

Line = tuple[str, str, int]

TABLES = {"episodes": EPISODES, "header": HEADER, "uasc": UASC, "referrals": REFERRALS}
USUAL: Mapping[str, Mapping[str, str]] = {
    "episodes": {
        "DECOM": "01/06/2022", "RNE": "S", "LS": "C2", "CIN": "N1", "PLACE": "U6",
        "PLACE_PROVIDER": "PR1", "DEC": "01/09/2022", "REC": "E4A", "URN": "SC040001",
    },
    "header": {"DOB": "15/06/2010", "SEX": "1"},
    "uasc": {"DOB": "15/06/2010", "SEX": "1"},
    "referrals": {
        "at_risk_of": "entry", "referred_on": "2022-10-01", "started_on": "2022-10-05",
        "ended_on": "2022-12-01", "support": "outreach", "stage": "engaged",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of a CSV table, in words of its own only where it is unusual."""

    table: str
    cells: Mapping[str, str]
    year: int = 2023
    faulty: bool = False


@dataclass(frozen=True)
class Plant:
    """One fault: the check that has to find it, and the rows and the census records it is in.

    A line of ``census`` that begins with ``@`` is the faulty one; one that begins with ``&`` has
    the fault ``also``, which cannot be planted apart.
    """

    check: str
    rows: tuple[Row, ...] = ()
    census: str = ""
    headed: bool = True
    year: int = 2023
    also: str = ""


def episode(**cells: str) -> Row:
    return Row("episodes", cells)


def header(**cells: str) -> Row:
    return Row("header", cells)


def uasc(**cells: str) -> Row:
    return Row("uasc", cells)


def referral(**cells: str) -> Row:
    return Row("referrals", cells)


def earlier(row: Row) -> Row:
    """Put a row into the return before."""
    return replace(row, year=row.year - 1)


def bad(row: Row) -> Row:
    return replace(row, faulty=True)


def clean_authority() -> SyntheticAuthority:
    """Give a synthetic council without its awkward cases."""
    told = synthetic_authority(7, children=150, referrals=40)
    known = {child.child_id: child for child in told.children}
    placements = [
        replace(
            row,
            place="U6" if row.place == "X9" else row.place,
            given_twice_in=None,
            last_reported=None,
            rec=row.rec if row.last_reported is None else "E8",
        )
        for row in told.placements
    ]
    return replace(
        told,
        placements=tuple(placements),
        referrals=tuple(
            row
            for row in told.referrals
            if row.child_id in known
            and (row.referred_on - known[row.child_id].date_of_birth).days > 12.1 * 365.25
        ),
    )


def write(folder: Path, plants: Iterable[Plant]) -> set[Line]:
    """Write the clean council with faults planted; give the check, file and row of each."""
    clean_authority().write(folder)
    lines: set[Line] = set()
    for number, plant in enumerate(plants):
        child = f"99{number:05d}"
        rows = list(plant.rows)
        if plant.headed and not any(row.table == "header" for row in rows):
            years = sorted({row.year for row in rows if row.table == "episodes"})
            rows += [replace(header(), year=year) for year in years]
        for row in rows:
            file, line = _append(folder, row, child)
            if row.faulty:
                lines.add((plant.check, file, line))
        if plant.census:
            text = plant.census.replace("CHILD", child)
            for mark, line in _insert(folder, text, plant.year):
                lines.add(
                    (plant.check if mark == "@" else plant.also, f"cin_{plant.year}.xml", line)
                )
    return lines


def _append(folder: Path, row: Row, child: str) -> tuple[str, int]:
    own = row.table == "referrals"
    file = "referrals.csv" if own else f"{row.year}/{row.table}.csv"
    path = folder / file if own else folder / "ssda903" / file
    who = {"CHILD": child, "child_id": child, "referral_id": f"R{child}"}
    cells = {**who, **USUAL[row.table], **row.cells}
    line = len(path.read_text(encoding="utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([cells.get(column, "") for column in TABLES[row.table]])
    return file, line


def _insert(folder: Path, records: str, year: int) -> list[tuple[str, int]]:
    path = folder / "cin_census" / f"cin_{year}.xml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = lines.index("</Children>")
    planted = records.strip().splitlines()
    lines[at:at] = [line.lstrip("@&") for line in planted]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    marked = [(number, line[0]) for number, line in enumerate(planted) if line[0] in "@&"]
    return [(mark, at + number + 1) for number, mark in marked]
