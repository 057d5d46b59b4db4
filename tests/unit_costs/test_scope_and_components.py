"""What a table says beside its prices: price base, scope, and what a price is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

import nwd_costs as nwd
from unit_costs.private_table import COMPONENTS, RATES, TABLE, folder


def refused(place: Path) -> str:
    with pytest.raises(nwd.UnitCostError) as caught:
        nwd.unit_costs(place, authority="Norfolk")
    return str(caught.value)


def test_a_table_says_its_price_base_and_scope_and_a_row_where_it_differs(tmp_path: Path) -> None:
    """[8.16]: nothing said is not stated, never guessed."""
    costs = nwd.unit_costs(folder(tmp_path), authority="Norfolk")
    scope = costs.document.scope
    assert str(scope) == (
        "overheads in part, on-costs included; contributions: education gross, health net"
    )
    assert costs.rates["overheads"].tolist() == ["excluded", "", "", ""]
    assert set(costs.rates["health"]) == {""}
    assert "health net" in costs._repr_html_()
    silent = TABLE.replace('price_base = "outturn"\n', "").split("[scope]")
    bare = silent[0] + "[sources" + silent[1].split("[sources", 1)[1]
    document = nwd.unit_costs(folder(tmp_path, table=bare), authority="Norfolk").document
    assert document.price_base == document.scope.overheads == "not stated"
    assert document.scope.education == "not stated"


def test_what_a_row_says_of_itself_is_in_the_fingerprint_and_in_no_figure(tmp_path: Path) -> None:
    """[8.16]."""
    other = ((*RATES[0][:-1], "included"), *RATES[1:])
    silent = ((*RATES[0][:-1], ""), *RATES[1:])
    seen = [
        nwd.unit_costs(folder(tmp_path / str(at), rates), authority="Norfolk")
        for at, rates in enumerate((RATES, other, silent))
    ]
    assert len({costs.fingerprint for costs in seen}) == 3
    assert len({costs.in_layer("authority", "residential_external") for costs in seen}) == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            'price_base = "outturn"',
            'price_base = "nominal"',
            "price_base: Write outturn, real",
        ),
        ('health = "net"', 'health = "yes"', "scope.health: Input should be 'gross', 'net' or"),
        ('overheads = "in part"', 'overhead = "in part"', "scope.overhead: is no key"),
    ],
)
def test_a_word_for_the_scope_that_is_none_is_refused(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    assert words in refused(folder(tmp_path, table=TABLE.replace(old, new)))


@pytest.mark.parametrize("base", ["outturn", "real 2023-24", "not stated"])
def test_a_price_base_is_outturn_real_of_a_year_or_not_stated(base: str, tmp_path: Path) -> None:
    table = TABLE.replace('price_base = "outturn"', f'price_base = "{base}"')
    costs = nwd.unit_costs(folder(tmp_path, table=table), authority="Norfolk")
    assert costs.document.price_base == base


@pytest.mark.parametrize(
    ("at", "column", "value", "words"),
    [
        (0, 5, "5899.99", "amount: the parts counted do not add up to the price (rows 2, 3, 4)"),
        (2, 6, "yes", "amount: the parts counted do not add up to the price (rows 2, 3, 4)"),
        (1, 5, "-250", "amount: the amount is below nought (row 3). Only a difference may be."),
        (1, 5, "", "amount: the amount is blank (row 3)"),
        (1, 4, "yearly", "kind: kind cannot be read (row 3). Use recurring, one_off or difference"),
        (1, 6, "perhaps", "counted: counted cannot be read (row 3). Write yes or no."),
        (1, 3, "", "component: component is blank (row 3)"),
        (1, 1, "foster", "category: is a part of no price of the table (row 3)"),
        (1, 2, "2022-10-01", "amount: the parts counted do not add up to the price"),
        (1, 0, "Norfork", "authority: authority 'Norfork' is not in the register"),
    ],
)
def test_components_that_do_not_make_up_their_price_are_refused(
    at: int, column: int, value: str, words: str, tmp_path: Path
) -> None:
    """[8.17]."""
    parts = [list(row) for row in COMPONENTS]
    parts[at][column] = value
    said = refused(folder(tmp_path / "own", components=parts))
    assert f"own/components.csv, column {words}" in said


def test_a_difference_closes_a_total_that_its_publisher_left_open(tmp_path: Path) -> None:
    """[8.17]."""
    parts = [list(row) for row in COMPONENTS]
    parts[0][5] = "6000"
    parts.append([*parts[0][:3], "not explained", "difference", "-100", "yes", ""])
    costs = nwd.unit_costs(folder(tmp_path, components=parts), authority="Norfolk")
    assert costs.components["amount"].tolist() == [600_000, 25_000, 90_000, -10_000]


def test_days_without_a_price_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    own = folder(tmp_path / "own")
    text = "authority,category,from_day,until_day,reason\n926,foster,spring,2023-04-01,none\n"
    (own / "missing.csv").write_text(text, encoding="utf-8")
    assert "own/missing.csv, column from_day: cannot be read (row 2)" in refused(own)
