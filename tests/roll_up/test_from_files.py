"""What the authorities handed in as files: as their results, or refused with all faults."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import nwd_costs as nwd
from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, DOES_NOT_STAND, FINE, main
from nwd_costs.outputs import write_outputs
from roll_up.hands import METHOD, NORFOLK, council

PARTS = ("2022-23 Q1", "2022-23 Q2", "2022-23 Q4")


@pytest.fixture(scope="module")
def results() -> list[nwd.Result]:
    wide = (*NORFOLK, ("2023-01-10", "both", ""))
    return [
        council("Middlesbrough", (("2022-04-10", "outreach", ""), ("2022-06-28", "both", ""))),
        *(council("Norfolk", wide, week="83.33", period=part) for part in PARTS),
    ]


@pytest.fixture(scope="module")
def folder(results: list[nwd.Result], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programme")
    for at, result in enumerate(results):
        write_outputs(result, folder / result.costs.authority.lower() / str(at))
    return folder


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def plain(rolled: nwd.RollUp) -> Any:
    found: Any = json.loads(json.dumps(rolled.as_dict()))
    for own in found["authorities"]:
        for one in own["handed_in"]:
            del one["source"]
    return found


def test_files_come_to_exactly_what_the_results_do(results: list[nwd.Result], folder: Path) -> None:
    by_file = nwd.roll_up(folder, expect=["Middlesbrough", "Norfolk", "Warrington"])
    by_result = nwd.roll_up(results, expect=["Middlesbrough", "Norfolk", "Warrington"])
    assert plain(by_file) == plain(by_result)
    assert str(by_file.table.to_csv()) == str(by_result.table.to_csv())
    source = by_file.councils[0].handed[0].source
    assert source == "middlesbrough/0/summary.json"


def test_the_summary_alone_is_enough(copy: Path, folder: Path) -> None:
    for file in copy.rglob("*"):
        if file.is_file() and file.name != "summary.json":
            file.unlink()
    assert plain(nwd.roll_up(copy)) == plain(nwd.roll_up(folder))


def summary(copy: Path) -> tuple[Path, Any]:
    file = copy / "middlesbrough" / "0" / "summary.json"
    return file, json.loads(file.read_text(encoding="utf-8"))


def numbers(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Find every whole number that a roll-up reads."""
    if isinstance(content, dict):
        for name, inner in content.items():
            yield from numbers(inner, (*path, name))
    elif isinstance(content, list):
        for at, inner in enumerate(content):
            yield from numbers(inner, (*path, at))
    elif isinstance(content, int) and not isinstance(content, bool):
        yield path


def test_a_pound_or_count_that_was_changed_anywhere_is_noticed(copy: Path) -> None:
    file, content = summary(copy)
    text = file.read_text(encoding="utf-8")
    read = [f"{name}_pence" for name in ("gross", "adjustment", "adjusted", "programme", "net")]
    wanted = {name: content[name] for name in (*read, "by_side", "by_claim_service", "panel")}
    # What only stands once cannot be held to anything: these counts of a part of the period.
    alone = {"prevented_from_coming_into_care", "change_in_care_entries", "arrangements_kept"}
    found = [
        path for path in numbers(wanted)
        if not (path[0] == "panel" and path[1] > 0 and alone & {*path})
    ]  # fmt: skip
    assert len(found) > 190
    for path in found[:: max(len(found) // 40, 1)]:
        content = json.loads(text)
        inner = content
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] += 1
        file.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(nwd.DataError, match=r"middlesbrough/0/summary\.json"):
            nwd.roll_up(copy)


def test_all_that_is_wrong_with_all_files_is_told_at_once(copy: Path) -> None:
    file, content = summary(copy)
    content |= {"as_at": "31/03/2023", "gross_pence": 1.5, "by_side": {}, "headline": {}}
    del content["panel"][1]["supported"]
    file.write_text(json.dumps(content), encoding="utf-8")
    (copy / "norfolk" / "1" / "summary.json").write_text("{", encoding="utf-8")
    (copy / "norfolk" / "2" / "summary.json").write_text("[]", encoding="utf-8")
    other = copy / "norfolk" / "3" / "summary.json"
    earlier = json.loads(other.read_text(encoding="utf-8"))
    del earlier["panel"]
    other.write_text(json.dumps(earlier), encoding="utf-8")
    (copy / "warrington").mkdir()
    with pytest.raises(nwd.DataError) as raised:
        nwd.roll_up(copy)
    told = str(raised.value)
    for words in (
        "middlesbrough/0/summary.json, as_at: is not a date, yyyy-mm-dd",
        "gross_pence: is not a number of pence or null",
        "by_side.actual: is not there",
        "headline.stands: is not there",
        "norfolk/1/summary.json: cannot be read as JSON",
        "norfolk/2/summary.json: is no summary of a run",
        "norfolk/3/summary.json: has no panel: it is of an earlier version of the library",
        "warrington/: holds no summary.json",
    ):
        assert words in told, told


def test_what_no_run_can_have_written_is_told_by_name(copy: Path) -> None:
    file, content = summary(copy)
    content["authority"] = "Norfolk"
    content["panel"][0]["living_in_a_family"]["share_ppm"] = 1
    content["panel"].pop()
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(nwd.DataError) as raised:
        nwd.roll_up(copy)
    told = str(raised.value)
    assert "terms.scope: is not the authority" in told
    assert "panel: has not every quarter, year to date and year of the period, each once" in told
    assert "authority: is not what the record.json beside it says" in told


def test_a_record_of_another_run_is_noticed(copy: Path) -> None:
    record = copy / "middlesbrough" / "0" / "record.json"
    record.write_text(record.read_text().replace("2023-03-31", "2023-03-30"), encoding="utf-8")
    with pytest.raises(nwd.DataError, match=r"as_at: is not what the record\.json beside it says"):
        nwd.roll_up(copy)
    record.write_text("{", encoding="utf-8")
    with pytest.raises(nwd.DataError, match=r"has a record\.json beside it that cannot be read"):
        nwd.roll_up(copy)


def test_a_folder_without_anything_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(nwd.UsageError, match=r"There is nothing to roll up\."):
            nwd.roll_up(folder)


def test_the_command_tells_it_and_says_by_its_exit_code_whether_it_stands(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["roll-up", str(folder), "--expect", "Middlesbrough,Norfolk"]
    assert main([*asked, "--period", "2022-23 Q1"]) == FINE
    assert "gross 2 of 2 authorities" in capsys.readouterr().out
    out = tmp_path / "out"
    assert main([*asked, "--out", str(out)]) == DOES_NOT_STAND
    said = capsys.readouterr()
    assert "no headline figure: PARTIAL: 1 of 2 authorities, 1 in part" in said.err
    assert "Written to" in said.out
    assert {file.name for file in out.iterdir()} == {"roll-up.json", "roll-up.html"}
    told = json.loads((out / "roll-up.json").read_text(encoding="utf-8"))
    assert told["figures"]["gross"]["complete"] is False
    assert main([*asked, "--format", "json"]) == DOES_NOT_STAND
    assert json.loads(capsys.readouterr().out) == told
    assert main([*asked, "--format", "html"]) == DOES_NOT_STAND
    assert "<!DOCTYPE html>" in capsys.readouterr().out


def test_the_command_says_why_it_refuses(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roll-up", str(copy), "--expect", "Bristol, City of"]) == BAD_USAGE
    assert "Middlesbrough: handed in figures and is not expected" in capsys.readouterr().err
    (copy / "norfolk" / "1" / "summary.json").write_text("{", encoding="utf-8")
    assert main(["roll-up", str(copy)]) == DATA_REFUSED
    assert "cannot be read as JSON" in capsys.readouterr().err


def test_no_child_of_a_run_is_in_what_is_handed_in(folder: Path) -> None:
    for file in folder.rglob("summary.json"):
        text = file.read_text(encoding="utf-8")
        assert "-C0" not in text
        assert "-R0" not in text
    assert METHOD.id in str(nwd.roll_up(folder))
