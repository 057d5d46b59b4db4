"""What a rule is: a frozen value that says by which clause, on what basis, from what source."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, RootModel, model_validator

from nwd_costs.pence import pence_of

T = TypeVar("T")

WORST_FIRST = ("assumed", "inferred", "published")


class Basis(StrEnum):
    """How well a value is founded [9.4]."""

    PUBLISHED = "published"
    INFERRED = "inferred"
    ASSUMED = "assumed"


def weakest(bases: list[str]) -> str:
    """Give the weakest of some bases [9.4]."""
    return next(basis for basis in WORST_FIRST if basis in bases)


class Document(BaseModel):
    """Anything written in a document: frozen, no unknown keys, no values in messages."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Pounds(RootModel[str]):
    """An amount of pounds to the penny, as decimal text such as ``23.45`` [1.6]."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    @model_validator(mode="after")
    def _readable(self) -> Pounds:
        if self.pence < 0:
            raise ValueError("an amount is not below nought")
        return self

    @property
    def pence(self) -> int:
        """The amount in pence."""
        return pence_of(self.root)


class Parameter(Document, Generic[T]):
    """One value of a method, which cannot stand without clause, basis and source.

    Parameters
    ----------
    value
        What the rule uses.
    clause
        The numbered clause, of the method or of the common rules, that states it.
    basis
        Published, inferred or assumed.
    source
        The id of a source in the same document.
    low, high
        The span a reasonable evaluator could defend; an assumed number must give both.
    note
        Anything a reader should know.
    """

    value: T
    clause: str
    basis: Basis
    source: str
    low: T | None = None
    high: T | None = None
    note: str = ""

    @model_validator(mode="after")
    def _an_assumed_number_has_a_span(self) -> Parameter[T]:
        numbers = _numbers(self.value)
        if self.basis is not Basis.ASSUMED or not numbers:
            return self
        low, high = _numbers(self.low), _numbers(self.high)
        if low.keys() != numbers.keys() or high.keys() != numbers.keys():
            raise ValueError("an assumed number gives low and high beside its value")
        if not all(low[key] <= numbers[key] <= high[key] for key in numbers):
            raise ValueError("low, value and high are not in that order")
        return self


def _numbers(value: Any) -> dict[str, int]:
    """Find the numbers in a value: itself, or the entries of a table that are free of one another.

    A mix has none: its shares are bound to sum to the whole, so no one of them has a span.
    """
    if isinstance(value, Pounds):
        return {"": value.pence}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"": value}
    if not isinstance(value, BaseModel):
        return {}
    entries = value.root if isinstance(value, RootModel) else dict(value)
    return {str(key): number for key, item in entries.items() for number in _numbers(item).values()}


class Rule(Document):
    """One choice from a stage's menu: its tag ``rule`` and the ground on which it was chosen.

    Parameters
    ----------
    clause, basis, source
        Why this rule of the menu, as for a parameter.
    """

    clause: str
    basis: Basis
    source: str

    def parameters(self) -> dict[str, Parameter[Any]]:
        """List the rule's parameters by name, in the order of the document."""
        return {
            name: value
            for name in type(self).model_fields
            if isinstance(value := getattr(self, name), Parameter)
        }

    def bases(self) -> list[str]:
        """List the basis of the choice and of every parameter."""
        return [self.basis.value, *(p.basis.value for p in self.parameters().values())]

    def values(self) -> str:
        """Write the rule's values as text, without what they rest on: equal text, same steps."""
        grounds = {"clause", "basis", "source"}
        beside = {name: set(Parameter.model_fields) - {"value"} for name in self.parameters()}
        return self.model_dump_json(exclude={**dict.fromkeys(grounds, True), **beside})
