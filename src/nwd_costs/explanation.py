"""The path of one referral as text, page and plain values."""

from __future__ import annotations

import html
import textwrap
from dataclasses import asdict, dataclass, replace

from nwd_costs.pence import pounds
from nwd_costs.profiles import IN_WORDS, INTERNAL
from nwd_costs.show import html_table
from nwd_costs.stages.ledger import LEGS

WIDTH = 100
# What a table is called where neither its file nor a row of it may be named.
TABLES_IN_WORDS = {
    "referrals": "the list of referrals",
    "placements": "the placements (SSDA903 episodes)",
    "protection_plans": "the child protection plans",
    "need_episodes": "the episodes of need",
    "placement_costs": "what was really paid for placements",
}


@dataclass(frozen=True)
class Step:
    """One decision: the clauses it follows and what came of it, in words."""

    clauses: tuple[str, ...]
    told: str


@dataclass(frozen=True)
class Source:
    """One row that was used: where it stands, what it says, and the repairs that touched it."""

    table: str
    where: str
    told: str
    repairs: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One ledger line, in words that multiply out to its amount."""

    leg: str
    told: str
    amount_pence: int | None


@dataclass(frozen=True, repr=False)
class Explanation:
    """The whole path of one referral. It holds a child's record: it is for the analyst's eyes.

    Parameters
    ----------
    referral_id
        Which referral.
    heading
        Method, standing, prices and period.
    headline
        What keeps the figure from being a headline, and what was accepted; no line if nothing.
    records
        The rows that tell of the child on the days that matter.
    steps
        What was decided, clause by clause.
    lines
        Its ledger lines.
    sources
        Id and title of every source of a rate.
    legs_pence
        Pence by leg; None where withheld. They add up to the referral's lines.
    profile
        ``internal``, unless the referral is of a synthetic council.
    """

    referral_id: str
    heading: str
    headline: tuple[str, ...]
    records: tuple[Source, ...]
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    sources: tuple[tuple[str, str], ...]
    legs_pence: dict[str, int | None]
    profile: str = INTERNAL

    @property
    def gross_pence(self) -> int | None:
        """Counterfactual + actual of this referral."""
        parts = [self.legs_pence.get(leg, 0) for leg in LEGS]
        return None if None in parts else sum(part for part in parts if part is not None)

    def hidden(self) -> Explanation:
        """Give the same path without files and rows: either may tell whose it is.

        A file may be called by a child's name, and the row of a referral finds it in the list.
        """
        plain = (replace(one, where=TABLES_IN_WORDS[one.table]) for one in self.records)
        return replace(self, records=tuple(plain))

    def as_dict(self) -> dict[str, object]:
        """Give the explanation as plain values."""
        return {"profile": self.profile, **asdict(self), "gross_pence": self.gross_pence}

    def __repr__(self) -> str:
        parts = (self.records, self.steps, self.lines)
        records, steps, lines = (len(part) for part in parts)
        return f"Explanation({records} records, {steps} steps, {lines} lines; print it to read it)"

    def __str__(self) -> str:
        out = [
            f"Referral {self.referral_id}",
            IN_WORDS[self.profile],
            self.heading,
            *self.headline,
            "",
            "What the records say (from a day, to a day that is not included)",
        ]
        for source in self.records:
            out.append(f"  {source.told} [{source.where}]")
            out += [f"    repaired: {repair}" for repair in source.repairs]
        out += ["", "What was decided"]
        out += [f"  [{', '.join(step.clauses)}] {step.told}" for step in self.steps]
        out += ["", "What it comes to"]
        out += [f"  {line.leg}: {line.told} = {_money(line.amount_pence)}" for line in self.lines]
        out += ["", *(f"  {leg}: {_money(pence)}" for leg, pence in self.legs_pence.items())]
        out += [f"  gross costs avoided: {_money(self.gross_pence)}", ""]
        out += [f"  {name}: {title}" for name, title in self.sources]
        return "\n".join(_wrapped(line) for line in out).rstrip()

    def to_html(self) -> str:
        """Give the explanation as a section of a page."""
        records = [[s.told, s.where, "; ".join(s.repairs)] for s in self.records]
        steps = [[", ".join(s.clauses), s.told] for s in self.steps]
        lines = [[line.leg, line.told, _money(line.amount_pence)] for line in self.lines]
        totals = [["gross", "", _money(self.gross_pence)]]
        return (
            f"<section><h1>Referral {html.escape(self.referral_id)}</h1>"
            f"<p>{IN_WORDS[self.profile]}</p><p>{html.escape(self.heading)}</p>"
            + "".join(f"<p>{html.escape(line.strip())}</p>" for line in self.headline)
            + html_table("What the records say", ["record", "where", "repairs"], records)
            + html_table("What was decided", ["clauses", "decision"], steps)
            + html_table("What it comes to", ["leg", "line", "amount"], [*lines, *totals])
            + html_table("Where the prices come from", ["source", "title"], self.sources)
            + "</section>"
        )

    def _repr_html_(self) -> str:
        return self.to_html()


def _wrapped(line: str) -> str:
    """Break a line for a reader, later parts indented under the first."""
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    return "\n".join(textwrap.wrap(line, WIDTH, subsequent_indent=indent)) or line


def _money(pence: int | None) -> str:
    return "withheld" if pence is None else pounds(pence)
