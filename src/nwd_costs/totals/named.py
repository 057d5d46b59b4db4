"""Calculators by name, and sums that lead from one to the next [15.13].

A document names a calculator and gives its inputs as text: ``number = "46 cases"``. An input may be
the result of an earlier sum: ``@cost``. There are no expressions: what has no calculator cannot be
worked out here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn

from nwd_costs.errors import NwdError, Problem, UsageError
from nwd_costs.indices import Deflator
from nwd_costs.library import deflator
from nwd_costs.totals import comparing, counting, spending, years
from nwd_costs.totals.discounting import DiscountSchedule, discount_schedule
from nwd_costs.totals.figures import Figure, Money, Quantity, read_figure

Result = Money | Quantity

CALCULATORS: Mapping[str, Callable[..., Any]] = {
    name: function
    for module in (spending, counting, comparing, years)
    for name, function in vars(module).items()
    if inspect.isfunction(function)
    and function.__module__ == module.__name__
    and not name.startswith("_")
}


@dataclass(frozen=True)
class Sum:
    """One step of a worked example: a calculator, its inputs, and a name for what it gives.

    Parameters
    ----------
    name
        What later sums call the result by.
    calculator
        One of ``CALCULATORS``.
    inputs
        Figures as text or as typed values, by the names that the calculator has for them.
    """

    name: str
    calculator: str
    inputs: Mapping[str, Any]


def calculate(
    calculator: str, inputs: Mapping[str, Any], known: Mapping[str, Result] | None = None
) -> Result:
    """Work out one calculator by its name [15.13].

    Parameters
    ----------
    calculator
        One of ``CALCULATORS``, such as ``total``.
    inputs
        Figures as text or as typed values, by the names that the calculator has for them. A list
        of amounts is a list, or text with `` + `` between them.
    known
        Results of earlier sums, to which an input ``@name`` refers.

    Returns
    -------
    Money or Quantity
        Exact, with its unit, price base, year and basis.

    Raises
    ------
    UsageError
        When there is no such calculator, an input is missing, unknown or not understood (all of
        them are listed), or the inputs do not go together.
    """
    if calculator not in CALCULATORS:
        near = get_close_matches(calculator, CALCULATORS, n=3, cutoff=0.4) or sorted(CALCULATORS)
        problem = Problem(f"'{calculator}'", "is none", f"Perhaps {', '.join(near)}.")
        raise UsageError("There is no such calculator.", [problem])
    function = CALCULATORS[calculator]
    wanted = inspect.signature(function).parameters
    problems = [
        *(_problem(calculator, name, "is missing", wanted) for name in wanted.keys() - inputs),
        *(
            _problem(calculator, name, "is no input of it", wanted)
            for name in inputs - wanted.keys()
        ),
    ]
    read: dict[str, Any] = {}
    for name in [name for name in wanted if name in inputs]:
        try:
            read[name] = _read(wanted[name].annotation, inputs[name], known or {})
        except NwdError as error:
            problems += [
                Problem(f"{calculator}.{name}, {p.where}", p.what, p.advice) for p in error.problems
            ]
    if problems:
        raise UsageError(f"The inputs of {calculator} cannot be used.", problems)
    result: Result = function(**read)
    return result


def work_out(sums: Iterable[Sum], known: Mapping[str, Result] | None = None) -> dict[str, Result]:
    """Work out sums in order; each may use the results of those before it as ``@name`` [15.13].

    Parameters
    ----------
    sums
        In order, each with a name of its own.
    known
        Results that are there before the first sum.

    Returns
    -------
    dict
        All results by the names of the sums.

    Raises
    ------
    UsageError
        When a sum cannot be worked out, or two have one name.
    """
    results = dict(known or {})
    for each in sums:
        if each.name in results:
            problem = Problem(f"'{each.name}'", "is there twice", "Give each sum its own name.")
            raise UsageError("Two sums have one name.", [problem])
        results[each.name] = calculate(each.calculator, each.inputs, results)
    return results


def _problem(calculator: str, name: str, what: str, wanted: Iterable[str]) -> Problem:
    return Problem(f"{calculator}.{name}", what, f"Its inputs are {', '.join(wanted)}.")


def _read(kind: str, given: Any, known: Mapping[str, Result]) -> Any:
    """Read one input as its calculator's annotation asks."""
    if kind in ("Money", "Quantity", "Figure"):
        return _figure(kind, given, known)
    if kind in ("Sequence[Money]", "Sequence[Quantity]"):
        parts = given.split(" + ") if isinstance(given, str) and given else given or []
        one = kind.removeprefix("Sequence[").removesuffix("]")
        return [_figure(one, part, known) for part in parts] if _listed(parts) else _not(given)
    wanted, read = _READERS[kind]
    if isinstance(given, str):
        return read(given)
    return given if isinstance(given, wanted) else _not(given)


def _listed(given: Any) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str)


def _yes_or_no(text: str) -> bool:
    return {"yes": True, "no": False}[text] if text in ("yes", "no") else _not(text, "yes or no")


# What other inputs may be, and how each is read where it is text.
_READERS: dict[str, tuple[type, Callable[[str], Any]]] = {
    "Deflator": (Deflator, deflator),
    "DiscountSchedule": (DiscountSchedule, discount_schedule),
    "bool": (bool, _yes_or_no),
    "str": (str, str),
}


def _figure(kind: str, given: Any, known: Mapping[str, Result]) -> Figure:
    if isinstance(given, str) and given.startswith("@"):
        if given[1:] not in known:
            advice = f"Known so far: {', '.join(known) or 'none'}."
            raise UsageError("A sum is not known.", [Problem(given, "is no earlier sum", advice)])
        given = known[given[1:]]
    figure = read_figure(given) if isinstance(given, str) else given
    kinds: dict[str, type[Figure]] = {"Money": Money, "Quantity": Quantity}
    if not isinstance(figure, kinds.get(kind, Figure)):
        wanted = {"Money": "an amount of pounds", "Quantity": "a number of something or a rate"}
        _not(given, wanted.get(kind, "a figure"))
    return figure


def _not(given: Any, wanted: str = "what is asked for") -> NoReturn:
    problem = Problem(f"'{given}'", f"is not {wanted}", "Correct the input.")
    raise UsageError("An input is not understood.", [problem])
