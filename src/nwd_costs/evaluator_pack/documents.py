"""The method's own text as it ran, the common rules, and the log of what is assumed [17.10]."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

from nwd_costs.errors import DocumentError, Problem, UsageError
from nwd_costs.library import FILES
from nwd_costs.methods import Methodology
from nwd_costs.shelf import digests_of, find_folder, methodology_root
from nwd_costs.variation import plain, plain_text

COMMON = ("rules.md", "GLOSSARY.md", "GOVERNANCE.md", "checks.md", "cases")
LOG = (
    "parameter", "rule", "value", "basis", "clause", "source", "low", "high", "note", "evidence",
    "impact",
)  # fmt: skip


def method_folder(method: Methodology, given: str | Path | None) -> Traversable:
    """Find the folder of a version, and hold it to what ran.

    Raises
    ------
    UsageError
        When it is a what-if, which has no document, or the folder is not what ran.
    """
    advice = "Write a version for it; nwd-costs new-version begins one [14.1]."
    problem = Problem("the method", "is a what-if and has no document", advice)
    if not method.plan.what_if:
        try:
            folder = find_folder(given or method.id, "methodology.toml")
        except DocumentError:
            advice = "Name the folder of the version: methodology=."
            problem = Problem(method.id, "is not in this library", advice)
        else:
            if digests_of(folder, FILES) == dict(method.files):
                return folder
            problem = Problem(method.id, "is not what ran any more", "Run again, then pack.")
    raise UsageError("No pack can be made of this result [17.10].", [problem])


def texts(folder: Traversable, below: str, names: Sequence[str]) -> dict[str, bytes]:
    """Read the files of a folder by the names they get in the pack."""
    return {f"{below}/{path}": _at(folder, path).read_bytes() for path in digests_of(folder, names)}


def common_texts() -> dict[str, bytes]:
    """Read the common rules, their cases, and what goes with them."""
    return texts(methodology_root(), "rules", COMMON)


def assumption_log(method: Methodology) -> dict[str, bytes]:
    """List every value of the method with its ground: as a table, and to read."""
    rows = list(_log(method))
    return {
        "assumptions/assumptions.csv": csv_of(LOG, rows),
        "assumptions/assumptions.md": _to_read(method, rows).encode(),
    }


def _log(method: Methodology) -> Iterator[list[str]]:
    rules, ratings = method.plan.rules(), method.document.ratings
    for path, one in method.plan.parameters().items():
        rated = ratings.get(one.clause)
        values = (one.value, one.low, one.high)
        value, low, high = ("" if v is None else plain_text(plain(v)) for v in values)
        stands = [path, rules[path.split(".")[0]], value, one.basis.value, one.clause, one.source]
        grades = [str(rated.evidence), str(rated.impact)] if rated else ["", ""]
        yield [*stands, low, high, one.note, *grades]


def _to_read(method: Methodology, rows: list[list[str]]) -> str:
    lines = [
        f"# What {method.id} assumes",
        "",
        (
            f"{method.standing}, {method.status}. Every value of the method, the assumed ones "
            f"first, with the clause that argues for it. Evidence and impact are the method's own "
            f"ratings."
        ),
        "",
    ]
    for basis in ("assumed", "inferred", "published"):
        mine = [row for row in rows if row[3] == basis]
        lines += [f"## {basis.capitalize()}: {len(mine)}", ""]
        for path, _, value, _, clause, source, low, high, note, evidence, impact in mine:
            span = f", could be {low} to {high}" if low else ""
            rated = f"; evidence {evidence}, impact {impact}" if evidence else ""
            said = f". {note}" if note else ""
            lines.append(f"- **{path}** is {value}{span} [{clause}]; source {source}{rated}{said}")
        lines.append("")
    return "\n".join(lines)


def csv_of(headings: Iterable[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as CSV in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([list(headings), *rows])
    return text.getvalue().encode()


def _at(folder: Traversable, path: str) -> Traversable:
    for part in path.split("/"):
        folder = folder / part
    return folder
