"""The oracle: clause [8.5] of the rules, what was really paid for each day of each child."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from oracle.repairs import ONE, Row, word

IGNORED, NOBODY = "actual costs are ignored", "child in no other table"
BEYOND = "begins after the last observed day"


class PaidTwiceError(Exception):
    """[8.5] Two rows give a price for one day of a child."""


class Paid:
    """The rows of the table of placement costs, what became of each, and the days they price."""

    def __init__(self, rows: list[Row], known: set[str], held: date, *, prefer: bool) -> None:
        self.fates: list[tuple[str, str]] = []
        self.days: dict[tuple[str, date], Row] = {}
        spans: dict[str, list[tuple[date, date]]] = {}
        for row in rows:
            if reason := _rejected(row):
                self.fates.append(("rejected", reason))
                continue
            child, start, end = str(row["child_id"]), row["from_day"], row["until_day"] or date.max
            for other in spans.setdefault(child, []):
                if start < other[1] and other[0] < end:
                    raise PaidTwiceError
            spans[child].append((start, end))
            self.fates.append(_set_aside(row, known, held, prefer=prefer))
            if self.fates[-1][0] == "used":
                self._lay(row, child, min(end, held))

    def _lay(self, row: Row, child: str, end: date) -> None:
        """Give every day of a row its price: an amount of pounds as pence."""
        pounds, _, part = str(row["amount"]).partition(".")
        pence = 100 * int(pounds) + int((part + "00")[:2])
        price = {
            "pence": pence, "per": word(row["per"]), "category": "actual", "layer": "record",
            "basis": "published", "source": row.get("source") or "placement_costs",
            "basis of price": "current",
        }  # fmt: skip
        day = row["from_day"]
        while day < end:
            self.days[child, day] = price
            day += ONE

    def accounted(self) -> dict[str, Any]:
        """[1.9] What became of every row."""
        found: dict[str, Any] = {
            fate: {
                reason: self.fates.count((fate, reason))
                for reason in sorted({why for known, why in self.fates if known == fate})
            }
            for fate in ("repaired", "superseded", "rejected", "out_of_scope")
        }
        return {"rows_in": len(self.fates), "used": self.fates.count(("used", "")), **found}


def _rejected(row: Row) -> str:
    """[8.5] The first reason for which a row cannot be used."""
    start, end, amount = row["from_day"], row["until_day"], str(row["amount"] or "")
    dated = isinstance(start, date)
    reasons = {
        "until_day not after from_day": dated and isinstance(end, date) and end <= start,
        "no child": not row["child_id"],
        "unreadable from_day": not dated,
        "unreadable until_day": bool(end) and not isinstance(end, date),
        "unknown word in per": word(row["per"])
        not in {"", "day", "night", "week", "month", "year"},
        "per not given": not row["per"],
        "unreadable amount": bool(amount) and not re.fullmatch(r"-?\d+(\.\d\d?0*)?", amount),
        "amount not given": not amount,
        "amount below nought": amount.startswith("-"),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _set_aside(row: Row, known: set[str], held: date, *, prefer: bool) -> tuple[str, str]:
    """[1.9] Whether a row that can be used is."""
    if not prefer:
        return "out_of_scope", IGNORED
    if row["from_day"] >= held:
        return "out_of_scope", BEYOND
    return ("used", "") if row["child_id"] in known else ("out_of_scope", NOBODY)
