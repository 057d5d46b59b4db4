"""The oracle: section 13 of the rules, what care, protection and need cost for every child."""

from __future__ import annotations

from datetime import date
from typing import Any

from oracle.history import History
from oracle.ledger import Ledger, Line, UnpricedError, charge, shown, total
from oracle.oracle import Oracle
from oracle.repairs import ONE, Row, quarter_of


def care_lines(found: Oracle, prices: list[Row], span: tuple[date, date]) -> list[Line]:
    """[13.1] Price every day of every child inside P, one child at a time."""
    walk = Ledger(found.method, prices, span, found.held, found.paid)
    lines = [
        line
        for child, history in found.everyone.items()
        for line in _child_lines(child, history, walk)
    ]
    if walk.missing and not found.method["pricing"]["allow_unpriced"]:
        raise UnpricedError(dict(walk.missing))
    return [_line(line, found.method["pricing"]["days_per_year"]) for line in lines]


def _child_lines(child: str, history: History, walk: Ledger) -> list[dict[str, Any]]:
    """[1.7], [8.6], [13.1] Join days into lines; a quarter and a spell begin a new one."""
    spells = {start for start, _ in history.spells}
    lines: list[dict[str, Any]] = []
    run: tuple[str, date] | None = None  # the category of the day before [8.6]
    for day, known in sorted(history.days.items()):
        first, run = run != (known.category, day - ONE), (known.category, day)
        if not walk.span[0] <= day < walk.span[1]:
            continue
        rate = walk.real_rate(child, known.status, known.category, day)
        if rate is None:
            walk.missing[known.category].append(day)
        same = (child, known.status, known.category), shown(rate), quarter_of(day)
        last = lines[-1] if lines and day not in spells else None
        if last and last["until"] == day and last["same"] == same:
            last["until"] = day + ONE
        else:
            line = {"same": same, "rate": same[1], "from": day, "until": day + ONE}
            lines.append(line | {"cases": int(first)})
    return lines


def _line(line: dict[str, Any], days_per_year: int) -> Line:
    """[1.6], [13.1] Round a line once; nothing stands against it, so that its sign is plus."""
    what, (pence, per, name, layer, basis, source, _), quarter = line["same"]
    days = (line["until"] - line["from"]).days
    amount = None if pence is None else charge(line, days_per_year)
    rate = (pence, per or "", name or "", layer or "", basis or "", source or "")
    return *what, line["from"], line["until"], days, *rate, amount, *quarter


def care_figures(lines: list[Line]) -> dict[str, Any]:
    """[13.1] The totals of a period under the names of the expected results."""
    return {
        "days": sum(line[5] for line in lines),
        "amount_pence": total([line[12] for line in lines]),
        "by_service": {
            name: _part([line for line in lines if line[1] == name])
            for name in ("cic", "cp", "cin")
        },
        "by_category": {
            name: _part([line for line in lines if line[2] == name])
            for name in sorted({line[2] for line in lines})
        },
        "by_quarter": {
            " ".join(quarter): total([line[12] for line in lines if line[13:] == quarter])
            for quarter in sorted({line[13:] for line in lines})
        },
    }


def _part(lines: list[Line]) -> dict[str, Any]:
    return {
        "days": sum(line[5] for line in lines),
        "amount_pence": total([line[12] for line in lines]),
        "lines": len(lines),
        "children": len({line[0] for line in lines}),
    }
