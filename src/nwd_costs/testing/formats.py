"""The truth in further shapes: SSDA903 XML, the canonical tables, an Annex A workbook.

pandas writes Parquet and Excel here, which needs `pyarrow` and, for Excel, `xlsxwriter`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pandas as pd

from nwd_costs.testing.writers import episode_row, header_row, reported, uasc_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nwd_costs.testing.truth import Child, NeedEpisode, Placement, ProtectionPlan

    Frames = dict[str, pd.DataFrame]

_DAYS = frozenset(
    {
        "date_of_birth", "uasc_until_day", "from_day", "until_day", "referred_on", "started_on",
        "ended_on",
    }
)  # fmt: skip
_UNKNOWN_ETHNICITY = "NOBT"
_PERSON = ("Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)")
_DISABILITY = "Does the Child have a Disability"
_WORKERS = ("Allocated Team", "Allocated Worker")
LIST_6 = (
    *_PERSON, _DISABILITY, "CIN Start Date", "Primary Need Code", "Date Child Was Last Seen",
    "CIN Closure Date", "Reason for Closure", "Case Status", *_WORKERS,
)  # fmt: skip
LIST_7 = (
    *_PERSON, _DISABILITY, "Child Protection Plan Start Date", "Initial Category of Abuse",
    "Latest Category of Abuse", "Date of the Last Statutory Visit", "Was the Child Seen Alone?",
    "Date of latest review conference", "Child Protection Plan End Date",
    "Number of Previous Child Protection Plans", *_WORKERS,
)  # fmt: skip
LIST_8 = (
    *_PERSON, "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
    _DISABILITY, "Date Started to be Looked After", "Child\u2019s Category of Need",
    "Start date of current legal status", "Child\u2019s Legal Status",
    "Date Ceased to be Looked After", "Reason Ceased to be Looked After",
    "Start Date of Most Recent Placement", "Placement Type", "Placement Provider",
    "Placement postcode", "URN of Placement", *_WORKERS,
)  # fmt: skip


def write_ssda903_xml(
    folder: Path,
    return_years: Sequence[int],
    children: Sequence[Child],
    placements: Sequence[Placement],
) -> None:
    """Write one ssda903_<year>.xml a return, with the facts of the CSV tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for year in return_years:
        rows = reported(placements, year)
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<EXPSSDA903>"]
        for child in children:
            own = [row for row in rows if row.child_id == child.child_id]
            if own:
                lines += ["<CHILD>", _header(child, year), *(_episode(row, year) for row in own)]
                lines.append("</CHILD>")
        text = "\n".join([*lines, "</EXPSSDA903>", ""])
        (folder / f"ssda903_{year}.xml").write_bytes(text.encode())


def canonical_frames(rows: Mapping[str, Sequence[Mapping[str, object]]]) -> Frames:
    """Give the canonical tables as frames: text, days and whole numbers; money as exact text."""
    return {name: _typed(pd.DataFrame(each, dtype=object)) for name, each in rows.items()}


def write_canonical(folder: Path, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """Write each canonical table as CSV and as Parquet, and all of them as one tables.xlsx."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = canonical_frames(rows)
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    _write_workbook(folder / "tables.xlsx", tables)


def write_annex_a(
    path: Path,
    children: Sequence[Child],
    placements: Sequence[Placement],
    need_episodes: Sequence[NeedEpisode],
    protection_plans: Sequence[ProtectionPlan],
) -> None:
    """Write lists 6, 7 and 8, taken on the day on which the last return closes.

    Lists 6 and 7 hold every case there ever was, more than any authority's do, so that they can
    be held against a census. List 8 holds the latest placement of each child, respite apart.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    known = {child.child_id: child for child in children}
    needs = [
        {
            **_person(known[row.child_id]),
            "CIN Start Date": row.from_day,
            "CIN Closure Date": row.until_day,
            "Reason for Closure": row.closure_reason,
        }
        for row in need_episodes
        if not row.no_further_action
    ]
    plans = [
        {
            **_person(known[row.child_id]),
            "Child Protection Plan Start Date": row.from_day,
            "Child Protection Plan End Date": row.until_day,
        }
        for row in protection_plans
    ]
    latest = {row.child_id: row for row in placements if not row.is_respite}
    care = [_in_care(known[row.child_id], row) for row in latest.values()]
    lists = {"List 6": (LIST_6, needs), "List 7": (LIST_7, plans), "List 8": (LIST_8, care)}
    sheets = {
        title: pd.DataFrame(rows, columns=list(headings), dtype=object)
        for title, (headings, rows) in lists.items()
    }
    _write_workbook(path, sheets)


def _person(child: Child) -> dict[str, object]:
    sex = {"1": "a) Male", "2": "b) Female"}.get(child.sex, "")
    born = child.date_of_birth
    return {"Child Unique ID": child.child_id, "Gender": sex, "Date of Birth": born}


def _in_care(child: Child, row: Placement) -> dict[str, object]:
    return {
        **_person(child),
        LIST_8[len(_PERSON)]: "a) Yes" if child.uasc else "b) No",
        "Child\u2019s Legal Status": row.legal_status,
        "Date Ceased to be Looked After": row.until_day,
        "Reason Ceased to be Looked After": row.rec,
        "Start Date of Most Recent Placement": row.from_day,
        "Placement Type": f"a) {row.place}: as the return codes it",
        "Placement Provider": f"b) {row.provider} - as the return codes it" if row.provider else "",
        "URN of Placement": row.urn,
    }


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({str(name): _column(str(name), cells) for name, cells in frame.items()})


def _column(name: str, cells: pd.Series) -> pd.Series:
    if name in _DAYS:
        return pd.to_datetime(cells).astype("datetime64[s]")
    if name in {"return_year", "expected_weeks"}:
        return cells.astype("Int64")
    if name == "uasc":
        return cells.astype(bool)
    return cells.map(str, na_action="ignore").astype("string")


def _write_workbook(path: Path, sheets: Mapping[str, pd.DataFrame]) -> None:
    options = {"options": {"strings_to_numbers": False}}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as workbook:
        for title, frame in sheets.items():
            frame.to_excel(workbook, sheet_name=title, index=False)


def _header(child: Child, year: int) -> str:
    _, sex, born, *_ = header_row(child)
    *_, until_day = uasc_row(child, year)
    known = {
        "CHILDID": child.child_id,
        "UPN": "UN1",
        "SEX": sex,
        "DOB": born,
        "ETHNIC": _UNKNOWN_ETHNICITY,
        "UASC": str(int(child.uasc)),
        "DUC": until_day if child.uasc else "",
    }
    return f"<HEADER>{_elements(known)}</HEADER>"


def _episode(row: Placement, year: int) -> str:
    (_, decom, rne, status, need, place, provider, dec, rec, reason, home, post, urn) = episode_row(
        row, year
    )
    known = {
        "DECOM": decom, "RNE": rne, "LS": status, "CIN": need, "PL": place, "PL_POST": post,
        "HOME_POST": home, "URN": urn, "PLACE_PROVIDER": provider, "DEC": dec, "REC": rec,
        "REASON_PLACE_CHANGE": reason,
    }  # fmt: skip
    return f"<EPISODE>{_elements(known)}</EPISODE>"


def _elements(known: Mapping[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in known.items())
