"""The commands on tables of unit costs: show, compare, check and template."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Protocol

from nwd_costs.errors import UnitCostError

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (no other name)

PUBLISHED = "lait-outturn/2024-25"


class Told(Protocol):
    """What can be told as text, page and plain values."""

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values."""

    def to_html(self) -> str:
        """Give it as a section of a page."""


def add_unit_costs(commands: Commands) -> None:
    """Add ``unit-costs`` with its own commands."""
    group = commands.add_parser(
        "unit-costs",
        help="show, compare and check tables of unit costs, or write a workbook for one",
        description="Show, compare and check tables of unit costs, or write a workbook for one.",
        epilog="exit codes: 0 fine; 2 bad usage; 3 the table is refused, or there is none",
    )
    within = group.add_subparsers(required=True, metavar="COMMAND")
    showing = _add(
        within, "show", "show which price each category has in each year, and from where"
    )
    _add_authority(showing)
    showing.set_defaults(command=show)
    comparing = _add(
        within, "compare", "compare an authority with its neighbours, its region and England"
    )
    _add_authority(comparing)
    comparing.add_argument(
        "--against",
        default=PUBLISHED,
        metavar="ID|PATH",
        help=f"whose neighbours, region and England to take (default {PUBLISHED})",
    )
    comparing.set_defaults(command=compare)
    checking = _add(within, "check", "tell everything that is wrong with a table, or worth knowing")
    checking.set_defaults(command=check)
    _add_template(within)


def _add_template(within: Commands) -> None:
    purpose = "write a workbook to fill prices in, with the published figures beside each line"
    parser = within.add_parser("template", help=purpose, description=f"{purpose.capitalize()}.")
    parser.add_argument("path", metavar="PATH", help="the workbook to write, such as prices.xlsx")
    _add_authority(parser)
    parser.add_argument(
        "--year",
        action="append",
        default=[],
        metavar="YEAR",
        help="a financial year that gets lines, such as 2024-25; may be given again "
        "(default: the last three published)",
    )
    parser.add_argument(
        "--table", metavar="ID|PATH", help="a table to put into the workbook, in place of years"
    )
    parser.set_defaults(command=template)


def _add(within: Commands, name: str, purpose: str) -> argparse.ArgumentParser:
    parser = within.add_parser(name, help=purpose, description=f"{purpose.capitalize()}.")
    parser.add_argument("table", metavar="ID|PATH", help="a table by id, a folder or a workbook")
    parser.add_argument("--format", choices=("text", "html", "json"), default="text")
    return parser


def _add_authority(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--authority", required=True, metavar="NAME", help="council's name or DfE number"
    )


def show(arguments: argparse.Namespace) -> None:
    """Show a table as one authority sees it."""
    from nwd_costs.price_tables import unit_costs
    from nwd_costs.price_views import show_unit_costs

    costs = unit_costs(arguments.table, authority=arguments.authority)
    _tell(show_unit_costs(costs), arguments.format, f"{costs.id}, {costs.authority}")


def compare(arguments: argparse.Namespace) -> None:
    """Compare an authority with its neighbours, its region and England."""
    from nwd_costs.price_tables import unit_costs
    from nwd_costs.price_views import compare_unit_costs

    costs = unit_costs(arguments.table, authority=arguments.authority)
    against = unit_costs(arguments.against, authority=arguments.authority)
    found = compare_unit_costs(costs, against=None if against.id == costs.id else against)
    _tell(found, arguments.format, f"{costs.id}, {costs.authority}")


def check(arguments: argparse.Namespace) -> None:
    """Tell everything that was found in a table; one that is refused ends with exit code 3."""
    from nwd_costs.price_checking import check_unit_costs

    found = check_unit_costs(arguments.table)
    _tell(found, arguments.format, f"Unit costs {found.name}")
    if found.refused:
        raise UnitCostError(f"{found.name} is refused: no figure is worked out with it.")


def template(arguments: argparse.Namespace) -> None:
    """Write a workbook to fill in."""
    from nwd_costs.price_template import unit_costs_template

    written = unit_costs_template(
        arguments.path,
        authority=arguments.authority,
        years=arguments.year,
        table=arguments.table,
    )
    print(f"{written.name} is written. Its first sheet says how to fill it in; then run:")
    print(f'  nwd-costs unit-costs check "{written}"')


def _tell(found: Told, form: str, title: str) -> None:
    from nwd_costs.outputs import as_json, page

    if form == "json":
        print(as_json(found.as_dict()), flush=True)
    else:
        print(page(title, found.to_html()) if form == "html" else found, flush=True)
