"""The roll-up that may be handed on: sums of what authorities published, and of nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import nwd_costs as nwd
from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, DOES_NOT_STAND, FINE, main
from nwd_costs.councils.published_figures import added_up
from nwd_costs.disclosure import Cell
from roll_up.hands import council

# Twelve claims of ten days in each of two quarters, at £1,000 a day: £240,000.
TWO_QUARTERS = tuple(
    (f"2022-{month}-{day}", "outreach", "") for month in ("04", "07") for day in range(11, 23)
)
# Twelve in one, and two in another that may not be shown, at £2,000 a day: £280,000.
ONE_QUARTER = (*TWO_QUARTERS[:12], ("2023-01-11", "outreach", ""), ("2023-01-12", "outreach", ""))
NAMES = ("Middlesbrough", "Norfolk")


@cache
def results() -> tuple[nwd.Result, nwd.Result]:
    return (
        council("Middlesbrough", TWO_QUARTERS, week="7000"),
        council("Norfolk", ONE_QUARTER, week="14000"),
    )


@cache
def published() -> tuple[nwd.Published, nwd.Published]:
    first, second = (nwd.publishable(one) for one in results())
    return first, second


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for one in results():
        nwd.report(one).write(tmp_path / "programme" / one.costs.authority.lower())
    return tmp_path / "programme"


def figure(rolled: nwd.PublishedRollUp, words: str) -> Any:
    (found,) = [one for one in rolled.figures if one.words == words]
    return found


def test_pounds_and_counts_that_were_published_are_added_up_by_hand() -> None:
    rolled = nwd.roll_up_published(published())
    gross = figure(rolled, "Gross costs avoided")
    assert [cell.text for cell in gross.cells.values()] == ["£240,000", "£280,000"]
    assert gross.total.text == "£520,000"
    assert gross.label == "2 of 2 authorities"
    supported = figure(rolled, "Young people supported in the period")
    assert [cell.number for cell in supported.cells.values()] == [25, 15]
    assert supported.total.text == "40"
    assert figure(rolled, "Programme cost").total.text == "not counted"
    assert figure(rolled, "Adjustments").total.text == "none made"
    assert rolled.complete
    assert rolled.stands


def test_a_total_is_within_what_each_of_them_rounded_to() -> None:
    rolled, exact = nwd.roll_up_published(published()), nwd.roll_up(list(results()))
    step = sum(one.money_step for one in published())
    gross = exact.figures["gross"].value
    assert gross is not None
    assert abs(figure(rolled, "Gross costs avoided").total.number - gross) <= step
    assert f"£{step // 100:,}" in str(rolled)


def test_every_number_in_it_was_published_or_is_a_sum_of_what_was() -> None:
    rolled = nwd.roll_up_published(published())
    for one in rolled.figures:
        numbers = [cell.number for cell in one.cells.values() if cell.number is not None]
        assert one.total.number == (sum(numbers) if numbers else None)
        for name, cell in one.cells.items():
            (own,) = [each for each in published() if each.authority == name]
            shown = [c for table in own.tables for row in table.rows for c in row]
            assert cell in shown or cell.number is None


def test_who_merged_or_withheld_a_cell_is_not_in_the_sum() -> None:
    rolled = nwd.roll_up_published(published())
    assert [one.has("quarters") for one in published()] == [True, False]
    first = figure(rolled, "2022-23 Q1")
    assert [cell.text for cell in first.cells.values()] == ["£120,000", "not in its table"]
    assert (first.total.text, first.label) == ("£120,000", "PARTIAL: 1 of 2 authorities")
    outreach = figure(rolled, "of them through outreach alone")
    assert {cell.text for cell in outreach.cells.values()} == {"withheld"}
    assert (outreach.total.text, outreach.total.number) == ("withheld", None)


def test_one_that_is_missing_makes_it_partial_and_no_headline() -> None:
    rolled = nwd.roll_up_published(published(), expect=[*NAMES, "Warrington"])
    gross = figure(rolled, "Gross costs avoided")
    assert gross.label == "PARTIAL: 2 of 3 authorities"
    assert gross.cells["Warrington"].text == "nothing published"
    assert not rolled.stands
    for told in (str(rolled), rolled.to_html(), repr(rolled), json.dumps(rolled.as_dict())):
        assert "PARTIAL: 2 of 3 authorities" in told
        assert "ublication" in told


def test_files_come_to_what_the_values_do(folder: Path) -> None:
    from_files = nwd.roll_up_published(folder, expect=NAMES)
    from_values = nwd.roll_up_published(published(), expect=NAMES)
    assert from_files.as_dict() == from_values.as_dict()
    assert from_files.table.equals(from_values.table)


def changed(folder: Path, change: Callable[[Any], None]) -> str:
    """Change a file that Norfolk handed in, and give what is said of it."""
    file = folder / "norfolk" / "published.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(nwd.NwdError) as refused:
        nwd.roll_up_published(folder)
    return str(refused.value)


def test_an_exact_number_does_not_pass_for_a_published_one(folder: Path) -> None:
    def exact(content: Any) -> None:
        for name in ("gross", "adjusted", "net"):
            content["figures"][name] |= {"number": 198_765_43, "text": "£198,765"}

    told = changed(folder, exact)
    assert "norfolk/published.json, figures.gross: is not rounded by the policy" in told
    assert "tables.headline: is not of the figures" in told
    assert "198" not in told


def test_an_exact_count_is_refused(folder: Path) -> None:
    def exact(content: Any) -> None:
        (people,) = [one for one in content["tables"] if one["name"] == "people"]
        people["rows"][0][1] |= {"number": 11, "text": "11"}

    assert "tables.people: has a cell that is not rounded or withheld" in changed(folder, exact)


def test_sums_that_do_not_add_up_are_refused(folder: Path) -> None:
    def dearer(content: Any) -> None:
        shown = {"number": 300_000_00, "text": "£300,000", "state": "rounded"}
        content["figures"] |= {"counterfactual": shown, "gross": shown}
        content["figures"]["actual"] = shown | {"number": -10_000_00, "text": "-£10,000"}

    told = changed(folder, dearer)
    assert "figures.gross: is not the sum of counterfactual and actual" in told
    assert "figures.adjusted: is not the sum of gross and adjustments" in told


def table(content: Any, name: str) -> Any:
    """Give a table of a file."""
    (found,) = [one for one in content["tables"] if one["name"] == name]
    return found


def cell(content: Any, name: str, **new: object) -> None:
    """Change the first cell beside a heading."""
    table(content, name)["rows"][0][1] |= new


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c.update(profile="internal"), "profile: is not as it is written"),
        (lambda c: c.update(policy=c["policy"] | {"threshold": 1}), "threshold: has to be a whole"),
        (lambda c: c.update(period="last year"), "published.json"),
        (lambda c: c.update(child="x"), "child: is not as it is written"),
        (lambda c: c.update(authority="Nor\ud800folk"), "characters that cannot be printed"),
        (lambda c: c.update(money_step_pence=0), "money_step_pence: is nothing that money is"),
        (lambda c: c.update(money_step_pence=1), "money_step_pence: is nothing that money is"),
        (lambda c: c.update(money_step_pence=7_000_00), "money_step_pence: is nothing that money"),
        (lambda c: c.update(stands=False), "stands: is not what the facts say"),
        (lambda c: c.update(observed_until="2022-12-31"), "observed_until: is not what the facts"),
        (lambda c: c.update(facts={}), "facts: lack Standing of the figure, Observed until"),
        (lambda c: c.update(authority="815"), "is not the name of an authority in the register"),
        (lambda c: c["figures"].pop("net"), "figures: are not counterfactual, actual"),
        (lambda c: c["figures"]["net"].update(number=26_765_433, text="£267,654"), "figures.net"),
        (lambda c: c["figures"]["net"].update(text="£1 of somebody"), "figures.net: is not round"),
        (lambda c: c["tables"].pop(0), "the headline among them"),
        (lambda c: c["tables"].append(c["tables"][1]), "each once"),
        (lambda c: c["tables"][1].update(name="children"), "are not some of"),
        (lambda c: c["tables"][0]["rows"][0].pop(), "tables.headline: has not 2 cells"),
        (lambda c: c["tables"][0]["rows"].pop(), "tables.headline: is not of the figures"),
        (lambda c: table(c, "people").update(headings=["Who"]), "has not 2 cells in every row"),
        (lambda c: table(c, "people")["rows"].append(table(c, "people")["rows"][0]), "two rows"),
        (lambda c: cell(c, "people", text="11", number=None, state="words"), "tables.people"),
        (lambda c: cell(c, "people", text="11%", number=11), "tables.people"),
        (lambda c: cell(c, "people", text="£10,000", number=1_000_000), "tables.people"),
        (lambda c: cell(c, "people", text="less than £3 of a name", number=0), "tables.people"),
        (lambda c: cell(c, "people", text="15", number=15, state="withheld"), "tables.people"),
        (lambda c: c.update(authority="Middlesbrough"), "is there twice"),
        (lambda c: c.update(period="2021-22"), "has another period"),
        (lambda c: c["facts"].update({"Method fingerprint": "0"}), "never added up"),
        (lambda c: c["facts"].update({"Price base": "2020-21"}), "has another price base"),
    ],
)
def test_what_cannot_be_added_up_is_refused_by_name(
    folder: Path, change: Callable[[Any], None], told: str
) -> None:
    assert told in changed(folder, change)


def test_nothing_and_somebody_unexpected_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(nwd.UsageError, match="is no folder"):
        nwd.roll_up_published(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(nwd.UsageError, match=r"holds no published\.json"):
        nwd.roll_up_published(tmp_path / "empty")
    (tmp_path / "empty").rmdir()
    with pytest.raises(nwd.UsageError, match="was given nothing"):
        nwd.roll_up_published([])
    with pytest.raises(nwd.UsageError, match="Norfolk: published and is not expected"):
        nwd.roll_up_published(folder, expect=["Middlesbrough"])
    (folder / "norfolk" / "published.json").write_text("{", encoding="utf-8")
    with pytest.raises(nwd.DataError, match="cannot be read as JSON"):
        nwd.roll_up_published(folder)


def test_the_command_writes_it_and_says_whether_it_stands(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = ["roll-up", str(folder), "--profile", "publication"]
    assert main([*asked, "--out", str(out)]) == FINE
    assert "£520,000" in capsys.readouterr().out
    names = {"published-roll-up.json", "published-roll-up.html"}
    assert {file.name for file in out.iterdir()} == names
    for name in names:
        assert "ublication" in (out / name).read_text(encoding="utf-8")
    assert main([*asked, "--expect", "Middlesbrough,Norfolk,Warrington"]) == DOES_NOT_STAND
    assert "PARTIAL: 2 of 3 authorities" in capsys.readouterr().err
    assert main([*asked, "--period", "2022-23"]) == BAD_USAGE
    assert "--period: has no meaning for the publication profile" in capsys.readouterr().err
    (folder / "norfolk" / "published.json").write_text("{", encoding="utf-8")
    assert main(asked) == DATA_REFUSED


def test_quarters_that_do_not_add_up_are_refused(folder: Path) -> None:
    file = folder / "middlesbrough" / "published.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    table(content, "quarters")["rows"][0][1] |= {"number": 125_000_00, "text": "£125,000"}
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(nwd.DataError, match="quarters: does not add up to the gross total"):
        nwd.roll_up_published(folder)


def with_facts(one: nwd.Published, **changes: object) -> nwd.Published:
    """Give what an authority published with other facts and the like."""
    facts: Any = changes.pop("facts", {})
    return replace(one, facts=tuple({**dict(one.facts), **facts}.items()), **changes)  # type: ignore[arg-type]


def test_an_authority_that_was_observed_in_part_makes_every_figure_partial() -> None:
    early = council("Norfolk", ONE_QUARTER, week="14000", as_at="2022-12-31")
    rolled = nwd.roll_up_published([published()[0], nwd.publishable(early)])
    gross = figure(rolled, "Gross costs avoided")
    assert gross.label == "PARTIAL: 1 of 2 authorities, 1 in part"
    assert not rolled.complete
    assert not rolled.stands
    assert "observed in part, until: Norfolk (31/12/2022)" in rolled.marks
    page = nwd.report(early).page
    assert "Only a part of the period is observed: nothing from 01/01/2023 on [7.1]" in page


def test_prices_of_another_base_are_not_added_up() -> None:
    other = council("Norfolk", ONE_QUARTER, week="14000", base="2019-20")
    with pytest.raises(nwd.UsageError, match="has another price base than published 1"):
        nwd.roll_up_published([published()[0], nwd.publishable(other)])


def test_fewer_than_five_of_two_authorities_is_not_fewer_than_five_of_both() -> None:
    rolled = nwd.roll_up_published(published())
    entries = figure(rolled, "Periods of care that began, every child of the council")
    assert {one.text for one in entries.cells.values()} == {"fewer than 5"}
    assert entries.total.text == "not known"


def test_two_amounts_less_than_a_step_are_less_than_both_steps() -> None:
    cells = {one.authority: Cell("less than £5,000", 0, "rounded") for one in published()}
    found = added_up("headline", "x", cells, {one.authority: one for one in published()})
    assert found.total.text == "less than £15,000"


def test_limits_of_one_are_told_by_name_of_all() -> None:
    first, second = published()
    crossed = {"Limit crossed: rows-lost": "share of rows that were lost [2.16]"}
    crossed["Standing of the figure"] = "NOT A HEADLINE FIGURE [2.16]"
    rolled = nwd.roll_up_published([first, with_facts(second, facts=crossed, stands=False)])
    assert rolled.complete
    assert not rolled.stands
    assert "Norfolk (rows-lost)" in "; ".join(rolled.marks)
    accepted = {"Accepted by name: rows-lost": "share of rows that were lost [2.16]"}
    rolled = nwd.roll_up_published([first, with_facts(second, facts=accepted)])
    assert rolled.stands
    assert "limits accepted by name [2.17]: Norfolk (rows-lost)" in rolled.marks
    for told in (str(rolled), rolled.to_html()):
        assert "share of rows that were lost" in " ".join(told.split())
        assert "observed until 31/03/2023" in told


def test_forecast_days_of_one_are_told_of_all() -> None:
    first, second = published()
    facts = {"Outturn": "no: it holds forecast days [7.3]"}
    rolled = nwd.roll_up_published([first, with_facts(second, facts=facts)])
    assert "forecast days are in it, so that it is no outturn [7.3]: Norfolk" in rolled.marks


def test_a_folder_without_its_file_is_told_and_a_hidden_one_is_passed_over(folder: Path) -> None:
    hidden = folder / "norfolk" / ".copies"
    hidden.mkdir()
    (hidden / "published.json").write_text("{", encoding="utf-8")
    assert len(nwd.roll_up_published(folder).councils) == len(NAMES)
    (folder / "warrington").mkdir()
    with pytest.raises(nwd.DataError, match=r"warrington/: holds no published\.json"):
        nwd.roll_up_published(folder)


def test_what_is_no_publication_is_refused_in_words() -> None:
    for given in ([results()[0]], published()[0].as_dict()):
        with pytest.raises(nwd.UsageError, match=r"Give what nwd\.publishable gave"):
            nwd.roll_up_published(given)  # type: ignore[arg-type]
    assert len(nwd.roll_up_published(published()[0]).councils) == 1  # type: ignore[arg-type]


def test_a_line_of_many_authorities_stays_readable() -> None:
    many = ["Kent", "Essex", "Suffolk", "Surrey", "Norfolk", "Cumberland", "Leeds", "York"]
    first = published()[0]
    rolled = nwd.roll_up_published([with_facts(first, authority=name) for name in many])
    assert max(map(len, str(rolled).splitlines())) <= 130
    assert rolled.table.shape[1] == 4 + len(many)
