"""Publishing a version: what it is and what it comes to, recorded once and never again [14.2]."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import as_file
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from nwd_costs._version import __version__
from nwd_costs.errors import LockError, Problem
from nwd_costs.library import bound
from nwd_costs.locks import (
    DOCUMENT,
    ERRATA,
    LOCK,
    check_lock,
    digest,
    entries,
    files_of,
    recorded_files,
)
from nwd_costs.methods import Methodology
from nwd_costs.pipeline import run
from nwd_costs.price_tables import unit_costs
from nwd_costs.result import Result
from nwd_costs.returns import read
from nwd_costs.shelf import methodology_root
from nwd_costs.stages.ledger import COLUMNS, Ledger, ledger_digest
from nwd_costs.tables import Records

# What a version is asked on the reference cohort: the period, and the last day observed. The last
# is asked before its year is over, so that days not yet observed are pinned too.
ASKED = (
    ("2020-21", "2023-03-31"),
    ("2021-22", "2023-03-31"),
    ("2022-23", "2023-03-31"),
    ("2022-23 to Q3", "2022-12-31"),
)
COSTS, AUTHORITY = "lait-outturn/2024-25", "North Yorkshire"
# Words may be put better, and a withdrawal changes the status, also in the terms: none is a figure.
_NOT_PINNED = ("profile", "warnings", "status", "terms")
_HEAD = """\
# What is published, and what it was on the day it was published: rules, files, ledgers on the
# reference cohort. Written by `nwd-costs freeze ID`, once for each version. Nothing writes an entry
# anew, and nobody edits one: the tests hold every version to it [14.2].
"""


@cache
def reference_records() -> Records:
    """Read the reference cohort: the synthetic council that comes with the library."""
    with as_file(methodology_root() / "reference_cohort") as cohort:
        return read(
            ssda903=cohort / "ssda903",
            cin_census=sorted((cohort / "cin_census").glob("*.xml")),
            referrals=cohort / "referrals.csv",
        )


def freeze(name: str, root: Path | None = None) -> str:
    """Record what a version is, and so publish it.

    Parameters
    ----------
    name
        The id of a version that calls itself published and is not recorded yet.
    root
        The methodology folder that holds the version and the lock; without it the shipped one.

    Returns
    -------
    str
        The entry that was added to ``LOCK.toml``.

    Raises
    ------
    LockError
        When the id is recorded already, or the version is not ready.
    DocumentError
        When the document breaks the grammar.
    """
    place = root or Path(str(methodology_root()))
    folder = place / name
    problems = list(_not_ready(name, place))
    if not problems:
        method = bound(folder)
        problems = list(_misnamed(method, name, folder))
    if problems:
        raise LockError(f"{name} cannot be frozen.", problems)
    entry = _entry(method, folder)
    lock = place / LOCK
    before = lock.read_text(encoding="utf-8") if lock.is_file() else _HEAD
    lock.write_text(f"{before.rstrip()}\n\n{entry}", encoding="utf-8", newline="\n")
    return entry


def _not_ready(name: str, root: Path) -> Iterator[Problem]:
    if name in entries(root):
        what = f"is in {LOCK} already"
        yield Problem(name, what, "A published version is never frozen again: make a new version.")
    elif not (root / name / DOCUMENT).is_file():
        yield Problem(name, "is no version in the methodology folder", "Give family/version.")
    elif not (root / name / ERRATA).is_file():
        yield Problem(f"{name}/{ERRATA}", "is missing", "Add the page, with its heading alone.")


def _misnamed(method: Methodology, name: str, folder: Path) -> Iterator[Problem]:
    if method.id != name:
        yield Problem(f"{DOCUMENT}, id", "is not what the folder is called", f"Write {name}.")
    if method.status != "published":
        advice = 'Write status = "published" there, and "Status: published" in method.md.'
        yield Problem(f"{DOCUMENT}, status", f"is {method.status}", advice)
    if "Status: published" not in (folder / "method.md").read_text(encoding="utf-8"):
        yield Problem("method.md", "does not say that it is published", "Write Status: published.")


def check_published(name: str, root: Traversable | None = None) -> None:
    """Hold a published version to everything recorded of it, its ledgers too.

    Parameters
    ----------
    name
        Its id.
    root
        The methodology folder; without it the shipped one.

    Raises
    ------
    LockError
        Naming the version and what moved.
    """
    place = root or methodology_root()
    family, version = name.split("/")
    folder = place / family / version
    method = bound(folder)
    check_lock(method, folder, place)
    problems = list(_moved_ledgers(method, entries(place)[name]))
    if problems:
        raise LockError(f"{name} is published and has moved.", problems)


def _moved_ledgers(method: Methodology, entry: Mapping[str, Any]) -> Iterator[Problem]:
    ground, records = entry["reference"], reference_records()
    costs = unit_costs(ground["unit_costs"], authority=ground["authority"])
    grounds = {
        "cohort": _cohort_digest(),
        "unit_costs_fingerprint": costs.fingerprint,
    }
    for what, found in grounds.items():
        if found != ground[what]:
            yield Problem(f"reference {what}", "is another than was recorded", "Restore it.")
    for pinned in entry["ledgers"]:
        result = run(method, records, costs, period=pinned["period"], as_at=pinned["as_at"])
        now = _pin(result, ground["columns"], ground["summary"])
        moved = [key for key in pinned if pinned[key] != now.get(key)]
        if moved:
            where = f"{pinned['period']} as at {pinned['as_at']}"
            what = f"{', '.join(moved)} moved{_in_pence(pinned, now)}"
            advice = "A rule that it uses counts otherwise: give that a new rule with a new name."
            yield Problem(where, what, advice)


def _in_pence(pinned: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if pinned.get("gross_pence") == now.get("gross_pence"):
        return ""
    return f" (gross was {pinned.get('gross_pence')} pence, is {now.get('gross_pence')})"


def _pin(result: Result, columns: list[str], summary: list[str]) -> dict[str, Any]:
    """Give what is recorded of one result: over the columns and figures that there were."""
    told = result.summary()
    picked = json.dumps({name: told.get(name) for name in summary}, sort_keys=True)
    pins = {
        "lines": len(result.ledger),
        "gross_pence": result.gross_pence,
        "net_pence": result.net_pence,
        "ledger": ledger_digest(Ledger(result.ledger.reindex(columns=columns))),
        "summary": digest(picked.encode()),
    }
    asked = {"period": result.period.name, "as_at": str(result.provenance.as_at)}
    return {**asked, **{name: value for name, value in pins.items() if value is not None}}


def _cohort_digest() -> str:
    files = files_of(methodology_root() / "reference_cohort")
    return digest(json.dumps({path: digest(content) for path, content in files.items()}).encode())


def _entry(method: Methodology, folder: Path) -> str:
    """Write the entry of a version as TOML."""
    records, costs = reference_records(), unit_costs(COSTS, authority=AUTHORITY)
    results = [run(method, records, costs, period=p, as_at=day) for p, day in ASKED]
    columns = list(COLUMNS)
    summary = sorted(results[0].summary().keys() - set(_NOT_PINNED))
    key = json.dumps(method.id)
    parts = [
        (f"[{key}]", {"fingerprint": method.fingerprint, "library": __version__}),
        (f"[{key}.files]", recorded_files(folder)),
        (f"[{key}.reference]", {
            "cohort": _cohort_digest(), "unit_costs": COSTS,
            "unit_costs_fingerprint": costs.fingerprint, "authority": AUTHORITY,
            "columns": columns, "summary": summary,
        }),
        *((f"[[{key}.ledgers]]", _pin(result, columns, summary)) for result in results),
    ]  # fmt: skip
    tables = ["\n".join([head, *_lines(values)]) for head, values in parts]
    return "\n\n".join(tables) + "\n"


def _lines(values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        key = name if name.replace("_", "").isalnum() else json.dumps(name)
        if isinstance(value, Mapping):
            inner = ", ".join(_lines(value))
            yield f"{key} = {{ {inner} }}"
        else:
            yield f"{key} = {json.dumps(value)}"
