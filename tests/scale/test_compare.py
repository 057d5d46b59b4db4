"""Many methods cost little more than one, because the steps they have in common are made once."""

from __future__ import annotations

import time
from collections.abc import Callable

import nwd_costs as nwd
from nwd_costs.freezing import reference_records
from versions.trees import EDGE, VERSIONS

# On the reference cohort six methods took 2.6 to 2.8 times what one takes when this was set, table
# and all, and 6.0 times when each was run by itself.
BOUND = 3.0
FEWEST, MOST = 5, 25


def seconds(step: Callable[[], object]) -> float:
    """Measure processor time, so that what else the machine does counts for little."""
    before = time.process_time()
    step()
    return time.process_time() - before


def test_all_shipped_methods_take_at_most_three_times_one() -> None:
    records = reference_records()
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    methods = [nwd.methodology(name) for name in VERSIONS]
    (one,) = (method for method in methods if method.id == EDGE)

    def alone() -> object:
        return nwd.run(one, records, costs, period="2022-23", as_at="2023-03-31")

    def together() -> object:
        return nwd.compare(methods, records, costs, period="2022-23", as_at="2023-03-31").table

    alone()  # what is loaded on first use is no part of either
    one_takes, six_take = [], []
    # The best of several is what either takes undisturbed; a busy machine needs more of them.
    for turn in range(MOST):
        one_takes.append(seconds(alone))
        six_take.append(seconds(together))
        ratio = min(six_take) / min(one_takes)
        if turn + 1 >= FEWEST and ratio <= BOUND:
            break
    assert len(methods) == 6
    assert ratio <= BOUND, f"{ratio:.2f} times one run"
