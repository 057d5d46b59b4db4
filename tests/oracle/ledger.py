"""The oracle: sections 9 and 10 of the rules, from the days of claims to lines of the ledger."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from operator import itemgetter
from typing import Any

from oracle.claims import WHOLE, Claim
from oracle.history import History
from oracle.paid import Paid
from oracle.prices import Prices
from oracle.repairs import ONE, Row, quarter_of

Line = tuple[Any, ...]
SIGNS = {"counterfactual": 1, "actual": -1}
RATE = (
    "pence",
    "per",
    "category",
    "layer",
    "basis",
    "source",
    "basis of price",
)  # what of a rate a line shows
SHOWN = itemgetter(*RATE)
SIDES = ("counterfactual", "actual", "adjustment", "programme")


class UnpricedError(Exception):
    """[8.2] The run stops and lists every name that is missing, with the days."""


class Ledger:
    """What makes the lines: the parameters, the prices and the period."""

    def __init__(
        self,
        method: dict[str, Any],
        prices: list[Row],
        span: tuple[date, date],
        held: date,
        paid: Paid,
    ) -> None:
        self.method, self.span, self.held, self.paid = method, span, held, paid
        self.ahead = method.get("booking", {}).get("rule") == "at_index"
        self.rate = Prices(method["pricing"], prices).rate
        given = {
            name: method["adjustments"][name]
            for name in ("deadweight", "attribution", "displacement", "optimism")
        }
        given["attribution"] = WHOLE - given["attribution"]
        #: What each adjustment that is not neutral takes off, in order [10.1].
        self.shares = {name: share for name, share in given.items() if share}
        self.missing: dict[str, list[date]] = defaultdict(list)

    def real_rate(self, child: str, service: str, category: str, day: date) -> Row | None:
        """[8.5] What a day that really was is priced by: in care, by what was paid for it."""
        paid = self.paid.days.get((child, day)) if service == "cic" else None
        return paid or self.rate(category, day)

    def lines(self, claims: list[Claim], histories: dict[str, History]) -> list[Line]:
        """[5.1.8], [5.3.1] Both legs of every claim, and the adjustments."""
        lines: list[dict[str, Any]] = []
        for claim in claims:
            actual = claim.weight if claim.actual_weight is None else claim.actual_weight
            legs = [("counterfactual", name, weight) for name, weight in claim.instead.items()]
            for leg in [*legs, ("actual", "", actual)]:
                lines += self._leg(claim, histories[claim.child], leg)
        if self.missing and not self.method["pricing"]["allow_unpriced"]:
            raise UnpricedError(dict(self.missing))
        rows = [_line(line, self.method["pricing"]["days_per_year"]) for line in lines]
        return rows + self._adjustments(rows)

    def _leg(
        self, claim: Claim, history: History, leg: tuple[str, str, int]
    ) -> list[dict[str, Any]]:
        """[1.7], [7.1], [7.2], [8.6] One leg of a claim, day by day, joined into lines."""
        side, name, weight = leg
        only_care = self.method["counterfactual"]["rule"] == "care_proportion" and not name
        booked = set(claim.booked)
        run: tuple[str, date] | None = None  # the category of the day before [8.6]
        own: list[dict[str, Any]] = []
        for day in claim.legs:
            told = min(day, self.held - ONE)  # from H on as on the last day observed
            category = name or history.category(told)
            service = claim.service if name else history.status(told)
            first, run = run != (category, day - ONE), (category, day)
            if day in booked and not (only_care and service != "cic"):
                self._add(own, claim, (side, service, category, weight), day, first=first)
        return own

    def _add(
        self, own: list[dict[str, Any]], claim: Claim, what: tuple[str, str, str, int], day: date,
        *, first: bool,
    ) -> None:  # fmt: skip
        """[1.7], [5.1.9], [8.2], [9.6] Add a day to the last line of a leg, or to a new one."""
        side, service, category, weight = what
        rate: Row | None = {}
        if side == "actual" and service != "none":
            rate = self.real_rate(claim.child, service, category, day)
        elif service != "none":
            rate = self.rate(category, day)
        ignored = (
            side == "actual"
            and service in {"cp", "cin"}
            and self.method["counterfactual"].get("residual") == "ignore"
        )
        if rate is None and not ignored:
            self.missing[category].append(day)
        same = {
            "what": (claim.id, claim.child, side, service, claim.service, category),
            "weight": weight,
            "rate": shown(rate),
            "quarter": quarter_of(claim.index if self.ahead and claim.index else day),
            "seen": "observed" if day < self.held else "forecast",
            "free": service == "none" or ignored,
        }
        if own and own[-1]["until"] == day and all(own[-1][key] == same[key] for key in same):
            own[-1]["until"] = day + ONE
        else:
            own.append(same | {"from": day, "until": day + ONE, "cases": int(first)})

    def _adjustments(self, rows: list[Line]) -> list[Line]:
        """[10.1] One line for each adjustment that is not neutral, referral and quarter."""
        gross: dict[tuple[str, str, str, str], list[int | None]] = defaultdict(list)
        for row in rows:
            gross[row[0], row[1], row[16], row[17]].append(row[14])
        lines: list[Line] = []
        for (referral, child, year, quarter), amounts in gross.items():
            running = total(amounts)
            for name, share in self.shares.items():
                taken = None if running is None else -round(Fraction(running * share, WHOLE))
                running = None if running is None or taken is None else running + taken
                blank = (None, None, None, None, None, "", "", "", taken, "observed")
                head = (referral, child, "adjustment", "adjustment", "", name)
                lines.append((*head, *blank, year, quarter, ""))
        return lines


def in_order(rows: list[Line]) -> list[Line]:
    """[9.7] By referral_id, side, financial year, quarter, first day and category, as text."""
    order = (0, 2, 16, 17, 6, 5)
    return sorted(rows, key=lambda row: tuple(str(row[place] or "") for place in order))


def shown(rate: Row | None) -> tuple[Any, ...]:
    """[9.1], [9.6] What a line shows of its rate: where any of it changes, the line ends."""
    return SHOWN(rate) if rate else (None,) * len(RATE)


def _line(line: dict[str, Any], days_per_year: int) -> Line:
    """[9.1] The columns of a line."""
    pence, per, name, layer, *_ = line["rate"]
    days = (line["until"] - line["from"]).days
    amount: int | None = 0 if line["free"] else None
    if pence is not None and not line["free"]:
        amount = SIGNS[line["what"][2]] * charge(line, days_per_year, line["weight"])
    return (
        *line["what"], line["from"], line["until"], days, line["weight"], pence, per or "",
        name or "", layer or "", amount, line["seen"], *line["quarter"], line["rate"][-1] or "",
    )  # fmt: skip


def charge(line: dict[str, Any], days_per_year: int, weight: int = WHOLE) -> int:
    """[1.6], [1.8] The pence of a line: an exact fraction, rounded once, a half to the even one."""
    pence, per, *_ = line["rate"]
    year = Fraction(days_per_year)
    unit = {"week": Fraction(7), "month": year / 12, "year": year}.get(per, Fraction(1))
    days = (line["until"] - line["from"]).days
    units: Fraction = (
        line["cases"] if per in {"case", "episode"} else days / unit
    )  # [8.6] charged once
    return round(units * Fraction(pence * weight, WHOLE))


def total(amounts: list[int | None]) -> int | None:
    """[8.2] A total that would contain an amount that is not known is withheld."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
