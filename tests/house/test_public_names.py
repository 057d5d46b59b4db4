"""The public vocabulary: which names there are, and that each says what it does."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

import nwd_costs
from house.checkout import modules, run
from nwd_costs import errors

PUBLIC = [
    "Bridge",
    "CareCosts",
    "Comparison",
    "Context",
    "DataError",
    "Differences",
    "Disclosure",
    "DisclosureError",
    "DocumentError",
    "LengthOfStay",
    "LockError",
    "Methodology",
    "NwdError",
    "Panel",
    "Period",
    "Plan",
    "PriceVolume",
    "PricesChecked",
    "PricesCompared",
    "PricesShown",
    "Problem",
    "Provenance",
    "Published",
    "PublishedRollUp",
    "Quality",
    "RecordVerified",
    "Records",
    "Report",
    "Result",
    "ResultWorkbook",
    "RollUp",
    "SetBeside",
    "UnitCostError",
    "UnitCosts",
    "UsageError",
    "Verification",
    "__version__",
    "bridge",
    "check",
    "check_unit_costs",
    "compare",
    "compare_unit_costs",
    "cost_of_care",
    "diff",
    "length_of_stay",
    "methodologies",
    "methodology",
    "pack",
    "price_volume",
    "pseudonym",
    "publishable",
    "published_figure",
    "put_in_context",
    "read",
    "record_verify",
    "reference_cohort",
    "report",
    "roll_up",
    "roll_up_published",
    "run",
    "set_beside",
    "show_unit_costs",
    "unit_costs",
    "unit_costs_template",
    "verify",
    "workbook",
]

ERRORS = {name for name, value in vars(errors).items() if inspect.isclass(value)} - {"Problem"}
_SECTION = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}$", re.MULTILINE)
_LIGHT = "import sys, nwd_costs; sys.exit({'pandas', 'pydantic'} & {*sys.modules} or 0)"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def sections(docstring: str) -> dict[str, str]:
    """Take a numpydoc docstring apart: the text of each section by its heading."""
    parts = _SECTION.split(inspect.cleandoc(docstring))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def entries(section: str) -> set[str]:
    """Give the names that a section explains: its lines that are not indented."""
    lines = [line for line in section.splitlines() if line and not line.startswith(" ")]
    names = [name for line in lines for name in line.split(" : ")[0].split(",")]
    return {name.strip().lstrip("*") for name in names}


def _public() -> Iterator[tuple[str, Any]]:
    """Give every public function and class, and the public methods of the classes."""
    for name in PUBLIC:
        value = getattr(nwd_costs, name)
        if callable(value):
            yield name, value
        if inspect.isclass(value):
            for method, found in vars(value).items():
                function = getattr(found, "__func__", found)
                if inspect.isfunction(function) and not method.startswith("_"):
                    yield f"{name}.{method}", function


def _parameters(value: Any) -> set[str]:
    """Name what a caller hands over: arguments, or the fields of a class that defines its own."""
    if dataclasses.is_dataclass(value):
        return {field.name for field in dataclasses.fields(value) if field.init}
    if inspect.isclass(value) and "__init__" not in vars(value):
        return set()
    return inspect.signature(value).parameters.keys() - {"self", "cls"}


def _raised(function: Callable[..., Any]) -> set[str]:
    """Name the errors of ours that a function raises, itself or by a helper of its own module."""
    module = ast.parse(inspect.getsource(sys.modules[function.__module__]))
    helpers = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    waiting: list[ast.AST] = [ast.parse(textwrap.dedent(inspect.getsource(function)))]
    seen: list[ast.AST] = []
    while waiting:
        seen.append(waiting.pop())
        called = _names(n.func for n in ast.walk(seen[-1]) if isinstance(n, ast.Call))
        waiting += [helpers[name] for name in called & helpers.keys() if helpers[name] not in seen]
    raises = [n for top in seen for n in ast.walk(top) if isinstance(n, ast.Raise)]
    return _names(inner for node in raises for inner in ast.walk(node)) & ERRORS


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    """Give the plain names among some nodes, and of ``module.name`` the last part."""
    listed = list(nodes)
    plain = {node.id for node in listed if isinstance(node, ast.Name)}
    return plain | {node.attr for node in listed if isinstance(node, ast.Attribute)}


def undocumented(value: Any) -> Iterator[str]:
    """Find what the docstring of a public name keeps from its reader."""
    found = sections(value.__doc__ or "")
    parameters = _parameters(value)
    if not (value.__doc__ or "").strip():
        yield "has no docstring"
    unnamed = parameters - entries(found.get("Parameters", ""))
    if unnamed:
        yield f"Parameters does not name {', '.join(sorted(unnamed))}"
    if inspect.isclass(value):
        return
    returns = inspect.signature(value).return_annotation
    if parameters and returns not in (None, "None") and "Returns" not in found:
        yield f"has no Returns ({returns})"
    silent = _raised(value) - entries(found.get("Raises", ""))
    if silent:
        yield f"Raises does not name {', '.join(sorted(silent))}"


def _definitions(node: ast.AST, path: str = "") -> Iterator[tuple[str, Definition]]:
    """Give every public definition of a module that is not inside a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition) and not child.name.startswith("_"):
            yield f"{path}{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from _definitions(child, f"{path}{child.name}.")


def unsaid(text: str) -> Iterator[str]:
    """Find public definitions of a module without a docstring or with annotations missing."""
    for name, node in _definitions(ast.parse(text)):
        if any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list):
            continue  # the function itself speaks for all of its forms
        if ast.get_docstring(node) is None:
            yield f"{name} has no docstring"
        if isinstance(node, ast.ClassDef):
            continue
        given = node.args
        arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        bare = [a.arg for a in arguments if a and a.annotation is None]
        if set(bare) - {"self", "cls"} or node.returns is None:
            yield f"{name} is not annotated throughout"


def test_the_public_names_are_these_and_no_others() -> None:
    assert nwd_costs.__all__ == PUBLIC
    assert dir(nwd_costs) == sorted(PUBLIC)


def test_every_public_name_can_be_imported() -> None:
    assert all(getattr(nwd_costs, name) is not None for name in PUBLIC)


def test_a_name_that_is_not_there_is_said_so() -> None:
    with pytest.raises(AttributeError, match="no attribute 'latest'"):
        _ = nwd_costs.latest


def test_no_module_has_the_name_of_a_public_function() -> None:
    functions = {name for name in PUBLIC if inspect.isfunction(getattr(nwd_costs, name))}
    stems = {part.removesuffix(".py") for name in modules() for part in name.split("/")}
    assert functions
    assert not functions & stems


def test_importing_the_package_is_light() -> None:
    loaded = run("-c", _LIGHT)
    assert not loaded, loaded


@pytest.mark.parametrize("name", [name for name, _ in _public()])
def test_a_public_name_says_what_it_takes_gives_and_refuses(name: str) -> None:
    assert not list(undocumented(dict(_public())[name]))


@pytest.mark.parametrize("name", modules())
def test_every_definition_has_a_docstring_and_annotations(name: str) -> None:
    assert not list(unsaid(modules()[name]))


def test_a_planted_silence_is_noticed() -> None:
    assert list(unsaid("def f(a: int) -> int:\n    return a")) == ["f has no docstring"]
    assert list(unsaid("class A:\n    'A.'\n    def f(self, b) -> None:\n        'F.'")) == [
        "A.f is not annotated throughout"
    ]
    assert list(undocumented(_poorly_documented)) == [
        "Parameters does not name second",
        "has no Returns (int)",
        "Raises does not name UsageError",
    ]


def _poorly_documented(first: int, second: int) -> int:
    """Add.

    Parameters
    ----------
    first
        A number.
    """
    if not first:
        raise errors.UsageError("Nothing can be added to nothing.")
    return first + second
