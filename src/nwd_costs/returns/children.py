"""One row per child from every source: date of birth, sex, UASC [2], [2.7]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from nwd_costs.frames import Conformed
from nwd_costs.tables import CHILDREN, Warn

_UASC = ["uasc", "uasc_until_day"]


@dataclass(frozen=True, eq=False, repr=False)
class Resolved:
    """The children table, and what its sources disagreed on."""

    children: pd.DataFrame
    disagreements: int
    warnings: tuple[Warn, ...]


def resolve(
    people: Sequence[Conformed], uasc: Conformed | None, referrals: pd.DataFrame
) -> Resolved:
    """Join what the sources say of each child.

    Parameters
    ----------
    people
        Rows about children in order of precedence: a children table, 903 headers, census.
    uasc
        The UASC rows of the 903 returns; None where the children table says it.
    referrals
        The referral list, the last to be asked for a date of birth.
    """
    listed = referrals.sort_values("referral_id", kind="stable")
    births = [_latest(table.frame, "date_of_birth") for table in people]
    births.append(listed[["child_id", "date_of_birth"]].dropna().drop_duplicates("child_id"))
    sexes = [_latest(table.frame, "sex") for table in people]
    ids = [table.frame["child_id"] for table in people] + [listed["child_id"]]
    status = _latest_rows((uasc or people[0]).frame)[["child_id", *_UASC]]
    ids.append(status["child_id"])
    children = pd.DataFrame({"child_id": pd.concat(ids, ignore_index=True).drop_duplicates()})
    children = children[children["child_id"] != ""]
    for values in (_first_of(births), _first_of(sexes), status):
        children = children.merge(values, on="child_id", how="left")
    children["sex"] = children["sex"].fillna("")
    children["uasc"] = children["uasc"].isin([True])
    frame = CHILDREN.conform(children.reset_index(drop=True)).frame
    return Resolved(frame, _disagreements(people, listed), _unreadable(people, uasc))


def _latest_rows(frame: pd.DataFrame) -> pd.DataFrame:
    ordered = frame.sort_values("return_year", kind="stable")
    return ordered.drop_duplicates("child_id", keep="last")


def _latest(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give each child's value in the latest return that has one; a blank replaces nothing."""
    there = frame[column].notna() & (frame[column] != "")
    return _latest_rows(frame[there])[["child_id", column]]


def _first_of(sources: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [source for source in sources if len(source)] or list(sources[:1])
    return pd.concat(filled, ignore_index=True).drop_duplicates("child_id")


def _disagreements(people: Sequence[Conformed], listed: pd.DataFrame) -> int:
    """Count the children who have two dates of birth in all that was handed over."""
    columns = ["child_id", "date_of_birth"]
    frames = [frame[columns].dropna() for frame in (*(p.frame for p in people), listed)]
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    distinct = pd.concat(filled, ignore_index=True).drop_duplicates()
    distinct = distinct[distinct["child_id"] != ""]
    return int(distinct.loc[distinct["child_id"].duplicated(), "child_id"].nunique())


def _unreadable(people: Sequence[Conformed], uasc: Conformed | None) -> tuple[Warn, ...]:
    tables = [*people, uasc] if uasc is not None else list(people)
    found = {
        column: sum(int(table.fault(column).sum()) for table in tables)
        for column in ("date_of_birth", "uasc_until_day", "uasc")
    }
    return tuple(
        Warn(
            "unreadable_values",
            "2",
            f"{column} of some children cannot be read and counts as not given",
            {"rows": rows},
        )
        for column, rows in found.items()
        if rows
    )
