"""The formulas of the grey columns, which set a price beside the published one."""

from __future__ import annotations

from collections.abc import Sequence

from nwd_costs.price_template.headings import FIRST_ROW


def compared(row: int, names: Sequence[str], published: int) -> dict[str, str]:
    """Give the formulas of a line of rates.

    Parameters
    ----------
    row
        The row as a spreadsheet counts it.
    names
        The headings in their order.
    published
        How many rows the published figures have.
    """
    at = {name: f"${chr(ord('A') + column)}{row}" for column, name in enumerate(names)}
    first, last = FIRST_ROW + 1, FIRST_ROW + published
    day = at["from_day"]
    beside = f"VLOOKUP({at['category']},categories!$A${first}:$E${first + 199},5,FALSE)"
    key = f'{beside}&" "&(YEAR({day})-IF(MONTH({day})<4,1,0))'

    def found(column: str) -> str:
        figures, keys = (f"published!${c}${first}:${c}${last}" for c in (column, "A"))
        look = f"INDEX({figures},MATCH({key},{keys},0))"
        return f'=IF(OR({at["category"]}="",{day}=""),"",IFERROR({look},""))'

    amount, per = at["amount"], at["per"]
    week = (
        f'=IF(NOT(ISNUMBER({amount})),"",IF({per}="week",{amount},'
        f'IF(OR({per}="day",{per}="night"),7*{amount},'
        f'IF({per}="month",7*12*{amount}/365,IF({per}="year",7*{amount}/365,"")))))'
    )
    there = f"AND(ISNUMBER({at['a_week']}),ISNUMBER({at['published']}))"
    times = f'=IF({there},{at["a_week"]}/{at["published"]},"")'
    return {"published": found("D"), "england": found("G"), "a_week": week, "times": times}
