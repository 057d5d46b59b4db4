"""Every check held against everything that was handed over: the table of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from nwd_costs.checks import census, joins, people
from nwd_costs.checks.catalogue import CATALOGUE
from nwd_costs.checks.episodes import EPISODES
from nwd_costs.checks.histories import HISTORIES
from nwd_costs.checks.lists import Ints, Mask
from nwd_costs.checks.referral_list import REFERRALS, Listed
from nwd_costs.checks.views import People, Told
from nwd_costs.days import NO_DAY
from nwd_costs.findings import COLUMNS, no_findings


@dataclass(frozen=True, eq=False, repr=False)
class Sources:
    """Everything that was handed over, as it came."""

    placements: Told
    plans: Told
    needs: Told
    header: People
    uasc: People
    census: People
    referrals: Listed


def _bound(sources: Sources) -> Iterator[tuple[str, pd.DataFrame, Callable[[], Mask | Ints]]]:
    """Give every check with the rows it is about and what finds the faulty among them."""
    s = sources
    groups: tuple[tuple[Any, Any], ...] = (
        (EPISODES, s.placements),
        (HISTORIES, s.placements),
        (census.NEED, s.needs),
        (census.PLANS, s.plans),
        (people.HEADER, s.header),
        (people.UASC, s.uasc),
        (people.CENSUS, s.census),
        (REFERRALS, s.referrals),
    )
    for finders, view in groups:
        for check, find in finders.items():
            yield check, view.frame, partial(find, view)
    across: tuple[tuple[str, Any, Any, Any], ...] = (
        (
            "no-further-action-with-a-plan",
            s.needs,
            s.plans,
            census.no_further_action_with_a_plan,
        ),
        ("header-without-episode", s.header, s.placements, joins.header_without_episode),
        ("placement-child-without-header", s.placements, s.header, joins.child_without_header),
        ("uasc-child-not-in-header", s.uasc, s.header, joins.alone_without_header),
    )
    for check, view, other, find in across:
        yield check, view.frame, partial(find, view, other)


def find(sources: Sources) -> pd.DataFrame:
    """Hold every row against every check.

    Parameters
    ----------
    sources
        Everything that was handed over.

    Returns
    -------
    pandas.DataFrame
        One line for every check that a row breaks, and none of the row's values; columns as in
        ``findings.COLUMNS``.
    """
    parts = []
    for name, frame, seek in _bound(sources):
        if len(frame):
            found = seek()
            rows = np.flatnonzero(found) if found.dtype == np.bool_ else found
            if len(rows):
                parts.append(_lines(name, frame, rows.astype(np.int64)))
    return pd.concat(parts, ignore_index=True) if parts else no_findings()


def tally(sources: Sources) -> dict[str, int]:
    """Count what is worth knowing of the episodes and is no fault.

    Parameters
    ----------
    sources
        Everything that was handed over.
    """
    told = sources.placements
    kept = told.kept
    starts_lane = np.flatnonzero(~kept.follows)
    # A child's very first episode may be a short break: of two lanes the earlier one counts.
    order = np.lexsort((kept.from_day[starts_lane], kept.lane[starts_lane] // 2))
    first = starts_lane[order]
    child = kept.lane[first] // 2
    first = first[np.append(True, child[1:] != child[:-1])[: len(first)]]
    starts = told.coded("rne").is_in("S", "")[kept.at[first]]
    again = ("superseded", "reported again by a later return")
    by_label = np.array([label == again for label in told.fates.labels])
    return {
        "rows reported again by a later return": int(by_label[told.fates.codes].sum()),
        "rows without an end": int((told.usable & (told.until_day == NO_DAY)).sum()),
        "rows of short breaks (V3 and V4), as last reported": int((~kept.main).sum()),
        "children with episodes": len(first),
        "children whose first episode is not a start of care": int((~starts).sum()),
    }


def _lines(name: str, frame: pd.DataFrame, rows: Ints) -> pd.DataFrame:
    check = CATALOGUE[name]
    said = pd.DataFrame(
        {
            "check": [check.id],
            "severity": [check.severity],
            "table": [check.table],
            "column": [check.column],
        },
        dtype=str,
    )
    lines = said.take(np.zeros(len(rows), dtype=np.int64)).reset_index(drop=True)
    for column in ("source_file", "source_row"):
        lines[column] = frame[column].take(rows).reset_index(drop=True)
    return lines[list(COLUMNS)]
