"""Waterfalls: how one total becomes another, step by step, as text and as a drawing."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nwd_costs.pence import pounds

# The drawing, in its own units: labels on the left, bars, and what they come to on the right.
WIDTH, LABELS, BARS_END, ROW, LINE = 900, 300, 740, 34, 16
LETTERS = 42
# Grey alone tells a total from more and less, on paper as on a screen.
TOTAL, MORE, LESS = "#333333", "#a6a6a6", "#ffffff"
CELLS = 30
LEGEND = "dark: a total; grey: this much more; white: this much less"


@dataclass(frozen=True)
class Bar:
    """A total, or what a step adds to one.

    Parameters
    ----------
    label
        What it is.
    from_pence, until_pence
        Where it begins and ends; a total begins at nothing. None where it is withheld.
    total
        Whether it is a total.
    """

    label: str
    from_pence: int | None
    until_pence: int | None
    total: bool = False

    @property
    def pence(self) -> int | None:
        """What it comes to."""
        return less(self.until_pence, self.from_pence)

    @property
    def told(self) -> str:
        """What it comes to, in pounds."""
        return told(self.pence) if self.total else signed(self.pence)


def less(after: int | None, before: int | None) -> int | None:
    """Take one amount from another; withheld where either is [8.2]."""
    return None if after is None or before is None else after - before


def told(pence: int | None) -> str:
    """Write a total in pounds, or say that it is withheld [8.2]."""
    return "withheld" if pence is None else pounds(pence)


def signed(pence: int | None) -> str:
    """Write what a step is worth, with its sign."""
    return f"+{told(pence)}" if pence is not None and pence > 0 else told(pence)


def as_text(bars: Sequence[Bar]) -> list[str]:
    """Draw a waterfall in letters: ``=`` is a total, ``+`` more and ``-`` less; one line a bar.

    Parameters
    ----------
    bars
        From the first total to the last.
    """
    return [
        (" " * start + mark * (end - start)).ljust(CELLS)
        for start, end, mark in (_spot(bar, bars, CELLS, "=+-") for bar in bars)
    ]


def as_drawing(bars: Sequence[Bar], *, title: str, key: str) -> str:
    """Draw a waterfall as SVG that stands in a page; it needs nothing else and no colour.

    Parameters
    ----------
    bars
        From the first total to the last.
    title
        What it shows. Every bar is told in words too, for whoever does not see it.
    key
        Tells this drawing from others on a page: letters, digits, hyphens.
    """
    rows = [textwrap.wrap(bar.label, LETTERS) or [""] for bar in bars]
    tops, at = [], 8
    for lines in rows:
        tops.append(at)
        at += ROW + LINE * (len(lines) - 1)
    parts = [
        part
        for bar, lines, top in zip(bars, rows, tops, strict=True)
        for part in _row(bar, bars, lines, top)
    ]
    said = "; ".join(f"{bar.label}: {bar.told}" for bar in bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {at + 24}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc" font-family="Arial, Helvetica, sans-serif" '
        f'font-size="14" style="width:100%;max-width:{WIDTH}px;height:auto">'
        f'<title id="{key}-title">{html.escape(title)}</title>'
        f'<desc id="{key}-desc">{html.escape(said)}</desc>'
        f'<rect width="{WIDTH}" height="{at + 24}" fill="#ffffff"/>'
        f"{''.join(parts)}{''.join(_links(bars, tops))}{_axis(bars, at)}"
        f'<text x="{LABELS}" y="{at + 16}" font-size="12">{LEGEND}</text></svg>'
    )


def _row(bar: Bar, bars: Sequence[Bar], lines: Sequence[str], top: int) -> Iterator[str]:
    weight = ' font-weight="bold"' if bar.total else ""
    for at, line in enumerate(lines):
        y = top + 18 + LINE * at
        yield f'<text x="4" y="{y}"{weight}>{html.escape(line)}</text>'
    yield f'<text x="{WIDTH - 4}" y="{top + 18}" text-anchor="end"{weight}>{bar.told}</text>'
    if bar.pence is not None:
        start, end, fill = _spot(bar, bars, BARS_END - LABELS, (TOTAL, MORE, LESS))
        yield (
            f'<rect x="{LABELS + start}" y="{top + 3}" width="{max(end - start, 1)}" height="22" '
            f'fill="{fill}" stroke="#000000"/>'
        )


def _links(bars: Sequence[Bar], tops: Sequence[int]) -> Iterator[str]:
    """Join the end of each bar to the beginning of the next."""
    for bar, top, below in zip(bars, tops, tops[1:], strict=False):
        if bar.until_pence is not None:
            x = LABELS + _place(bar.until_pence, bars, BARS_END - LABELS)
            yield _line(x, top + 25, below + 3, ' stroke-dasharray="2 2"')


def _axis(bars: Sequence[Bar], bottom: int) -> str:
    """Draw where nothing is."""
    return _line(LABELS + _place(0, bars, BARS_END - LABELS), 4, bottom - 4)


def _line(x: int, top: int, bottom: int, dashes: str = "") -> str:
    return f'<line x1="{x}" y1="{top}" x2="{x}" y2="{bottom}" stroke="#000000"{dashes}/>'


def _spot(bar: Bar, bars: Sequence[Bar], width: int, marks: Sequence[str]) -> tuple[int, int, str]:
    """Say from where to where a bar goes, and which of the marks for total, more and less it has.

    What is not nothing shows, however small it is.
    """
    pence = bar.pence
    if bar.from_pence is None or bar.until_pence is None or pence is None:
        return 0, 0, marks[0]
    start, end = sorted(_place(edge, bars, width) for edge in (bar.from_pence, bar.until_pence))
    if start == end and pence:
        start, end = (start - 1, end) if start == width else (start, end + 1)
    return start, end, marks[0] if bar.total else marks[1] if pence > 0 else marks[2]


def _place(pence: int, bars: Sequence[Bar], width: int) -> int:
    """Give the place of an amount on a scale that holds nothing and every bar."""
    edges = [edge for bar in bars for edge in (bar.from_pence, bar.until_pence)]
    known = [0, *(edge for edge in edges if edge is not None)]
    low, high = min(known), max(known)
    return (pence - low) * width // max(high - low, 1)
