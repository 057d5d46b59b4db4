"""One referral's path as a page for a case review: internal, its id not shown unless asked for."""

from __future__ import annotations

import re

from nwd_costs import profiles
from nwd_costs.explanation import Explanation
from nwd_costs.reporting import pages
from nwd_costs.reporting.pages import LONG, NUMBER, WORD, Entry, Table
from nwd_costs.sums import money

INTERNAL = pages.Profile(
    profiles.INTERNAL,
    "this page holds one child's record, exact. It is for the analyst and the case review, and is "
    "not to be published.",
)
NOBODY = "This referral"
FILES = {True: "", False: ", and no file or row of it"}
# Names are written with underscores in methods and tables: for_example.
_JOINT = re.compile("(?<=[a-z])_(?=[a-z])")
LEGS = {
    "counterfactual": "What would have been paid",
    "actual": "What was paid instead",
    "programme": "Programme cost",
    "adjustment": "Adjustments",
}


def explained_page(explanation: Explanation, *, called: str = "", identified: bool = False) -> str:
    """Give an explanation as a page of its own, without anything from a network.

    Parameters
    ----------
    explanation
        The path of one referral.
    called
        What to call the referral in place of its id: a pseudonym; nothing for neither.
    identified
        Whether the page may show the referral's own id.
    """
    name = explanation.referral_id if identified else called
    heading = f"Referral {name}" if name else NOBODY
    shown = explanation if identified else explanation.hidden()
    told = "by its id" if identified else "by a pseudonym" if called else "without its id"
    return pages.filled(
        "explained",
        title=f"{heading}: its path from the records to the pounds",
        profile=INTERNAL,
        heading=heading,
        subheading=explanation.heading,
        headline=[line.strip() for line in explanation.headline],
        gross=money(explanation.gross_pence),
        legs=[(LEGS[leg], money(pence)) for leg, pence in explanation.legs_pence.items()],
        lines=_lines(explanation),
        **_tables(shown),
        foot=f"The referral is named {told}{FILES[identified]}. "
        "Days run from a day to a day that is not included. "
        "Numbers in square brackets are clauses of the common rules, and with an M of the method.",
    )


def _tables(explanation: Explanation) -> dict[str, Table]:
    records = [(s.where, "; ".join(s.repairs) or "none", s.told) for s in explanation.records]
    steps = [(", ".join(step.clauses), _in_words(step.told)) for step in explanation.steps]
    return {
        "records": pages.words(
            "The rows that tell of the child on the days that matter",
            ["Where it stands", "Repairs", "What it says"],
            records,
        ),
        "steps": pages.words(
            "Every decision, by its clauses", ["Clauses", "What was decided"], steps
        ),
        "sources": pages.words(
            "The sources of the prices", ["Source", "What it is"], explanation.sources
        ),
    }


def _lines(explanation: Explanation) -> Table:
    rows = [
        pages.Line(
            [Entry(LEGS[line.leg]), Entry(_in_words(line.told), LONG), _money(line.amount_pence)]
        )
        for line in explanation.lines
    ]
    whole = [
        Entry("Gross costs avoided"),
        Entry("both together", LONG),
        _money(explanation.gross_pence),
    ]
    return Table(
        "Each line of the ledger, days times price, and what they come to",
        ["What it is", "Days and price", "Pounds"],
        [*rows, pages.Line(whole, total=True)],
    )


def _in_words(told: str) -> str:
    return _JOINT.sub(" ", told)


def _money(pence: int | None) -> Entry:
    return Entry(money(pence), WORD if pence is None else NUMBER)
