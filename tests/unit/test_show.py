"""Tables for notebooks, letter for letter."""

from __future__ import annotations

from nwd_costs.show import html_table


def test_a_table_has_a_caption_headings_and_rows_that_say_what_they_are() -> None:
    assert html_table("Costs", ["year", "cost"], [["2022-23", 5], ["2023-24", 6]]) == (
        "<table><caption>Costs</caption>"
        "<thead><tr><th scope='col'>year</th><th scope='col'>cost</th></tr></thead>"
        "<tbody><tr><th scope='row'>2022-23</th><td>5</td></tr>"
        "<tr><th scope='row'>2023-24</th><td>6</td></tr></tbody></table>"
    )


def test_a_table_may_do_without_headings() -> None:
    assert html_table("Costs", [], [["a", "b", "c"]]) == (
        "<table><caption>Costs</caption>"
        "<tbody><tr><th scope='row'>a</th><td>b</td><td>c</td></tr></tbody></table>"
    )


def test_nothing_in_a_table_is_taken_for_markup() -> None:
    assert html_table("<i>", ["<b>"], [["<p>", "<q>"]]) == (
        "<table><caption>&lt;i&gt;</caption>"
        "<thead><tr><th scope='col'>&lt;b&gt;</th></tr></thead>"
        "<tbody><tr><th scope='row'>&lt;p&gt;</th><td>&lt;q&gt;</td></tr></tbody></table>"
    )
