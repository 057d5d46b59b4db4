"""The headline and the totals, each beside what the workbook itself works out [17.13]."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import pandas as pd

from nwd_costs.days import iso, to_date
from nwd_costs.result import Result
from nwd_costs.result_workbook.lines import (
    MOST_FORMULAS,
    NOT_YET,
    WITHHELD,
    Lines,
    sides_in_words,
)
from nwd_costs.result_workbook.pages import ROW_HEADINGS, Column, Formula, Pages, Sheet

SUMMARY = "Summary"
_FACT = 110
CHECKED = (
    Column("library, pence", "whole", 18),
    Column("worked out here, pence", "whole", 18),
    Column("do they agree?", width=20),
)
_MONEY = (Column("figure", width=44), Column("pounds", "pounds", 20), *CHECKED)
_HONEST = {
    "reconstruction": "the owner has approved no text; this reproduces no published figure",
    "comparison": "another programme's way of counting; it says nothing of that programme",
}


def agrees(row: int, library: str, here: str) -> Formula:
    """Say whether the library's pence and the workbook's are the same."""
    one, two = f"{library}{row + 1}", f"{here}{row + 1}"
    return Formula(f'IF({two}="","{NOT_YET}",IF({one}={two},"agrees","DIFFERS"))')


def write_summary(pages: Pages, result: Result, lines: Lines) -> None:
    """Write what the figure is, how far it stands, and the headline with its check."""
    said = (
        "Pounds and the column library are the library's own. The next column is worked out in "
        "this workbook from the sheet Ledger. If it is empty, press Ctrl+Shift+F9."
    )
    sheet = pages.open(SUMMARY, f"Costs avoided: {pages.about}", said, _MONEY)
    row = first = ROW_HEADINGS + 1
    for row, (name, pence, formula) in enumerate(_headline(result, lines), start=first):
        shown = WITHHELD if pence is None else pence
        checked = agrees(row, "C", "D")
        pages.row(sheet, row, _MONEY, [name, shown, shown, Formula(formula), checked])
    mark_differences(pages, sheet, 4, row)
    row += 2
    facts = [*_facts(result, lines), *_warned(result)]
    heads = (Column("what a reader must know"), Column("", width=20))
    pages.heads(sheet, row, heads)
    # Beside the table no column is wide enough, so a long fact takes several rows.
    told = [
        (name if at == 0 else "", line)
        for name, value in facts
        for at, line in enumerate(wrap(value, _FACT) or [""])
    ]
    for at, (name, line) in enumerate(told, start=row + 1):
        pages.put(sheet, at, 0, name)
        sheet.write_string(at, 1, line)


def _headline(result: Result, lines: Lines) -> list[tuple[str, int | None, str]]:
    """Give each figure: the library's pence, and the formula, which may take those above it."""
    words, first = sides_in_words(), ROW_HEADINGS + 2
    cell = {name: f"D{first + at}" for at, name in enumerate(
        ("counterfactual", "actual", "gross", "adjustment", "adjusted", "programme", "net")
    )}  # fmt: skip
    side = {name: lines.sum_of(side=name) for name in words}
    # Without a gross total there is nothing to adjust [8.2].
    adjustment = f'IF(ISTEXT({cell["gross"]}),"{WITHHELD}",{side["adjustment"]})'
    return [
        (words["counterfactual"], result.total("counterfactual"), side["counterfactual"]),
        (words["actual"], result.total("actual"), side["actual"]),
        ("Gross costs avoided", result.gross_pence, _plus(cell["counterfactual"], cell["actual"])),
        (words["adjustment"], result.adjustment_pence, adjustment),
        ("Adjusted", result.adjusted_pence, _plus(cell["gross"], cell["adjustment"])),
        (words["programme"], result.programme_pence, side["programme"]),
        ("Net costs avoided", result.net_pence, _plus(cell["adjusted"], cell["programme"])),
    ]


def _plus(one: str, two: str) -> str:
    return f'IF(COUNT({one},{two})<2,"{WITHHELD}",{one}+{two})'


def _facts(result: Result, lines: Lines) -> list[tuple[str, str]]:
    method, costs, pricing = result.method, result.costs, result.method.plan.stages.pricing
    honest = _HONEST.get(method.standing, "")
    until = to_date(result.steps.observed.until - 1)
    rows = [
        ("Does it stand as a headline?", result.headline.mark() or "yes"),
        *(("", line.strip()) for line in result.headline.lines()),
        ("Method", f"{method.id}: {method.title}"),
        ("Standing", "; ".join(filter(None, (method.standing, method.status, honest)))),
        ("Period", f"{result.period.name}, as at {iso(result.as_at)}, observed until {until}"),
        ("Unit costs", f"{costs.id} for {costs.authority}: {costs.price_basis}"),
        ("Price base", f"{pricing.price_base.value}; uprated: {pricing.uprate.value}"),
        ("Gross rests on", result.resting_on().in_words()),
        ("Referrals", f"{result.scope_counts().referrals} in all; see the sheet Referrals"),
        ("Young people supported", str(result.measures["supported"])),
        ("Lines of the ledger", f"{len(lines.frame):,}"),
    ]  # fmt: skip
    if result.contains_forecast:
        days = result.steps.forecast_days
        rows.insert(1, ("No outturn", f"holds {days:,} forecast days [7.3]"))
    if not lines.live:
        told = f"beyond {MOST_FORMULAS:,} lines the sums here are over the library's own amounts"
        rows.append(("What is worked out here", f"{told}; a referral's lines are [17.13]"))
    return rows


def _warned(result: Result) -> list[tuple[str, str]]:
    return [(f"Warning [{w.clause}]", f"{w.message}{_counts(w.counts)}") for w in result.warnings]


def _counts(counts: Any) -> str:
    return f" ({', '.join(f'{name} {n}' for name, n in counts.items())})" if counts else ""


def write_totals(pages: Pages, result: Result, lines: Lines) -> None:
    """Write the totals by quarter, tier and placement."""
    legs = {"counterfactual_pence": "would have been paid", "actual_pence": "was paid instead",
            "gross_pence": "gross"}  # fmt: skip
    quarters = result.by("financial_year", "quarter")
    names = quarters["financial_year"].str.cat(quarters["quarter"], sep=" ")
    said = "Where the lines are booked [7]; gross is what would have been paid less what was paid."
    _split(
        pages, ("By quarter", "quarter", said), quarters.assign(name=names), legs,
        [_gross(lines, booked_in=name) for name in names],
    )  # fmt: skip
    tiers = result.by("claim_service")
    tiers = tiers[tiers["claim_service"].isin(("cic", "cp", "cin"))].assign(
        name=lambda frame: frame["claim_service"]
    )
    said = "Which tier would have been paid for [9.3]: care (cic), protection (cp) or need (cin)."
    _split(
        pages, ("By tier", "tier", said), tiers, legs,
        [_gross(lines, claim_service=name) for name in tiers["name"]],
    )  # fmt: skip
    _placements(pages, lines)


def _gross(lines: Lines, **words: str) -> str:
    one = lines.sum_of(side="counterfactual", **words)
    two = lines.sum_of(side="actual", **words)
    return f'IF(COUNT({one},{two})<2,"{WITHHELD}",{one}+{two})'


def _split(
    pages: Pages, told: tuple[str, str, str], table: pd.DataFrame, money: dict[str, str],
    formulas: Sequence[str],
) -> None:  # fmt: skip
    name, head, said = told
    columns = (
        Column(head, width=24),
        *(Column(f"{told}, pounds", "pounds", 22) for told in money.values()),
        *CHECKED,
    )  # fmt: skip
    sheet = pages.open(name, f"{name}: {pages.about}", said, columns)
    row, rows = ROW_HEADINGS, zip(table.to_dict("records"), formulas, strict=True)
    for row, (one, formula) in enumerate(rows, start=ROW_HEADINGS + 1):
        pence = [_pence(one[column]) for column in money]
        values = [one["name"], *pence, pence[-1], Formula(formula), agrees(row, "E", "F")]
        pages.row(sheet, row, columns, values)
    mark_differences(pages, sheet, len(columns) - 1, row)


def _placements(pages: Pages, lines: Lines) -> None:
    columns = (
        Column("side", width=28), Column("category", width=28), Column("child-days", "whole", 14),
        Column("pounds", "pounds", 20), *CHECKED,
    )  # fmt: skip
    said = "What would have been paid for, and what was; what was paid is below nought [9.2]."
    sheet = pages.open("By placement", f"By placement: {pages.about}", said, columns)
    row, words = ROW_HEADINGS, sides_in_words()
    ledger = lines.frame
    for side in ("counterfactual", "actual"):
        for category, mine in ledger[ledger["side"] == side].groupby("category", sort=True):
            row += 1
            whole = mine["amount_pence"].notna().all()
            pence = int(mine["amount_pence"].sum()) if whole else WITHHELD
            formula = Formula(lines.sum_of(side=side, category=str(category)))
            values = [words[side], str(category), int(mine["days"].sum()), pence, pence, formula]
            pages.row(sheet, row, columns, [*values, agrees(row, "E", "F")])
    mark_differences(pages, sheet, len(columns) - 1, row)


def mark_differences(pages: Pages, sheet: Sheet, column: int, last: int) -> None:
    """Let a check that fails be seen, beside the word that says so."""
    test = {"type": "cell", "criteria": "==", "value": '"DIFFERS"', "format": pages.marked}
    sheet.conditional_format(0, column, max(last, 1), column, test)


def _pence(value: Any) -> int | str:
    return WITHHELD if pd.isna(value) else int(value)
