"""The oracle, second part: section 3 of the rules, what a child's days were, one day at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from oracle.repairs import ONE, Entry, Row, code

#: [3.8] Which code stood before the one that is reported now.
STOOD_BEFORE = {"K3": "H5"} | {f"Z1{number}": "Z1" for number in (1, 2, 3, 4)}
V3, V4, INSIDE = "respite V3", "respite V4", "respite V3 inside a main placement"
NONE = "unmapped"


@dataclass(eq=False)
class Day:
    """[3.1] A day's one status and its category; in care, the row that says so."""

    status: str
    category: str
    entry: Entry | None


@dataclass(eq=False)
class History:
    """One child's days before H [1.2], its periods [3.5], spells [3.6] and breakdowns [3.7]."""

    days: dict[date, Day]
    periods: list[tuple[date, date]]
    spells: list[tuple[date, date]]
    breakdowns: list[date]

    def status(self, day: date) -> str:
        return self.days[day].status if day in self.days else "none"

    def category(self, day: date) -> str:
        return self.days[day].category if day in self.days else "none"


@dataclass(eq=False)
class Story:
    """What one child's history is made from: the repaired rows, and the parameters."""

    placements: list[Entry]
    plans: list[Entry]
    needs: list[Entry]
    categories: list[Row]
    timeline: dict[str, Any]
    held: date

    def history(self) -> History:
        """[3.1], [3.5], [3.6], [3.7] One child's days, and the stretches that they make."""
        days = self._days()
        care = sorted(day for day in days if days[day].status == "cic")
        periods = _runs(care, lambda _before, _day: True)
        spells, breakdowns = self._spells(care, days)
        return History(days, periods, spells, breakdowns)

    def _days(self) -> dict[date, Day]:
        """[3.1], [3.2] The status of every day before H: one, the first in order of priority."""
        care: dict[date, Entry] = {}
        for entry in sorted(self.placements, key=lambda e: bool(e.respite)):  # the main lane first
            added = [day for day in _each(entry, self.held) if day not in care]
            if entry.respite and (reason := self._respite(entry.respite, bool(added))):
                entry.gets("out_of_scope", reason)
                continue
            care |= dict.fromkeys(added, entry)
        covered = {
            "cic": set(care),
            "cp": {day for entry in self.plans for day in _each(entry, self.held)},
            "cin": {day for entry in self.needs for day in _each(entry, self.held)},
        }
        categories = {entry: self.category(entry) for entry in set(care.values())}
        days: dict[date, Day] = {}
        for status in reversed(self.timeline["priority"]):  # the first of them has the last word
            for day in covered[status]:
                row = care[day] if status == "cic" else None
                days[day] = Day(status, categories[row] if row else status, row)
        return days

    def _respite(self, legal: str, added: bool) -> str:
        """[3.2] Why a row of the respite lane is left out, if it is."""
        if legal == "V4":
            return V4
        if self.timeline["respite"] == "exclude":
            return V3
        return "" if added else INSIDE

    def _before(self, entry: Entry) -> Entry | None:
        """[3.3], [3.4] The row of the same lane that ends on the day this one begins."""
        for other in self.placements:
            if other.until_day == entry.from_day and bool(other.respite) == bool(entry.respite):
                return other
        return None

    def followed(self, entry: Entry) -> Entry | None:
        """[3.3] The main placement whose category a temporary row takes."""
        if self.timeline["temporary"] != "keep_main" or not entry.temporary or entry.respite:
            return None
        before = self._before(entry)
        return self.followed(before) if before and before.temporary else before

    def category(self, entry: Entry) -> str:
        """[3.3], [3.4] The category of a row, by the day on which its run began."""
        if entry.temporary:
            main = self.followed(entry)
            return self.category(main) if main else "temporary"
        run = entry
        while (
            (before := self._before(run))
            and _one_place(before.place, run.place)
            and before.provider == run.provider
        ):
            run = before
        earlier = STOOD_BEFORE.get(entry.place, "")
        return self._listed(entry.place, entry, run) or self._listed(earlier, entry, run) or NONE

    def _listed(self, place: str, entry: Entry, run: Entry) -> str:
        """[3.4], [3.8] The category of a code on the day that the run began, if it has one."""
        for row in self.categories:
            if (
                row["place"] == place
                and row["provider"] in {"*", entry.provider}
                and (not row["valid_from"] or run.from_day >= date.fromisoformat(row["valid_from"]))
                and (
                    not row["valid_until"] or run.from_day < date.fromisoformat(row["valid_until"])
                )
            ):
                return str(row["category"])
        return ""

    def _spells(
        self, care: list[date], days: dict[date, Day]
    ) -> tuple[list[tuple[date, date]], list[date]]:
        """[3.6], [3.7] The spells, and the days on which one broke down."""
        entries = {day: entry for day in care if (entry := days[day].entry)}
        anchor: Entry | None = None  # the row that the spell is a spell of
        breakdowns: list[date] = []

        def goes_on(before: date | None, day: date) -> bool:
            nonlocal anchor
            last, entry = entries[before] if before else None, entries[day]
            main = self.followed(entry)
            if last is not None and anchor is not None and self._joins(last, entry, anchor, day):
                anchor = anchor if main else entry
                return True
            anchor = main or entry
            if last is not None and self._breaks(last, entry, day):
                breakdowns.append(day)
            return False

        return _runs(care, goes_on), breakdowns

    def _joins(self, last: Entry, entry: Entry, anchor: Entry, day: date) -> bool:
        """[3.6] Whether the row of a day belongs to the spell of the day before."""
        if entry is last or self.followed(entry):
            return True
        if self.followed(last) and _one_home(entry, anchor):
            return True  # the return from a temporary move, whatever the RNE says
        begins_anew = entry.from_day == day and code(entry.row.get("rne")) in {"P", "B"}
        return _one_home(entry, last) and not begins_anew

    def _breaks(self, last: Entry, entry: Entry, day: date) -> bool:
        """[3.7] Whether a spell that ends on this day broke down."""
        return (
            entry.from_day == day
            and not last.temporary
            and not entry.temporary
            and code(entry.row.get("rne")) in {"P", "B"}
            and code(last.row.get("reason_place_change")) in self.timeline["breakdown_reasons"]
        )


def _one_place(one: str, two: str) -> bool:
    """[3.8] Whether two codes are of one place: the same, or one took the place of the other."""
    return one == two or STOOD_BEFORE.get(one) == two or STOOD_BEFORE.get(two) == one


def _one_home(one: Entry, two: Entry) -> bool:
    """[3.6] Place, provider and URN."""
    urns = {code(entry.row.get("urn")) for entry in (one, two)}
    return _one_place(one.place, two.place) and one.provider == two.provider and len(urns) == 1


def _each(entry: Entry, held: date) -> list[date]:
    """[1.1], [1.2] The days of a row: the last one named is not in it, nor is any from H on."""
    days, day, until = [], entry.from_day, min(entry.until_day, held)
    while day < until:
        days.append(day)
        day += ONE
    return days


def _runs(days: list[date], goes_on: Any) -> list[tuple[date, date]]:
    """[3.5], [3.6] Join days that touch into stretches, as long as `goes_on` allows."""
    runs: list[tuple[date, date]] = []
    for day in days:
        touches = bool(runs) and runs[-1][1] == day
        if goes_on(day - ONE if touches else None, day) and touches:
            runs[-1] = (runs[-1][0], day + ONE)
        else:
            runs.append((day, day + ONE))
    return runs
