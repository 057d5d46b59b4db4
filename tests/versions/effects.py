"""What each option of a decision comes to: ``python tests/versions/effects.py`` writes the pounds.

A decision record lists its options in a table, with what each changes of a version. The last two
columns are written here from runs on the reference cohort, and a test fails when they are not
current: edge-of-care over its two years together, cic-cp-cin over its one year.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd

import nwd_costs as nwd
from nwd_costs.freezing import AUTHORITY, COSTS, reference_records
from nwd_costs.pence import amounts as pence_of
from nwd_costs.pence import pounds
from nwd_costs.stages import edge_of_care, windows

DECISIONS = Path(__file__).resolve().parents[2] / "methodology" / "decisions"
PERIODS = {
    "edge-of-care/2021-22.1": "2021-04-01..2023-04-01",
    "cic-cp-cin/2020-21.1": "2020-21",
}
AS_AT = "2023-03-31"
AS_IT_IS, NOT_YET = "as the version", "not in the menu yet"
TABLES = ("placements", "protection_plans", "need_episodes")
VERSION = re.compile(r"^By `([^`]+)`", re.MULTILINE)
# Where a stage has one rule only, or a parameter one word, the menu is still to grow.
NO_SUCH_RULE = re.compile(r"is no rule of this stage|(rule|price_base): Input should be '\w+'\.")
COLUMNS = 4

Frames = Mapping[str, pd.DataFrame]


# What no parameter can change: the common rules themselves, done otherwise for once.


def _each_table(change: Callable[[pd.DataFrame], pd.DataFrame]) -> nwd.Records:
    records = reference_records()
    changed: Any = {name: change(getattr(records, name)) for name in TABLES}
    return replace(records, **changed)


def _last_day_too(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(until_day=rows["until_day"] + pd.Timedelta(days=1))


def _nothing_stale(rows: pd.DataFrame) -> pd.DataFrame:
    latest = rows["return_year"].max()
    return rows.assign(return_year=rows["return_year"].where(~_stale(rows), latest))


def _without_stale(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(from_day=rows["from_day"].where(~_stale(rows)))


def _stale(rows: pd.DataFrame) -> pd.Series:
    """Find the open rows that no later return repeats."""
    years = rows.groupby(["child_id", "from_day"])["return_year"].transform("max")
    last = rows["return_year"] == years
    found: pd.Series = rows["until_day"].isna() & last & (years < rows["return_year"].max())
    return found


def _every_move(records: nwd.Records) -> nwd.Records:
    moves: Any = records.placements.assign(reason_place_change="CREQB", rne="P")
    return replace(records, placements=moves)


def _plans_cost_more() -> nwd.UnitCosts:
    costs = _costs()
    need = costs.rates[costs.rates["category"] == "children_in_need"]
    plans = need.assign(category="child_protection", amount=need["amount"] * 2)
    return replace(costs, rates=pd.concat([costs.rates, plans], ignore_index=True))


@contextmanager
def _claims_overlap() -> Iterator[None]:
    def kept(_: Any, __: Any, start: Any, end: Any) -> tuple[Any, Any]:
        return start, end

    with (
        mock.patch.object(edge_of_care, "one_claim_per_child_day", kept),
        mock.patch.object(windows, "one_claim_per_child_day", kept),
    ):
        yield


@contextmanager
def _rounded_by_day() -> Iterator[None]:
    def amounts(days: Any, pence: Any, weight: Any, top: Any, bottom: Any) -> Any:
        one = pence_of(np.minimum(days, 1), pence, weight, top, bottom)
        return days * one

    with mock.patch("nwd_costs.stages.pricing.amounts", amounts):
        yield


RECORDS: dict[str, Callable[[], nwd.Records]] = {
    "the day a row ends is counted too": lambda: _each_table(_last_day_too),
    "stale rows run on to the last observed day": lambda: _each_table(_nothing_stale),
    "stale rows are rejected": lambda: _each_table(_without_stale),
    "every change of place is a breakdown": lambda: _every_move(reference_records()),
}
PRICES: dict[str, Callable[[], nwd.UnitCosts]] = {
    "a plan costs twice what need costs": _plans_cost_more
}
RULES = {
    "every claim keeps all its days": _claims_overlap,
    "each day is rounded by itself": _rounded_by_day,
}


# The runs


@cache
def _costs() -> nwd.UnitCosts:
    return nwd.unit_costs(COSTS, authority=AUTHORITY)


@cache
def gross(version: str, change: str) -> int | None:
    """Give the gross pence of a version with a change; None where the menu has no such rule."""
    method, period = nwd.methodology(version), PERIODS[version]
    records, costs = RECORDS.get(change, reference_records)(), PRICES.get(change, _costs)()
    if change in RULES:
        with RULES[change]():
            return run(method, records, costs, period)
    plain = change == AS_IT_IS or change in {*RECORDS, *PRICES}
    plan = None if plain else what_if(method.plan, change)
    if plan is None and not plain:
        return None
    return run(plan or method, records, costs, period)


def run(
    method: nwd.Methodology | nwd.Plan, records: nwd.Records, costs: nwd.UnitCosts, period: str
) -> int:
    # Gross in every version as it is; adjustments are neutral but where they are the question.
    found = nwd.run(method, records, costs, period=period, as_at=AS_AT).adjusted_pence
    assert found is not None
    return found


def what_if(plan: nwd.Plan, change: str) -> nwd.Plan | None:
    """Read ``horizon.days = 182; …``; None where the menu of this library has no such rule."""
    stages: dict[str, dict[str, object]] = {}
    for part in change.split("; "):
        path, _, value = part.partition(" = ")
        stage, _, name = path.partition(".")
        stages.setdefault(stage, {})[name] = tomllib.loads(f"value = {value}")["value"]
    try:
        return plan.but(**stages)
    except nwd.UsageError as error:
        if NO_SUCH_RULE.search(str(error)):
            return None
        raise


# The pages


def written(page: str) -> str:
    """Give a page with the pounds that the runs give."""
    out, version = [], ""
    for line in page.splitlines():
        if match := VERSION.match(line):
            version = match[1]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        is_option = line.startswith("|") and len(cells) == COLUMNS and cells[0] != "Option"
        if is_option and not set(cells[0]) <= {"-"}:
            cells[2:] = figures(version, cells[1].strip("`"))
            line = f"| {' | '.join(cells)} |"  # noqa: PLW2901 (the line as it should read)
        out.append(line)
    return "\n".join(out) + "\n"


def figures(version: str, change: str) -> list[str]:
    """Give the gross of an option, and how far it is from the version."""
    found, usual = gross(version, change), gross(version, AS_IT_IS)
    if found is None or usual is None:
        return [NOT_YET, ""]
    difference = found - usual
    return [pounds(found), pounds(difference) if difference <= 0 else f"+{pounds(difference)}"]


def pages() -> list[Path]:
    return sorted(DECISIONS.glob("[0-9]*.md"))


def main() -> int:
    for file in pages():
        text = written(file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
