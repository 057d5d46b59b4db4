"""The command on published figures: its flags, what it writes, and how it ends."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nwd_costs.errors import Problem, UsageError
from nwd_costs.flags import add_reading, add_referrals

if TYPE_CHECKING:
    from nwd_costs.figures import Verification
    from nwd_costs.tables import Records

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (no other name)

_READ = ("ssda903", "cin_census", "annex_a", "id_map", "referrals")
_EXAMPLE = """\
examples:
  nwd-costs verify
  nwd-costs verify --figures my_figures.toml --ssda903 returns/ --referrals referrals.csv \\
      --junit figures.xml

what comes out of each figure: reproduced, within bounds, cannot be checked, or disagrees. A
disagreement that the register knows, with its difference, does not fail; any other does, and one
that has changed or gone does. docs/verify-your-figures.md tells how to check your own figures.

exit codes: 0 nothing fails; 1 a figure fails; 2 bad usage or document; 3 data or prices refused
"""


def add_verify(commands: Commands) -> None:
    """Add the command ``verify``."""
    verify = commands.add_parser(
        "verify",
        help="check every published figure, or your own, and say what came out",
        description="Check every published figure that the library holds, or your own figures.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verify.add_argument(
        "--figures",
        nargs="+",
        metavar="FILE|DIR",
        help="files of your own figures, or folders of them (default: the library's register)",
    )
    verify.add_argument(
        "--records",
        metavar="FOLDER",
        help="a folder or zip with all your files, sorted out by what is in them; or name them:",
    )
    add_reading(verify, needed=False)
    add_referrals(verify, needed=False)
    for flag, what in (
        ("--json", "also write everything as JSON"),
        ("--junit", "also write JUnit XML, for a build server"),
        ("--step-summary", 'also add Markdown to a file, such as "$GITHUB_STEP_SUMMARY"'),
    ):
        verify.add_argument(flag, metavar="FILE", help=what)
    verify.set_defaults(command=verify_figures)


def verify_figures(arguments: argparse.Namespace) -> bool:
    """Check the figures, tell what became of each, and say whether nothing fails."""
    from nwd_costs.figures import verify

    found = verify(arguments.figures, _records(arguments))
    _write(found, arguments)
    print(found)
    if not found.ok:
        failing = ", ".join(row.id for row in found.new_disagreements)
        print(f"nwd-costs: these figures fail: {failing}", file=sys.stderr)
    return found.ok


def _records(arguments: argparse.Namespace) -> Records | None:
    from nwd_costs.returns import read

    given: dict[str, Any] = {name: getattr(arguments, name) for name in _READ}
    if not arguments.records and not any(given.values()):
        return None
    if not arguments.figures:
        what, advice = "are given without figures", "Name your own figures with --figures."
        raise UsageError("Records are not used.", [Problem("records", what, advice)])
    if arguments.records and any(given.values()):
        what, advice = "is given beside other files", "Give a folder, or the files by their flags."
        raise UsageError("The files cannot be read.", [Problem("--records", what, advice)])
    return read(arguments.records, **given, year_is=arguments.year_is)


def _write(found: Verification, arguments: argparse.Namespace) -> None:
    from nwd_costs.figures.junit import junit
    from nwd_costs.figures.markdown import step_summary
    from nwd_costs.outputs import as_json

    texts = (
        ("--json", arguments.json, f"{as_json(found.as_dict())}\n"),
        ("--junit", arguments.junit, junit(found)),
        ("--step-summary", arguments.step_summary, step_summary(found)),
    )
    for flag, name, text in texts:
        # What a step has said before stays.
        mode = "a" if flag == "--step-summary" else "w"
        try:
            if name:
                with Path(name).open(mode, encoding="utf-8", newline="\n") as file:
                    file.write(text)
        except OSError:
            problem = Problem(flag, "cannot be written to", "Name a file in a folder there is.")
            raise UsageError("The outcome cannot be written.", [problem]) from None
