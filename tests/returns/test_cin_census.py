from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nwd_costs.errors import DataError, UsageError
from nwd_costs.returns.cin_census import CinCensus, read_cin_census

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MARKER = "ZQMARKER"
DATE = "<ReferenceDate>2023-03-31</ReferenceDate>"


def census(
    children: str = "", dates: str = DATE, root: str = "Message", attributes: str = ""
) -> str:
    header = f"<Header><CollectionDetails>{dates}</CollectionDetails></Header>"
    return f"<{root}{attributes}>{header}\n<Children>\n{children}</Children></{root}>"


def child(identifiers: str = "", rest: str = "") -> str:
    return f"<Child><ChildIdentifiers>{identifiers}</ChildIdentifiers>\n{rest}</Child>\n"


CHILD = child(
    "<LAchildID> 0012 </LAchildID><UPNunknown>UN3</UPNunknown>stray"
    "<PersonBirthDate>2010-02-03</PersonBirthDate><GenderCurrent>2</GenderCurrent>",
    "<CINdetails><CINreferralDate>2022-05-01</CINreferralDate>"
    "<CINclosureDate>2022-09-01</CINclosureDate>\n<ReasonForClosure>rc7</ReasonForClosure>"
    "<ChildProtectionPlans><CPPstartDate>2022-06-01</CPPstartDate>"
    "<CPPendDate/></ChildProtectionPlans><ReferralNFA>0</ReferralNFA></CINdetails>\n",
)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., CinCensus]:
    def write_and_read(*contents: str | bytes) -> CinCensus:
        paths = []
        for at, content in enumerate(contents):
            paths.append(tmp_path / f"cin_{at}.xml")
            paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_cin_census(paths[0] if len(paths) == 1 else paths)

    return write_and_read


def refused(read: Callable[..., CinCensus], *contents: str | bytes) -> DataError:
    with pytest.raises(DataError) as caught:
        read(*contents)
    return caught.value


def test_a_child_its_referral_and_its_plan_are_read_with_their_lines(
    read: Callable[..., CinCensus],
) -> None:
    found = read(census(CHILD))
    lineage = [2023, "cin_0.xml"]
    assert found.children.to_numpy().tolist() == [["0012", "2010-02-03", "2", *lineage, 3]]
    assert found.need_episodes.to_numpy().tolist() == [
        ["0012", "2022-05-01", "2022-09-01", "false", "RC7", *lineage, 4]
    ]
    assert found.protection_plans.to_numpy().tolist() == [["0012", "2022-06-01", "", *lineage, 5]]
    assert found.return_years == (2023,)
    assert found.files[0].taken_for == "CIN census 2022-23"
    assert found.files[0].rows == 1
    assert found.notes == ()


def test_line_numbers_are_whole_numbers_and_nothing_is_missing(
    read: Callable[..., CinCensus],
) -> None:
    found = read(census(CHILD))
    for frame in (found.children, found.need_episodes, found.protection_plans):
        assert frame["source_row"].dtype == "int64"
        assert frame["return_year"].dtype == "int64"
        assert not frame.isna().to_numpy().any()


@pytest.mark.parametrize(
    ("written", "flag"),
    [
        ("true", "true"),
        ("1", "true"),
        (" TRUE ", "true"),
        ("yes", "true"),
        ("0", "false"),
        ("False", "false"),
        ("N", "false"),
    ],
)
def test_no_further_action_is_true_or_false_however_it_is_written(
    read: Callable[..., CinCensus], written: str, flag: str
) -> None:
    details = f"<CINdetails><ReferralNFA>{written}</ReferralNFA></CINdetails>"
    found = read(census(child("", details)))
    assert found.need_episodes["no_further_action"].tolist() == [flag]
    assert found.notes == ()


def test_what_is_blank_or_absent_stays_blank(read: Callable[..., CinCensus]) -> None:
    found = read(
        census(
            child("<ExpectedPersonBirthDate>2023-05-01</ExpectedPersonBirthDate>", "<CINdetails/>")
        )
    )
    assert found.children[["child_id", "date_of_birth", "sex"]].to_numpy().tolist() == [
        ["", "", ""]
    ]
    columns = ["child_id", "from_day", "until_day", "no_further_action"]
    assert found.need_episodes[columns].to_numpy().tolist() == [["", "", "", ""]]


def test_a_flag_that_is_neither_true_nor_false_is_noted(read: Callable[..., CinCensus]) -> None:
    details = f"<CINdetails><ReferralNFA>{MARKER}</ReferralNFA></CINdetails>"
    found = read(census(child("", details)))
    assert found.need_episodes["no_further_action"].tolist() == ["?"]
    assert found.notes == ("cin_0.xml: 1 ReferralNFA are neither true nor false; read as blank",)


def test_sex_is_read_under_its_newer_name_too(read: Callable[..., CinCensus]) -> None:
    assert read(census(child("<Sex>F</Sex>"))).children["sex"].tolist() == ["F"]


def test_comments_do_not_cut_a_text_in_two(read: Callable[..., CinCensus]) -> None:
    found = read(census(child("<LAchildID>00<!-- note -->12</LAchildID><?x y?>")))
    assert found.children["child_id"].tolist() == ["0012"]


def test_a_name_space_and_another_root_make_no_difference(read: Callable[..., CinCensus]) -> None:
    plain = read(census(CHILD))
    for root, attributes in (("Message", ' xmlns="urn:x"'), ("CINdetailsCollection", "")):
        other = read(census(CHILD, root=root, attributes=attributes))
        assert other.need_episodes.equals(plain.need_episodes)
        assert other.protection_plans.equals(plain.protection_plans)


def test_utf_16_and_a_mark_are_read(read: Callable[..., CinCensus]) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?>' + census(CHILD)
    assert len(read(text.encode("utf-16")).children) == 1
    assert len(read(b"\xef\xbb\xbf" + census(CHILD).encode()).children) == 1


@pytest.mark.parametrize(
    ("dates", "year", "notes"),
    [
        ("<ReferenceDate>31/03/2022</ReferenceDate><Year>2022</Year>", 2022, 0),
        ("<ReferenceDate>2022-03-31T00:00:00</ReferenceDate>", 2022, 0),
        ("<ReferenceDate>2022-03-28</ReferenceDate>", 2022, 1),
        ("<ReferenceDate>2022-04-01</ReferenceDate>", 2023, 1),
        ("<ReferenceDate>2024-03-31</ReferenceDate><Year>2023</Year>", 2024, 1),
        ("<ReferenceDate>2022-07-21</ReferenceDate><Year>2022</Year>", 2023, 2),
        ("<ReferenceDate>31/02/2022</ReferenceDate><Year>2022</Year>", 2022, 1),
        ("<ReferenceDate/><Year> 2021 </Year>", 2021, 0),
    ],
)
def test_the_year_is_that_in_which_the_reference_date_falls(
    read: Callable[..., CinCensus], dates: str, year: int, notes: int
) -> None:
    found = read(census(CHILD, dates))
    assert found.return_years == (year,)
    assert found.children["return_year"].tolist() == [year]
    assert len(found.notes) == notes


@pytest.mark.parametrize(
    "dates", ["", "<Year>23</Year>", f"<ReferenceDate>{MARKER}</ReferenceDate>"]
)
def test_a_census_without_a_year_is_refused(read: Callable[..., CinCensus], dates: str) -> None:
    assert "no ReferenceDate and no Year" in str(refused(read, census(CHILD, dates)))
    assert "no ReferenceDate and no Year" in str(refused(read, f"<Message>{CHILD}</Message>"))


def test_years_come_in_order_whatever_the_order_of_the_files(
    read: Callable[..., CinCensus],
) -> None:
    found = read(
        census(CHILD), census(dates="<Year>2021</Year>"), census(CHILD, "<Year>2022</Year>")
    )
    assert found.return_years == (2021, 2022, 2023)
    assert found.children["return_year"].tolist() == [2022, 2023]
    assert [file.name for file in found.files] == ["cin_1.xml", "cin_2.xml", "cin_0.xml"]


def test_two_censuses_of_one_year_are_refused_by_name(read: Callable[..., CinCensus]) -> None:
    error = refused(read, census(CHILD), census(CHILD))
    assert "cin_0.xml and cin_1.xml: two censuses for 2022-23" in str(error)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    paths = [tmp_path / year / "cin.xml" for year in ("2022", "2023")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(census(CHILD, f"<Year>{path.parent.name}</Year>"), encoding="utf-8")
    found = read_cin_census(paths)
    assert found.children["source_file"].tolist() == ["2022/cin.xml", "2023/cin.xml"]


def test_a_census_without_children_has_no_rows(read: Callable[..., CinCensus]) -> None:
    found = read(census())
    assert len(found.children) == len(found.need_episodes) == len(found.protection_plans) == 0
    assert list(found.need_episodes.columns)[-3:] == ["return_year", "source_file", "source_row"]
    assert found.need_episodes["source_row"].dtype == "int64"


@pytest.mark.parametrize(
    "content",
    [
        "<EXPSSDA903><CHILD><HEADER/></CHILD></EXPSSDA903>",
        "<Message><Children/></Message>",
        "<html><Header/></html>",
    ],
)
def test_another_xml_file_is_no_census(read: Callable[..., CinCensus], content: str) -> None:
    assert "not a CIN census" in str(refused(read, content))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (census(CHILD)[:-60], 5),
        (f"<Message>\n<Child>{MARKER}</Kid>", 2),
        (f"<Message>\n\n&{MARKER};</Message>", 3),
        (f"{MARKER},{MARKER}\n", 1),
        ("", 1),
        (b"PK\x03\x04\0\0", 1),
        (b'<?xml version="1.0" encoding="utf-8"?>\n<Message>\xe9\xff</Message>', 2),
        (f'<?xml version="1.0" encoding="{MARKER}"?><Message/>', 1),
        ("<a>" * 400, 1),
    ],
    ids=["cut", "crossed", "entity", "csv", "empty", "workbook", "letters", "encoding", "deep"],
)
def test_what_is_not_whole_is_refused_by_line_and_without_its_words(
    read: Callable[..., CinCensus], content: str | bytes, line: int
) -> None:
    error = refused(read, content)
    assert f"breaks at line {line}." in str(error)
    assert MARKER not in f"{error}{error!r}"
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__


def entities(depth: int) -> str:
    declared = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, depth))
    return f'<!DOCTYPE Message [<!ENTITY e0 "{MARKER}">{declared}]>'


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE Message>" + census(CHILD),
        '<!DOCTYPE Message SYSTEM "file:///etc/passwd">' + census(CHILD),
        entities(1) + census(child("<LAchildID>&e0;</LAchildID>")),
        entities(12) + census(child("<LAchildID>&e11;</LAchildID>")),
        entities(12) + "<Message Year='&e11;'/>",
        '<!DOCTYPE m [<!ENTITY x SYSTEM "/etc/passwd">]><Message>&x;</Message>',
    ],
    ids=["bare", "outside", "entity", "bomb", "bomb in an attribute", "file"],
)
def test_a_document_type_is_refused_before_anything_is_read(
    read: Callable[..., CinCensus], content: str
) -> None:
    for data in (content.encode(), ("\ufeff" + content).encode("utf-16-le")):
        error = refused(read, data)
        assert "DOCTYPE" in str(error)
        assert MARKER not in f"{error}{error!r}"


def test_the_problems_of_every_file_are_in_one_error(read: Callable[..., CinCensus]) -> None:
    error = refused(read, "<a", census(CHILD), "<!DOCTYPE a><a/>", census(CHILD))
    assert [problem.where for problem in error.problems] == [
        "cin_0.xml",
        "cin_2.xml",
        "cin_1.xml and cin_3.xml",
    ]


def test_what_cannot_be_opened_is_said_without_its_whole_path(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_cin_census([tmp_path / "none.xml", tmp_path])
    assert "no such file" in str(caught.value)
    assert "it is a folder" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
    with pytest.raises(UsageError):
        read_cin_census([])


def test_a_census_does_not_show_its_rows_when_it_is_printed(read: Callable[..., CinCensus]) -> None:
    found = read(census(child(f"<LAchildID>{MARKER}</LAchildID>")))
    assert MARKER not in repr(found)


SHARED = {
    2019: (1083, 1104, 186, 25),
    2020: (1138, 1177, 203, 29),
    2021: (1163, 1207, 234, 38),
    2022: (1151, 1196, 255, 28),
    2023: (1095, 1147, 242, 40),
}


def test_the_sample_authority_has_the_rows_that_its_notes_say(shared_data: Path) -> None:
    folder = shared_data / "sample-authority"
    found = read_cin_census([folder / f"cin_{year}.xml" for year in SHARED])
    unpursued = found.need_episodes[found.need_episodes["no_further_action"] == "true"]
    frames = (found.children, found.need_episodes, found.protection_plans, unpursued)
    counts = [frame["return_year"].value_counts() for frame in frames]
    assert {year: tuple(int(count[year]) for count in counts) for year in SHARED} == SHARED
    assert found.notes == ()


def test_the_public_samples_are_read_for_all_their_oddities(shared_data: Path) -> None:
    folder = shared_data / "csc-validator-cin-xml"
    fake = read_cin_census(folder / "fake_CIN_data.xml")
    assert (len(fake.children), len(fake.need_episodes)) == (332, 402)
    assert set(fake.need_episodes["no_further_action"]) == {"true"}
    assert (fake.need_episodes["until_day"] == "").sum() == 150
    assert fake.return_years == (2023,)
    two = read_cin_census(folder / "CIN_Census_2024.xml")
    assert two.return_years == (2024,)
    assert len(two.children) == 2
    assert any("Year does not agree" in note for note in two.notes)
