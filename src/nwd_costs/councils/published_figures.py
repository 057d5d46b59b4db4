"""One published figure over several authorities: the sum, and who is not in it [17.16]."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from nwd_costs.councils.added import SAME_CHILD
from nwd_costs.councils.published_reading import PARTS
from nwd_costs.disclosure import (
    FIGURE_NAMES,
    OTHER,
    TOTAL,
    Cell,
    Published,
    in_number,
    in_pounds,
)
from nwd_costs.profiles import PUBLICATION

COUNTS = ("people", "outcomes")
NOT_THERE = Cell("nothing published", None, "withheld")
HEADLINES = ("gross", "adjusted", "net")
NOT_IN_TABLE = Cell("not in its table", None, "withheld")
SHOWN_ALREADY = (
    "Every number is one that an authority published, or a sum of such numbers. Nothing else was "
    "read, so that nothing can be found here that was not published before [17.16]."
)


@dataclass(frozen=True)
class Together:
    """One figure over several authorities, as far as they published it.

    Parameters
    ----------
    section, words
        The table that it is from, and what it is.
    cells
        What each authority published of it.
    total
        The sum of what is a number.
    """

    section: str
    words: str
    cells: Mapping[str, Cell]
    total: Cell

    @property
    def lacking(self) -> tuple[str, ...]:
        """The authorities that are not in it."""
        return tuple(name for name, cell in self.cells.items() if cell.number is None)

    @property
    def label(self) -> str:
        """Of how many authorities it is; it goes wherever the total goes."""
        there = f"{len(self.cells) - len(self.lacking)} of {len(self.cells)} authorities"
        return f"PARTIAL: {there}" if self.lacking and self.total.number is not None else there

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values: never the total without who is missing."""
        return {
            "table": self.section,
            "words": self.words,
            "total": self.total.as_dict(),
            "label": self.label,
            "not_in_it": list(self.lacking),
            "by_authority": {name: cell.as_dict() for name, cell in self.cells.items()},
        }


def added_up(section: str, words: str, cells: Mapping[str, Cell]) -> Together:
    """Add up what is a number; where nobody has one, say what all of them say.

    Parameters
    ----------
    section, words
        The table that it is from, and what it is.
    cells
        What each authority published of it.
    """
    numbers = [cell.number for cell in cells.values() if cell.number is not None]
    if numbers:
        written = in_number(sum(numbers)) if section in COUNTS else in_pounds(sum(numbers), 1)
        return Together(section, words, cells, written)
    same = {cell.text for cell in cells.values() if cell != NOT_THERE}
    return Together(section, words, cells, Cell(same.pop() if len(same) == 1 else "not known"))


@dataclass(frozen=True, repr=False)
class Added:
    """What several authorities published, added up; its fields are those of ``PublishedRollUp``."""

    period: str
    councils: Mapping[str, Published | None]

    @property
    def profile(self) -> str:
        """The name of the profile, which stands on every output."""
        return PUBLICATION

    @property
    def published(self) -> tuple[Published, ...]:
        """What those published that did."""
        return tuple(one for one in self.councils.values() if one is not None)

    @property
    def figures(self) -> tuple[Together, ...]:
        """Every figure: the way to the headline, then quarters, tiers and counts."""
        money = [
            added_up("headline", words, self._each(partial(_figure, name)))
            for name, words in FIGURE_NAMES.items()
        ]
        tables = [
            added_up(table, words, self._each(partial(_row_of, table, words)))
            for table in (*PARTS, *COUNTS)
            for words in self._headings(table)
        ]
        return (*money, *tables)

    @property
    def complete(self) -> bool:
        """Whether every authority is in every one of gross, adjusted and net."""
        words = [FIGURE_NAMES[name] for name in HEADLINES]
        found = [one for one in self.figures if one.section == "headline" and one.words in words]
        return not any(one.lacking for one in found)

    @property
    def stands(self) -> bool:
        """Whether the pounds may be shown as headlines: complete, and everyone's own do."""
        return self.complete and all(one.stands for one in self.published)

    @property
    def marks(self) -> tuple[str, ...]:
        """What must stand with the total wherever it is shown, in a few words."""
        own = self.published
        falling = ", ".join(one.authority for one in own if not one.stands)
        ahead = ", ".join(
            one.authority for one in own if dict(one.facts).get("Outturn", "").startswith("no")
        )
        return (
            f"Profile: {PUBLICATION}",
            f"gross {self.gross.label}",
            *([f"not a headline: data quality of {falling}"] * bool(falling)),
            *([f"holds forecast days of {ahead}: no outturn [7.3]"] * bool(ahead)),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said with it, in sentences."""
        own = self.published
        method, base = (dict(own[0].facts)[name] for name in ("Method", "Price base"))
        step = in_pounds(sum(one.money_step for one in own), 1).text
        policies: dict[str, list[str]] = {}
        for one in own:
            policies.setdefault(one.policy.in_words(), []).append(one.authority)
        return (
            SHOWN_ALREADY,
            f"By {method}; price base: {base}. Prices, days and data quality are each authority's.",
            (
                f"A total of pounds is within {step} of the exact one, because each authority "
                f"rounded its own; programme cost and net may be rounded further [17.3]."
            ),
            *(f"{', '.join(names)}: {policy}" for policy, names in policies.items()),
            SAME_CHILD,
        )

    @property
    def gross(self) -> Together:
        """The gross costs avoided."""
        return next(one for one in self.figures if one.words == FIGURE_NAMES["gross"])

    def said_first(self) -> Iterator[str]:
        """Say what a reader has to know before any figure."""
        yield f"{'; '.join(self.marks)}."
        if not self.stands:
            yield "NOT A HEADLINE FIGURE: it lacks somebody, or the data of somebody cross a limit."
        yield from self.notes

    def _each(self, get: Callable[[Published], Cell]) -> dict[str, Cell]:
        return {name: NOT_THERE if one is None else get(one) for name, one in self.councils.items()}

    def _headings(self, table: str) -> list[str]:
        """Give the headings of a table's rows in the order in which authorities show them."""
        rows = [row for one in self.published if one.has(table) for row in one.table(table).rows]
        # What is merged into one cell is not the same everywhere, and a total stands in the first.
        return [w for w in dict.fromkeys(row[0].text for row in rows) if w not in (TOTAL, OTHER)]


def _figure(name: str, one: Published) -> Cell:
    return one.figures[name]


def _row_of(table: str, words: str, one: Published) -> Cell:
    rows = one.table(table).rows if one.has(table) else ()
    return next((row[1] for row in rows if row[0].text == words), NOT_IN_TABLE)
