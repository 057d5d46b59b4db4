"""Worked cases: the Markdown file that an evaluator reads is the very file that a test runs.

A case is a heading ``## Case: …``, lines ``- Key: value``, prose, and pipe tables under ``### …``.
Keys: ``Clauses``, ``Method``, ``Period``, ``As at``; ``Changed`` (any number) replaces a value of
the version: ``stage.parameter = …`` or ``stage.parameter.key = …``; ``stage.rule = …`` picks
another rule. ``Basis`` rests it all on that; ``Span`` and ``Price basis`` are what the prices say
of themselves, which are then held to [8.11], [8.12]. ``What if`` is what ``Plan.but`` does [14.1];
``length_of_stay.by = …`` or ``.until_days = …`` what is asked of the placements [6.3]. Tables that
go in: those of section 2 of the rules, Prices, Missing prices. One of these comes out: Ledger, all
its lines in order, in the columns shown (at least ``LEAST``), and beside it, if wanted, Scope,
Claims, Repairs, Accounting, Timeline, Warnings (complete, in any order; Accounting for those it
names), Bridge from the version to the what-if, Length of stay, whose days are then the horizon
[6.5], some figures by name from Totals and Measures (``null``: withheld or unknown); Error, words
of the message; Cost of care [13.1]; or Sums of totals [15.13]. More in the README of the cases.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from nwd_costs import library
from nwd_costs.bridging import bridge
from nwd_costs.care_costs import cost_of_care
from nwd_costs.errors import DocumentError, NwdError, Problem
from nwd_costs.methods import MENU, as_methodology
from nwd_costs.pipeline import run
from nwd_costs.returns import read
from nwd_costs.shelf import methodology_root
from nwd_costs.stays import COLUMNS, LengthOfStay, length_of_stay
from nwd_costs.tables import SPECS
from nwd_costs.testing.case_prices import GAPS, USUAL, unit_costs_of
from nwd_costs.testing.cells import assigned, drawn, plain_cell, written
from nwd_costs.testing.registers import REGISTER, VERIFIED, register_in, verified
from nwd_costs.testing.sums import SUM_LEAST, SUM_TABLES, worked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.resources.abc import Traversable

    from nwd_costs.methods import Methodology
    from nwd_costs.prices import UnitCosts
    from nwd_costs.result import Result
    from nwd_costs.tables import Records

Row = tuple[str, ...]
Lines = list[tuple[int, str]]

LEAST = ("referral_id", "side", "category", "from_day", "until_day", "days", "weight",
         "rate_pence", "amount_pence")  # fmt: skip
_INPUTS = {name.replace("_", " ").capitalize(): spec for name, spec in SPECS.items()}
STAY, _STAY = "Length of stay", "length_of_stay"
_KEY = re.compile(
    r"^(?:- )?(Clauses|Method|Changed|What if|Basis|Span|Price basis|Period|As at): *(.+)$"
)


@dataclass(frozen=True)
class Table:
    """One pipe table: its headings, its rows as text, and the line it stands on."""

    columns: Row
    rows: tuple[Row, ...]
    line: int


@dataclass(frozen=True)
class Case:
    """One worked case: what goes in, and what must come out.

    Parameters
    ----------
    file, line, title, clauses
        Where it stands, what it is called, and the clauses it shows.
    method, changed, what_if, basis, span, price_basis, period, as_at
        What is run, as written.
    tables
        Every table by its heading.
    """

    file: str
    line: int
    title: str
    clauses: Row
    method: str
    changed: Row
    what_if: Row
    basis: str
    span: str
    price_basis: str
    period: str
    as_at: str
    tables: Mapping[str, Table]

    def run(self) -> Result:
        """Run the version over the tables; the library's own errors come through."""
        version, records, costs = self._given()
        return run(version, records, costs, period=self.period, as_at=self.as_at)

    def cost_of_care(self) -> pd.DataFrame:
        """Price the records of every child [13.1], by category."""
        version, records, costs = self._given()
        care = cost_of_care(records, costs, method=version, as_at=self.as_at, periods=[self.period])
        years: Any = care.summary()["years"]
        (year,) = years.values()
        rows = [{"category": name, **part} for name, part in year["by_category"].items()]
        return pd.DataFrame(rows, columns=list(_COLUMNS["Cost of care"]), dtype=object)

    def verified(self) -> pd.DataFrame:
        """Check the figures of its register [16.8]."""
        wanted = self.tables.get("Verified", Table((), (), 0))
        return verified(self.tables[REGISTER].rows[0][0], wanted.columns, wanted.rows)

    def _given(self) -> tuple[Methodology, Records, UnitCosts]:
        given: dict[str, Any] = {
            spec.name: pd.DataFrame(list(table.rows), columns=list(table.columns), dtype=str)
            for name, spec in _INPUTS.items()
            if (table := self.tables.get(name))
        }
        records = read(**given)
        try:
            version, costs = self._version(records), self._unit_costs()
        except (LookupError, TypeError, ValueError) as error:
            _refuse(self.file, self.line, f"a changed value or a layer is not understood: {error}")
        return version, records, costs

    def _unit_costs(self) -> UnitCosts:
        rows = {
            name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for name in ("Prices", GAPS)
            if (table := self.tables.get(name))
        }
        return unit_costs_of(rows, self.span, self.price_basis)

    def _stay(self, records: Records) -> LengthOfStay:
        """Estimate how long stays last, as the lines on it ask [6.3]."""
        said = [(path, value) for path, value in map(assigned, self.what_if) if path[0] == _STAY]
        asked: Any = {path[1]: value for path, value in said}
        return length_of_stay(records, as_at=self.as_at, **asked)

    def check(self) -> None:
        """Raise AssertionError, with both tables, where the library gives what is not expected."""
        if "Error" in self.tables:
            faults = [self._not_refused([row[0] for row in self.tables["Error"].rows])]
        elif REGISTER in self.tables:
            faults = [self._difference("Verified", self.verified())]
        elif "Sums" in self.tables:
            found = worked({name: (t.columns, *t.rows) for name, t in self.tables.items()})
            faults = [self._difference(name, frame) for name, frame in found.items()]
        elif "Cost of care" in self.tables:
            faults = [self._difference("Cost of care", self.cost_of_care())]
        else:
            result = self.run()
            asked = [(name, table) for name, table in self.tables.items() if name in _GOT]
            faults = [self._difference(name, _GOT[name](result, table)) for name, table in asked]
            if STAY in self.tables:
                faults.append(self._difference(STAY, self._stay(result.records).table))
        if any(faults):
            where = f"{self.file}, line {self.line}, case '{self.title}'"
            raise AssertionError("\n\n".join([where, *filter(None, faults)]))

    def _not_refused(self, words: Sequence[str]) -> str:
        try:
            _ = self.verified() if REGISTER in self.tables else self.run()
        except NwdError as error:
            missing = [word for word in words if word not in str(error)]
            return f"not in the message: {missing}\n{error}" if missing else ""
        return f"it ran, but was to be refused with: {list(words)}"

    def _difference(self, name: str, got: pd.DataFrame) -> str:
        table = self.tables[name]
        if unknown := set(table.columns) - set(got.columns):
            _refuse(self.file, table.line, f"{name} has no column {', '.join(sorted(unknown))}")
        cells = [map(written, got[column]) for column in table.columns]
        found = list(zip(*cells, strict=True))
        wanted = [tuple(map(plain_cell, row)) for row in table.rows]
        if name != "Ledger":
            found, wanted = sorted(found), sorted(wanted)
        if found == wanted:
            return ""
        expected, given = drawn(table.columns, wanted, found), drawn(table.columns, found, wanted)
        return "\n".join([f"{name}, expected:", *expected, f"{name}, got:", *given])

    def _version(self, records: Records) -> Methodology:
        if self.what_if:
            changes: dict[str, dict[str, object]] = {}
            for path, value in map(assigned, self.what_if):
                if path[0] != _STAY:
                    changes.setdefault(path[0], {})[".".join(path[1:])] = value
            if STAY in self.tables:
                changes["horizon"] = self._stay(records).horizon()
            return as_methodology(library.methodology(self.method).plan.but(**changes))
        if not (self.changed or self.basis):
            return library.methodology(self.method)
        folder = methodology_root() / self.method
        names = ("methodology.toml", "method.md", "categories.csv")
        text, prose, categories = ((folder / n).read_text(encoding="utf-8") for n in names)
        if self.basis:
            text = re.sub(r'\bbasis = "\w+"', f'basis = "{self.basis}"', text)
        raw = tomllib.loads(text) | {"id": "worked-case/2000.1", "standing": "test"}
        for path, value in map(assigned, self.changed):
            put_in(raw["stages"], path, value)
        return library.bind(raw, prose=prose, categories=categories, where=f"of {self.file}")


def cases_in(path: Traversable) -> list[Case]:
    """Read every case of a Markdown file, or raise DocumentError with the file and the line."""
    lines = list(enumerate(path.read_text(encoding="utf-8").splitlines(), start=1))
    _, *cases = _split(lines, "## ")
    if not cases:
        _refuse(path.name, 1, "there is no '## Case: …'")
    return [_case(path.name, case) for case in cases]


def _split(lines: Lines, mark: str) -> list[Lines]:
    starts = [at for at, (_, text) in enumerate(lines) if text.startswith(mark)]
    return [lines[a:b] for a, b in zip([0, *starts], [*starts, len(lines)], strict=True)]


def _case(file: str, lines: Lines) -> Case:
    line, heading = lines[0]
    if not heading.startswith("## Case: "):
        _refuse(file, line, "a heading '## …' that is not '## Case: …'")
    head, *sections = _split(lines, "### ")
    said = [match.groups() for _, text in head if (match := _KEY.match(text))]
    keys = {key: [value.strip() for k, value in said if k == key] for key, _ in said}
    names = {section[0][1].removeprefix("### ").strip() for section in sections}
    for key in _KEYS[:1] if names & {"Sums", REGISTER} else _KEYS:
        if len(keys.get(key, [])) != 1:
            _refuse(file, line, f"the case needs one line '- {key}: …'")
    tables: dict[str, Table] = {}
    for section in sections:
        name = section[0][1].removeprefix("### ").strip()
        if name in tables:
            _refuse(file, section[0][0], f"a second table {name} in one case")
        tables[name] = _table(file, name, section)
    ends = [name for name in _ENDS if name in tables]
    beside = tables.keys() & _GOT.keys() if ends != ["Ledger"] else set()
    beside |= {*tables} - {*SUM_TABLES} if "Sums" in tables else {*tables} & {*SUM_TABLES}
    if len(ends) != 1 or beside or not tables.keys() & {*_INPUTS, "Sums", REGISTER}:
        _refuse(file, line, "it needs a table that goes in, and a Ledger, Error or Cost of care")
    return Case(
        file, line, heading.removeprefix("## Case: ").strip(),
        tuple(re.split(r",\s*", keys["Clauses"][0])), keys.get("Method", [""])[0],
        tuple(keys.get("Changed", [])), tuple(keys.get("What if", [])),
        keys.get("Basis", [""])[0], keys.get("Span", [""])[0], keys.get("Price basis", [""])[0],
        keys.get("Period", [""])[0], keys.get("As at", [""])[0], tables,
    )  # fmt: skip


def _table(file: str, name: str, lines: Lines) -> Table:
    if name == REGISTER:
        return Table(("register",), ((register_in(lines),),), lines[0][0])
    if name not in _COLUMNS:
        _refuse(file, lines[0][0], f"'{name}' is no table; choose from {', '.join(_COLUMNS)}")
    drawn = [(at, text.strip()) for at, text in lines if text.startswith("|")]
    rows = [(at, tuple(map(str.strip, text.split("|")[1:-1]))) for at, text in drawn]
    if len(rows) < 2 or not all(re.fullmatch(r":?-+:?", cell) for cell in rows[1][1]):
        _refuse(file, lines[0][0], f"the table {name} needs a line of headings and one of dashes")
    line, columns = rows[0]
    for at, row in rows:
        if len(row) != len(columns):
            _refuse(file, at, f"a row of {len(row)} cells in a table of {len(columns)}")
    wrong = [f"no {c}" for c in {"Ledger": LEAST, **SUM_LEAST}.get(name, ()) if c not in columns]
    wrong += [f"{c} is none" for c in columns if _COLUMNS[name] and c not in _COLUMNS[name]]
    if wrong:
        _refuse(file, line, f"the columns of {name}: {', '.join(wrong)}")
    return Table(columns, tuple(row for _, row in rows[2:]), line)


def _refuse(file: str, line: int, what: str) -> NoReturn:
    problem = Problem(f"{file}, line {line}", what, "methodology/cases/README.md tells the form.")
    raise DocumentError("The worked cases cannot be read.", [problem])


def put_in(stages: dict[str, Any], path: Sequence[str], value: object) -> None:
    """Put in a value, or one entry of a table; a number is given a span that holds only itself."""
    stage = stages[path[0]]
    ground = {name: stage[name] for name in ("clause", "basis", "source")}
    if path[1] == "rule":  # what another rule does not know goes; the rest stays
        known = MENU[path[0]][str(value)].model_fields
        stages[path[0]] = {name: stage[name] for name in known if name in stage} | {"rule": value}
        return
    if path[1] not in MENU[path[0]][stage["rule"]].model_fields:
        raise KeyError(path[1])
    parameter = stage.setdefault(path[1], {**ground, "value": {}, "low": 0})
    parameter["value"] = {**parameter["value"], path[2]: value} if path[2:] else value
    if "low" in parameter or type(value) is int:
        parameter |= {"low": parameter["value"], "high": parameter["value"]}


def _named(values: Mapping[str, Any], table: Table) -> pd.DataFrame:
    found: list[Any] = []
    for name, _ in table.rows:
        at: Any = values
        for part in name.split("."):
            at = at.get(part, "(no such figure)") if isinstance(at, dict) else "(no such figure)"
        found.append((name, "null" if at is None else at))
    return pd.DataFrame(found, columns=["figure", "value"], dtype=object)


def _accounting(result: Result, table: Table) -> pd.DataFrame:
    rows = [
        (name, fate.replace("_", " "), reason, count)
        for name in {row[0] for row in table.rows} & result.accounting.keys()
        for fate, counts in result.accounting[name].items()
        for reason, count in (counts if isinstance(counts, dict) else {"": counts}).items()
        if count and fate != "rows_in"
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS["Accounting"]), dtype=object)


_GOT: dict[str, Callable[[Result, Table], pd.DataFrame]] = {
    "Ledger": lambda result, _: result.ledger,
    "Scope": lambda result, _: result.cohort,
    "Claims": lambda result, _: result.claims,
    "Repairs": lambda result, _: result.repairs.rename(columns={"source_row": "row"}),
    "Accounting": _accounting,
    "Timeline": lambda result, _: result.timeline,
    "Bridge": lambda found, _: bridge(
        found.method.plan.origin or found.method, found.method, found.records, found.costs,
        period=found.period, as_at=found.provenance.as_at,
    ).table,
    "Warnings": lambda result, _: pd.DataFrame({"code": [w.code for w in result.warnings]}),
    "Totals": lambda result, table: _named(result.summary(), table),
    "Measures": lambda result, table: _named({**result.measures}, table),
    "Panels": lambda result, table: _named(
        {panel.period.name: panel.figures.as_dict() for panel in result.panels().panels}, table
    ),
}  # fmt: skip
# The columns that each table may have; none named: those of the result.
_KEYS = ("Clauses", "Method", "Period", "As at")
_ENDS = ("Ledger", "Error", "Cost of care", "Sums", "Verified")
_COLUMNS: dict[str, Row] = {
    "Verified": VERIFIED,
    **{name: tuple(column.name for column in spec.columns) for name, spec in _INPUTS.items()},
    **dict.fromkeys(_GOT, ()),
    "Prices": ("category", "per", "amount", *USUAL),
    GAPS: ("category", "from_day", "until_day", "layer", "reason"),
    **dict.fromkeys(("Totals", "Measures", "Panels"), ("figure", "value")),
    "Accounting": ("table", "fate", "reason", "rows"),
    **SUM_TABLES,
    "Error": ("words",),
    STAY: COLUMNS,
    "Cost of care": ("category", "days", "lines", "children", "amount_pence"),
}
