"""Steps that several runs have in common, made once.

A run asks ``Shared`` for each of its steps instead of calling the stage itself::

    cohort = shared.once(stages.cohort.apply, records, observed, timeline, test_at_risk_of=True)

Whoever asks again for the same step of the same things is given what was made the first time. Two
rules are the same where they have one name, one clause and equal values: on what those values rest
changes no step. Tables, arrays and what the stages made are the same only where they are one and
the same object, so that sharing starts from one ``Records`` and follows from step to step: runs
with one timeline but another horizon share all that comes before the horizon, and nothing after.

Nothing is kept beyond a ``Shared``. ``run`` makes a fresh one, hence nothing of one run is left for
the next; who runs several plans over the same records makes one for all of them and gives it to
``run_sharing``. The results are those of ``run``; but their steps are the same objects, and no more
than those of a single result may they be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import ParamSpec, TypeVar

from nwd_costs.rule import Rule

P = ParamSpec("P")
T = TypeVar("T")


class Shared:
    """What has been made so far, by what it was made of."""

    def __init__(self) -> None:
        self._made: dict[Hashable, object] = {}

    def once(self, step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what a step makes of some things; it is made the first time alone.

        Parameters
        ----------
        step
            A pure function, or a rule's own ``apply``.
        *args, **kwargs
            What it is to work on, written in the same way each time.
        """
        given = [(name, _identity(value)) for name, value in kwargs.items()]
        key = _step(step), *map(_identity, args), *given
        if key not in self._made:
            self._made[key] = step(*args, **kwargs)
        return self._made[key]  # type: ignore[return-value] # it is what this step made


class _Itself:
    """One object and no other, however equal; it is held so that nothing can take its place."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self._value is other._value

    def __hash__(self) -> int:
        return id(self._value)


def _step(step: Callable[..., object]) -> Hashable:
    """Tell a step from others: a function, or what a rule does and with which values."""
    rule = getattr(step, "__self__", None)
    return step if rule is None else (getattr(step, "__name__", ""), _identity(rule))


def _identity(value: object) -> Hashable:
    """Tell a thing from others: small things by what they say, tables and steps by being it."""
    if isinstance(value, Rule):
        return type(value), value.clause, value.values()
    try:
        hash(value)
    except TypeError:
        return _Itself(value)
    return value
