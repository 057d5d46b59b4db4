"""Reading a million SSDA903 rows, against an all-text read of the same files by pyarrow.

``python -m benchmarks.reading ROWS`` tells it as JSON. The returns of six years are written first:
an episode that is open at the end of a return is reported again by the next one, as in life. Both
sides are measured in one process, in processor time, and the baseline has one thread.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

import nwd_costs as nwd
from benchmarks.measure import forget_peak, peak_mib, timed
from nwd_costs.testing.large import large_authority

YEARS = range(2018, 2024)
TIMES = 2
OPEN = np.datetime64("2100-01-01")


def write_returns(folder: Path, rows: int) -> None:
    """Write the returns of six years, about so many rows of episodes in all.

    Each is in the order of children and days, as systems write them.
    """
    # Every third episode or so is open at the end of a return and so is reported twice.
    episodes = large_authority(rows * 2 // 3, 1)["placements"].sort_values(["child_id", "from_day"])
    for year, reported in _by_return(episodes):
        target = folder / str(year)
        target.mkdir(parents=True)
        _write(reported, target / "episodes.csv")
        children = reported[["CHILD"]].drop_duplicates()
        blank = dict.fromkeys(("ETHNIC", "UPN", "MOTHER", "MC_DOB"), "")
        header = children.assign(SEX="1", DOB="15/06/2008", **blank)
        _write(header, target / "header.csv")


def _by_return(episodes: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    until = episodes["until_day"].fillna(OPEN)
    for year in YEARS:
        opens, closes = (np.datetime64(f"{y}-04-01") for y in (year - 1, year))
        mine = (episodes["from_day"] < closes) & (until > opens)
        yield year, _return(episodes[mine], (until < closes)[mine])


def _return(rows: pd.DataFrame, closed: pd.Series) -> pd.DataFrame:
    columns = {
        "CHILD": rows["child_id"],
        "DECOM": rows["from_day"].dt.strftime("%d/%m/%Y"),
        "RNE": rows["rne"],
        "LS": rows["legal_status"],
        "CIN": "N1",
        "PLACE": rows["place"],
        "PLACE_PROVIDER": rows["provider"],
        "DEC": rows["until_day"].dt.strftime("%d/%m/%Y").where(closed, ""),
        "REC": np.where(closed, "X1", ""),
        "REASON_PLACE_CHANGE": rows["reason_place_change"].where(closed, ""),
        "HOME_POST": "",
        "PL_POST": "",
        "URN": "SC012345",
    }
    return pd.DataFrame(columns)


def _write(frame: pd.DataFrame, file: Path) -> None:
    # Plain headings, as systems export them; pyarrow would put them in quotation marks.
    with file.open("wb") as opened:
        opened.write(f"{','.join(frame.columns)}\n".encode())
        pacsv.write_csv(
            pa.Table.from_pandas(frame, preserve_index=False),
            opened,
            pacsv.WriteOptions(include_header=False, quoting_style="none"),
        )


def all_text(folder: Path) -> int:
    """Read every file as text, with one thread; give the rows of episodes."""
    rows = 0
    for file in sorted(folder.rglob("*.csv")):
        with file.open(encoding="ascii") as opened:
            headings = opened.readline().strip().split(",")
        table = pacsv.read_csv(
            file,
            pacsv.ReadOptions(use_threads=False),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(headings, pa.string()), strings_can_be_null=False
            ),
        )
        rows += table.num_rows if "DECOM" in headings else 0
    return rows


def rows_read(folder: Path) -> object:
    """Read every file to canonical tables; give the rows of episodes."""
    return nwd.read(ssda903=folder).accounting["placements"]["rows_in"]


def measure(rows: int) -> dict[str, float]:
    """Measure one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_returns(folder, rows)
        forget_peak()
        text_seconds = read_seconds = float("inf")
        for _ in range(TIMES):  # in turns, so that a busy spell of the machine falls on both
            seconds, _, found = timed(lambda: all_text(folder), 1)
            text_seconds = min(text_seconds, seconds)
            seconds, _, rows = timed(lambda: rows_read(folder), 1)
            read_seconds = min(read_seconds, seconds)
            assert rows == found
        return {
            "rows": found,
            "text_seconds": text_seconds,
            "read_seconds": read_seconds,
            "read_ratio": read_seconds / text_seconds,
            "read_mib": peak_mib(),
        }


if __name__ == "__main__":
    json.dump(measure(int(sys.argv[1])), sys.stdout)
