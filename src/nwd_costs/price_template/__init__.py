"""A workbook for a council to fill its prices in, laid out as ``price_workbook`` reads it.

Drop-down lists, guidance in plain words, and the council's own published figures beside each line.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nwd_costs.days import financial_year_start, to_date
from nwd_costs.errors import Problem, UsageError
from nwd_costs.periods import Period
from nwd_costs.price_checks import PUBLISHED
from nwd_costs.price_tables import find_table, unit_costs
from nwd_costs.price_template.content import blank, of_table
from nwd_costs.price_template.writing import write
from nwd_costs.price_views import compare_unit_costs
from nwd_costs.prices import UnitCosts
from nwd_costs.register import authorities

# How many of the published years get lines, where nobody names years.
YEARS = 3


def unit_costs_template(
    path: str | Path,
    *,
    authority: str,
    years: Sequence[str] = (),
    table: str | Path | None = None,
) -> Path:
    """Write a workbook in which a council fills in what it pays, and which reads back as a table.

    Parameters
    ----------
    path
        The workbook to write, ``prices.xlsx``. Nothing that is there is written over.
    authority
        The council's name, its DfE number, or any ONS code that it has or had [8.15].
    years
        The financial years that get lines, such as ``2024-25``; the last three published unless
        given.
    table
        A table to put into the workbook in place of empty lines: its id, folder or workbook.

    Returns
    -------
    Path
        Where it was written. ``unit_costs`` and ``check_unit_costs`` read it back.

    Raises
    ------
    UsageError
        When the file is there already, cannot be written, or a year is none.
    UnitCostError
        When there is no such authority or table, or the table does not fit into a workbook.
    """
    target, opening = _free(Path(path)), _opening(years)
    costs = unit_costs(PUBLISHED, authority=authority)
    published = compare_unit_costs(costs).table
    if table is not None and years:
        problem = Problem("years", "stand in the table already", "Name a table or years, not both.")
        raise UsageError("The template cannot be written.", [problem])
    if table is not None:
        content = of_table(costs.authority, find_table(table), published)
    else:
        ends = costs.document.span_until.year
        content = blank(costs.authority, opening or range(ends - YEARS, ends), published)
    source = next(iter(costs.document.sources.values()))
    told = f"They are from {costs.id}: {source.publisher}, {source.title}, {source.date}."
    write(target, content, _areas(costs), (told, f"{costs.document.licence}."))
    return target


def _free(path: Path) -> Path:
    """Refuse to write where something is, where nothing can be, and what nobody could open."""
    what, advice = "", "Give another name, or move it away."
    if path.exists():
        what = "is there already, and may hold somebody's prices"
    elif path.suffix.lower() != ".xlsx":
        what, advice = "is no name for a workbook", "End it in .xlsx."
    elif not path.parent.is_dir():
        what, advice = "is in a folder that is not there", "Make the folder first."
    if what:
        raise UsageError("The template cannot be written.", [Problem(path.name, what, advice)])
    return path


def _opening(years: Sequence[str]) -> list[int]:
    """Give the calendar year in which each financial year opens."""
    periods = [Period.parse(year) for year in years]
    opening = [to_date(period.from_day).year for period in periods]
    problems = [
        Problem(f"'{period.name}'", "is no financial year", "Write a year such as 2024-25.")
        for period, year in zip(periods, opening, strict=True)
        if (period.from_day, period.until_day)
        != (financial_year_start(year), financial_year_start(year + 1))
    ]
    if problems:
        raise UsageError("The template cannot be written.", problems)
    return opening


def _areas(costs: UnitCosts) -> list[str]:
    """Name the areas that a line may be of: the council and the layers behind it first."""
    register = authorities()
    near = [area for layer in ("authority", "region", "england", "neighbours")
            for area in costs.areas[layer]]  # fmt: skip
    others = sorted(set(register) - set(near), key=lambda area: register[area]["name"])
    return [register[area]["name"] for area in dict.fromkeys([*near, *others])]
