"""What a what-if plan changes of a version, in plain values, before the grammar sees it [14.1]."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Protocol

from nwd_costs.errors import Problem, UsageError
from nwd_costs.rule import Basis, Parameter, Rule

WHAT_IF = "what-if"
_POUNDS = re.compile(r"\d+(\.\d+)?")
Menu = Mapping[str, Mapping[str, type[Rule]]]


@dataclass(frozen=True)
class Change:
    """One value that a what-if replaces; None where the version's rule has no such parameter.

    Parameters
    ----------
    path
        Such as ``horizon.days``.
    version, what_if
        The plain value on either side.
    """

    path: str
    version: object
    what_if: object

    def __str__(self) -> str:
        was = "new" if self.version is None else f"was {plain_text(self.version)}"
        return f"{self.path} {plain_text(self.what_if)} ({was})"


class Varies(Protocol):
    """What a plan offers here."""

    def parameters(self) -> dict[str, Parameter[Any]]:
        """List every parameter by its path."""

    def rules(self) -> dict[str, str]:
        """Name the rule of every stage."""


def plain(value: Any) -> Any:
    """Give the plain value of a parameter: numbers, words, lists, tables."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def plain_text(value: object) -> str:
    """Write a plain value in a few words."""
    if value is None:
        return "(not there)"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {plain_text(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "+".join(map(str, value)) or "(none)"
    return str(value).lower() if isinstance(value, bool) else str(value)


def changed_values(version: Varies, plan: Varies) -> tuple[Change, ...]:
    """List the rules and values in which a plan differs from a version.

    Where the rule is another one, the values that only the version's rule had are not listed.

    Parameters
    ----------
    version, plan
        The two sides.
    """
    sides = [
        {f"{stage}.rule": rule for stage, rule in side.rules().items()}
        | {path: plain(parameter.value) for path, parameter in side.parameters().items()}
        for side in (version, plan)
    ]
    both = [(path, sides[0].get(path), value) for path, value in sides[1].items()]
    return tuple(Change(path, *_entries(a, b)) for path, a, b in both if a != b)


def _entries(a: Any, b: Any) -> tuple[Any, Any]:
    """Keep of two tables the entries in which they differ."""
    if not (isinstance(a, Mapping) and isinstance(b, Mapping)):
        return a, b
    keys = [key for key in dict.fromkeys([*a, *b]) if a.get(key) != b.get(key)]
    return {key: a.get(key) for key in keys}, {key: b.get(key) for key in keys}


def varied(
    rules: Mapping[str, Rule], changes: Mapping[str, Mapping[str, object]], menu: Menu
) -> dict[str, Any]:
    """Give the stages as plain values with some of them replaced; the grammar has not seen them.

    Parameters
    ----------
    rules
        The rule of every stage.
    changes
        By stage, the new values by their name.
    menu
        The rules of every stage, by name.

    Raises
    ------
    UsageError
        For a stage or a parameter that is not there.
    """
    raw = {name: rule.model_dump() for name, rule in rules.items()}
    problems: list[Problem] = []
    for stage, values in changes.items():
        if stage not in raw:
            advice = f"The stages are {', '.join(raw)}."
            problems.append(Problem(stage, "is no stage", advice))
            continue
        given = dict(values)
        if "rule" in given:
            raw[stage] = _other_rule(raw[stage], given.pop("rule"), menu[stage])
        known = menu[stage].get(str(raw[stage]["rule"]))
        for path, value in given.items():
            fault = _put(raw[stage], path, value, known)
            problems += [Problem(f"{stage}.{path}", *fault)] if fault else []
    if problems:
        raise UsageError("The what-if cannot be made.", problems)
    return raw


def _other_rule(
    raw: dict[str, Any], name: object, menu: Mapping[str, type[Rule]]
) -> dict[str, Any]:
    """Keep of a stage what the other rule has too; the grammar asks for the rest."""
    if name == raw["rule"]:
        return raw
    rule = menu.get(str(name))
    kept = {key: item for key, item in raw.items() if rule and key in rule.model_fields}
    return {
        **kept,
        "rule": name,
        "clause": raw["clause"],
        "basis": Basis.ASSUMED,
        "source": WHAT_IF,
    }


def _put(
    raw: dict[str, Any], path: str, value: object, rule: type[Rule] | None
) -> tuple[str, str] | None:
    """Put one value in; give the fault and the advice where it has no place."""
    name, _, entry = path.partition(".")
    own = {*rule.model_fields} - {*Rule.model_fields, "rule"} if rule else set()
    if rule and name not in own:
        there = ", ".join(sorted(own)) or "no parameters"
        return f"is no parameter of the rule {raw['rule']}", f"It has {there}."
    was = deepcopy(raw.get(name))
    if entry:
        table = was["value"] if was else None
        if not isinstance(table, dict):
            return "is no table with entries", f"Give {name} as a whole."
        value = {**table, entry: value}
    if was is None or plain(was["value"]) != plain(value):
        raw[name] = _parameter(was or {"clause": raw["clause"]}, plain(value))
    return None


def _parameter(was: Mapping[str, Any], value: object) -> dict[str, Any]:
    """Write a value that nobody but the what-if stands for; it has no span but itself."""
    whole = value.values() if isinstance(value, Mapping) else [value]
    bound = value if all(map(_is_number, whole)) else None
    return {
        "value": value, "clause": was["clause"], "basis": Basis.ASSUMED, "source": WHAT_IF,
        "low": bound, "high": bound, "note": "",
    }  # fmt: skip


def _is_number(value: object) -> bool:
    """Say whether a value is a whole number, or an amount of pounds as documents write it."""
    return type(value) is int or (isinstance(value, str) and bool(_POUNDS.fullmatch(value)))


def spoken(problems: Iterable[Problem]) -> list[Problem]:
    """Name the faults of a what-if as its maker wrote it: no prefix, no span, each once."""
    found = []
    for problem in problems:
        stage, *parts = problem.where.removeprefix("stages.").split(".")
        if parts[1:2] not in (["low"], ["high"]):
            parts = parts[:1] + parts[2:] if parts[1:2] == ["value"] else parts
            found.append(replace(problem, where=".".join([stage, *parts])))
    return found
