"""Lines over financial years as an inline drawing that reads in black and white."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from nwd_costs.pence import pounds

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, LEGEND = 760, 300, 90, 20, 14, 30, 22
# A line is told from the others by its dashes and its marks, not by a colour.
STYLES = (("", "disc"), ("7 4", "ring"), ("2 3", "square"), ("9 3 2 3", "triangle"))
STEPS = (1, 2, 5)

Values = Sequence[int | None]


def as_lines(years: Sequence[str], lines: Mapping[str, Values], *, title: str, key: str) -> str:
    """Draw one line a name over the years as SVG that stands in a page; it needs nothing else.

    Parameters
    ----------
    years
        The years along the bottom.
    lines
        Pence of each year by the name of the line, four at the most; None where there is no value,
        where the line has a gap.
    title
        What it shows.
    key
        Tells this drawing from others on a page: letters, digits, hyphens.
    """
    step = _step(max([pence for values in lines.values() for pence in values if pence] or [1]))
    top = step * max(-(-pence // step) for v in lines.values() for pence in [*v, 1] if pence)
    bottom = HEIGHT + LEGEND * len(lines)
    parts = [*_axes(years, step, top)]
    for at, (name, values) in enumerate(lines.items()):
        parts += [*_line(values, top, at), *_legend(name, at)]
    said = "; ".join(f"{name}: {_told(years, values)}" for name, values in lines.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc" font-family="Arial, Helvetica, sans-serif" '
        f'font-size="13" style="width:100%;max-width:{WIDTH}px;height:auto">'
        f'<title id="{key}-title">{html.escape(title)}</title>'
        f'<desc id="{key}-desc">{html.escape(said)}</desc>'
        f'<rect width="{WIDTH}" height="{bottom}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _told(years: Sequence[str], values: Values) -> str:
    pairs = zip(years, values, strict=True)
    return ", ".join(f"{year} {'none' if v is None else pounds(v)}" for year, v in pairs)


def _step(most: int) -> int:
    """Give a round step that divides a scale into some four to ten parts."""
    size = 100
    while True:
        for step in STEPS:
            if most <= 6 * step * size:
                return step * size
        size *= 10


def _place(at: int, pence: int, count: int, top: int) -> tuple[int, int]:
    x = LEFT + (WIDTH - LEFT - RIGHT) * (2 * at + 1) // (2 * count)
    return x, HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * pence // top


def _axes(years: Sequence[str], step: int, top: int) -> Iterator[str]:
    for pence in range(0, top + 1, step):
        _, y = _place(0, pence, 1, top)
        shade = "#000000" if pence == 0 else "#cccccc"
        yield f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{shade}"/>'
        told = pounds(pence).removesuffix(".00")
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{told}</text>'
    for at, year in enumerate(years):
        x, _ = _place(at, 0, len(years), top)
        yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{year}</text>'


def _line(values: Values, top: int, style: int) -> Iterator[str]:
    dashes, mark = STYLES[style]
    places = [
        None if pence is None else _place(at, pence, len(values), top)
        for at, pence in enumerate(values)
    ]
    for one, two in pairwise(places):
        if one and two:
            yield _stroke(*one, *two, dashes, heavy=style == 0)
    yield from (_mark(*place, mark) for place in places if place)


def _stroke(x1: int, y1: int, x2: int, y2: int, dashes: str, *, heavy: bool) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#000000" '
        f'stroke-width="{3 if heavy else 1.5}"{dashed}/>'
    )


def _mark(x: int, y: int, mark: str) -> str:
    if mark in ("disc", "ring"):
        fill = "#000000" if mark == "disc" else "#ffffff"
        return f'<circle cx="{x}" cy="{y}" r="4.5" fill="{fill}" stroke="#000000"/>'
    if mark == "square":
        return (
            f'<rect x="{x - 4}" y="{y - 4}" width="8" height="8" fill="#ffffff" stroke="#000000"/>'
        )
    points = f"{x},{y - 6} {x - 5},{y + 4} {x + 5},{y + 4}"
    return f'<polygon points="{points}" fill="#999999" stroke="#000000"/>'


def _legend(name: str, at: int) -> Iterator[str]:
    y = HEIGHT + LEGEND * at + 8
    dashes, mark = STYLES[at]
    yield _stroke(LEFT, y, LEFT + 60, y, dashes, heavy=at == 0)
    yield _mark(LEFT + 30, y, mark)
    yield f'<text x="{LEFT + 72}" y="{y + 4}">{html.escape(name)}</text>'
