"""A file of figures with one mistake, and the words in which it is refused; all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import nwd_costs as nwd

SOUND = """\
schema_version = 1
title = "Made up"
about = "For tests."

[sources.paper]
publisher = "A council"
title = "A paper"
date = "2023"

[[figure]]
id = "cost"
title = "Cost"
printed = "£6k"
value = "£6k in total"
unit = "pounds in total"
periods = ["2022-23"]
scope = ["a council"]
meaning = "4 people at £1,500."
source = "paper"
status = "outturn"
[figure.reproduced]
gives = "cost"
given.each = { text = "£1,500 a person, published" }
sums = [
  { name = "cost", calculator = "total", inputs = { number = "4 people", unit_cost = "@each" } },
]

[[figure]]
id = "claim"
title = "Claim"
of = "cost"
printed = "£6,000"
value = "£6,000 in total"
unit = "pounds in total"
periods = ["2022-23"]
scope = ["a council"]
meaning = "For 4 people."
source = "paper"
status = "estimate"
[figure.bounded]
gives = "each"
given.claim = { figure = "claim" }
[[figure.bounded.sums]]
name = "each"
calculator = "average_cost"
inputs = { spending = "@claim", number = "4 people" }
[figure.bounded.lower]
figure = "£1,000 a person"
source = "the lowest"
[figure.bounded.upper]
figure = "£2,000 a person"
source = "the highest"

[[figure]]
id = "gone"
title = "A number that is missing"
missing = "the sentence has none."
unit = "people"
periods = ["2022-23"]
scope = ["a council"]
meaning = "People."
source = "paper"
status = "count"
[figure.quoted]
because = "It is not guessed."
"""
FAULTS = {
    "no source": ("[sources.paper]", "[sources.other]", "source: is none of the file's sources"),
    "unknown key": ('title = "Cost"', 'titel = "Cost"', "titel: is no key of the grammar"),
    "no meaning": ('meaning = "4 people at £1,500."\n', "", "figure cost, meaning: is missing"),
    "no period": (
        'periods = ["2022-23"]\nscope = ["a council"]\nmeaning = "4',
        'periods = []\nscope = ["a council"]\nmeaning = "4',
        "figure cost, periods: ",
    ),
    "a value that is none": ('"£6k in total"', '"6k pounds"', "figure cost, value: is no"),
    "a value without what it is for": (
        '"£6k in total"',
        '"£6k"',
        "figure cost, value: is no figure",
    ),
    "another unit": (
        'unit = "people"\nperiods',
        'unit = "people"\nunits = "x"\nperiods',
        "units: is no key",
    ),
    "a unit that is not the value's": (
        'value = "£6k in total"\nunit = "pounds in total"',
        'value = "£6k in total"\nunit = "pounds a week"',
        "unit: is not the unit of the value. Write 'pounds in total'",
    ),
    "other digits": (
        'printed = "£6,000"',
        'printed = "£6,600"',
        "has other digits than are printed",
    ),
    "a value and none": (
        'missing = "the',
        'value = "4 people"\nmissing = "the',
        "gives printed and value",
    ),
    "no value and no reason": (
        'missing = "the sentence has none."\n',
        "",
        "gives printed and value",
    ),
    "a missing number that is checked": (
        '[figure.quoted]\nbecause = "It is not guessed."',
        '[figure.reproduced]\ngives = "x"\ngiven.x = { text = "4 people" }',
        "has no value, so it can only be quoted",
    ),
    "two checks": (
        "[figure.quoted]",
        '[figure.reproduced]\ngives = "x"\ngiven.x = { text = "4 people" }\n[figure.quoted]',
        "has exactly one check",
    ),
    "two periods without a note": (
        'periods = ["2022-23"]',
        'periods = ["2022-23", "2023-24"]',
        "tells under contradiction why it has several periods",
    ),
    "a note without two periods": (
        'unit = "people"',
        'contradiction = "x"\nunit = "people"',
        "and only then",
    ),
    "a status that is none": ('status = "count"', 'status = "true"', "figure gone, status: "),
    "an id that is none": ('id = "gone"', 'id = "Gone away"', "id: "),
    "an id twice": ('id = "gone"', 'id = "cost"', "figure cost: is there twice"),
    "an id of the register": ('id = "gone"', 'id = "sfpc-prevented"', "is there twice"),
    "a tolerance without a reason": (
        'gives = "cost"',
        'gives = "cost"\nto_nearest = "1,000"',
        "justified under because",
    ),
    "cut without a reason": (
        'gives = "cost"',
        'gives = "cost"\ntolerance = "cut"',
        "justified under because",
    ),
    "a tolerance that is none": (
        'gives = "cost"',
        'gives = "cost"\ntolerance = "about"',
        "reproduced.tolerance: ",
    ),
    "a known difference without a reason": (
        'gives = "cost"',
        'gives = "cost"\ndisagrees = "£1 in total"',
        "a known disagreement gives",
    ),
    "a difference that is no figure": (
        'gives = "cost"',
        'gives = "cost"\ndisagrees = "a bit"\nknown = "so"',
        "reproduced.disagrees: is no figure",
    ),
    "no calculator": ('calculator = "total"', 'calculator = "totals"', "names no calculator"),
    "another input": (
        'number = "4 people", unit_cost',
        'count = "4 people", unit_cost',
        "has other inputs than total. Its inputs: number, unit_cost",
    ),
    "an unknown name": ('"@each"', '"@every"', "names no input and no earlier sum"),
    "an input that is no figure": (
        'number = "4 people", unit_cost',
        'number = "4", unit_cost',
        "sums cost.number: is no figure",
    ),
    "a sum that is not there": ('gives = "cost"', 'gives = "costs"', "reproduced.gives: is no sum"),
    "two sums of one name": ('{ name = "cost"', '{ name = "each"', "has the name of another sum"),
    "an input that is nothing": (
        '{ text = "£1,500 a person, published" }',
        '{ authority = "815" }',
        "names one of figure, text, statistic and price",
    ),
    "a price without a year": (
        '{ text = "£1,500 a person, published" }',
        '{ price = "foster", authority = "815" }',
        "need authority and year",
    ),
    "an unknown figure": (
        '{ figure = "claim" }',
        '{ figure = "claims" }',
        "is no figure of the register",
    ),
    "of nothing": ('of = "cost"', 'of = "costs"', "of: is no figure of the register"),
    "from itself": (
        '{ text = "£1,500 a person, published" }',
        '{ figure = "cost" }',
        "names this very figure",
    ),
    "prices that are none": (
        '{ figure = "claim" }',
        '{ figure = "claim", taken_in = "2022-23" }',
        "taken_in: is no price base",
    ),
    "a bound without a source": ('source = "the lowest"\n', "", "bounded.lower.source: is missing"),
    "a bound that is no figure": ('"£1,000 a person"', '"low"', "bounded.lower: is no figure"),
    "a run and sums": ('gives = "cost"', 'gives = "cost"\nasks = "gross"', "not both"),
    "neither a run nor sums": ('gives = "cost"\n', "", "gives sums and what they give, or a run"),
    "another schema": ("schema_version = 1", "schema_version = 2", "schema_version: "),
    "no head": ('about = "For tests."\n', "", "about: is missing"),
    "no TOML": ("schema_version = 1", "schema_version =", "Invalid value"),
}


def refusal(folder: Path, text: str) -> str:
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(nwd.DocumentError) as raised:
        nwd.verify(folder / "mine.toml")
    return str(raised.value)


def test_the_sound_file_holds(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(SOUND, encoding="utf-8")
    assert [row.status for row in nwd.verify(tmp_path).rows] == [
        "reproduced", "within bounds", "cannot be checked",
    ]  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_refused_in_words(name: str, tmp_path: Path) -> None:
    old, new, words = FAULTS[name]
    assert old in SOUND
    said = refusal(tmp_path, SOUND.replace(old, new, 1))
    assert "mine.toml" in said
    assert words in said


def test_all_faults_of_a_file_are_listed_at_once(tmp_path: Path) -> None:
    names = ("no calculator", "other digits", "no meaning", "a status that is none", "no head")
    text = SOUND
    for name in names:
        text = text.replace(FAULTS[name][0], FAULTS[name][1], 1)
    said = refusal(tmp_path, text)
    # A figure that breaks the grammar is not looked into further; the others are.
    assert [FAULTS[name][2] for name in names if FAULTS[name][2] not in said] == [
        "names no calculator", "has other digits than are printed",
    ]  # fmt: skip


def test_a_value_of_the_file_is_not_repeated_by_the_grammar(tmp_path: Path) -> None:
    said = refusal(tmp_path, SOUND.replace('title = "Cost"', "title = 4711", 1))
    assert "figure cost, title" in said
    assert "4711" not in said


@pytest.mark.parametrize("text", ["", "figure = 4\n", "[[other]]\na = 1\n"])
def test_a_file_without_figures_is_refused(text: str, tmp_path: Path) -> None:
    assert "holds no figure" in refusal(tmp_path, text)


def test_a_place_without_files_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nothing.toml"):
        with pytest.raises(nwd.DocumentError, match="is no file and no folder of files .toml"):
            nwd.verify(place)


def test_own_figures_may_be_worked_out_from_those_of_the_register(tmp_path: Path) -> None:
    text = SOUND.replace('{ figure = "claim" }', '{ figure = "ny-2022-23-edge-of-care" }')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    found = nwd.verify(tmp_path)
    assert [row.id for row in found.rows] == ["cost", "claim", "gone"]
    assert found.rows[1].computed == "£1,597,500 a person"
    assert [row.id for row in found.new_disagreements] == ["claim"]
    assert "Outside the span" in found.rows[1].reason


def test_sums_of_units_that_do_not_go_together_fail_the_figure(tmp_path: Path) -> None:
    text = SOUND.replace('number = "4 people", unit_cost', 'number = "4 families", unit_cost')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    found = nwd.verify(tmp_path)
    assert found.rows[0].status == "disagrees"
    assert found.rows[0].fails
    assert "Could not be worked out" in found.rows[0].reason
