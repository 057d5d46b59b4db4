"""What no module may do: read a clock, throw dice, print; and with money, work approximately."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from house.checkout import modules

# The door that prints, and the one place that draws chance (from a seed).
PRINTS = {
    "cli.py", "commands.py", "context_commands.py", "figure_commands.py", "price_commands.py",
    "programme_commands.py",
}  # fmt: skip
DRAWS = {"testing/dice.py"}
# Where every number is whole pence, whole days or parts per million.
MONEY = {
    "care_costs.py",
    "context/asked.py",
    "context/checks.py",
    "context/prices.py",
    "context/statistics.py",
    "pence.py",
    "result.py",
    "steps.py",
    "summary.py",
    "stages/adjustments.py",
    "stages/booking.py",
    "stages/claims.py",
    "stages/ledger.py",
    "stages/pricing.py",
    "totals/comparing.py",
    "totals/counting.py",
    "totals/figures.py",
    "totals/inputs.py",
    "totals/printed.py",
    "totals/spending.py",
    "totals/units.py",
    "totals/years.py",
}

_IMPURE_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
    "time.monotonic", "time.perf_counter", "Timestamp.now", "Timestamp.today", "os.getenv",
    "os.putenv", "random.default_rng", "random.seed",
}  # fmt: skip
_IMPURE_MODULES = {"random", "secrets", "logging"}


def faults(name: str, text: str) -> list[str]:
    """List what a module may not do, by line."""
    found = sorted(_found(name, ast.parse(text)))
    return [f"{name}, line {line}: {what}" for line, what in found]


def _found(name: str, module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Import | ast.ImportFrom):
            for module_name in _imported(node) & _IMPURE_MODULES:
                if module_name != "random" or name not in DRAWS:
                    yield line, f"imports {module_name}"
        if _dotted(node).endswith("os.environ"):
            yield line, "reads the environment"
        if isinstance(node, ast.Call):
            yield from ((line, what) for what in _called(name, node))
        if isinstance(node, ast.Compare) and _compares_dtype(node):
            yield line, "compares a dtype with object, which pandas versions answer differently"
        if name in MONEY and isinstance(getattr(node, "op", None), ast.Div):
            yield line, "divides approximately, with /"


def _called(name: str, node: ast.Call) -> Iterator[str]:
    called = _dotted(node.func)
    if ".".join(called.split(".")[-2:]) in _IMPURE_CALLS:
        yield f"calls {called}"
    if called == "print" and name not in PRINTS:
        yield "prints"
    if any(keyword.arg == "inplace" for keyword in node.keywords):
        yield "changes a frame in place"
    if name in MONEY and called == "float":
        yield "makes a float"
    if name in MONEY and isinstance(node.func, ast.Attribute) and node.func.attr == "round":
        yield "rounds with .round"


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").split(".")[0]} if node.level == 0 else set()
    return {alias.name.split(".")[0] for alias in node.names}


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return f"{_dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def _compares_dtype(node: ast.Compare) -> bool:
    sides = [node.left, *node.comparators]
    is_object = any(
        _dotted(side) in ("object", "np.object_")
        or (isinstance(side, ast.Constant) and side.value == "object")
        for side in sides
    )
    return is_object and any(_dotted(side).endswith("dtype") for side in sides)


@pytest.mark.parametrize("name", modules())
def test_a_module_does_nothing_behind_its_callers_back(name: str) -> None:
    assert not faults(name, modules()[name])


def test_the_modules_named_here_exist() -> None:
    assert modules().keys() >= PRINTS | DRAWS | MONEY


@pytest.mark.parametrize(
    "text",
    [
        "import datetime as dt\na = dt.datetime.now()",
        "from datetime import date\na = date.today()",
        "import time\na = time.time()",
        "import pandas as pd\na = pd.Timestamp.now()",
        "import os\na = os.environ['HOME']",
        "import os\na = os.getenv('HOME')",
        "import random",
        "from random import choice",
        "import numpy as np\na = np.random.default_rng()",
        "import logging",
        "print('done')",
        "frame.sort_values('a', inplace=True)",
        "a = frame['b'].dtype == object",
        "a = frame['b'].dtype == 'object'",
        "a = float(pence)",
        "a = pence / 100",
        "pence /= 100",
        "a = pence.round()",
    ],
)
def test_a_planted_fault_is_noticed(text: str) -> None:
    assert len(faults("pence.py", text)) == 1


def test_exact_work_is_left_alone() -> None:
    assert not faults("pence.py", "a = round(Fraction(pence, 100))\nb = pence // 100")
    assert not faults("cli.py", "print('done')\na = done / total")
