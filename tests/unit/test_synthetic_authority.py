"""The synthetic council that tests, the demo and plug-in authors stand on."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from nwd_costs.testing import SyntheticAuthority, synthetic_authority
from nwd_costs.testing.strategies import END, Rows, authorities, coherent_children
from nwd_costs.testing.truth import age_on, birthday, opens

COHORT = Path(__file__).resolve().parents[2] / "methodology" / "reference_cohort"
RESPITE = {"V3", "V4"}


@pytest.fixture(scope="module")
def council() -> SyntheticAuthority:
    return synthetic_authority()


@pytest.fixture(scope="module")
def written(council: SyntheticAuthority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("council")
    council.write(folder)
    return folder


def files_in(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def uk_day(text: str) -> date | None:
    day, month, year = text.split("/") if text else ("", "", "")
    return date(int(year), int(month), int(day)) if text else None


def iso_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def ends_before(rows: list[dict[str, object]]) -> list[tuple[str, date, date]]:
    """Each row as child, first day, end (the end of the data where it is open), in order."""
    spans = []
    for row in rows:
        from_day, until_day = row["from_day"], row["until_day"] or END
        assert isinstance(from_day, date)
        assert isinstance(until_day, date)
        spans.append((str(row["child_id"]), from_day, until_day))
    return sorted(spans)


def assert_neither_empty_nor_overlapping(rows: list[dict[str, object]]) -> None:
    spans = ends_before(rows)
    assert all(from_day < until_day for _, from_day, until_day in spans)
    for (child, _, until_day), (next_child, next_day, _) in pairwise(spans):
        assert child != next_child or until_day <= next_day


def main_lane(tables: Rows) -> list[dict[str, object]]:
    return [row for row in tables["placements"] if row["legal_status"] not in RESPITE]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        synthetic_authority(7, children=60, referrals=20).write(tmp_path / name)
    first = files_in(tmp_path / "first")
    assert first == files_in(tmp_path / "second")
    assert len(first) == 4 * 3 + 4 + 1


def test_another_seed_gives_another_council() -> None:
    one = synthetic_authority(7, children=60, referrals=20)
    other = synthetic_authority(8, children=60, referrals=20)
    assert one.children != other.children
    assert one.referrals != other.referrals


def test_the_reference_cohort_is_what_the_generator_writes(written: Path) -> None:
    frozen = files_in(COHORT)
    assert frozen.pop("SOURCE.md").startswith(b"# The reference cohort")
    made = files_in(written)
    assert sorted(frozen) == sorted(made)
    assert [name for name in made if made[name] != frozen[name]] == []


def test_no_file_has_a_carriage_return(written: Path) -> None:
    assert [name for name, content in files_in(written).items() if b"\r" in content] == []


def test_main_placements_of_a_child_neither_overlap_nor_are_empty(
    council: SyntheticAuthority,
) -> None:
    tables = council.canonical()
    assert_neither_empty_nor_overlapping(main_lane(tables))
    assert_neither_empty_nor_overlapping(tables["need_episodes"])
    assert_neither_empty_nor_overlapping(tables["protection_plans"])


def test_everybody_leaves_care_by_the_eighteenth_birthday(council: SyntheticAuthority) -> None:
    grown = {child.child_id: birthday(child.date_of_birth, 18) for child in council.children}
    ends = [(row.until_day or END, grown[row.child_id]) for row in council.placements]
    assert all(end <= eighteen for end, eighteen in ends)
    assert any(end == eighteen for end, eighteen in ends)


def test_a_period_of_care_ends_with_a_reason_and_a_move_goes_on_the_same_day(
    council: SyntheticAuthority,
) -> None:
    rows = [row for row in council.placements if not row.is_respite]
    starts = {(row.child_id, row.from_day) for row in rows}
    for row in rows:
        if row.until_day and not row.last_reported:
            assert (row.rec == "X1") == ((row.child_id, row.until_day) in starts)
            assert row.rec


def test_every_return_repeats_the_rows_that_were_open(written: Path) -> None:
    forgotten = []
    for year in (2020, 2021, 2022):
        now = rows_of(written / "ssda903" / str(year) / "episodes.csv")
        later = rows_of(written / "ssda903" / str(year + 1) / "episodes.csv")
        told = {(row["CHILD"], row["DECOM"]) for row in later}
        still_open = [row for row in now if not row["DEC"]]
        assert still_open
        assert all(not row["REC"] and not row["REASON_PLACE_CHANGE"] for row in still_open)
        forgotten += [row for row in still_open if (row["CHILD"], row["DECOM"]) not in told]
    assert len(forgotten) == 1  # the stale row that SOURCE.md owns up to


def test_reading_the_returns_back_gives_the_canonical_placements(
    council: SyntheticAuthority, written: Path
) -> None:
    read: dict[tuple[str, date | None], tuple[object, ...]] = {}
    for year in council.return_years:  # the latest return wins
        for row in rows_of(written / "ssda903" / str(year) / "episodes.csv"):
            told = (row["PLACE"], row["PLACE_PROVIDER"], row["RNE"], row["REC"], row["LS"])
            ended = uk_day(row["DEC"])
            read[row["CHILD"], uk_day(row["DECOM"])] = (*told, ended, row["REASON_PLACE_CHANGE"])
    truth: dict[tuple[str, date | None], tuple[object, ...]] = {
        (row.child_id, row.from_day): (
            row.place,
            row.provider,
            row.rne,
            row.rec,
            row.legal_status,
            None if row.last_reported else row.until_day,
            row.reason_place_change,
        )
        for row in council.placements
    }
    assert read == truth


def test_reading_the_census_back_gives_the_canonical_episodes_and_plans(
    council: SyntheticAuthority, written: Path
) -> None:
    needs: dict[tuple[str, date | None], date | None] = {}
    plans: dict[tuple[str, date | None], date | None] = {}
    for year in council.return_years:
        path = written / "cin_census" / f"cin_{year}.xml"
        message = ET.parse(path)  # noqa: S314 - our own file
        for child in message.iter("Child"):
            child_id = child.findtext("ChildIdentifiers/LAchildID") or ""
            for details in child.iter("CINdetails"):
                if details.findtext("ReferralNFA") == "0":
                    start = iso_day(details.findtext("CINreferralDate"))
                    needs[child_id, start] = iso_day(details.findtext("CINclosureDate"))
            for plan in child.iter("ChildProtectionPlans"):
                start = iso_day(plan.findtext("CPPstartDate"))
                plans[child_id, start] = iso_day(plan.findtext("CPPendDate"))
    tables = council.canonical()
    for read, name in ((needs, "need_episodes"), (plans, "protection_plans")):
        truth = {(row["child_id"], row["from_day"]): row["until_day"] for row in tables[name]}
        assert read == truth


def test_looked_after_children_are_in_the_census_too(council: SyntheticAuthority) -> None:
    needs = defaultdict(list)
    for need in council.need_episodes:
        needs[need.child_id].append((need.from_day, need.until_day or END))
    for row in council.placements:
        spans = needs[row.child_id]
        assert any(start <= row.from_day and (row.until_day or END) <= end for start, end in spans)


def test_the_referral_list_is_read_back_as_it_was_written(
    council: SyntheticAuthority, written: Path
) -> None:
    rows = rows_of(written / "referrals.csv")
    truth = council.canonical()["referrals"]
    assert rows == [{k: "" if v is None else str(v) for k, v in row.items()} for row in truth]
    assert ",".join(rows[0]) == (
        "referral_id,child_id,at_risk_of,referred_on,started_on,ended_on,support,stage,likelihood,"
        "expected_placement,expected_weeks,programme_cost,date_of_birth"
    )


def test_referral_ids_are_unique_and_starts_leave_a_year_of_history(
    council: SyntheticAuthority,
) -> None:
    assert len({row.referral_id for row in council.referrals}) == len(council.referrals) == 120
    starts = [row.started_on for row in council.referrals if row.started_on]
    assert opens(2021) <= min(starts) < date(2020, 7, 1)
    assert date(2023, 1, 1) <= max(starts) < END


def test_the_reference_council_holds_every_situation_it_promises(
    council: SyntheticAuthority,
) -> None:
    rows = council.placements
    children = {child.child_id: child for child in council.children}
    starts = [(row, row.started_on) for row in council.referrals if row.started_on]
    ages = {
        age_on(day, children[row.child_id].date_of_birth)
        for row, day in starts
        if row.child_id in children
    }
    per_child = defaultdict(list)
    for row, day in starts:
        per_child[row.child_id].append(day)
    gaps = [(max(days) - min(days)).days for days in per_child.values() if len(days) > 1]
    assert sum(row.place == "X9" for row in rows) == 1
    assert sum(row.given_twice_in is not None for row in rows) == 1
    assert {"V3", "V4"} <= {row.legal_status for row in rows}
    assert {"T1", "T4"} <= {row.place for row in rows}
    assert {"S", "P", "B", "L", "T"} <= {row.rne for row in rows}
    assert any(child.uasc and child.uasc_until_day is None for child in council.children)
    assert any(child.uasc and child.uasc_until_day for child in council.children)
    assert any((c.date_of_birth.month, c.date_of_birth.day) == (2, 29) for c in council.children)
    assert any(child_id.startswith("0") for child_id in children)
    assert {11, 12, 17} <= ages
    assert len(gaps) >= 5
    assert all(0 < gap < 364 for gap in gaps)
    assert any(row.child_id not in children for row in council.referrals)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_the_seed_every_child_is_told_of_and_no_history_contradicts_itself(
    seed: int,
) -> None:
    other = synthetic_authority(seed, children=150, referrals=40)
    tables = other.canonical()
    assert len({child.child_id for child in other.children}) == 150
    assert len({row.child_id for row in other.placements}) == 150 * 35 // 100
    assert {row.child_id for row in other.need_episodes} == {c.child_id for c in other.children}
    for rows in (main_lane(tables), tables["need_episodes"], tables["protection_plans"]):
        assert_neither_empty_nor_overlapping(rows)
    needs = {(need.child_id, need.from_day): need.until_day or END for need in other.need_episodes}
    for plan in other.protection_plans:
        assert plan.need_from_day <= plan.from_day
        assert (plan.until_day or END) <= needs[plan.child_id, plan.need_from_day]


@pytest.mark.parametrize("children", [0, 1, 3, 30])
def test_a_small_council_still_fills_its_list(children: int, tmp_path: Path) -> None:
    small = synthetic_authority(5, children=children, referrals=60, return_years=(2023,))
    assert len(small.children) == children
    assert len(small.referrals) == 60
    small.write(tmp_path)
    assert (tmp_path / "ssda903" / "2023" / "episodes.csv").is_file()


@pytest.mark.parametrize("years", [(), (2023, 2022), (2021, 2023), (2024, 2025)])
def test_years_it_cannot_tell_are_refused(years: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="consecutive"):
        synthetic_authority(return_years=years)


def test_the_generator_needs_no_hypothesis_and_the_strategies_say_what_they_need() -> None:
    without = "import sys; sys.modules['hypothesis'] = None; import nwd_costs.testing"
    subprocess.run([sys.executable, "-c", without], check=True)
    asked = subprocess.run(
        [sys.executable, "-c", without + ".strategies"], capture_output=True, text=True, check=False
    )
    assert asked.returncode == 1
    assert 'pip install "nwd-costs[testing]"' in asked.stderr.splitlines()[-1]


@settings(max_examples=60, database=None, deadline=None)
@given(authorities())
def test_strategies_draw_histories_that_hang_together(tables: Rows) -> None:
    known = {str(row["child_id"]) for row in tables["children"]}
    assert 1 <= len(known) == len(tables["children"]) <= 4
    assert_neither_empty_nor_overlapping(main_lane(tables))
    for name in ("need_episodes", "protection_plans"):
        assert_neither_empty_nor_overlapping(tables[name])
        assert {str(row["child_id"]) for row in tables[name]} <= known
    born = {row["child_id"]: row["date_of_birth"] for row in tables["children"]}
    assert all((row["until_day"] is None) == (row["rec"] is None) for row in main_lane(tables))
    for child, _, until_day in ends_before(main_lane(tables)):
        birth = born[child]
        assert not isinstance(birth, date) or until_day <= birthday(birth, 18)
    ids = [row["referral_id"] for row in tables["referrals"]]
    assert len(ids) == len(set(ids)) <= 4
    assert {str(row["child_id"]) for row in tables["referrals"]} <= known | {"9999"}


@settings(max_examples=20, database=None, deadline=None)
@given(coherent_children(max_children=2))
def test_children_can_be_drawn_without_referrals(tables: Rows) -> None:
    assert tables["referrals"] == []
    assert len(tables["children"]) <= 2


def test_strategies_and_generator_give_the_same_columns(council: SyntheticAuthority) -> None:
    truth = {name: set(rows[0]) for name, rows in council.canonical().items()}
    met: dict[str, set[str]] = {}

    @settings(max_examples=60, database=None, deadline=None)
    @given(authorities())
    def meet(tables: Rows) -> None:
        for name, rows in tables.items():
            for row in rows:
                met[name] = set(row)

    meet()
    assert met == truth
