"""The page docs/published-figures.md: ``python tests/figures/generated.py`` writes it anew.

It is written from the register and from what ``verify`` makes of it. A test fails where it is not
current.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nwd_costs.figures import Entry, Row, Verification, verification_of
from nwd_costs.figures.reading import Register, shipped_register

_TEMPLATE = Path(__file__).with_name("page.template").read_text(encoding="utf-8")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "published-figures.md"


def page(register: Register, found: Verification) -> str:
    """Give the page as it should be."""
    told = {"sections": "".join(_sections(register, found)), "sources": _sources(register)}
    return _TEMPLATE.format(**told, **_named(found))


def _named(found: Verification) -> dict[str, str]:
    """Give the numbers that the summary names, as they stand in the register."""
    rows = {row.id: row for row in found.rows}
    computed = {name: row.computed for name, row in rows.items()}
    return {
        "words": _counted(found),
        "sixes": rows["ny-2022-23-edge-of-care"].shown,
        "older": rows["ny-2020-21-cic-cp-cin"].shown,
        "all_six": rows["sfpc-2023-24-q3"].shown,
        "each": rows["implied-each-of-39"].shown,
        "residential": rows["implied-years-residential"].shown,
        "foster": rows["implied-years-foster"].shown,
        "fell": computed["implied-fall-in-entries-2021-22"].split()[0],
        "rose": computed["implied-fall-in-entries-2022-23"].split()[0].removeprefix("-"),
        "share": rows["implied-share-of-spending"].shown,
    }


def _counted(found: Verification) -> str:
    told = ", ".join(f"{number} {status}" for status, number in found.counts.items())
    told = told.replace("disagrees", "disagree")
    return f"{len(found.rows)} numbers are held: {told}. What disagrees is known to, and says why."


def _sections(register: Register, found: Verification) -> Iterator[str]:
    entries = {entry.figure.id: entry for entry in register.entries}
    for file, head in sorted(register.files.items(), key=lambda pair: pair[1].order):
        rows = [row for row in found.rows if entries[row.id.split("/")[0]].file == file]
        yield f"## {head.title}\n\n{_folded(head.about)}\n\n"
        told = [(entries[row.id.split("/")[0]], row) for row in rows]
        lines = _TABLES.get(file, _compact)(told)
        yield "\n".join([*lines, "", ""])


def _claims(told: Iterable[tuple[Entry, Row]]) -> list[str]:
    """Give a table with room for what is said and what is not known."""
    lines = [_cells("Figure", "For", "Is said to be", "What came out", "What cannot be said")]
    lines.append(_cells(*["---"] * 5))
    for entry, row in told:
        figure = entry.figure
        when = "; ".join(figure.periods)
        scope = ", ".join(figure.scope)
        lines.append(_cells(
            f"**{row.shown}**<br>`{row.id}`",
            f"{scope}, {when}",
            f"{figure.meaning} ({row.standing})" if row.id == figure.id else "the same",
            _outcome(row),
            "; ".join(figure.unknown) or "-",
        ))  # fmt: skip
    return lines


def _implied(told: Iterable[tuple[Entry, Row]]) -> list[str]:
    """Give a table of sums: what each says, what it comes to, and what has to be minded."""
    lines = [_cells("Sum", "Comes to", "What that is", "To be minded"), _cells(*["---"] * 4)]
    for entry, row in told:
        first = row.id == entry.figure.id
        lines.append(_cells(
            f"{entry.figure.title if first else 'The same'}<br>`{row.id}`",
            f"**{row.shown}**",
            entry.figure.meaning if first else "-",
            row.reason if row.fails else _without_way(row.reason) or "-",
        ))  # fmt: skip
    return lines


def _without_way(reason: str) -> str:
    """Leave out how it was worked out: the register tells that in full."""
    return reason.partition(". ")[2]


def _series(told: Iterable[tuple[Entry, Row]]) -> list[str]:
    """Give a row for each series of one source."""
    lines = [_cells("Statistic", "From", "Published", "Outcome"), _cells(*["---"] * 4)]
    rows: dict[str, list[Row]] = {}
    figures = {}
    for entry, row in told:
        figures[entry.figure.id] = entry
        rows.setdefault(entry.figure.id, []).append(row)
    for name, entry in figures.items():
        figure = entry.figure
        when = [*figure.periods, *(part.period or part.id for part in figure.also)]
        numbers = [f"{row.shown} ({day})" for row, day in zip(rows[name], when, strict=True)]
        outcomes = dict.fromkeys(row.status for row in rows[name])
        lines.append(_cells(
            f"{figure.title}<br>`{name}`", figure.source, ", ".join(numbers), ", ".join(outcomes)
        ))  # fmt: skip
    return lines


def _compact(told: Iterable[tuple[Entry, Row]]) -> list[str]:
    lines = [_cells("Figure", "What it is", "Published", "Worked out", "Outcome")]
    lines.append(_cells(*["---"] * 5))
    for entry, row in told:
        first = row.id == entry.figure.id
        known = f": {row.reason}" if row.status in ("disagrees", "cannot be checked") else ""
        lines.append(_cells(
            f"`{row.id}`",
            f"{entry.figure.title} ({entry.figure.source})" if first else "-",
            f"{row.shown}{' (derived)' if row.standing == 'derived' else ''}",
            row.computed or "-",
            f"{row.status}{known}",
        ))  # fmt: skip
    return lines


_TABLES = {"programme.toml": _claims, "implied.toml": _implied, "statistics.toml": _series}


def _outcome(row: Row) -> str:
    word = "implies " if row.status == "within bounds" else ""
    computed = f" ({word}{row.computed})" if row.computed else ""
    return f"**{row.status}**{computed}. {row.reason}"


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _sources(register: Register) -> str:
    lines = ["## Sources", ""]
    for head in sorted(register.files.values(), key=lambda head: head.order):
        for name, source in head.sources.items():
            licence = f" ({source.licence})" if source.licence else ""
            line = f"- `{name}`: {source.publisher}, {source.title}, {source.date}{licence}"
            lines += [] if line in lines else [line]
    return "\n".join([*lines, "", ""])


def _folded(text: str, width: int = 120) -> str:
    lines, line = [], ""
    words: Sequence[str] = text.split()
    for word in words:
        if len(line) + len(word) + 1 > width and line:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def main() -> int:
    register = shipped_register()
    text = page(register, verification_of(register, register))
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
