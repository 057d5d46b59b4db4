"""A check's severity is what reading really does with the row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nwd_costs as nwd
from checks.planted import write
from checks.test_planted import PLANTS, read
from nwd_costs.checks import CATALOGUE
from nwd_costs.checks.finding import FINDERS
from nwd_costs.findings import COLUMNS

Place = tuple[str, str, int]


def places(frame: pd.DataFrame) -> set[Place]:
    return set(zip(frame["table"], frame["source_file"], frame["source_row"], strict=True))


def hold(records: nwd.Records) -> None:
    """Assert that refused is rejected, and repaired is what [2.2] to [2.4] touched."""
    found, fates = records.findings, records.rejected
    by_severity = {word: found[found["severity"] == word] for word in ("refused", "repaired")}
    assert places(by_severity["refused"]) == places(fates[fates["fate"] == "rejected"])
    twice = fates[fates["reason"] == "given twice in one return"]
    assert places(by_severity["repaired"]) == places(twice) | places(records.repairs)
    assert not found.duplicated(["check", "table", "source_file", "source_row"]).any()


def test_severity_is_fate_where_every_fault_is_planted(tmp_path: Path) -> None:
    write(tmp_path, PLANTS)
    records = read(tmp_path)
    hold(records)
    assert set(records.findings["severity"]) == {"refused", "repaired", "warned"}


DAYS = st.sampled_from(
    ["", "soon", "2021-03-31", "2021-04-01", "2021-06-01", "2021-09-01", "2022-02-01", "2022-05-01"]
)
ROW = st.fixed_dictionaries(
    {
        "child_id": st.sampled_from(["", "a", "b"]),
        "from_day": DAYS,
        "until_day": DAYS,
        "return_year": st.sampled_from(["", "2021", "2022"]),
    }
)
CARE = {"place": ["U6", "X9", ""], "provider": ["PR1", ""], "legal_status": ["C2", "V3"]}
PLACEMENT = st.builds(
    lambda row, more: {**row, **more},
    ROW,
    st.fixed_dictionaries({name: st.sampled_from(words) for name, words in CARE.items()}),
)
NEED = st.builds(
    lambda row, nfa: {**row, "no_further_action": nfa}, ROW, st.sampled_from(["", "true", "x"])
)


@given(
    st.lists(PLACEMENT, min_size=1, max_size=9),
    st.lists(NEED, min_size=1, max_size=9),
    st.lists(ROW, min_size=1, max_size=9),
)
def test_severity_is_fate_whatever_the_rows(
    placements: list[dict[str, str]], needs: list[dict[str, str]], plans: list[dict[str, str]]
) -> None:
    hold(
        nwd.read(
            placements=pd.DataFrame(placements),
            need_episodes=pd.DataFrame(needs),
            protection_plans=pd.DataFrame(plans),
        )
    )


def test_a_finding_is_of_the_table_and_severity_of_its_check(tmp_path: Path) -> None:
    write(tmp_path, PLANTS)
    findings = read(tmp_path).findings
    assert tuple(findings.columns) == COLUMNS
    for check, lines in findings.groupby("check"):
        said = CATALOGUE[str(check)]
        assert set(lines["table"]) == {said.table}
        assert set(lines["severity"]) == {said.severity}
        assert set(lines["column"]) == {said.column}


def test_every_check_has_code_and_all_code_a_check() -> None:
    assert set(FINDERS) == set(CATALOGUE)


@pytest.mark.parametrize("check", CATALOGUE.values(), ids=lambda check: check.id)
def test_a_check_says_what_must_hold_and_what_to_do(check: object) -> None:
    said = vars(check)
    assert said["rule"].endswith(".")
    assert said["advice"].endswith(".")
    assert said["clause"]
    assert said["column"]
