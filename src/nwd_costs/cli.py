"""The command line: a thin door to the same words as in Python."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nwd_costs import commands
from nwd_costs._version import __version__
from nwd_costs.commands import EDGE_OF_CARE
from nwd_costs.errors import DataError, DocumentError, NwdError, UnitCostError, UsageError
from nwd_costs.version_arguments import add_versions

if TYPE_CHECKING:
    from nwd_costs.version_arguments import Commands

FINE, DOES_NOT_STAND, BAD_USAGE, DATA_REFUSED = range(4)

_RUN_EXAMPLE = """\
example:
  nwd-costs run --ssda903 returns/ --cin-census cin_2022.xml cin_2023.xml \\
      --referrals referrals.csv --methodology edge-of-care/2021-22.1 \\
      --unit-costs lait-outturn/2024-25 --authority "North Yorkshire" \\
      --period 2022-23 --as-at 2023-03-31 --out results/

what you need:
  the SSDA903 returns of every year you have (one sub-folder per return, named by the year in
  which it ends), the CIN census files, and your own list of edge-of-care referrals with the
  columns referral_id, child_id, at_risk_of, referred_on, started_on ... (see the README).

what you get in --out:
  summary.json    totals and counts, nobody's record in it
  ledger.parquet  every line: side, days, weight, rate, amount, clause
  claims.csv      one row per referral: in scope or why not, days, pence, whether all this stands
  rejected.csv    every input row that was not simply used, with its reason
  repairs.csv     every repair: rule, row, before, after
  record.json     what determines the ledger: fingerprints and digests

exit codes: 0 fine; 1 the figure is written but does not stand as a headline, because the data
  cross a limit that --accept does not name; 2 bad usage or document; 3 data or prices refused
"""

_PERIODS = "2022-23, '2022-23 Q3', '2022-23 to Q3' or 2022-10-01..2023-01-01 (end excluded)"
_DEMO_HELP = """\
Runs edge-of-care/2021-22.1 over the reference cohort that comes with the library: a synthetic
council in the official formats. No child in it is real, and neither is the result.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code.

    0 fine; 1 a figure does not stand or verify; 2 bad usage or document; 3 data refused.
    """
    _let_any_terminal_read()
    arguments = _parser().parse_args(argv)
    try:
        stands = getattr(commands, arguments.command)(arguments)
    except (UsageError, DocumentError) as error:
        return _fail(error, BAD_USAGE)
    except (DataError, UnitCostError) as error:
        return _fail(error, DATA_REFUSED)
    except BrokenPipeError:
        # Whoever reads has read enough; nothing more can be said to them.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        return FINE
    return DOES_NOT_STAND if stands is False else FINE


def _let_any_terminal_read() -> None:
    """Replace what a terminal cannot show, such as a pound sign in ASCII, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _fail(error: NwdError, code: int) -> int:
    print(f"nwd-costs: {error}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nwd-costs",
        description="Costs avoided by No Wrong Door, by a named and versioned methodology.",
        epilog="Start with: nwd-costs demo",
    )
    parser.add_argument("--version", action="version", version=f"nwd-costs {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    _add_demo(commands)
    _add_check(commands)
    _add_cost_of_care(commands)
    _add_explain(commands)
    _add_bridge(commands)
    add_versions(commands)
    listing = commands.add_parser(
        "methodologies", help="list the methodology versions the library carries"
    )
    listing.set_defaults(command="list_methodologies")
    return parser


def _add_reading(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    parser.add_argument(
        "--ssda903",
        required=needed,
        metavar="DIR",
        help="SSDA903 returns, CSV or XML: a folder or zip",
    )
    parser.add_argument(
        "--cin-census", nargs="+", metavar="FILE", help="CIN census XML, one per year"
    )
    parser.add_argument(
        "--annex-a",
        nargs="+",
        metavar="FILE",
        help="Annex A workbook, or a CSV for each list: for the tables that nothing else gives",
    )
    parser.add_argument(
        "--id-map",
        metavar="FILE",
        help="columns ssda903 and cin_census, where the ids of the two differ",
    )
    parser.add_argument(
        "--year-is",
        choices=("ending", "opening"),
        default="ending",
        help="whether years in the names of returns are those in which they end (default) or open",
    )


def _add_pricing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--unit-costs", required=True, metavar="ID|FOLDER", help="such as lait-outturn/2024-25"
    )
    parser.add_argument(
        "--authority", required=True, metavar="NAME", help="council's name or DfE number"
    )
    parser.add_argument(
        "--as-at", required=True, metavar="DATE", help="last day observed, yyyy-mm-dd"
    )


def _add_method(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--methodology", required=True, metavar="ID|FOLDER", help="such as edge-of-care/2021-22.1"
    )
    parser.add_argument("--period", required=True, help=_PERIODS)


def _add_accept(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="LIMIT",
        help="accept a crossed limit of data quality by its name, as check and run tell it, so "
        "that the figure stands; every output shows it; may be given again",
    )


def _add_referrals(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    parser.add_argument(
        "--referrals", required=needed, metavar="FILE", help="referral list: CSV, XLSX, Parquet"
    )


def _add_run(commands: Commands) -> None:
    run = commands.add_parser(
        "run",
        help="compute the costs avoided in a period from your own returns",
        description="Compute the costs avoided in a period from your own returns.",
        epilog=_RUN_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_reading(run)
    _add_referrals(run)
    _add_method(run)
    _add_pricing(run)
    _add_accept(run)
    run.add_argument("--out", required=True, metavar="DIR", help="folder for the results")
    run.set_defaults(command="run_method")


def _add_demo(commands: Commands) -> None:
    demo = commands.add_parser(
        "demo", help="run the main job on the synthetic reference cohort", description=_DEMO_HELP
    )
    demo.add_argument("--out", metavar="DIR", help="also write the results there")
    demo.set_defaults(command="run_demo")


def _add_check(commands: Commands) -> None:
    check = commands.add_parser(
        "check",
        help="report on the quality of your files without calculating",
        description=(
            "Read your files and report what each was taken for, what became of every row, what "
            "the checks found and in which rows, unknown codes, ids that do not join, and whether "
            "a figure from these files would stand as a headline. Nothing is calculated, and no "
            "value of a child's record is shown."
        ),
        epilog="exit codes: 0 fine; 1 a figure would not stand as a headline; 2 bad usage or "
        "document; 3 the files cannot be read, or --strict and a row is refused or repaired",
    )
    check.add_argument(
        "folder",
        nargs="?",
        metavar="FOLDER",
        help="a folder or zip with everything; its files are sorted out by what is in them",
    )
    _add_reading(check, needed=False)
    _add_referrals(check, needed=False)
    check.add_argument(
        "--methodology",
        default=EDGE_OF_CARE,
        metavar="ID|FOLDER",
        help=f"whose categories decide which codes are known (default {EDGE_OF_CARE})",
    )
    _add_check_outputs(check)
    check.set_defaults(command="check_files")


def _add_check_outputs(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "--out",
        metavar="DIR",
        help="also write check.xlsx and check.json, with row numbers and without any value",
    )
    check.add_argument(
        "--show-values",
        action="store_true",
        help="with --out: put the value of every faulty cell into the two files, which then hold "
        "children's records; nothing of it is shown on the screen",
    )
    check.add_argument(
        "--strict",
        action="store_true",
        help="end with exit code 3 where a row would be refused or repaired",
    )


def _add_cost_of_care(commands: Commands) -> None:
    care = commands.add_parser(
        "cost-of-care",
        help="price every child-day of the returns, without any counterfactual",
        description=(
            "Price every day of care, protection and need of every child, to hold the prices and "
            "the returns against published spending. Writes cost_of_care.json."
        ),
        epilog="exit codes: 0 fine; 1 written, but the data cross a limit that is not accepted; "
        "2 bad usage or document; 3 data or prices refused",
    )
    _add_reading(care, needed=False)  # Annex A alone has the cost of its one day
    _add_pricing(care)
    care.add_argument(
        "--period",
        action="append",
        help=f"{_PERIODS}; may be given again (every year the returns cover unless given)",
    )
    care.add_argument(
        "--methodology",
        default=EDGE_OF_CARE,
        metavar="ID|FOLDER",
        help=f"whose timeline and price chain (default {EDGE_OF_CARE})",
    )
    _add_accept(care)
    care.add_argument("--out", required=True, metavar="DIR", help="folder for the result")
    care.set_defaults(command="price_care")


def _add_explain(commands: Commands) -> None:
    explain = commands.add_parser(
        "explain",
        help="tell the whole path of one referral, from its records to its pounds",
        description=(
            "Tell the whole path of one referral: its records and repairs, what was decided clause "
            "by clause, days, rates, sources and pounds. It holds a child's record."
        ),
    )
    explain.add_argument("referral_id", metavar="REFERRAL_ID")
    _add_reading(explain)
    _add_referrals(explain)
    _add_method(explain)
    _add_pricing(explain)
    _add_accept(explain)
    explain.add_argument("--format", choices=("text", "html", "json"), default="text")
    explain.set_defaults(command="explain_referral")


def _add_bridge(commands: Commands) -> None:
    bridge = commands.add_parser(
        "bridge",
        help="say what each stage that differs between two methods is worth, in pounds",
        description=(
            "Go from method A to method B on your own returns, stage by stage, and say what each "
            "is worth: in the order of the stages and in reverse. Both sum to the difference "
            "exactly. The method's own text is in nwd-costs diff A B."
        ),
    )
    bridge.add_argument("a", metavar="A", help="from this version: ID or FOLDER")
    bridge.add_argument("b", metavar="B", help="to this one: ID or FOLDER")
    _add_reading(bridge)
    _add_referrals(bridge)
    bridge.add_argument("--period", required=True, help=_PERIODS)
    _add_pricing(bridge)
    _add_accept(bridge)
    bridge.add_argument("--format", choices=("text", "html", "json"), default="text")
    bridge.set_defaults(command="tell_bridge")
