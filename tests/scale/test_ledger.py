"""A ledger of a million lines is written, and the page and the summary do not grow with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

import nwd_costs as nwd
from nwd_costs.commands import demo_result
from nwd_costs.outputs import write_outputs

LINES = 1_000_000
PAGE_BYTES = 2_000_000


def test_a_million_lines_go_to_parquet_and_the_page_does_not_grow(tmp_path: Path) -> None:
    one = demo_result()
    times = -(-LINES // len(one.ledger))
    lines = pd.concat([one.ledger] * times, ignore_index=True)
    # Children of their own each time, so that the tables are of many, as they would be.
    lines["child_id"] += "-" + (lines.index // len(one.ledger)).astype(str)
    many = replace(one, ledger=lines, as_computed=None)
    write_outputs(many, tmp_path)
    kept = pq.ParquetFile(tmp_path / "ledger.parquet")
    assert kept.metadata.num_rows == len(lines) >= LINES
    pence = kept.read(columns=["amount_pence"]).column(0)
    assert sum(pence.to_pylist()) == int(one.ledger["amount_pence"].sum()) * times
    names = nwd.report(many).write(tmp_path)
    sizes = {name: (tmp_path / name).stat().st_size for name in (*names, "summary.json")}
    assert max(sizes.values()) < PAGE_BYTES, sizes
    assert sizes["report.html"] < 1.1 * len(nwd.report(one).page.encode())
