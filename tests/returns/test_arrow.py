"""Arrow and Parquet: every type gives the right value, or is refused without being quoted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import nwd_costs as nwd
from nwd_costs.returns import arrow
from returns.council import told

MARKER = "ZQMARKER"
DAY = dt.date(2022, 4, 1)
TEXT = pa.array(["C1", "C2"])
MOMENT = dt.datetime(2022, 4, 1, 0, 30)  # noqa: DTZ001  the zone is the column's

DAYS = {
    "date32": pa.array([DAY, None], pa.date32()),
    "date64": pa.array([DAY, None], pa.date64()),
    "seconds": pa.array([MOMENT, None], pa.timestamp("s")),
    "nanoseconds": pa.array([MOMENT, None], pa.timestamp("ns")),
    "a time zone": pa.array([MOMENT - dt.timedelta(hours=1), None], pa.timestamp("us"))
    .cast(pa.timestamp("us", "UTC"))
    .cast(pa.timestamp("us", "Europe/London")),
    "text": pa.array(["01/04/2022", None]),
    "large text": pa.array(["2022-04-01", None], pa.large_string()),
    "text views": pa.array(["2022-04-01", None], pa.string_view()),
    "bytes of text": pa.array([b"2022-04-01", None], pa.binary()),
    "a dictionary": pa.array(["2022-04-01", None]).dictionary_encode(),
    "a dictionary of dates": pa.array([DAY, None], pa.date32()).dictionary_encode(),
}
UNREADABLE = {
    "lists": pa.array([["x"], None]),
    "structures": pa.array([{"a": MARKER}, None]),
    "times": pa.array([dt.time(1, 2), None]),
    "durations": pa.array([dt.timedelta(1), None]),
}


def both_ways(table: pa.Table, folder: Path) -> list[Any]:
    file = folder / "need_episodes.parquet"
    pq.write_table(table, file)
    return [table, file]


@pytest.mark.parametrize("kind", DAYS)
def test_a_day_is_read_from_every_type_that_can_hold_one(kind: str, tmp_path: Path) -> None:
    table = pa.table({"child_id": TEXT, "from_day": [DAY, DAY], "until_day": DAYS[kind]})
    table = table.set_column(1, "from_day", pa.array([dt.date(2022, 3, 1)] * 2))
    ways = both_ways(table, tmp_path) if kind != "text views" else [table]
    for given in ways:
        episodes = nwd.read(need_episodes=given).need_episodes
        assert str(episodes["until_day"].iloc[0].date()) == "2022-04-01"
        assert episodes["until_day"].isna().tolist() == [False, True]


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_column_of_another_type_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    table = pa.table({"child_id": TEXT, "from_day": UNREADABLE[kind]})
    ways = both_ways(table, tmp_path)
    for given in ways:
        with pytest.raises(
            nwd.DataError, match="column from_day: holds neither text nor"
        ) as raised:
            nwd.read(need_episodes=given)
        assert MARKER not in str(raised.value)


def test_a_column_that_nobody_asked_for_may_be_of_any_type(tmp_path: Path) -> None:
    table = pa.table({"child_id": TEXT, "from_day": [DAY, DAY], "extra": UNREADABLE["lists"]})
    for given in both_ways(table, tmp_path):
        assert "columns not used: extra" in told(nwd.read(need_episodes=given))


def test_money_as_decimals_is_exact(tmp_path: Path) -> None:
    amounts = [Decimal("0.07"), Decimal("1234567.89")]
    table = pa.table(
        {
            "child_id": TEXT,
            "from_day": [DAY, DAY],
            "per": ["week", "day"],
            "amount": pa.array(amounts, pa.decimal128(30, 4)),
        }
    )
    for given in both_ways(table, tmp_path):
        costs = nwd.read(placement_costs=given).placement_costs
        assert costs["amount"].tolist() == [7, 123456789]


def test_a_column_of_nothing_is_blank(tmp_path: Path) -> None:
    table = pa.table({"child_id": TEXT, "from_day": [DAY, DAY], "until_day": pa.nulls(2)})
    for given in both_ways(table, tmp_path):
        assert nwd.read(need_episodes=given).need_episodes["until_day"].isna().all()


def test_a_missing_column_and_one_given_twice_are_named(tmp_path: Path) -> None:
    for given in both_ways(pa.table({"child_id": TEXT}), tmp_path):
        with pytest.raises(nwd.DataError, match="the column from_day is missing"):
            nwd.read(need_episodes=given)
    twice = pa.table([TEXT, TEXT, TEXT], names=["child_id", "Child ID", "from_day"])
    for given in both_ways(twice, tmp_path):
        with pytest.raises(nwd.DataError, match="the column child_id occurs more than once"):
            nwd.read(need_episodes=given)


def test_a_table_without_rows_or_columns_is_a_table(tmp_path: Path) -> None:
    empty = pa.table({"child_id": TEXT[:0], "from_day": TEXT[:0]})
    for given in both_ways(empty, tmp_path):
        assert not len(nwd.read(need_episodes=given).need_episodes)
    for given in both_ways(pa.table({"x": TEXT}), tmp_path):
        with pytest.raises(nwd.DataError, match="the column child_id is missing"):
            nwd.read(need_episodes=given)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(nwd.UsageError, match="neither a file nor a table"):
        nwd.read(need_episodes=17)  # type: ignore[arg-type]


def test_text_that_is_no_text_is_refused_without_being_quoted() -> None:
    bad = pa.array([b"C1", b"\xff" + MARKER.encode()], pa.binary())
    forged = pa.StringArray.from_buffers(2, *bad.buffers()[1:])
    for ids in (bad, forged):
        table = pa.table({"child_id": ids, "from_day": [DAY, DAY]})
        with pytest.raises(nwd.DataError, match="are no text") as raised:
            nwd.read(need_episodes=table)
        assert MARKER not in str(raised.value)
        assert raised.value.__cause__ is None


def damage(spoil: Callable[[bytes], bytes], folder: Path) -> Path:
    file = folder / "need_episodes.parquet"
    rows = 5_000
    ids = [f"{MARKER}{number}" for number in range(rows)]
    pq.write_table(pa.table({"child_id": ids, "from_day": [DAY] * rows}), file)
    file.write_bytes(spoil(file.read_bytes()))
    return file


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda data: data[: len(data) // 2],
    "no footer": lambda data: data[:4] + b"\0" * 200,
    "only its mark": lambda data: data[:4],
    "noise in the pages": lambda data: data[:4] + b"\xa5" * 3000 + data[3004:],
    "noise in the footer": lambda data: data[:-200] + b"\xa5" * 100 + data[-100:],
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_damaged_parquet_file_is_refused_without_being_quoted(how: str, tmp_path: Path) -> None:
    with pytest.raises(nwd.DataError, match="not a Parquet file, or it is damaged") as raised:
        nwd.read(need_episodes=damage(SPOILT[how], tmp_path))
    assert MARKER not in str(raised.value)


def test_a_small_file_that_says_one_text_a_thousand_times_over_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.parquet"
    long = pa.array(["x" * 1_000_000])
    ids = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), long)
    pq.write_table(pa.table({"child_id": ids, "from_day": ["2022-04-01"] * 2_000}), file)
    assert file.stat().st_size < 1_000_000
    with pytest.raises(nwd.DataError, match="holds too much for one table"):
        nwd.read(need_episodes=file)


def test_too_many_rows_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow, "MAX_ROWS", 1)
    table = pa.table({"child_id": TEXT, "from_day": [DAY, DAY]})
    with pytest.raises(nwd.DataError, match="more than 1 rows"):
        nwd.read(need_episodes=both_ways(table, tmp_path)[1])


def test_a_parquet_file_has_the_digest_of_its_bytes_and_counts_its_rows(tmp_path: Path) -> None:
    table = pa.table({"child_id": ["C1", ""], "from_day": [DAY, DAY]})
    file = both_ways(table, tmp_path)[1]
    found = nwd.read(need_episodes=file)
    (read,) = found.inputs
    assert (read.name, read.rows, len(read.digest)) == ("need_episodes.parquet", 2, 64)
    assert found.rejected[["source_file", "source_row"]].to_numpy().tolist() == [
        ["need_episodes.parquet", 2]
    ]
