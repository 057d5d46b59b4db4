"""What CIN census files of different years and suppliers do differently."""

from __future__ import annotations

from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.returns.cin_census import CinCensus, read_cin_census

REVIEW = "<CPPreviewDate>2022-07-01</CPPreviewDate>"
ONE_REVIEWS, TWO_REVIEWS = f"<Reviews>{REVIEW * 2}</Reviews>", f"<Reviews>{REVIEW}</Reviews>" * 2
FACTORS = "<AssessmentFactors>14A</AssessmentFactors>"
STARTED = "<PreProceedings><PPStartDate>2022-06-01</PPStartDate></PreProceedings>"


def census(identifiers: str = "", details: str = "", plan: str = "", root: str = "Message") -> str:
    return (
        f"<{root}><Header><CollectionDetails><ReferenceDate>2023-03-31</ReferenceDate>"
        "</CollectionDetails></Header><Children><Child>"
        f"<ChildIdentifiers><LAchildID>1</LAchildID>{identifiers}</ChildIdentifiers>"
        f"<CINdetails><CINreferralDate>2022-05-01</CINreferralDate>{details}"
        f"<ChildProtectionPlans><CPPstartDate>2022-06-01</CPPstartDate>{plan}"
        f"</ChildProtectionPlans></CINdetails></Child></Children></{root}>"
    )


def read(folder: Path, text: str) -> CinCensus:
    (folder / "cin.xml").write_text(text, encoding="utf-8")
    return read_cin_census(folder / "cin.xml")


@pytest.mark.parametrize("reviews", [ONE_REVIEWS, TWO_REVIEWS, "<Reviews/>", ""])
def test_reviews_of_either_shape_do_no_harm(tmp_path: Path, reviews: str) -> None:
    found = read(tmp_path, census(plan=f"{reviews}<CPPendDate>2022-12-31</CPPendDate>"))
    columns = ["from_day", "until_day"]
    assert found.protection_plans[columns].to_numpy().tolist() == [["2022-06-01", "2022-12-31"]]


@pytest.mark.parametrize(
    "other",
    [
        f"<Assessments><FactorsIdentified>{FACTORS}</FactorsIdentified></Assessments>",
        "<CINPlanDates><CINPlanStartDate>2022-06-01</CINPlanStartDate></CINPlanDates>",
        "<Section47><S47ActualStartDate>2022-06-01</S47ActualStartDate></Section47>",
        f"<PreProceedingsandFGDM>{STARTED}</PreProceedingsandFGDM>",
        "stray",
    ],
)
def test_blocks_of_any_year_do_no_harm(tmp_path: Path, other: str) -> None:
    found = read(tmp_path, census(details=f"{other}<CINclosureDate>2022-09-01</CINclosureDate>"))
    row = found.need_episodes[["child_id", "from_day", "until_day"]].to_numpy().tolist()
    assert row == [["1", "2022-05-01", "2022-09-01"]]


@pytest.mark.parametrize(
    ("said", "sex"),
    [
        ("<GenderCurrent>1</GenderCurrent>", "1"),
        ("<GenderCurrent>9</GenderCurrent>", "9"),
        ("<Sex>F</Sex>", "F"),
        ("<Sex>U</Sex><GenderCurrent/>", "U"),
    ],
)
def test_sex_is_read_under_either_name(tmp_path: Path, said: str, sex: str) -> None:
    assert read(tmp_path, census(said)).children["sex"].tolist() == [sex]


def test_an_unborn_child_has_no_date_of_birth(tmp_path: Path) -> None:
    found = read(tmp_path, census("<ExpectedPersonBirthDate>2023-05-01</ExpectedPersonBirthDate>"))
    assert found.children["date_of_birth"].tolist() == [""]


@pytest.mark.parametrize("written", ["2010-02-03", "03/02/2010"])
def test_dates_are_read_in_both_forms(tmp_path: Path, written: str) -> None:
    read(tmp_path, census(f"<PersonBirthDate>{written}</PersonBirthDate>"))
    born = nwd.read(tmp_path).children["date_of_birth"]
    assert born.dt.strftime("%Y-%m-%d").tolist() == ["2010-02-03"]


@pytest.mark.parametrize("root", ["Message", "CINdetailsCollection"])
def test_the_reason_for_closure_reaches_the_records(tmp_path: Path, root: str) -> None:
    closed = "<CINclosureDate>2022-09-01</CINclosureDate><ReasonForClosure> rc8 </ReasonForClosure>"
    read(tmp_path, census(details=closed, root=root))
    assert nwd.read(tmp_path).need_episodes["closure_reason"].tolist() == ["RC8"]


def test_many_children_are_read_in_blocks_with_every_line_right(tmp_path: Path) -> None:
    start, end = census().split("<Child>")[0], "</Children></Message>"
    child = "<Child><ChildIdentifiers><LAchildID>{}</LAchildID></ChildIdentifiers></Child>\n"
    count = 70_000  # more rows than a block, more lines than two bytes count
    found = read(tmp_path, start + "".join(map(child.format, range(count))) + end)
    assert found.children["source_row"].tolist() == list(range(1, count + 1))
    assert found.children["child_id"].tolist() == [str(number) for number in range(count)]
