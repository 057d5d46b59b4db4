"""The tables of counts: children, referrals, outcomes and rows of data [17.2]-[17.4]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nwd_costs.disclosure.policy import Disclosure
from nwd_costs.disclosure.published import WITHHELD, Cell, PublishedTable
from nwd_costs.disclosure.rounding import adding_up, counted, in_number, nearest
from nwd_costs.disclosure.splits import OTHER
from nwd_costs.result import Result

Row = tuple[Cell, ...]


def counts_shown(
    parts: Mapping[str, int], total: int, policy: Disclosure
) -> dict[str, int] | None:
    """Give the parts of a count as they may be shown, or None where they may not be [17.4].

    A part below the threshold is never marked as such beside its total: it goes into ``Other``,
    which takes the smallest of the others in until it reaches the threshold.

    Parameters
    ----------
    parts
        Exact counts by name, in reading order. Noughts are left out.
    total
        What they sum to, as it is shown.
    policy
        The policy.
    """
    there = {name: count for name, count in parts.items() if count}
    small = [name for name, count in there.items() if count < policy.threshold]
    others = sorted(set(there) - set(small), key=lambda name: there[name])
    while small and sum(there[name] for name in small) < policy.threshold and others:
        small.append(others.pop(0))
    rows = {name: count for name, count in there.items() if name not in small}
    if small:
        rows[OTHER] = sum(there[name] for name in small)
    if len(rows) < 2:
        return None
    return dict(zip(rows, adding_up(list(rows.values()), total, policy.round_to), strict=True))


def part_shown(part: int, whole: int, policy: Disclosure) -> Cell:
    """Show a part whose whole is shown too, unless it or the rest of the whole is small."""
    if min(part, whole - part) < policy.threshold:
        return WITHHELD
    return counted(part, policy)


def people_tables(result: Result, policy: Disclosure) -> tuple[list[PublishedTable], list[str]]:
    """Give the tables of children and referrals that are large enough, and why others are not.

    Parameters
    ----------
    result, policy
        What is to be published, and how.
    """
    tables = [_people(result, policy)]
    notes = []
    panel: Mapping[str, Any] = result.measures
    tables.append(_outcomes(panel, policy))
    supported, entries = int(panel["supported"]), panel["care_entries"]
    home = panel["living_in_a_family"]
    family = {"In a family": home["yes"], "Not in a family": home["no"], "Not known": home["unknown"]}
    scope = result.scope_counts()
    out = sum(scope.out_of_scope.values())
    sides = _sides(result, policy)
    reasons = {f"{reason[:1].upper()}{reason[1:]}": n for reason, n in scope.out_of_scope.items()}
    wanted = [
        ("out_of_scope", "Referrals out of scope, by reason", "Reason", reasons, out,
         sides["out"] if sides else None),
        ("entries", "Periods of care that began, every child of the council, by age", "Age",
         entries["by_age_band"], int(entries["total"]), None),
        ("family", "Where the young people supported live at the end of the period", "Where",
         family, supported, None),
    ]  # fmt: skip
    for name, caption, heading, parts, total, shown in wanted:
        # The total of the reasons is shown only if that of the referrals in scope is too.
        known = shown if shown is not None else nearest(total, policy.round_to)
        rows = None
        if total >= policy.threshold and (name != "out_of_scope" or shown is not None):
            rows = counts_shown(parts, known, policy)
        if rows is None:
            notes.append(f"{caption}: no table, because a part of it is too small [17.4].")
        else:
            tables.append(_split_table(name, caption, heading, rows))
    tables.append(_data_quality(result, policy))
    return tables, notes


def _split_table(name: str, caption: str, heading: str, rows: Mapping[str, int]) -> PublishedTable:
    cells = [(Cell(words), in_number(count)) for words, count in rows.items()]
    cells.append((Cell("Total"), in_number(sum(rows.values()))))
    note = f"{OTHER} holds what has too few to be shown by itself."
    notes = (note,) if OTHER in rows else ()
    return PublishedTable(name, caption, (heading, "Number"), tuple(cells), notes)


def _sides(result: Result, policy: Disclosure) -> dict[str, int] | None:
    """Give how many referrals are in scope and out of it, if neither is too few to be shown."""
    scope = result.scope_counts()
    parts = {"in": scope.in_scope, "out": scope.referrals - scope.in_scope}
    if min(parts.values()) < policy.threshold:
        return None
    return counts_shown(parts, nearest(scope.referrals, policy.round_to), policy)


def _people(result: Result, policy: Disclosure) -> PublishedTable:
    panel: Mapping[str, Any] = result.measures
    scope, supported = result.scope_counts(), int(panel["supported"])
    outreach = int(panel["supported_through_outreach"]["count"])
    rows: list[Row] = [
        (Cell("Young people supported in the period"), counted(supported, policy)),
        (
            Cell("of them through outreach alone"),
            part_shown(outreach, supported, policy),
        ),
        (Cell("Referrals on the list"), counted(scope.referrals, policy)),
    ]
    sides = _sides(result, policy)
    words = {"in": "of them in scope", "out": "of them out of scope"}
    for side, heading in words.items():
        rows.append((Cell(heading), in_number(sides[side]) if sides else WITHHELD))
    booked = int((result.steps.days_booked > 0).sum())
    parts = {
        "of those in scope with days in the period": booked,
        "of those in scope without days in the period": scope.claims - booked,
        "of those in scope whose claim was dropped": scope.voided,
    }
    claims = counts_shown(parts, sides["in"], policy) if sides else None
    for heading, count in (claims or {}).items():
        named = "of those in scope, all others" if heading == OTHER else heading
        rows.append((Cell(named), in_number(count)))
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
        (Cell("out of arrangements at risk"), counted(of, policy) if both else WITHHELD),
        (Cell("Periods of care that began, every child of the council"), counted(entries, policy)),
        (
            Cell("the same a year before"),
            Cell("not known") if change is None else counted(entries + int(change), policy),
        ),
    ]
    note = "A number is withheld where the rest of its total would be too small."
    held = any(cell.withheld for row in rows for cell in row)
    return PublishedTable(
        "outcomes", "Outcomes", ("Outcome", "Number"), tuple(rows), (note,) if held else ()
    )


def _data_quality(result: Result, policy: Disclosure) -> PublishedTable:
    """Count the rows read, and those that were rejected or repaired, which do not close a total."""
    rows = []
    for table, fates in result.accounting.items():
        numbers = [_number(fates.get(fate, 0)) for fate in ("rows_in", "rejected", "repaired")]
        heading = table.replace("_", " ").capitalize()
        rows.append((Cell(heading), *(counted(number, policy) for number in numbers)))
    return PublishedTable(
        "data_quality",
        "Rows of data",
        ("Table", "Rows read", "Rejected", "Repaired"),
        tuple(rows),
        ("Most rows of an episode of care stand in several returns; each return's row is counted.",),
    )


def _number(counts: int | Mapping[str, int]) -> int:
    return counts if isinstance(counts, int) else sum(counts.values())
