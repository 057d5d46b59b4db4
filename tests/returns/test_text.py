from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from nwd_costs import workbooks
from nwd_costs.errors import DataError
from nwd_costs.returns import text
from nwd_costs.returns.text import count_rows, open_csv, read_csv_table, read_table, read_xlsx_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

MARKER = "ZQMARKER"


def written(folder: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def sheet(folder: Path, rows: Sequence[Sequence[Any]], *, first: tuple[int, int] = (0, 0)) -> Path:
    path = folder / "book.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("list")
        for at, row in enumerate(rows):
            page.write_row(first[0] + at, first[1], row)
    return path


def refused(read: Callable[[], Any]) -> DataError:
    with pytest.raises(DataError) as caught:
        read()
    return caught.value


def test_every_cell_is_text_and_leading_zeros_are_kept(tmp_path: Path) -> None:
    table = read_csv_table(written(tmp_path, "CHILD,N\n0012,1.0\nNA,\nnull,None\n"))
    assert table.frame.to_dict("list") == {
        "CHILD": ["0012", "NA", "null"],
        "N": ["1.0", "", "None"],
    }
    assert table.rows.tolist() == [2, 3, 4]
    assert table.encoding == "utf-8"
    assert table.notes == ()


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    content = "\ufeffA,B\r\n1,2\r\n".encode()
    table = read_csv_table(written(tmp_path, content))
    assert table.digest == hashlib.sha256(content).hexdigest()


def test_a_mark_before_the_first_heading_is_not_part_of_it(tmp_path: Path) -> None:
    table = read_csv_table(written(tmp_path, "\ufeffCHILD,LS\n1,é\n"))
    assert list(table.frame.columns) == ["CHILD", "LS"]
    assert table.frame["LS"].tolist() == ["é"]


def test_a_windows_file_is_read_and_the_fact_noted(tmp_path: Path) -> None:
    path = written(tmp_path, "CHILD,HOME_POST\n1,Café £5\n".encode("cp1252"))
    table = read_csv_table(path)
    assert table.frame["HOME_POST"].tolist() == ["Café £5"]
    assert table.encoding == "cp1252"
    assert table.notes == ("file.csv is not UTF-8; it was read as Windows-1252",)


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_when_it_has_its_mark(tmp_path: Path, mark: str) -> None:
    path = written(tmp_path, "\ufeffCHILD,LS\r\n001,é\r\n".encode(mark))
    table = read_csv_table(path)
    assert table.frame.to_dict("list") == {"CHILD": ["001"], "LS": ["é"]}


@pytest.mark.parametrize(
    "content",
    [
        "CHILD,LS\n1,é\n".encode("utf-16-le"),
        b"\xff\xfeC\x00H",
        b"A,B\n\x81,1\n",
        b"\xd0\xcf\x11\xe0\0\0\0",
    ],
    ids=["utf-16 without its mark", "half a letter", "no letter", "an old workbook"],
)
def test_what_is_not_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    assert "not text" in str(refused(lambda: read_csv_table(path)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_cells_are_parted_as_the_heading_is(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, "A|B|C\n1||3\n||\n4|5|6\n".replace("|", delimiter))
    table = read_csv_table(path)
    assert table.frame.to_numpy().tolist() == [["1", "", "3"], ["4", "5", "6"]]
    assert table.rows.tolist() == [2, 4]


def test_a_comma_in_the_heading_wins_over_a_semicolon(tmp_path: Path) -> None:
    table = read_csv_table(written(tmp_path, "A;x,B\n1;2,3\n"))
    assert table.frame.to_dict("list") == {"A;x": ["1;2"], "B": ["3"]}


def test_headings_and_cells_lose_the_spaces_around_them(tmp_path: Path) -> None:
    path = written(tmp_path, " CHILD ,\u00a0 HOME   POST,LS\n 1 ,\u00a0a  b\u00a0,\t\n")
    table = read_csv_table(path)
    assert table.frame.to_dict("list") == {"CHILD": ["1"], "HOME POST": ["a  b"], "LS": [""]}


def test_blank_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, "A,B\n1,2\n\n   \n,\n3,4\n\n")
    table = read_csv_table(path)
    assert table.frame["A"].tolist() == ["1", "3"]
    assert table.rows.tolist() == [2, 6]


def test_a_cell_with_line_ends_is_one_row(tmp_path: Path) -> None:
    table = read_csv_table(written(tmp_path, 'A,B\n1,"x\n\ny"\n3,4\n'))
    assert table.frame["B"].tolist() == ["x\n\ny", "4"]
    assert table.rows.tolist() == [2, 3]


def test_a_cell_longer_than_a_block_is_read(tmp_path: Path) -> None:
    long = "x\n" * 1_500_000
    table = read_csv_table(written(tmp_path, f'A,B\n1,"{long}y"\n3,4\n'))
    assert table.rows.tolist() == [2, 3]
    assert len(table.frame["B"].tolist()[0]) == len(long) + 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_gives_the_same_rows(tmp_path: Path, end: str) -> None:
    table = read_csv_table(written(tmp_path, end.join(["", " ", "A,B", "1,2", "", "3,4"])))
    assert table.frame.to_numpy().tolist() == [["1", "2"], ["3", "4"]]
    assert table.rows.tolist() == [2, 4]


def test_row_numbers_hold_in_a_large_file_with_quoted_cells(tmp_path: Path) -> None:
    rows = [f'{at:07d},"a\n\nb",x' for at in range(2, 200_002)]
    rows[99] = ""
    table = read_csv_table(written(tmp_path, "\n".join(["ID,B,C", *rows, ""])))
    assert len(table.frame) == 199_999
    assert table.frame["ID"].astype("int64").tolist() == table.rows.tolist()


def test_a_heading_without_rows_is_a_table_without_rows(tmp_path: Path) -> None:
    for content in ("A,B", "A,B\n", "A,B\n\n,\n"):
        table = read_csv_table(written(tmp_path, content))
        assert table.frame.shape == (0, 2)
        assert table.rows.tolist() == []
        assert table.rows.dtype == "int64"
        assert table.frame["A"].str.upper().tolist() == []


def test_columns_without_heading_and_without_values_are_left_out(tmp_path: Path) -> None:
    table = read_csv_table(written(tmp_path, "A,B,,\n1,2,,\n3,4, ,\n"))
    assert table.frame.to_dict("list") == {"A": ["1", "3"], "B": ["2", "4"]}


def test_a_table_of_one_column_is_read(tmp_path: Path) -> None:
    table = read_csv_table(written(tmp_path, "A\n1\n\n2\n"))
    assert table.frame["A"].tolist() == ["1", "2"]
    assert table.rows.tolist() == [2, 4]


@pytest.mark.parametrize("content", ["", "\n", " \r\n\t\n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    assert "the file is empty" in str(refused(lambda: read_csv_table(written(tmp_path, content))))


@pytest.mark.parametrize(
    "content",
    [",,\n1,2,3\n", "0012,18/10/2018,S\n", "0012,345\n", '"A,B\n1,2\n', "name,2018-10-18,x\n"],
)
def test_a_first_row_of_data_is_no_heading(tmp_path: Path, content: str) -> None:
    error = refused(lambda: read_csv_table(written(tmp_path, content)))
    assert "the first row is not a row of headings" in str(error)
    assert "2018" not in str(error)


def test_every_fault_of_a_file_is_in_one_error(tmp_path: Path) -> None:
    path = written(tmp_path, "CHILD,LS,CHILD,\n1,2,3,\n1,2\n\n1,2,3,4\n1,2,3,4,5,6\n")
    error = refused(lambda: read_csv_table(path, "2023/file.csv"))
    assert [problem.where for problem in error.problems] == ["2023/file.csv"] * 3
    ragged, twice, unheaded = error.problems
    assert ragged.rows == (3, 6)
    assert twice.what == "columns 1 and 3 have the same heading (CHILD)"
    assert "column 4 has values but no heading" in unheaded.what
    assert unheaded.rows == (5,)
    assert str(tmp_path) not in str(error)


def test_headings_that_become_equal_are_repeats(tmp_path: Path) -> None:
    path = written(tmp_path, "Child, CHILD \n1,2\n")
    assert list(read_csv_table(path).frame.columns) == ["Child", "CHILD"]
    error = refused(lambda: read_csv_table(path, normalise=lambda cell: cell.strip().upper()))
    assert "CHILD" in error.problems[0].what


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ('A,B\n1,2\n3,"4\n5,6\n7,8\n', 3),
        ('A,B\n1,2\n"3,4\n5,6\n', 3),
        ('A,B\n1,2\n\n3,4\n5,"', 5),
    ],
)
def test_a_quotation_mark_left_open_swallows_nothing_in_silence(
    tmp_path: Path, content: str, row: int
) -> None:
    error = refused(lambda: read_csv_table(written(tmp_path, content)))
    assert [(problem.what, problem.rows) for problem in error.problems] == [
        ("a quotation mark is opened and never closed", (row,))
    ]


def test_a_quotation_mark_within_a_cell_is_a_letter(tmp_path: Path) -> None:
    table = read_csv_table(written(tmp_path, 'A,B\n5\'6",x\n"a ""b""",y\n'))
    assert table.frame["A"].tolist() == ["5'6\"", 'a "b"']


def test_what_cannot_be_opened_is_said_without_its_whole_path(tmp_path: Path) -> None:
    for path, what in ((tmp_path / "none.csv", "there is no such file"), (tmp_path, "a folder")):
        error = refused(partial(read_table, path))
        assert what in str(error)
        assert str(tmp_path.parent) not in str(error)


def test_the_rows_of_a_file_nobody_uses_are_counted_in_spite_of_faults(tmp_path: Path) -> None:
    path = written(tmp_path, "A,A\n1,2\n\n3\n4,5,6\n")
    assert count_rows(open_csv(path)) == 3


def test_a_workbook_gives_the_text_that_a_csv_export_would(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [" A  b ", "B", "C", "D", "E", "F"],
        ["0012", 12.0, 1.5, datetime.fromisoformat("2023-03-31T00:00:00"), True, "\u00a0x "],
        ["", None, None, None, None, None],
        ["34", 1e22, -3, datetime.fromisoformat("2020-02-29T13:05:00"), False, "#N/A"],
    ]
    table = read_table(sheet(tmp_path, rows))
    assert table.frame.to_dict("list") == {
        "A b": ["0012", "34"],
        "B": ["12", "10000000000000000000000"],
        "C": ["1.5", "-3"],
        "D": ["2023-03-31", "2020-02-29"],
        "E": ["true", "false"],
        "F": ["x", "#N/A"],
    }
    assert table.rows.tolist() == [2, 4]
    assert (table.name, table.encoding) == ("book.xlsx", "xlsx")
    assert table.numeric_columns == ("B", "C")


def test_every_kind_of_cell_has_its_text() -> None:
    cells = [None, "", 3, 2.5, True, date(2023, 4, 1), time(9, 5), timedelta(hours=30)]
    expected = ["", "", "3", "2.5", "true", "2023-04-01", "09:05:00", "1 day, 6:00:00"]
    assert [workbooks.cell_text(cell) for cell in cells] == expected


def test_error_cells_are_blank(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["A", "B"])
        page.write(1, 0, "x")
        page.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    assert read_table(path).frame.to_dict("list") == {"A": ["x"], "B": [""]}


def test_a_table_that_stands_away_from_the_corner_counts_from_its_heading(tmp_path: Path) -> None:
    table = read_table(sheet(tmp_path, [["A", "B"], [], ["1", "2"]], first=(4, 2)))
    assert table.frame.to_dict("list") == {"A": ["1"], "B": ["2"]}
    assert table.rows.tolist() == [3]


def test_the_first_sheet_that_is_not_hidden_is_read_unless_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("secret", "list", "other"):
            page = book.add_worksheet(name)
            page.write_column(0, 0, ["A", name])
        book.get_worksheet_by_name("secret").hide()
        book.get_worksheet_by_name("list").activate()
        book.get_worksheet_by_name("list").set_first_sheet()
    assert read_table(path).frame["A"].tolist() == ["list"]
    assert read_table(path, sheet="other").frame["A"].tolist() == ["other"]
    assert "no sheet of that name" in str(refused(lambda: read_table(path, sheet="none")))


def test_a_workbook_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    path = sheet(tmp_path, [["A"], ["x"]]).rename(tmp_path / "list.csv")
    assert read_table(path).frame["A"].tolist() == ["x"]
    assert "not text" in str(refused(lambda: read_csv_table(path)))


def test_a_workbook_with_bad_headings_is_refused(tmp_path: Path) -> None:
    twice = refused(lambda: read_table(sheet(tmp_path, [["A", "A", ""], ["1", "2", "3"]])))
    assert [problem.rows for problem in twice.problems] == [(), (2,)]
    data = refused(
        lambda: read_table(
            sheet(tmp_path, [["0012", datetime.fromisoformat("2020-01-02T00:00:00")]])
        )
    )
    assert "not a row of headings" in str(data)
    assert "the sheet is empty" in str(refused(lambda: read_table(sheet(tmp_path, []))))
    assert read_table(sheet(tmp_path, [["A", "B"]])).frame.shape == (0, 2)


@pytest.mark.parametrize("keep", [4, 60, 700, -30])
def test_a_damaged_workbook_is_refused(tmp_path: Path, keep: int) -> None:
    path = sheet(tmp_path, [["A", "B"], [MARKER, MARKER]])
    error = refused(lambda: read_table(written(tmp_path, path.read_bytes()[:keep], "cut.xlsx")))
    assert "not an Excel workbook, or it is damaged" in str(error)


def test_damaged_contents_of_a_workbook_are_refused_without_a_word_of_theirs(
    tmp_path: Path,
) -> None:
    path = sheet(tmp_path, [["A", "B"], [MARKER, MARKER]])
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        broken = io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
            for entry in old.namelist():
                new.writestr(entry, f"<x>{MARKER}" if entry == part else old.read(entry))
        bad = written(tmp_path, broken.getvalue(), "bad.xlsx")
        try:
            assert not read_table(bad).frame.isin([MARKER]).to_numpy().any()
        except DataError as error:
            assert MARKER not in f"{error}{error!r}"  # noqa: PT017


def test_an_old_or_protected_workbook_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old.xls")
    assert "old .xls workbook or has a password" in str(refused(lambda: read_table(path)))


def test_a_workbook_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write(0, 0, "A")
        page.write(1_048_575, 16_383, "B")
    assert "stray cell" in str(refused(lambda: read_xlsx_table(path)))
    small = sheet(tmp_path, [["A"], ["x"]])
    monkeypatch.setattr(workbooks, "MAX_UNZIPPED_BYTES", 100)
    assert "too large" in str(refused(lambda: read_xlsx_table(small)))


@pytest.mark.parametrize(
    "content",
    [
        f"A,B\n{MARKER},{MARKER}\n{MARKER}\n{MARKER},{MARKER},{MARKER}\n",
        f'A,B\n{MARKER},"{MARKER}\n{MARKER},{MARKER}\n',
        f"A,A,\n{MARKER},{MARKER},{MARKER}\n",
        f"{MARKER},18/10/2018\n{MARKER},{MARKER}\n",
        f"{MARKER},{MARKER}\n{MARKER},{MARKER}\n",
        f"A,B\n\0{MARKER},{MARKER}\n",
        f'"A{MARKER},B\n{MARKER},1\n',
    ],
)
def test_no_cell_of_a_broken_file_is_in_its_error(tmp_path: Path, content: str) -> None:
    for data in (content.encode(), content.encode("cp1252") + b"\x81", content.encode("utf-16")):
        error = refused(partial(read_table, written(tmp_path, data, "f.csv")))
        assert MARKER not in f"{error}{error!r}{error.problems!r}"
        assert error.__cause__ is None
        assert error.__context__ is None or error.__suppress_context__


def test_a_table_does_not_show_its_rows_when_it_is_printed(tmp_path: Path) -> None:
    path = written(tmp_path, f"A,B\n{MARKER},{MARKER}\n")
    assert MARKER not in f"{read_csv_table(path)!r}{text.open_csv(path)!r}"
