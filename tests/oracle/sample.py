"""The sample authority for the oracle, read by code of its own: CSV returns and census XML."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from oracle.repairs import Row, closes

COLUMNS = {
    "CHILD": "child_id", "DECOM": "from_day", "DEC": "until_day", "PLACE": "place",
    "PLACE_PROVIDER": "provider", "URN": "urn", "LS": "legal_status", "RNE": "rne", "REC": "rec",
    "REASON_PLACE_CHANGE": "reason_place_change",
}  # fmt: skip
MEASURES = {
    "LACFinance": "looked_after", "FosteringFinance": "foster", "RescareFinance": "residential",
    "SWFinance": "children_in_need",
}  # fmt: skip
AREAS = {"North Yorkshire": "authority", "Yorkshire and the Humber": "region", "England": "england"}


def day(text: str | None, form: str) -> date | str | None:
    """Give the date, None for a blank, and the text itself where it is no date."""
    try:
        return datetime.strptime(text, form).date() if text else None  # noqa: DTZ007
    except ValueError:
        return text


def tables(folder: Path) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {
        name: [] for name in ("children", "placements", "protection_plans", "need_episodes")
    }
    for year in sorted(path.name for path in folder.iterdir() if path.is_dir()):
        for row in _csv(folder / year / "episodes.csv"):
            placement: Row = {ours: row[theirs] for theirs, ours in COLUMNS.items()}
            days = {name: day(placement[name], "%d/%m/%Y") for name in ("from_day", "until_day")}
            found["placements"].append({**placement, **days, "return_year": year})
        for row in _csv(folder / year / "header.csv"):
            found["children"].append(
                {
                    "child_id": row["CHILD"],
                    "date_of_birth": day(row["DOB"], "%d/%m/%Y"),
                    "return_year": year,
                }
            )
        for row in _csv(folder / year / "uasc.csv"):
            until = day(row["DUC"], "%d/%m/%Y")
            found["children"].append(
                {"child_id": row["CHILD"], "uasc": True, "uasc_until_day": until}
                | {"return_year": year}
            )
    for path in sorted(folder.glob("cin_*.xml")):
        _census(path, found)
    found["referrals"] = [
        {k: day(v, "%Y-%m-%d") if k.endswith("_on") or "date" in k else v for k, v in row.items()}
        for row in _csv(folder / "referrals.csv")
    ]
    return found


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _census(path: Path, found: dict[str, list[Row]]) -> None:
    year = path.stem[-4:]
    for child in ET.parse(path).iter("Child"):  # noqa: S314
        row: Row = {"child_id": child.findtext(".//LAchildID"), "return_year": year}
        born = day(child.findtext(".//PersonBirthDate"), "%Y-%m-%d")
        found["children"].append({**row, "date_of_birth": born, "header": False})
        for tag, name, first, last in (
            ("CINdetails", "need_episodes", "CINreferralDate", "CINclosureDate"),
            ("ChildProtectionPlans", "protection_plans", "CPPstartDate", "CPPendDate"),
        ):
            for part in child.iter(tag):
                days = {
                    "from_day": day(part.findtext(first), "%Y-%m-%d"),
                    "until_day": day(part.findtext(last), "%Y-%m-%d"),
                }
                nfa = part.findtext("ReferralNFA") in {"1", "true"}
                found[name].append({**row, **days, "no_further_action": nfa})


def prices(folder: Path) -> list[Row]:
    """Give the unit costs of North Yorkshire, its region and England."""
    return [
        {
            "layer": AREAS[row["area"]],
            "category": MEASURES[row["measure"]],
            "per": "week",
            "pence": int(row["value"]) * 100,
            "from_day": closes(int(row["year"][:4])),
            "until_day": closes(int(row["year"][:4]) + 1),
            "basis": "published",
            "source": "lait",
        }
        for row in _csv(folder / "lait_weekly_unit_costs.csv")
        if row["area"] in AREAS and row["measure"] in MEASURES and row["value"] != "-"
    ]


def method(folder: Path, name: str) -> dict[str, Any]:
    """Give a method's parameters from the expected results, and its categories."""
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    found["timeline"]["breakdown_reasons"] = found["breakdown_reasons"]
    if found["horizon"].get("max_days") is None:
        found["horizon"]["max_days"] = "none"
    found["pricing"].setdefault("actual_costs", "ignore")
    chain = found["pricing"]["chain"]
    chain.setdefault("looked_after", [])
    return {**found, "categories": _csv(folder / "categories.csv")}
