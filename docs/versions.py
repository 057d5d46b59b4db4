"""The page of a methodology version, written from what the library reads of its documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nwd_costs as nwd
from docs.markdown import cite, place_of
from nwd_costs.days import FIRST_DAY, LAST_DAY, to_date
from nwd_costs.methods import Methodology
from nwd_costs.variation import plain, plain_text

_PARAMETERS = """\
One rule of the menu for each stage, and every value with its clause, what it rests on and where it
is from. Low and high are the span that a reasonable evaluator could defend."""
_READ = """\
The choices in numbered prose, the worked cases that the tests execute, and what was found after it
was published:"""
_CATEGORIES = """\
Which placement codes make which category, as `categories.csv` has it. `*` is any provider."""
_RATINGS = """\
How good the evidence for a clause is, and how much it moves the figure; red is the weakest
evidence, and the greatest effect."""


def version_page(name: str, cases: Sequence[str]) -> str:
    """Write the page of a version: what it is, its parameters, categories and sources.

    Parameters
    ----------
    name
        ``family/version``.
    cases
        The pages of its worked cases, by name.

    Returns
    -------
    str
        The page, in Markdown.
    """
    method = nwd.methodology(name)
    parts = [
        f"# {name}",
        f"**{method.title}**",
        method.document.summary,
        _facts(method),
        _READ,
        "```{toctree}\n:maxdepth: 1\n\nmethod\n" + "\n".join([*cases, "errata"]) + "\n```",
        "## Rules and parameters",
        _PARAMETERS,
        _table(["Stage", "Rule"], method.plan.rules().items()),
        _parameters(method),
        "## Categories",
        _CATEGORIES,
        _categories(method),
        "## Clauses rated",
        _RATINGS,
        _table(
            ["Clause", "Evidence", "Effect on the figure"],
            ([_clause(method, c), r.evidence, r.impact] for c, r in _rated(method)),
        ),
        "## Sources",
        _table(
            ["Source", "Title", "Publisher", "Date", "Where"],
            (
                [f"`{key}`", source.title, source.publisher, source.date, source.where]
                for key, source in method.document.sources.items()
            ),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _rated(method: Methodology) -> Iterable[tuple[str, Any]]:
    return method.document.ratings.items()


def _facts(method: Methodology) -> str:
    facts = [
        ("Standing", method.standing),
        ("Status", method.status),
        ("Written for", ", ".join(method.document.written_for)),
        ("Owner", method.document.owner),
        ("Fingerprint", f"`{method.fingerprint}`"),
    ]
    return "\n".join(f"- {what}: {told}" for what, told in facts)


def _parameters(method: Methodology) -> str:
    heads = ["Parameter", "Value", "Clause", "Basis", "Source", "Low", "High", "Note"]
    rows = (
        [
            f"`{path}`",
            _value(found.value),
            _clause(method, found.clause),
            found.basis.value,
            found.source,
            _value(found.low),
            _value(found.high),
            found.note,
        ]
        for path, found in method.plan.parameters().items()
    )
    return _table(heads, rows)


def _value(value: object) -> str:
    return "" if value is None else plain_text(plain(value))


def _clause(method: Methodology, clause: str) -> str:
    return cite(
        f"[{clause}]",
        {clause: place_of(clause, method.id)},
        lambda shown, place: f"[{shown}](#{place})",
    )


def _categories(method: Methodology) -> str:
    heads = ["Place", "Provider", "From", "Until (not included)", "Category", "Family setting"]
    rows = (
        [
            rule.place,
            rule.provider,
            "" if rule.valid_from == FIRST_DAY else f"{to_date(rule.valid_from):%d/%m/%Y}",
            "" if rule.valid_until >= LAST_DAY else f"{to_date(rule.valid_until):%d/%m/%Y}",
            rule.category,
            "yes" if rule.family_setting else "no",
        ]
        for rule in method.plan.categories.rules
    )
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [[_cell(cell) for cell in row] for row in [heads, ["---"] * len(heads), *rows]]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(value: object) -> str:
    text = str(value)
    return r"\*" if text == "*" else text.replace("|", r"\|")


def version_folders(root: Path) -> list[str]:
    """List ``family/version`` of every version below the methodology folder."""
    return sorted(
        found.parent.relative_to(root).as_posix() for found in root.glob("*/*/methodology.toml")
    )
