"""The oracle, first part: clauses [1.3] to [1.5] and section 2 of the rules, written from them.

Nothing of the library is imported here. A row is a dict; a date in it is a date, blank is None or
"", and text that is no date is a date that cannot be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

Row = dict[str, Any]
ONE = timedelta(days=1)
# The reasons of [2.1], in the order of the clause; of [2.2]; and of [1.9].
EMPTY, NOBODY = "until_day not after from_day", "no child"
NO_START, NO_END = "unreadable from_day", "unreadable until_day"
LATE = "open and begins after its own return"
TWICE, AGAIN = "given twice in one return", "reported again by a later return"
BEYOND, NFA = "begins after the last observed day", "no further action"


REFERRAL_DATES = ("referred_on", "started_on", "ended_on", "date_of_birth")


def code(value: object) -> str:
    """Section 2, opening: codes are read without regard to capitals or to spaces around them."""
    return str(value or "").strip().upper()


def word(value: object) -> str:
    return code(value).lower()


def closes(year: int) -> date:
    """Give the 1 April on which the return of a year closes."""
    return date(year, 4, 1)


def birthday(born: date, age: int) -> date:
    """[1.3] Born on 29 February: 1 March where there is none."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_on(born: date, day: date) -> int:
    """[1.3] How many birthdays have been reached."""
    age = 0
    while birthday(born, age + 1) <= day:
        age += 1
    return age


@cache
def quarter_of(day: date) -> tuple[str, str]:
    """[1.4] The financial year of a day and its quarter."""
    opening = day.year if day.month >= 4 else day.year - 1
    return f"{opening}-{(opening + 1) % 100:02}", f"Q{(day.month - 4) % 12 // 3 + 1}"


def year_end(day: date) -> date:
    """[1.4] The end of the financial year of a day."""
    return date(day.year + (day.month >= 4), 4, 1)


def parse_period(text: str) -> tuple[date, date]:
    """[1.4], [1.5] The first day of P, and the first after it."""
    if ".." in text:
        first, last = text.split("..")
        return date.fromisoformat(first), date.fromisoformat(last)
    opening = int(text[:4])
    starts = [date(opening, m, 1) for m in (4, 7, 10)] + [date(opening + 1, m, 1) for m in (1, 4)]
    if "Q" not in text:
        return starts[0], starts[4]
    number = int(text[-1])
    return starts[0 if " to " in text else number - 1], starts[number]


def observed_until(as_at: date, years: dict[str, list[int]]) -> date:
    """[1.2], [2.9] H: the day after as_at, unless a source ends sooner."""
    return min([as_at + ONE, *(closes(max(known)) for known in years.values() if known)])


@dataclass(eq=False)
class Entry:
    """One row of a table on its way through the repairs."""

    row: Row
    number: int  # where it stands in its table
    child: str
    from_day: Any
    until_day: Any
    year: int
    respite: str  # V3, V4 or nothing
    nfa: bool
    fate: str = "used"
    reason: str = ""
    repairs: list[tuple[str, date | None, date]] = field(default_factory=list)

    @cached_property
    def place(self) -> str:
        return code(self.row.get("place"))

    @cached_property
    def provider(self) -> str:
        return code(self.row.get("provider"))

    @cached_property
    def temporary(self) -> bool:
        return self.place in {"T0", "T1", "T2", "T3", "T4"}

    def gets(self, fate: str, reason: str) -> None:
        self.fate, self.reason = fate, reason

    def ends(self, rule: str, day: date) -> None:
        self.repairs.append((rule, self.until_day, day))
        self.until_day = day
        if rule != "2.5":  # [1.9] an open row that merely stops at H is used, not repaired
            self.gets("repaired", rule)


def repair(rows: Iterable[Row], years: list[int], held: date) -> list[Entry]:
    """[2.1], [2.2], [2.6], [1.9] The fate of every row of placements, plans or need episodes."""
    entries = [_entry(number, row) for number, row in enumerate(rows)]
    for entry in entries:
        if reason := _rejection(entry):
            entry.gets("rejected", reason)
    _supersede([entry for entry in entries if entry.fate == "used"])
    for entry in entries:
        if entry.nfa and entry.fate == "used":  # [2.6] after [2.2] it neither cuts nor is cut
            entry.gets("out_of_scope", NFA)
    lanes: dict[tuple[bool, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.fate == "used":
            lanes[bool(entry.respite), entry.child].append(entry)
    for lane in lanes.values():
        _put_right(sorted(lane, key=lambda entry: entry.from_day), max(years, default=0), held)
    for entry in entries:
        if entry.fate in {"used", "repaired"} and entry.from_day >= held:
            entry.gets("out_of_scope", BEYOND)
    return entries


def _entry(number: int, row: Row) -> Entry:
    legal = code(row.get("legal_status"))
    return Entry(
        row=row,
        number=number,
        child=str(row.get("child_id") or "").strip(),
        from_day=row.get("from_day") or None,
        until_day=row.get("until_day") or None,
        year=int(row.get("return_year") or 0),
        respite=legal if legal in {"V3", "V4"} else "",
        nfa=bool(row.get("no_further_action")),
    )


def _rejection(entry: Entry) -> str:
    """[2.1] The first reason that holds; [2.6] spares a row with no further action the first."""
    start, end = entry.from_day, entry.until_day
    known = isinstance(start, date)
    if known and isinstance(end, date) and end <= start and not entry.nfa:
        return EMPTY
    if not entry.child:
        return NOBODY
    if not known:
        return NO_START
    if end is not None and not isinstance(end, date):
        return NO_END
    if end is None and entry.year and start >= closes(entry.year):
        return LATE
    return ""


def _supersede(entries: list[Entry]) -> None:
    """[2.2] inside each lane."""
    same: dict[tuple[bool, str, date], list[Entry]] = defaultdict(list)
    for entry in entries:
        same[bool(entry.respite), entry.child, entry.from_day].append(entry)
    for group in same.values():
        kept = max(
            group,
            key=lambda e: (e.year, e.until_day is not None, e.until_day or date.min, e.number),
        )
        for entry in group:
            if entry is not kept:
                entry.gets("superseded", TWICE if entry.year == kept.year else AGAIN)


def _put_right(lane: list[Entry], latest: int, held: date) -> None:
    """[2.3], [2.4], [2.5], [2.9] One child's rows of one lane, in order of their first days."""
    for entry, after in zip(lane, [*lane[1:], None], strict=True):
        following = [after.from_day] if after else []
        if entry.until_day is None and entry.year and entry.year < latest:
            entry.ends("2.3", min([closes(entry.year), *following]))
        elif after and (entry.until_day is None or entry.until_day > after.from_day):
            entry.ends("2.4", after.from_day)
        elif entry.until_day is None and entry.from_day < held:
            entry.ends("2.5", held)


def dates_of_birth(children: list[Row], referrals: list[Row]) -> dict[str, date]:
    """Section 2, opening: the latest header, else the latest census, else the referral list."""
    born: dict[str, date] = {}
    for row in sorted(referrals, key=lambda row: str(row["referral_id"]), reverse=True):
        if row.get("date_of_birth"):
            born[row["child_id"]] = row["date_of_birth"]
    order = sorted(children, key=lambda r: (r.get("header", True), int(r.get("return_year") or 0)))
    for row in order:  # sorting keeps the order of the file within a return
        if row.get("date_of_birth"):
            born[row["child_id"]] = row["date_of_birth"]
    return born


def uasc_on(children: list[Row], child: str, day: date) -> bool:
    """[2.7] The row of the latest return that lists the child counts."""
    listed = [row for row in children if row["child_id"] == child and row.get("uasc") is not None]
    if not listed:
        return False
    row = listed[0]
    for other in listed[1:]:
        if int(other.get("return_year") or 0) >= int(row.get("return_year") or 0):
            row = other
    end = row.get("uasc_until_day")
    return bool(row["uasc"]) and (not end or day < end)


WORDS = {
    "at_risk_of": {"entry", "breakdown"},
    "support": {"outreach", "residential", "both"},
    "stage": {"referred", "accepted", "engaged", "completed"},
    "likelihood": {"high", "medium", "low"},
}


def refused(row: Row) -> bool:
    """[2.8] Whether a row of the referral list is rejected."""
    dates = (row.get(name) or None for name in REFERRAL_DATES)
    weeks = str(row.get("expected_weeks") or "0")
    return (
        not row.get("referral_id")
        or not row.get("child_id")
        or not all(day is None or isinstance(day, date) for day in dates)
        or any(word(row.get(name)) not in {"", *words} for name, words in WORDS.items())
        or not weeks.isdigit()
    )


def accounted(entries: list[Entry]) -> dict[str, Any]:
    """[1.9] Each row has exactly one fate."""
    account: dict[str, Any] = {"rows_in": len(entries), "used": 0}
    account |= {fate: {} for fate in ("repaired", "superseded", "rejected", "out_of_scope")}
    for entry in entries:
        if entry.fate == "used":
            account["used"] += 1
        else:
            reasons = account[entry.fate]
            reasons[entry.reason] = reasons.get(entry.reason, 0) + 1
    return account


def repairs_made(entries: list[Entry]) -> dict[str, int]:
    """[2.1], [2.2], [2.3], [2.4], [2.5] How many rows each clause touched."""
    counts: dict[str, int] = defaultdict(int)
    for entry in entries:
        counts["2.1"] += entry.fate == "rejected"
        counts["2.2"] += entry.fate == "superseded"
        for rule, _, _ in entry.repairs:
            counts[rule] += 1
    return {rule: count for rule, count in sorted(counts.items()) if count}
