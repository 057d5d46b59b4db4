"""Every check held against everything that was handed over: the table of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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


Finder = Callable[[Any], Mask | Ints]

# What is looked at, and the checks that look at it alone.
_ALONE: Mapping[str, tuple[Mapping[str, Finder], ...]] = {
    "placements": (EPISODES, HISTORIES),
    "needs": (census.NEED,),
    "plans": (census.PLANS,),
    "header": (people.HEADER,),
    "uasc": (people.UASC,),
    "census": (people.CENSUS,),
    "referrals": (REFERRALS,),
}
# The checks that look at one thing beside another, which comes second.
_BESIDE: Mapping[str, tuple[str, str, Callable[[Any, Any], Mask | Ints]]] = {
    "no-further-action-with-a-plan": ("needs", "plans", census.no_further_action_with_a_plan),
    "header-without-episode": ("header", "placements", joins.header_without_episode),
    "placement-child-without-header": ("placements", "header", joins.child_without_header),
    "uasc-child-not-in-header": ("uasc", "header", joins.alone_without_header),
}
FINDERS = (*(check for groups in _ALONE.values() for group in groups for check in group), *_BESIDE)


def _bound(sources: Sources) -> Iterator[tuple[str, pd.DataFrame, Callable[[], Mask | Ints]]]:
    """Give every check with the rows it is about and what finds the faulty among them."""
    for name, groups in _ALONE.items():
        view = getattr(sources, name)
        for group in groups:
            for check, seek in group.items():
                yield check, view.frame, partial(seek, view)
    for check, (name, other, seek_beside) in _BESIDE.items():
        view = getattr(sources, name)
        yield check, view.frame, partial(seek_beside, view, getattr(sources, other))


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
