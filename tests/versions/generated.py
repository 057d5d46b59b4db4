"""What is written from the documents: ``python tests/versions/generated.py`` writes it anew.

The table of versions in methodology/README.md, and the JSON Schema of methodology.toml for editors.
Tests fail when either is not current.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import nwd_costs as nwd
from nwd_costs.freezing import ASKED, AUTHORITY, COSTS, reference_records
from nwd_costs.methods import MethodologyDocument
from nwd_costs.pence import pounds
from nwd_costs.rule import Basis

METHODOLOGY = Path(__file__).resolve().parents[2] / "methodology"
README = METHODOLOGY / "README.md"
SCHEMA = METHODOLOGY / "schema" / "methodology.schema.json"
_TABLE = re.compile(r"(<!-- versions -->\n).*?(<!-- end of versions -->)", re.DOTALL)
# The whole years that versions are asked on the reference cohort.
YEARS = [(period, day) for period, day in ASKED if " " not in period]


@cache
def table() -> str:
    """Give the table of versions: what each is, and what it comes to on the reference cohort."""
    heads = ["Version", "Standing", "Status", "Written for", "Fingerprint", "Parameters"]
    lines = [[*heads, *(f"Gross {period}" for period, _ in YEARS)]]
    lines.append(["---"] * len(lines[0]))
    lines += [_row(name) for name in nwd.methodologies()["id"]]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _row(name: str) -> list[str]:
    method, records = nwd.methodology(name), reference_records()
    costs = nwd.unit_costs(COSTS, authority=AUTHORITY)
    bases = [parameter.basis for parameter in method.plan.parameters().values()]
    results = [nwd.run(method, records, costs, period=p, as_at=day) for p, day in YEARS]
    amounts = [result.gross_pence for result in results]
    return [
        f"[{name}]({name}/method.md)",
        method.standing,
        method.status,
        ", ".join(method.document.written_for),
        f"`{method.fingerprint[:12]}`",
        ", ".join(f"{bases.count(basis)} {basis.value}" for basis in Basis if basis in bases),
        *("withheld" if pence is None else pounds(pence) for pence in amounts),
    ]


def readme() -> str:
    """Give the page with its table as it should be."""
    text = README.read_text(encoding="utf-8")
    return _TABLE.sub(lambda match: f"{match[1]}\n{table()}\n\n{match[2]}", text)


def schema() -> str:
    """Give the JSON Schema of ``methodology.toml``, as the grammar has it."""
    found = _plain(MethodologyDocument.model_json_schema())
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "methodology.toml",
        "description": "One version of a methodology. Written from the grammar; do not edit.",
    }
    return json.dumps({**head, **found}, indent=1, sort_keys=False, ensure_ascii=False) + "\n"


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Level what depends on the library that writes a schema: titles and the names of parts."""
    names = {old: f"part{at}" for at, old in enumerate(schema.get("$defs", {}), start=1)}

    def level(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {
                name: level(item, name)
                for name, item in value.items()
                if not (name == "title" and isinstance(item, str)) and name != "discriminator"
            }
        if isinstance(value, list):
            return [level(item) for item in value]
        if key == "$ref":
            return f"#/$defs/{names[value.removeprefix('#/$defs/')]}"
        return " ".join(value.split("\n\n")[0].split()) if key == "description" else value

    parts = {names[old]: level(part) for old, part in schema.get("$defs", {}).items()}
    return {**level({k: v for k, v in schema.items() if k != "$defs"}), "$defs": parts}


def main() -> int:
    SCHEMA.parent.mkdir(exist_ok=True)
    README.write_text(readme(), encoding="utf-8", newline="\n")
    SCHEMA.write_text(schema(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
