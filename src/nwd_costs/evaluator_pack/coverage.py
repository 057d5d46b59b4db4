"""Which case shows a clause, which value rests on it, and which module carries it out [17.10]."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from nwd_costs.evaluator_pack.documents import csv_of
from nwd_costs.methods import Methodology
from nwd_costs.shelf import proof_page

HEADINGS = (
    "clause", "document", "cases", "values of the method", "modules", "laws", "oracle",
    "expected results", "planted mistakes", "held by", "text",
)  # fmt: skip
_CASE = re.compile(r"^## Case: (.+?)\n- Clauses: (.+)$", re.MULTILINE)
_CITED = re.compile(r"\[(\d+(?:\.\d+)+)\](?:-\[(\d+(?:\.\d+)+)\])?")
_PROOF = re.compile(r"^\| \[([\d.]+)\] \|(.+)\|$", re.MULTILINE)


def coverage(method: Methodology, files: Mapping[str, bytes]) -> bytes:
    """Give a row for every clause that the method may cite.

    Parameters
    ----------
    method
        Which.
    files
        The pack so far: the cases among them are read.
    """
    cases, modules, proved = _cases(files), _modules(), _proved()
    values = defaultdict(list)
    for path, parameter in method.plan.parameters().items():
        values[parameter.clause].append(path)
    return csv_of(
        HEADINGS,
        [
            [
                clause,
                "method/method.md" if clause.startswith("M") else "rules/rules.md",
                "; ".join(cases.get(clause, [])),
                "; ".join(values[clause]),
                "; ".join(modules.get(clause, [])),
                *proved.get(clause, [""] * 5),
                text,
            ]
            for clause, text in sorted(method.clauses.items(), key=lambda item: _order(item[0]))
        ],
    )


def _order(clause: str) -> tuple[bool, list[int]]:
    return clause.startswith("M"), [int(part) for part in clause.removeprefix("M").split(".")]


def _cases(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Name the cases of each clause, by file and title."""
    found = defaultdict(list)
    for name, content in sorted(files.items()):
        if "/cases/" in name:
            for title, clauses in _CASE.findall(content.decode()):
                for clause in clauses.split(","):
                    found[clause.strip()].append(f"{name}: {title}")
    return found


def _modules() -> dict[str, list[str]]:
    """Name the modules of the installed package that cite each common clause."""
    found = defaultdict(list)
    root = Path(__file__).parents[1]
    for file in sorted(root.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        cited = {c for first, last in _CITED.findall(text) for c in _within(first, last)}
        for clause in cited:
            found[clause].append(file.relative_to(root).as_posix())
    return found


def _within(first: str, last: str) -> Iterator[str]:
    """Give the clauses of a range such as [7.1]-[7.3], or the one."""
    stem, _, low = first.rpartition(".")
    high = last.rpartition(".")[2] if last.startswith(f"{stem}.") else low
    yield from (f"{stem}.{number}" for number in range(int(low), int(high) + 1))


def _proved() -> dict[str, list[str]]:
    """Read laws, oracle, expected results, planted mistakes and the rest from the page of proof."""
    rows = _PROOF.findall(proof_page())
    return {clause: [cell.strip() for cell in cells.split("|")][1:] for clause, cells in rows}
