"""The commands on what a run leaves: hold its record against what is there, and pack it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nwd_costs.flags import add_policy, add_run, add_secret
from nwd_costs.profiles import INTERNAL, PUBLICATION

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (no other name)


def add_record_commands(commands: Commands) -> None:
    """Add ``record-verify`` and ``pack``."""
    _add_verify(commands)
    _add_pack(commands)


def _add_verify(commands: Commands) -> None:
    verifying = commands.add_parser(
        "record-verify",
        help="hold the record of a run against its files, and run again",
        description=(
            "Hash anew everything that record.json binds (the outputs beside it, the inputs, "
            "method, prices and code), run again without a network, and name what changed."
        ),
        epilog="exit codes: 0 verified; 1 something changed, or could not be checked; 2 no record; "
        "3 the very inputs of the run are refused",
    )
    verifying.add_argument(
        "record", metavar="RECORD", help="the record.json, its outputs beside it; or a pack"
    )
    verifying.add_argument(
        "--inputs",
        nargs="+",
        default=[],
        metavar="DIR",
        help="folders, zips and files in which the inputs are looked for, by what is in them",
    )
    verifying.add_argument(
        "--unit-costs", metavar="PATH", help="the table, where the library does not carry it"
    )
    verifying.add_argument(
        "--methodology", metavar="PATH", help="the version, where the library does not carry it"
    )
    verifying.add_argument(
        "--hash-only", action="store_true", help="run nothing, and leave out what is not here"
    )
    verifying.set_defaults(command=verify)


def _add_pack(commands: Commands) -> None:
    packing = commands.add_parser(
        "pack",
        help="write the evaluator's pack: method, cases, assumptions, traces, tables and record",
        description=(
            "Run a method over your files and write one zip for an evaluator. Nothing of any of "
            "your children is in it: its traced referrals are of a synthetic council. With "
            "--profile internal it holds your own, and may not leave."
        ),
        epilog="exit codes: 0 fine; 1 written, but the figure does not stand as a headline; 2 bad "
        "usage or document; 3 data or prices refused, or nothing may be published",
    )
    add_run(packing)
    packing.add_argument("--out", required=True, metavar="ZIP", help="the zip to write")
    packing.add_argument("--profile", choices=(PUBLICATION, INTERNAL), default=PUBLICATION)
    add_policy(packing)
    packing.add_argument(
        "--seed", type=int, default=1, metavar="N", help="which referrals are drawn (default 1)"
    )
    add_secret(packing, meaning="seal the record")
    packing.set_defaults(command=write_pack)


def verify(arguments: argparse.Namespace) -> bool:
    """Verify a record and tell what changed."""
    from nwd_costs.record_verifying import record_verify

    found = record_verify(
        arguments.record,
        inputs=arguments.inputs,
        unit_costs=arguments.unit_costs,
        methodology=arguments.methodology,
        hash_only=arguments.hash_only,
    )
    print(found, flush=True)
    return found.verified


def write_pack(arguments: argparse.Namespace) -> bool:
    """Run, and write the evaluator's pack."""
    from nwd_costs.command_parts import policy_of, result_of, secret_of
    from nwd_costs.evaluator_pack import pack

    secret, policy = secret_of(arguments), policy_of(arguments)
    result = result_of(arguments, lambda _: None)
    own = arguments.methodology if Path(arguments.methodology).is_dir() else None
    written = pack(
        result,
        arguments.out,
        profile=arguments.profile,
        policy=policy,
        secret=secret,
        seed=arguments.seed,
        methodology=own,
    )
    print(f"Written: {written} ({arguments.profile} profile)", flush=True)
    if arguments.profile == INTERNAL:
        print("It may not leave: it holds the dates of children of the council.", flush=True)
    if not result.headline.stands:
        print(f"nwd-costs: {result.headline.mark()}", file=sys.stderr)
    return result.headline.stands
