"""Hypothesis strategies: tables of unit costs that keep their contract, as somebody writes them."""

from __future__ import annotations

from datetime import date, timedelta

from nwd_costs.pence import UNITS

try:
    from hypothesis import strategies as st
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        'nwd_costs.testing.price_strategies needs hypothesis: pip install "nwd-costs[testing]".'
    ) from None

Rows = list[dict[str, str]]

#: The days that a drawn table covers.
SPAN = date(2021, 4, 1), date(2024, 4, 1)
SOURCES = ("contracts", "ledger-2023")
COLUMNS = (
    "authority", "category", "per", "amount", "from_day", "until_day", "source", "basis", "note",
)  # fmt: skip
_AREAS = ("815", "816", "North Yorkshire", "Norfolk", "970", "982")
# Nothing is published of these, so that any amount can be meant.
_CATEGORIES = ("outreach", "kinship_support", "night_stay")
_DAYS = (SPAN[1] - SPAN[0]).days
_edges = st.sets(st.integers(1, _DAYS - 1), max_size=4).map(sorted)
_cents = st.sampled_from((1, 99, 100, 110, 100_000, 99_999)) | st.integers(1, 10**9)
_note = st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=12).map(str.strip)


def _pounds(pence: int, *, short: bool) -> str:
    text = f"{pence // 100}.{pence % 100:02d}"
    return text.rstrip("0").rstrip(".") if short else text


@st.composite
def price_tables(draw: st.DrawFn) -> Rows:
    """Draw the rows of a table that keeps its contract [8.1]: no day has two prices.

    Returns
    -------
    SearchStrategy of list of dict
        The rows of ``rates.csv`` as text, in any order; some days may have no price.
    """
    rows = []
    for area in draw(st.lists(st.sampled_from(_AREAS), min_size=1, max_size=3, unique_by=_area)):
        for category in sorted(draw(st.sets(st.sampled_from(_CATEGORIES), min_size=1))):
            edges = [0, *draw(_edges), _DAYS]
            for at in range(len(edges) - 1):
                if at and draw(st.booleans()):
                    continue  # a hole
                first, last = (SPAN[0] + timedelta(days=edges[at + step]) for step in (0, 1))
                rows.append(_row(draw, area, category, first, last))
    return draw(st.permutations(rows))


def _area(name: str) -> str:
    """Give one area one name, whatever it is called by."""
    return {"North Yorkshire": "815", "Norfolk": "926"}.get(name, name)


def _row(draw: st.DrawFn, area: str, category: str, first: date, last: date) -> dict[str, str]:
    uk = draw(st.booleans())
    days = [f"{day:%d/%m/%Y}" if uk else day.isoformat() for day in (first, last)]
    basis = draw(st.sampled_from(("published", "inferred", "assumed")))
    per, source = draw(st.sampled_from(UNITS)), draw(st.sampled_from(SOURCES))
    amount = _pounds(draw(_cents), short=draw(st.booleans()))
    cells = (area, category, per, amount, *days, source, basis, draw(_note))
    return dict(zip(COLUMNS, cells, strict=True))
