"""A deep run (``NWD_HYPOTHESIS=deep``) tries at least 100,000 examples.

The laws of the ground floor have 2,000 to 8,000 examples each, of about three milliseconds: 143,000
or so. Those that read and run authorities have 15 to 60, of half a second or more: some 1,000. Laws
in ``tests/oracle`` count too where they say, in the same words, how many they have. Each test
counts once, also with many parameters.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
WANTED = 100_000


def deep_examples(text: str) -> Iterator[tuple[str, int | None]]:
    """Give every law of a module and the examples of a deep run; None where it does not say."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            called = {
                call.func.id: call
                for call in node.decorator_list
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            }
            if "given" in called:
                said = called.get("examples")
                numbers = {word.arg: word.value for word in said.keywords} if said else {}
                deep = numbers.get("deep")
                yield node.name, int(ast.literal_eval(deep)) if deep else None


def laws() -> dict[str, int | None]:
    files = [*HERE.glob("test_*.py"), *(HERE.parent / "oracle").glob("test_*.py")]
    return {
        f"{path.parent.name}/{path.stem}::{name}": deep
        for path in files
        for name, deep in deep_examples(path.read_text(encoding="utf-8"))
    }


def test_every_law_here_says_how_many_examples_it_has() -> None:
    silent = [law for law, deep in laws().items() if deep is None and law.startswith("properties/")]
    assert not silent, f"say @examples(default=…, deep=…) above {', '.join(silent)}"


def test_a_deep_run_tries_at_least_a_hundred_thousand_examples() -> None:
    told = {law: deep for law, deep in laws().items() if deep is not None}
    assert len(told) > 30
    assert sum(told.values()) >= WANTED, told


def test_a_law_that_does_not_say_is_noticed() -> None:
    text = "@given(x())\ndef test_a(): ...\n@examples(default=1, deep=2_000)\n@given(x())\n"
    assert list(deep_examples(text + "def test_b(): ...\n")) == [
        ("test_a", None),
        ("test_b", 2_000),
    ]
