"""The digest of a frame: a frame has no bytes of its own, so its facts are hashed instead."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from nwd_costs.days import NO_DAY
from nwd_costs.frames import Conformed, day_numbers


def facts_digest(conformed: Conformed) -> str:
    """Give the SHA-256 of a table's headings, values, faults and order, whatever library held it.

    Parameters
    ----------
    conformed
        The table as its contract read it.
    """
    digest = hashlib.sha256()
    for name, values in conformed.frame.items():
        digest.update(f"{name}\n{len(values)}\n".encode())
        for part in _bytes_of(values):
            digest.update(part)
        digest.update(conformed.fault(str(name)).tobytes())
    return digest.hexdigest()


def _bytes_of(values: pd.Series) -> Iterator[bytes | memoryview]:
    """Give the bytes of a column: equal for equal values in equal order."""
    if pd.api.types.is_string_dtype(values.dtype):
        text = pa.chunked_array([pa.array(values)]).cast(pa.large_string()).combine_chunks()
        _, offsets, data = text.buffers()
        ends = np.frombuffer(offsets, dtype=np.int64)[text.offset : text.offset + len(text) + 1]
        yield np.diff(ends).data
        yield memoryview(data)[ends[0] : ends[-1]] if data is not None else b""
    elif pd.api.types.is_datetime64_any_dtype(values.dtype):
        yield day_numbers(values).data
    else:
        yield values.to_numpy(dtype=np.int64, na_value=NO_DAY).data
