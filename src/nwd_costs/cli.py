"""The command line: a thin door to the same words as in Python."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file
from pathlib import Path
from typing import TYPE_CHECKING

from nwd_costs._version import __version__
from nwd_costs.errors import DataError, DocumentError, NwdError, UnitCostError, UsageError

if TYPE_CHECKING:
    from nwd_costs.result import Result

FINE, DOES_NOT_VERIFY, BAD_USAGE, DATA_REFUSED = range(4)

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
  claims.csv      one row per referral: in scope or why not, days, pence
  rejected.csv    every input row that was not simply used, with its reason
  repairs.csv     every repair: rule, row, before, after
  record.json     what determines the ledger: fingerprints and digests

exit codes: 0 fine, 2 bad usage or document, 3 data or prices refused
"""

_DEMO_HELP = """\
Runs edge-of-care/2021-22.1 over the reference cohort that comes with the library: a synthetic
council in the official formats. No child in it is real, and neither is the result.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code: 0 fine, 2 bad usage or document, 3 data refused."""
    arguments = _parser().parse_args(argv)
    try:
        command: Callable[[argparse.Namespace], int] = arguments.command
        return command(arguments)
    except (UsageError, DocumentError) as error:
        return _fail(error, BAD_USAGE)
    except (DataError, UnitCostError) as error:
        return _fail(error, DATA_REFUSED)


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
    listing = commands.add_parser(
        "methodologies", help="list the methodology versions the library carries"
    )
    listing.set_defaults(command=_methodologies)
    return parser


def _add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = commands.add_parser(
        "run",
        help="compute the costs avoided in a period from your own returns",
        description="Compute the costs avoided in a period from your own returns.",
        epilog=_RUN_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument(
        "--ssda903", required=True, metavar="DIR", help="folder of SSDA903 CSV returns"
    )
    run.add_argument("--cin-census", nargs="+", metavar="FILE", help="CIN census XML, one per year")
    run.add_argument(
        "--referrals", required=True, metavar="FILE", help="referral list, CSV or XLSX"
    )
    run.add_argument(
        "--methodology", required=True, metavar="ID|FOLDER", help="such as edge-of-care/2021-22.1"
    )
    run.add_argument(
        "--unit-costs", required=True, metavar="ID|FOLDER", help="such as lait-outturn/2024-25"
    )
    run.add_argument(
        "--authority", required=True, metavar="NAME", help="council's name or DfE number"
    )
    run.add_argument(
        "--period",
        required=True,
        help="2022-23, '2022-23 Q3', '2022-23 to Q3' or 2022-10-01..2023-01-01 (end excluded)",
    )
    run.add_argument("--as-at", required=True, metavar="DATE", help="last day observed, yyyy-mm-dd")
    run.add_argument("--out", required=True, metavar="DIR", help="folder for the results")
    run.add_argument(
        "--year-is",
        choices=("ending", "opening"),
        default="ending",
        help="whether years in the names of returns are those in which they end (default) or open",
    )
    run.set_defaults(command=_run)


def _add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser(
        "demo", help="run the main job on the synthetic reference cohort", description=_DEMO_HELP
    )
    demo.add_argument("--out", metavar="DIR", help="also write the results there")
    demo.set_defaults(command=_demo)


def _methodologies(_: argparse.Namespace) -> int:
    from nwd_costs.library import methodologies

    for version in methodologies().to_dict("records"):
        print(f"{version['id']}  [{version['standing']}, {version['status']}]  {version['title']}")
        print(
            f"    written for {version['written_for']}; fingerprint {version['fingerprint'][:16]}"
        )
    return FINE


def _run(arguments: argparse.Namespace) -> int:
    from nwd_costs.library import methodology, unit_costs
    from nwd_costs.outputs import told, write_outputs
    from nwd_costs.pipeline import run
    from nwd_costs.returns import read

    with _progress() as step:
        step("Reading the methodology and the unit costs")
        method = methodology(arguments.methodology)
        costs = unit_costs(arguments.unit_costs, authority=arguments.authority)
        step("Reading the returns")
        records = read(
            ssda903=arguments.ssda903,
            cin_census=arguments.cin_census,
            referrals=arguments.referrals,
            year_is=arguments.year_is,
        )
        step("Computing the ledger")
        result = run(method, records, costs, period=arguments.period, as_at=arguments.as_at)
        step("Writing the results")
        written = write_outputs(result, Path(arguments.out))
    print(told(result))
    print(f"\nWritten to {arguments.out}: {', '.join(written)}")
    return FINE


def _demo(arguments: argparse.Namespace) -> int:
    from nwd_costs.outputs import told, write_outputs

    with _progress() as step:
        step("Running the demonstration")
        result = demo_result()
    print("A demonstration on a synthetic council: no child in it is real, nor is the result.\n")
    print(told(result))
    if arguments.out:
        written = write_outputs(result, Path(arguments.out))
        print(f"\nWritten to {arguments.out}: {', '.join(written)}")
    return FINE


def demo_result() -> Result:
    """Run the main job on the reference cohort."""
    from nwd_costs.library import methodology, unit_costs
    from nwd_costs.pipeline import run
    from nwd_costs.returns import read
    from nwd_costs.shelf import methodology_root

    with as_file(methodology_root() / "reference_cohort") as cohort:
        records = read(
            ssda903=cohort / "ssda903",
            cin_census=sorted((cohort / "cin_census").glob("*.xml")),
            referrals=cohort / "referrals.csv",
        )
    method = methodology("edge-of-care/2021-22.1")
    costs = unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    return run(method, records, costs, period="2022-23", as_at="2023-03-31")


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Say on a terminal what is going on; say nothing when nobody is watching."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Starting") as status:
        yield lambda text: status.update(f"{text} ...")
