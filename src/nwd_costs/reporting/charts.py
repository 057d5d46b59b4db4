"""Charts as inline SVG that keep the size of their letters at any width, on a phone as in print.

They have no ``viewBox``: what lies along the page is a share of its width, and the letters are
pixels. Every bar is labelled beside it, begins at nothing, and is told from others by its pattern
as well as by its colour, so that a print in grey says the same.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from markupsafe import Markup

LETTERS = 30
LABEL, BAR, GAP = 18, 24, 18
HEIGHT, ABOVE, BELOW, COLUMN = 190, 24, 46, 56
INK, RULE = "#0b0c0c", "#6f777b"
TOTAL, MORE, LESS, OTHER = "total", "more", "less", "other"
# Colours of the Government Analysis Function; the pattern over each tells it in grey.
FILLS = {TOTAL: "#12436D", MORE: "#28A197", LESS: "#F46A25", OTHER: "#A285D1"}
PATTERNS = {
    TOTAL: "",
    MORE: '<circle cx="4" cy="4" r="1.5" fill="#0b0c0c"/>',
    LESS: '<path d="M0 8 8 0" stroke="#0b0c0c" stroke-width="1.6"/>',
    OTHER: '<path d="M0 4H8" stroke="#ffffff" stroke-width="2"/>',
}


@dataclass(frozen=True)
class Bar:
    """One bar, or a line that says why there is none.

    Parameters
    ----------
    label, told
        What it is, and what it comes to as it stands in the table below.
    start, end
        Where it begins and ends; None where there is nothing to draw.
    kind
        ``total``, ``more``, ``less`` or ``other``: its colour and pattern.
    below
        A second line for a column's label.
    """

    label: str
    told: str
    start: int | None
    end: int | None
    kind: str = TOTAL
    below: str = ""

    @property
    def drawn(self) -> bool:
        """Whether there is a bar to draw."""
        return self.start is not None and self.end is not None


def rows(bars: Sequence[Bar], *, key: str, title: str, joined: bool = False) -> Markup:
    """Draw bars that lie, one below the other.

    Parameters
    ----------
    bars
        From the top.
    key
        Tells this drawing from others on a page: letters, digits, hyphens.
    title
        What it shows, for whoever does not see it; every bar is told there too.
    joined
        Whether each bar begins where the one above ends, as in a waterfall.
    """
    scale, parts, joints, top = Scale.of(bars), list[str](), list[tuple[int, int]](), 0
    for bar in bars:
        lines = _wrapped(bar.label)
        y = top + LABEL * len(lines) + 4
        parts += [*_labels(bar, lines, top), *_lying(bar, scale, y, key)]
        if bar.end is not None:
            joints.append((bar.end, y))
        top = y + (BAR if bar.drawn else 0) + GAP
    links = [_link(scale, end, y + BAR, below) for (end, y), (_, below) in pairwise(joints)]
    return _svg(key, title, bars, top, [*(links if joined else []), *parts])


def columns(bars: Sequence[Bar], *, key: str, title: str) -> Markup:
    """Draw bars that stand side by side on one line, for the parts of a year.

    Parameters
    ----------
    bars
        From the left, few enough for the width of a phone.
    key, title
        As for ``rows``.
    """
    scale, slot = Scale.of(bars), 100 / len(bars)
    base = ABOVE + (100 - scale.of_hundred(0)) * HEIGHT / 100
    deep = LABEL if scale.low < 0 else 0
    parts: list[str] = []
    for at, bar in enumerate(bars):
        middle = slot * (at + 0.5)
        parts += _standing(bar, scale, middle, slot, key)
        foot = ABOVE + HEIGHT + deep + LABEL
        parts.append(_text(f"{middle:.2f}%", foot, bar.label, anchor="middle", bold=True))
        parts.append(_text(f"{middle:.2f}%", foot + 16, bar.below, anchor="middle", small=True))
    y = f"{base:.1f}"
    line = f'<line x1="0" y1="{y}" x2="100%" y2="{y}" stroke="{INK}" stroke-width="1.5"/>'
    return _svg(key, title, bars, ABOVE + HEIGHT + deep + BELOW, [*parts, line])


@dataclass(frozen=True)
class Scale:
    """From the lowest to the highest that is drawn; nothing is always on it."""

    low: int
    high: int

    @classmethod
    def of(cls, bars: Sequence[Bar]) -> Scale:
        """Hold every bar."""
        edges = [edge for bar in bars for edge in (bar.start, bar.end) if edge is not None]
        return cls(min([0, *edges]), max([0, *edges]))

    def of_hundred(self, value: int) -> float:
        """Give the place of a value as a share of the whole, in hundredths."""
        return 100 * (value - self.low) / max(self.high - self.low, 1)


def _svg(key: str, title: str, bars: Sequence[Bar], height: int, parts: Sequence[str]) -> Markup:
    said = "; ".join(f"{bar.label}{f', {bar.below}' * bool(bar.below)}: {bar.told}" for bar in bars)
    used = [kind for kind in FILLS if any(bar.kind == kind and bar.drawn for bar in bars)]
    return Markup(  # noqa: S704 (whatever is somebody's text is escaped where it is written)
        f'<svg class="chart" width="100%" height="{height}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc"><title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(said)}.</desc>'
        f"<defs>{''.join(_pattern(kind, key) for kind in used)}</defs>{''.join(parts)}</svg>"
    )


def _pattern(kind: str, key: str) -> str:
    return (
        f'<pattern id="{key}-{kind}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{FILLS[kind]}"/>{PATTERNS[kind]}</pattern>'
    )


def _wrapped(label: str) -> list[str]:
    """Break a label so that an amount fits beside it on a phone; an id breaks at its slash."""
    lines = textwrap.wrap(label.replace("/", "/ "), LETTERS, break_on_hyphens=False)
    return [line.replace("/ ", "/") for line in lines] or [""]


def _labels(bar: Bar, lines: Sequence[str], top: int) -> Iterator[str]:
    bold = bar.kind == TOTAL and bar.drawn
    for at, line in enumerate(lines):
        yield _text("0", top + LABEL * (at + 1) - 3, line, bold=bold)
    yield _text("100%", top + LABEL - 3, bar.told, anchor="end", bold=bold)


def _lying(bar: Bar, scale: Scale, y: int, key: str) -> Iterator[str]:
    if bar.start is None or bar.end is None:
        return
    left, right = sorted(map(scale.of_hundred, (bar.start, bar.end)))
    nothing = scale.of_hundred(0)
    yield _box(f"{left:.2f}%", y, f"{max(right - left, 0.3):.2f}%", BAR, f"{key}-{bar.kind}")
    yield (
        f'<line x1="{nothing:.2f}%" y1="{y - 3}" x2="{nothing:.2f}%" y2="{y + BAR + 3}" '
        f'stroke="{INK}" stroke-width="1.5"/>'
    )


def _standing(bar: Bar, scale: Scale, middle: float, slot: float, key: str) -> Iterator[str]:
    if bar.start is None or bar.end is None:
        place = ABOVE + (100 - scale.of_hundred(0)) * HEIGHT / 100
        yield _text(f"{middle:.2f}%", place - 6, bar.told, anchor="middle", small=True)
        return
    low, high = sorted(map(scale.of_hundred, (bar.start, bar.end)))
    top, tall = ABOVE + (100 - high) * HEIGHT / 100, max((high - low) * HEIGHT / 100, 1)
    wide = slot * COLUMN / 100
    yield _box(f"{middle - wide / 2:.2f}%", top, f"{wide:.2f}%", tall, f"{key}-{bar.kind}")
    beyond = top + tall + 15 if bar.end < bar.start else top - 6
    yield _text(f"{middle:.2f}%", beyond, bar.told, anchor="middle", small=True)


def _box(x: str, y: float, width: str, height: float, fill: str) -> str:
    return (
        f'<rect x="{x}" y="{y:.1f}" width="{width}" height="{height:.1f}" fill="url(#{fill})" '
        f'stroke="{INK}" stroke-width="1"/>'
    )


def _link(scale: Scale, value: int, top: int, until: int) -> str:
    x = f"{scale.of_hundred(value):.2f}%"
    return (
        f'<line x1="{x}" y1="{top}" x2="{x}" y2="{until}" stroke="{RULE}" stroke-dasharray="3 3"/>'
    )


def _text(
    x: str, y: float, text: str, *, anchor: str = "start", bold: bool = False, small: bool = False
) -> str:
    look = (' font-weight="bold"' if bold else "") + (' class="small"' if small else "")
    return (
        f'<text x="{x}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}"{look}>{escape(text)}</text>'
    )
