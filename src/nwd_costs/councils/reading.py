"""What authorities handed in as files: the ``summary.json`` of their runs, checked whole."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from nwd_costs.councils.adding_up import that_do_not_add_up
from nwd_costs.councils.contract import Faults, read_panel, shape_of
from nwd_costs.councils.handed import Handed
from nwd_costs.days import to_day
from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.terms import read_terms

SUMMARY, RECORD = "summary.json", "record.json"
_AGAIN = f"Ask the authority for the {SUMMARY} that nwd-costs run --out wrote, unchanged."
#: What the record of a run says, and the same in its summary.
_RECORDED = {"methodology": "method", "authority": "authority", "as_at": "as_at"}


def read_folder(folder: Path) -> tuple[Handed, ...]:
    """Read every summary below a folder.

    Parameters
    ----------
    folder
        With a sub-folder for each authority, or for each of its periods.

    Raises
    ------
    UsageError
        When there is no such folder, or no summary in it.
    DataError
        When a summary cannot be read or does not add up; all problems of all of them.
    """
    files = files_below(folder, SUMMARY, "There is nothing to roll up.", _AGAIN)
    problems = empty_folders(folder, files, SUMMARY)
    found = []
    for file in files:
        faults = Faults(file.relative_to(folder).as_posix(), _AGAIN)
        handed = _handed(file, faults)
        problems += faults.problems
        if handed is not None:
            found.append(handed)
    if problems:
        raise DataError("What the authorities handed in cannot be used.", problems)
    return tuple(found)


def files_below(folder: Path, name: str, title: str, advice: str) -> list[Path]:
    """Find the files of a name below a folder, hidden folders left out.

    Parameters
    ----------
    folder, name
        Where, and what it is called.
    title, advice
        What to say where there is none.

    Raises
    ------
    UsageError
        When there is no such folder, or no such file in it.
    """
    if not folder.is_dir():
        problem = Problem(folder.name, "is no folder", "Name the folder of all authorities.")
        raise UsageError(title, [problem])
    files = sorted(file for file in folder.rglob(name) if not _hidden(file, folder))
    if not files:
        raise UsageError(title, [Problem(folder.name, f"holds no {name}", advice)])
    return files


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def empty_folders(folder: Path, files: list[Path], name: str) -> list[Problem]:
    """Find sub-folders that hold no such file: somebody's figures are missing there.

    Parameters
    ----------
    folder, files
        Where, and what was found.
    name
        What is looked for.
    """
    return [
        Problem(
            f"{inner.name}/",
            f"holds no {name}",
            "Put it in; or take the folder away and name its authority with --expect.",
        )
        for inner in sorted(folder.iterdir())
        if inner.is_dir()
        and not inner.name.startswith(".")
        and not any(file.is_relative_to(inner) for file in files)
    ]


def _handed(file: Path, faults: Faults) -> Handed | None:
    content = _json(file, faults)
    if not isinstance(content, dict):
        if not faults.problems:
            faults.add("", "is no summary of a run")
        return None
    if "panel" not in content and "gross_pence" in content:
        faults.add("", "has no panel: it is of an earlier version of the library", "Run it again.")
        return None
    shape_of(content, faults)
    if faults.problems:
        return None
    panels = tuple(
        panel
        for at, one in enumerate(content["panel"])
        if (panel := read_panel(one, f"panel {at + 1}", faults)) is not None
    )
    if faults.problems:
        return None
    handed = Handed(
        source=faults.where,
        authority=content["authority"],
        terms=read_terms(content["terms"]),
        period=panels[0].period,
        as_at=to_day(dt.date.fromisoformat(content["as_at"])),
        observed_until=to_day(dt.date.fromisoformat(content["observed_until"])),
        panels=panels,
        headline=content["headline"],
        warnings=tuple(content["warnings"]),
    )
    for where, what in that_do_not_add_up(content, handed):
        faults.add(where, what)
    _hold_to_record(file.with_name(RECORD), content, faults)
    return None if faults.problems else handed


def _json(file: Path, faults: Faults) -> object:
    try:
        return json.loads(file.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        faults.add("", "cannot be read as JSON")
        return None


def _hold_to_record(file: Path, content: dict[str, object], faults: Faults) -> None:
    """Hold a summary to the record of its run, where that lies beside it."""
    if not file.is_file():
        return
    record = _json(file, Faults(file.name, _AGAIN))
    if not isinstance(record, dict):
        faults.add("", f"has a {RECORD} beside it that cannot be read")
        return
    for theirs, ours in _RECORDED.items():
        if record.get(theirs) != content[ours]:
            faults.add(ours, f"is not what the {RECORD} beside it says")
