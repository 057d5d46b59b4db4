"""The command that writes a result as a workbook, internal or published."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from nwd_costs.errors import Problem, UsageError
from nwd_costs.flags import add_policy, add_run
from nwd_costs.profiles import INTERNAL, PUBLICATION

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (no other name)


def add_workbook(commands: Commands) -> None:
    """Add ``workbook``."""
    parser = commands.add_parser(
        "workbook",
        help="write a result as an Excel workbook: your own, or one to publish",
        description=(
            "Run a method and write the result as an Excel workbook. The internal profile is "
            "exact, holds every referral and works the ledger out again by formulas; it is not "
            "passed on. The publication profile holds the published tables alone."
        ),
        epilog="exit codes: 0 fine; 1 written, but the data cross a limit that is not accepted; "
        "2 bad usage or document; 3 data or prices refused, or nothing may be published",
    )
    add_run(parser)
    parser.add_argument(
        "--profile",
        required=True,
        choices=(INTERNAL, PUBLICATION),
        help="internal: the analyst's own; publication: what may leave her",
    )
    add_policy(parser, when="with --profile publication: ")
    parser.add_argument("--out", required=True, metavar="FILE", help="such as costs.xlsx")
    parser.set_defaults(command=write_workbook)


def write_workbook(arguments: argparse.Namespace) -> bool:
    """Run a method and write the workbook."""
    from nwd_costs.command_parts import policy_given, policy_of, result_of, stands
    from nwd_costs.result_workbook import workbook

    given = policy_given(arguments)
    if arguments.profile == INTERNAL and given:
        advice = "Ask for --profile publication, or leave them out."
        named = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        problem = Problem(named, "has no meaning for the internal profile", advice)
        raise UsageError("The workbook cannot be made.", [problem])
    policy = policy_of(arguments) if arguments.profile == PUBLICATION else None
    result = result_of(arguments, lambda _: None)
    made = workbook(result, profile=arguments.profile, policy=policy).write(arguments.out)
    print(f"Written to {made} ({arguments.profile} profile).", flush=True)
    if policy is None:
        print("It holds children's records. Keep it where such records are kept.", flush=True)
    return stands(result.headline)
