"""What the README shows of checks and of price and volume is what the library tells."""

from __future__ import annotations

import re
from pathlib import Path

import nwd_costs as nwd
from nwd_costs.freezing import reference_records
from unit_costs.tables import price, table

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```text\n(.*?)```", README, flags=re.DOTALL)
    assert found is not None, f"the README has no {name}"
    return found[1].rstrip()


def told_of_a_council_s_own_table(folder: Path) -> str:
    own = table(
        folder,
        price("52700"),
        price("4000", per="day", category="residential"),
        price("1000", category="outreach"),
        price("90", category="children_in_need", days="2022-07-01,2023-04-01"),
    )
    return str(nwd.check_unit_costs(own)).replace(str(own), "own")


def test_the_findings_in_the_readme_are_what_the_library_tells(tmp_path: Path) -> None:
    assert block("prices-checked") == told_of_a_council_s_own_table(tmp_path)


def test_the_price_and_volume_in_the_readme_are_what_the_library_tells() -> None:
    method, records = nwd.methodology("edge-of-care/2021-22.1"), reference_records()
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    a, b = (
        nwd.run(method, records, costs, period=year, as_at="2023-03-31")
        for year in ("2021-22", "2022-23")
    )
    shown, told = block("price-volume"), str(nwd.price_volume(a, b))
    head, tail = shown.split("\n  …\n")
    assert told.startswith(head)
    assert told.endswith(tail)
