"""The ledger: one row per line, in a fixed order [9.1], [9.6], [9.7]."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NewType

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from nwd_costs.categories import STATUSES, Vocabulary
from nwd_costs.days import Days, financial_year_name, financial_year_of, quarter_of
from nwd_costs.frames import day_series
from nwd_costs.pence import PPM
from nwd_costs.rule import WORST_FIRST
from nwd_costs.stages.booking import ACTUAL
from nwd_costs.stages.claims import Claims
from nwd_costs.stages.cohort import IN_SCOPE, VOIDED, Cohort
from nwd_costs.stages.pricing import PricedLegs

Ints = NDArray[np.int64]
Ledger = NewType("Ledger", pd.DataFrame)

LEGS = ("counterfactual", "actual")
SIDES = (*LEGS, "adjustment", "programme")
OBSERVED = ("forecast", "observed")
COLUMNS = (
    "referral_id", "child_id", "side", "service", "claim_service", "category", "from_day",
    "until_day", "days", "weight", "rate_pence", "unit", "rate_name", "layer", "price_basis",
    "amount_pence", "observed", "financial_year", "quarter", "clause", "basis",
    "rate_basis", "source", "price_year",
)  # fmt: skip
ORDER = ["referral_id", "side", "financial_year", "quarter", "from_day", "category"]


def ledger_lines(
    claims: Claims,
    priced: PricedLegs,
    vocabulary: Vocabulary,
    *,
    booked_on: Days,
    plan_basis: str,
) -> pd.DataFrame:
    """Write the lines of both legs.

    Parameters
    ----------
    claims, priced, vocabulary
        What was claimed, and what it costs.
    booked_on
        The day whose quarter each line falls in. Shape (lines,).
    plan_basis
        The weakest basis of the stages that made the lines [9.4].
    """
    legs = priced.legs
    referral = claims.referral[legs.claim]
    referrals = claims.cohort.referrals
    side = np.where(legs.side == ACTUAL, SIDES.index("actual"), SIDES.index("counterfactual"))
    columns = {
        "referral_id": _named(referrals["referral_id"], referral),
        "child_id": _named(referrals["child_id"], referral),
        "side": _named(SIDES, side),
        "service": _named(STATUSES, vocabulary.service()[legs.category]),
        "claim_service": _named(STATUSES, claims.service[legs.claim]),
        "category": _named(vocabulary.names, legs.category),
        "from_day": day_series(legs.from_day),
        "until_day": day_series(legs.until_day),
        "days": _whole(legs.until_day - legs.from_day),
        "weight": _whole(legs.weight),
        **_price_columns(priced, plan_basis),
        "amount_pence": _whole(priced.amount_pence, missing=priced.unpriced),
        "observed": _named(OBSERVED, legs.observed.astype(np.int64)),
        **_quarter_columns(booked_on),
        "clause": _named([claims.clause], np.zeros(len(side), dtype=np.int64)),
    }
    return pd.DataFrame({name: columns[name] for name in COLUMNS}, copy=False)


def care_lines(
    child_ids: NDArray[np.object_], priced: PricedLegs, vocabulary: Vocabulary, plan_basis: str
) -> pd.DataFrame:
    """Write the lines of the cost of care, in which a leg's claim is a child [13.1].

    Parameters
    ----------
    child_ids
        The id of each child code.
    priced, vocabulary
        What the days cost.
    plan_basis
        The weakest basis of the stages that made the lines [9.4].
    """
    legs = priced.legs
    return pd.DataFrame(
        {
            "child_id": _named(child_ids, legs.claim),
            "service": _named(STATUSES, vocabulary.service()[legs.category]),
            "category": _named(vocabulary.names, legs.category),
            "from_day": day_series(legs.from_day),
            "until_day": day_series(legs.until_day),
            "days": _whole(legs.until_day - legs.from_day),
            **_price_columns(priced, plan_basis),
            "amount_pence": _whole(priced.amount_pence, missing=priced.unpriced),
            "observed": _named(OBSERVED, np.ones(len(legs.claim), dtype=np.int64)),
            **_quarter_columns(legs.from_day),
        }
    )


def adjustment_lines(
    legs: pd.DataFrame,
    adjusted: Mapping[str, Ints],
    cells: pd.DataFrame,
    withheld: NDArray[np.bool_],
    ground: tuple[str, str],
) -> pd.DataFrame:
    """Write one line per adjustment, referral and quarter [10.1].

    Parameters
    ----------
    legs
        The lines of both legs, for the types of the columns.
    adjusted
        Pence of every cell, by adjustment.
    cells
        referral_id, child_id, financial_year and quarter of every cell.
    withheld
        Cells whose gross amount is withheld [8.2]; so is what is adjusted.
    ground
        Clause and basis of the adjustments in the method.
    """
    frames = []
    for name, pence in adjusted.items():
        blank = dict.fromkeys(COLUMNS, "")
        frame = cells.assign(
            **{key: value for key, value in blank.items() if key not in cells.columns}
        )
        frame = frame.assign(
            side="adjustment", service="adjustment", category=name, observed="observed",
            clause=ground[0], basis=ground[1],
        )  # fmt: skip
        for column in ("from_day", "until_day"):
            frame[column] = pd.Series(pd.NaT, index=frame.index).astype(legs[column].dtype)
        for column in ("days", "weight", "rate_pence"):
            frame[column] = pd.Series(pd.NA, index=frame.index).astype("Int64")
        frame["amount_pence"] = pd.arrays.IntegerArray(pence, withheld)
        frames.append(frame[list(COLUMNS)])
    return pd.concat([legs, *frames], ignore_index=True) if frames else legs


def programme_lines(
    legs: pd.DataFrame, cohort: Cohort, charged: Mapping[str, Ints], unit: str,
    ground: tuple[str, str],
) -> pd.DataFrame:  # fmt: skip
    """Add the lines of the programme's own cost [11.4].

    Parameters
    ----------
    legs
        The lines so far.
    cohort
        The referrals, their scope final.
    charged
        referral, from_day, until_day, rate_pence (negative where there is none) and amount_pence.
    unit
        What a rate is for.
    ground
        Clause and basis of the programme rule in the method.
    """
    at, pence = charged["referral"], charged["rate_pence"]
    if not len(at):
        return legs
    rated, whole = pence >= 0, np.full(len(at), PPM, dtype=np.int64)
    scope = np.isin(cohort.scope[at].astype(str), (IN_SCOPE, VOIDED))
    columns = {
        "referral_id": _named(cohort.referrals["referral_id"], at),
        "child_id": _named(cohort.referrals["child_id"], at),
        "category": _named(("out of scope", "in scope"), scope.astype(np.int64)),
        "from_day": day_series(charged["from_day"]),
        "until_day": day_series(charged["until_day"]),
        "days": _whole(charged["until_day"] - charged["from_day"]),
        "weight": _whole(whole, missing=~rated),
        "rate_pence": _whole(pence, missing=~rated),
        "amount_pence": _whole(-charged["amount_pence"]),
        **_quarter_columns(charged["from_day"]),
    }
    words = {
        **dict.fromkeys(COLUMNS, ""), "side": "programme", "service": "programme", "unit": unit,
        "rate_name": "programme" if unit else "", "observed": "observed", "clause": ground[0],
        "basis": ground[1],
    }  # fmt: skip
    same = np.zeros(len(at), dtype=np.int64)
    lines = pd.DataFrame({**{k: _named((word,), same) for k, word in words.items()}, **columns})
    return pd.concat([legs, lines[list(COLUMNS)]], ignore_index=True)


def exact_sum(amounts: pd.Series) -> int | None:
    """Add pence as whole numbers; nothing if any amount is withheld [8.2]."""
    return None if amounts.isna().any() else int(amounts.to_numpy(dtype=np.int64).sum())


def ledger_digest(ledger: pd.DataFrame) -> str:
    """Give the SHA-256 of the ledger's rows, whatever file they are later written to."""
    text = ledger.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return hashlib.sha256(text.encode()).hexdigest()


def in_order(lines: pd.DataFrame) -> Ledger:
    """Sort the ledger [9.7]."""
    return Ledger(lines.sort_values(ORDER, kind="stable", ignore_index=True))


def _price_columns(priced: PricedLegs, plan_basis: str) -> dict[str, ExtensionArray]:
    """Look each line's price up in the few prices there are."""
    prices = (*priced.prices, None)  # the last stands for -1: days that cost nothing
    rates = [price.rate if price else None for price in prices]
    has_rate = np.array([rate is not None for rate in rates])[priced.price]
    table = {
        "unit": [rate.unit if rate else "" for rate in rates],
        "rate_name": [price.name if price else "" for price in prices],
        "layer": [price.layer if price else "" for price in prices],
        "price_basis": [price.basis if price else "" for price in prices],
        "basis": [_weaker(plan_basis, rate.basis) if rate else plan_basis for rate in rates],
        "rate_basis": [rate.basis if rate else "" for rate in rates],
        "source": [rate.source if rate else "" for rate in rates],
    }
    columns = {name: _named(values, priced.price) for name, values in table.items()}
    pence = np.array([rate.pence if rate else 0 for rate in rates], dtype=np.int64)[priced.price]
    return {
        "rate_pence": _whole(pence, missing=~has_rate),
        **columns,
        "price_year": _price_years(priced, has_rate),
    }


def _price_years(priced: PricedLegs, has_rate: NDArray[np.bool_]) -> ExtensionArray:
    """Name the financial year that each line's rate is taken from [8.10].

    A line that is not cut at 1 April and has one rate on both sides of it names both years.
    """
    prices = (*priced.prices, None)
    names = ["", *(price.year if price else "" for price in prices)]
    of_the_day = np.array([name == "" for name in names[1:]])[priced.price] & has_rate
    code = np.where(has_rate & ~of_the_day, 1 + priced.price, 0)
    legs = priced.legs
    first = financial_year_of(legs.from_day[of_the_day])
    last = financial_year_of(legs.until_day[of_the_day] - 1)
    if len(first):
        low, years = int(first.min()), int(last.max() - first.min()) + 1
        pair = (first - low) * years + (last - low)
        there = np.flatnonzero(np.bincount(pair, minlength=years * years))
        place = np.zeros(years * years, dtype=np.int64)
        place[there] = np.arange(len(names), len(names) + len(there))
        code[of_the_day] = place[pair]
        names += [_span_of(low + at // years, low + at % years) for at in there.tolist()]
    return _named(names, code)


def _span_of(first: int, last: int) -> str:
    names = [financial_year_name(year) for year in dict.fromkeys((first, last))]
    return " to ".join(names)


def _weaker(one: str, two: str) -> str:
    return min(one, two, key=WORST_FIRST.index)


def _quarter_columns(day: Days) -> dict[str, ExtensionArray]:
    year, quarter = financial_year_of(day), quarter_of(day)
    first = int(year.min()) if len(year) else 0
    last = int(year.max()) if len(year) else 0
    names = [financial_year_name(y) for y in range(first, last + 1)]
    return {
        "financial_year": _named(names, year - first),
        "quarter": _named(["Q1", "Q2", "Q3", "Q4"], quarter - 1),
    }


def _named(names: Sequence[str] | NDArray[np.object_] | pd.Series, codes: Ints) -> ExtensionArray:
    """Write a column of text from the few texts there are; a code of -1 is the last of them."""
    column: ExtensionArray = pd.Series(names, dtype=str).array.take(codes)
    return column


def _whole(values: Ints, missing: NDArray[np.bool_] | None = None) -> ExtensionArray:
    mask = np.zeros(len(values), dtype=np.bool_) if missing is None else missing
    return pd.arrays.IntegerArray(values.astype(np.int64), mask)
