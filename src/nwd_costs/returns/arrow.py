"""Tables that speak Arrow, and Parquet files, as frames that a contract can read.

Only the columns that the contract names are looked at. What they hold is levelled here: dates and
times become days as they stand on their own clock, decimals become exact text, whole numbers lose
no digit to a missing neighbour. Arrow's errors may quote values, so none of them travels on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nwd_costs.errors import DataError, Problem
from nwd_costs.frames import Column, FrameSpec
from nwd_costs.returns.raw import refuse

# A few kilobytes of Parquet can say a value a thousand million times over.
MAX_ROWS = 20_000_000
MAX_BYTES = 1 << 29
_BATCH_ROWS = 65_536
_MAGIC = b"PAR1"
_EXPORT = "Write it again, with plain columns of text, numbers and dates."
Read = TypeVar("Read")
Normalise = Callable[[str], str]


@runtime_checkable
class ArrowStream(Protocol):
    """Any table that speaks Arrow: of polars, pyarrow, DuckDB and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the rows over, batch by batch."""


def is_parquet(path: Path) -> bool:
    """Say whether a file is Parquet, by its first bytes.

    Parameters
    ----------
    path
        The file.
    """
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:  # whoever reads it next says what is wrong
        return False


@dataclass(frozen=True, eq=False, repr=False)
class Arrived:
    """A table as it came: the columns that its contract names, and what to know about them.

    Parameters
    ----------
    frame
        Columns under our names, in types that the contract reads.
    unused
        The headings that the contract does not name.
    numeric
        The columns of text that held numbers.
    digest
        The SHA-256 of a file's bytes; empty for what is no file.
    """

    frame: pd.DataFrame
    unused: list[str]
    numeric: list[str]
    digest: str = ""


def stream_frame(stream: ArrowStream, spec: FrameSpec, name: str, normalise: Normalise) -> Arrived:
    """Take a table that speaks Arrow.

    Parameters
    ----------
    stream
        The table.
    spec
        Its contract.
    name
        What to call it in messages.
    normalise
        What to do to each heading.
    """
    table: pa.Table = _guarded(lambda: pa.table(stream), name, "it cannot be had through Arrow")
    chosen, others = _sorted_out(table.schema, spec, name, normalise)
    return Arrived(_frame(table, chosen, name), others, _numeric(table.schema, chosen))


def parquet_frame(path: Path, name: str, spec: FrameSpec, normalise: Normalise) -> Arrived:
    """Read a Parquet file.

    Parameters
    ----------
    path
        The file.
    name
        Its name for messages.
    spec
        The contract of its table.
    normalise
        What to do to each heading.
    """
    what = "it is not a Parquet file, or it is damaged"
    digest: str = _guarded(lambda: _digest(path), name, "it cannot be opened")
    schema, rows = _guarded(lambda: _outline(path), name, what)
    if rows > MAX_ROWS:
        raise refuse(name, f"it has more than {MAX_ROWS:,} rows", "Divide it by year.")
    chosen, others = _sorted_out(schema, spec, name, normalise)
    table: pa.Table = _guarded(lambda: _rows(path, schema, list(chosen), name), name, what)
    return Arrived(_frame(table, chosen, name), others, _numeric(schema, chosen), digest)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _outline(path: Path) -> tuple[pa.Schema, int]:
    with pq.ParquetFile(path) as file:
        return file.schema_arrow, file.metadata.num_rows


def _rows(path: Path, schema: pa.Schema, chosen: list[str], name: str) -> pa.Table:
    """Read batch by batch, each distinct text once, so that no file can outgrow the memory."""
    texts = [heading for heading in chosen if _is_text(schema.field(heading).type)]
    batches, size = [], 0
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        for batch in file.iter_batches(_BATCH_ROWS, columns=chosen, use_threads=False):
            size += sum(_size(column) for column in batch.columns)
            if size > MAX_BYTES:
                raise refuse(name, "it holds too much for one table", "Divide it by year.")
            batches.append(pa.table([_plain(c) for c in batch.columns], names=batch.schema.names))
    if not batches:
        return pa.table([pa.nulls(0, pa.string()) for _ in chosen], names=chosen)
    return pa.concat_tables(batches)


def _size(array: pa.Array) -> int:
    """Give the bytes of a column once each row has its text in full."""
    if not pa.types.is_dictionary(array.type) or not _is_text(array.type.value_type):
        return int(array.nbytes)
    lengths = pc.binary_length(array.dictionary).take(array.indices)
    return int(pc.sum(lengths).as_py() or 0) + 8 * len(array)


def _plain(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _sorted_out(
    schema: pa.Schema, spec: FrameSpec, name: str, normalise: Normalise
) -> tuple[dict[str, Column], list[str]]:
    """Find the columns that the contract names, and refuse those of which nothing can be made."""
    columns = {column.name: column for column in spec.columns}
    found = [(heading, normalise(heading)) for heading in schema.names]
    names = [ours for _, ours in found if ours in columns]
    problems = [
        Problem(name, f"the column {ours} occurs more than once", "Keep one of them.")
        for ours in sorted(set(names))
        if names.count(ours) > 1
    ]
    problems += [
        Problem(f"{name}, column {ours}", "holds neither text nor numbers nor dates", _EXPORT)
        for ours, field in zip((ours for _, ours in found), schema, strict=True)
        if ours in columns and not _is_readable(field.type)
    ]
    if problems:
        raise DataError(f"The table {spec.name} cannot be read [{spec.clause}].", problems)
    chosen = {heading: columns[ours] for heading, ours in found if ours in columns}
    return chosen, [heading for heading in schema.names if heading not in chosen]


def _numeric(schema: pa.Schema, chosen: dict[str, Column]) -> list[str]:
    tests = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    return [
        column.name
        for heading, column in chosen.items()
        if column.kind == "text" and any(test(schema.field(heading).type) for test in tests)
    ]


def _is_text(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    binary = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)
    return any(bool(test(kind)) for test in (*tests, *binary))


def _is_day(kind: pa.DataType) -> bool:
    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind))


def _is_readable(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    numbers = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    others = (_is_text, _is_day, pa.types.is_boolean, pa.types.is_null)
    return any(test(kind) for test in (*numbers, *others))


def _frame(table: pa.Table, chosen: dict[str, Column], name: str) -> pd.DataFrame:
    what = "its values are damaged, or are no text"
    columns = {
        column.name: _guarded(partial(_series, table.column(heading), column), name, what)
        for heading, column in chosen.items()
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows))


def _series(values: pa.ChunkedArray, column: Column) -> pd.Series:
    """Give a column in a type that its contract reads."""
    values.validate(full=True)
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = _decoded(values)
        kind = values.type
    if pa.types.is_decimal(kind):
        values = _decimal_text(values)
    elif _is_day(kind):
        if pa.types.is_timestamp(kind) and kind.tz is not None:
            values = pc.local_timestamp(values)  # the day is the one on that clock
        values = values.cast(pa.timestamp("s"), safe=False)
    elif pa.types.is_integer(kind) and column.kind in {"year", "row"} and not values.null_count:
        values = values.cast(pa.int64())
    elif not (pa.types.is_floating(kind) or pa.types.is_boolean(kind)):
        # a column of whole numbers with one missing would come out as floats
        values = values.cast(pa.string())
    series: pd.Series = values.to_pandas()
    return series.reset_index(drop=True)


def _decoded(values: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = values.type.value_type
    kind = pa.string() if _is_text(kind) else kind  # Arrow cannot take from every kind of text
    parts = [chunk.dictionary.cast(kind).take(chunk.indices) for chunk in values.chunks]
    return pa.chunked_array(parts, kind)


def _decimal_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write decimals in full, each distinct one once."""
    parts = []
    for chunk in values.chunks:
        codes = chunk.dictionary_encode()
        texts: list[Any] = [None if v is None else f"{v:f}" for v in codes.dictionary.to_pylist()]
        parts.append(pa.array(texts, pa.string()).take(codes.indices))
    return pa.chunked_array(parts, pa.string())


def _guarded(read: Callable[[], Read], name: str, what: str) -> Read:
    try:
        return read()
    except DataError:
        raise
    except MemoryError:
        raise refuse(name, "it is larger than memory allows", "Divide it by year.") from None
    except Exception:  # noqa: BLE001  a damaged file can raise almost anything, and quote itself
        raise refuse(name, what, _EXPORT) from None
