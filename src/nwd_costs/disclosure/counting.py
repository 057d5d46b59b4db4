"""Which parts of a count may be shown: ladders of tables that are fixed beforehand [17.4]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nwd_costs.disclosure.policy import Disclosure
from nwd_costs.disclosure.published import WITHHELD, Cell
from nwd_costs.disclosure.rounding import adding_up, counted, nearest

# A ladder has one rung for each table that could be shown, the finest first. A rung says which
# parts each of its cells holds; what no cell holds goes into the last. Every rung joins cells of
# the one before it. Nothing in a ladder depends on the counts.
Rung = Mapping[str, tuple[str, ...]]
Ladder = Sequence[Rung]

SCOPE: Ladder = ({"in": ("in",), "out": ("out",)},)
CLAIMS: Ladder = (
    {
        "of those in scope with days in the period": ("with days",),
        "of those in scope without days in the period": ("without days",),
        "of those in scope whose claim was dropped": ("dropped",),
    },
    {"of those in scope with days in the period": ("with days",), "of those in scope, others": ()},
)
REASONS: Ladder = (
    {
        "Not started": ("not started",),
        "Age out of range, or unknown": ("age out of range", "age unknown"),
        "In care or not, against what the referral says": ("already in care", "not in care"),
        "Another reason": (),
    },
    {"Not started": ("not started",), "Another reason": ()},
)
AGES: Ladder = (
    {
        "Under 1": ("under 1",),
        "1-4": ("1-4",),
        "5-9": ("5-9",),
        "10-15": ("10-15",),
        "16 and over, or not known": (),
    },
    {
        "Under 5": ("under 1", "1-4"),
        "5-9": ("5-9",),
        "10-15": ("10-15",),
        "16 and over, or not known": (),
    },
    {"Under 10": ("under 1", "1-4", "5-9"), "10 and over, or not known": ()},
)
FAMILY: Ladder = (
    {"In a family": ("yes",), "Not in a family": ("no",), "Not known": ("unknown",)},
    {"In a family": ("yes",), "Not in a family, or not known": ()},
)


def counts_shown(
    parts: Mapping[str, int], ladder: Ladder, total: int, policy: Disclosure
) -> dict[str, int] | None:
    """Give the first rung whose cells may all be shown, rounded, or None where there is none.

    No small part can be worked out, even by a reader who knows every cell that is shown exactly:
    a part that was joined with others could be anything from nought to the threshold less one,
    because then the finer rungs fail just as they did.

    Parameters
    ----------
    parts
        Exact counts by name. A name that is missing is nought, and nought is small.
    ladder
        The tables that could be shown.
    total
        What the parts sum to, as it is shown.
    policy
        The policy.
    """
    for rung in ladder:
        cells = _cells(parts, rung)
        if min(cells.values()) >= policy.threshold:
            rounded = adding_up(list(cells.values()), total, policy.round_to)
            return dict(zip(cells, rounded, strict=True))
    return None


def _cells(parts: Mapping[str, int], rung: Rung) -> dict[str, int]:
    cells = {name: sum(parts.get(part, 0) for part in held) for name, held in rung.items()}
    cells[next(reversed(cells))] += sum(parts.values()) - sum(cells.values())
    return cells


def part_shown(part: int, whole: int, policy: Disclosure) -> Cell:
    """Show a part whose whole is shown too, unless it or the rest of the whole is small."""
    if min(part, whole - part) < policy.threshold:
        return WITHHELD
    return counted(part, policy)


@dataclass(frozen=True)
class Referrals:
    """The counts of referrals as shown, each within the one above it.

    Parameters
    ----------
    all
        Referrals on the list.
    sides
        In scope and out of it; None where one of the two is small.
    claims, reasons
        What those in scope come to, and why the others are out; None where not shown.
    """

    all: Cell
    sides: Mapping[str, int] | None
    claims: Mapping[str, int] | None
    reasons: Mapping[str, int] | None


def referrals_shown(
    claims: Mapping[str, int], reasons: Mapping[str, int], policy: Disclosure
) -> Referrals:
    """Show referrals, those in and out of scope, and the parts of both.

    Parameters
    ----------
    claims
        Referrals in scope: ``with days``, ``without days`` and ``dropped``.
    reasons
        Referrals out of scope, by reason.
    policy
        The policy.
    """
    parts = {"in": sum(claims.values()), "out": sum(reasons.values())}
    on_list = sum(parts.values())
    sides = counts_shown(parts, SCOPE, nearest(on_list, policy.round_to), policy)
    return Referrals(
        counted(on_list, policy),
        sides,
        counts_shown(claims, CLAIMS, sides["in"], policy) if sides else None,
        counts_shown(reasons, REASONS, sides["out"], policy) if sides else None,
    )


def whole_shown(
    parts: Mapping[str, int], ladder: Ladder, policy: Disclosure
) -> dict[str, int] | None:
    """Show the parts of a count that stands alone, or None where it or they are too small."""
    total = sum(parts.values())
    if total < policy.threshold:
        return None
    return counts_shown(parts, ladder, nearest(total, policy.round_to), policy)
