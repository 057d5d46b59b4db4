"""The headline figures as they may be published: from the two sides to the net [17.2], [17.3]."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import pandas as pd

from nwd_costs.disclosure.money import SIDE_NAMES, Money, sides_shown
from nwd_costs.disclosure.published import WITHHELD, Cell, PublishedTable
from nwd_costs.disclosure.rounding import in_pounds, money_step, nearest
from nwd_costs.disclosure.splits import Amounts, may_be_shown
from nwd_costs.pence import PPM
from nwd_costs.result import Result
from nwd_costs.stages.ledger import LEGS

FIGURE_NAMES = {
    **SIDE_NAMES, "gross": "Gross costs avoided", "adjustments": "Adjustments",
    "adjusted": "Adjusted", "programme": "Programme cost", "net": "Net costs avoided",
}  # fmt: skip
NOT_COUNTED = Cell("not counted")
NONE_MADE = Cell("none made")


def headline_figures(result: Result, money: Money) -> dict[str, Cell]:
    """Give the headline figures; what rests on too few children is withheld."""
    figures = dict.fromkeys(LEGS, WITHHELD)
    figures |= {side: in_pounds(pence, money.step) for side, pence in sides_shown(money).items()}
    figures["gross"] = in_pounds(money.gross_pence, money.step)
    adjustments = result.method.plan.stages.adjustments
    adjusted = money.gross_pence
    figures["adjustments"] = NONE_MADE
    if adjustments.applied():
        taken = adjustments.shares_taken().values()
        adjustment = adjustment_shown(money.gross_pence, taken, money.step)
        figures["adjustments"] = in_pounds(adjustment, money.step)
        adjusted += adjustment
    figures["adjusted"] = in_pounds(adjusted, money.step)
    programme = programme_shown(result, money)
    figures["programme"] = programme
    figures["net"] = (
        WITHHELD
        if programme.withheld
        else in_pounds(adjusted + (programme.number or 0), money.step)
    )
    return figures


def adjustment_shown(gross_pence: int, taken: Iterable[int], step: int) -> int:
    """Work the adjustments [10.1] out from the gross total as shown.

    The method says which shares they take off, so that the exact amount, rounded by itself, would
    be a second look at the exact gross.

    Parameters
    ----------
    gross_pence
        As shown.
    taken
        The share (ppm) that each adjustment takes off what the one before it left.
    step
        What money is rounded to. [pence]
    """
    left = Fraction(gross_pence)
    for share in taken:
        left *= Fraction(PPM - share, PPM)
    return nearest(round(left) - gross_pence, step)


def programme_shown(result: Result, money: Money) -> Cell:
    """Give the programme's own cost [11], rounded so that it gives no number of cases away.

    Parameters
    ----------
    result, money
        What is to be published, and how.
    """
    rule = result.method.plan.stages.programme.rule
    if rule == "none":
        return NOT_COUNTED
    lines = result.ledger[result.ledger["side"] == "programme"]
    if result.programme_pence is None or not len(lines):
        return WITHHELD
    child = pd.factorize(lines["child_id"])[0].astype(np.int64)
    amounts = Amounts(child, lines["amount_pence"].to_numpy(dtype=np.int64))
    if not may_be_shown(amounts.by_child(np.ones(len(child), dtype=np.bool_)), money.policy):
        return WITHHELD
    return _in_its_step(result.programme_pence, programme_price(lines, rule), money)


def programme_price(lines: pd.DataFrame, rule: str) -> int:
    """Give what a reader could divide the programme's cost by: its dearest day, or referral.

    Parameters
    ----------
    lines
        The programme's lines of the ledger.
    rule
        How the programme is charged [11.2], [11.3]; a total for a year has no price.
    """
    if rule == "total":
        return 0
    column = "rate_pence" if rule == "per_day" else "amount_pence"
    return int(lines[column].abs().max())


def _in_its_step(pence: int, price: int, money: Money) -> Cell:
    step = max(money.step, money_step(price, money.policy))
    return in_pounds(nearest(pence, step), step)


def headline_table(figures: dict[str, Cell]) -> PublishedTable:
    """Give the way from what would have been paid to what was avoided."""
    few = ("A side that rests on too few children is withheld.",)
    return PublishedTable(
        "headline",
        "Costs avoided",
        ("Figure", "Pounds"),
        tuple((Cell(words), figures[name]) for name, words in FIGURE_NAMES.items()),
        few if any(cell.withheld for cell in figures.values()) else (),
    )
