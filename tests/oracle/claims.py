"""The oracle: one referral, and what sections 4 to 6 of the rules make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from oracle.repairs import Row

WHOLE = 1_000_000


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
    actual_weight: int | None = None  # where it is not the weight of the claim [5.3.1]
    service: str = ""
    kept: list[date] = field(default_factory=list)
    lost: list[date] = field(default_factory=list)
    legs: list[date] = field(default_factory=list)  # the days that enter the two legs
    booked: list[date] = field(default_factory=list)  # the days that P books

    @property
    def id(self) -> str:
        return str(self.row["referral_id"])

    @property
    def child(self) -> str:
        return str(self.row["child_id"])
