"""What a bridge says: which stages go together and why, and the same in every form [14.3]."""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

import nwd_costs as nwd
from nwd_costs import pipeline
from nwd_costs.categories import Categories
from nwd_costs.checks import Threshold
from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, DOES_NOT_STAND, FINE, main
from nwd_costs.freezing import reference_records
from nwd_costs.methods import STAGES
from nwd_costs.swapping import Swap, changed_stages, half_swapped, swaps
from nwd_costs.waterfall import Bar, as_drawing, as_text
from versions.trees import EDGE, ROOT, TIERS, rewrite, tree

COSTS = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
COHORT = ROOT / "reference_cohort"
README = ROOT.parent / "README.md"
SVG = "{http://www.w3.org/2000/svg}"


def bridged(a: nwd.Methodology | nwd.Plan | str, b: nwd.Methodology | nwd.Plan | str) -> nwd.Bridge:
    return nwd.bridge(a, b, reference_records(), COSTS, period="2022-23", as_at="2023-03-31")


@cache
def reconstructions() -> nwd.Bridge:
    return bridged(EDGE, TIERS)


@cache
def whole_menu() -> nwd.Bridge:
    """Change every stage that can be changed without another, at gross, adjusted and net."""
    plan = nwd.methodology(EDGE).plan.but(
        cohort={"age_min": 14},
        counterfactual={"likelihood.unstated": 500_000, "on_entry": "net"},
        horizon={"days": 182},
        booking={"rule": "at_index"},
        adjustments={"deadweight": 100_000},
        programme={"rule": "per_day", "rate": "123.45"},
    )
    return bridged(EDGE, plan)


def test_the_two_reconstructions_have_two_steps_of_which_one_is_of_two_stages() -> None:
    joined, alone = reconstructions().steps
    assert (joined.name, alone.name) == ("counterfactual + pricing", "horizon")
    assert joined.reasons == (
        "pricing of b cannot go with counterfactual of a: pricing.chain.looked_after has no chain",
    )
    assert alone.reasons == ()
    assert joined.changes[0] == "counterfactual.rule tier_held (was edge_of_care)"
    assert alone.changes == ("horizon.rule to_year_end (was fixed_days)",)


def test_a_bridge_begins_and_ends_with_what_the_methods_themselves_come_to() -> None:
    found = reconstructions()
    for side, name in ((found.a, EDGE), (found.b, TIERS)):
        method = nwd.methodology(name)
        result = nwd.run(method, reference_records(), COSTS, period="2022-23", as_at="2023-03-31")
        assert side.totals["gross"] == result.gross_pence
        assert (side.id, side.standing, side.status) == (name, method.standing, method.status)
        assert side.warnings == tuple(warning.code for warning in result.warnings)


def test_the_order_makes_a_difference_and_is_said_to() -> None:
    found = reconstructions()
    assert found.table["gross_pence"].tolist() != found.table["gross_reverse_pence"].tolist()
    for told in (str(found), found.to_html(), json.dumps(found.as_dict())):
        assert "depends on the order" in told
        assert "neither is the answer" in told
        assert "what-ifs" in told


def test_other_categories_go_with_the_timeline_and_take_along_what_names_them(
    tmp_path: Path,
) -> None:
    folder = tree(tmp_path) / EDGE
    text = (folder / "methodology.toml").read_text(encoding="utf-8")
    (folder / "methodology.toml").write_text(text.replace("secure", "locked"), encoding="utf-8")
    rewrite(folder / "categories.csv", (",secure,", ",locked,"))
    other = nwd.methodology(folder)
    found = swaps(nwd.methodology(EDGE).plan, other.plan)
    assert [swap.stages for swap in found] == [("timeline", "pricing")]
    assert found[0].reasons[0].startswith("timeline of b cannot go with pricing of a: ")
    assert "pricing.chain.locked has no chain" in found[0].reasons[0]
    (step,) = bridged(EDGE, other).steps
    assert any(c.startswith("categories.csv, K1 with any provider: locked") for c in step.changes)
    assert step.in_order["gross"] == step.in_reverse["gross"] == 0


def test_everything_taken_over_is_the_other_method() -> None:
    a, edge = nwd.methodology(TIERS).plan, nwd.methodology(EDGE).plan
    b = replace(edge, categories=Categories(edge.categories.rules[1:]))
    assert changed_stages(a, b) == ("timeline", "counterfactual", "horizon", "pricing")
    assert changed_stages(half_swapped(a, b, frozenset(STAGES)), b) == ()


def test_a_stage_that_runs_between_two_that_go_together_stays_a_step_of_its_own() -> None:
    plan = nwd.methodology(EDGE).plan
    other = plan.but(
        counterfactual={"entry_mix": {"family_home": 1_000_000}},
        pricing={"chain.family_home": ["looked_after"]},
        horizon={"days": 10},
    )
    assert [swap.stages for swap in swaps(plan, other)] == [
        ("counterfactual", "pricing"),
        ("horizon",),
    ]


@pytest.mark.parametrize(
    "changes",
    [{"horizon": {"days": 364}}, {}],
)
def test_a_method_and_itself_have_an_empty_bridge(changes: dict[str, dict[str, object]]) -> None:
    plan = nwd.methodology(EDGE).plan
    found = bridged(plan, plan.but(**changes))
    assert len(found) == 0
    assert found.steps == ()
    assert found.table.empty
    assert found.difference("gross") == 0
    assert "nothing to bridge" in str(found)
    assert "nothing to bridge" in found.to_html()


def test_what_only_a_ground_or_the_prose_changes_is_no_step(tmp_path: Path) -> None:
    folder = tree(tmp_path) / EDGE
    rewrite(folder / "methodology.toml", ("high = 728", "high = 729"))
    assert [row.path for row in nwd.diff(EDGE, folder).rows] == ["status", "horizon.days"]
    assert swaps(nwd.methodology(EDGE).plan, nwd.methodology(folder).plan) == ()


def test_only_figures_that_tell_something_of_their_own_are_shown() -> None:
    assert reconstructions().figures == ("gross",)
    assert whole_menu().figures == ("gross", "adjusted", "net")
    last = whole_menu().steps[-1]
    assert last.name == "programme"
    assert last.in_order["gross"] == 0
    assert (last.in_order["net"] or 0) < 0


def test_plans_in_between_are_never_shown_under_the_name_of_a_version() -> None:
    told = str(whole_menu())
    assert told.count(EDGE) == 2  # the version itself, and what the what-if is one of
    assert "no version" in told
    names = whole_menu().as_dict()["steps"]
    assert isinstance(names, list)
    assert all("what_if_total_in_order" in step for step in names)


def test_forecast_days_are_no_outturn_on_either_side() -> None:
    assert not whole_menu().a.contains_forecast
    assert whole_menu().b.contains_forecast
    assert " ".join(str(whole_menu()).split()).count("no outturn [7.3]") == 1


def test_a_price_that_only_a_plan_in_between_needs_is_missed_by_the_name_of_the_plan() -> None:
    plan = nwd.methodology(EDGE).plan
    mixed = {"adoption": 1_000_000}
    one = plan.but(pricing={"chain.adoption": []})
    other = plan.but(counterfactual={"entry_mix": mixed, "use_expected": False})
    with pytest.raises(nwd.UnitCostError) as refused:
        bridged(one, other)
    told = str(refused.value)
    assert "needed by a plan in between [14.3], with counterfactual of what-if-" in told
    assert "adoption: no rate in any layer" in told
    dear = other.but(pricing={"chain.adoption": []})
    with pytest.raises(nwd.UnitCostError, match="The rates are needed by what-if-"):
        bridged(plan, dear)


def test_a_bridge_over_data_that_cross_a_limit_is_no_headline(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    crossed = Threshold("rows-lost", "share of rows that were lost", 60_001, 50_000)
    monkeypatch.setattr(pipeline, "thresholds", lambda *_: (crossed,))
    read_once(monkeypatch)
    for form in ("text", "html", "json"):
        assert main(arguments(EDGE, TIERS, "--format", form)) == DOES_NOT_STAND
        said = capsys.readouterr()
        assert "rows-lost" in said.out
        assert "--accept rows-lost" in said.err
    assert main(arguments(EDGE, TIERS, "--accept", "rows-lost")) == FINE
    assert "accepted by name" in capsys.readouterr().out
    assert "not a headline" in repr(bridged(EDGE, TIERS))


def test_a_withheld_total_withholds_the_steps_beside_it() -> None:
    plan = nwd.methodology(EDGE).plan
    other = plan.but(
        pricing={"chain.adoption": [], "allow_unpriced": True},
        counterfactual={"entry_mix": {"adoption": 1_000_000}, "use_expected": False},
    )
    found = bridged(plan, other)
    assert found.b.totals["gross"] is None
    assert found.difference("gross") is None
    assert found.table["gross_pence"].isna().sum() == 1
    for told in (str(found), found.to_html()):
        assert "withheld" in told


def drawings(page: str) -> list[etree._Element]:
    """Read the drawings of a page: each has to be well formed by itself."""
    return [etree.fromstring(text) for text in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]


def test_every_waterfall_is_a_drawing_with_a_name_a_description_and_its_values() -> None:
    found = whole_menu()
    drawn = drawings(found.to_html())
    assert len(drawn) == 2 * len(found.figures)
    ways = [(figure, back) for figure in found.figures for back in (False, True)]
    for svg, (figure, back) in zip(drawn, ways, strict=True):
        bars = found.bars(figure, reverse=back)
        title, said = svg.findtext(f"{SVG}title"), svg.findtext(f"{SVG}desc") or ""
        assert title
        named = [part.get("id") for part in svg if part.tag in (f"{SVG}title", f"{SVG}desc")]
        assert svg.get("aria-labelledby") == " ".join(map(str, named))
        texts = [part.text for part in svg.iter(f"{SVG}text")]
        for bar in bars:
            assert f"{bar.label}: {bar.told}" in said
            assert bar.told in texts
        assert {part.get("fill") for part in svg.iter(f"{SVG}rect")} <= {
            "#333333", "#a6a6a6", "#ffffff",
        }  # fmt: skip
    ids = re.findall(r' id="([^"]+)"', found.to_html())
    assert len(ids) == len(set(ids))
    assert "<script" not in found.to_html()
    assert "http" not in found.to_html().replace("http://www.w3.org/2000/svg", "")


def test_a_bridge_as_a_page_is_well_formed() -> None:
    page = f"<div>{reconstructions().to_html()}</div>"
    root = etree.fromstring(page)
    assert root.find("section/h1") is not None
    assert reconstructions()._repr_html_() == reconstructions().to_html()


def test_bars_lie_where_their_pounds_lie() -> None:
    bars = [
        Bar("a & b", 0, 300, total=True), Bar("more", 300, 600), Bar("less", 600, 0),
        Bar("under", 0, -300), Bar("withheld", -300, None), Bar("end", 0, None, total=True),
    ]  # fmt: skip
    assert as_text(bars) == [
        "          ==========          ",
        "                    ++++++++++",
        "          --------------------",
        "----------                    ",
        " " * 30,
        " " * 30,
    ]
    svg = etree.fromstring(as_drawing(bars, title="A < B", key="k"))
    rows = [part for part in svg.iter(f"{SVG}rect") if part.get("stroke")]
    assert [(p.get("x"), p.get("width"), p.get("fill")) for p in rows] == [
        ("446", "147", "#333333"), ("593", "147", "#a6a6a6"), ("446", "294", "#ffffff"),
        ("300", "146", "#ffffff"),
    ]  # fmt: skip
    assert [bar.told for bar in bars][:5] == ["£3.00", "+£3.00", "-£6.00", "-£3.00", "withheld"]


def test_a_penny_shows_beside_a_million() -> None:
    bars = [Bar("a", 0, 10**8, total=True), Bar("s", 10**8, 10**8 - 1), Bar("n", 5, 5)]
    assert as_text(bars) == ["=" * 30, " " * 29 + "-", " " * 30]


def arguments(a: str, b: str, *more: str) -> list[str]:
    census = sorted(str(file) for file in (COHORT / "cin_census").glob("*.xml"))
    return [
        "bridge", a, b, "--ssda903", str(COHORT / "ssda903"), "--cin-census", *census,
        "--referrals", str(COHORT / "referrals.csv"), "--period", "2022-23", "--as-at",
        "2023-03-31", "--unit-costs", "lait-outturn/2024-25", "--authority", "North Yorkshire",
        *more,
    ]  # fmt: skip


def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the command what it would read, without reading it again."""
    monkeypatch.setattr("nwd_costs.returns.read", lambda **_: reference_records())


def test_the_command_tells_the_bridge_in_each_form(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(arguments(EDGE, TIERS)) == FINE
    assert capsys.readouterr().out == f"{reconstructions()}\n"
    read_once(monkeypatch)
    assert main(arguments(EDGE, TIERS, "--format", "html")) == FINE
    page = capsys.readouterr().out
    assert page.startswith("<!DOCTYPE html>")
    assert reconstructions().to_html() in page
    assert main(arguments(EDGE, TIERS, "--format", "json")) == FINE
    assert json.loads(capsys.readouterr().out) == reconstructions().as_dict()


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"b": "cic-cp-cin/1999-00.1"}, BAD_USAGE, TIERS),
        ({"period": "2022"}, BAD_USAGE, "Write 2022-23"),
        ({"as-at": "1999-03-31"}, DATA_REFUSED, "as_at lies before the data"),
    ],
)
def test_what_is_wrong_is_said_in_words_with_its_exit_code(
    changed: dict[str, str],
    code: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_once(monkeypatch)
    more = [part for name in changed if name != "b" for part in (f"--{name}", changed[name])]
    assert main(arguments(EDGE, changed.get("b", TIERS), *more)) == code
    assert words in capsys.readouterr().err


def test_the_bridge_in_the_readme_is_what_the_library_tells() -> None:
    shown = re.search(r"<!-- bridge -->\n```text\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert shown is not None
    assert shown[1].strip() == str(reconstructions())


def test_no_child_of_the_records_is_in_a_bridge() -> None:
    records = reference_records()
    ids = {*records.children["child_id"], *records.referrals["referral_id"]}
    assert len(ids) > 100
    for found in (reconstructions(), whole_menu()):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            told = f"{found!r}{found}{found.to_html()}{json.dumps(found.as_dict())}"
            told += found.table.to_csv()
        words = set(re.findall(r"[\w/-]+", told))
        assert not words & ids


def test_a_group_of_three_says_of_each_stage_why() -> None:
    plan = nwd.methodology(EDGE).plan
    stages = plan.stages.model_dump_json().replace('"secure"', '"locked"')
    other = replace(
        plan,
        stages=type(plan.stages).model_validate_json(
            stages.replace(
                '"next_placement":{"value":{', '"next_placement":{"value":{"locked":"other",'
            )
        ),
        categories=type(plan.categories)(
            tuple(
                replace(r, category="locked") if r.category == "secure" else r
                for r in plan.categories.rules
            )
        ),
    )
    (swap,) = swaps(plan, other)
    assert isinstance(swap, Swap)
    assert swap.stages == ("timeline", "counterfactual", "pricing")
    assert len(swap.reasons) > 1
    assert any("is no category of the method" in reason for reason in swap.reasons)
