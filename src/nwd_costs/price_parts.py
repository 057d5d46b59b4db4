"""What a unit-cost table says beside its prices: price base, scope, and what a price is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import AfterValidator

from nwd_costs.days import financial_year_name
from nwd_costs.errors import Problem
from nwd_costs.frames import Column, FrameSpec, Mask
from nwd_costs.rule import Document

NOT_STATED = "not stated"
# The years whose prices a table may be in.
PRICE_BASES = (
    "outturn",
    NOT_STATED,
    *(f"real {financial_year_name(y)}" for y in range(1990, 2090)),
)
_PARTS = ("included", "excluded", "in part", NOT_STATED)
_CONTRIBUTIONS = ("gross", "net", NOT_STATED)

# A row says these of itself only where it differs from the table [8.16].
OWN_COLUMNS = (
    Column("price_base", "word", "at whose prices, where not the table's", words=PRICE_BASES),
    Column("overheads", "word", "where not as the table says", words=_PARTS),
    Column("on_costs", "word", "where not as the table says", words=_PARTS),
    Column("education", "word", "gross or net, where not the table's", words=_CONTRIBUTIONS),
    Column("health", "word", "gross or net, where not the table's", words=_CONTRIBUTIONS),
)
OWN_ADVICE = {
    "price_base": "Write outturn, real with a financial year such as real 2023-24, or not stated.",
    **dict.fromkeys(("overheads", "on_costs"), f"Use one of {', '.join(_PARTS)}."),
    **dict.fromkeys(("education", "health"), f"Use one of {', '.join(_CONTRIBUTIONS)}."),
}


def _a_price_base(text: str) -> str:
    if text not in PRICE_BASES:
        raise ValueError(OWN_ADVICE["price_base"])
    return text


PriceBase = Annotated[str, AfterValidator(_a_price_base)]

DIFFERENCE = "difference"
COMPONENTS = FrameSpec(
    "components",
    (
        Column("authority", "text", "the area of the price that it is a part of", required=True),
        Column("category", "word", "what is priced", required=True),
        Column("from_day", "day", "the first day of that price", required=True),
        Column("component", "text", "what the part is", required=True),
        Column("kind", "word", "recurring, one_off or difference", required=True,
               words=("recurring", "one_off", DIFFERENCE)),
        Column("amount", "pounds", "pounds as decimal text", required=True),
        Column("counted", "flag", "whether it is in the price", required=True),
        Column("note", "text", "anything a reader should know"),
        Column("source_file", "text", "the file the row came from"),
        Column("source_row", "row", "its row in the file; the heading is row 1"),
    ),
    "8.17",
)  # fmt: skip

MISSING = FrameSpec(
    "missing",
    (
        Column("authority", "text", "DfE number, name or ONS code of the area", required=True),
        Column("category", "word", "what has no price", required=True),
        Column("from_day", "day", "the first day without one", required=True),
        Column("until_day", "day", "the day after the last", required=True),
        Column("reason", "text", "why there is none", required=True),
        Column("source_file", "text", "the file the row came from"),
        Column("source_row", "row", "its row in the file; the heading is row 1"),
    ),
    "8.16",
)

_KEY = ["authority", "category", "from_day"]


class Scope(Document):
    """What a table's prices take in [8.16]; what it does not say is ``not stated``.

    Parameters
    ----------
    overheads, on_costs
        Whether these are in the price: ``included``, ``excluded``, ``in part``.
    education, health
        Whether what these pay towards a placement is still in the price, ``gross``, or has been
        taken off, ``net``.
    """

    overheads: Literal["included", "excluded", "in part", "not stated"] = "not stated"
    on_costs: Literal["included", "excluded", "in part", "not stated"] = "not stated"
    education: Literal["gross", "net", "not stated"] = "not stated"
    health: Literal["gross", "net", "not stated"] = "not stated"

    def __str__(self) -> str:
        return (
            f"overheads {self.overheads}, on-costs {self.on_costs}; contributions: "
            f"education {self.education}, health {self.health}"
        )


@dataclass(frozen=True, eq=False, repr=False)
class WrittenTable:
    """A unit-cost table as somebody wrote it, in a folder or in a workbook.

    Parameters
    ----------
    name
        What the table is called in messages.
    raw
        What ``table.toml`` holds.
    tables
        The rows of ``rates``, ``missing`` and ``components`` as text, with ``source_row``; the last
        two only where they are there.
    files
        What each of these is called in messages.
    letters, places
        Of a workbook: the letter of each column by what its sheet is called in messages and its
        heading, and the cell of each entry of ``raw``.
    """

    name: str
    raw: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    files: Mapping[str, str]
    letters: Mapping[tuple[str, str], str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


def own_words(rates: pd.DataFrame) -> list[list[str]]:
    """Give for each row what it says of itself beyond the table, for the fingerprint [8.16]."""
    words: list[list[str]] = [[] for _ in range(len(rates))]
    for name in (column.name for column in OWN_COLUMNS):
        for at in np.flatnonzero(rates[name] != "").tolist():
            words[at].append(f"{name}={rates[name].iloc[at]}")
    return words


def component_problems(
    rates: pd.DataFrame, parts: pd.DataFrame, unreadable: Mapping[str, Mask], file: str
) -> list[Problem]:
    """Find what is wrong with the components of the prices of a table [8.17].

    Parameters
    ----------
    rates, parts
        Both with their areas resolved to numbers.
    unreadable
        The components in which something could not be read.
    file
        What the components are called in messages.
    """
    nothing = np.zeros(len(parts), dtype=np.bool_)
    unread = unreadable.get("amount", nothing)
    blank = parts["amount"].isna().to_numpy(dtype=bool) & ~unread
    low = (parts["amount"].fillna(0) < 0).to_numpy(dtype=bool)
    counted = parts[parts["counted"]].groupby(_KEY)["amount"].sum()
    priced = rates.set_index(_KEY)["amount"]
    keys = pd.MultiIndex.from_frame(parts[_KEY])
    off = counted.index[(counted != priced.reindex(counted.index)).fillna(value=False)]
    faults: list[tuple[str, Mask, str, str]] = [
        *((name, bad, f"{name} cannot be read", _ADVICE.get(name, "Correct it."))
          for name, bad in unreadable.items()),
        *((name, (parts[name] == "").to_numpy(dtype=bool) & ~unreadable.get(name, nothing),
           f"{name} is blank", _ADVICE.get(name, "Say which."))
          for name in ("authority", "category", "component", "kind")),
        ("amount", blank, "the amount is blank", "Give it, or take the row out."),
        ("amount", low & (parts["kind"] != DIFFERENCE).to_numpy(dtype=bool),
         "the amount is below nought", "Only a difference may be."),
        ("category", ~keys.isin(priced.index), "is a part of no price of the table",
         "Give authority, category and from_day as the price has them."),
        ("amount", keys.isin(off) & ~unread, "the parts counted do not add up to the price",
         "Correct them, or show what nobody explains as a row of the kind difference."),
    ]  # fmt: skip
    row = parts["source_row"].to_numpy(dtype=np.int64)
    return [
        Problem(f"{file}, column {column}", what, advice, tuple(row[bad].tolist()))
        for column, bad, what, advice in faults
        if bad.any()
    ]


_ADVICE = {
    "kind": "Use recurring, one_off or difference.",
    "amount": "Write pounds to the penny, such as 1185 or 23.45 [8.7].",
    "counted": "Write yes or no.",
    "from_day": "Write yyyy-mm-dd or dd/mm/yyyy.",
}
