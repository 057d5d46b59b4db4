"""The columns of the sheets of a template: what each asks for, and what it lets one choose."""

from __future__ import annotations

from dataclasses import dataclass

from nwd_costs.frames import Column
from nwd_costs.pence import UNITS
from nwd_costs.price_parts import COMPONENTS, MISSING
from nwd_costs.price_template.words import ASKED, MEANINGS
from nwd_costs.prices import RATES, PricedCategory, TableSource
from nwd_costs.rule import Basis

# Title, what the sheet is for, what is asked, the headings; then the rows.
ROW_SAID, ROW_ASKED, ROW_HEADINGS, FIRST_ROW = 1, 2, 3, 4
# Down to this row the lists drop down.
LAST_ROW = 1_999

_WIDTHS = {
    "authority": 16, "category": 22, "per": 9, "amount": 13, "from_day": 12, "until_day": 12,
    "source": 16, "basis": 12, "note": 34, "price_base": 14, "reason": 60, "component": 34,
    "title": 44, "publisher": 28, "where": 44, "formula": 44, "measure": 30, "licence": 30,
    "date": 14, "beside": 20, "id": 18,
}  # fmt: skip
_LISTED_ELSEWHERE = {
    "authority": "areas", "category": "categories", "source": "sources", "price_base": "price base",
}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """A column of a sheet.

    Parameters
    ----------
    name
        Its heading, as it is read.
    asked
        The question above it.
    kind
        ``text``, ``pounds``, ``day`` or ``shown``: for comparing, neither filled in nor read.
    words
        What one may choose from.
    listed
        Which list one may choose from, where it stands in the workbook.
    meaning
        What is said when the cell is chosen.
    width
        In characters.
    """

    name: str
    asked: str
    kind: str = "text"
    words: tuple[str, ...] = ()
    listed: str = ""
    meaning: str = ""
    width: int = 12


def _of(column: Column, *, choosing: bool = True) -> Heading:
    name = column.name
    kind = column.kind if column.kind in {"pounds", "day"} else "text"
    words = {"per": UNITS, "basis": tuple(Basis), "counted": ("yes", "no")}.get(name, column.words)
    listed = _LISTED_ELSEWHERE.get(name, "") if choosing else ""
    meaning = MEANINGS.get(name, "")
    shown = () if listed else tuple(map(str, words))
    return Heading(name, ASKED[name], kind, shown, listed, meaning, _WIDTHS.get(name, 12))


def _plain(name: str) -> Heading:
    kind = "day" if name == "date" else "text"
    return Heading(name, ASKED[name], kind, width=_WIDTHS[name])


def _read(columns: tuple[Column, ...]) -> list[Heading]:
    return [_of(c) for c in columns if c.kind != "row" and c.name != "source_file"]


def headings(council: str) -> dict[str, list[Heading]]:
    """Give the columns of every sheet that has a row for each entry.

    Parameters
    ----------
    council
        Whose published figures stand beside the prices.
    """
    beside = [
        Heading("published", f"{council}, published, £ a week", "shown", width=14),
        Heading("england", "England, published, £ a week", "shown", width=14),
        Heading("a_week", "Your price, £ a week", "shown", width=14),
        Heading("times", "Your price over the published one", "shown", width=14),
    ]
    rates = _read(RATES.columns)
    return {
        "rates": [*rates[:6], *beside, *rates[6:]],
        "sources": [_plain(name) for name in ("id", *TableSource.model_fields)],
        "categories": [
            *map(_plain, ("category", *PricedCategory.model_fields)),
            Heading("beside", ASKED["beside"], listed="published", width=_WIDTHS["beside"]),
        ],
        "missing": _read(MISSING.columns),
        "components": _read(COMPONENTS.columns),
    }
