"""The pages that are written from the documents are current."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

import nwd_costs as nwd
from nwd_costs.methods import MENU, STAGES
from versions.generated import METHODOLOGY, README, SCHEMA, readme, schema, table
from versions.trees import EDGE, VERSIONS

KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
    "null": type(None), "number": (int, float),
}  # fmt: skip


def faults(value: Any, form: dict[str, Any], whole: dict[str, Any], at: str = "") -> Iterator[str]:
    """Find where a value is not of a form: as much of JSON Schema as ours uses."""
    if "$ref" in form:
        form = whole["$defs"][form["$ref"].rsplit("/", 1)[1]]
    for word in ("anyOf", "oneOf"):
        if word in form and all(list(faults(value, one, whole, at)) for one in form[word]):
            yield f"{at}: is none of those"
    kind = form.get("type")
    truth = isinstance(value, bool) and kind == "integer"
    if kind and (truth or not isinstance(value, KINDS[kind])):
        yield f"{at}: is no {kind}"
        return
    if "const" in form and value != form["const"]:
        yield f"{at}: is not {form['const']}"
    if "enum" in form and value not in form["enum"]:
        yield f"{at}: is none of {form['enum']}"
    yield from _bounds(value, form, at)
    if isinstance(value, dict) and kind == "object":
        yield from _entries(value, form, whole, at)
    for position, item in enumerate(value if isinstance(value, list) else []):
        yield from faults(item, form.get("items", {}), whole, f"{at}.{position}")


def _bounds(value: Any, form: dict[str, Any], at: str) -> Iterator[str]:
    if "pattern" in form and not re.search(form["pattern"], value):
        yield f"{at}: is of another form"
    if isinstance(value, int) and not (
        form.get("minimum", value) <= value <= form.get("maximum", value)
    ):
        yield f"{at}: is out of bounds"


def _entries(
    value: dict[str, Any], form: dict[str, Any], whole: dict[str, Any], at: str
) -> Iterator[str]:
    known, other = form.get("properties", {}), form.get("additionalProperties", {})
    yield from (
        f"{at}.{name}: is missing" for name in form.get("required", ()) if name not in value
    )
    for name, item in value.items():
        if name not in known and other is False:
            yield f"{at}.{name}: is no key"
        elif name in known or isinstance(other, dict):
            yield from faults(item, known.get(name, other), whole, f"{at}.{name}")


def checked_in() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return found


def document(version: str) -> dict[str, Any]:
    return tomllib.loads((METHODOLOGY / version / "methodology.toml").read_text(encoding="utf-8"))


def test_the_table_of_versions_is_current() -> None:
    said = README.read_text(encoding="utf-8")
    assert said == readme(), "run: python tests/versions/generated.py"


def test_the_table_names_every_version_with_its_standing() -> None:
    for version in nwd.methodologies().to_dict("records"):
        row = next(line for line in table().splitlines() if line.startswith(f"| [{version['id']}]"))
        for cell in (version["standing"], version["status"], version["fingerprint"][:12]):
            assert cell in row


def test_the_schema_for_editors_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run: tests/versions/generated.py"


@pytest.mark.parametrize("version", VERSIONS)
def test_the_schema_accepts_every_version(version: str) -> None:
    assert list(faults(document(version), checked_in(), checked_in())) == []
    first = (METHODOLOGY / version / "methodology.toml").read_text(encoding="utf-8").splitlines()[0]
    named = first.removeprefix("#:schema ")
    assert (METHODOLOGY / version / named).resolve() == SCHEMA.resolve()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("status", "final"),
        ("id", "Edge of Care"),
        ("stages.horizon.days.value", "364"),
        ("stages.horizon.rule", "forever"),
        ("stages.counterfactual.on_entry.value", "halt"),
        ("stages.counterfactual.likelihood.value.high", 1_000_001),
        ("stages.cohort.age_min.basis", "obvious"),
        ("stages.cohort.age", 12),
        ("ratings.M2.1", {"evidence": "red"}),
    ],
)
def test_the_schema_refuses_what_the_grammar_refuses(path: str, value: object) -> None:
    spoilt = document(EDGE)
    *parts, last = path.split(".") if not path.startswith("ratings") else ["ratings", "M2.1"]
    place = spoilt
    for part in parts:
        place = place[part]
    place[last] = value
    assert list(faults(spoilt, checked_in(), checked_in())) != []


def test_the_schema_offers_the_whole_menu() -> None:
    text = SCHEMA.read_text(encoding="utf-8")
    rules = [rule for stage in STAGES for rule in MENU[stage]]
    assert [rule for rule in rules if f'"const": "{rule}"' not in text] == []


def test_every_family_has_a_changelog_that_tells_of_each_version() -> None:
    for version in VERSIONS:
        family = version.split("/")[0]
        text = (METHODOLOGY / family / "CHANGELOG.md").read_text(encoding="utf-8")
        entry = text.split(f"## {version}\n")[1].split("\n## ")[0]
        for words in ("Whose figures moved", "From which day", "By how much on the reference"):
            assert words in entry, version
