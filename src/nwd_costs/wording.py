"""What the grammar finds, in our own words: the offending value stays out of the message."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import ValidationError

from nwd_costs.errors import Problem

_FAULTS = {"missing": "is missing", "extra_forbidden": "is no key of the grammar"}
_MENDS = {
    "missing": "Every key is required.",
    "extra_forbidden": "Remove it, or correct its spelling.",
    "literal_error": "Choose one of those.",
}


def validation_problems(error: ValidationError, tags: Collection[str] = ()) -> list[Problem]:
    """Put pydantic's findings in our own form.

    Parameters
    ----------
    error
        What pydantic found.
    tags
        The names of rules, which pydantic writes into a path and a reader does not see there.
    """
    problems = []
    for detail in error.errors(include_input=False, include_url=False):
        kind, path = detail["type"], _path(detail["loc"], tags)
        if kind in ("union_tag_invalid", "union_tag_not_found"):
            menu = str(detail["ctx"].get("expected_tags", "see the rules of the stage"))
            problems.append(Problem(f"{path}.rule", "is no rule of this stage", f"Menu: {menu}."))
            continue
        what = _FAULTS.get(kind, detail["msg"].removeprefix("Value error, "))
        problems.append(Problem(path, what, _MENDS.get(kind, "Correct it.")))
    return problems


def _path(loc: tuple[int | str, ...], tags: Collection[str]) -> str:
    """Write a place in the document without the tag that pydantic adds for a stage's rule."""
    parts = [str(part) for part in loc]
    stage = 1 if parts[:1] == ["stages"] else 0
    if len(parts) > stage + 1 and parts[stage + 1] in tags:
        del parts[stage + 1]
    return ".".join(parts) or "document"
