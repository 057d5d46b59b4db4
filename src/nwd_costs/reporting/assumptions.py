"""The assumption log: every choice of a method in words, with value, span, basis and source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nwd_costs.headline import percent
from nwd_costs.methods import STAGES, Methodology
from nwd_costs.reporting.pages import LONG, Entry, Line, Table
from nwd_costs.rule import Parameter
from nwd_costs.variation import plain, plain_text

# Their values are parts per million, which nobody reads; a percentage says the same exactly.
SHARES = {
    "attribution", "baseline", "deadweight", "displacement", "entry_mix", "likelihood", "mix",
    "optimism",
}  # fmt: skip
HEADINGS = ("Choice", "Value, and its span", "Basis, clause and source", "Which way it pushes")
WORST_FIRST = ("red", "amber", "green")
ENOUGH = 60


def assumption_log(method: Methodology) -> Table:
    """List every choice of a method, those that move the figure most first.

    Parameters
    ----------
    method
        Which.
    """
    rows = [row for stage in STAGES for row in _stage(method, stage)]
    rows.sort(key=lambda row: row[0])
    return Table(
        f"Every choice of {method.id}, those that move the figure most first",
        HEADINGS,
        [line for _, line in rows],
        key="assumption-log",
    )


def bases_in_words(method: Methodology) -> str:
    """Count the choices of a method by what they rest on."""
    bases = [parameter.basis.value for parameter in method.plan.parameters().values()]
    told = ", ".join(f"{bases.count(name)} {name}" for name in ("published", "inferred", "assumed"))
    return f"Of the {len(bases)} values that the method needs, {told}."


def _stage(method: Methodology, stage: str) -> Iterator[tuple[int, Line]]:
    rule = method.plan.rule(stage)
    chosen = method.plan.rules()[stage]
    ground = Parameter(value=chosen, clause=rule.clause, basis=rule.basis, source=rule.source)
    yield _row(method, f"{_plain(stage)}: rule", "rule", ground)
    for name, parameter in rule.parameters().items():
        yield _row(method, f"{_plain(stage)}: {_plain(name).lower()}", name, parameter)


def _row(method: Methodology, title: str, name: str, of: Parameter[Any]) -> tuple[int, Line]:
    told = method.clauses.get(of.clause, "")
    rating = method.document.ratings.get(of.clause)
    source = method.document.sources.get(of.source)
    where = f"{source.publisher}, {source.title}" if source else of.source
    rated = f"; evidence {rating.evidence}, impact {rating.impact}" if rating else ""
    cells = [
        Entry(title, below=_what(told)),
        Entry(_value(name, of.value), LONG, _span(name, of)),
        Entry(f"{of.basis.value} [{of.clause}]{rated}", LONG, where),
        Entry(_direction(told) or of.note or "not said", LONG),
    ]
    return WORST_FIRST.index(rating.impact) if rating else len(WORST_FIRST), Line(cells)


def _value(name: str, value: object) -> str:
    told = plain(value)
    if isinstance(told, Mapping):
        pairs = (f"{key}: {_single(name, item)}" for key, item in told.items())
        return "; ".join(pairs).replace("_", " ") or "none"
    return _single(name, told).replace("_", " ")


def _single(name: str, value: object) -> str:
    if name in SHARES and isinstance(value, int):
        return percent(value)
    return ", ".join(map(str, value)) if isinstance(value, list) and value else plain_text(value)


def _span(name: str, of: Parameter[Any]) -> str:
    if of.low is None or of.high is None:
        return ""
    return f"from {_value(name, of.low)} to {_value(name, of.high)}"


def _what(clause: str) -> str:
    """Give the first sentence or two of a clause, enough to say what was chosen."""
    told = ""
    for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", prose(clause)):
        told = f"{told} {sentence}".strip()
        if len(told) >= ENOUGH:
            break
    return told


def _direction(clause: str) -> str:
    """Give what a clause says of the direction in which it moves the figure."""
    found = re.search(r"Direction: (.*?)\.?(?: Rules (?:\[|section).*)?$", clause, flags=re.DOTALL)
    told = found[1].replace("`", "") if found else ""
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def prose(clause: str) -> str:
    """Give what a clause says before its basis and direction, as a reader would say it."""
    return in_percent(clause.partition(" Basis: ")[0].replace("`", ""))


def in_percent(text: str) -> str:
    """Write every share in parts per million that a text names as a percentage."""
    return re.sub(r"(\d[\d ,]*) ppm", lambda found: percent(int(re.sub(r"\D", "", found[1]))), text)


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()
