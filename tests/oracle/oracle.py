"""The oracle: what the rules make of rows, parameters and prices, one day at a time.

It is written from methodology/rules.md alone, knows nothing of the library and is as slow as the
rules are plain. Parameters come as in methodology.toml, each under its stage; a price is a dict
with layer, category, per, pence, from_day, until_day, basis and source.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from oracle.claims import WHOLE, Claim
from oracle.history import History, Story
from oracle.ledger import Ledger, in_order
from oracle.paid import Paid
from oracle.programme import programme_lines
from oracle.repairs import (
    ONE,
    Entry,
    Row,
    age_on,
    dates_of_birth,
    observed_until,
    parse_period,
    refused,
    repair,
    uasc_on,
    word,
)
from oracle.windows import NO_LENGTH, care_proportion, spread, step_down, window_end


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
        self.tables, self.method = tables, method
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
        self.own: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for table, entries in self.entries.items():
            for entry in entries:
                if entry.fate in {"used", "repaired"}:
                    self.own[entry.child][table].append(entry)
        self.referrals = [row for row in tables["referrals"] if not refused(row)]
        self.born = dates_of_birth(tables["children"], self.referrals)
        self.histories = self._histories()
        self.claims = [self._claim(row) for row in self.referrals]
        self._share_out()
        self.paid = self._paid()
        rule = method.get("programme", {"rule": "none"})
        programme = programme_lines(rule, self.claims, self.span, self.held)
        walk = Ledger(method, prices, self.span, self.held, self.paid)
        self.ledger = in_order(walk.lines(self.claims, self.histories) + programme)

    def _histories(self) -> dict[str, History]:
        """Give the days of every child who was placed or referred [3.1]."""
        listed = {str(row["child_id"]) for row in self.referrals}
        placed = {child for child, own in self.own.items() if own["placements"]}
        return {child: self._story(child) for child in sorted(placed | listed)}

    def _paid(self) -> Paid:
        """[8.5] What was really paid, of children of whom another table tells."""
        entries = [entry for own in self.entries.values() for entry in own]
        known = {entry.child for entry in entries if entry.fate not in {"rejected", "superseded"}}
        known |= {str(row["child_id"]) for row in [*self.tables["children"], *self.referrals]}
        return Paid(
            self.tables.get("placement_costs", []), known, self.held, prefer=self.prefers_paid
        )

    @property
    def prefers_paid(self) -> bool:
        return bool(self.method["pricing"]["actual_costs"] == "prefer")

    @cached_property
    def everyone(self) -> dict[str, History]:
        """[13.1] The days of every child, those too who only had a plan or were in need."""
        rest = {child: self._story(child) for child in self.own.keys() - self.histories.keys()}
        return dict(sorted({**self.histories, **rest}.items()))

    def _story(self, child: str) -> History:
        own = self.own[child]
        return Story(
            own["placements"], own["protection_plans"], own["need_episodes"],
            self.method["categories"], self.method["timeline"], self.held,
        ).history()  # fmt: skip

    # Sections 4 to 6

    def _claim(self, row: Row) -> Claim:
        """[4.4] Sections 4 to 6 for one referral, until a reason puts it out of scope."""
        claim = Claim(row)
        claim.scope = self._cohort(claim)
        if claim.scope == "in scope":
            claim.by_section_4 = True
            rules = {
                "edge_of_care": self._edge_of_care,
                "tier_held": self._tier_held,
                "care_proportion": self._care_proportion,
                "sustained_step_down": self._step_down,
            }
            claim.scope = rules[self.method["counterfactual"]["rule"]](claim)
        return claim

    def _cohort(self, claim: Claim) -> str:
        """[4.1], [4.2], [4.3], [4.4] The first reason that holds, or `in scope`."""
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

    def _horizon(self, claim: Claim) -> tuple[date, date | None]:
        """Section 5, opening: s = t + lag_days, or the move of [5.4.3]; and where it ends."""
        start = claim.start
        if start is None:
            assert claim.index is not None
            start = claim.index + timedelta(days=self.method["counterfactual"]["lag_days"])
        claim.start = None
        born = self.born[claim.child]
        return start, window_end(self.method["horizon"], claim, born, start)

    def _edge_of_care(self, claim: Claim) -> str:
        """[5.1.1], [5.1.2], [5.1.3], [5.1.4], [5.1.8] Weight, mix and window of a claim."""
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
        claim.instead, claim.service = spread(claim.weight, mix), "cic"
        start, end = self._horizon(claim)
        if end is None:
            return NO_LENGTH
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
        """[5.1.5], [5.1.6], [5.1.7] The day it came after all; where the period of care ends."""
        history = self.histories[claim.child]
        assert claim.index is not None
        if entry:
            came = [d for d, day in history.days.items() if d >= start and day.status == "cic"]
            return min(came, default=None), self.held
        broke = [day for day in history.breakdowns if day > claim.index]
        (ends,) = [end for begin, end in history.periods if begin <= claim.index < end]
        return min(broke, default=None), ends

    def _tier_held(self, claim: Claim) -> str:
        """[5.2.1], [5.2.3] The tier held on t, if it may claim."""
        if claim.tier == "none":
            return "no statutory tier"
        if claim.tier not in self.method["counterfactual"]["tiers"]:
            return "tier not claimed"
        claim.weight, claim.service, claim.instead = WHOLE, claim.tier, {claim.category: WHOLE}
        return self._window(claim, *self._horizon(claim))

    def _care_proportion(self, claim: Claim) -> str:
        """[5.3.1] A share of every day."""
        care_proportion(self.method["counterfactual"], claim)
        return self._window(claim, *self._horizon(claim))

    def _step_down(self, claim: Claim) -> str:
        """[5.4.1], [5.4.2] A step down that lasted."""
        rule, history = self.method["counterfactual"], self.histories[claim.child]
        reason = step_down(rule, claim, history, self.held)
        return reason if reason != "in scope" else self._window(claim, *self._horizon(claim))

    def _window(self, claim: Claim, start: date, end: date | None) -> str:
        """[6.1], [6.2] A window without an end or without a day is out of scope."""
        if end is None:
            return NO_LENGTH
        if end <= start:
            return "no days left"
        claim.start, claim.end = start, end
        return "in scope"

    def _share_out(self) -> None:
        """[5.5], [5.6] One claim per child-day: the earlier index day, then the id as text."""
        taken: dict[str, set[date]] = defaultdict(set)
        claims = [claim for claim in self.claims if claim.start]
        for claim in sorted(claims, key=lambda claim: (claim.index or date.max, claim.id)):
            assert claim.start is not None
            assert claim.end is not None
            window = [claim.start + n * ONE for n in range((claim.end - claim.start).days)]
            claim.lost = [day for day in window if day in taken[claim.child]]
            claim.kept = [day for day in window if day not in taken[claim.child]]
            taken[claim.child].update(window)
            claim.booked = self._books(claim)
            seen = claim.kept if self.ahead else [d for d in claim.kept if d < self.held]
            claim.legs = [day for day in seen if self._enters(claim, day)]

    @property
    def ahead(self) -> bool:
        """[7.2] Whether days that are not observed are booked too."""
        return bool(self.method.get("booking", {}).get("rule") == "at_index")

    def _books(self, claim: Claim) -> list[date]:
        """[7.1], [7.2] The days of a claim that P books."""
        if self.ahead:
            assert claim.index is not None
            return claim.kept if self.span[0] <= claim.index < self.span[1] else []
        return [day for day in self.in_period(claim.kept) if day < self.held]

    def _enters(self, claim: Claim, day: date) -> bool:
        """[5.2.2] Whether a day enters the two legs."""
        rule, priority = self.method["counterfactual"], self.method["timeline"]["priority"]
        if rule["rule"] != "tier_held" or rule["count"] == "net":
            return True
        order = [*priority, "none"]
        observed = self.histories[claim.child].status(min(day, self.held - ONE))
        return order.index(observed) > order.index(claim.tier)

    def in_period(self, days: list[date]) -> list[date]:
        """[1.5] Those of the days that lie inside P."""
        return [day for day in days if self.span[0] <= day < self.span[1]]
