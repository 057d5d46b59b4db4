"""The oracle, last part: what the rules make of rows, parameters and prices, one day at a time.

It is written from methodology/rules.md alone, knows nothing of the library and is as slow as the
rules are plain. Parameters come as in methodology.toml, each under its stage; a price is a dict
with layer, category, per, pence, from_day, until_day, basis and source.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from oracle.history import History, Story
from oracle.repairs import (
    ONE, Entry, Row, age_on, birthday, dates_of_birth, observed_until, parse_period, quarter_of,
    repair, uasc_on, word, year_end,
)  # fmt: skip

SIGNS = {"counterfactual": 1, "actual": -1}
SIDES = ("counterfactual", "actual", "adjustment", "programme")
WHOLE = 1_000_000


class UnpricedError(Exception):
    """[8.2] The run stops and lists every name that is missing, with the days."""


@dataclass(eq=False)
class Claim:
    """One referral on its way: what section 4, 5 and 6 make of it."""

    row: Row
    index: date | None = None
    age: int | None = None
    tier: str = ""  # status and category of the index day
    category: str = ""
    by_section_4: bool = False
    scope: str = "in scope"
    start: date | None = None
    end: date | None = None
    weight: int = 0
    instead: dict[str, int] = field(default_factory=dict)  # category to weight [5.1.8]
    service: str = ""
    kept: list[date] = field(default_factory=list)
    lost: list[date] = field(default_factory=list)
    legs: list[date] = field(default_factory=list)  # the days that enter the two legs

    @property
    def id(self) -> str:
        return str(self.row["referral_id"])

    @property
    def child(self) -> str:
        return str(self.row["child_id"])


class Oracle:
    """Run the rules; what it found is in its attributes."""

    def __init__(
        self,
        tables: dict[str, list[Row]],
        years: dict[str, list[int]],  # all return years of `ssda903` and of `cin_census`
        method: dict[str, Any],
        prices: list[Row],
        period: str,
        as_at: date,
    ) -> None:
        self.tables, self.method, self.prices = tables, method, prices
        self.span = parse_period(period)
        self.years = years
        self.held = observed_until(as_at, years)
        self.entries: dict[str, list[Entry]] = {
            table: repair(tables[table], years[source], self.held)
            for table, source in (
                ("placements", "ssda903"),
                ("protection_plans", "cin_census"),
                ("need_episodes", "cin_census"),
            )
        }
        self.born = dates_of_birth(tables["children"], tables["referrals"])
        self.histories = self._histories()
        self.claims = [self._claim(row) for row in tables["referrals"]]
        self._share_out()
        self.ledger = self._ledger()

    def _histories(self) -> dict[str, History]:
        own: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for table, entries in self.entries.items():
            for entry in entries:
                if entry.fate in {"used", "repaired"}:
                    own[entry.child][table].append(entry)
        listed = {str(row["child_id"]) for row in self.tables["referrals"]}
        return {
            child: Story(
                own[child]["placements"], own[child]["protection_plans"],
                own[child]["need_episodes"], self.method["categories"], self.method["timeline"],
                self.held,
            ).history()
            for child in sorted({c for c in own if own[c]["placements"]} | listed)
        }  # fmt: skip

    # Sections 4 to 6

    def _claim(self, row: Row) -> Claim:
        claim = Claim(row)
        claim.scope = self._cohort(claim)
        if claim.scope == "in scope":
            claim.by_section_4 = True
            held = self.method["counterfactual"]["rule"] == "tier_held"
            claim.scope = self._tier_held(claim) if held else self._edge_of_care(claim)
        return claim

    def _cohort(self, claim: Claim) -> str:
        """[4.1] to [4.4]"""
        cohort = self.method["cohort"]
        claim.index = t = claim.row.get(cohort["index"]) or None
        born = self.born.get(claim.child)
        if t is None or t >= self.held:
            return "not started"
        claim.tier = self.histories[claim.child].status(t)
        claim.category = self.histories[claim.child].category(t)
        claim.age = None if born is None else age_on(born, t)
        rule, risk = self.method["counterfactual"]["rule"], word(claim.row.get("at_risk_of"))
        tested, in_care = rule == "edge_of_care", claim.tier == "cic"
        reasons = {
            "age unknown": claim.age is None,
            "age out of range": not cohort["age_min"] <= (claim.age or 0) <= cohort["age_max"],
            "stage": word(claim.row.get("stage")) not in cohort["stages"],
            "uasc": cohort["exclude_uasc"] and uasc_on(self.tables["children"], claim.child, t),
            "at_risk_of not given": tested and not risk,
            "already in care": tested and risk == "entry" and in_care,
            "not in care": tested and risk == "breakdown" and not in_care,
        }
        return next((reason for reason, holds in reasons.items() if holds), "in scope")

    def _horizon(self, claim: Claim) -> tuple[date, date]:
        """[6.1], [6.2]; section 5, opening: s = t + lag_days."""
        assert claim.index is not None
        start = claim.index + timedelta(days=self.method["counterfactual"]["lag_days"])
        horizon = self.method["horizon"]
        fixed = horizon["rule"] == "fixed_days"
        end = start + timedelta(days=horizon["days"]) if fixed else year_end(start)
        end = min(end, birthday(self.born[claim.child], horizon["until_age"]))
        if horizon["max_days"] != "none":
            end = min(end, start + timedelta(days=horizon["max_days"]))
        return start, end

    def _edge_of_care(self, claim: Claim) -> str:
        """[5.1]"""
        rule, entry = self.method["counterfactual"], word(claim.row["at_risk_of"]) == "entry"
        claim.weight = rule["likelihood"][word(claim.row.get("likelihood")) or "unstated"]
        expected = word(claim.row.get("expected_placement"))
        if rule["use_expected"] and expected in self._known_categories():
            mix = {expected: WHOLE}
        elif entry:
            mix = rule["entry_mix"]
        elif claim.category in rule["next_placement"]:
            mix = {rule["next_placement"][claim.category]: WHOLE}
        else:
            return "no next placement"
        names = sorted(mix)
        claim.instead = {
            name: round(Fraction(claim.weight * mix[name], WHOLE)) for name in names[:-1]
        }
        claim.instead[names[-1]] = claim.weight - sum(claim.instead.values())
        claim.service = "cic"
        start, end = self._horizon(claim)
        after_all, ends = self._after_all(claim, start, entry=entry)
        what = rule["on_entry" if entry else "on_breakdown"]
        if what == "void" and after_all and after_all < end:  # [5.1.6] before [5.1.7] and [6.2]
            return "voided"
        if what == "stop" and after_all:
            end = min(end, after_all)
        if not entry and rule["on_leaving_care"] == "stop" and ends < self.held:
            end = min(end, ends)
        return self._window(claim, start, end)

    def _known_categories(self) -> set[str]:
        """Give the categories of the method [5.1.2]."""
        rule = self.method["counterfactual"]
        listed = {row["category"] for row in self.method["categories"]}
        return listed | {"temporary", "unmapped"} | set(rule["entry_mix"])

    def _after_all(self, claim: Claim, start: date, *, entry: bool) -> tuple[date | None, date]:
        """[5.1.5] to [5.1.7] The day the event came after all; where the period of care ends."""
        history = self.histories[claim.child]
        assert claim.index is not None
        if entry:
            came = [d for d, day in history.days.items() if d >= start and day.status == "cic"]
            return min(came, default=None), self.held
        broke = [day for day in history.breakdowns if day > claim.index]
        (ends,) = [end for begin, end in history.periods if begin <= claim.index < end]
        return min(broke, default=None), ends

    def _tier_held(self, claim: Claim) -> str:
        """[5.2]"""
        if claim.tier == "none":
            return "no statutory tier"
        if claim.tier not in self.method["counterfactual"]["tiers"]:
            return "tier not claimed"
        claim.weight, claim.service, claim.instead = WHOLE, claim.tier, {claim.category: WHOLE}
        return self._window(claim, *self._horizon(claim))

    def _window(self, claim: Claim, start: date, end: date) -> str:
        if end <= start:
            return "no days left"
        claim.start, claim.end = start, end
        return "in scope"

    def _share_out(self) -> None:
        """[5.5] One claim per child-day, and [5.2.2] which of the days enter the legs."""
        taken: dict[str, set[date]] = defaultdict(set)
        claims = [claim for claim in self.claims if claim.start]
        for claim in sorted(claims, key=lambda claim: (claim.index or date.max, claim.id)):
            assert claim.start is not None
            assert claim.end is not None
            window = [claim.start + n * ONE for n in range((claim.end - claim.start).days)]
            claim.lost = [day for day in window if day in taken[claim.child]]
            claim.kept = [day for day in window if day not in taken[claim.child]]
            taken[claim.child].update(window)
            claim.legs = [d for d in claim.kept if d < self.held and self._enters(claim, d)]

    def _enters(self, claim: Claim, day: date) -> bool:
        rule, priority = self.method["counterfactual"], self.method["timeline"]["priority"]
        if rule["rule"] == "edge_of_care" or rule["count"] == "net":
            return True
        order = [*priority, "none"]
        observed = self.histories[claim.child].status(day)
        return order.index(observed) > order.index(claim.tier)

    def in_period(self, days: list[date]) -> list[date]:
        return [day for day in days if self.span[0] <= day < self.span[1]]

    # Sections 8 to 10

    def rate(self, name: str, day: date) -> Row | None:
        """[8.1]"""
        pricing = self.method["pricing"]
        for link in [name, *pricing["chain"][name]]:
            for layer in pricing["layers"]:
                for row in self.prices:
                    if (
                        (row["category"], row["layer"]) == (link, layer)
                        and row["from_day"] <= day < row["until_day"]
                    ):  # fmt: skip
                        return row
        return None

    def _ledger(self) -> list[tuple[Any, ...]]:
        """[1.7], [5.1.8], [5.1.9], [7.1] Day by day, joined into lines; [9.7] their order."""
        self.missing: dict[str, list[date]] = defaultdict(list)
        lines: list[dict[str, Any]] = []
        for claim in self.claims:
            history = self.histories[claim.child]
            legs = [("counterfactual", name, weight) for name, weight in claim.instead.items()]
            for side, name, weight in [*legs, ("actual", "", claim.weight)]:
                run: tuple[str, date] | None = None  # the category of the day before [8.6]
                own: list[dict[str, Any]] = []
                for day in claim.legs:
                    category = name or history.category(day)
                    first, run = run != (category, day - ONE), (category, day)
                    if self.in_period([day]):
                        service = claim.service if name else history.status(day)
                        self._add(own, claim, (side, service, category, weight), day, first=first)
                lines += own
        if self.missing and not self.method["pricing"]["allow_unpriced"]:
            raise UnpricedError(dict(self.missing))
        rows = [_line(line, self.method["pricing"]["days_per_year"]) for line in lines]
        rows += self._adjustments(rows)
        order = (0, 2, 16, 17, 6, 5)
        return sorted(rows, key=lambda row: tuple(str(row[place] or "") for place in order))

    def _add(
        self, own: list[dict[str, Any]], claim: Claim, what: tuple[str, str, str, int], day: date,
        *, first: bool,
    ) -> None:  # fmt: skip
        """Add a day to the lines of a leg: to the last line, or to a new one."""
        side, service, category, weight = what
        rate = self.rate(category, day) if service != "none" else {}
        ignored = (
            side == "actual"
            and service in {"cp", "cin"}
            and self.method["counterfactual"].get("residual") == "ignore"
        )
        if rate is None and not ignored:
            self.missing[category].append(day)
        fields = ("pence", "per", "category", "layer", "basis", "source")
        same = {
            "what": (claim.id, claim.child, side, service, claim.service, category),
            "weight": weight,
            "rate": tuple((rate or {}).get(name) for name in fields),
            "quarter": quarter_of(day),
            "free": service == "none" or ignored,
        }
        if own and own[-1]["until"] == day and all(own[-1][key] == same[key] for key in same):
            own[-1]["until"] = day + ONE
        else:
            own.append(same | {"from": day, "until": day + ONE, "cases": int(first)})

    def _adjustments(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """[10.1]"""
        gross: dict[tuple[str, str, str, str], list[int | None]] = defaultdict(list)
        for row in rows:
            gross[row[0], row[1], row[16], row[17]].append(row[14])
        lines: list[tuple[Any, ...]] = []
        for (referral, child, year, quarter), amounts in gross.items():
            running = total(amounts)
            for name, share in self.shares().items():
                taken = None if running is None else -round(Fraction(running * share, WHOLE))
                running = None if running is None or taken is None else running + taken
                blank = (None, None, None, None, None, "", "", "", taken, "observed")
                head = (referral, child, "adjustment", "adjustment", "", name)
                lines.append((*head, *blank, year, quarter))
        return lines

    def shares(self) -> dict[str, int]:
        """Give what each adjustment that is not neutral takes off, in order."""
        given = {k: self.method["adjustments"][k] for k in
                 ("deadweight", "attribution", "displacement", "optimism")}  # fmt: skip
        given["attribution"] = WHOLE - given["attribution"]
        return {name: share for name, share in given.items() if share}


def _line(line: dict[str, Any], days_per_year: int) -> tuple[Any, ...]:
    """[1.6] Round a line once; [9.1] its columns."""
    pence, per, name, layer, _, _ = line["rate"]
    days = (line["until"] - line["from"]).days
    year = Fraction(days_per_year)
    one = Fraction(1)
    unit = {"week": 7 * one, "month": year / 12, "year": year}.get(per, one)
    amount: int | None = 0 if line["free"] else None
    if pence is not None and not line["free"]:
        units = line["cases"] if per in {"case", "episode"} else days / unit
        amount = SIGNS[line["what"][2]] * round(units * pence * Fraction(line["weight"], WHOLE))
    return (
        *line["what"], line["from"], line["until"], days, line["weight"], pence, per or "",
        name or "", layer or "", amount, "observed", *line["quarter"],
    )  # fmt: skip


def total(amounts: list[int | None]) -> int | None:
    """[8.2] A total that would contain an amount that is not known is withheld."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
