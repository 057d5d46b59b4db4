"""The commands that make a page for somebody to read: report, and explain."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from nwd_costs.command_parts import (
    carried,
    make_folder,
    policy_of,
    progress,
    records_of,
    result_of,
    say,
    secret_of,
    stands,
)
from nwd_costs.errors import Problem, UsageError
from nwd_costs.flags import add_policy, add_run, add_secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from nwd_costs.comparison import Comparison

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (no other name)


def add_report(commands: Commands) -> None:
    """Add ``report``."""
    command = commands.add_parser(
        "report",
        help="write the figure as one page to hand on: publication profile",
        description=(
            "Compute the costs avoided and write report.html: one page that stands alone, with "
            "charts, what the figure would be by other methods, and every assumption. Disclosure "
            "control is on: nothing on it is about few children. Beside it published.json "
            "holds the same figures for programs, and for nwd-costs roll-up --profile publication."
        ),
        epilog="exit codes: 0 fine; 1 written, but the figure does not stand as a headline; 2 bad "
        "usage or document; 3 data or prices refused, or too few children to publish anything",
    )
    add_run(command)
    command.add_argument(
        "--out", required=True, metavar="DIR", help="folder for report.html and published.json"
    )
    command.add_argument(
        "--no-compare",
        action="store_true",
        help="leave out what the figure would be by every other method that the library carries",
    )
    add_policy(command)
    command.set_defaults(command=write_report)


def add_explain(commands: Commands) -> None:
    """Add ``explain``."""
    command = commands.add_parser(
        "explain",
        help="tell the whole path of one referral, from its records to its pounds",
        description=(
            "Tell the whole path of one referral: its records and repairs, what was decided clause "
            "by clause, days, rates, sources and pounds. It holds a child's record. As a page, for "
            "a case review, it does not show the referral's id unless that is asked for."
        ),
    )
    command.add_argument("referral_id", metavar="REFERRAL_ID")
    add_run(command)
    command.add_argument("--format", choices=("text", "html", "json"), default="text")
    command.add_argument(
        "--show-identifiers", action="store_true", help="with --format html: show the referral's id"
    )
    add_secret(command, meaning="with --format html: call the referral by a pseudonym")
    command.set_defaults(command=explain_referral)


def write_report(arguments: argparse.Namespace) -> bool:
    """Write the report of the given files."""
    from nwd_costs.reporting import report

    policy = policy_of(arguments)
    make_folder(arguments.out)
    with progress() as step:
        compared = None if arguments.no_compare else _comparison(arguments, step)
        result = compared.results[0] if compared else result_of(arguments, step)
        step("Writing the report")
        written = report(result, compared=compared, policy=policy).write(arguments.out)
    say(f"Written to {arguments.out}: {', '.join(written)} (publication profile)")
    return stands(result.headline)


def _comparison(arguments: argparse.Namespace, step: Callable[[str], None]) -> Comparison:
    """Run the method of the report, and then every other that the library carries."""
    from nwd_costs.comparison import compare
    from nwd_costs.library import methodology
    from nwd_costs.price_tables import unit_costs

    step("Reading the methodologies and the unit costs")
    own = methodology(arguments.methodology)
    costs = unit_costs(arguments.unit_costs, authority=arguments.authority)
    step("Reading the returns")
    records = records_of(arguments)
    step("Running every method")
    asked = {name: getattr(arguments, name) for name in ("period", "as_at", "accept")}
    return compare([own, *(name for name in carried() if name != own.id)], records, costs, **asked)


def explain_referral(arguments: argparse.Namespace) -> None:
    """Tell the path of one referral as text, page or JSON."""
    from nwd_costs.outputs import as_json

    _refuse_names_elsewhere(arguments)
    called = _called(arguments)
    with progress() as step:
        explanation = result_of(arguments, step).explain(arguments.referral_id)
    if arguments.format == "json":
        print(as_json(explanation.as_dict()))
    elif arguments.format == "html":
        from nwd_costs.reporting import explained_page

        print(explained_page(explanation, called=called, identified=arguments.show_identifiers))
    else:
        print(explanation)


def _refuse_names_elsewhere(arguments: argparse.Namespace) -> None:
    """Refuse what names or hides a referral where text and JSON show its id whatever is asked."""
    given = {
        "--secret-file": arguments.secret_file is not None,
        "--show-identifiers": arguments.show_identifiers,
    }
    named = ", ".join(flag for flag, asked in given.items() if asked)
    if named and arguments.format != "html":
        what = f"has no meaning for --format {arguments.format}, which shows the referral's id"
        advice = "Ask for --format html, or leave it out."
        raise UsageError("Nothing can be told.", [Problem(named, what, advice)])


def _called(arguments: argparse.Namespace) -> str:
    """Give the pseudonym of the referral, or nothing where there is no secret."""
    from nwd_costs.disclosure import pseudonym

    secret = secret_of(arguments)
    return "" if secret is None else pseudonym(arguments.referral_id, secret)
