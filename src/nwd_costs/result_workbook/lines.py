"""The ledger as a sheet whose lines work themselves out, and sums over it [17.13]."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from nwd_costs.result import Result
from nwd_costs.result_workbook.arithmetic import (
    GIVEN,
    STEPS,
    given,
    recalculation,
    refuse_beyond_exact,
)
from nwd_costs.result_workbook.pages import ROW_HEADINGS, Column, Formula, Pages, Sheet
from nwd_costs.stages.ledger import COLUMNS, SIDES

LEDGER = "Ledger"
FIRST = ROW_HEADINGS + 1
# Beyond this many lines the ledger's sheet holds values alone: a spreadsheet would be slow to open.
MOST_FORMULAS = 20_000
WITHHELD, NOT_YET = "withheld", "not worked out yet"
RECALCULATED = "recalculated_pence"
_ADDED = ("booked_in", "charged_days", "unit_times", "divisor")
_KINDS = {
    "from_day": "day", "until_day": "day", "days": "whole", "weight": "whole",
    "rate_pence": "whole", "amount_pence": "whole", "charged_days": "whole", "unit_times": "whole",
    "divisor": "whole", **dict.fromkeys(STEPS, "step"), RECALCULATED: "whole", "difference": "step",
}  # fmt: skip
_WIDTHS = {
    "source": 30,
    "category": 26,
    "service": 12,
    "unit": 9,
    "days": 9,
    "layer": 12,
    "clause": 10,
}


@dataclass(frozen=True)
class Lines:
    """The lines of a ledger as they stand on its sheet.

    Parameters
    ----------
    frame
        The lines [9.1] with what they are worked out from.
    live
        Whether every line has its formulas.
    """

    frame: pd.DataFrame
    live: bool

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the sheet."""
        names = [*self.frame.columns, *((*STEPS, RECALCULATED, "difference") if self.live else ())]
        return [Column(name, _KINDS.get(name, "text"), _WIDTHS.get(name, 15)) for name in names]

    @property
    def summed(self) -> str:
        """The column that sums are taken over."""
        return RECALCULATED if self.live else "amount_pence"

    def letter(self, name: str) -> str:
        """Give the letter of a column."""
        return self._letters[name]

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {c.name: str(xl_col_to_name(at)) for at, c in enumerate(self.columns)}

    def all(self, name: str) -> str:
        """Give the cells of a column."""
        last = FIRST + max(len(self.frame), 1)
        return f"{LEDGER}!${self.letter(name)}${FIRST + 1}:${self.letter(name)}${last}"

    def sum_of(self, **words: str) -> str:
        """Give the formula for the pence of the lines that have these words in their columns."""
        pairs = ",".join(f"{self.all(name)},{_quoted(word)}" for name, word in words.items())
        amounts = self.all(self.summed)
        return (
            f'IF(COUNTIFS({pairs},{amounts},"{WITHHELD}")>0,"{WITHHELD}",SUMIFS({amounts},{pairs}))'
        )

    def of_referrals(self) -> pd.DataFrame:
        """Give for every referral with lines where they begin, how many, and their pence."""
        rows = pd.DataFrame(
            {
                "referral_id": self.frame["referral_id"],
                "at": range(1, len(self.frame) + 1),
                "pence": self.frame["amount_pence"],
            }
        )
        groups = rows.groupby("referral_id", sort=False)
        pence = groups["pence"].sum().mask(groups["pence"].count() < groups.size())
        return pd.DataFrame({"first": groups["at"].min(), "lines": groups.size(), "pence": pence})


def lines_of(result: Result) -> Lines:
    """Give the lines of a result with what they are worked out from.

    Raises
    ------
    UsageError
        When a spreadsheet would not be exact.
    """
    ledger = pd.DataFrame(result.ledger)
    found = given(ledger, result.method.plan.stages.pricing.days_per_year.value)
    refuse_beyond_exact(ledger, found)
    booked = ledger["financial_year"].str.cat(ledger["quarter"], sep=" ")
    frame = ledger[list(COLUMNS)].assign(booked_in=booked, **{k: found[k] for k in found.columns})
    return Lines(frame[[*COLUMNS, *_ADDED]], live=len(ledger) <= MOST_FORMULAS)


def write_ledger(pages: Pages, lines: Lines) -> None:
    """Write the ledger."""
    said = (
        "Every line of the ledger. The grey columns work each line out again from charged_days, "
        "rate_pence, weight, unit_times and divisor, with whole numbers only, an exact half to the "
        "even penny [1.6] [17.13]. A line without a rate keeps its amount."
        if lines.live
        else f"Every line of the ledger, as values: beyond {MOST_FORMULAS:,} lines only the sums "
        "and the sheet Check a referral are worked out here [17.13]."
    )
    columns = lines.columns
    sheet = pages.open(LEDGER, "Ledger", said, columns)
    sheet.set_paper(8)
    sheet.fit_to_pages(2, 0)
    sheet.repeat_columns(0)
    cells = [_plain_values(lines.frame[name]) for name in lines.frame.columns]
    letters = {column.name: lines.letter(column.name) for column in columns}
    own = list(lines.frame.columns)
    for row, values in enumerate(zip(*cells, strict=True), start=FIRST):
        made: list[Formula | None] = []
        if lines.live:
            rated = values[own.index("divisor")] is not None
            made = _formulas({name: f"${letters[name]}{row + 1}" for name in letters}, rated=rated)
        pages.row(sheet, row, columns, [*values, *made])
    _filtered(sheet, columns, FIRST + len(lines.frame) - 1)


def _plain_values(column: pd.Series) -> list[Any]:
    """Give a column as Python's own values; an amount that is missing is withheld [8.2]."""
    if str(column.dtype).startswith("datetime"):
        return [None if pd.isna(day) else day.to_pydatetime() for day in column]
    values: list[Any] = column.astype(object).where(column.notna(), None).tolist()
    if column.name == "amount_pence":
        return [WITHHELD if value is None else int(value) for value in values]
    return values


def _formulas(at: dict[str, str], *, rated: bool) -> list[Formula | None]:
    """Give the formulas of a line, in the order of their columns; ``at`` are its cells."""
    amount, here = at["amount_pence"], at[RECALCULATED]
    difference = Formula(f'IF(ISTEXT({amount}),"",{here}-{amount})')
    if not rated:
        return [*(None for _ in STEPS), Formula(amount), difference]
    steps = recalculation({name: at[name] for name in (*GIVEN, *STEPS, "side")})
    return [*(Formula(text) for text in steps.values()), difference]


def _filtered(sheet: Sheet, columns: list[Column], last: int) -> None:
    if last >= FIRST:
        sheet.autofilter(ROW_HEADINGS, 0, last, len(columns) - 1)


def _quoted(word: str) -> str:
    """Write a word as a criterion that stands for itself alone."""
    for sign in "~*?":
        word = word.replace(sign, f"~{sign}")
    return '"{}"'.format(word.replace('"', '""'))


def sides_in_words() -> dict[str, str]:
    """Name the sides of the ledger for a reader."""
    words = (
        "What would have been paid", "What was paid instead", "Adjustments", "Programme cost",
    )  # fmt: skip
    return dict(zip(SIDES, words, strict=True))
