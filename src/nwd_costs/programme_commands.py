"""The commands on the programme's own panel: of one authority, and of several together."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nwd_costs.command_parts import make_folder, progress, result_of, say, stands
from nwd_costs.errors import Problem, UsageError
from nwd_costs.flags import PERIODS, add_run

if TYPE_CHECKING:
    from nwd_costs.councils import PublishedRollUp, RollUp
    from nwd_costs.panels import Panels
    from nwd_costs.periods import Period
    from nwd_costs.result import Result

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (no other name)

_TITLE = "Roll-up of authorities"
_FORMATS = ("text", "html", "json")
_ROLL_UP_EXAMPLE = """\
example:
  nwd-costs roll-up programme/ --expect Middlesbrough,Norfolk,Warrington

what FOLDER holds: a sub-folder for each authority, or for each of its quarters, with the
  summary.json that its own nwd-costs run --out wrote. Nobody's record is in it, and nobody's
  record is needed. It is exact, and stays inside the programme.
  With --profile publication: a sub-folder for each authority with the published.json that its own
  nwd-costs report --out wrote. Disclosure control was on, and what comes of it may be handed on.

exit codes: 0 fine; 1 told, but some figure of pounds lacks somebody, or the data of somebody cross
  a limit that was not accepted; 2 bad usage, or the figures are not like with like; 3 a
  summary.json or published.json cannot be read or does not add up
"""


def add_programme(commands: Commands) -> None:
    """Add ``panel`` and ``roll-up``."""
    showing = commands.add_parser(
        "panel",
        help="show the programme's own panel: quarter, year to date and year side by side",
        description=(
            "Show what the programme publishes of itself: young people supported, prevented from "
            "coming into care, living in a family and so on, and costs avoided by tier. For a "
            "quarter (or a year to date) its quarter, year to date and year stand side by side; "
            "for a year its four quarters; for any other period that period alone."
        ),
        epilog="exit codes: 0 fine; 1 told, but the data cross a limit that is not accepted; 2 bad "
        "usage or document; 3 data or prices refused",
    )
    add_run(showing)
    showing.add_argument("--format", choices=_FORMATS, default="text")
    showing.set_defaults(command=show_panel)
    _add_roll_up(commands)


def _add_roll_up(commands: Commands) -> None:
    rolling = commands.add_parser(
        "roll-up",
        help="add up the figures of several authorities, and say who is in which",
        description="Add up the figures of several authorities, and say who is in which.",
        epilog=_ROLL_UP_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    rolling.add_argument("folder", metavar="FOLDER", help="what the authorities handed in")
    rolling.add_argument(
        "--profile",
        choices=("internal", "publication"),
        default="internal",
        help="internal: exact, from summary.json (default); publication: from published.json",
    )
    rolling.add_argument("--period", help=f"{PERIODS}; unless given, the longest handed in")
    rolling.add_argument(
        "--expect",
        action="append",
        default=[],
        metavar="NAMES",
        help="all authorities that there should be, with commas between; may be given again",
    )
    rolling.add_argument(
        "--despite",
        action="append",
        default=[],
        metavar="TERM",
        help="a term in which they may differ, such as price_base; every output says so",
    )
    rolling.add_argument("--format", choices=_FORMATS, default="text")
    rolling.add_argument(
        "--out",
        metavar="DIR",
        help="also write roll-up.json and roll-up.html there (published-roll-up.json and .html)",
    )
    rolling.set_defaults(command=tell_roll_up)


def show_panel(arguments: argparse.Namespace) -> bool:
    """Run the financial year of a period and tell its panel, in part and whole."""
    from nwd_costs.periods import Period

    asked = Period.parse(arguments.period)
    with progress() as step:
        arguments.period = _whole(asked)
        result = result_of(arguments, step)
    found = result.panels(*_beside(result, asked))
    say(_written(found, f"Panel, {result.costs.authority}", arguments.format))
    return stands(result.headline)


def _whole(asked: Period) -> Period:
    """Give the financial year of a quarter or a year to date; any other period is run as it is."""
    from nwd_costs.periods import Period

    if asked.kind == "a quarter" or asked.kind.startswith("a year to date"):
        return Period.parse(asked.financial_years()[0])
    return asked


def _beside(result: Result, asked: Period) -> list[Period]:
    """Give the periods that stand side by side, each once."""
    whole = result.period
    if asked == whole:
        return [*whole.quarters(), whole] if whole.kind == "a year" else [whole]
    last = next(part for part in whole.quarters() if part.until_day == asked.until_day)
    to_date = type(asked).parse(f"{whole.name} to {last.name[-2:]}")
    same = to_date.from_day == last.from_day or to_date.until_day == whole.until_day
    return [last, whole] if same else [last, to_date, whole]


def tell_roll_up(arguments: argparse.Namespace) -> bool:
    """Add up what the authorities handed in, or what they published, and tell it."""
    if arguments.out:
        make_folder(arguments.out)
    with progress() as step:
        step("Reading what the authorities handed in")
        found = _rolled(arguments)
    say(_written(found, _TITLE, arguments.format))
    if arguments.out:
        name = "roll-up" if arguments.profile == "internal" else "published-roll-up"
        _write_both(found, Path(arguments.out), name)
        if arguments.format == "text":
            say(f"\nWritten to {arguments.out}: {name}.json, {name}.html")
    if not found.stands:
        print(f"nwd-costs: no headline figure: {'; '.join(found.marks[1:])}", file=sys.stderr)
    return found.stands


def _rolled(arguments: argparse.Namespace) -> RollUp | PublishedRollUp:
    from nwd_costs.councils import roll_up, roll_up_published

    expect = _names(arguments.expect)
    if arguments.profile == "internal":
        return roll_up(
            arguments.folder, period=arguments.period, expect=expect, despite=arguments.despite
        )
    given = [f"--{name}" for name in ("period", "despite") if getattr(arguments, name)]
    if given:
        advice = "What was published is added up as it is, or not at all: leave it out."
        problem = Problem(", ".join(given), "has no meaning for the publication profile", advice)
        raise UsageError("The roll-up cannot be made.", [problem])
    return roll_up_published(arguments.folder, expect=expect)


def _write_both(found: RollUp | PublishedRollUp, folder: Path, name: str) -> None:
    from nwd_costs.outputs import page, write_json

    write_json(folder / f"{name}.json", found.as_dict())
    text = page(_TITLE, found.to_html())
    (folder / f"{name}.html").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _names(given: list[str]) -> list[str]:
    """Take names apart at commas, but for those that have one themselves: Bristol, City of."""
    from nwd_costs.register import authorities, other_names, plain

    known = {*other_names(), *(plain(area["name"]) for area in authorities().values())}
    found = []
    for text in given:
        found += [text] if plain(text) in known else [name.strip() for name in text.split(",")]
    return [name for name in found if name]


def _written(found: Panels | RollUp | PublishedRollUp, title: str, form: str) -> str:
    from nwd_costs.outputs import as_json, page

    if form == "json":
        return as_json(found.as_dict())
    return page(title, found.to_html()) if form == "html" else str(found)
