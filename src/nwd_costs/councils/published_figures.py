"""One published figure over several authorities: the sum, and who is not in it [17.16]."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from nwd_costs.councils.added import SAME_CHILD
from nwd_costs.councils.published_shape import PARTS, is_part
from nwd_costs.disclosure import (
    ACCEPTED,
    CROSSED,
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
SAID_OF_ALL = {"none made", "not counted", "withheld", "not known"}
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
    in_part
        The authorities in it of whose period only a part was observed.
    """

    section: str
    words: str
    cells: Mapping[str, Cell]
    total: Cell
    in_part: tuple[str, ...] = ()

    @property
    def lacking(self) -> tuple[str, ...]:
        """The authorities that are not in it."""
        return tuple(name for name, cell in self.cells.items() if cell.number is None)

    @property
    def label(self) -> str:
        """Of how many authorities it is; it goes wherever the total goes."""
        whole = len(self.cells) - len(self.lacking) - len(self.in_part)
        there = f"{whole} of {len(self.cells)} authorities"
        if self.in_part:
            there = f"{there}, {len(self.in_part)} in part"
        return there if self.complete or self.total.number is None else f"PARTIAL: {there}"

    @property
    def complete(self) -> bool:
        """Whether every authority is in it whole [12.10]."""
        return not self.lacking and not self.in_part

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values: never the total without who is missing."""
        return {
            "table": self.section,
            "words": self.words,
            "total": self.total.as_dict(),
            "label": self.label,
            "complete": self.complete,
            "in_part": list(self.in_part),
            "not_in_it": list(self.lacking),
            "by_authority": {name: cell.as_dict() for name, cell in self.cells.items()},
        }


def added_up(
    section: str, words: str, cells: Mapping[str, Cell], councils: Mapping[str, Published | None]
) -> Together:
    """Add up what is a number; where nobody has one, say what all of them say.

    Parameters
    ----------
    section, words
        The table that it is from, and what it is.
    cells
        What each authority published of it.
    councils
        All that they published.
    """
    there = [
        (cell.number, one)
        for cell, one in zip(cells.values(), councils.values(), strict=True)
        if one is not None and cell.number is not None
    ]
    if not there:
        said = {cell.text for cell in cells.values() if cell != NOT_THERE}
        # "Fewer than five" said by two of them is not said of both together.
        told = said.pop() if len(said) == 1 and said <= SAID_OF_ALL else "not known"
        return Together(section, words, cells, Cell(told))
    total = sum(number for number, _ in there)
    step = sum(one.money_step for _, one in there)
    part = tuple(one.authority for _, one in there if is_part(one))
    written = in_number(total) if section in COUNTS else in_pounds(total, step)
    return Together(section, words, cells, written, part)


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
            added_up("headline", words, self._each(partial(_figure, name)), self.councils)
            for name, words in FIGURE_NAMES.items()
        ]
        tables = [
            added_up(table, words, self._each(partial(_row_of, table, words)), self.councils)
            for table in (*PARTS, *COUNTS)
            for words in self._headings(table)
        ]
        return (*money, *tables)

    @property
    def headlines(self) -> tuple[Together, ...]:
        """Gross, adjusted and net."""
        words = [FIGURE_NAMES[name] for name in HEADLINES]
        return tuple(
            one for one in self.figures if one.section == "headline" and one.words in words
        )

    @property
    def complete(self) -> bool:
        """Whether every authority is in every one of gross, adjusted and net, whole."""
        return all(one.complete for one in self.headlines)

    @property
    def stands(self) -> bool:
        """Whether the pounds may be shown as headlines: complete, and everyone's own do."""
        return self.complete and all(one.stands for one in self.published)

    @property
    def marks(self) -> tuple[str, ...]:
        """What must stand with the total wherever it is shown, in a few words."""
        own = self.published
        partial_ones = {one.label: one.words for one in self.headlines if not one.complete}
        falling = _listed((one, _limits(one, CROSSED)) for one in own if not one.stands)
        accepted = _listed((one, limits) for one in own if (limits := _limits(one, ACCEPTED)))
        ahead = _listed((one, []) for one in own if dict(one.facts)["Outturn"].startswith("no"))
        part = _listed((one, [f"{one.observed_until:%d/%m/%Y}"]) for one in own if is_part(one))
        told = {
            "data of these cross a limit, so that it is no headline [2.16]": falling,
            "limits accepted by name [2.17]": accepted,
            "forecast days are in it, so that it is no outturn [7.3]": ahead,
            "observed in part, until": part,
        }
        return (
            f"Profile: {PUBLICATION}",
            f"gross {self.gross.label}",
            *(f"{words.lower()} {label}" for label, words in partial_ones.items()
              if label != self.gross.label),
            *(f"{what}: {who}" for what, who in told.items() if who),
        )  # fmt: skip

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said with it, in sentences."""
        own = self.published
        method, base, uprated = (
            dict(own[0].facts)[name] for name in ("Method", "Price base", "Uprating")
        )
        step = in_pounds(sum(one.money_step for one in own), 1).text
        policies: dict[str, list[str]] = {}
        for one in own:
            policies.setdefault(one.policy.in_words(), []).append(one.authority)
        return (
            SHOWN_ALREADY,
            (
                f"By {method}; price base: {base}; uprating: {uprated}. Prices, days and data "
                f"quality are each authority's own."
            ),
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
        return self.headlines[0]

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


def _limits(one: Published, kind: str) -> list[str]:
    return [name.removeprefix(kind) for name, _ in one.facts if name.startswith(kind)]


def _listed(found: Iterable[tuple[Published, list[str]]]) -> str:
    """Name authorities, each with what is said of it."""
    return "; ".join(
        f"{one.authority} ({', '.join(said)})" if said else one.authority for one, said in found
    )


def _figure(name: str, one: Published) -> Cell:
    return one.figures[name]


def _row_of(table: str, words: str, one: Published) -> Cell:
    rows = one.table(table).rows if one.has(table) else ()
    return next((row[1] for row in rows if row[0].text == words), NOT_IN_TABLE)
