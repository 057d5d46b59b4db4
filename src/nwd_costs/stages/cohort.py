"""Whom the method counts [4.1]-[4.4]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import StrictBool, StrictInt, model_validator

from nwd_costs.days import NO_DAY, Days, age_on, iso_texts
from nwd_costs.frames import day_numbers
from nwd_costs.rule import Parameter, Rule
from nwd_costs.stages.history import NONE, Timeline
from nwd_costs.stages.observation import Observed
from nwd_costs.tables import Records

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

IN_SCOPE = "in scope"
VOIDED = "voided"


@dataclass(frozen=True, eq=False, repr=False)
class Cohort:
    """Every referral of the list, in scope or not; arrays run parallel to ``referrals``.

    Parameters
    ----------
    referrals
        The canonical referrals, sorted by referral_id.
    child
        Child codes.
    index_day
        t [4.1]; ``NO_DAY`` where there is none.
    born
        Birth days; ``NO_DAY`` where unknown.
    age
        Age at t; -1 where unknown.
    status, category
        What held on t, by the timeline's codes.
    scope
        ``in scope`` or the one reason why not [4.4].
    by_section_4
        In scope by [4.1]-[4.3] alone, whatever later stages say.
    """

    referrals: pd.DataFrame
    child: Ints
    index_day: Days
    born: Days
    age: Ints
    status: Ints
    category: Ints
    scope: NDArray[np.object_]
    by_section_4: Mask

    @property
    def in_scope(self) -> Mask:
        """Mark the referrals in scope so far."""
        return np.asarray(self.scope == IN_SCOPE, dtype=np.bool_)

    def at_risk_of(self, word: str) -> Mask:
        """Mark the referrals at risk of ``entry`` or ``breakdown``."""
        return (self.referrals["at_risk_of"] == word).to_numpy(dtype=np.bool_)

    def with_scope(self, scope: NDArray[np.object_]) -> Cohort:
        """Give the cohort after a later stage has set more referrals aside."""
        return Cohort(
            self.referrals, self.child, self.index_day, self.born, self.age, self.status,
            self.category, scope, self.by_section_4,
        )  # fmt: skip

    def frame(self, timeline: Timeline) -> pd.DataFrame:
        """Give the cohort as a table: one row per referral."""
        names = np.array(timeline.vocabulary.names, dtype=object)
        started = self.index_day != NO_DAY
        return pd.DataFrame(
            {
                "referral_id": self.referrals["referral_id"],
                "child_id": self.referrals["child_id"],
                "at_risk_of": self.referrals["at_risk_of"],
                "index_day": iso_texts(self.index_day),
                "age": pd.Series(self.age).astype("Int64").mask(self.age < 0),
                "category": pd.Series(np.where(started, names[self.category], ""), dtype=str),
                "scope": pd.Series(self.scope, dtype=str),
                "in_scope_by_section_4": self.by_section_4,
            }
        )


class ReferredCohort(Rule):
    """Rule ``referred``: those referred, from the day the document calls the index day."""

    rule: Literal["referred"]
    index: Parameter[Literal["started_on", "referred_on"]]
    age_min: Parameter[StrictInt]
    age_max: Parameter[StrictInt]
    stages: Parameter[tuple[Literal["referred", "accepted", "engaged", "completed"], ...]]
    exclude_uasc: Parameter[StrictBool]

    @model_validator(mode="after")
    def _ages_in_order(self) -> ReferredCohort:
        if not 0 <= self.age_min.value <= self.age_max.value <= 25:
            raise ValueError("0 <= age_min <= age_max <= 25 years")
        return self

    def apply(
        self, records: Records, observed: Observed, timeline: Timeline, *, test_at_risk_of: bool
    ) -> Cohort:
        """Find the index day, the age and the scope of every referral.

        Parameters
        ----------
        records, observed, timeline
            What is known of every child.
        test_at_risk_of
            Whether [4.3] applies, as the counterfactual rule says.
        """
        order = np.argsort(records.referrals["referral_id"].to_numpy(dtype=object), kind="stable")
        referrals = records.referrals.iloc[order].reset_index(drop=True)
        child = observed.referral_child[order]
        index_day = day_numbers(referrals[self.index.value])
        started = (index_day != NO_DAY) & (index_day < observed.until)
        known_day = np.where(started, index_day, observed.until - 1)
        status, category = timeline.on(child, known_day)
        status = np.where(started, status, NONE)
        born = _by_child(observed, day_numbers(records.children["date_of_birth"]), NO_DAY)[child]
        age = np.where(started, age_on(born, known_day), -1)
        uasc = _unaccompanied(records, observed, child, known_day)
        reasons: list[tuple[str, Mask]] = [
            ("not started", ~started),
            ("age unknown", born == NO_DAY),
            ("age out of range", (age < self.age_min.value) | (age > self.age_max.value)),
            ("stage", ~referrals["stage"].isin(self.stages.value).to_numpy(dtype=np.bool_)),
            ("uasc", uasc if self.exclude_uasc.value else np.zeros(len(child), dtype=np.bool_)),
        ]
        if test_at_risk_of:
            reasons += _at_risk_reasons(referrals, status)
        scope = first_reason(reasons, len(child))
        return Cohort(
            referrals, child, index_day, born, age, status, category, scope,
            np.asarray(scope == IN_SCOPE, dtype=np.bool_),
        )  # fmt: skip


def first_reason(reasons: list[tuple[str, Mask]], rows: int) -> NDArray[np.object_]:
    """Give each row the first reason that applies to it, or ``in scope`` [4.4]."""
    scope = np.full(rows, IN_SCOPE, dtype=object)
    for reason, applies in reversed(reasons):
        scope[applies] = reason
    return scope


def _at_risk_reasons(referrals: pd.DataFrame, status: Ints) -> list[tuple[str, Mask]]:
    """Hold what a referral says against where the child was on t [4.3]."""
    at_risk_of = referrals["at_risk_of"].to_numpy(dtype=object)
    in_care = status == 0
    return [
        ("at_risk_of not given", np.asarray(at_risk_of == "", dtype=np.bool_)),
        ("already in care", np.asarray(at_risk_of == "entry", dtype=np.bool_) & in_care),
        ("not in care", np.asarray(at_risk_of == "breakdown", dtype=np.bool_) & ~in_care),
    ]


def _by_child(observed: Observed, values: Ints, missing: int) -> Ints:
    """Give a value of the children table to every child code."""
    found = np.full(len(observed.child_ids), missing, dtype=np.int64)
    found[observed.listed_child] = values
    return found


def _unaccompanied(records: Records, observed: Observed, child: Ints, day: Days) -> Mask:
    """Say whether each child is unaccompanied and asylum-seeking on a day [2.7]."""
    listed = records.children["uasc"].to_numpy(dtype=np.bool_).astype(np.int64)
    until = day_numbers(records.children["uasc_until_day"])
    is_listed = _by_child(observed, listed, 0)[child] == 1
    ended = _by_child(observed, until, NO_DAY)[child]
    return np.asarray(is_listed & ((ended == NO_DAY) | (day < ended)), dtype=np.bool_)
