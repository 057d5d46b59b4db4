"""The oracle: section 11 of the rules, what the programme itself costs."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from oracle.claims import WHOLE, Claim
from oracle.repairs import ONE, quarter_of

Line = tuple[Any, ...]


class UnchargedError(Exception):
    """[11.2] The run stops where a cost is missing, [11.3] and where P has no whole quarters."""


def programme_lines(
    rule: dict[str, Any], claims: list[Claim], span: tuple[date, date], held: date
) -> list[Line]:
    """[11.1], [11.4] The lines of every referral whose support began before H, in scope or out."""
    borne = [claim for claim in claims if _started(claim) and _started(claim) < held]
    if rule["rule"] == "per_referral":
        return _per_referral(borne, span)
    if rule["rule"] == "per_day":
        pence = _pence(rule["rate"])
        return [
            _line(
                claim, days, days[-1] + ONE, (WHOLE, pence, "day", "programme"), len(days) * pence
            )
            for claim in borne
            for days in _by_quarter(_involved(claim, held), span).values()
        ]
    return _total(rule["totals"], borne, span, held) if rule["rule"] == "total" else []


def _started(claim: Claim) -> Any:
    return claim.row.get("started_on") or None


def _involved(claim: Claim, held: date) -> list[date]:
    """[11.2] The days of involvement, before H."""
    days, day = [], _started(claim)
    until = min(claim.row.get("ended_on") or held, held)
    while day < until:
        days.append(day)
        day += ONE
    return days


def _by_quarter(days: list[date], span: tuple[date, date]) -> dict[tuple[str, str], list[date]]:
    found: dict[tuple[str, str], list[date]] = defaultdict(list)
    for day in days:
        if span[0] <= day < span[1]:
            found[quarter_of(day)].append(day)
    return found


def _pence(pounds: Any) -> int:
    return int(Decimal(str(pounds)) * 100)


def _line(claim: Claim, days: list[date], until: date, rate: tuple[Any, ...], pence: int) -> Line:
    """[11.4] The columns of a line."""
    scope = "in scope" if claim.scope in {"in scope", "voided"} else "out of scope"
    weight, rate_pence, unit, name = rate
    return (
        claim.id, claim.child, "programme", "programme", "", scope, days[0], until, len(days),
        weight, rate_pence, unit, name, "", -pence, "observed", *quarter_of(days[0]), "",
    )  # fmt: skip


def _per_referral(borne: list[Claim], span: tuple[date, date]) -> list[Line]:
    """[11.2] The referral's own cost, on the day that its support began."""
    lines = []
    for claim in borne:
        day, cost = _started(claim), claim.row.get("programme_cost")
        if not span[0] <= day < span[1]:
            continue
        if cost in {None, ""}:
            raise UnchargedError
        pence = _pence(cost)
        lines.append(_line(claim, [day], day + ONE, (WHOLE, pence, "case", "programme"), pence))
    return lines


def _total(
    totals: dict[str, str], borne: list[Claim], span: tuple[date, date], held: date
) -> list[Line]:
    """[11.3] A year's pounds, shared over all its referrals and quarters by largest remainder."""
    if any(quarter_of(day) == quarter_of(day - ONE) for day in span):
        raise UnchargedError
    cells: dict[str, list[tuple[str, str, Claim, list[date]]]] = defaultdict(list)
    for claim in borne:
        everything = (date.min, date.max)
        for (year, quarter), days in _by_quarter(_involved(claim, held), everything).items():
            cells[year].append((claim.id, quarter, claim, days))
    lines = []
    for year, own in cells.items():
        if year not in totals:
            continue
        pence, all_days = _pence(totals[year]), sum(len(days) for *_, days in own)
        exact = {cell[:2]: Fraction(pence * len(cell[3]), all_days) for cell in own}
        shares = Counter({key: int(share) for key, share in exact.items()})
        ranked = sorted(exact, key=lambda key: (shares[key] - exact[key], key))
        shares.update(ranked[: pence - sum(shares.values())])
        lines += [
            _line(claim, days, days[-1] + ONE, (None, None, "", ""), shares[name, quarter])
            for name, quarter, claim, days in own
            if span[0] <= days[0] < span[1]
        ]
    return lines
