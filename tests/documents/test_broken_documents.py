"""Each mistake in a methodology document is refused with its path and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.shelf import methodology_root

VERSION = Path(str(methodology_root())) / "edge-of-care" / "2021-22.1"
DAYS = (
    'days = { value = 364, clause = "M5.1", basis = "assumed", source = "library", '
    "low = 91, high = 728 }"
)


def broken(folder: Path, *changes: tuple[str, str], file: str = "methodology.toml") -> Path:
    shutil.copytree(VERSION, folder / "version")
    document = folder / "version" / file
    text = document.read_text(encoding="utf-8").replace('status = "published"', 'status = "draft"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    document.write_text(text, encoding="utf-8", newline="\n")
    return folder / "version"


def refusal(folder: Path) -> str:
    with pytest.raises(nwd.DocumentError) as caught:
        nwd.methodology(folder)
    return str(caught.value)


MISTAKES: dict[str, tuple[str, str, str]] = {
    "an unknown key": (DAYS, f"{DAYS}\ndayz = 1", "stages.horizon.dayz: is no key of the grammar"),
    "a missing key": (DAYS, "", "stages.horizon.days: is missing"),
    "an unknown source": (
        'exclude_uasc = { value = false, clause = "M3.4", basis = "assumed", source = "library" }',
        'exclude_uasc = { value = false, clause = "M3.4", basis = "assumed", source = "libary" }',
        "stages.cohort.exclude_uasc.source: names the unknown source 'libary'",
    ),
    "an unknown clause": (
        'clause = "M3.4"',
        'clause = "M3.44"',
        "stages.cohort.exclude_uasc.clause: names the unknown clause 'M3.44'",
    ),
    "a float": ("value = 364", "value = 364.5", "stages.horizon.days.value: is a decimal number"),
    "a whole float": ("value = 364", "value = 364.0", "stages.horizon.days.value"),
    "an unknown rule": ('rule = "fixed_days"', 'rule = "forever"', "stages.horizon.rule"),
    "an unknown word": ('value = "stop"', 'value = "halt"', "stages.counterfactual.on_entry.value"),
    "a parameter without a clause": (
        'value = 364, clause = "M5.1",',
        "value = 364,",
        "stages.horizon.days.clause: is missing",
    ),
    "a parameter without a basis": (
        'clause = "M5.1", basis = "assumed", source = "library", low = 91',
        'clause = "M5.1", source = "library", low = 91',
        "stages.horizon.days.basis: is missing",
    ),
    "a basis of its own": (
        'clause = "M5.1", basis = "assumed", source = "library", low = 91',
        'clause = "M5.1", basis = "obvious", source = "library", low = 91',
        "stages.horizon.days.basis",
    ),
    "an assumed number without a span": (
        "low = 91, high = 728",
        "low = 91",
        "stages.horizon.days: an assumed number gives low and high",
    ),
    "a span that does not hold the value": (
        "low = 91",
        "low = 365",
        "low, value and high are not in that order",
    ),
    "a mix that is not whole": (
        "value = { looked_after = 1_000_000 }",
        "value = { looked_after = 999_999 }",
        "the shares of entry_mix sum to 1 000 000 ppm",
    ),
    "ages in the wrong order": (
        "age_min = { value = 12",
        "age_min = { value = 26",
        "0 <= age_min <= age_max <= 25",
    ),
    "a status left out": ('["cic", "cp", "cin"]', '["cic", "cp"]', "priority names each of"),
    "a next placement that is none": (
        'value.foster_kinship = "residential_external"',
        'value.foster_kinship = "boarding_house"',
        "boarding_house is no category of the method",
    ),
    "a category without a chain": (
        'value.secure = ["residential", "looked_after"]\n',
        "",
        "stages.pricing.chain.value.secure: has no chain",
    ),
    "a chain for nothing": (
        'value.secure = ["residential", "looked_after"]',
        'value.secure = ["residential", "looked_after"]\nvalue.hotel = []',
        "stages.pricing.chain.value.hotel: is no category",
    ),
    "a year that is none": ('["2021-22", "2022-23"]', '["2021-23"]', "written_for lists"),
    "a version id of another form": (
        'id = "edge-of-care/2021-22.1"',
        'id = "edge of care, latest"',
        "id: ",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_with_its_path(mistake: str, tmp_path: Path) -> None:
    old, new, words = MISTAKES[mistake]
    assert words in refusal(broken(tmp_path, (old, new)))


def test_all_mistakes_of_a_document_are_listed_at_once(tmp_path: Path) -> None:
    chosen = ("an unknown key", "an unknown source", "a float", "an unknown word")
    said = refusal(broken(tmp_path, *(MISTAKES[name][:2] for name in chosen[1:])))
    for name in chosen[1:]:
        assert MISTAKES[name][2] in said


def test_a_document_that_is_no_toml_is_refused_as_such(tmp_path: Path) -> None:
    assert "is not TOML" in refusal(broken(tmp_path, ("schema_version = 1", "schema_version =")))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("U1,*,,,foster_kinship,true", "U1,*,,,foster_kinship,perhaps", "row 2"),
        ("K1,*,,,secure,false", "K1,*,,,secure,false\nK1,PR1,,,secure,false", "K1 with"),
        ("K1,*,,,secure,false", "K1,*,,,secure,false\nK9,PR1,,,secure,true", "family setting"),
        ("place,provider", "code,provider", "other headings"),
    ],
)
def test_a_mistake_in_the_categories_is_refused(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    assert words in refusal(broken(tmp_path, (old, new), file="categories.csv"))


def test_the_document_as_it_stands_is_accepted_from_a_folder(tmp_path: Path) -> None:
    shipped = nwd.methodology("edge-of-care/2021-22.1")
    assert nwd.methodology(broken(tmp_path)).fingerprint == shipped.fingerprint


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (("[stages.booking]", "# a remark\n[stages.booking]"), True),
        (('title = "Edge of Care, rec', 'title = "An Edge of Care, rec'), True),
        (("value = 364", "value = 363"), False),
        (('basis = "published"', 'basis = "inferred"'), False),
    ],
)
def test_the_fingerprint_sees_the_rules_and_not_the_prose(
    change: tuple[str, str], same: bool, tmp_path: Path
) -> None:
    shipped = nwd.methodology("edge-of-care/2021-22.1").fingerprint
    assert (nwd.methodology(broken(tmp_path, change)).fingerprint == shipped) is same


def test_an_unknown_version_is_refused_with_the_list_of_those_there_are() -> None:
    assert "edge-of-care/2021-22.1" in refusal(Path("edge-of-care/1999-00.1"))
