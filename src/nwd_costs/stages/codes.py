"""What the codes of placements say: their category, and which of them to report [3.4]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.categories import UNMAPPED, Categories, Vocabulary, place_codes, recoded
from nwd_costs.days import Days
from nwd_costs.intervals import group_starts, merge, take
from nwd_costs.stages.observation import Intervals

Ints = NDArray[np.int64]

PLACE_FORM, PROVIDER_FORM = r"([A-Z][0-9]{1,2})?", r"(PR[0-9])?"


@dataclass(frozen=True, eq=False, repr=False)
class Coded:
    """Placement rows with the category of their own codes, and those codes' last day [3.4]."""

    rows: Intervals
    category: Ints
    last: Days

    def take(self, keep: NDArray[np.generic]) -> Coded:
        """Keep some rows, by mask or position."""
        return Coded(self.rows.take(keep), self.category[keep], self.last[keep])


def coded_rows(
    rows: Intervals, placements: pd.DataFrame, categories: Categories, vocabulary: Vocabulary
) -> Coded:
    """Give each row's category on the day its run began [3.4], [3.8]."""
    place = placements["place"].astype("category").iloc[rows.row]
    provider = placements["provider"].astype("category").iloc[rows.row]
    place_code, later = place_codes(place)
    first, _ = merge(*rows.track, place_code, provider.cat.codes.to_numpy())
    run = np.zeros(len(rows.row), dtype=np.bool_)
    run[first] = True
    run[1:] |= ~recoded(later)  # another code of a set that replaced one: another place [3.8]
    began = rows.from_day[run][group_starts(run)]
    found, last = categories.find(place, provider, began)
    names = vocabulary.codes(categories.names)
    unmapped = vocabulary.code(UNMAPPED)
    return Coded(rows, np.where(found >= 0, take(names, found), unmapped), last)


def _counts(names: pd.Series, row: Ints, days: Days) -> dict[str, dict[str, int]]:
    table = pd.DataFrame({"name": names.to_numpy(), "row": row, "days": days})
    return {
        str(name): {"rows": int(group["row"].nunique()), "days": int(group["days"].sum())}
        for name, group in table.groupby("name", sort=True)
    }


def summed(counts: Sequence[dict[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    """Add the counts of different children up; no two of them share a row."""
    names = sorted({name for each in counts for name in each})
    return {
        name: {
            key: sum(each[name][key] for each in counts if name in each) for key in ("rows", "days")
        }
        for name in names
    }


def _joined(coded: Sequence[Coded]) -> tuple[Ints, Days, Days, Days]:
    """Give row, from_day, until_day and last day of several sets of rows."""
    return (
        np.concatenate([c.rows.row for c in coded]),
        np.concatenate([c.rows.from_day for c in coded]),
        np.concatenate([c.rows.until_day for c in coded]),
        np.concatenate([c.last for c in coded]),
    )


def count_unmapped(
    coded: Sequence[Coded], placements: pd.DataFrame, unmapped: int
) -> dict[str, dict[str, int]]:
    """Count the rows and days of every pair of codes that has no category [3.4]."""
    found = [c.take(c.category == unmapped) for c in coded]
    row, start, end, _ = _joined(found)
    place = _shown(placements["place"].iloc[row], PLACE_FORM)
    provider = _shown(placements["provider"].iloc[row], PROVIDER_FORM)
    return _counts(place + "/" + provider, row, end - start)


def _shown(codes: pd.Series, form: str) -> pd.Series:
    """Show what has the form of a code; anything longer might be somebody's record."""
    return codes.where(codes.str.fullmatch(form), "(no code)")


def count_past_last_day(
    coded: Sequence[Coded], placements: pd.DataFrame
) -> dict[str, dict[str, int]]:
    """Count the rows that run on past their code's last day [3.4]."""
    over = [c.take(c.rows.until_day > c.last) for c in coded]
    row, start, end, last = _joined(over)
    return _counts(placements["place"].iloc[row], row, end - np.maximum(start, last))
