"""Law: the difference between two results is volume and price to the penny, in either order [14.4].

Back again it is the same with the orders exchanged and the signs turned; the unrounded product is
never more than half a penny away.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import nwd_costs as nwd
from nwd_costs.price_and_volume import FIGURES, Part, _part
from nwd_costs.testing.strategies import Rows
from properties.runs import COSTS, METHODS, TOWNS, examples, read, run

OTHER = nwd.unit_costs("lait-outturn/2024-25", authority="Norfolk")
VOLUMES = st.sampled_from((0, 1, 999_999, 1_000_000)) | st.integers(0, 10**13)
PENCE = st.sampled_from((0, 1, -1)) | st.integers(-(10**11), 10**11)
CELLS = st.tuples(VOLUMES, PENCE).map(lambda cell: (cell[0], cell[1] if cell[0] else 0))


def split(part: Part) -> list[int]:
    return [getattr(part, figure) for figure in FIGURES]


@examples(default=200, deep=20_000)
@given(CELLS, CELLS)
def test_volume_and_price_of_any_cell_sum_to_its_difference(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    there, back = _part("actual", "foster", *a, *b), _part("actual", "foster", *b, *a)
    volume, price, volume_back, price_back = split(there)
    assert volume + price == volume_back + price_back == b[1] - a[1]
    assert split(back) == [-volume_back, -price_back, -volume, -price]
    if a[0] and b[0]:
        exact = Fraction(a[1] * (b[0] - a[0]), a[0])
        assert abs(volume - exact) <= Fraction(1, 2)
    else:
        assert price == price_back == 0


@examples(default=3, deep=40)
@given(TOWNS, st.sampled_from(METHODS))
def test_two_results_sum_to_the_difference_of_their_totals(
    rows: Rows, method: nwd.Methodology
) -> None:
    records = read(rows)
    a = run(method, records, "2021-22")
    b = run(method, records, "2022-23", costs=OTHER)
    found = nwd.price_volume(a, b)
    difference = (b.gross_pence or 0) - (a.gross_pence or 0)
    assert found.difference_pence == difference
    for volume, price in (FIGURES[:2], FIGURES[2:]):
        assert (found.total(volume) or 0) + (found.total(price) or 0) == difference
    # The same days at other prices are price alone, in the sums of the days as in the pence.
    same = nwd.price_volume(b, run(method, records, "2022-23", costs=COSTS))
    assert same.total("volume_pence") == same.total("volume_reverse_pence") == 0
