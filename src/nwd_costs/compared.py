"""What one method makes of a cohort: a row of a comparison, and the words for it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nwd_costs.pence import PPM, share_ppm
from nwd_costs.resting import pence_resting_on
from nwd_costs.result import Result
from nwd_costs.rule import Basis
from nwd_costs.sums import money

WIDTH = 96
# The columns of figures in a table of text, and how wide each is.
COLUMNS = {"claims": 8, "child-days": 12, "in legs": 9, "gross": 15, "net": 15, "assumed": 9}
HEADINGS = (
    "method", "claims", "days booked", "days in legs", "gross", "adjusted", "programme cost", "net",
    "resting on assumption",
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """What one method makes of the cohort; nobody's record is in it.

    Parameters
    ----------
    method, standing, status, what_if
        Its id and what it is worth; what a what-if changes of its version, else blank.
    headline
        ``stands``, or why the figure is no headline [2.16] and what was accepted [2.17].
    claims, claims_booked
        Claims in all, and those with days in the period.
    days_booked, days_in_legs, forecast_days
        Child-days booked; of those the days that enter the legs, and the days not observed [7.2].
    gross_pence, adjusted_pence, programme_pence, net_pence
        The totals [9.2]; None where withheld [8.2].
    assumed_pence, assumed_ppm
        Gross pence whose weakest basis is an assumption [9.4], and their share of gross; None
        where gross is nought, withheld, or of mixed signs so that there is no share.
    referrals, in_scope, out_of_scope, reasons
        Every referral once, and by reason those out of scope [4.4].
    price_base
        Whose prices: ``current``, or those of one year [8.3].
    """

    method: str
    standing: str
    status: str
    what_if: str
    headline: str
    claims: int
    claims_booked: int
    days_booked: int
    days_in_legs: int
    forecast_days: int
    gross_pence: int | None
    adjusted_pence: int | None
    programme_pence: int | None
    net_pence: int | None
    assumed_pence: int | None
    assumed_ppm: int | None
    referrals: int
    in_scope: int
    out_of_scope: int
    reasons: Mapping[str, int]
    price_base: str


def compared(result: Result) -> Compared:
    """Put what a result says of a method in a row."""
    scope, steps, plan = result.scope_counts(), result.steps, result.method.plan
    gross, assumed = result.gross_pence, pence_resting_on(Basis.ASSUMED, result.ledger)
    return Compared(
        method=result.method.id,
        standing=result.method.standing,
        status=result.method.status,
        what_if="; ".join(map(str, plan.changes)) or ("nothing changed" if plan.what_if else ""),
        headline=result.headline.mark() or "stands",
        claims=scope.claims,
        claims_booked=int((steps.days_booked > 0).sum()),
        days_booked=int(steps.days_booked.sum()),
        days_in_legs=steps.days_in_legs,
        forecast_days=steps.forecast_days,
        gross_pence=gross,
        adjusted_pence=result.adjusted_pence,
        programme_pence=result.programme_pence,
        net_pence=result.net_pence,
        assumed_pence=assumed,
        assumed_ppm=_share(assumed, gross),
        referrals=scope.referrals,
        in_scope=scope.in_scope,
        out_of_scope=scope.referrals - scope.in_scope,
        reasons=scope.out_of_scope,
        price_base=plan.stages.pricing.price_base.value,
    )


def _share(part: int | None, whole: int | None) -> int | None:
    """Give a share where there is one: of one sign, and no more than the whole."""
    if part is None or not whole or part * whole < 0 or abs(part) > abs(whole):
        return None
    return share_ppm(part, whole)


def reasons_of(row: Compared) -> str:
    """Write how many referrals are out of scope for which reason."""
    return ", ".join(f"{reason} {count}" for reason, count in row.reasons.items())


def cells_of(row: Compared) -> list[object]:
    """Give the cells of a row under ``HEADINGS``."""
    pence = row.gross_pence, row.adjusted_pence, row.programme_pence, row.net_pence
    counts = [f"{n:,}" for n in (row.claims_booked, row.days_booked, row.days_in_legs)]
    return [row.method, *counts, *map(money, pence), _percent(row) or money(row.assumed_pence)]


def whom_of(row: Compared) -> list[object]:
    """Give what a method is and whom it leaves out, as the cells of a row."""
    return [row.method, _what(row), _scope(row)]


def lines_of(rows: Sequence[Compared]) -> Iterator[str]:
    """Write the rows as a table of text, what each is worth below its figures."""
    longest = max(len(row.method) for row in rows)
    yield _line(["method", *COLUMNS], longest)
    for row in rows:
        counts = [f"{n:,}" for n in (row.claims_booked, row.days_booked, row.days_in_legs)]
        pounds = [money(row.gross_pence), money(row.net_pence)]
        yield _line([row.method, *counts, *pounds, _percent(row)], longest)
        said = [f"{_what(row)}; {_scope(row)}"]
        if row.adjusted_pence != row.gross_pence:
            said.append(f"adjusted {money(row.adjusted_pence)}")
        if row.programme_pence != 0:
            said.append(f"programme cost {money(row.programme_pence)}")
        yield from wrapped("; ".join(said), "      ")


def wrapped(text: str, lead: str = "  ") -> list[str]:
    """Write a text in lines of a width to read, without dividing an id."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=lead, subsequent_indent=f"{lead}  ", break_on_hyphens=False
    )


def _line(cells: Sequence[str], longest: int) -> str:
    right = [f"{cell:>{width}}" for cell, width in zip(cells[1:], COLUMNS.values(), strict=True)]
    return f"  {cells[0]:<{longest}}{''.join(right)}".rstrip()


def _scope(row: Compared) -> str:
    why = f": {reasons_of(row)}" if row.reasons else ""
    return f"{row.out_of_scope} of {row.referrals} referrals out of scope{why}"


def _what(row: Compared) -> str:
    return ", ".join(filter(None, [row.standing, row.status, row.what_if]))


def _percent(row: Compared) -> str:
    return "" if row.assumed_ppm is None else f"{row.assumed_ppm * 100 // PPM}%"
