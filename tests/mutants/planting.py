"""Planted mistakes: one line of a module is altered in the running interpreter, then put right.

Only the code of the function that holds the line is exchanged. So every module that knows the
function by whatever name runs the altered one, nothing is imported anew, and putting it right
leaves no trace.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType

import nwd_costs
from nwd_costs.testing.cases import cases_in

TABLE = Path(__file__).with_name("planted.toml")
PACKAGE = Path(nwd_costs.__file__).parent
METHODOLOGY = Path(__file__).resolve().parents[2] / "methodology"


@dataclass(frozen=True)
class Mutant:
    """One mistake.

    Parameters
    ----------
    id
        A name for it.
    module
        The module's file below the package.
    line, becomes
        The line as it stands and as it is altered to, both without indentation.
    clauses
        The clauses that the altered line breaks.
    mistake
        What is then wrong, in words.
    caught_by
        The tests that have to fail: worked cases (``file: title``, the file below ``methodology``)
        or test functions without arguments (``tests/….py::test_…``).
    """

    id: str
    module: str
    line: str
    becomes: str
    clauses: tuple[str, ...]
    mistake: str
    caught_by: tuple[str, ...]


def mutants() -> list[Mutant]:
    """Read the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["mutant"]
    lists = ("clauses", "caught_by")
    return [Mutant(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in rows]


def altered(mutant: Mutant) -> tuple[str, str]:
    """Give the module's text as it stands, and with the mistake in it."""
    text = (PACKAGE / mutant.module).read_text(encoding="utf-8")
    lines = text.splitlines()
    found = [at for at, line in enumerate(lines) if line.strip() == mutant.line]
    if len(found) != 1:
        times = f"stands {len(found)} times in {mutant.module}"
        raise LookupError(f"planted.toml is stale: the line of '{mutant.id}' {times}")
    (at,) = found
    lines[at] = lines[at].replace(mutant.line, mutant.becomes)
    return text, "\n".join(lines) + "\n"


@contextmanager
def planted(mutant: Mutant) -> Iterator[None]:
    """Let a mistake be in force for as long as the block runs."""
    before, after = (_functions(compile(text, mutant.module, "exec")) for text in altered(mutant))
    changed = [name for name, code in after.items() if code != before.get(name)]
    if len(changed) != 1 or before.keys() != after.keys():
        raise LookupError(f"the line of '{mutant.id}' is not in the code of one function")
    (name,) = changed
    function = _living(mutant.module, name)
    right = function.__code__
    function.__code__ = after[name]
    try:
        yield
    finally:
        function.__code__ = right


def _functions(code: CodeType) -> dict[str, CodeType]:
    """Give the code of each function and method; what is defined within one belongs to it."""
    found: dict[str, CodeType] = {}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            is_function = inner.co_flags & inspect.CO_OPTIMIZED
            found |= {inner.co_qualname: inner} if is_function else _functions(inner)
    return found


def _living(module: str, name: str) -> FunctionType:
    """Find a function where it is in use, under the decorators that it may have."""
    path = module.removesuffix(".py").replace("/", ".")
    thing: object = import_module(f"nwd_costs.{path}")
    for part in name.split("."):
        thing = vars(thing)[part]
    for wrapper in ("fget", "func", "__func__", "__wrapped__"):
        thing = getattr(thing, wrapper, thing)
    if not isinstance(thing, FunctionType):
        raise TypeError(f"{name} in {module} is no plain function")
    return thing


@cache
def check_of(name: str) -> Callable[[], object]:
    """Give what runs the test of a name."""
    file, of_test, test = name.partition("::")
    if of_test:
        module = file.removeprefix("tests/").removesuffix(".py").replace("/", ".")
        function: Callable[[], object] = getattr(import_module(module), test)
        return function
    path, _, title = name.partition(": ")
    (case,) = [case for case in cases_in(METHODOLOGY / path) if case.title == title]
    return case.check
