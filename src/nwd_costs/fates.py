"""What became of every input row [1.9], and the log of repairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.days import NO_DAY, Days
from nwd_costs.frames import day_series

COUNTED = ("placements", "protection_plans", "need_episodes", "referrals", "placement_costs")

KEPT = ("used", "repaired")
FATES = ("used", "repaired", "superseded", "rejected", "out_of_scope")


@dataclass(frozen=True, eq=False, repr=False)
class Fates:
    """What became of every input row of one table [1.9].

    Parameters
    ----------
    codes
        One number per input row, a position in ``labels``. Shape (rows in,).
    labels
        (fate, reason) pairs; the first is ("used", "").
    source_file, source_row
        Where each row came from.
    """

    codes: NDArray[np.int64]
    source_file: pd.Series
    source_row: NDArray[np.int64]
    labels: tuple[tuple[str, str], ...] = (("used", ""),)

    @classmethod
    def all_used(cls, frame: pd.DataFrame) -> Fates:
        """Start with every row of a conformed frame used."""
        return cls(
            np.zeros(len(frame), dtype=np.int64),
            frame["source_file"],
            frame["source_row"].to_numpy(dtype=np.int64),
        )

    def marked(self, rows: NDArray[np.int64], fate: str, reason: str) -> Fates:
        """Give some rows another fate; a later mark replaces an earlier one."""
        if not len(rows):
            return self
        label = (fate, reason)
        labels = self.labels if label in self.labels else (*self.labels, label)
        codes = self.codes.copy()
        codes[rows] = labels.index(label)
        return Fates(codes, self.source_file, self.source_row, labels)

    def counts(self) -> dict[str, int | dict[str, int]]:
        """Count the rows in, and what became of them; the parts always add up."""
        found = np.bincount(self.codes, minlength=len(self.labels))
        by_fate: dict[str, dict[str, int]] = {fate: {} for fate in FATES}
        for (fate, reason), count in sorted(zip(self.labels, found.tolist(), strict=True)):
            if count:
                by_fate[fate][reason] = count
        used = sum(by_fate.pop("used").values())
        return {"rows_in": len(self.codes), "used": used, **by_fate}

    def frame(self, *wanted: str) -> pd.DataFrame:
        """List the rows of some fates, or all that were not simply used: file, row, fate, reason.

        Parameters
        ----------
        *wanted
            The fates to list; all but ``used`` unless given.
        """
        chosen = [fate in wanted if wanted else fate != "used" for fate, _ in self.labels]
        rows = np.flatnonzero(np.array(chosen)[self.codes])
        fates, reasons = np.array(self.labels, dtype=object)[self.codes[rows]].T
        return pd.DataFrame(
            {
                "source_file": self.source_file.iloc[rows].reset_index(drop=True),
                "source_row": self.source_row[rows],
                "fate": pd.Series(fates, dtype=str),
                "reason": pd.Series(reasons, dtype=str),
            }
        )


def counted(fates: Mapping[str, Fates]) -> dict[str, dict[str, int | dict[str, int]]]:
    """Count every row of every table that is accounted for and was given [1.9]."""
    return {table: fates[table].counts() for table in COUNTED if table in fates}


def not_used(fates: Mapping[str, Fates], *wanted: str) -> pd.DataFrame:
    """List the rows of several tables that were not simply used, or those of some fates [1.9]."""
    there = [table for table in COUNTED if table in fates]
    frames = [fates[table].frame(*wanted).assign(table=table) for table in there]
    columns = ["table", "source_file", "source_row", "fate", "reason"]
    return pd.concat(frames, ignore_index=True)[columns]


def repair_log(
    table: str, rule: str, rows: pd.DataFrame, before: Days, after: Days
) -> pd.DataFrame:
    """Write one line per changed row; ``days_changed`` is missing where the row was open."""
    known = before != NO_DAY
    change = pd.Series(np.where(known, after - np.where(known, before, 0), 0)).astype("Int64")
    return pd.DataFrame(
        {
            "table": pd.Series([table] * len(rows), dtype=str),
            "rule": pd.Series([rule] * len(rows), dtype=str),
            "source_file": rows["source_file"].to_numpy(),
            "source_row": rows["source_row"].to_numpy(),
            "before": day_series(before),
            "after": day_series(after),
            "days_changed": change.mask(~known),
        }
    )
