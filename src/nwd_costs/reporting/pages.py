"""Pages that stand alone: what a template is given, and the template filled in, all escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

NUMBER, WORD, LONG, PART, PLAIN = "number", "word", "long", "part", ""
# So many short columns fit across a phone.
FITS = 3


@dataclass(frozen=True)
class Entry:
    """A cell of a table.

    Parameters
    ----------
    text
        What stands in it.
    look
        ``number``, ``word`` where a number is kept back, ``long`` for prose, ``part`` for a
        heading that is a part of the one above, or nothing.
    below
        A quieter line below it.
    """

    text: str
    look: str = PLAIN
    below: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table; the first cell heads it."""

    cells: Sequence[Entry]
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table that says what it shows.

    Parameters
    ----------
    caption, unit
        What it shows, and in what.
    headings
        One per column.
    rows
        Its rows.
    key
        A name for links to it, if any.
    """

    caption: str
    headings: Sequence[str]
    rows: Sequence[Line]
    unit: str = ""
    key: str = ""

    @property
    def stacked(self) -> bool:
        """Whether it is too wide for a phone, where each row becomes a block."""
        long = any(cell.look == LONG for row in self.rows for cell in row.cells)
        return long or len(self.headings) > FITS

    @property
    def numbers(self) -> list[bool]:
        """Which columns hold numbers, so that their headings stand above them."""
        return [
            any(row.cells[at].look.startswith(NUMBER) for row in self.rows)
            for at in range(len(self.headings))
        ]


@dataclass(frozen=True)
class Chart:
    """A drawing, what it finds, and the numbers it is drawn from."""

    title: str
    unit: str
    drawing: Markup
    source: str
    table: Table


@dataclass(frozen=True)
class Section:
    """A part of a page under a heading of its own."""

    key: str
    title: str
    before: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    pairs: Sequence[tuple[str, str]] = ()
    after: Sequence[str] = ()
    look: str = ""


@dataclass(frozen=True)
class Alert:
    """What has to be read before anything else."""

    title: str
    told: Sequence[str] = ()
    grave: bool = True


@dataclass(frozen=True)
class Profile:
    """Whom a page may be handed to."""

    name: str
    told: str


def words(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Make a table of words, the last column of which may be long."""
    last = len(headings) - 1
    return Table(
        caption,
        headings,
        [
            Line([Entry(cell, LONG if at == last > 0 else PLAIN) for at, cell in enumerate(row)])
            for row in rows
        ],
    )


def filled(template: str, **content: object) -> str:
    """Fill in a template; a name that it needs and is not given is an error.

    Parameters
    ----------
    template
        Its name, without its ending.
    **content
        What it needs.
    """
    return _environment().get_template(f"{template}.html.jinja").render(**content)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("nwd_costs.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    loader = found.loader
    if loader is not None:
        style, _, _ = loader.get_source(found, "style.css")
        found.globals["style"] = Markup(style)  # noqa: S704 (our own file, not anybody's text)
    return found
