"""What is proved by what: ``python tests/spec/proof.py`` writes docs/proof.md from the tests.

Every column is read from the tests themselves: the clauses that a worked case names, the clauses in
the docstrings of the laws and of the oracle, and those of each planted mistake. Only what the
expected results show is said here.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from nwd_costs.testing.cases import cases_in
from spec.test_traceability import NOT_YET_USED

CHECKOUT = Path(__file__).resolve().parents[2]
ROOT = CHECKOUT / "methodology"
PAGE = CHECKOUT / "docs" / "proof.md"
HEAD = re.compile(r"^\*\*\[(\d+(?:\.\d+)+)\]\*\*", re.MULTILINE)
RANGE = re.compile(r"\[((?:\d+\.)+)(\d+)\]-\[\1(\d+)\]")
CITED = re.compile(r"\[(\d+(?:\.\d+)+)\]")

# Which clauses each part of the expected results shows; "ledger" is the list of lines.
EXPECTED = {
    "observed_until": ["1.2"],
    "by_side": ["9.2"],
    "by_quarter": ["1.4", "1.7", "7.1"],
    "by_service": ["9.3"],
    "by_claim_service": ["9.3"],
    "by_counterfactual_category": ["5.1.2", "5.1.3", "5.2.1"],
    "by_actual_category": ["3.4", "5.1.9"],
    "counts": ["4.2", "5.1.5", "5.1.6", "5.1.7", "5.2.2", "5.2.3", "6.2", "7.1"],
    "lost_days_by_referral": ["5.5"],
    "measures": ["12.1", "12.2", "12.3", "12.4", "12.5", "12.7"],
    "accounting": ["1.9", "2.6"],
    "repairs": ["2.1", "2.2", "2.3", "2.4", "2.5"],
    "unmapped": ["3.4"],
    "past_last_day": ["3.4"],
    "warnings": ["9.5"],
    "scope_by_referral": ["4.1", "4.2", "4.3", "4.4"],
    "ledger": ["1.1", "1.6", "1.7", "1.8", "3.1", "5.1.1", "5.1.8", "8.1", "8.3", "9.1", "9.7"],
    "cost of care": ["13.1"],
}

OPENING = """\
# What is proved by what

Each clause of the [common rules](../methodology/rules.md), and what holds the library to it. The
table is written by `python tests/spec/proof.py` from the tests themselves, and a test fails when it
is not current.

- **Worked cases**: how many cases name the clause, in `methodology/**/cases`; they are executed as
  they stand.
- **Laws**: the files of `tests/properties` that name it; each holds on generated children.
- **Oracle**: the modules of `tests/oracle` that compute it a second time, day by day and child by
  child.
- **Expected**: the parts of results that an independent program computed on the sample councils.
- **Mistakes**: how many planted mistakes break it (`tests/mutants/planted.toml`); all are caught.

Pricing and summing are done once more as SQL in `tests/second_engine` [1.6], [1.7], [8.1], [9.2],
on a million lines.

- **Held by**: of a clause without a case, why a case cannot show it, and the tests that do.

"""


def clauses() -> list[str]:
    """Give the numbers of the common clauses, in the order of the rules."""
    return HEAD.findall((ROOT / "rules.md").read_text(encoding="utf-8"))


def cited(text: str) -> set[str]:
    """Give the clauses that a text names, those within a range such as [3.1]-[3.3] too."""
    within = {
        f"{stem}{number}"
        for stem, first, last in RANGE.findall(text)
        for number in range(int(first), int(last) + 1)
    }
    return within | set(CITED.findall(text))


def docstrings(file: Path) -> str:
    """Give the docstrings and whole-line comments of a module."""
    text = file.read_text(encoding="utf-8")
    kinds = (ast.Module, ast.FunctionDef, ast.ClassDef)
    found = [ast.get_docstring(n) or "" for n in ast.walk(ast.parse(text)) if isinstance(n, kinds)]
    comments = re.findall(r"(?:^|\s)#.*$", text, re.MULTILINE)
    return "\n".join([*found, *comments])


def by_file(files: Iterable[Path], shorten: str = "") -> dict[str, list[str]]:
    """Give for each clause the names of the modules that name it."""
    found: dict[str, list[str]] = {}
    for file in sorted(files):
        for clause in cited(docstrings(file)):
            found.setdefault(clause, []).append(file.stem.removeprefix(shorten))
    return found


def counted(groups: Iterable[Iterable[str]]) -> dict[str, int]:
    """Count how often each clause is named."""
    found: dict[str, int] = {}
    for group in groups:
        for clause in set(group):
            found[clause] = found.get(clause, 0) + 1
    return found


def rows() -> Iterator[list[str]]:
    """Give the table, row by row."""
    pages = [f for f in sorted(ROOT.glob("**/cases/*.md")) if f.name != "README.md"]
    cases = counted(case.clauses for page in pages for case in cases_in(page))
    laws = by_file((CHECKOUT / "tests" / "properties").glob("test_*.py"), "test_")
    oracle = by_file((CHECKOUT / "tests" / "oracle").glob("[!t]*.py"))
    shown: dict[str, list[str]] = {}
    for part, numbers in EXPECTED.items():
        for number in numbers:
            shown.setdefault(number, []).append(part)
    planted = tomllib.loads((CHECKOUT / "tests/mutants/planted.toml").read_text(encoding="utf-8"))
    mistakes = counted(mutant["clauses"] for mutant in planted["mutant"])
    for clause in clauses():
        yield [
            f"[{clause}]",
            str(cases.get(clause, "")),
            ", ".join(laws.get(clause, [])).replace("_", " "),
            ", ".join(oracle.get(clause, [])),
            ", ".join(shown.get(clause, [])).replace("_", " "),
            str(mistakes.get(clause, "")),
            NOT_YET_USED.get(clause, ""),
        ]


def page() -> str:
    """Write the page."""
    heads = ["Clause", "Worked cases", "Laws", "Oracle", "Expected", "Mistakes", "Held by"]
    lines = [heads, ["---"] * len(heads), *rows()]
    return OPENING + "".join("| " + " | ".join(line) + " |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(0 if PAGE.write_text(page(), encoding="utf-8") else 1)
