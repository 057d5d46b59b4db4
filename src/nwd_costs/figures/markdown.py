"""What became of the figures as Markdown, for the summary of a step on GitHub and the like."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from nwd_costs.figures.judging import Row
from nwd_costs.figures.verification import Verification
from nwd_costs.profiles import SAID

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
_HEADS = ("Figure", "Published", "Computed", "Difference", "Status", "Why")


def step_summary(found: Verification) -> str:
    """Write a verification as Markdown: what fails first, then every figure.

    Parameters
    ----------
    found
        What became of the figures.
    """
    lines = ["## Published figures", "", escaped(found.in_words()), ""]
    lines += [escaped(SAID), ""] if found.internal else []
    if found.new_disagreements:
        lines += ["### What fails", "", *_table(found.new_disagreements), ""]
    lines += ["<details><summary>Every figure</summary>", ""]
    for group in dict.fromkeys(row.group for row in found.rows):
        rows = [row for row in found.rows if row.group == group]
        lines += [f"**{escaped(group)}**", "", *_table(rows), ""]
    return "\n".join([*lines, "</details>", ""])


def escaped(text: str) -> str:
    """Write a text so that Markdown shows it as it is, in one line."""
    return _SPECIAL.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))


def _table(rows: Iterable[Row]) -> list[str]:
    body = [
        (row.id, row.shown, row.computed, row.difference,
         f"{row.status}{' (fails)' if row.fails else ''}", row.reason)
        for row in rows
    ]  # fmt: skip
    drawn = [f"| {' | '.join(map(escaped, cells))} |" for cells in body]
    return [f"| {' | '.join(_HEADS)} |", f"|{' --- |' * len(_HEADS)}", *drawn]
