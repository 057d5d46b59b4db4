"""Worked cases: the Markdown file that an evaluator reads is the very file that a test runs.

A case is a heading ``## Case: …``, lines ``- Key: value``, prose, and pipe tables under ``### Name``.

Keys: ``Clauses``, ``Method``, ``Period`` and ``As at``, once each. ``Changed``, any number of times:
``stage.parameter = value`` in TOML runs the version with that one value replaced, and
``stage.parameter.key`` replaces one entry of a table. ``Basis`` runs it as if all rested on that.

Tables that go in: those of section 2 of the common rules, and Prices (category, per, amount and, where
they matter, from_day, until_day, layer, basis). Tables that must come out: Ledger, every line in
order, in the columns shown (at least ``LEAST``); or Error, the words that the message holds. Beside a
ledger: Scope, Claims, Repairs, Accounting, Timeline and Warnings, each complete (Accounting for the
tables it names) and in any order; Totals and Measures, some figures by name, dots leading inwards.
``null`` is a figure withheld or not known. ``methodology/cases/README.md`` says it with an example.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from nwd_costs import library
from nwd_costs.errors import DocumentError, NwdError, Problem
from nwd_costs.pipeline import run
from nwd_costs.prices import RATES, UnitCosts, check_rates, fingerprint
from nwd_costs.returns import read
from nwd_costs.tables import SPECS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable

    from nwd_costs.methods import Methodology
    from nwd_costs.result import Result

Row = tuple[str, ...]

LEAST = ("referral_id", "side", "category", "from_day", "until_day", "days", "weight",
         "rate_pence", "amount_pence")  # fmt: skip
# The layers of a case's prices, under area numbers of their own; and what a price is if not said.
AREAS = {"authority": ("1",), "region": ("2",), "england": ("3",)}
USUAL = {"layer": "authority", "from_day": "1800-01-01", "until_day": "2399-12-31",
         "basis": "published", "source": "case"}  # fmt: skip

_INPUTS = {name.replace("_", " ").capitalize(): spec for name, spec in SPECS.items()}
_KEY = re.compile(r"^(?:- )?(Clauses|Method|Changed|Basis|Period|As at): *(.+)$")
_GROUPED = re.compile(r"^-?\d{1,3}(?: \d{3})+$")
_UK_DAY = re.compile(r"^(\d\d)/(\d\d)/(\d{4})$")


@dataclass(frozen=True)
class Table:
    """One pipe table of a case: its headings, its rows as text, and the line it stands on."""

    columns: Row
    rows: tuple[Row, ...]
    line: int

    def frame(self) -> pd.DataFrame:
        """Give the table as a frame of text."""
        return pd.DataFrame(list(self.rows), columns=list(self.columns), dtype=str)


@dataclass(frozen=True)
class Case:
    """One worked case: what goes in, and what must come out.

    Parameters
    ----------
    file, line, title
        Where it stands, and what it is called.
    clauses
        The clauses it shows.
    method, changed, basis
        The version, the values replaced in it, and the basis it is run on, if one is named.
    period, as_at
        P and the last observed day, as written.
    tables
        Every table by its heading.
    """

    file: str
    line: int
    title: str
    clauses: Row
    method: str
    changed: Row
    basis: str
    period: str
    as_at: str
    tables: Mapping[str, Table]

    def run(self) -> Result:
        """Run the version over the tables; the library's own errors come through."""
        given = {s.name: self.tables[n].frame() for n, s in _INPUTS.items() if n in self.tables}
        tables: dict[str, Any] = {**given}
        costs = _unit_costs(self.tables.get("Prices"))
        return run(self._version(), read(**tables), costs, period=self.period, as_at=self.as_at)

    def check(self) -> None:
        """Hold all that the case expects against what the library gives.

        Raises
        ------
        AssertionError
            With both tables, where they differ.
        """
        if "Error" in self.tables:
            fault = self._not_refused([row[0] for row in self.tables["Error"].rows])
        else:
            result = self.run()
            found = [self._difference(name, result) for name in _GOT if name in self.tables]
            fault = "\n\n".join(filter(None, found))
        if fault:
            raise AssertionError(f"{self.file}, line {self.line}, case '{self.title}'\n\n{fault}")

    def _not_refused(self, words: Sequence[str]) -> str:
        try:
            self.run()
        except NwdError as error:
            missing = [word for word in words if word not in str(error)]
            return f"not in the message: {missing}\n{error}" if missing else ""
        return f"it ran, but was to be refused with: {list(words)}"

    def _difference(self, name: str, result: Result) -> str:
        table = self.tables[name]
        got = _GOT[name](result, table)
        unknown = [column for column in table.columns if column not in got.columns]
        if unknown:
            _refuse(self.file, table.line, f"{name} has no column {', '.join(unknown)}")
        values = got[list(table.columns)].to_numpy(dtype=object)
        found = [tuple(map(_written, row)) for row in values]
        wanted = [tuple(map(_plain, row)) for row in table.rows]
        if name != "Ledger":
            found, wanted = sorted(found), sorted(wanted)
        if found == wanted:
            return ""
        expected, given = _drawn(table.columns, wanted, found), _drawn(table.columns, found, wanted)
        return "\n".join([f"{name}, expected:", *expected, f"{name}, got:", *given])

    def _version(self) -> Methodology:
        if not (self.changed or self.basis):
            return library.methodology(self.method)
        folder = library.methodology_root() / self.method
        document, prose, categories = (
            (folder / name).read_text(encoding="utf-8")
            for name in ("methodology.toml", "method.md", "categories.csv")
        )
        raw = tomllib.loads(document) | {"id": "worked-case/2000.1", "standing": "test"}
        for line in self.changed:
            path, _, value = line.partition("=")
            new = tomllib.loads(f"value = {value}")["value"]
            _replace(raw["stages"], path.strip().split("."), new)
        if self.basis:
            _rest_on(raw["stages"], self.basis)
        return library.bind(raw, prose=prose, categories=categories, where=f"of {self.file}")


def cases_in(path: Traversable) -> list[Case]:
    """Read every case of a Markdown file.

    Raises
    ------
    DocumentError
        When the file cannot be understood, naming it and the line.
    """
    lines = list(enumerate(path.read_text(encoding="utf-8").splitlines(), start=1))
    starts = [at for at, (_, text) in enumerate(lines) if text.startswith("## ")]
    if not starts:
        _refuse(path.name, 1, "there is no '## Case: …'")
    ends = [*starts[1:], len(lines)]
    return [_case(path.name, lines[a:b]) for a, b in zip(starts, ends, strict=True)]


def _case(file: str, lines: Sequence[tuple[int, str]]) -> Case:
    line, heading = lines[0]
    if not heading.startswith("## Case: "):
        _refuse(file, line, "a heading '## …' that is not '## Case: …'")
    sections = [at for at, (_, text) in enumerate(lines) if text.startswith("### ")]
    ends = [*sections, len(lines)]
    said = [match.groups() for _, text in lines[: ends[0]] if (match := _KEY.match(text))]
    keys = {key: [value.strip() for k, value in said if k == key] for key, _ in said}
    for key in ("Clauses", "Method", "Period", "As at"):
        if len(keys.get(key, [])) != 1:
            _refuse(file, line, f"the case needs one line '- {key}: …'")
    tables: dict[str, Table] = {}
    for a, b in zip(sections, ends[1:], strict=True):
        name = lines[a][1].removeprefix("### ").strip()
        if name in tables:
            _refuse(file, lines[a][0], f"a second table {name} in one case")
        tables[name] = _table(file, name, lines[a:b])
    if ("Ledger" in tables) == ("Error" in tables) or not tables.keys() & _INPUTS.keys():
        _refuse(file, line, "the case needs a table that goes in, and a Ledger or an Error")
    return Case(
        file, line, heading.removeprefix("## Case: ").strip(),
        tuple(clause.strip() for clause in keys["Clauses"][0].split(",")), keys["Method"][0],
        tuple(keys.get("Changed", [])), keys.get("Basis", [""])[0], keys["Period"][0],
        keys["As at"][0], tables,
    )  # fmt: skip


def _table(file: str, name: str, lines: Sequence[tuple[int, str]]) -> Table:
    if name not in _COLUMNS:
        _refuse(file, lines[0][0], f"no table is called '{name}'; choose from {', '.join(_COLUMNS)}")
    drawn = [(at, text.strip()) for at, text in lines if text.startswith("|")]
    rows = [(at, tuple(cell.strip() for cell in text[1:-1].split("|"))) for at, text in drawn]
    if len(rows) < 2 or not all(re.fullmatch(r":?-+:?", cell) for cell in rows[1][1]):
        _refuse(file, lines[0][0], f"the table {name} needs a line of headings and one of dashes")
    line, columns = rows[0]
    for at, row in rows:
        if len(row) != len(columns):
            _refuse(file, at, f"a row of {len(row)} cells in a table of {len(columns)}")
    strange = [c for c in columns if _COLUMNS[name] and c not in _COLUMNS[name]]
    missing = [c for c in LEAST if name == "Ledger" and c not in columns]
    if strange or missing:
        what = f"has no column {', '.join(strange)}" if strange else f"lacks {', '.join(missing)}"
        _refuse(file, line, f"the table {name} {what}")
    return Table(columns, tuple(row for _, row in rows[2:]), line)


def _refuse(file: str, line: int, what: str) -> NoReturn:
    problem = Problem(f"{file}, line {line}", what, "Its form is told in methodology/cases/README.md.")
    raise DocumentError("The worked cases cannot be read.", [problem])


def _replace(stages: dict[str, Any], path: Sequence[str], value: object) -> None:
    """Put in a value, or one entry of a table; a number is given a span that holds only itself."""
    parameter = stages[path[0]][path[1]]
    parameter["value"] = {**parameter["value"], path[2]: value} if path[2:] else value
    if "low" in parameter or type(value) is int:
        parameter |= {"low": parameter["value"], "high": parameter["value"]}


def _rest_on(part: dict[str, Any], basis: str) -> None:
    if "basis" in part:
        part["basis"] = basis
    for inner in part.values():
        if isinstance(inner, dict):
            _rest_on(inner, basis)


def _unit_costs(table: Table | None) -> UnitCosts:
    prices = table.frame() if table else pd.DataFrame({c: [] for c in ("category", "per", "amount")})
    for column, usual in USUAL.items():
        cells = prices[column] if column in prices else [""] * len(prices)
        prices[column] = [cell or usual for cell in cells]
    prices["authority"] = [AREAS[layer][0] for layer in prices["layer"]]
    conformed = RATES.conform(prices, "Prices")
    check_rates(conformed.frame, conformed.unreadable, "Prices")
    return UnitCosts(
        id="worked-case/prices", title="The prices of a worked case", publisher="", licence="",
        price_basis="", authority="A council", areas=AREAS, rates=conformed.frame, sources={},
        caveats=(), fingerprint=fingerprint(conformed.frame),
    )  # fmt: skip


def _plain(cell: str) -> str:
    """Level the ways to write a number or a day: 1 000 000, 31/03/2023, a true minus sign."""
    text = cell.replace("\N{MINUS SIGN}", "-")
    if day := _UK_DAY.match(text):
        return f"{day[3]}-{day[2]}-{day[1]}"
    return text.replace(" ", "") if _GROUPED.match(text) else text


def _written(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    return {"True": "yes", "False": "no"}.get(str(value), str(value))


def _drawn(columns: Row, rows: Sequence[Row], others: Sequence[Row]) -> Iterator[str]:
    """Draw a table; ``>`` marks the rows that the other table does not have."""
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    for at, row in enumerate((columns, *rows)):
        mark = ">" if at and row not in others else " "
        yield f"{mark} | {' | '.join(map(str.ljust, row, widths))} |"


def _named(values: Mapping[str, Any], table: Table, name: str) -> pd.DataFrame:
    """Look each figure of a table up by its name, dots leading inwards."""
    names = [row[table.columns.index(name)] for row in table.rows]
    found: list[Any] = [values] * len(names)
    for at, parts in enumerate(names):
        for part in parts.split("."):
            found[at] = found[at].get(part, "(no such figure)")
    shown = ["null" if value is None else value for value in found]
    return pd.DataFrame({name: names, "value": shown}, dtype=object)


def _accounting(result: Result, table: Table) -> pd.DataFrame:
    wanted = {row[table.columns.index("table")] for row in table.rows}
    rows = [
        (name, fate.replace("_", " "), reason, count)
        for name in wanted & result.accounting.keys()
        for fate, counts in result.accounting[name].items()
        for reason, count in (counts if isinstance(counts, dict) else {"": counts}).items()
        if count and fate != "rows_in"
    ]
    return pd.DataFrame(rows, columns=["table", "fate", "reason", "rows"], dtype=object)


_GOT: dict[str, Callable[[Result, Table], pd.DataFrame]] = {
    "Ledger": lambda result, _: result.ledger,
    "Scope": lambda result, _: result.cohort,
    "Claims": lambda result, _: result.claims,
    "Repairs": lambda result, _: result.repairs.rename(columns={"source_row": "row"}),
    "Accounting": _accounting,
    "Timeline": lambda result, _: result.timeline.astype(object),
    "Warnings": lambda result, _: pd.DataFrame({"code": [w.code for w in result.warnings]}),
    "Totals": lambda result, table: _named(result.summary(), table, "figure"),
    "Measures": lambda result, table: _named(result.measures, table, "measure"),
}
# The columns that each table may have; no columns: any that the result has.
_COLUMNS: dict[str, Row] = {
    **{name: tuple(column.name for column in spec.columns) for name, spec in _INPUTS.items()},
    "Prices": ("category", "per", "amount", *USUAL),
    "Error": ("words",),
    "Totals": ("figure", "value"),
    "Measures": ("measure", "value"),
    **dict.fromkeys(("Ledger", "Scope", "Claims", "Repairs", "Timeline"), ()),
    "Accounting": ("table", "fate", "reason", "rows"),
    "Warnings": ("code",),
}
