"""The grammar of a methodology: a plan of one rule per stage, and the document around it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from textwrap import shorten
from typing import Any, Literal, get_args

from pydantic import Field, ValidationError, model_validator

from nwd_costs.categories import Categories, Vocabulary
from nwd_costs.consistency import chain_gaps, unknown_names
from nwd_costs.days import iso
from nwd_costs.errors import Problem, UsageError
from nwd_costs.indices import Deflator
from nwd_costs.rule import Basis, Document, Parameter, Rule, weakest
from nwd_costs.show import html_table
from nwd_costs.stages.adjustments import SequentialAdjustments
from nwd_costs.stages.booking import AnyBooking
from nwd_costs.stages.cohort import ReferredCohort
from nwd_costs.stages.counterfactual import AnyCounterfactual
from nwd_costs.stages.horizon import AnyHorizon
from nwd_costs.stages.pricing import UnitCostPricing
from nwd_costs.stages.programme import AnyProgramme
from nwd_costs.stages.timeline import PriorityTimeline
from nwd_costs.variation import Change, changed_values, plain, plain_text, spoken, varied
from nwd_costs.wording import validation_problems

STAGES = (
    "timeline", "cohort", "counterfactual", "horizon", "booking", "pricing", "adjustments",
    "programme",
)  # fmt: skip
# The stages whose parameters decide what a ledger line of a leg is [9.4].
LINE_STAGES = ("cohort", "counterfactual", "horizon", "booking", "pricing")

# The form of a version's id: family/version.
ID = r"^[a-z0-9]+(-[a-z0-9]+)*/([a-z]+-)*[0-9]{4}(-[0-9]{2})?\.[0-9]+$"

Rating = Literal["red", "amber", "green"]


class Stages(Document):
    """One rule per stage, in the order in which they run."""

    timeline: PriorityTimeline
    cohort: ReferredCohort
    counterfactual: AnyCounterfactual
    horizon: AnyHorizon
    booking: AnyBooking
    pricing: UnitCostPricing
    adjustments: SequentialAdjustments
    programme: AnyProgramme


#: The rules of every stage by their names, as its menu has them.
MENU: dict[str, dict[str, type[Rule]]] = {
    stage: {
        get_args(rule.model_fields["rule"].annotation)[0]: rule
        for rule in get_args(field.annotation) or (field.annotation,)
    }
    for stage, field in Stages.model_fields.items()
}
RULES = tuple(name for rules in MENU.values() for name in rules)


class Source(Document):
    """Where a value comes from."""

    title: str
    publisher: str
    date: str
    where: str


class ClauseRating(Document):
    """How good the evidence for a clause is, and how much it moves the figure."""

    evidence: Rating
    impact: Rating


class MethodologyDocument(Document):
    """The whole of ``methodology.toml``; every key is required and no other is allowed."""

    schema_version: Literal[1]
    id: str = Field(pattern=ID)
    title: str
    summary: str
    owner: str
    standing: Literal["reconstruction", "comparison", "authorised", "test"]
    status: Literal["draft", "published", "withdrawn"]
    written_for: tuple[str, ...]
    sources: dict[str, Source]
    ratings: dict[str, ClauseRating]
    stages: Stages

    @model_validator(mode="after")
    def _years_are_financial_years(self) -> MethodologyDocument:
        for year in self.written_for:
            opening, _, closing = year.partition("-")
            if not (opening.isdigit() and f"{(int(opening) + 1) % 100:02d}" == closing):
                raise ValueError("written_for lists financial years such as 2022-23 [9.5]")
        return self


@dataclass(frozen=True, eq=False)
class Plan:
    """What runs: one rule per stage and the categories they speak of.

    Parameters
    ----------
    stages
        The rules.
    categories
        The method's ``categories.csv``.
    deflator
        The index that the pricing names [8.3], if it names one.
    origin
        The version that it belongs to, or departs from.
    what_if
        Whether it departs from the version [14.1]: made by ``but``, or run without a name.
    """

    stages: Stages
    categories: Categories
    deflator: Deflator | None = None
    origin: Methodology | None = None
    what_if: bool = False

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every name a day can have."""
        return Vocabulary.of((*self.categories.names, *self.stages.counterfactual.mixed()))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the rules as canonical JSON: blind to comments, key order and prose."""
        content: dict[str, Any] = {
            "stages": self.stages.model_dump(mode="json"),
            "categories": [
                [r.place, r.provider, iso(r.valid_from), iso(r.valid_until), r.category,
                 r.family_setting]
                for r in sorted(self.categories.rules)
            ],
        }  # fmt: skip
        if self.deflator is not None:
            content["deflator"] = {year: str(at) for year, at in self.deflator.values.items()}
        if self.what_if:
            content["what-if"] = True
        text = json.dumps(
            content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def line_basis(self) -> str:
        """The weakest basis of the stages that make a ledger line [9.4]."""
        return weakest([basis for name in LINE_STAGES for basis in self.rule(name).bases()])

    def rule(self, stage: str) -> Rule:
        """Give the rule of a stage.

        Parameters
        ----------
        stage
            One of ``STAGES``.

        Returns
        -------
        Rule
            The rule the plan picked.
        """
        found: Rule = getattr(self.stages, stage)
        return found

    def parameters(self) -> dict[str, Parameter[Any]]:
        """List every parameter by its path, such as ``horizon.days``."""
        return {
            f"{stage}.{name}": parameter
            for stage in STAGES
            for name, parameter in self.rule(stage).parameters().items()
        }

    def rules(self) -> dict[str, str]:
        """Name the rule of every stage."""
        return {stage: str(getattr(self.stages, stage).rule) for stage in STAGES}

    @property
    def changes(self) -> tuple[Change, ...]:
        """What a what-if changes of its version; nothing for the plan of a version."""
        return changed_values(self.origin.plan, self) if self.what_if and self.origin else ()

    def but(self, **stages: Mapping[str, object]) -> Plan:
        """Give a what-if plan: this one with some values replaced [14.1].

        It runs, and every output says that it is a what-if. It has no name and cannot be frozen.

        Parameters
        ----------
        **stages
            By stage, the values to replace by their name: ``horizon={"days": 182}``. A dot reaches
            one entry of a table: ``pricing={"chain.cp": []}``. Another ``rule`` of the stage's menu
            needs every parameter of its own that the present rule does not have.

        Returns
        -------
        Plan
            The what-if.

        Raises
        ------
        UsageError
            When the grammar refuses it; every fault is listed.
        """
        raw = varied({name: self.rule(name) for name in STAGES}, stages, MENU)
        try:
            plan = replace(self, stages=Stages.model_validate(raw), what_if=True)
        except ValidationError as error:
            problems = spoken(validation_problems(error, RULES))
            raise UsageError("The grammar refuses this what-if.", problems) from None
        faults = spoken(Problem(*fault) for fault in plan.inconsistencies())
        vintage = plan.stages.pricing.vintage
        if vintage and vintage != self.stages.pricing.vintage:
            what = "a what-if cannot bring in an index"
            faults.append(Problem("pricing.uprate", what, "Write a version that names it [8.3]."))
        if faults:
            raise UsageError("The grammar refuses this what-if.", faults)
        return plan

    def inconsistencies(self) -> list[tuple[str, str, str]]:
        """List what does not fit together: path, fault, advice."""
        chain = self.stages.pricing.chain.value
        return [
            *unknown_names(self.stages.counterfactual.named(), self.vocabulary),
            *chain_gaps(chain, self.vocabulary),
        ]


@dataclass(frozen=True, eq=False)
class Methodology:
    """One version of a methodology: the plan, and the document that defends it.

    Parameters
    ----------
    document
        What ``methodology.toml`` holds.
    plan
        What runs.
    text
        The prose of ``method.md``.
    clauses
        Every numbered clause of ``method.md`` and the common rules: number to text.
    files
        SHA-256 of each of its files, by path.
    """

    document: MethodologyDocument
    plan: Plan
    text: str = ""
    clauses: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.plan.origin is None:
            object.__setattr__(self, "plan", replace(self.plan, origin=self))

    @property
    def id(self) -> str:
        """``family/version``; of a what-if, which has no name, the beginning of its fingerprint."""
        if self.plan.what_if:
            return f"what-if-{self.fingerprint[:12]}"
        return self.document.id

    @property
    def standing(self) -> str:
        """Reconstruction, comparison or authorised; or ``what-if of`` a version [14.1]."""
        return f"what-if of {self.document.id}" if self.plan.what_if else self.document.standing

    @property
    def status(self) -> str:
        """Draft, published or withdrawn; a what-if is ``no version``."""
        return "no version" if self.plan.what_if else self.document.status

    @property
    def title(self) -> str:
        """What the document calls itself."""
        return f"What-if of {self.document.title}" if self.plan.what_if else self.document.title

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the rules."""
        return self.plan.fingerprint

    def __repr__(self) -> str:
        return f"Methodology({self.id}; {self.standing}, {self.status}; {self.fingerprint[:12]})"

    def _repr_html_(self) -> str:
        bases = [parameter.basis for parameter in self.plan.parameters().values()]
        shares = ", ".join(f"{bases.count(basis)} {basis}" for basis in Basis)
        return html_table(
            f"{self.title} ({self.id}): {self.standing}, {self.status}; "
            f"of {len(bases)} parameters {shares}",
            ["parameter", "value", "basis", "clause"],
            [
                [path, _short(p.value), p.basis, p.clause]
                for path, p in self.plan.parameters().items()
            ],
        )


def as_methodology(method: Methodology | Plan) -> Methodology:
    """Give a plan what it needs to run: the document of its version, but not the name [14.1].

    A version is given back as it is; a plan without a version behind it is refused.
    """
    if isinstance(method, Methodology):
        return method
    if method.origin is None:
        problem = Problem("plan", "has no version behind it", "Take it from nwd.methodology().")
        raise UsageError("The plan cannot be run.", [problem])
    of = method.origin
    document = of.document.model_copy(update={"stages": method.stages})
    return Methodology(document, replace(method, what_if=True), of.text, of.clauses, of.files)


def _short(value: object) -> str:
    return shorten(plain_text(plain(value)), 80, placeholder=" ...")
