"""What a rule is: a frozen value that says by which clause, on what basis, from what source."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator

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
        value = numbers(self.value)
        if self.basis is not Basis.ASSUMED or not value:
            return self
        low, high = numbers(self.low), numbers(self.high)
        if low.keys() != value.keys() or high.keys() != value.keys():
            raise ValueError("an assumed number gives low and high beside its value")
        if not all(low[key] <= value[key] <= high[key] for key in value):
            raise ValueError("low, value and high are not in that order")
        return self


def numbers(value: Any) -> dict[str, int]:
    """Find the whole numbers in a value: itself, or the entries of a table of a fixed form.

    A mix has none: its shares are bound to sum to the whole, so no one of them has a span.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return {"": value}
    return dict(value.model_dump()) if isinstance(value, BaseModel) else {}


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
