"""The tables of counts: children, referrals, outcomes and rows of data [17.2]-[17.4]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nwd_costs.disclosure.counting import (
    AGES,
    FAMILY,
    Referrals,
    part_shown,
    referrals_shown,
    whole_shown,
)
from nwd_costs.disclosure.policy import Disclosure
from nwd_costs.disclosure.published import TOTAL, WITHHELD, Cell, PublishedTable
from nwd_costs.disclosure.rounding import counted, in_number
from nwd_costs.result import Result

Row = tuple[Cell, ...]


def people_tables(result: Result, policy: Disclosure) -> tuple[list[PublishedTable], list[str]]:
    """Give the tables of children and referrals that are large enough, and why others are not.

    Parameters
    ----------
    result, policy
        What is to be published, and how.
    """
    panel: Mapping[str, Any] = result.measures
    referrals = _referrals(result, policy)
    tables = [_people(panel, referrals, policy), _outcomes(panel, policy)]
    notes = []
    wanted = (
        ("out_of_scope", "Referrals out of scope, by reason", "Reason", referrals.reasons),
        ("entries", "Periods of care that began, every child of the council, by age", "Age",
         whole_shown(panel["care_entries"]["by_age_band"], AGES, policy)),
        ("family", "Where the young people supported live at the end of the period", "Where",
         whole_shown(_counts(panel["living_in_a_family"]), FAMILY, policy)),
    )  # fmt: skip
    for name, caption, heading, rows in wanted:
        if rows is None:
            notes.append(f"{caption}: no table, because a part of it is too small [17.4].")
        else:
            tables.append(_split_table(name, caption, heading, rows))
    tables.append(_data_quality(result, policy))
    return tables, notes


def _counts(home: Mapping[str, int]) -> dict[str, int]:
    return {name: home[name] for name in ("yes", "no", "unknown")}


def _referrals(result: Result, policy: Disclosure) -> Referrals:
    scope = result.scope_counts()
    booked = int((result.steps.days_booked > 0).sum())
    claims = {
        "with days": booked, "without days": scope.claims - booked, "dropped": scope.voided,
    }  # fmt: skip
    return referrals_shown(claims, scope.out_of_scope, policy)


def _split_table(name: str, caption: str, heading: str, rows: Mapping[str, int]) -> PublishedTable:
    cells = [(Cell(words), in_number(count)) for words, count in rows.items()]
    cells.append((Cell(TOTAL), in_number(sum(rows.values()))))
    return PublishedTable(name, caption, (heading, "Number"), tuple(cells))


def _people(panel: Mapping[str, Any], referrals: Referrals, policy: Disclosure) -> PublishedTable:
    supported = int(panel["supported"])
    outreach = int(panel["supported_through_outreach"]["count"])
    rows: list[Row] = [
        (Cell("Young people supported in the period"), counted(supported, policy)),
        (Cell("of them through outreach alone"), part_shown(outreach, supported, policy)),
        (Cell("Referrals on the list"), referrals.all),
    ]
    words = {"in": "of them in scope", "out": "of them out of scope"}
    for side, heading in words.items():
        shown = in_number(referrals.sides[side]) if referrals.sides else WITHHELD
        rows.append((Cell(heading), shown))
    rows += [(Cell(name), in_number(count)) for name, count in (referrals.claims or {}).items()]
    note = "Where one of two parts would be too small, neither is shown."
    held = any(cell.withheld for row in rows for cell in row)
    return PublishedTable(
        "people", "Children and referrals", ("Who", "Number"), tuple(rows), (note,) if held else ()
    )


def _outcomes(panel: Mapping[str, Any], policy: Disclosure) -> PublishedTable:
    supported = int(panel["supported"])
    prevented = int(panel["prevented_from_coming_into_care"])
    entries, change = int(panel["care_entries"]["total"]), panel["change_in_care_entries"]
    kept, of = (int(panel["arrangements_kept"][key]) for key in ("kept", "of"))
    shown = [part_shown(prevented, supported, policy), counted(kept, policy)]
    both = kept >= policy.threshold and of - kept >= policy.threshold
    rows: list[Row] = [
        (Cell("Young people at risk of coming into care who did not"), shown[0]),
        (Cell("Arrangements at risk that did not break down"), shown[1]),
        (Cell("Arrangements at risk, in all"), counted(of, policy) if both else WITHHELD),
        (Cell("Periods of care that began, every child of the council"), counted(entries, policy)),
        (
            Cell("Periods of care that began, a year earlier"),
            Cell("not known") if change is None else counted(entries + int(change), policy),
        ),
    ]
    note = "A number is withheld where the rest of its total would be too small."
    held = any(cell.withheld for row in rows for cell in row)
    return PublishedTable(
        "outcomes", "Outcomes", ("Outcome", "Number"), tuple(rows), (note,) if held else ()
    )


def _data_quality(result: Result, policy: Disclosure) -> PublishedTable:
    """Count the rows read, and those that were rejected or repaired, which do not close a total.

    Of the referrals read nothing is said: those on the list, taken off them, are those rejected.
    """
    rows = []
    for table, fates in result.accounting.items():
        numbers = [_number(fates.get(fate, 0)) for fate in ("rows_in", "rejected", "repaired")]
        read, *others = (counted(number, policy) for number in numbers)
        heading = table.replace("_", " ").capitalize()
        rows.append((Cell(heading), WITHHELD if table == "referrals" else read, *others))
    return PublishedTable(
        "data_quality",
        "Rows of data",
        ("Table", "Rows read", "Rejected", "Repaired"),
        tuple(rows),
        (
            "An episode that stands in several returns is several rows.",
            "Of the referrals read no number is said: those on the list are counted above.",
        ),
    )


def _number(counts: int | Mapping[str, int]) -> int:
    return counts if isinstance(counts, int) else sum(counts.values())
