"""The worked sums of a case: calculators on totals by name, and printed figures held against them.

Tables of plain text go in and come out, so that what is written and what is found are compared as
they stand. An expected result ``refused: …`` holds words of the message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from nwd_costs.errors import NwdError
from nwd_costs.totals import Agreement, Money, Quantity, Sum, agreement, plausible, work_out

Row = Mapping[str, str]

SUM_TABLES = {
    "Sums": ("sum", "calculator", "inputs", "result"),
    "Printed": ("sum", "printed", "tolerance", "to_nearest", "verdict"),
}
# The columns without which nothing would be checked.
SUM_LEAST = {"Sums": SUM_TABLES["Sums"], "Printed": ("sum", "printed", "verdict")}
_REFUSED = "refused: "


def worked(tables: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, pd.DataFrame]:
    """Work the sums of a case out, and hold what was printed against them [15.11]-[15.13].

    Parameters
    ----------
    tables
        ``Sums`` and, if there is one, ``Printed``: the headings, then the rows.

    Returns
    -------
    dict
        The same tables with the result and the verdict that were found.
    """
    results: dict[str, Money | Quantity] = {}
    found: dict[str, pd.DataFrame] = {}
    steps = {"Sums": ("result", _result), "Printed": ("verdict", _verdict)}
    for name in [name for name in steps if name in tables]:
        column, step = steps[name]
        heads, *rows = tables[name]
        given = [dict(zip(heads, row, strict=True)) for row in rows]
        done = [{**row, column: step(row, results)} for row in given]
        found[name] = pd.DataFrame(done, columns=list(heads), dtype=object)
    return found


def held(computed: Money | Quantity, row: Row) -> Agreement:
    """Hold one printed figure against the computed one, as a row says."""
    tolerance = row.get("tolerance") or "rounded"
    if tolerance == "within" and isinstance(computed, Money):
        low, high = map(Money.parse, row["printed"].split(" to "))
        return plausible(computed, low=low, high=high)
    to_nearest = row.get("to_nearest", "")
    return agreement(computed, row["printed"], tolerance=tolerance, to_nearest=to_nearest)


def _result(row: Row, results: dict[str, Money | Quantity]) -> str:
    inputs = dict(part.split(" = ", 1) for part in row["inputs"].split("; "))
    try:
        results |= work_out([Sum(row["sum"], row["calculator"], inputs)], results)
    except NwdError as error:
        return _refused(error, row.get("result", ""))
    return str(results[row["sum"]])


def _verdict(row: Row, results: dict[str, Money | Quantity]) -> str:
    try:
        found = held(results[row["sum"]], row)
    except NwdError as error:
        return _refused(error, row.get("verdict", ""))
    if found.agrees:
        return "agrees"
    return f"disagrees by {found.difference}. {found.remark}".strip()


def _refused(error: NwdError, expected: str) -> str:
    """Give the message; where it holds the words that are expected, those words."""
    said = str(error)
    words = expected.removeprefix(_REFUSED)
    return expected if expected.startswith(_REFUSED) and words in said else f"{_REFUSED}{said}"
