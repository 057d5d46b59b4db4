"""The lists of Annex A that costing uses: how each is known, and what its columns become."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nwd_costs.returns.annex_codes import (
    CEASED,
    CLOSURE,
    LEGAL_STATUS,
    PLACE,
    PROVIDER,
    YES_OR_NO,
    CodeList,
)

OTHER = 0
SNAPSHOT = 8
CHILD = "child unique id"
PERSON = {CHILD: "child_id", "date of birth": "date_of_birth", "gender": "sex", "sex": "sex"}
_LISTS = frozenset({CHILD, "individual adopter identifier"})


@dataclass(frozen=True)
class AnnexList:
    """One list of Annex A.

    Parameters
    ----------
    number
        Its number in the workbook.
    word
        What it lists.
    table
        The canonical table that it gives.
    columns
        The column of ours that each heading becomes.
    required
        The headings without which it cannot be read.
    codes
        How the words of a column become codes.
    """

    number: int
    word: str
    table: str
    columns: Mapping[str, str]
    required: tuple[str, ...]
    codes: Mapping[str, CodeList] = field(default_factory=dict)


LISTS = (
    AnnexList(
        6,
        "children in need",
        "need_episodes",
        {
            "cin start date": "from_day",
            "cin closure date": "until_day",
            "reason for closure": "closure_reason",
        },
        ("cin start date", "cin closure date"),
        {"closure_reason": CLOSURE},
    ),
    AnnexList(
        7,
        "child protection plans",
        "protection_plans",
        {
            "child protection plan start date": "from_day",
            "child protection plan end date": "until_day",
        },
        ("child protection plan start date", "child protection plan end date"),
    ),
    AnnexList(
        8,
        "children looked after",
        "placements",
        {
            "start date of most recent placement": "from_day",
            "date ceased to be looked after": "until_day",
            "placement type": "place",
            "placement provider": "provider",
            "urn of placement": "urn",
            "urn": "urn",
            "childs legal status": "legal_status",
            "legal status": "legal_status",
            "reason ceased to be looked after": "rec",
            "unaccompanied asylum seeking child uasc within the last 12 months": "uasc",
        },
        (
            "start date of most recent placement",
            "date ceased to be looked after",
            "placement type",
            "placement provider",
        ),
        {
            "place": PLACE,
            "provider": PROVIDER,
            "legal_status": LEGAL_STATUS,
            "rec": CEASED,
            "uasc": YES_OR_NO,
        },
    ),
)
BY_NUMBER = {each.number: each for each in LISTS}


def recognise(headings: Sequence[str]) -> int | None:
    """Say which list of Annex A has these headings, even if some of its own are missing.

    Parameters
    ----------
    headings
        The headings as the file gives them.

    Returns
    -------
    int or None
        6, 7 or 8; ``OTHER`` (0) for a list that costing does not use; None for no list at all.
    """
    held = set(map(plain_heading, headings))
    if not held & _LISTS:
        return None
    hits = {each.number: len(held & set(each.required)) for each in LISTS}
    best = max(hits, key=lambda number: hits[number])
    return best if hits[best] else OTHER


def plain_heading(heading: str) -> str:
    """Write a heading as it is compared: small letters and digits, whatever its quotes and spaces.

    Parameters
    ----------
    heading
        The heading as the file gives it.
    """
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"\(y/n\)+|['\u2018\u2019]", "", text)  # quotes as Word writes them
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())
