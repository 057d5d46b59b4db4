"""How big a thing may be: a module, a class, a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from house.checkout import modules

MODULE, CLASS, FUNCTION, LINE = 350, 150, 40, 100

# What is bigger, and why: "stages/pricing.py" or "stages/pricing.py::UnitCostPricing.price".
# An entry that is no longer needed has to go.
BIGGER: dict[str, str] = {}

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def too_big(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Find what is bigger than it may be: where, and by how much."""
    lines = text.splitlines()
    if len(lines) > MODULE:
        yield name, f"module of {len(lines)} lines, {MODULE} are allowed"
    for number, line in enumerate(lines, start=1):
        if len(line) > LINE:
            yield f"{name}:{number}", f"line of {len(line)} characters, {LINE} are allowed"
    for path, node in _definitions(ast.parse(text)):
        is_class = isinstance(node, ast.ClassDef)
        size, limit = (_span(node), CLASS) if is_class else (_code_lines(node), FUNCTION)
        if size > limit:
            kind = "class" if is_class else "function"
            yield f"{name}::{path}", f"{kind} of {size} lines, {limit} are allowed"


def _definitions(node: ast.AST, path: str = "") -> Iterator[tuple[str, Definition]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            inner = f"{path}.{child.name}" if path else child.name
            yield inner, child
            yield from _definitions(child, inner)
        else:
            yield from _definitions(child, path)


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _code_lines(node: Definition) -> int:
    has_docstring = ast.get_docstring(node) is not None
    return _span(node) - (_span(node.body[0]) if has_docstring else 0)


def test_nothing_is_bigger_than_it_may_be_without_a_reason() -> None:
    found = dict(fault for name, text in modules().items() for fault in too_big(name, text))
    report = [f"{where}: {what}" for where, what in found.items() if where not in BIGGER]
    assert not report, "\n".join(report)


def test_every_exception_is_still_needed_and_has_a_reason() -> None:
    found = dict(fault for name, text in modules().items() for fault in too_big(name, text))
    assert not BIGGER.keys() - found.keys(), "no longer too big: take it off the list"
    assert all(reason.strip() for reason in BIGGER.values())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a = 1\n" * (MODULE + 1), "module"),
        (f"a = '{'x' * LINE}'\n", "line"),
        ("class A:\n" + "    b = 1\n" * CLASS, "class"),
        ("def f():\n" + "    b = 1\n" * FUNCTION, "function"),
        ("class A:\n    def f():\n" + "        b = 1\n" * FUNCTION, "function"),
    ],
)
def test_a_planted_size_is_noticed(text: str, what: str) -> None:
    assert [found.split()[0] for _, found in too_big("planted.py", text)] == [what]


def test_a_docstring_does_not_count_towards_a_function() -> None:
    text = 'def f():\n    """Say.\n\n' + "    more\n" * FUNCTION + '    """\n    return 1\n'
    assert not list(too_big("planted.py", text))
