"""What the figure would be under each method, as far as it may be published side by side [17.2]."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nwd_costs.comparison import ALONE, EVIDENCE, Comparison
from nwd_costs.disclosure import Cell, Disclosure
from nwd_costs.disclosure.beside import may_stand_beside
from nwd_costs.disclosure.money import Money, gross_money, money_tables, sides_shown
from nwd_costs.disclosure.rounding import in_pounds
from nwd_costs.disclosure.splits import Ints
from nwd_costs.errors import DisclosureError, Problem, UsageError
from nwd_costs.reporting import figures
from nwd_costs.reporting.assumptions import prose
from nwd_costs.reporting.pages import LONG, NUMBER, WORD, Chart, Entry, Line, Table
from nwd_costs.result import Result
from nwd_costs.stages.ledger import LEGS

TOO_FEW = Cell("too few children", None, "withheld")
TOO_NEAR = Cell("not beside the others", None, "withheld")
NO_TOTAL = Cell("days without a price", None, "withheld")


@dataclass(frozen=True)
class Rival:
    """What one method makes of the cohort, as it may be published.

    Parameters
    ----------
    method, standing
        Its id, and what it is worth.
    told
        What its document says it is.
    gross
        Gross costs avoided, or the words that stand in its place.
    """

    method: str
    standing: str
    told: str
    gross: Cell


def rivals(result: Result, comparison: Comparison, policy: Disclosure) -> tuple[Rival, ...]:
    """Say what the figure would be under each method that was run, the report's own one first.

    Figures differ by what they count differently: where that is about too few children, or mostly
    about one of them, the later figure is not shown beside the earlier ones and the tables [17.2].

    Parameters
    ----------
    result
        The result that is reported.
    comparison
        The same cohort through several methods.
    policy
        The policy of disclosure control.

    Raises
    ------
    UsageError
        When the comparison is not of the same records, prices, period and day.
    """
    others = [r for r in comparison.results if r.method.fingerprint != result.method.fingerprint]
    for other in others:
        _the_same(result, other)
    told = comparison.what_they_are
    return tuple(
        Rival(
            one.method.id,
            f"{one.method.standing}, {one.method.status}",
            prose(told.get(one.method.id, one.method.document.summary)),
            gross,
        )
        for one, gross in zip([result, *others], _shown([result, *others], policy), strict=True)
    )


def spread(found: Sequence[Rival], own: str, unit: str, source: str) -> Chart:
    """Draw the spread of the figures over methods, with the table they stand in."""
    return figures.spread(
        [(rival.method, rival.gross) for rival in found], own, _table(found), unit, source
    )


def notes() -> tuple[str, ...]:
    """Give what has to be said with any two figures by different methods."""
    spread = (
        "This is a spread of ways to count. It is no confidence interval: the methods are no "
        "sample of anything, and the truth may lie outside it."
    )
    return ALONE, spread, EVIDENCE


def what_they_are(found: Sequence[Rival]) -> Table:
    """Say of each method what it is."""
    rows = [Line([Entry(rival.method), Entry(rival.told, LONG)]) for rival in found]
    return Table("What each method is", ("Method", "What it is"), rows)


def _table(found: Sequence[Rival]) -> Table:
    rows = [
        Line([Entry(r.method), Entry(r.standing, LONG), Entry(r.gross.text, _look(r.gross))])
        for r in found
    ]
    headings = ("Method", "Standing", "Gross costs avoided")
    return Table(
        "Gross costs avoided by each method, over the same referrals", headings, rows,
        "Not to be added up or averaged.", "table-methods",
    )  # fmt: skip


def _look(cell: Cell) -> str:
    return NUMBER if cell.number is not None else f"{NUMBER} {WORD}"


def _the_same(one: Result, other: Result) -> None:
    unlike = [
        what
        for what, differs in {
            "records": one.records.inputs != other.records.inputs,
            "unit costs": one.costs.fingerprint != other.costs.fingerprint,
            "authority": one.costs.authority != other.costs.authority,
            "period": one.period != other.period,
            "as_at": one.as_at != other.as_at,
        }.items()
        if differs
    ]
    if unlike:
        advice = "Compare over the same records, prices, period and day as the result."
        problem = Problem("compared", f"differs from the result in {', '.join(unlike)}", advice)
        raise UsageError("The report cannot be made.", [problem])


def _shown(results: Sequence[Result], policy: Disclosure) -> Iterator[Cell]:
    by_child = _by_child(results)
    figures = np.empty((len(by_child), 0), dtype=np.int64)
    cells = figures
    for at, result in enumerate(results):
        try:
            money = gross_money(result, policy)
        except DisclosureError:
            yield NO_TOTAL if result.gross_pence is None else TOO_FEW
            continue
        mine = by_child[at].to_numpy()
        if not may_stand_beside(mine, figures, cells, policy):
            yield TOO_NEAR
            continue
        figures = np.column_stack([figures, mine])
        if at == 0:
            cells = _cells(money, by_child.index)
        yield in_pounds(money.gross_pence, money.step)


def _by_child(results: Sequence[Result]) -> pd.DataFrame:
    """Give the gross pence of each child, a column for each result."""
    columns = []
    for result in results:
        legs = result.ledger[result.ledger["side"].isin(LEGS)]
        columns.append(legs.groupby("child_id", sort=True)["amount_pence"].sum())
    children = sorted({child for column in columns for child in column.index})
    same = {at: column.reindex(children, fill_value=0) for at, column in enumerate(columns)}
    return pd.DataFrame(same, index=pd.Index(children, dtype=object), dtype=np.int64)


def _cells(money: Money, children: pd.Index) -> Ints:
    """Give what each child has in each cell of the report's tables of money."""
    sides_shown(money)
    money_tables(money)
    child = children.get_indexer(pd.Index(money.labels["child_id"], dtype=object))
    tables = [np.empty((len(children), 0), dtype=np.int64)]
    for split in money.shown:
        table = np.zeros((len(children), len(split.names)), dtype=np.int64)
        np.add.at(table, (child, split.cell), money.amounts.pence)
        tables.append(table)
    return np.hstack(tables)
