"""What was observed: one code per child, and no day at or after H [1.2], [2.5]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.days import NO_DAY, Days, financial_year_start, to_date
from nwd_costs.errors import DataError, Problem
from nwd_costs.fates import Fates, repair_log
from nwd_costs.frames import day_numbers
from nwd_costs.intervals import pack
from nwd_costs.tables import Records, Warn

Ints = NDArray[np.int64]

AFTER_H = "begins after the last observed day"
STATUTORY = ("placements", "protection_plans", "need_episodes")
# About so many rows of a table are worked through at a time: an array of them is a MiB, and the
# memory of what is worked out on the way serves again for the next. Of millions of rows at once,
# being given fresh memory would take as long as the work.
BLOCK = 1 << 17


@dataclass(frozen=True, eq=False, repr=False)
class Intervals:
    """The rows of one statutory table that were observed, clipped to H.

    Parameters
    ----------
    child
        Child codes; sorted by child, then day.
    from_day, until_day
        Day numbers, half-open, none missing.
    row
        Position in the canonical table.
    """

    child: Ints
    from_day: Days
    until_day: Days
    row: Ints

    @property
    def track(self) -> tuple[Ints, Days, Days]:
        """The intervals alone."""
        return self.child, self.from_day, self.until_day

    def take(self, keep: NDArray[np.generic] | slice) -> Intervals:
        """Keep some rows, by mask or position."""
        return Intervals(
            self.child[keep], self.from_day[keep], self.until_day[keep], self.row[keep]
        )


@dataclass(frozen=True, eq=False, repr=False)
class Observed:
    """Everything a run may know: what happened before H.

    Parameters
    ----------
    until
        H, the first day not observed.
    first_day
        The 1 April that opens the first SSDA903 return; ``NO_DAY`` where no year is known [12.3].
    child_ids
        The id of each child code.
    tables
        The observed rows of the three statutory tables.
    referral_child
        The child code of every referral.
    listed_child
        The child code of every row of the children table.
    fates, repairs
        As in the records, completed by [1.2] and [2.5].
    warnings
        Which source held H back, if one did.
    """

    until: int
    first_day: int
    child_ids: NDArray[np.object_]
    tables: Mapping[str, Intervals]
    referral_child: Ints
    listed_child: Ints
    fates: Mapping[str, Fates]
    repairs: pd.DataFrame
    open_ended: Mapping[str, int]
    warnings: tuple[Warn, ...]

    def in_blocks(self, block: int) -> Iterator[Observed]:
        """Give the rows of some children at a time, in order; no child is divided.

        Parameters
        ----------
        block
            About how many rows of a table to give at a time.
        """
        tables = self.tables.values()
        starts = np.unique(np.concatenate([table.child[block::block] for table in tables]))
        for children in pairwise([0, *starts.tolist(), len(self.child_ids)]):
            some = {
                name: table.take(slice(*np.searchsorted(table.child, children)))
                for name, table in self.tables.items()
            }
            yield replace(self, tables=some)


def observe(records: Records, as_at: int) -> Observed:
    """Clip the records to the last observed day and give every child a code.

    Parameters
    ----------
    records
        The canonical tables.
    as_at
        The last day observed, inclusive. [day number]

    Raises
    ------
    DataError
        When as_at lies before anything the records hold.
    """
    until, warnings = observed_until(records.return_years, as_at)
    names = (*STATUTORY, "referrals", "children")
    frames = {name: getattr(records, name) for name in names}
    codes, ids = _child_codes([frames[name]["child_id"] for name in names])
    child = dict(zip(names, codes, strict=True))
    _refuse_before_the_data(records, until)
    tables, fates, logs, open_ended = {}, dict(records.fates), [records.repairs], {}
    for name in STATUTORY:
        tables[name], fates[name], log = _clip(name, frames[name], child[name], fates[name], until)
        open_ended[name] = len(log)
        logs.append(log)
    years = records.return_years.get("ssda903", ())
    return Observed(
        until=until,
        first_day=financial_year_start(min(years) - 1) if years else NO_DAY,
        child_ids=ids,
        tables=tables,
        referral_child=child["referrals"],
        listed_child=child["children"],
        fates=fates,
        repairs=pd.concat([log for log in logs if len(log)] or [logs[0]], ignore_index=True),
        open_ended=open_ended,
        warnings=warnings,
    )


def observed_until(
    return_years: Mapping[str, tuple[int, ...]], as_at: int
) -> tuple[int, tuple[Warn, ...]]:
    """Give H, the first day not observed, and a warning where a source holds it back [1.2]."""
    wanted = as_at + 1
    closing = {
        source: financial_year_start(max(years)) for source, years in return_years.items() if years
    }
    until = min([wanted, *closing.values()])
    if until == wanted:
        return until, ()
    held_by = ", ".join(sorted(source for source, day in closing.items() if day == until))
    message = (
        f"{held_by} ends before the day asked for: nothing from {to_date(until):%d/%m/%Y} on is "
        "counted as observed"
    )
    return until, (Warn("observed_until_held_back", "1.2", message, {"days": wanted - until}),)


def _child_codes(columns: list[pd.Series]) -> tuple[list[Ints], NDArray[np.object_]]:
    codes, ids = pd.factorize(pd.concat(columns, ignore_index=True))
    splits = np.cumsum([len(column) for column in columns])[:-1]
    return list(np.split(codes.astype(np.int64, copy=False), splits)), np.asarray(ids, dtype=object)


def _clip(
    name: str, frame: pd.DataFrame, child: Ints, fates: Fates, until: int
) -> tuple[Intervals, Fates, pd.DataFrame]:
    from_day, end = day_numbers(frame["from_day"]), day_numbers(frame["until_day"])
    early = from_day < until
    late_rows = frame["input_row"].to_numpy(dtype=np.int64)[~early]
    fates = fates.marked(late_rows, "out_of_scope", AFTER_H)
    is_open = (end == NO_DAY) & early
    log = repair_log(
        name, "2.5", frame.loc[is_open], end[is_open], np.full(int(is_open.sum()), until)
    )
    end = np.where(end == NO_DAY, until, np.minimum(end, until))
    row = np.flatnonzero(early)
    # The records are nearly in this order already, of which a stable sort makes use.
    order = row[np.argsort(pack(child[row], from_day[row]), kind="stable")]
    return Intervals(child[order], from_day[order], end[order], order), fates, log


def _refuse_before_the_data(records: Records, until: int) -> None:
    starts = [
        day_numbers(getattr(records, name)["from_day"]).min()
        for name in STATUTORY
        if len(getattr(records, name))
    ]
    if starts and min(starts) >= until:
        what = "nothing in the records had begun by then"
        problem = Problem("as_at", what, "Give the last day that your returns observe.")
        raise DataError("as_at lies before the data [1.2].", [problem])
