"""A record is held against what is there: one flipped byte anywhere is found, and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import nwd_costs as nwd
from nwd_costs import record_verifying
from nwd_costs.cli import main
from nwd_costs.outputs import as_json
from nwd_costs.record import SHARED_DOCUMENTS, code_digest, content_digest
from nwd_costs.shelf import digests_of
from records.made import ROOT, Run

SHELF = ROOT / "methodology"


def below(folder: Path) -> list[str]:
    return sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())


# Every file that the record of the demonstration binds; a test holds the list to the record.
BOUND = [
    *(("outputs", name) for name in ("summary.json", "ledger.parquet", "claims.csv",
                                     "rejected.csv", "repairs.csv", "record.json")),
    *(("inputs", name) for name in below(SHELF / "reference_cohort") if name != "SOURCE.md"),
    *(("method", name) for name in below(SHELF / "edge-of-care" / "2021-22.1")),
    *(("prices", name) for name in below(SHELF / "unit_costs" / "lait-outturn" / "2024-25")),
]  # fmt: skip


@contextmanager
def flipped(file: Path) -> Iterator[None]:
    """Change one bit in the middle of a file, for a while."""
    whole = file.read_bytes()
    data = bytearray(whole)
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    yield
    file.write_bytes(whole)


@contextmanager
def rewritten(made: Run, **changes: Any) -> Iterator[None]:
    """Change values of the record, its own digest with them."""
    whole = made.record.read_bytes()
    content = {**json.loads(whole), **changes}
    content["record_digest"] = content_digest(content)
    made.record.write_text(f"{as_json(content)}\n", encoding="utf-8", newline="\n")
    yield
    made.record.write_bytes(whole)


def of_kind(found: nwd.RecordVerified, kind: str) -> str:
    (part,) = (part for part in found.parts if part.kind == kind)
    return f"{part.state}: {part.told}"


def test_an_unchanged_record_is_verified_and_its_ledger_is_the_same(made: Run) -> None:
    found = made.verified(hash_only=False)
    assert found.verified
    assert str(found).startswith("Verified\n")
    assert of_kind(found, "ledger").startswith("same: run again")


@pytest.mark.parametrize(("folder", "name"), BOUND)
def test_one_flipped_byte_is_found_and_its_file_is_named(made: Run, folder: str, name: str) -> None:
    with flipped(getattr(made, folder) / name):
        try:
            found = made.verified()
        except nwd.DocumentError:
            assert name == "record.json"  # the byte made it no record at all
            return
    assert not found.verified
    shown = name.removeprefix("ssda903/").removeprefix("cin_census/")
    assert found.changed == (shown,)
    assert f"{shown}: " in str(found)


def test_every_bound_file_had_its_byte_flipped(made: Run) -> None:
    record = json.loads(made.record.read_text(encoding="utf-8"))
    bound = {name for part in ("outputs", "methodology_files", "unit_costs_files")
             for name in record[part]} | {one["name"] for one in record["inputs"]}  # fmt: skip
    tried = {name.removeprefix("ssda903/").removeprefix("cin_census/") for _, name in BOUND}
    assert tried == bound | {"record.json"}


@pytest.mark.parametrize(
    "name", ["rules.md", "codes/place.csv", "authorities/2026.1/neighbours.csv"]
)
def test_a_common_document_that_changed_is_named(
    made: Run, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SHELF, tmp_path / "shelf", ignore=shutil.ignore_patterns("unit_costs"))

    def there() -> dict[str, str]:
        return digests_of(tmp_path / "shelf", SHARED_DOCUMENTS)

    monkeypatch.setattr(record_verifying, "shared_documents", there)
    assert made.verified().verified
    with flipped(tmp_path / "shelf" / name):
        assert made.verified().changed == (name,)


def test_other_code_is_named_and_what_to_do(
    made: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "nwd_costs"
    shutil.copytree(ROOT / "src" / "nwd_costs", package)
    assert code_digest(package) == code_digest()
    with flipped(package / "stages" / "booking.py"):
        other = code_digest(package)
    monkeypatch.setattr(record_verifying, "code_digest", lambda: other)
    found = made.verified()
    assert found.changed == ("nwd-costs 0.1.0",)
    assert "install that version" in str(found)


def test_another_environment_with_the_same_ledger_is_fine_and_said(
    made: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_verifying, "environment", lambda: {"python": "PyPy 9"})
    found = made.verified(hash_only=False)
    assert found.verified
    assert of_kind(found, "environment").startswith("another: another one (")
    assert "and the ledger is the same there" in str(found)


def test_a_made_up_ledger_digest_is_found_by_running_again(made: Run) -> None:
    with rewritten(made, ledger_digest="0" * 64):
        found = made.verified(hash_only=False)
    assert found.changed == ("ledger",)


def test_what_is_not_here_is_said_and_is_no_success(
    made: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["record-verify", str(made.record)]) == 1
    assert "not rerun: the inputs are not here" in capsys.readouterr().out
    assert main(["record-verify", str(made.record), "--hash-only"]) == 0


@pytest.mark.parametrize("name", ["../summary.json", "/etc/hostname", "C:\\x.csv", "a\\..\\..\\b"])
def test_a_path_that_leads_outside_is_refused(
    made: Run, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with rewritten(made, outputs={name: "0" * 64}):
        assert main(["record-verify", str(made.record), "--hash-only"]) == 2
    told = capsys.readouterr().err
    assert "names a file outside of its folder" in told
    assert name not in told


def test_an_input_path_that_leads_outside_is_refused(made: Run) -> None:
    inputs = [{"name": "../x.csv", "taken_for": "children", "rows": 1, "digest": "0" * 64}]
    with rewritten(made, inputs=inputs), pytest.raises(nwd.DocumentError, match="outside"):
        made.verified()


def test_a_link_is_not_followed(made: Run, tmp_path: Path) -> None:
    file = made.outputs / "claims.csv"
    shutil.move(file, tmp_path / "claims.csv")
    file.symlink_to(tmp_path / "claims.csv")
    found = made.verified()
    file.unlink()
    shutil.move(tmp_path / "claims.csv", file)
    assert found.changed == ("claims.csv",)
    assert "not followed" in str(found)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema_version": 1}', '{"schema_version": 9}', "\ud800", "[" * 100_000],
)
def test_what_is_no_record_is_refused_without_its_words(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert main(["record-verify", str(file)]) == 2
    assert "The record cannot be read." in capsys.readouterr().err


def test_a_returned_zip_of_the_inputs_will_do(made: Run, tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "inputs"), "zip", made.inputs)
    found = nwd.record_verify(made.record, inputs=tmp_path / "inputs.zip")
    assert found.verified
