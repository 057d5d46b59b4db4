"""The report as lines of plain text, at most 96 columns wide; a heading is not indented."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from nwd_costs.errors import ROWS_SHOWN
from nwd_costs.fates import FATES
from nwd_costs.headline import percent
from nwd_costs.pence import share_ppm
from nwd_costs.profiles import SAID
from nwd_costs.quality.found import LEFT_ALONE, Broken, Found
from nwd_costs.tables import CIN_CENSUS, SSDA903

WIDTH = 96
FILES_SHOWN = 5

SEVERITIES = {
    "refused": "REFUSED: the row, or the value, is not used",
    "repaired": "REPAIRED: the row is used as a stated rule puts it right",
    "warned": "WARNED: the row is used as it is",
}
SOURCES = {SSDA903: "the SSDA903", CIN_CENSUS: "the CIN census"}


def lines_of(found: Found) -> list[str]:
    """Tell the whole report.

    Parameters
    ----------
    found
        What was found.
    """
    parts = (
        _verdict(found), _files(found), _rows(found), _findings(found), _codes(found),
        _joins(found), _years(found), _limits(found), _counts(found), _warned(found),
    )  # fmt: skip
    return [line for part in parts for line in (*part, "")][:-1]


def verdict(found: Found) -> str:
    """Say in a sentence whether a figure from these data would stand as a headline."""
    if not found.crossed:
        return "A figure from these data would stand as a headline: no limit is crossed [2.16]."
    names = ", ".join(limit.id for limit in found.crossed)
    return (
        f"A figure from these data would NOT stand as a headline [2.16], unless what is crossed "
        f"is accepted by name: {names}."
    )


def _verdict(found: Found) -> Iterator[str]:
    rows = ", ".join(f"{name} {number:,}" for name, number in found.rows_found().items())
    yield "Quality of the data"
    yield f"  {SAID}"
    yield f"  Findings of the checks: {rows}."
    yield from _wrapped(verdict(found), "  ")


def _files(found: Found) -> Iterator[str]:
    used = [file for file in found.files if not file.taken_for.startswith(LEFT_ALONE)]
    yield "Files, and what each was taken for"
    cells = [[file.taken_for, f"{file.rows:,}", file.name] for file in used]
    yield from _table(["taken for", "rows", "file"], cells)
    others = [file for file in found.files if file.taken_for.startswith(LEFT_ALONE)]
    if others:
        yield "  left alone:"
    for file in others:
        why = file.taken_for.removeprefix(LEFT_ALONE).lstrip(": ") or "no table that is read"
        yield from _wrapped(f"{file.name}: {why}", "    ")


def _rows(found: Found) -> Iterator[str]:
    yield "Rows, and what became of each [1.9]"
    headings = ["table", "in", *(fate.replace("_", " ") for fate in FATES)]
    totals = [
        [table, *(f"{_total(counts[name]):,}" for name in ("rows_in", *FATES))]
        for table, counts in found.accounting.items()
    ]
    yield from _table(headings, totals)
    for table, counts in found.accounting.items():
        for fate in FATES[1:]:
            reasons = counts[fate]
            if isinstance(reasons, dict):
                for why, number in reasons.items():
                    reason = f"by [{why}]" if why[:1].isdigit() else why
                    yield f"    {table}, {fate.replace('_', ' ')}: {reason}, {number:,}"


def _total(counts: int | dict[str, int]) -> int:
    return counts if isinstance(counts, int) else sum(counts.values())


def _findings(found: Found) -> Iterator[str]:
    yield "What the checks found"
    if not found.broken:
        yield "  nothing"
        return
    cells = [
        [c.severity, f"{one.rows:,}", c.id, c.table, c.column]
        for one in found.broken
        for c in [one.check]
    ]
    yield from _table(["severity", "rows", "check", "table", "column"], cells)
    yield ""
    yield "What each of these checks means, where it was broken, and what to do"
    for severity, meaning in SEVERITIES.items():
        mine = [one for one in found.broken if one.check.severity == severity]
        if mine:
            yield f"  {meaning}"
        for one in mine:
            yield from _broken(one)


def _broken(one: Broken) -> Iterator[str]:
    check = one.check
    rows = f"{one.rows:,} row{'' if one.rows == 1 else 's'}"
    where = f"{check.table}, column {check.column}" if check.column else check.table
    yield f"    {check.id} [{check.clause}]  {rows} of {where}"
    origin = f" ({check.source})" if check.source else ""
    yield from _wrapped(f"rule: {check.rule}{origin}", "      ", "            ")
    yield from _wrapped(f"do:   {check.advice}", "      ", "            ")
    for file, numbers in list(one.places.items())[:FILES_SHOWN]:
        yield from _wrapped(f"{file}{_numbers(numbers)}", "      ", "        ")
    if len(one.places) > FILES_SHOWN:
        yield f"      and {len(one.places) - FILES_SHOWN} more files"


def _numbers(rows: Sequence[int]) -> str:
    known = [row for row in rows if row > 0]
    if not known:
        return ""
    shown = ", ".join(str(row) for row in known[:ROWS_SHOWN])
    more = f" and {len(known) - ROWS_SHOWN:,} more" if len(known) > ROWS_SHOWN else ""
    return f", row{'s' if len(known) > 1 else ''} {shown}{more}"


def _codes(found: Found) -> Iterator[str]:
    yield "Codes that are not known, or not on their days"
    if not found.codes:
        yield "  none"
        return
    cells = [[u.column, u.code, f"{u.rows:,}", f"{u.days:,}", u.what] for u in found.codes]
    yield from _table(["column", "code", "rows", "days", "what"], cells)


def _joins(found: Found) -> Iterator[str]:
    yield f"Joins: where the young people of {found.referrals:,} referrals are found"
    for name, number in found.found_in.items():
        share = share_ppm(number, found.referrals)
        told = "" if share is None else f" ({percent(share // 1_000 * 1_000)})"
        given = found.given(name)
        yield f"  in {SOURCES[name]}: {f'{number:,}{told}' if given else 'it was not given'}"
    yield f"  children without a date of birth in any source: {found.no_date_of_birth:,}"


def _years(found: Found) -> Iterator[str]:
    yield "Return years (the year in which each return ends)"
    for name, years in found.years.items():
        missing = found.years_missing[name]
        gap = f"; MISSING between them: {_listed(missing)}" if missing else ""
        yield from _wrapped(f"{SOURCES[name]}: {_listed(years) or 'none known'}{gap}", "  ")


def _listed(years: Sequence[int]) -> str:
    return ", ".join(str(year) for year in years)


def _limits(found: Found) -> Iterator[str]:
    yield "Limits: a crossed one keeps a figure from being a headline, unless accepted by its name"
    ordered = sorted(found.thresholds, key=lambda limit: not limit.crossed)
    width = max((len(limit.id) for limit in ordered), default=0)
    for limit in ordered:
        values = f"{percent(limit.value_ppm):>9} found {percent(limit.limit_ppm):>4} allowed"
        yield f"  {limit.id:<{width}}  {values}  {'CROSSED' if limit.crossed else 'kept'}"
        yield from _wrapped(limit.what, "      ")


def _counts(found: Found) -> Iterator[str]:
    yield "Counts of the SSDA903 rows"
    for what, number in found.counts.items():
        yield f"  {number:>9,}  {what}"


def _warned(found: Found) -> Iterator[str]:
    yield "What reading noticed"
    if not found.warnings:
        yield "  nothing"
    for warning in found.warnings:
        counts = ", ".join(f"{name} {number:,}" for name, number in warning.counts.items())
        told = f" ({counts})" if counts else ""
        yield from _wrapped(f"- {warning.message}{told} [{warning.clause}]", "  ", "    ")


def _wrapped(text: str, first: str, later: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=later or f"{first}  ")


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Set rows in columns: numbers to the right, and the last column free to run on and wrap."""
    if not rows:
        yield "  none"
        return
    cells = [headings, *rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(headings))]
    right = [
        all(row[at][:1].isdigit() or row[at] == "-" for row in rows) for at in range(len(widths))
    ]
    for row in cells:
        set_out = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ]
        start = "  " + "  ".join(set_out[:-1]) + "  "
        line = (start + set_out[-1]).rstrip()
        room = max(WIDTH, len(start) + 20)
        yield from (
            [line]
            if len(line) <= room
            else textwrap.wrap(
                row[-1], room, initial_indent=start, subsequent_indent=" " * len(start)
            )
        )
