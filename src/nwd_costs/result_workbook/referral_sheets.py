"""Every referral, and one that is chosen from a list and worked out line by line [17.13]."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from nwd_costs.result import Result
from nwd_costs.result_workbook.arithmetic import GIVEN, STEPS, recalculation
from nwd_costs.result_workbook.lines import (
    FIRST,
    RECALCULATED,
    WITHHELD,
    Lines,
)
from nwd_costs.result_workbook.pages import Column, Formula, Pages, Sheet
from nwd_costs.result_workbook.summary_sheets import agrees, mark_differences

REFERRALS, CHECK = "Referrals", "Check a referral"
CHOSEN = "B4"
_TABLE = (
    Column("referral_id", width=18), Column("scope", width=14), Column("reason", width=36),
    Column("index_day", width=12), Column("from_day", width=12), Column("until_day", width=12),
    Column("weight", "whole", 12), Column("days_booked", "whole", 14),
    Column("days_lost_to_overlap", "whole", 22), Column("days_not_yet_observed", "whole", 23),
    Column("gross, pounds", "pounds", 18), Column("gross_pence", "whole", 16),
    Column("all_lines_pence", "whole", 16), Column("first_line", "whole", 12),
    Column("lines", "whole", 10),
)  # fmt: skip
# Rows of the sheet on which a referral is checked.
_CHOICE, _COUNT, _TOTALS, _HEADS = 3, 4, 5, 9
_SHOWN = (
    Column("line", "whole", 24), Column("side", width=18), Column("category", width=24),
    Column("from_day", "day", 12), Column("until_day", "day", 12),
    Column("charged_days", "whole", 14), Column("rate_pence", "whole", 14), Column("unit", width=9),
    Column("weight", "whole", 12), Column("unit_times", "whole", 11),
    Column("divisor", "whole", 14), *(Column(name, "step", 14) for name in STEPS),
    Column(RECALCULATED, "whole", 18), Column("amount_pence", "whole", 18),
    Column("do they agree?", width=20),
)  # fmt: skip
_COPIED = {
    "side": '""', "category": '""', "from_day": '""', "until_day": '""', "charged_days": "0",
    "rate_pence": "0", "unit": '""', "weight": "0", "unit_times": "0", "divisor": "0",
    "amount_pence": "0",
}  # fmt: skip


def write_referrals(pages: Pages, result: Result, lines: Lines) -> None:
    """Write every referral with its scope, window and pence."""
    said = "Every referral: in scope or why not, its window, its pounds, and where its lines begin."
    sheet = pages.open(REFERRALS, f"Referrals: {pages.about}", said, _TABLE)
    found = lines.of_referrals()
    names = [column.name for column in _TABLE]
    claims = result.claims
    own = found.reindex(claims["referral_id"]).reset_index(drop=True)
    none = own["lines"].isna()
    table = claims.assign(
        **{
            "gross, pounds": claims["gross_pence"],
            "all_lines_pence": own["pence"].where(~none, 0).array,
            "first_line": own["first"].fillna(0).astype(int),
            "lines": own["lines"].fillna(0).astype(int),
        }
    )[names].astype(object)
    money = {"gross, pounds", "gross_pence", "all_lines_pence"}
    for row, values in enumerate(table.itertuples(index=False, name=None), start=FIRST):
        cells = [
            (WITHHELD if name in money else None) if pd.isna(value) else _whole(value)
            for name, value in zip(names, values, strict=True)
        ]
        pages.row(sheet, row, _TABLE, cells)
    if len(table):
        sheet.autofilter(FIRST - 1, 0, FIRST + len(table) - 1, len(_TABLE) - 1)


def write_check(pages: Pages, ids: pd.Series, lines: Lines) -> None:
    """Write the sheet on which one of the referrals is chosen and worked out again."""
    said = (
        "Choose a referral in the yellow cell. Its lines are fetched from the sheet Ledger and "
        "worked out again, whole numbers only [17.13]. If nothing shows, press Ctrl+Shift+F9."
    )
    sheet = pages.open(CHECK, "Check a referral", said, _SHOWN, headings=_HEADS, freeze=0)
    found = lines.of_referrals()
    most = int(found["lines"].max()) if len(found) else 0
    first = str(found.index[0]) if len(found) else next(iter(ids), "")
    listed = f"{REFERRALS}!$A${FIRST + 1}:$A${FIRST + max(len(ids), 1)}"
    pages.put(sheet, _CHOICE, 0, "referral_id")
    sheet.write_string(_CHOICE, 1, first, pages.chosen)
    sheet.data_validation(
        CHOSEN, {"validate": "list", "source": f"={listed}", "error_title": "referral_id",
                 "error_message": "Choose from the list."},
    )  # fmt: skip
    # EXACT tells R1 from r1 and takes * for itself, which MATCH does not.
    place = f"SUMPRODUCT(EXACT({listed},{CHOSEN})*(ROW({listed})-{FIRST}))"
    pages.put(sheet, _COUNT, 0, "place in the list")
    pages.put(sheet, _COUNT, 1, Formula(place), "whole")
    pages.put(sheet, _COUNT, 2, "lines")
    pages.put(sheet, _COUNT, 3, Formula(_looked_up("lines", len(ids))), "whole")
    _totals(pages, sheet, len(ids), most)
    pages.heads(sheet, _HEADS, _SHOWN)
    for at in range(1, most + 1):
        _line(pages, sheet, at, lines, len(ids))
    mark_differences(pages, sheet, len(_SHOWN) - 1, _HEADS + most)


def _looked_up(name: str, referrals: int) -> str:
    letter = xl_col_to_name([column.name for column in _TABLE].index(name))
    cells = f"{REFERRALS}!${letter}${FIRST + 1}:${letter}${FIRST + max(referrals, 1)}"
    return f"IF($B${_COUNT + 1}=0,0,INDEX({cells},$B${_COUNT + 1}))"


def _totals(pages: Pages, sheet: Sheet, referrals: int, most: int) -> None:
    """Set the library's totals of the referral beside those of its lines below."""
    heads = (Column("total"), Column("library, pence", "whole"),
             Column("worked out here, pence", "whole"), Column("do they agree?"))  # fmt: skip
    pages.heads(sheet, _TOTALS, heads)
    names = [column.name for column in _SHOWN]
    side, here = (_shown_column(names.index(name), most) for name in ("side", RECALCULATED))
    gross = f'SUMIFS({here},{side},"counterfactual")+SUMIFS({here},{side},"actual")'
    # A gross total is withheld for a line of its own two sides alone.
    legs = "+".join(
        f'COUNTIFS({side},"{name}",{here},"{WITHHELD}")' for name in ("counterfactual", "actual")
    )
    rows = (
        ("gross", "gross_pence", f'IF({legs}>0,"{WITHHELD}",{gross})'),
        ("all lines", "all_lines_pence",
         f'IF(COUNTIF({here},"{WITHHELD}")>0,"{WITHHELD}",SUM({here}))'),
    )  # fmt: skip
    for row, (told, name, formula) in enumerate(rows, start=_TOTALS + 1):
        pages.put(sheet, row, 0, told)
        pages.put(sheet, row, 1, Formula(_looked_up(name, referrals)), "whole")
        pages.put(sheet, row, 2, Formula(formula), "whole")
        pages.put(sheet, row, 3, agrees(row, "B", "C"))
    mark_differences(pages, sheet, 3, _TOTALS + 2)


def _shown_column(at: int, most: int) -> str:
    letter = xl_col_to_name(at)
    return f"${letter}${_HEADS + 2}:${letter}${_HEADS + 1 + max(most, 1)}"


def _line(pages: Pages, sheet: Sheet, at: int, lines: Lines, referrals: int) -> None:
    """Fetch one line of the referral, and work it out."""
    row = _HEADS + at
    cell = {c.name: f"${xl_col_to_name(i)}{row + 1}" for i, c in enumerate(_SHOWN)}
    there = cell["line"]
    fetched = {
        name: f'IF({there}="","",IF(INDEX({lines.all(name)},{there})="",{blank},'
        f"INDEX({lines.all(name)},{there})))"
        for name, blank in _COPIED.items()
    }
    rated = f'OR({there}="",{cell["divisor"]}=0)'
    steps = recalculation({name: cell[name] for name in (*GIVEN, *STEPS, "side")})
    pence = steps.pop(RECALCULATED)
    made = {name: f'IF({rated},"",{formula})' for name, formula in steps.items()}
    kept = f'IF({there}="","",IF({cell["divisor"]}=0,{cell["amount_pence"]},{pence}))'
    first = _looked_up("first_line", referrals)
    number = f'IF({at}>$D${_COUNT + 1},"",{first}+{at - 1})'
    one, two = cell["amount_pence"], cell[RECALCULATED]
    told = f'IF({there}="","",IF({one}={two},"agrees","DIFFERS"))'
    formulas = {"line": number, **fetched, **made, RECALCULATED: kept, "do they agree?": told}
    pages.row(sheet, row, _SHOWN, [Formula(formulas[column.name]) for column in _SHOWN])


def _whole(value: object) -> object:
    return value if isinstance(value, str) else int(value)  # type: ignore[call-overload]
