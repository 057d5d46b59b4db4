"""The oracle's totals [9.2], [9.3], counts [1.9], [5.5], [7.1] and measures (section 12)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

from oracle.claims import WHOLE, Claim
from oracle.ledger import SIDES, Line, total
from oracle.oracle import Oracle
from oracle.repairs import ONE, Row, accounted, age_on, closes, repairs_made, word

Totals = dict[str, Any]
BANDS = {"under 1": (0, 0), "1-4": (1, 4), "5-9": (5, 9), "10-15": (10, 15),
         "16 and over": (16, 200)}  # fmt: skip


def summary(found: Oracle) -> Totals:
    """[9.2], [9.3] The totals and counts under the names of the expected results."""
    legs = [row for row in found.ledger if row[2] in {"counterfactual", "actual"}]
    gross = _sum(legs)
    adjustment = _sum(row for row in found.ledger if row[2] == "adjustment")
    quarters = sorted({row[16:18] for row in found.ledger})
    adjusted = total([gross, adjustment])
    borne = [row for row in found.ledger if row[2] == "programme"]
    programme = _sum(borne)
    return {
        "gross_pence": gross,
        "adjustment_pence": adjustment,
        "adjusted_pence": adjusted,
        "programme_pence": programme,
        "net_pence": total([adjusted, programme]),
        "programme_by_scope": {
            name.replace(" ", "_"): _sum(row for row in borne if row[5] == name)
            for name in ("in scope", "out of scope")
        },
        "contains_forecast": counts(found)["forecast_days"] > 0,
        "by_side": _by_side(found.ledger),
        "by_quarter": {
            " ".join(quarter): _by_side([r for r in found.ledger if r[16:18] == quarter])
            for quarter in quarters
        },
        "by_service": {
            name: _sum(row for row in legs if row[3] == name)
            for name in ("cic", "cp", "cin", "none")
        },
        "by_claim_service": {
            name: _sum(row for row in legs if row[4] == name) for name in ("cic", "cp", "cin")
        },
        "by_counterfactual_category": _by_category(legs, "counterfactual"),
        "by_actual_category": _by_category(legs, "actual"),
        "counts": counts(found),
        "measures": measures(found),
        **({"actual_costs": on_record(found)} if found.prefers_paid else {}),
        "accounting": accounting(found),
        "repairs": {table: repairs_made(rows) for table, rows in found.entries.items()},
    }


def _sum(rows: Any) -> int | None:
    """[8.2], [9.2] A plain sum, or nothing where an amount is withheld."""
    return total([row[14] for row in rows])


def _by_side(rows: list[Line]) -> Totals:
    return {side: _sum(row for row in rows if row[2] == side) for side in SIDES}


def _by_category(legs: list[Line], side: str) -> Totals:
    own = [row for row in legs if row[2] == side]
    return {
        name: {
            "amount_pence": _sum(row for row in own if row[5] == name),
            "days": sum(row[8] for row in own if row[5] == name),
        }
        for name in sorted({row[5] for row in own})
    }


def claim_rows(found: Oracle) -> list[Line]:
    """[5.5], [7.1] For every referral its scope, window, weight, days and gross pounds."""
    return [
        (
            claim.id, claim.scope, claim.index, claim.start, claim.end,
            claim.weight if claim.start else None, len(claim.booked),
            len(claim.lost), len(found.in_period(claim.lost)),
            len(_unseen(found, claim)),
            _sum(r for r in found.ledger if r[0] == claim.id and r[2] in SIDES[:2]),
        )
        for claim in sorted(found.claims, key=lambda claim: claim.id)
    ]  # fmt: skip


def _unseen(found: Oracle, claim: Claim) -> list[date]:
    """[7.1] Days that a claim keeps and that are not booked because they are not observed."""
    return [] if found.ahead else [day for day in claim.kept if day >= found.held]


def counts(found: Oracle) -> Totals:
    """[4.4], [5.5], [7.1] Referrals by what became of them, and days."""
    claims = found.claims
    in_scope = {"in scope", "voided"}
    sides = Counter(row[2] for row in found.ledger)
    unseen = [_unseen(found, claim) for claim in claims]
    return {
        "referrals": len(claims),
        "in_scope": sum(claim.scope in in_scope for claim in claims),
        "out_of_scope": dict(
            sorted(Counter(c.scope for c in claims if c.scope not in in_scope).items())
        ),
        "in_scope_by_section_4": sum(claim.by_section_4 for claim in claims),
        "eighteen_or_over": sum(c.scope == "no days left" and (c.age or 0) >= 18 for c in claims),
        "claims": sum(claim.scope == "in scope" for claim in claims),
        "voided": sum(claim.scope == "voided" for claim in claims),
        "claims_booked": sum(bool(claim.booked) for claim in claims),
        "claimed_days": sum(len(claim.booked) for claim in claims),
        "days_in_legs": sum(len(set(claim.legs) & set(claim.booked)) for claim in claims),
        "days_lost_to_overlap": sum(len(claim.lost) for claim in claims),
        "days_lost_to_overlap_in_period": sum(len(found.in_period(c.lost)) for c in claims),
        "days_not_yet_observed": sum(map(len, unseen)),
        "days_not_yet_observed_in_period": sum(len(found.in_period(days)) for days in unseen),
        "forecast_days": sum(day >= found.held for claim in claims for day in claim.booked),
        "uprated_days": sum(row[8] for row in found.ledger if row[18] == "uprated"),
        "ledger_lines": {side: sides[side] for side in SIDES},
    }


def accounting(found: Oracle) -> Totals:
    """[1.9] What became of every row of every table."""
    account = {table: accounted(entries) for table, entries in found.entries.items()}
    tally = counts(found)
    account["referrals"] = {
        "rows_in": len(found.tables["referrals"]), "used": tally["in_scope"], "repaired": {},
        "superseded": {}, "out_of_scope": tally["out_of_scope"],
        "rejected": len(found.tables["referrals"]) - len(found.referrals),
    }  # fmt: skip
    if "placement_costs" in found.tables:
        account["placement_costs"] = found.paid.accounted()
    return account


def on_record(found: Oracle) -> Totals:
    """[8.5] The days and pounds that rest on what was really paid."""
    rows = [row for row in found.ledger if row[13] == "record"]
    return {"days": sum(row[8] for row in rows), "amount_pence": _sum(rows)}


def measures(found: Oracle) -> Totals:
    """[12.1], [12.2], [12.5] The panel; what follows is the rest of it."""
    supported = _supported(found)
    outreach = sum(
        all(word(row.get("support")) == "outreach" for row in rows) for rows in supported.values()
    )
    until = min(found.span[1], found.held)
    entries = _entries(found, found.span[0], until)
    prevented = {
        claim.child
        for claim in _followed(found, "entry")
        if claim.tier != "cic"
        and not any(
            day.status == "cic" and claim.index <= when < until
            for when, day in found.histories[claim.child].days.items()
            if claim.index is not None
        )
    }
    kept = [claim for claim in _followed(found, "breakdown") if claim.tier == "cic"]
    broken = [
        claim
        for claim in kept
        if any(
            claim.index < day < until
            for day in found.histories[claim.child].breakdowns
            if claim.index is not None
        )
    ]
    return {
        "supported": len(supported),
        "supported_through_outreach": {
            "count": outreach, "share_ppm": _share(outreach, len(supported)),
        },
        "prevented_from_coming_into_care": len(prevented),
        "care_entries": entries,
        "change_in_care_entries": _change(found, until, entries["total"]),
        "living_in_a_family": _family(found, supported, until - ONE),
        "arrangements_kept": {"kept": len(kept) - len(broken), "of": len(kept)},
    }  # fmt: skip


def _supported(found: Oracle) -> dict[str, list[Row]]:
    """[12.1], [11.2] The referrals of each child whose involvement overlaps P."""
    children: dict[str, list[Row]] = {}
    for row in found.referrals:
        start = row.get("started_on") or None
        if start is None or start >= found.held:
            continue
        end = min(row.get("ended_on") or found.held, found.held)
        if max(start, found.span[0]) < min(end, found.span[1]):
            children.setdefault(str(row["child_id"]), []).append(row)
    return children


def _followed(found: Oracle, risk: str) -> list[Claim]:
    """[12.2], [12.5] Referrals in scope by section 4 with t inside P."""
    return [
        claim
        for claim in found.claims
        if claim.by_section_4
        and word(claim.row.get("at_risk_of")) == risk
        and claim.index is not None
        and found.span[0] <= claim.index < found.span[1]
    ]


def _entries(found: Oracle, start: date, until: date) -> Totals:
    """[12.3] The periods of care that begin in a span, by age."""
    opening = _opening(found)
    ages: Counter[str] = Counter()
    for child, history in found.histories.items():
        for number, (begin, _) in enumerate(history.periods):
            if start <= begin < until and not (number == 0 and begin == opening):
                ages[_band(found.born.get(child), begin)] += 1
    bands = {band: ages[band] for band in (*BANDS, "unknown")}
    return {"total": sum(bands.values()), "by_age_band": bands}


def _opening(found: Oracle) -> date | None:
    """[12.3] The 1 April that opens the first return, where the returns are known."""
    known = found.years["ssda903"]
    return closes(min(known) - 1) if known else None


def _band(born: date | None, day: date) -> str:
    """[12.3] The band of an age."""
    if born is None:
        return "unknown"
    age = age_on(born, day)
    return next(band for band, (low, high) in BANDS.items() if low <= age <= high)


def _change(found: Oracle, until: date, now: int) -> int | None:
    """[12.3] The entries of the same span a year earlier, less those of this one."""
    opening, start = _opening(found), _year_before(found.span[0])
    if opening is None or start < opening:
        return None
    earlier: int = _entries(found, start, _year_before(until))["total"]
    return earlier - now


def _year_before(day: date) -> date:
    """[12.3] A year before 29 February it is 1 March."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1)


def _family(found: Oracle, supported: dict[str, list[Row]], day: date) -> Totals:
    """[12.4] Where the supported children are on the last day."""
    families = {
        row["category"] for row in found.method["categories"] if row["family_setting"] == "true"
    }
    answers: Counter[str] = Counter()
    for child in supported:
        history = found.histories[child]
        category = history.category(day)
        if history.status(day) != "cic" or category in families:
            answers["yes"] += 1
        else:
            answers["unknown" if category == "unmapped" else "no"] += 1
    share = _share(answers["yes"], answers["yes"] + answers["no"])
    return {**{name: answers[name] for name in ("yes", "no", "unknown")}, "share_ppm": share}


def _share(part: int, whole: int) -> int | None:
    """[12.7] A share, of nothing unknown."""
    return round(Fraction(part * WHOLE, whole)) if whole else None
