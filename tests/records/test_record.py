"""What a run's record says, and that what is written is what was computed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.commands import demo_result
from nwd_costs.outputs import write_outputs
from nwd_costs.stages.ledger import ledger_digest
from records.made import Run


def test_the_record_binds_every_output_and_says_what_it_is(made: Run) -> None:
    record = json.loads(made.record.read_text(encoding="utf-8"))
    written = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in made.outputs.iterdir()}
    assert record["outputs"] == {n: d for n, d in written.items() if n != "record.json"}
    assert record["profile"] == "internal"
    assert record["ledger_digest"] == ledger_digest(made.result.ledger)
    assert record["read_as"]["year_is"] == "ending"
    assert record["environment"]["pandas"] == pd.__version__
    assert "no signature" in record["what_it_is"]


def test_the_record_holds_no_path(made: Run) -> None:
    text = made.record.read_text(encoding="utf-8")
    assert str(Path.cwd()) not in text
    assert str(made.outputs.parent) not in text
    assert str(Path.home()) not in text


def test_a_ledger_that_was_edited_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    result = demo_result()
    result.ledger.loc[0, "amount_pence"] = 1
    with pytest.raises(nwd.UsageError, match="edited since it was computed"):
        write_outputs(result, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("column", ["referral_id", "category", "from_day", "days", "price_year"])
def test_an_edit_of_any_kind_of_column_is_noticed(column: str) -> None:
    result = demo_result()
    ledger = result.ledger
    before = ledger[column].copy()
    ledger[column] = before.mask(ledger.index == 0, before[before.ne(before.iloc[0])].iloc[0])
    with pytest.raises(nwd.UsageError, match="edited since it was computed"):
        _ = result.provenance
    ledger[column] = before
    assert result.provenance == demo_result().provenance


def test_an_edit_beneath_the_table_is_noticed() -> None:
    result = demo_result()
    result.ledger["amount_pence"].array[0] = 1
    with pytest.raises(nwd.UsageError, match="edited since it was computed"):
        _ = result.provenance


def test_another_order_of_the_lines_is_noticed() -> None:
    result = demo_result()
    result.ledger[:] = result.ledger.iloc[::-1].reset_index(drop=True)
    with pytest.raises(nwd.UsageError, match="edited since it was computed"):
        _ = result.provenance
