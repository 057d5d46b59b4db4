"""Everything that is found in a table of unit costs, before anybody uses it [8.11], [8.12]."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from nwd_costs.errors import ROWS_SHOWN, Problem, UnitCostError
from nwd_costs.price_checks import TableError, check_table
from nwd_costs.price_findings import PRICE_CHECKS, PriceFinding
from nwd_costs.price_parts import MISSING
from nwd_costs.price_tables import unit_costs
from nwd_costs.register import ENGLAND
from nwd_costs.shelf import find_folder, read_csv, shipped
from nwd_costs.show import html_table

WIDTH = 98
COLUMNS = ["id", "severity", "clause", "where", "what", "rows", "advice"]


@dataclass(frozen=True, repr=False)
class PricesChecked:
    """All that was found in a table of unit costs; print it to read it.

    Parameters
    ----------
    name
        Which table.
    findings
        What was found, what refuses the table first.
    """

    name: str
    findings: tuple[PriceFinding, ...]

    @property
    def refused(self) -> bool:
        """Whether no figure is worked out with this table."""
        return any(finding.refused for finding in self.findings)

    @property
    def table(self) -> pd.DataFrame:
        """One row a finding."""
        return pd.DataFrame([finding.as_dict() for finding in self.findings], columns=COLUMNS)

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values.

        Returns
        -------
        dict
            Whether the table is refused, and every finding.
        """
        findings = [finding.as_dict() for finding in self.findings]
        return {"table": self.name, "refused": self.refused, "findings": findings}

    def __repr__(self) -> str:
        return f"PricesChecked({self.name}: {_verdict(self)}; print it to read it)"

    def __str__(self) -> str:
        lines = [f"{self.name}: {_verdict(self)}"]
        return "\n".join([*lines, *(line for one in self.findings for line in _told(one))])

    def to_html(self) -> str:
        """Give it as a section of a page.

        Returns
        -------
        str
            A table of the findings.
        """
        rows = [
            [f.check.id, f.check.severity, f.where, f.what, ", ".join(map(str, f.rows)),
             f"{f.check.advice} [{f.check.clause}]"]
            for f in self.findings
        ]  # fmt: skip
        title = html.escape(f"{self.name}: {_verdict(self)}")
        headings = ["check", "severity", "where", "what", "rows", "what to do"]
        table = html_table("Findings", headings, rows) if rows else ""
        return f"<section><h1>{title}</h1>{table}</section>"

    def _repr_html_(self) -> str:
        return self.to_html()


def check_unit_costs(name: str | Path) -> PricesChecked:
    """Say all that is wrong with a table of unit costs, or worth knowing of it.

    Parameters
    ----------
    name
        The id of a table, or a folder or a workbook of your own.

    Returns
    -------
    PricesChecked
        Every finding with its severity, its rows and what to do; none of them holds a price of the
        table.
    """
    return PricesChecked(str(name), tuple(_found(name)))


def _found(name: str | Path) -> Iterator[PriceFinding]:
    try:
        costs = unit_costs(name, authority=ENGLAND)
    except TableError as error:
        yield from error.findings
        return
    except UnitCostError as error:
        check = PRICE_CHECKS["unreadable"]
        for problem in error.problems or [Problem(str(name), error.title, check.advice)]:
            advised = replace(check, advice=problem.advice)
            yield PriceFinding(advised, problem.where, problem.what, problem.rows)
        return
    if str(name) in shipped("table.toml"):
        folder = find_folder(name, "table.toml")
        file = folder / "missing.csv"
        missing = MISSING.conform(read_csv(file)).frame if file.is_file() else None
        yield from check_table(costs.document, costs.rates, missing)
    yield from costs.findings


def _told(finding: PriceFinding) -> Iterator[str]:
    check = finding.check
    rows = f", row{'s' * (len(finding.rows) > 1)} {', '.join(map(str, finding.rows[:ROWS_SHOWN]))}"
    more = f" and {len(finding.rows) - ROWS_SHOWN} more" if finding.rows[ROWS_SHOWN:] else ""
    yield ""
    yield f"{check.id} ({check.severity}) [{check.clause}]"
    yield f"  {finding.where}{rows if finding.rows else ''}{more}"
    yield from textwrap.wrap(finding.what, WIDTH, initial_indent="  ", subsequent_indent="    ")
    advice = f"What to do: {check.advice}"
    yield from textwrap.wrap(advice, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _verdict(checked: PricesChecked) -> str:
    refused = sum(finding.refused for finding in checked.findings)
    warned = len(checked.findings) - refused
    if not checked.findings:
        return "nothing found"
    parts = [f"refused for {refused}" if refused else "", f"{warned} to look at" if warned else ""]
    return ", ".join(filter(None, parts))
