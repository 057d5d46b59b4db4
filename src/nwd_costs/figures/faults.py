"""What the grammar alone cannot see in a register: texts, units, names and reasons [16.7]."""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Iterator, Mapping

from nwd_costs.errors import UsageError
from nwd_costs.figures.documents import Bounded, Given, Named, PublishedFigure, Reproduced
from nwd_costs.figures.words import unit_of
from nwd_costs.totals import CALCULATORS, Prices, read_figure

Fault = tuple[str, str, str]  # where in the entry, what, advice

ASKS = re.compile(
    r"(gross|adjusted|net)|(measures|by_service|by_claim_service|by_quarter|counts)(\.[^.]+)+"
)
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def faults(
    figure: PublishedFigure, known: Collection[str], sources: Collection[str]
) -> list[Fault]:
    """Find what is wrong in one entry.

    Parameters
    ----------
    figure
        The entry; it met the grammar.
    known
        The ids of the whole register.
    sources
        The sources of its file.
    """
    found = list(_names(figure, known, sources))
    found += _printed("value", figure.printed, figure.value, figure.unit)
    parts = [part.id for part in figure.also]
    for part in figure.also:
        found += _printed(f"also {part.id}", part.printed, part.value, "")
        if parts.count(part.id) > 1:
            found.append((f"also {part.id}", "is there twice", "Give each its own id."))
    check = figure.check
    if isinstance(check, Reproduced):
        found += _reproduced(figure, check, known)
    if isinstance(check, Bounded):
        found += _bounded(check, known)
    for at, refusal in enumerate(figure.refused, start=1):
        names = _results(check) if isinstance(check, Reproduced | Bounded) else set()
        found += _sum(f"refused {at}", refusal.calculator, refusal.inputs, names)
    return found


def _names(
    figure: PublishedFigure, known: Collection[str], sources: Collection[str]
) -> Iterator[Fault]:
    if figure.source not in sources:
        yield "source", "is none of the file's sources", f"Known: {', '.join(sorted(sources))}."
    if figure.of and figure.of not in known:
        yield "of", "is no figure of the register", "Give the id of the figure it rests on."


def _printed(where: str, printed: str, value: str, unit: str) -> Iterator[Fault]:
    """Hold the typed value to what was printed: a slip between the two would go unseen."""
    if not value:
        return
    try:
        figure = read_figure(value)
    except UsageError as error:
        yield where, error.problems[0].what, error.problems[0].advice
        return
    if unit and unit != unit_of(figure):
        yield "unit", "is not the unit of the value", f"Write '{unit_of(figure)}'."
    typed = _DIGITS.search(value)
    numbers = {number.replace(",", "") for number in _DIGITS.findall(printed)}
    if numbers and (typed is None or typed[0].replace(",", "") not in numbers):
        yield where, "has other digits than are printed", "Copy them as they stand in the source."


def _reproduced(
    figure: PublishedFigure, check: Reproduced, known: Collection[str]
) -> Iterator[Fault]:
    yield from _worked("reproduced", check, known)
    if any(given.figure == figure.id for given in check.given.values()):
        advice = "A figure is not reproduced from itself: name what it was worked out from."
        yield "reproduced.given", "names this very figure", advice
    yield from _held("reproduced", check.disagrees)
    names = _results(check)
    asked = [("reproduced", check.gives, check.asks)]
    asked += [(f"also {part.id}", part.gives, part.asks) for part in figure.also]
    for where, gives, asks in asked:
        if check.sums and (asks or gives not in names):
            yield f"{where}.gives", "is no sum of the check", f"There are: {', '.join(names)}."
        if check.run and (gives or not ASKS.fullmatch(asks)):
            advice = "Write gross, adjusted, net, measures.supported, by_service.cic and the like."
            yield f"{where}.asks", "is nothing that a run tells", advice
    for part in figure.also:
        yield from _held(f"also {part.id}", part.disagrees)


def _bounded(check: Bounded, known: Collection[str]) -> Iterator[Fault]:
    yield from _worked("bounded", check, known)
    yield from _held("bounded", check.disagrees)
    yield from _held("bounded", check.comes_to, "comes_to")
    names = _results(check)
    if check.gives not in names:
        yield "bounded.gives", "is no sum or input of the check", f"There are: {', '.join(names)}."
    ends = {"lower": check.lower.figure, "upper": check.upper.figure}
    ends |= {f"readings {at}": one.figure for at, one in enumerate(check.readings, start=1)}
    for where, text in ends.items():
        yield from _input(f"bounded.{where}", text, names)


def _results(check: Reproduced | Bounded) -> set[str]:
    return {*check.given, *(step.name for step in check.sums)}


def _worked(where: str, check: Reproduced | Bounded, known: Collection[str]) -> Iterator[Fault]:
    """Go through the inputs by name and the sums, in the order in which they are worked out."""
    for name, given in check.given.items():
        yield from _given(f"{where}.given.{name}", given, known)
    so_far = set(check.given)
    for step in check.sums:
        at = f"{where}.sums {step.name}"
        if step.name in so_far:
            yield at, "has the name of another sum or input", "Give each its own name."
        yield from _sum(at, step.calculator, step.inputs, so_far)
        so_far.add(step.name)


def _given(where: str, given: Given, known: Collection[str]) -> Iterator[Fault]:
    if given.figure and given.figure not in known:
        yield f"{where}.figure", "is no figure of the register", "Correct the id."
    if given.text:
        yield from _held(where, given.text, "text")
    if given.taken_in:
        try:
            Prices.parse(given.taken_in)
        except UsageError as error:
            yield f"{where}.taken_in", error.problems[0].what, error.problems[0].advice


def _sum(
    where: str, calculator: str, inputs: Mapping[str, Named], so_far: Collection[str]
) -> Iterator[Fault]:
    if calculator not in CALCULATORS:
        yield where, "names no calculator", f"There are: {', '.join(sorted(CALCULATORS))}."
        return
    wanted = inspect.signature(CALCULATORS[calculator]).parameters
    if set(wanted) != set(inputs):
        yield where, f"has other inputs than {calculator}", f"Its inputs: {', '.join(wanted)}."
    for name in inputs.keys() & wanted.keys():
        given = inputs[name]
        texts = (given,) if isinstance(given, str) else given
        figures = wanted[name].annotation not in ("str", "bool", "Deflator", "DiscountSchedule")
        for text in texts if figures else ():
            yield from _input(f"{where}.{name}", text, so_far)


def _input(where: str, text: str, so_far: Collection[str]) -> Iterator[Fault]:
    if text.startswith("@"):
        if text[1:] not in so_far:
            yield (
                where,
                "names no input and no earlier sum",
                f"So far: {', '.join(sorted(so_far))}.",
            )
        return
    for part in text.split(" + "):
        if not part.startswith("@"):
            yield from _held(where, part, "")


def _held(where: str, text: str, name: str = "disagrees") -> Iterator[Fault]:
    """Hold a text to the syntax of figures, where there is one."""
    try:
        if text:
            read_figure(text)
    except UsageError as error:
        yield f"{where}.{name}".rstrip("."), error.problems[0].what, error.problems[0].advice
