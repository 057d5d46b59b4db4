"""What became of every published figure, told as lines, table, page or plain values [16.8]."""

from __future__ import annotations

import textwrap
from dataclasses import asdict, dataclass, fields

import pandas as pd

from nwd_costs.figures.judging import DISAGREES, STATUSES, Row
from nwd_costs.profiles import NAMED, PARAGRAPH, SAID
from nwd_costs.show import html_table

WIDTH = 96
_HEADS = ("Figure", "Published", "Computed", "Difference", "Tolerance", "Status", "Reason")


@dataclass(frozen=True)
class Verification:
    """Every published figure with what came out.

    Parameters
    ----------
    rows
        One for each published number, in the order of the register.
    internal
        Whether somebody's own records are behind it: then it is of the internal profile.
    """

    rows: tuple[Row, ...]
    internal: bool = False

    @property
    def table(self) -> pd.DataFrame:
        """The rows as a frame."""
        names = [field.name for field in fields(Row)]
        return pd.DataFrame([asdict(row) for row in self.rows], columns=names)

    @property
    def new_disagreements(self) -> tuple[Row, ...]:
        """The rows because of which verification fails [16.12]."""
        return tuple(row for row in self.rows if row.fails)

    @property
    def ok(self) -> bool:
        """Whether nothing disagrees but what is known to."""
        return not self.new_disagreements

    @property
    def counts(self) -> dict[str, int]:
        """How many figures have which status."""
        return {status: sum(row.status == status for row in self.rows) for status in STATUSES}

    def in_words(self) -> str:
        """Say in a sentence what came out."""
        counts = self.counts
        known = sum(row.status == DISAGREES and not row.fails for row in self.rows)
        told = [f"{counts[status]} {status}" for status in STATUSES[:3]]
        told.append(f"{known} known to disagree")
        fails = ", ".join(row.id for row in self.new_disagreements)
        failing = f"{len(self.new_disagreements)} FAIL: {fails}" if fails else "none fails"
        return f"{len(self.rows)} numbers: {', '.join(told)}; {failing}."

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values, for JSON."""
        return {
            **(NAMED if self.internal else {}),
            "ok": self.ok,
            "counts": self.counts,
            "new_disagreements": [row.id for row in self.new_disagreements],
            "figures": [_plain(row) for row in self.rows],
        }

    def __str__(self) -> str:
        lines = textwrap.wrap(self.in_words(), WIDTH, break_on_hyphens=False)
        lines += [SAID] if self.internal else []
        for group in dict.fromkeys(row.group for row in self.rows):
            lines += ["", group, ""]
            for row in self.rows:
                lines += _told(row) if row.group == group else []
        if self.new_disagreements:
            lines += ["", "What fails:", ""]
            lines += [line for row in self.new_disagreements for line in _told(row)]
        return "\n".join(lines)

    def to_html(self) -> str:
        """Give a table for a page or a notebook."""
        rows = [
            (row.id, row.shown, row.computed, row.difference, row.tolerance,
             f"{row.status}{' (fails)' if row.fails else ''}", row.reason)
            for row in self.rows
        ]  # fmt: skip
        told = html_table(f"Published figures. {self.in_words()}", _HEADS, rows)
        return f"{PARAGRAPH}{told}" if self.internal else told

    def _repr_html_(self) -> str:
        return self.to_html()


def _plain(row: Row) -> dict[str, object]:
    """Give a row as plain values: what there is not is null."""
    return {name: None if value == "" else value for name, value in asdict(row).items()}


def _told(row: Row) -> list[str]:
    """Tell a row: what it is, what came out, and why."""
    mark = "FAILS, " if row.fails else ""
    word = "Stated here:" if row.standing in ("derived", "synthetic") else "Published"
    computed = f"; computed {row.computed}" if row.computed else ""
    allowed = f" (allowed: {row.tolerance})" if row.tolerance else ""
    off = f"; difference {row.difference}{allowed}" if row.difference else ""
    span = f"; span {row.tolerance}" if row.tolerance and not row.difference else ""
    head = f"{row.id}: {mark}{row.status}. {word} {row.shown}{computed}{off}{span}."
    return [
        *_wrapped(head, "  "),
        *_wrapped(row.reason, "      "),
    ]


def _wrapped(text: str, indent: str) -> list[str]:
    # Ids and names keep their hyphens.
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent="      ", break_on_hyphens=False
    )
