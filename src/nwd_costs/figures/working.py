"""Working out the sums of a check [16.10]: inputs by name, then one calculator after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nwd_costs.context import published_price, statistic
from nwd_costs.errors import Problem, UsageError
from nwd_costs.figures.documents import Bounded, Given, PublishedFigure, Reproduced
from nwd_costs.figures.words import Typed
from nwd_costs.rule import Basis
from nwd_costs.totals import Money, Prices, Sum, read_figure, work_out
from nwd_costs.totals.bases import NOT_STATED

Figures = Mapping[str, PublishedFigure]


class NumberMissingError(Exception):
    """A sum needs a number that its source does not give; it is not guessed."""


def worked(check: Reproduced | Bounded, known: Figures) -> dict[str, Typed]:
    """Work out the inputs and the sums of a check, by name.

    Parameters
    ----------
    check
        What is to be worked out.
    known
        The register by id, whose published values may go in.

    Raises
    ------
    NumberMissingError
        When one of these values is missing in its source.
    UsageError
        When the sums have no result.
    """
    given = {name: _value(one, known) for name, one in check.given.items()}
    steps = [
        Sum(step.name, step.calculator, {k: _listed(v) for k, v in step.inputs.items()})
        for step in check.sums
    ]
    return work_out(steps, given)


def _listed(value: str | tuple[str, ...]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def named(text: str, results: Mapping[str, Typed]) -> Typed:
    """Give the figure that a text is, or that it names as ``@name``."""
    return results[text[1:]] if text.startswith("@") else read_figure(text)


def _value(given: Given, known: Figures) -> Typed:
    if given.figure:
        figure = known[given.figure]
        if figure.missing:
            raise NumberMissingError(given.figure)
        # What was published is published, whatever it rests on.
        found: Typed = replace(read_figure(figure.value), basis=Basis.PUBLISHED)
    elif given.text:
        found = read_figure(given.text)
    elif given.statistic:
        found = statistic(given.statistic, authority=given.authority, year=given.year)
    else:
        found = published_price(
            given.price, authority=given.authority, year=given.year, table=given.table
        )
    return _taken(found, given.taken_in) if given.taken_in else found


def _taken(figure: Typed, prices: str) -> Typed:
    """Take an amount whose source names no prices to be told in some; that is an assumption."""
    if not isinstance(figure, Money) or figure.prices != NOT_STATED:
        what, advice = "says its own prices, or is no amount", "Leave taken_in out."
        raise UsageError("Prices cannot be taken.", [Problem(str(figure), what, advice)])
    return replace(figure, prices=Prices.parse(prices), basis=Basis.ASSUMED)


def takings(givens: Mapping[str, Given], known: Figures) -> Iterator[str]:
    """Say which amounts were taken to be told in which prices."""
    for given in givens.values():
        if given.taken_in:
            what = known[given.figure].printed if given.figure else given.text
            yield f"taking {what} to be in {given.taken_in} prices, which its source does not say"


def ways(check: Reproduced, gives: str) -> str:
    """Say how a sum is worked out: the calculators on the way to it, or what it is taken from."""
    if gives in check.given:
        given = check.given[gives]
        return f"Taken from {_origin(given)}."
    wanted, used = {gives}, []
    for step in reversed(check.sums):
        if step.name in wanted:
            used.append(step.calculator.replace("_", " "))
            texts = [t for v in step.inputs.values() for t in ([v] if isinstance(v, str) else v)]
            wanted |= {text[1:] for text in texts if text.startswith("@")}
    return f"Worked out again: {', then '.join(dict.fromkeys(reversed(used)))}."


def _origin(given: Given) -> str:
    if given.statistic:
        return f"the published statistics: {given.statistic.replace('_', ' ')}, {given.year}"
    if given.price:
        return f"the published prices: {given.price.replace('_', ' ')}, {given.year}"
    return given.figure or given.text
