"""Which child of the census is which child of the 903 returns, where their ids differ [2.11]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nwd_costs.errors import DataError, Problem
from nwd_costs.frames import Column, FrameSpec, Mask, to_text
from nwd_costs.returns.given import Given, digested, read_given
from nwd_costs.tables import InputFile

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLE = "The ids cannot be mapped [2.11]."
ID_MAP = FrameSpec(
    "id_map",
    (
        Column("ssda903", "text", "the child's id in the 903 returns", required=True),
        Column("cin_census", "text", "the same child's id in the census", required=True),
        Column("source_file", "text", "the file the row came from"),
        Column("source_row", "row", "its row in that file; the heading is row 1"),
    ),
    "2.11",
)


@dataclass(frozen=True, eq=False, repr=False)
class IdMap:
    """The ids of the census, each with the id that the child has in the 903 returns.

    Parameters
    ----------
    ssda903
        The id of the 903 returns by the id of the census.
    file
        What it was read from.
    notes
        What a person should know, without any id.
    """

    ssda903: Mapping[str, str]
    file: InputFile
    notes: tuple[str, ...] = ()

    def census_rows(self, ids: pd.Series, rows: pd.DataFrame) -> pd.Series:
        """Give the ids of the 903 returns in place of the census's; others stay as they are.

        Parameters
        ----------
        ids
            What the census, or Annex A, calls the child of each row.
        rows
            The lineage of the rows: source_file and source_row.

        Raises
        ------
        DataError
            When an id that is not in the map is another child's in the 903 returns.
        """
        ids = to_text(ids)
        mapped = ids.map(self.ssda903)
        taken = mapped.isna() & ids.isin(set(self.ssda903.values()))
        what = "ids of the census that the map gives to other children of the 903 returns"
        advice = "Add what these children are called in the 903 returns."
        _refuse(_problems(taken.to_numpy(dtype=np.bool_), rows, "child id", what, advice))
        return mapped.fillna(ids).astype(str)

    def referral_ids(self, ids: pd.Series, rows: pd.DataFrame) -> pd.Series:
        """Take the ids of referrals for those of the 903 returns, else for the census's.

        Parameters
        ----------
        ids
            What the list calls the child of each row.
        rows
            The lineage of the rows: source_file and source_row.

        Raises
        ------
        DataError
            When an id is one child's in the 903 returns and another's in the census.
        """
        mapped = ids.map(self.ssda903)
        own = ids.isin(set(self.ssda903.values()))
        two = own & mapped.notna() & (mapped != ids)
        what = "ids that are one child's in the 903 returns and another child's in the census"
        advice = "Write the id of the 903 returns in another form, or mend the list."
        _refuse(_problems(two.to_numpy(dtype=np.bool_), rows, "child_id", what, advice))
        return ids.where(own, mapped.fillna(ids)).astype(str)

    def count(self, ids: pd.Series, source: str) -> str:
        """Say how many rows of a source were mapped and how many were not.

        Parameters
        ----------
        ids
            The ids before they were mapped.
        source
            What to call it.
        """
        there = ids[ids != ""].isin(list(self.ssda903))
        lacking = ids[ids != ""][~there].nunique()
        return (
            f"{self.file.name}: {int(there.sum())} rows of {source} were given the id of the 903 "
            f"returns; {lacking} ids in {int((~there).sum())} rows are not in the map and stay"
        )


def read_id_map(given: Given) -> IdMap:
    """Read which ids are the same child's.

    Parameters
    ----------
    given
        A file or frame with the columns ``ssda903`` and ``cin_census``, in any order and case.

    Raises
    ------
    DataError
        When an id is blank, or has several partners; all rows are listed.
    """
    frame, file, notes = read_given(ID_MAP, given)
    conformed = ID_MAP.conform(frame, file.name)
    pairs = conformed.frame
    problems: list[Problem] = []
    for column in ("ssda903", "cin_census"):
        blank = (pairs[column] == "").to_numpy(dtype=np.bool_)
        problems += _problems(blank, pairs, column, "ids are blank", "Fill them in.")
    distinct = pairs[~(pairs["ssda903"] == "") & ~(pairs["cin_census"] == "")]
    distinct = distinct.drop_duplicates(["ssda903", "cin_census"])
    for column, partner in (("ssda903", "cin_census"), ("cin_census", "ssda903")):
        twice = distinct[column].duplicated(keep=False)
        among = pairs[column].isin(distinct.loc[twice, column]).to_numpy(dtype=np.bool_)
        what = f"ids stand beside more than one id of {partner}"
        problems += _problems(among, pairs, column, what, "Keep one row for each child.")
    _refuse(problems)
    known = dict(zip(pairs["cin_census"], pairs["ssda903"], strict=True))
    return IdMap(known, digested(file, conformed), notes)


def _problems(
    bad: Mask, rows: pd.DataFrame, column: str, what: str, advice: str
) -> Iterator[Problem]:
    for file, found in rows[bad].groupby("source_file", sort=True)["source_row"]:
        numbers = tuple(int(row) for row in found)
        yield Problem(f"{file}, column {column}", f"{len(numbers)} {what}", advice, numbers)


def _refuse(problems: Iterator[Problem] | list[Problem]) -> None:
    found = list(problems)
    if found:
        raise DataError(_TITLE, found)
