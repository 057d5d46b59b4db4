"""The workbook's own formulas, worked out in Python's floating point as a spreadsheet does."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from nwd_costs.result_workbook.arithmetic import GIVEN, STEPS, recalculation

NAMES = (*GIVEN, *STEPS, "side")
FORMULAS = recalculation({name: name for name in NAMES})


def to_fifteen_digits(number: float) -> float:
    """Round as LibreOffice does before it cuts: what is whole to fifteen digits is whole."""
    if number == 0:
        return 0.0
    places = 14 - math.floor(math.log10(abs(number)))
    return float(Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN))


def worked_out(values: Mapping[str, float | str], *, fuzzy: bool) -> float:
    """Work a line out step by step, and hold every number to what a double holds exactly."""
    cut = (lambda x: float(math.floor(to_fifteen_digits(x)))) if fuzzy else _cut
    known: dict[str, object] = dict(values)
    functions = {"INT": cut, "IF": lambda test, yes, no: yes if test else no,
                 "OR": lambda *tests: any(tests)}  # fmt: skip
    for name, formula in FORMULAS.items():
        python = re.sub(r"(?<![<>=])=(?!=)", "==", formula)
        value = eval(python, {"__builtins__": {}}, {**functions, **known})  # noqa: S307
        assert float(value).is_integer()
        assert abs(value) < 10**14
        known[name] = float(value)
    return float(str(known["recalculated_pence"]))


def _cut(number: float) -> float:
    return float(math.floor(number))
