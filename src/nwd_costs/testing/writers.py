"""The truth in the shapes in which an authority hands it over.

SSDA903 returns as CSV, the CIN census as XML, the edge-of-care list as CSV: official headings and
elements, text throughout, LF line ends, no clock, so that the same truth gives the same bytes.
What costing never uses (postcodes, ethnicity, pupil numbers, assessments) is left blank, left out,
or given its code for "not obtained" where the census schema insists.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import astuple, fields
from typing import TYPE_CHECKING, TypeVar
from xml.sax.saxutils import escape

from nwd_costs.testing.truth import (
    Child,
    NeedEpisode,
    Placement,
    ProtectionPlan,
    Referral,
    closes,
    in_return,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")
EPISODES = (
    "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC",
    "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN",
)  # fmt: skip
UASC = ("CHILD", "SEX", "DOB", "DUC")
REFERRALS = tuple(field.name for field in fields(Referral))

Dated = TypeVar("Dated", NeedEpisode, ProtectionPlan)


def write_ssda903(
    folder: Path,
    return_years: Sequence[int],
    children: Sequence[Child],
    placements: Sequence[Placement],
) -> None:
    """Write one sub-folder a return: header.csv, episodes.csv and uasc.csv."""
    for year in return_years:
        target = folder / str(year)
        target.mkdir(parents=True, exist_ok=True)
        rows = reported(placements, year)
        in_care = {row.child_id for row in rows}
        present = [child for child in children if child.child_id in in_care]
        alone = [child for child in present if child.uasc]
        _write_csv(target / "header.csv", HEADER, (header_row(child) for child in present))
        _write_csv(target / "uasc.csv", UASC, (uasc_row(child, year) for child in alone))
        _write_csv(
            target / "episodes.csv",
            EPISODES,
            (episode_row(row, year) for row in rows),
        )


def write_cin_census(
    folder: Path,
    return_years: Sequence[int],
    children: Sequence[Child],
    need_episodes: Sequence[NeedEpisode],
    protection_plans: Sequence[ProtectionPlan],
) -> None:
    """Write one cin_<year>.xml a census."""
    folder.mkdir(parents=True, exist_ok=True)
    needs = _by_child(need_episodes)
    plans = _by_child(protection_plans)
    for year in return_years:
        lines = _message_head(year)
        for child in children:
            episodes = needs.get(child.child_id, [])
            open_in_year = [e for e in episodes if in_return(e.from_day, e.until_day, year)]
            if open_in_year:
                lines.append(_child_head(child))
                own = plans.get(child.child_id, [])
                lines.extend(_cin_details(episode, own, year) for episode in open_in_year)
                lines.append("</Child>")
        lines += ["</Children>", "</Message>", ""]
        (folder / f"cin_{year}.xml").write_bytes("\n".join(lines).encode())


def write_referrals(path: Path, referrals: Iterable[Referral]) -> None:
    """Write the edge-of-care list, ISO dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = (["" if v is None else str(v) for v in astuple(referral)] for referral in referrals)
    _write_csv(path, REFERRALS, rows)


def _write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)


def reported(placements: Iterable[Placement], year: int) -> list[Placement]:
    """Give the rows of a return, one given twice among them."""
    rows = (row for row in placements if _is_reported(row, year))
    return [row for row in rows for _ in range(1 + (row.given_twice_in == year))]


def _is_reported(row: Placement, year: int) -> bool:
    forgotten = row.last_reported is not None and year > row.last_reported
    return in_return(row.from_day, row.until_day, year) and not forgotten


def _uk(day: date | None) -> str:
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _known(day: date | None, year: int) -> date | None:
    """Give the day if it had come by 31 March of the return."""
    return day if day is not None and day < closes(year) else None


def header_row(child: Child) -> list[str]:
    """Give the cells of a child in the header table."""
    return [child.child_id, child.sex, _uk(child.date_of_birth), "", "", "", ""]


def uasc_row(child: Child, year: int) -> list[str]:
    """Give the cells of a child in the table of unaccompanied children."""
    until_day = _uk(_known(child.uasc_until_day, year))
    return [child.child_id, child.sex, _uk(child.date_of_birth), until_day]


def episode_row(row: Placement, year: int) -> list[str]:
    """Give the cells of an episode as a return tells it."""
    until_day = _known(row.until_day, year)
    rec, reason = (row.rec, row.reason_place_change) if until_day else ("", "")
    start = [row.child_id, _uk(row.from_day), row.rne, row.legal_status, row.need]
    return [*start, row.place, row.provider, _uk(until_day), rec, reason, "", "", row.urn]


def _by_child(rows: Iterable[Dated]) -> dict[str, list[Dated]]:
    found: defaultdict[str, list[Dated]] = defaultdict(list)
    for row in rows:
        found[row.child_id].append(row)
    return dict(found)


def _element(name: str, value: object) -> str:
    return "" if value is None or value == "" else f"<{name}>{escape(str(value))}</{name}>"


def _message_head(year: int) -> list[str]:
    # 999 is nobody's number: this council is nowhere. The time is fixed text, not a clock's.
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Message>
<Header>
<CollectionDetails>
<Collection>CIN</Collection><Year>{year}</Year><ReferenceDate>{year}-03-31</ReferenceDate>
</CollectionDetails>
<Source>
<SourceLevel>L</SourceLevel><LEA>999</LEA><SoftwareCode>Synthetic</SoftwareCode>
<DateTime>{year}-06-30T09:00:00</DateTime>
</Source>
</Header>
<Children>""".splitlines()


def _child_head(child: Child) -> str:
    return (
        "<Child><ChildIdentifiers>"
        + _element("LAchildID", child.child_id)
        + _element("PersonBirthDate", child.date_of_birth)
        + _element("GenderCurrent", child.sex)
        + "</ChildIdentifiers>"
        + "<ChildCharacteristics><Ethnicity>NOBT</Ethnicity></ChildCharacteristics>"
    )


def _cin_details(episode: NeedEpisode, plans: Sequence[ProtectionPlan], year: int) -> str:
    until_day = _known(episode.until_day, year)
    inside = [p for p in plans if p.need_from_day == episode.from_day]
    if episode.no_further_action:
        inside = []
    return (
        "<CINdetails>"
        + _element("CINreferralDate", episode.from_day)
        + _element("ReferralSource", "10")
        + _element("CINclosureDate", until_day)
        + (_element("ReasonForClosure", episode.closure_reason) if until_day else "")
        + _element("ReferralNFA", int(episode.no_further_action))
        + "".join(_plan(p, plans, year) for p in inside if in_return(p.from_day, p.until_day, year))
        + "</CINdetails>"
    )


def _plan(plan: ProtectionPlan, of_child: Sequence[ProtectionPlan], year: int) -> str:
    before = sum(other.from_day < plan.from_day for other in of_child)
    return (
        "<ChildProtectionPlans>"
        + _element("CPPstartDate", plan.from_day)
        + _element("CPPendDate", _known(plan.until_day, year))
        + _element("InitialCategoryOfAbuse", plan.category_of_abuse)
        + _element("LatestCategoryOfAbuse", plan.category_of_abuse)
        + _element("NumberOfPreviousCPP", before)
        + "</ChildProtectionPlans>"
    )
