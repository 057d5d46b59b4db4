"""The library's rounding as formulas that a spreadsheet works out exactly [17.13].

A spreadsheet counts in binary floating point and its ROUND goes half away from nought. So a line is
worked out with whole numbers alone, split so that each stays far below 2^53. With

    divisor  D = unit days (numerator) x 1 000 000          at most 366 000 000
    weight   w, at most 1 000 000
    product  days x rate x unit days (denominator)          below 10^14, or the workbook is refused

the amount is product x w / D, and by long division in base 1000 of the weight

    whole  = INT(product / D)                               below 10^8
    rest   = product - whole x D                            below D
    upper  = INT(rest x INT(w / 1000) / D)                  at most 1 000, of less than 4 x 10^11
    lower  = 1000 x (rest x INT(w / 1000) - upper x D)
             + rest x (w - 1000 x INT(w / 1000))            below 2 000 x D, so below 8 x 10^11
    floor  = whole x w + 1000 x upper + INT(lower / D)      the amount cut down to the penny
    left   = lower - INT(lower / D) x D                     what was cut off, below D

and the half is found by comparing 2 x left with D. Each quotient that INT cuts is of whole numbers
n / D with n below 10^14: it is either whole or at least 1 / D below the next whole number, which is
more than a half of its fifteenth digit. So INT is right even where a program takes a number that
equals a whole one to fifteen digits for that number, as LibreOffice does.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nwd_costs.errors import Problem, UsageError
from nwd_costs.pence import ONCE, PPM, unit_days

# Beyond these a spreadsheet would not be exact to the penny.
MOST_PRODUCT, MOST_TOTAL = 10**14, 10**15

# What a line is worked out from, and the steps from there to its pence.
GIVEN = ("charged_days", "rate_pence", "weight", "unit_times", "divisor")
STEPS = ("whole", "rest", "upper", "lower", "floor", "left")


def recalculation(at: Mapping[str, str]) -> dict[str, str]:
    """Give the formula of every step and of the pence of a line, without the equals sign.

    Parameters
    ----------
    at
        The cell of each of ``GIVEN`` and ``STEPS``, and of the line's ``side``.
    """
    days, rate, weight, times, divisor = (at[name] for name in GIVEN)
    whole, rest, upper, lower, floor, left = (at[name] for name in STEPS)
    sign = f'IF(OR({at["side"]}="actual",{at["side"]}="programme"),-1,1)'
    odd = f"{floor}-2*INT({floor}/2)"
    return {
        "whole": f"INT({days}*{rate}*{times}/{divisor})",
        "rest": f"{days}*{rate}*{times}-{whole}*{divisor}",
        "upper": f"INT({rest}*INT({weight}/1000)/{divisor})",
        "lower": f"1000*({rest}*INT({weight}/1000)-{upper}*{divisor})"
        f"+{rest}*({weight}-1000*INT({weight}/1000))",
        "floor": f"{whole}*{weight}+1000*{upper}+INT({lower}/{divisor})",
        "left": f"{lower}-INT({lower}/{divisor})*{divisor}",
        "recalculated_pence": f"{sign}*({floor}"
        f"+IF(2*{left}>{divisor},1,IF(2*{left}={divisor},{odd},0)))",
    }


def given(ledger: pd.DataFrame, days_per_year: int) -> pd.DataFrame:
    """Give what the lines are worked out from, beside the columns that the ledger has.

    Parameters
    ----------
    ledger
        The lines [9.1].
    days_per_year
        As the method's pricing has it.

    Returns
    -------
    pandas.DataFrame
        charged_days, unit_times and divisor; missing where a line has no rate or no amount. A price
        per case counts one day on the line that it is charged on and none on the others [8.6].
    """
    rated = (ledger["rate_pence"].notna() & ledger["amount_pence"].notna()).to_numpy()
    units = ledger["unit"].to_numpy(dtype=object)
    per = {unit: unit_days(str(unit), days_per_year) for unit in set(units[rated])}
    once = np.isin(units.astype(str), ONCE)
    charged = np.where(once, (ledger["amount_pence"].fillna(0) != 0), ledger["days"].fillna(0))
    numerator = [per[unit].numerator if unit in per else 0 for unit in units]
    denominator = [per[unit].denominator if unit in per else 0 for unit in units]
    columns = {
        "charged_days": charged.astype(np.int64),
        "unit_times": np.array(denominator, dtype=np.int64),
        "divisor": np.array(numerator, dtype=np.int64) * PPM,
    }
    return pd.DataFrame({k: pd.arrays.IntegerArray(v, ~rated) for k, v in columns.items()})


def refuse_beyond_exact(ledger: pd.DataFrame, found: pd.DataFrame) -> None:
    """Refuse a ledger that a spreadsheet could not work out to the penny.

    Parameters
    ----------
    ledger, found
        The lines, and what ``given`` gives for them.

    Raises
    ------
    UsageError
        When a line or a total is beyond whole numbers that a spreadsheet holds exactly.
    """
    rates = ledger["rate_pence"].fillna(0).astype(object)
    product = found["charged_days"].fillna(0).astype(object) * rates * found["unit_times"].fillna(0)
    total = ledger["amount_pence"].fillna(0).astype(object).abs().sum()
    beyond = int((product >= MOST_PRODUCT).sum())
    if beyond or total >= MOST_TOTAL:
        what = f"holds {beyond} lines, or a total, too large for a spreadsheet to be exact [17.13]"
        advice = "Read ledger.parquet instead, or look for a price in the wrong unit."
        raise UsageError("The workbook cannot be written.", [Problem("ledger", what, advice)])
