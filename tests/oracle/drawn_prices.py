"""What the agreement is tried on, third part: the prices of an authority and those behind it."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from hypothesis import strategies as st

from oracle.repairs import Row

NAMES = (
    *["looked_after"] * 3, *["residential"] * 2, "children_in_need", "foster", "child_protection",
    "secure", "foster_agency", "adoption", "cin",
)  # fmt: skip
CUTS = (date(2022, 4, 1), date(2021, 4, 1), date(2022, 7, 15), date(2022, 10, 1), date(2022, 2, 28))
PENCE = (118_501, 40_003, 1, 527_007, 99_999, 7_000)
_piece = st.sampled_from(
    list(product(PENCE, ("week", "week", "day", "night", "month", "year", "case", "episode")))
)


@st.composite
def prices(draw: st.DrawFn) -> list[Row]:
    """Draw prices: some for all of England and all days, and over them others with gaps."""
    found: list[Row] = []
    if draw(st.integers(0, 9)):
        for name in ("looked_after", "children_in_need"):
            found += _pieces("england", name, [draw(_piece)], [])
    for layer, name in draw(
        st.lists(
            st.sampled_from(list(product(("authority", "region"), NAMES))),
            unique=True,
            min_size=3,
            max_size=8,
        )
    ):
        cuts = sorted(draw(st.lists(st.sampled_from(CUTS), unique=True, max_size=3)))
        drawn: list[tuple[int, str] | None] = [
            draw(st.one_of(_piece, _piece, st.none())) for _ in range(len(cuts) + 1)
        ]
        if draw(st.booleans()):  # equal prices on either side of a cut
            drawn = [drawn[0] for _ in drawn]
        found += _pieces(layer, name, drawn, cuts)
    return found + draw(_neighbours())


@st.composite
def _neighbours(draw: st.DrawFn) -> list[Row]:
    """Draw the prices of some neighbours: as many as a median needs, or one fewer [8.4]."""
    found: list[Row] = []
    for name in draw(st.sampled_from(((), (), ("looked_after",), ("foster", "residential")))):
        cut, per = draw(st.sampled_from(CUTS)), draw(st.sampled_from(("week", "day")))
        for number in range(draw(st.sampled_from((5, 6, 4, 9)))):
            pence = draw(st.sampled_from(PENCE))
            parts: list[Any] = [(pence, per), draw(st.sampled_from(((pence + 1, per), None)))]
            pieces = _pieces("neighbours", name, parts, [cut])
            found += [{**piece, "neighbour": number} for piece in pieces]
    return found


def _pieces(layer: str, name: str, drawn: list[Any], cuts: list[date]) -> list[Row]:
    bounds = [date(1800, 1, 1), *cuts, date(2399, 12, 31)]
    return [
        {
            "layer": layer, "category": name, "per": piece[1], "pence": piece[0],
            "from_day": bounds[number], "until_day": bounds[number + 1],
            "basis": "published" if piece[0] % 2 else "assumed", "source": f"s{piece[0] % 3}",
        }
        for number, piece in enumerate(drawn)
        if piece is not None
    ]  # fmt: skip
