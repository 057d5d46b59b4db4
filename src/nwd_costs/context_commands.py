"""The command that sets a claim beside published statistics."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (no other name)

_EXAMPLE = """\
example:
  nwd-costs context --claim "£6.39m" --authority "North Yorkshire" --year 2022-23 \\
      --young-people 39 --fall-in-entries 39

It says how large a claim is beside what was published of that council and year, and which readings
of it are impossible. It does not say that a claim is right.

exit codes: 0 told, whatever came out; 2 bad usage; 3 the table of unit costs is refused
"""


def add_context(commands: Commands) -> None:
    """Add ``context``."""
    asking = commands.add_parser(
        "context",
        help="set a claim of costs avoided beside published statistics",
        description=(
            "Set a claim of costs avoided beside the published spending, numbers of children and "
            "prices of its authority and year."
        ),
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asking.add_argument("--claim", required=True, metavar="AMOUNT", help='such as "£6.39m"')
    asking.add_argument(
        "--authority", required=True, metavar="NAME", help="name, DfE number or ONS code"
    )
    asking.add_argument("--year", required=True, metavar="YEAR", help="such as 2022-23")
    asking.add_argument(
        "--young-people", type=int, metavar="N", help="how many the claim is said to be for"
    )
    asking.add_argument(
        "--fall-in-entries",
        type=int,
        metavar="N",
        help="by how many those who started to be looked after are said to have fallen",
    )
    asking.add_argument(
        "--fall-in-stock",
        type=int,
        metavar="N",
        help="by how many those looked after on 31 March are said to have fallen",
    )
    asking.add_argument(
        "--unit-costs", metavar="ID|PATH", help="whose prices (default: the published ones)"
    )
    asking.add_argument("--format", choices=("text", "html", "json"), default="text")
    asking.set_defaults(command=context)


def context(arguments: argparse.Namespace) -> None:
    """Set a claim beside published statistics."""
    from nwd_costs.context import put_in_context
    from nwd_costs.outputs import as_json, page

    table = {"table": arguments.unit_costs} if arguments.unit_costs else {}
    found = put_in_context(
        arguments.claim,
        authority=arguments.authority,
        year=arguments.year,
        young_people=arguments.young_people,
        fall_in_entries=arguments.fall_in_entries,
        fall_in_stock=arguments.fall_in_stock,
        **table,
    )
    if arguments.format == "json":
        print(as_json(found.as_dict()), flush=True)
    else:
        told = page(found.title, found.to_html()) if arguments.format == "html" else found
        print(told, flush=True)
