"""What several commands have in common: reading, running, telling, and saying whether it stands."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from nwd_costs.errors import Problem, UsageError

if TYPE_CHECKING:
    from nwd_costs.disclosure import Disclosure
    from nwd_costs.headline import Headline
    from nwd_costs.result import Result
    from nwd_costs.tables import Records


def records_of(arguments: argparse.Namespace) -> Records:
    """Read the given files."""
    from nwd_costs.returns import read

    return read(
        ssda903=arguments.ssda903,
        cin_census=arguments.cin_census,
        annex_a=arguments.annex_a,
        id_map=arguments.id_map,
        referrals=arguments.referrals,
        year_is=arguments.year_is,
    )


def result_of(arguments: argparse.Namespace, step: Callable[[str], None]) -> Result:
    """Run the given method over the given files."""
    from nwd_costs.library import methodology
    from nwd_costs.pipeline import run
    from nwd_costs.price_tables import unit_costs

    step("Reading the methodology and the unit costs")
    method = methodology(arguments.methodology)
    costs = unit_costs(arguments.unit_costs, authority=arguments.authority)
    step("Reading the returns")
    records = records_of(arguments)
    step("Computing the ledger")
    return run(
        method,
        records,
        costs,
        period=arguments.period,
        as_at=arguments.as_at,
        accept=arguments.accept,
    )


def policy_of(arguments: argparse.Namespace) -> Disclosure:
    """Give the policy of disclosure control, with its own defaults for what is not given."""
    from nwd_costs.disclosure import Disclosure

    return Disclosure(**policy_given(arguments))


def policy_given(arguments: argparse.Namespace) -> dict[str, int]:
    """Give what is given of the policy of disclosure control."""
    asked = {name: getattr(arguments, name) for name in ("threshold", "round_to")}
    return {name: value for name, value in asked.items() if value is not None}


def secret_of(arguments: argparse.Namespace) -> str | None:
    """Read the analyst's secret, if a file is named; it is never shown.

    Raises
    ------
    UsageError
        When the file cannot be read as text.
    """
    if arguments.secret_file is None:
        return None
    try:
        return Path(arguments.secret_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        problem = Problem("--secret-file", "cannot be read", "Name a text file with your secret.")
        raise UsageError("The secret cannot be read.", [problem]) from None


def carried() -> list[str]:
    """Name the versions that the library carries, save withdrawn ones."""
    from nwd_costs.library import methodologies

    versions = methodologies()
    return versions.loc[versions["status"] != "withdrawn", "id"].tolist()


def say(text: str) -> None:
    """Print, and go on where whoever reads has read enough: the exit code still has to be right."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def stands(found: Headline) -> bool:
    """Say on the way out that a figure does not stand, and which flags would accept what it is."""
    if not found.stands:
        named = [limit.id for limit in found.disqualified_by]
        flags = " ".join(f"--accept {name}" for name in named)
        print(
            f"nwd-costs: this does not stand as a headline figure: the data cross "
            f"{', '.join(named)}.\nMend the data (nwd-costs check tells what to do), or accept "
            f"what was found by name: {flags}",
            file=sys.stderr,
        )
    return found.stands


def make_folder(name: str) -> None:
    """Make the folder for the results before any work is done, or say why it cannot be.

    Raises
    ------
    UsageError
        When it cannot be made, or is a file.
    """
    try:
        Path(name).mkdir(parents=True, exist_ok=True)
    except OSError:
        problem = Problem("--out", "cannot be made into a folder", "Name a folder to write to.")
        raise UsageError("The results cannot be written.", [problem]) from None


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Say on a terminal what is going on; say nothing when nobody is watching."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Starting") as status:
        yield lambda text: status.update(f"{text} ...")
