"""What a register of published figures may say [16.7]: the grammar of ``figures/*.toml``."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from nwd_costs.rule import Document

REFERENCE, GIVEN = "reference cohort", "given"

# What a figure is, by the words of whoever published it, or because of how it came about.
Standing = Literal[
    "forecast", "estimate", "result", "outturn", "verified",  # as its publisher says
    "statistic", "count", "unit cost", "worked example", "trial",  # what kind of number it is
    "derived", "synthetic",  # worked out here from other figures; of no real child
]  # fmt: skip
Named = str | tuple[str, ...]


class Source(Document):
    """Where a figure was published."""

    publisher: str
    title: str
    date: str
    where: str = ""
    licence: str = ""


class Given(Document):
    """One input of a check by name: a figure of the register, a statistic, a price or text [16.10].

    Exactly one of ``figure``, ``statistic``, ``price`` and ``text`` is given. ``taken_in`` says in
    which prices an amount is taken to be told whose source does not say.
    """

    figure: str = ""
    text: str = ""
    statistic: str = ""
    price: str = ""
    authority: str = ""
    year: str = ""
    table: str = "lait-outturn/2024-25"
    taken_in: str = ""

    @model_validator(mode="after")
    def _one_of_four(self) -> Self:
        if sum(map(bool, (self.figure, self.text, self.statistic, self.price))) != 1:
            raise ValueError("names one of figure, text, statistic and price")
        if bool(self.statistic or self.price) is not bool(self.authority and self.year):
            raise ValueError("a statistic and a price need authority and year, and nothing else")
        return self


class Step(Document):
    """One sum of a check: a calculator of totals [15.13] and its inputs, with a name."""

    name: str
    calculator: str
    inputs: dict[str, Named]


class Refusal(Document):
    """What may not be done with a figure: a sum that must be refused, with words of the message."""

    calculator: str
    inputs: dict[str, Named]
    words: str


class Held(Document):
    """How a printed figure is held against the computed one [16.9], and what is known of it.

    ``because`` gives the reason of a tolerance that is not half the last printed digit;
    ``disagrees`` the known difference, computed less printed, and ``known`` why it stays [16.12].
    """

    tolerance: Literal["rounded", "exact", "cut"] = "rounded"
    to_nearest: str = ""
    because: str = ""
    disagrees: str = ""
    known: str = ""

    @model_validator(mode="after")
    def _with_reasons(self) -> Self:
        if (self.to_nearest or self.tolerance == "cut") and not self.because:
            raise ValueError(
                "a tolerance other than half the last printed digit is justified under because"
            )
        if bool(self.disagrees) is not bool(self.known):
            raise ValueError("a known disagreement gives its difference and, under known, why")
        return self


class Run(Document):
    """A run whose result a figure is: everything that a run asks for."""

    methodology: str
    unit_costs: str
    authority: str
    period: str
    as_at: str
    records: Literal["reference cohort", "given"] = "given"
    accept: tuple[str, ...] = ()


class Reproduced(Held):
    """A check that works the figure out: by sums, or by a run of which something is asked."""

    given: dict[str, Given] = Field(default_factory=dict)
    sums: tuple[Step, ...] = ()
    gives: str = ""
    run: Run | None = None
    asks: str = ""

    @model_validator(mode="after")
    def _sums_or_a_run(self) -> Self:
        by_sums = bool(self.gives and (self.sums or self.given))
        by_run = bool(self.run and self.asks)
        half = bool(self.sums or self.given or self.gives) and bool(self.run or self.asks)
        if by_sums == by_run or half:
            raise ValueError("gives sums and what they give, or a run and what it asks, not both")
        return self


class Bound(Document):
    """One end of a span: a figure as text or ``@name``, and where it is from."""

    figure: str
    source: str


class Reading(Document):
    """One way in which a figure could be meant, and what public statistics say of it [16.11]."""

    meant: str
    figure: str
    ruled_out: bool
    says: str


class Bounded(Document):
    """A check of what a figure implies: it lies between two sourced bounds [16.8]."""

    given: dict[str, Given] = Field(default_factory=dict)
    sums: tuple[Step, ...] = ()
    gives: str
    comes_to: str = ""
    lower: Bound
    upper: Bound
    readings: tuple[Reading, ...] = ()
    disagrees: str = ""
    known: str = ""

    @model_validator(mode="after")
    def _with_a_reason(self) -> Self:
        if bool(self.disagrees) is not bool(self.known):
            raise ValueError("a known disagreement gives its difference and, under known, why")
        return self


class Quoted(Document):
    """Nothing can be worked out; the reason."""

    because: str


class Also(Held):
    """Another number that the same source prints of the same thing, from the same sums or run."""

    id: str
    printed: str
    value: str
    gives: str = ""
    asks: str = ""
    period: str = ""
    status: Standing | None = None


class PublishedFigure(Document):
    """One published number [16.7]: as printed, typed or missing, and what can be checked of it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    title: str
    of: str = ""
    printed: str = ""
    value: str = ""
    missing: str = ""
    unit: str
    periods: tuple[str, ...] = Field(min_length=1)
    contradiction: str = ""
    scope: tuple[str, ...] = Field(min_length=1)
    meaning: str
    method: str = ""
    unknown: tuple[str, ...] = ()
    source: str
    where: str = ""
    status: Standing
    note: str = ""
    reproduced: Reproduced | None = None
    bounded: Bounded | None = None
    quoted: Quoted | None = None
    also: tuple[Also, ...] = ()
    refused: tuple[Refusal, ...] = ()

    @property
    def check(self) -> Reproduced | Bounded | Quoted:
        """The one check that the figure has."""
        found = self.reproduced or self.bounded or self.quoted
        if found is None:
            raise ValueError("a figure has a check")
        return found

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if sum(check is not None for check in (self.reproduced, self.bounded, self.quoted)) != 1:
            raise ValueError("has exactly one check: reproduced, bounded or quoted")
        if bool(self.value) is not bool(self.printed) or bool(self.value) is bool(self.missing):
            raise ValueError("gives printed and value, or says under missing why there is none")
        if self.missing and (self.quoted is None or self.also):
            raise ValueError("has no value, so it can only be quoted")
        if bool(self.contradiction) is not (len(self.periods) > 1):
            raise ValueError("tells under contradiction why it has several periods, and only then")
        if self.also and self.reproduced is None:
            raise ValueError("prints further numbers, which only a check that reproduces can hold")
        return self


class FigureFile(Document):
    """The head of one file of the register."""

    schema_version: Literal[1]
    title: str
    about: str
    order: int = 0
    sources: dict[str, Source]
