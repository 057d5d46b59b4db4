"""The arguments of the commands that are about versions and need nobody's data."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (no other name)


def add_versions(commands: Commands) -> None:
    """Add the commands that need no data: to read versions against each other, write, publish."""
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
