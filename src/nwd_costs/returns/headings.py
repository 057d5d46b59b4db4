"""Headings: how they are compared, and which of them a message may quote.

A first row may be a row of data, whole or in part, where a heading is missing or a line end was
lost. So a message gives a heading in words only if it is one that everybody has, else by its place.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from nwd_costs.tables import SPECS

if TYPE_CHECKING:
    from collections.abc import Sequence

_SSDA903 = """
    CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC
    REASON_PLACE_CHANGE HOME_POST PL_POST URN DUC MISSING MIS_START MIS_END REVIEW REVIEW_CODE
"""
KNOWN = frozenset(_SSDA903.split()) | {
    column.name.upper() for spec in SPECS.values() for column in spec.columns
}
_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(\s.*)?")
_NUMBER = re.compile(r"[-+]?\d[\d.,]*(E[-+]?\d+)?", re.IGNORECASE)


def tidy_heading(heading: str) -> str:
    """Strip a heading and collapse the white space inside it.

    Parameters
    ----------
    heading
        The heading as the file gives it.
    """
    return " ".join(heading.split())


def looks_like_headings(cells: Sequence[str]) -> bool:
    """Say whether a first row may be headings: not blank, and no dates and numbers as in data.

    Parameters
    ----------
    cells
        The cells of the first row.
    """
    cells = [cell.strip() for cell in cells if cell.strip()]
    numbers = sum(1 for cell in cells if _NUMBER.fullmatch(cell))
    return 2 * numbers < len(cells) and not any(_DATE.fullmatch(cell) for cell in cells)


def repeated_headings(headings: Sequence[str]) -> list[str]:
    """Describe each heading that is given more than once.

    Parameters
    ----------
    headings
        The normalised headings.
    """
    found = []
    for heading, times in Counter(filter(None, headings)).items():
        if times > 1:
            places = [str(place) for place, other in enumerate(headings, 1) if other == heading]
            known = f" ({heading})" if heading.upper() in KNOWN else ""
            found.append(f"columns {' and '.join(places)} have the same heading{known}")
    return found
