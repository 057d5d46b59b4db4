"""A child who is planted in the records is found nowhere in what is published [17.5]."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.commands import demo_result
from nwd_costs.disclosure.publishing import ONE_OF_THESE_DAYS

COHORT = Path(__file__).resolve().parents[2] / "methodology" / "reference_cohort"
CHILD, REFERRAL, FILE = "ZQ-CHILD", "ZQ-REFERRAL", "zqfile.csv"
VERSION = "edge-of-care/2021-22.1"
OUTPUTS = pytest.mark.parametrize("output", ["values", "report.html", "published.xlsx", "pack.zip"])
DAYS = {"2007-07-03", "2021-12-20", "2022-05-16", "2022-05-17", "2022-08-09", "2022-11-29"}
# A code that is unknown puts words of the records into a warning of the internal profile.
EPISODE = f"{CHILD},20/12/2021,S,V2,N1,ZQPLACE,ZQPROV,29/11/2022,X1,ZQREASON,ZQ1 2AB,ZQ1 2AB,ZQURN"
HEADER = f"{CHILD},2,03/07/2007,ZQETHNIC,ZQUPN,,"
CLAIM = (
    f"{REFERRAL},{CHILD},breakdown,2022-05-16,2022-05-17,2022-08-09,outreach,engaged,high,"
    "residential_external,137,98765.43,2007-07-03"
)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> nwd.Result:
    folder = tmp_path_factory.mktemp("council") / "council"
    shutil.copytree(COHORT, folder)
    (folder / "referrals.csv").rename(folder / FILE)
    rows = {"ssda903/2022/header.csv": HEADER, "ssda903/2023/header.csv": HEADER, FILE: CLAIM}
    rows |= {"ssda903/2022/episodes.csv": EPISODE.replace("29/11/2022,X1", ",")}
    rows |= {"ssda903/2023/episodes.csv": EPISODE}
    for file, row in rows.items():
        with (folder / file).open("a", encoding="utf-8", newline="\n") as end:
            end.write(f"{row}\n")
    records = nwd.read(
        ssda903=folder / "ssda903",
        cin_census=sorted((folder / "cin_census").glob("*.xml")),
        referrals=folder / FILE,
    )
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    method = nwd.methodology(VERSION).plan.but(
        programme={"rule": "per_referral"}, adjustments={"deadweight": 137_000}
    )
    return nwd.run(method, records, costs, period="2022-23", as_at="2023-03-31")


@pytest.fixture(scope="module")
def outputs(result: nwd.Result, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give everything of the publication profile as text, unpacked, its file names too."""
    folder = tmp_path_factory.mktemp("published")
    given = {"period": "2022-23", "as_at": "2023-03-31"}
    both = nwd.compare([result.method, VERSION], result.records, result.costs, **given)
    nwd.report(result, compared=both).write(folder)
    nwd.workbook(result, profile="publication").write(folder / "published.xlsx")
    # What is no published version has no pack.
    version = next(one for one in both.results if one.method.id == VERSION)
    nwd.pack(version, folder / "pack.zip", secret="a secret of the analyst")  # noqa: S106
    published = nwd.publishable(result)
    files = {one.name: one.read_bytes() for one in sorted(folder.iterdir())}
    files["pack.zip"] = without_what_is_in_any(files["pack.zip"], folder)
    return {
        "values": f"{json.dumps(published.as_dict())}\n{published.to_html()}\n{published!r}",
        **{name: "\n".join(texts_of(name, content)) for name, content in files.items()},
    }


def without_what_is_in_any(pack: bytes, folder: Path) -> bytes:
    """Leave out what is byte for byte in the pack of another result: it is not of the sentinel.

    Worked cases and the synthetic council have some of the sentinel's days and pounds by chance.
    """
    plain = nwd.pack(demo_result(), folder / "plain.zip").read_bytes()
    (folder / "plain.zip").unlink()
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(pack)) as mine,
        zipfile.ZipFile(io.BytesIO(plain)) as theirs,
        zipfile.ZipFile(kept, "w") as out,
    ):
        for name in mine.namelist():
            same = name in theirs.namelist() and mine.read(name) == theirs.read(name)
            if not same:
                out.writestr(name, mine.read(name))
        assert "record.json" in out.namelist()
    return kept.getvalue()


def texts_of(name: str, content: bytes) -> Iterator[str]:
    """Give a file as text with its name; of a zip, every file in it, zips within it too."""
    yield name
    if not content.startswith(b"PK"):
        yield content.decode("utf-8")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield archive.comment.decode("utf-8")
        for info in archive.infolist():
            yield from texts_of(info.filename, archive.read(info))


def written(day: str) -> set[str]:
    year, month, number = day.split("-")
    return {day, f"{number}/{month}/{year}", f"{year}{month}{number}"}


def numbers_of(result: nwd.Result) -> set[int]:
    """Give the days and the pence of the child's lines, and what they come to."""
    lines = result.ledger[result.ledger["child_id"] == CHILD]
    sums = {int(lines[name].sum()) for name in ("days", "amount_pence")}
    each = {int(n) for name in ("days", "amount_pence") for n in lines[name].dropna()}
    # Two digits stand in any page by chance.
    return {abs(n) for n in sums | each if abs(n) > 99} | {9876543, 137}


def numbers_in(text: str) -> set[int]:
    bare = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return {int(number) for number in re.findall(r"\d+", bare)}


def test_the_sentinel_has_a_claim_and_a_warning(result: nwd.Result) -> None:
    lines = result.ledger[result.ledger["child_id"] == CHILD]
    assert {"counterfactual", "adjustment", "programme"} <= set(lines["side"])
    assert CHILD in set(result.records.placements["child_id"])
    assert any(warning.code == "unmapped_codes" for warning in result.warnings)


@OUTPUTS
def test_no_word_and_no_day_of_the_sentinel_is_published(
    outputs: dict[str, str], output: str
) -> None:
    marks = {"zq", *(text for day in DAYS for text in written(day))}
    assert [mark for mark in marks if mark in outputs[output].lower()] == []


@OUTPUTS
def test_no_number_of_the_sentinel_is_published(
    result: nwd.Result, outputs: dict[str, str], output: str
) -> None:
    mine = numbers_of(result)
    # Pounds and pence alike; files hold more numbers than values do, short ones by chance.
    mine |= {n // 100 for n in mine if n > 10_000}
    mine = {n for n in mine if n > (0 if output == "values" else 9_999)}
    assert len(mine) > 5
    assert mine & numbers_in(outputs[output]) == set()


@OUTPUTS
def test_every_output_says_that_no_other_report_of_these_days_is_to_be_published(
    outputs: dict[str, str], output: str
) -> None:
    assert ONE_OF_THESE_DAYS in outputs[output]


def test_the_search_would_find_the_sentinel(result: nwd.Result) -> None:
    shown = f"{result.ledger.to_csv()}{json.dumps(result.summary())}"
    inner, outer = io.BytesIO(), io.BytesIO()
    for into, name, content in ((inner, "a.csv", shown.encode()), (outer, "b.xlsx", b"")):
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content or inner.getvalue())
    found = "\n".join(texts_of("c.zip", outer.getvalue()))
    assert CHILD in found
    assert "b.xlsx" in found
    assert numbers_of(result) & numbers_in(found)
