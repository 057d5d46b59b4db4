"""The pages of the public names, and how their docstrings are linked."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import nwd_costs
from docs.markdown import cite, clauses, place_of
from nwd_costs import totals

RULES = Path(__file__).resolve().parents[1] / "methodology" / "rules.md"
_MEMBERS = "\n   :members:"


def api_pages() -> dict[str, str]:
    """Write the pages of the public names, in reStructuredText, by their names."""
    sections = {"functions": "What one does", "classes": "What one holds", "errors": "Errors"}
    ours = {kind: [name for name in nwd_costs.__all__ if _kind(name) == kind] for kind in sections}
    pages = {
        kind: _page(title, "``import nwd_costs as nwd``", nwd_costs, ours[kind])
        for kind, title in sections.items()
    }
    opening = inspect.getdoc(totals) or ""
    pages["totals"] = _page("Totals without records", opening, totals, totals.__all__)
    toctree = "\n   ".join(["", *pages])
    pages["index"] = (
        f"{_headed('The public names', '=')}\nEvery public name of the library. What is not here "
        f"may change from one version of the library to the next.\n\n.. toctree::\n{toctree}\n"
    )
    return pages


def _kind(name: str) -> str:
    value = getattr(nwd_costs, name)
    if not inspect.isclass(value):
        return "functions"
    return "errors" if issubclass(value, Exception) or name == "Problem" else "classes"


def _page(title: str, opening: str, module: ModuleType, names: Iterable[str]) -> str:
    entries = [_entry(module, name) for name in names]
    return "\n\n".join([_headed(title, "="), opening, *entries]) + "\n"


def _entry(module: ModuleType, name: str) -> str:
    value, path = getattr(module, name), f"{module.__name__}.{name}"
    if inspect.isclass(value):
        directive = f".. autoclass:: {path}{_MEMBERS}"
    elif callable(value):
        directive = f".. autofunction:: {path}"
    else:
        told = "the version of the library" if name == "__version__" else "by name"
        directive = f".. py:data:: {path}\n\n   {_SAID.get(name, told)}"
    return f"{_headed(name, '-')}\n{directive}"


_SAID = {
    "__version__": "The version of the library.",
    "CALCULATORS": "Every calculator by the name under which documents ask for it.",
}


def _headed(title: str, line: str) -> str:
    shown = f"``{title}``" if line == "-" else title
    return f"{shown}\n{line * len(shown)}\n"


@cache
def rule_places() -> dict[str, str]:
    """Give the place of every clause of the common rules."""
    return {number: place_of(number) for number in clauses(RULES.read_text(encoding="utf-8"))}


def as_written(*event: Any) -> None:
    """Keep a property's first line whole: of ``a: b``, a would be taken for its type."""
    what, lines = event[1], event[-1]
    if what == "property" and lines:
        lines[:0] = ["..", ""]  # a comment, before the line that is looked at


def link_clauses(*event: Any) -> None:
    """Make the clauses that a docstring cites links; Sphinx calls it with the lines last."""
    lines: list[str] = event[-1]
    lines[:] = [
        cite(line, rule_places(), lambda clause, place: f":ref:`[{clause}] <{place}>`")
        for line in lines
    ]


def public_name(app: Any, env: Any, node: Any, contnode: Any) -> Any:
    """Lead a type to the public name under which it is shown, wherever it is defined."""
    name = re.split(r"\W", str(node.get("reftarget", "")))[-1]
    public = {"nwd_costs": nwd_costs.__all__, "nwd_costs.totals": totals.__all__}
    found = next((module for module, names in public.items() if name in names), None)
    if node.get("refdomain") != "py" or found is None:
        return None
    domain = env.get_domain("py")
    target = f"{found}.{name}"
    if target not in domain.objects:
        return None
    return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", target, node, contnode)
