"""What disclosure control writes, cell by cell, so that nothing else passes for it [17.16]."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nwd_costs.days import to_day
from nwd_costs.disclosure import (
    FIGURE_NAMES,
    POUND_STEP,
    STANDS,
    TOTAL,
    Cell,
    Published,
    PublishedTable,
    in_number,
    in_pounds,
    round_amount,
)
from nwd_costs.errors import UnitCostError
from nwd_costs.periods import Period
from nwd_costs.register import authorities, resolve_authority

SUMS = (
    (("counterfactual", "actual"), "gross"),
    (("gross", "adjustments"), "adjusted"),
    (("adjusted", "programme"), "net"),
)
# The tables of money whose named parts are added up over authorities.
PARTS = ("quarters", "tiers")
# These may be rounded more coarsely than the rest [17.3].
COARSER = ("programme", "net")
MONEY, COUNT, SHARE, WORDS = "money", "count", "share", "words"
# What the cells of a row are, after its heading.
CELLS = {
    "headline": (MONEY,),
    "quarters": (MONEY, SHARE),
    "tiers": (MONEY, SHARE),
    "placements": (WORDS, MONEY, SHARE),
    "resting_on": (MONEY, SHARE),
    "people": (COUNT,),
    "outcomes": (COUNT,),
    "out_of_scope": (COUNT,),
    "entries": (COUNT,),
    "family": (COUNT,),
    "data_quality": (COUNT, COUNT, COUNT),
}
FACTS = (
    "Standing of the figure", "Observed until", "Outturn", "Method", "Method fingerprint",
    "Unit costs", "Price base", "Uprating",
)  # fmt: skip
INSTEAD = {
    MONEY: ("withheld", "none made", "not counted"),
    COUNT: ("withheld", "not known"),
    SHARE: ("not stated",),
}
_SMALL = re.compile(r"less than £[1-9][\d,]*")


def not_as_published(found: Published) -> Iterator[tuple[str, str]]:
    """Name what no disclosure control lets through, and what does not add up.

    A number that is not rounded as the policy beside it says is refused, so that an exact one does
    not pass for a published one.

    Parameters
    ----------
    found
        As it was read.
    """
    faults = [*_said_of_it(found), *_shapes(found)]
    # Cells are looked at where there are the right ones.
    yield from faults or [*_figures(found), *(f for t in found.tables for f in _cells(t, found))]


def _said_of_it(found: Published) -> Iterator[tuple[str, str]]:
    facts = dict(found.facts)
    missing = [name for name in FACTS if name not in facts]
    if missing:
        yield "facts", f"lack {', '.join(missing)}"
        return
    if found.stands != (facts["Standing of the figure"] == STANDS):
        yield "stands", "is not what the facts say"
    if facts["Observed until"] != f"{found.observed_until:%d/%m/%Y}":
        yield "observed_until", "is not what the facts say"
    if not _is_known(found.authority):
        yield "authority", "is not the name of an authority in the register"
    least = found.policy.round_to * POUND_STEP
    if found.money_step < least or round_amount(found.money_step) != found.money_step:
        yield "money_step_pence", "is nothing that money is rounded to by this policy [17.3]"


def _is_known(name: str) -> bool:
    try:
        return authorities()[resolve_authority(name)]["name"] == name
    except UnitCostError:
        return False


def _shapes(found: Published) -> Iterator[tuple[str, str]]:
    if list(found.figures) != list(FIGURE_NAMES):
        yield "figures", f"are not {', '.join(FIGURE_NAMES)}"
    names = [table.name for table in found.tables]
    if len(set(names)) < len(names) or not set(names) <= CELLS.keys() or "headline" not in names:
        yield "tables", f"are not some of {', '.join(CELLS)}, each once, the headline among them"
        return
    for table in found.tables:
        wide = 1 + len(CELLS[table.name])
        if len(table.headings) != wide or any(len(row) != wide for row in table.rows):
            yield f"tables.{table.name}", f"has not {wide} cells in every row"
            continue
        heads = [_heading(table, row) for row in table.rows]
        if len(set(heads)) < len(heads):
            yield f"tables.{table.name}", "has two rows of one name"


def _heading(table: PublishedTable, row: tuple[Cell, ...]) -> tuple[str, ...]:
    kinds = CELLS[table.name]
    words = 1 + sum(kind == WORDS for kind in kinds)
    return tuple(cell.text for cell in row[:words])


def _figures(found: Published) -> Iterator[tuple[str, str]]:
    for name, cell in found.figures.items():
        if not _is_money(cell, found, coarser=name in COARSER):
            yield f"figures.{name}", "is not rounded by the policy that stands beside it"
    numbers = {name: _worth(cell) for name, cell in found.figures.items()}
    for parts, total in SUMS:
        if not _adds_up([numbers[part] for part in parts], numbers[total]):
            yield f"figures.{total}", f"is not the sum of {' and '.join(parts)}"


def _cells(table: PublishedTable, found: Published) -> Iterator[tuple[str, str]]:
    where = f"tables.{table.name}"
    if table.name == "headline":
        shown = {row[0].text: row[1] for row in table.rows}
        if shown != {words: found.figures[name] for name, words in FIGURE_NAMES.items()}:
            yield where, "is not of the figures"
        return
    kinds = (WORDS, *CELLS[table.name])
    if not all(_fits(c, k, found) for row in table.rows for c, k in zip(row, kinds, strict=True)):
        yield where, "has a cell that is not rounded or withheld by the policy"
    if table.name in PARTS:
        total = next((row[1].number for row in table.rows if row[0].text == TOTAL), None)
        parts = [row[1].number for row in table.rows if row[0].text != TOTAL]
        if total != found.gross.number or not _adds_up(parts, total):
            yield where, "does not add up to the gross total"


def _fits(cell: Cell, kind: str, found: Published) -> bool:
    if kind == WORDS:
        return cell.state == "words" and cell.number is None
    if kind == MONEY:
        return _is_money(cell, found)
    if cell.number is None:
        small = kind == COUNT and cell.text == f"fewer than {found.policy.threshold}"
        return cell.state != "rounded" and (small or cell.text in INSTEAD[kind])
    if kind == SHARE:
        return cell.state == "rounded" and cell.text == f"{cell.number}%"
    rounded = cell.number % found.policy.round_to == 0 and cell.number >= 0
    return cell.state == "rounded" and rounded and cell.text == in_number(cell.number).text


def _is_money(cell: Cell, found: Published, *, coarser: bool = False) -> bool:
    if cell.number is None:
        return cell.state != "rounded" and cell.text in INSTEAD[MONEY]
    if cell.number == 0 and coarser:
        return cell.state == "rounded" and _SMALL.fullmatch(cell.text) is not None
    step = POUND_STEP if coarser else found.money_step
    rounded = cell.state == "rounded" and cell.number % step == 0
    return rounded and cell.text == in_pounds(cell.number, step).text


def _worth(cell: Cell) -> int | None:
    """Give a figure's number: nought for what was not counted, none for what is withheld."""
    return 0 if cell.number is None and cell.state == "words" else cell.number


def _adds_up(parts: list[int | None], total: int | None) -> bool:
    """Say whether parts come to a total, as far as all of them are shown."""
    if total is None or any(part is None for part in parts):
        return True
    return sum(part for part in parts if part is not None) == total


def is_part(found: Published) -> bool:
    """Say whether not all days of its period were observed [12.10].

    Parameters
    ----------
    found
        What an authority published.
    """
    return to_day(found.observed_until) + 1 < Period.parse(found.period).until_day
