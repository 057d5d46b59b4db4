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
from nwd_costs.context_commands import add_context
from nwd_costs.errors import (
    DataError,
    DisclosureError,
    DocumentError,
    NwdError,
    UnitCostError,
    UsageError,
)
from nwd_costs.figure_commands import add_verify
from nwd_costs.flags import (
    PERIODS,
    add_accept,
    add_pricing,
    add_reading,
    add_referrals,
    add_run,
)
from nwd_costs.price_commands import add_unit_costs
from nwd_costs.programme_commands import add_programme
from nwd_costs.record_commands import add_record_commands
from nwd_costs.report_commands import add_explain, add_report
from nwd_costs.workbook_commands import add_workbook

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (no other name)

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
  record.json     all of this bound by SHA-256, for nwd-costs record-verify
Each of them names its profile, internal: exact, for you alone. nwd-costs report is to hand on.

exit codes: 0 fine; 1 the figure is written but does not stand as a headline, because the data
  cross a limit that --accept does not name; 2 bad usage or document; 3 data or prices refused
"""

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
        asked = arguments.command
        stands = (getattr(commands, asked) if isinstance(asked, str) else asked)(arguments)
    except (UsageError, DocumentError) as error:
        return _fail(error, BAD_USAGE)
    except (DataError, DisclosureError, UnitCostError) as error:
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
    add_report(commands)
    add_explain(commands)
    _add_compare(commands)
    _add_bridge(commands)
    _add_versions(commands)
    add_programme(commands)
    add_unit_costs(commands)
    add_context(commands)
    add_verify(commands)
    add_workbook(commands)
    add_record_commands(commands)
    listing = commands.add_parser(
        "methodologies", help="list the methodology versions the library carries"
    )
    listing.set_defaults(command="list_methodologies")
    return parser


def _add_run(commands: Commands) -> None:
    run = commands.add_parser(
        "run",
        help="compute the costs avoided in a period from your own returns",
        description="Compute the costs avoided in a period from your own returns.",
        epilog=_RUN_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_run(run)
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
    add_reading(check, needed=False)
    add_referrals(check, needed=False)
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
    add_reading(care, needed=False)  # Annex A alone has the cost of its one day
    add_pricing(care)
    care.add_argument(
        "--period",
        action="append",
        help=f"{PERIODS}; may be given again (every year the returns cover unless given)",
    )
    care.add_argument(
        "--methodology",
        default=EDGE_OF_CARE,
        metavar="ID|FOLDER",
        help=f"whose timeline and price chain (default {EDGE_OF_CARE})",
    )
    add_accept(care)
    care.add_argument("--out", required=True, metavar="DIR", help="folder for the result")
    care.set_defaults(command="price_care")


def _add_compare(commands: Commands) -> None:
    comparing = commands.add_parser(
        "compare",
        help="run your returns through several methods, side by side",
        description=(
            "Run one cohort through several methodology versions and set what they count side by "
            "side, with what may be said of it and what may not."
        ),
        epilog="exit codes: 0 fine; 1 told, but the data cross a limit that is not accepted; 2 bad "
        "usage or document; 3 data or prices refused for any of the methods",
    )
    add_reading(comparing)
    add_referrals(comparing)
    comparing.add_argument(
        "--methodology",
        nargs="+",
        metavar="ID|FOLDER",
        help="two or more versions (default: all that the library carries, save withdrawn ones)",
    )
    comparing.add_argument("--period", required=True, help=PERIODS)
    add_pricing(comparing)
    add_accept(comparing)
    comparing.add_argument(
        "--out", metavar="DIR", help="also write comparison.json and comparison.html there"
    )
    comparing.set_defaults(command="compare_methods")


def _add_bridge(commands: Commands) -> None:
    bridge = commands.add_parser(
        "bridge",
        help="say what each stage that differs between two methods is worth, in pounds",
        description=(
            "Go from method A to method B on your own returns, stage by stage, and say what each "
            "is worth: in the order of the stages and in reverse. Both sum to the difference "
            "exactly."
        ),
    )
    bridge.add_argument("a", metavar="A", help="from this version: ID or FOLDER")
    bridge.add_argument("b", metavar="B", help="to this one: ID or FOLDER")
    add_reading(bridge)
    add_referrals(bridge)
    bridge.add_argument("--period", required=True, help=PERIODS)
    add_pricing(bridge)
    add_accept(bridge)
    bridge.add_argument("--format", choices=("text", "html", "json"), default="text")
    bridge.set_defaults(command="tell_bridge")


def _add_versions(commands: Commands) -> None:
    differ = commands.add_parser(
        "diff",
        help="list everything in which two methodology versions differ",
        description=(
            "List every rule, value, clause, basis, source, rating and category in which two "
            "versions differ, with the prose of both sides."
        ),
    )
    differ.add_argument("a", metavar="A", help="a version: ID or FOLDER")
    differ.add_argument("b", metavar="B", help="the other: ID or FOLDER")
    differ.add_argument("--format", choices=("text", "html", "json"), default="text")
    differ.set_defaults(command="tell_differences")

    _add_authoring(commands)


def _add_authoring(commands: Commands) -> None:
    drafting = commands.add_parser(
        "new-version",
        help="write a new draft of your own from another version",
        description=(
            "Copy the documents of a version to a folder of your own, as a draft with a new id. "
            "docs/writing-a-version.md tells how to go on."
        ),
    )
    drafting.add_argument("id", metavar="FAMILY/ID", help="such as edge-of-care/2025-26.1")
    drafting.add_argument(
        "--from", dest="origin", required=True, metavar="OTHER", help="a version: ID or FOLDER"
    )
    drafting.add_argument("--to", metavar="FOLDER", help="where to write it (default: FAMILY/ID)")
    drafting.set_defaults(command="write_new_version")
    freezing = commands.add_parser(
        "freeze",
        help="publish a version: record for good what it is and what it comes to",
        description=(
            "Record the fingerprint of a version, the digest of each of its files and of its "
            "ledgers on the reference cohort in LOCK.toml. It is done once for each version."
        ),
    )
    freezing.add_argument("id", metavar="ID", help="family/version")
    freezing.add_argument(
        "--root", metavar="FOLDER", help="methodology folder (default: the library's own)"
    )
    freezing.set_defaults(command="freeze_version")
