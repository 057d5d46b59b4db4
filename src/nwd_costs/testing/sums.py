"""The worked sums of a case: calculators on totals by name, and printed figures held against them.

Published statistics may be brought in by name [16.1], and a claim set beside them [16.3]-[16.6].

Tables of plain text go in and come out, so that what is written and what is found are compared as
they stand. An expected result ``refused: …`` holds words of the message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from nwd_costs import context
from nwd_costs.errors import NwdError
from nwd_costs.totals import Agreement, Money, Quantity, Sum, agreement, plausible, work_out

Row = Mapping[str, str]

SUM_TABLES = {
    "Statistics": ("statistic", "measure", "authority", "year", "result"),
    "Sums": ("sum", "calculator", "inputs", "result"),
    "Printed": ("sum", "printed", "tolerance", "to_nearest", "verdict"),
    "Context": ("check", "claim", "given", "authority", "year", "figure", "verdict"),
}
# The columns without which nothing would be checked.
SUM_LEAST = {**SUM_TABLES, "Printed": ("sum", "printed", "verdict")}
_CHECKS: Mapping[str, Callable[..., context.ContextCheck]] = {
    check.__name__: check
    for check in (
        context.share_of_spending,
        context.fall_on_the_year_before,
        context.child_years,
        context.child_years_of_stock,
        context.per_young_person,
    )
}
_REFUSED = "refused: "


def worked(tables: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, pd.DataFrame]:
    """Work the sums of a case out, and hold what was printed against them [15.11]-[15.13].

    Parameters
    ----------
    tables
        ``Sums`` and, if they are there, the others of ``SUM_TABLES``: the headings, then the rows.

    Returns
    -------
    dict
        The same tables with the results, the figures and the verdicts that were found.
    """
    results: dict[str, Money | Quantity] = {}
    found: dict[str, pd.DataFrame] = {}
    steps = {"Statistics": _statistic, "Sums": _result, "Printed": _verdict, "Context": _context}
    for name in [name for name in steps if name in tables]:
        heads, *rows = tables[name]
        given = [dict(zip(heads, row, strict=True)) for row in rows]
        done = [row | steps[name](row, results) for row in given]
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


def _statistic(row: Row, results: dict[str, Money | Quantity]) -> dict[str, str]:
    try:
        found = context.statistic(row["measure"], authority=row["authority"], year=row["year"])
    except NwdError as error:
        return {"result": _refused(error, row["result"])}
    results[row["statistic"]] = found
    return {"result": str(found)}


def _result(row: Row, results: dict[str, Money | Quantity]) -> dict[str, str]:
    try:
        inputs = _inputs(row["inputs"])
        results |= work_out([Sum(row["sum"], row["calculator"], inputs)], results)
    except NwdError as error:
        return {"result": _refused(error, row.get("result", ""))}
    return {"result": str(results[row["sum"]])}


def _verdict(row: Row, results: dict[str, Money | Quantity]) -> dict[str, str]:
    try:
        found = held(results[row["sum"]], row)
    except NwdError as error:
        return {"verdict": _refused(error, row.get("verdict", ""))}
    if found.agrees:
        return {"verdict": "agrees"}
    return {"verdict": f"disagrees by {found.difference}. {found.remark}".strip()}


def _context(row: Row, _: dict[str, Money | Quantity]) -> dict[str, str]:
    given: dict[str, str | int] = {
        name: int(value) if value.isdecimal() else value
        for name, value in _inputs(row["given"]).items()
    }
    given |= {"claim": row["claim"]} if row["claim"] else {}
    try:
        check = _CHECKS[row["check"]](**given, authority=row["authority"], year=row["year"])
    except NwdError as error:
        return {"figure": _refused(error, row["figure"])}
    figure = check.shown if check.figure is None else str(check.figure)
    return {"figure": figure, "verdict": check.verdict.value}


def _inputs(text: str) -> dict[str, str]:
    """Read ``name = value; name = value``."""
    return dict(part.split(" = ", 1) for part in text.split("; ")) if text else {}


def _refused(error: NwdError, expected: str) -> str:
    """Give the message; where it holds the words that are expected, those words."""
    said = str(error)
    words = expected.removeprefix(_REFUSED)
    return expected if expected.startswith(_REFUSED) and words in said else f"{_REFUSED}{said}"
