from __future__ import annotations

from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.errors import DataError
from nwd_costs.tables import Records
from returns.messy import EPISODES, HEADER, episodes, header, lay, taken_for, xml903


def told(records: Records, words: str) -> list[str]:
    return [w.message for w in records.warnings if words in w.message]


def with_years(*rows: tuple[str, str]) -> str:
    lines = (f"1,{day},S,C2,N1,U4,PR1,,,,,,,{year}" for day, year in rows)
    return "\n".join([f"{EPISODES},YEAR", *lines]) + "\n"


@pytest.mark.parametrize(
    "files",
    [
        {"returns/e.csv": episodes(2022), "returns/h.csv": header()},
        {"returns/e.xml": xml903(year=2022)},
    ],
    ids=["csv", "xml"],
)
def test_a_year_that_no_name_tells_is_taken_from_the_dates(
    tmp_path: Path, files: dict[str, str | bytes]
) -> None:
    records = nwd.read(lay(tmp_path, files) / "returns")
    assert records.return_years["ssda903"] == (2022,)
    assert told(records, "year taken from its dates: 2021-22")
    assert set(records.children["sex"]) == {"2"}


def test_the_latest_day_of_any_episode_decides(tmp_path: Path) -> None:
    ended = episodes(2022).replace("PR1,,", "PR1,01/04/2022,")
    lay(tmp_path, {"returns/e.csv": ended})
    assert nwd.read(tmp_path / "returns").return_years["ssda903"] == (2023,)


def test_an_unreadable_date_does_not_decide_and_none_is_refused(tmp_path: Path) -> None:
    bad = "1,99/99/2030,S,C2,N1,U4,PR1,,,,,,\n"
    lay(tmp_path, {"returns/e.csv": episodes(2022) + bad})
    assert nwd.read(tmp_path / "returns").return_years["ssda903"] == (2022,)
    lay(tmp_path, {"returns/e.csv": f"{EPISODES}\n{bad}"})
    with pytest.raises(DataError, match="no return year can be read"):
        nwd.read(tmp_path / "returns")


def test_a_header_takes_the_year_of_the_episodes_beside_it(tmp_path: Path) -> None:
    files = {
        f"{folder}/{name}": text
        for folder, year in (("a", 2022), ("b", 2023))
        for name, text in (("e.csv", episodes(year)), ("h.csv", header()))
    }
    records = nwd.read(lay(tmp_path / "returns", {**files}))
    found = taken_for(records)
    assert found["a/h.csv"] == "SSDA903 header 2021-22"
    assert found["b/h.csv"] == "SSDA903 header 2022-23"
    assert len(told(records, "year taken from the episodes beside it")) == 2


def test_a_column_of_one_year_says_it_where_no_name_does(tmp_path: Path) -> None:
    lay(tmp_path, {"returns/e.csv": with_years(("01/05/2021", "2021/22"), ("01/06/2021", "2022"))})
    records = nwd.read(tmp_path / "returns")
    assert records.return_years["ssda903"] == (2022,)
    assert told(records, "taken from its column YEAR")
    assert not told(records, "taken from its dates")


def test_the_name_of_a_file_comes_before_a_column_of_one_year(tmp_path: Path) -> None:
    lay(tmp_path, {"2023.csv": with_years(("01/05/2022", "2022"))})
    records = nwd.read(tmp_path)
    assert records.return_years["ssda903"] == (2023,)
    assert told(records, "says another year than its name; the name was used")
    lay(tmp_path, {"2023.csv": with_years(("01/05/2022", "2023"))})
    assert told(nwd.read(tmp_path), "its column YEAR was not used")


def test_a_column_of_several_years_gives_each_row_its_own(tmp_path: Path) -> None:
    rows = (("01/05/2021", "2022"), ("01/05/2022", "2023.0"))
    for name in ("returns/e.csv", "2023/e.csv"):
        folder = lay(tmp_path / name[:4], {name: with_years(*rows)})
        records = nwd.read(folder / name)
        assert records.return_years["ssda903"] == (2022, 2023)
        assert records.placements["return_year"].tolist() == [2022, 2023]
        assert taken_for(records)["e.csv"] == "SSDA903 episodes 2021-22 to 2022-23"


def test_a_year_of_a_row_that_cannot_be_read_is_refused_by_its_row(tmp_path: Path) -> None:
    rows = (("01/05/2021", "2022"), ("01/05/2022", "ZQMARKER"), ("01/06/2022", ""))
    with pytest.raises(DataError, match=r"column YEAR.*\(rows 3, 4\)") as caught:
        nwd.read(lay(tmp_path, {"returns/e.csv": with_years(*rows)}) / "returns")
    assert "ZQMARKER" not in str(caught.value)


def test_a_file_whose_dates_contradict_its_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="begin after the return ends"):
        nwd.read(lay(tmp_path, {"2021.csv": episodes(2023)}))


def test_columns_that_no_return_has_do_no_harm_and_are_noted(tmp_path: Path) -> None:
    odd = episodes().replace("URN\n", "URN,LA,ZQMARKER\n").replace("SC040001", "SC040001,x,y")
    records = nwd.read(lay(tmp_path, {"2023.csv": odd}))
    assert len(records.placements) == 1
    assert told(records, "columns not used: LA, 1 with headings of their own")


@pytest.mark.parametrize("sex", ["1", "2", "M", "F", "U"])
@pytest.mark.parametrize("year", [2016, 2021, 2027])
def test_returns_of_every_year_and_code_of_sex_are_read(
    tmp_path: Path, year: int, sex: str
) -> None:
    short = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,HOME_POST,PL_POST"
    row = f"1,01/05/{year - 1},S,C2,N1,U4,PR1,,,,"
    lay(
        tmp_path,
        {
            f"{year}/e.csv": f"{short}\n{row}\n",
            f"{year}/h.csv": f"{HEADER}\n1,{sex},03/02/2010,WBRI,,,\n",
            f"{year}/d.csv": "CHILD,DOB,DOLO_START,DOLO_END\n1,,,\n",
        },
    )
    records = nwd.read(tmp_path)
    assert records.return_years["ssda903"] == (year,)
    assert records.children["sex"].tolist() == [sex]
    assert told(records, "has no URN, REASON_PLACE_CHANGE; read as blank")
