"""The page of a report: well formed, alone, in order, and holding what may be published alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs import pipeline
from nwd_costs.checks import Threshold
from nwd_costs.headline import Headline
from nwd_costs.pence import pounds
from nwd_costs.reporting.methods import TOO_NEAR, rivals
from nwd_costs.stages.ledger import LEGS
from report.made import (
    DAYS,
    POUNDS,
    all_of,
    alone,
    comparison,
    parsed,
    reported,
    result,
    shown,
    strings,
    text_of,
)

CHARTS = ("waterfall", "quarters", "spread")
MEGABYTE = 1_000_000


def test_the_page_is_well_formed_and_needs_nothing_else() -> None:
    page = parsed(reported().page)
    for name in ("script", "link", "img", "iframe", "object", "form"):
        assert not all_of(page, f"//{name}")
    assert not strings(page, "//@src")
    ids = strings(page, "//@id")
    assert len(ids) == len(set(ids))
    links = strings(page, "//@href")
    assert len(links) > 10
    assert {link.removeprefix("#") for link in links} <= set(ids)
    style = page.findtext(".//style") or ""
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in reported().page


def test_the_page_is_laid_out_for_whoever_does_not_see_it() -> None:
    page = parsed(reported().page)
    assert page.get("lang") == "en-GB"
    assert page.findtext(".//title")
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [len(all_of(page, f"//{name}")) for name in ("header", "main", "footer", "nav")] == [
        1, 1, 1, 1,
    ]  # fmt: skip
    body = page.find("body")
    assert body is not None
    assert body[0].get("class") == "skip"


def test_every_table_has_a_caption_and_headings_that_say_what_they_head() -> None:
    tables = all_of(parsed(reported().page), "//table")
    assert len(tables) > 10
    for table in tables:
        assert text_of(all_of(table, "caption")[0])
        across = all_of(table, "thead/tr/th[@scope='col']")
        rows = all_of(table, "tbody/tr")
        assert rows
        for row in rows:
            assert [cell.tag for cell in row] == ["th", *["td"] * (len(across) - 1)]
            assert row[0].get("scope") == "row"
            assert all(text_of(cell) for cell in row)


@pytest.mark.parametrize("key", CHARTS)
def test_every_chart_is_told_in_words_and_stands_above_its_numbers(key: str) -> None:
    page = parsed(reported().page)
    (drawing,) = all_of(page, f"//svg[@aria-labelledby='{key}-title {key}-desc']")
    figure = drawing.getparent()
    assert figure is not None
    assert figure.tag == "figure"
    title = text_of(all_of(figure, "figcaption/h3")[0])
    assert drawing.findtext("title") == title
    table = figure.getnext()
    assert table is not None
    assert table.tag == "table"
    numbers = {text_of(cell) for cell in all_of(table, "tbody/tr/td")}
    told = drawing.findtext("desc") or ""
    parts = [part.rpartition(": ")[2] for part in told.removesuffix(".").split("; ")]
    assert len(parts) > 3
    assert set(parts) <= numbers
    assert set(POUNDS.findall(title)) <= shown(reported())


def test_the_headline_stands_with_its_standing_method_prices_and_warnings_beside_it() -> None:
    found = reported()
    figure = all_of(parsed(found.page), "//section[h2/@id='figure']")[0]
    told = text_of(figure)
    assert text_of(all_of(figure, ".//*[@class='big']")[0]) == found.published.gross.text
    for words in (
        "Stands as a headline", "a reconstruction", "has approved no text", "reproduces no",
        "edge-of-care/2021-22.1", "lait-outturn/2024-25", "outturn prices", "31/03/2023",
        "Every claim has likelihood 100%, the generous end",
    ):  # fmt: skip
        assert words in told
    assert len(all_of(figure, ".//ul/li")) == len(found.published.warnings)


def test_profile_and_policy_are_named_at_the_top() -> None:
    top = text_of(all_of(parsed(reported().page), "//header")[0])
    assert top.startswith("Publication profile: disclosure control is on (threshold 5, rounded to")
    other = nwd.report(result(), policy=nwd.Disclosure(threshold=8, round_to=6))
    assert "(threshold 8, rounded to 6)" in text_of(all_of(parsed(other.page), "//header")[0])


def test_every_number_is_one_that_may_be_published() -> None:
    found = reported()
    told = text_of(parsed(found.page))
    words = " ".join([*found.published.notes, found.published.policy.in_words()])
    assert set(POUNDS.findall(told)) <= shown(found) | set(POUNDS.findall(words))
    exact = [result().gross_pence, result().total("counterfactual"), result().total("actual")]
    for pence in exact:
        assert pence is not None
        assert pounds(pence).removeprefix("-") not in told
    for table in found.published.tables:
        if table.name == "resting_on":
            continue
        (drawn,) = all_of(parsed(found.page), f"//table[@id='table-{table.name}']")
        rows = [[text_of(cell) for cell in row] for row in all_of(drawn, "tbody/tr")]
        assert rows == [[cell.text for cell in row] for row in table.rows]


def test_nobody_is_on_the_page() -> None:
    found, told = result(), text_of(parsed(reported().page))
    ids = {*found.claims["referral_id"], *found.ledger["child_id"], *found.cohort["child_id"]}
    assert len(ids) > 100
    assert not [name for name in ids if re.search(rf"\b{re.escape(name)}\b", told)]
    assert set(DAYS.findall(told)) == {"2023-03-31", "31/03/2023"}


def test_what_is_kept_back_stands_as_words() -> None:
    page = parsed(reported().page)
    kept = [text_of(cell) for cell in all_of(page, "//td[contains(@class, 'word')]")]
    assert "withheld" in kept
    assert "fewer than 5" in kept
    assert "too few children" in kept
    assert not [words for words in kept if words in {"", "None", "nan"}]


def test_the_assumption_log_lists_every_value_with_its_ground() -> None:
    found, page = result(), parsed(reported().page)
    rows = all_of(page, "//table[@id='assumption-log']/tbody/tr")
    parameters = found.method.plan.parameters()
    assert len(rows) == len(parameters) + len(found.method.plan.rules())
    told = [text_of(row) for row in rows]
    for path, parameter in parameters.items():
        stage, _, name = path.partition(".")
        heading = f"{stage.capitalize()}: {name.replace('_', ' ')}"
        (mine,) = [row for row in told if row.startswith(f"{heading} ")]
        assert f"{parameter.basis.value} [{parameter.clause}]" in mine
    (days,) = [row for row in told if row.startswith("Horizon: days")]
    assert "364" in days
    assert "from 91 to 728" in days
    assert "gross moves almost in step with the length" in days
    (likelihood,) = [row for row in told if row.startswith("Counterfactual: likelihood")]
    assert "from high: 50%; medium: 25%; low: 5%; unstated: 8.6%" in likelihood


def test_provenance_holds_fingerprints_and_no_digest_or_name_of_a_file() -> None:
    found = result().provenance
    section = text_of(all_of(parsed(reported().page), "//section[h2/@id='provenance']")[0])
    for told in (
        found.methodology_fingerprint, found.unit_costs_fingerprint, found.library_version,
        found.as_at, found.period,
    ):  # fmt: skip
        assert told in section
    # Few children's facts could be found from a digest by trying [17.12].
    for one in found.inputs:
        assert one.digest not in reported().page
        assert one.name not in reported().page
    assert found.ledger_digest not in reported().page


def test_figures_of_several_methods_stand_beside_each_other_and_are_never_added() -> None:
    found = reported()
    assert [rival.method for rival in found.rivals] == [r.method for r in comparison().rows]
    section = text_of(all_of(parsed(found.page), "//section[h2/@id='methods']")[0])
    assert "never added up and never averaged" in section
    assert "no confidence interval" in section
    for rival in found.rivals:
        assert rival.method in section
        assert rival.gross.text in section
    assert "edge-of-care/2021-22.1 (this report)" in section


def test_a_report_without_comparison_says_so() -> None:
    page = parsed(alone().page)
    assert not alone().rivals
    assert not all_of(page, "//svg[contains(@aria-labelledby, 'spread')]")
    section = text_of(all_of(page, "//section[h2/@id='methods']")[0])
    assert "No other method was run for this report" in section


def test_figures_that_differ_by_a_child_or_two_do_not_stand_beside_each_other() -> None:
    found = result()
    # Leaves out the referral of one child whose claim makes pounds.
    gross = found.claims.set_index("referral_id")["gross_pence"]
    one = str(gross[gross > 0].index[0])
    ledger = found.ledger[found.ledger["referral_id"] != one]
    what_if = found.method.plan.but(cohort={"age_min": 11})
    assert what_if.origin is not None
    near = nwd.run(what_if, found.records, found.costs, period="2022-23", as_at="2023-03-31")
    near = replace(near, ledger=ledger)
    beside = nwd.Comparison((found, near), comparison().rows[:2])
    assert [r.gross for r in rivals(found, beside, nwd.Disclosure())][1] is TOO_NEAR


def test_a_figure_that_differs_from_a_table_by_a_child_does_not_stand_beside_it() -> None:
    found = result()
    assert reported().published.has("quarters")
    last = found.ledger["quarter"] == "Q4"
    one = found.ledger.loc[last & found.ledger["side"].isin(LEGS), "child_id"].iloc[0]
    what_if = found.method.plan.but(cohort={"age_min": 11})
    near = nwd.run(what_if, found.records, found.costs, period="2022-23", as_at="2023-03-31")
    # Three quarters are in no table by themselves, but the fourth taken off the whole is.
    for kept, stands in ((~last, True), (~last | (found.ledger["child_id"] == one), False)):
        other = replace(near, ledger=found.ledger[kept])
        beside = nwd.Comparison((found, other), comparison().rows[:2])
        shown = [rival.gross for rival in rivals(found, beside, nwd.Disclosure())][1]
        assert (shown is not TOO_NEAR) == stands


def test_a_comparison_of_another_period_is_refused() -> None:
    found = result()
    other = nwd.compare(
        [found.method.id, "cic-cp-cin/2020-21.1"],
        found.records, found.costs, period="2021-22", as_at="2023-03-31",
    )  # fmt: skip
    with pytest.raises(nwd.UsageError, match="differs from the result in period"):
        nwd.report(found, compared=other)


def test_a_figure_that_does_not_stand_says_so_before_anything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crossed = Threshold("rows-lost", "share of rows that were lost", 60_001, 50_000)
    monkeypatch.setattr(pipeline, "thresholds", lambda *_, **__: (crossed,))
    found = result()
    given = {"period": "2022-23", "as_at": "2023-03-31"}
    against = nwd.run(found.method, found.records, found.costs, **given)
    page = nwd.report(against).page
    assert page.index("Not a headline figure") < page.index("The figure</h2>")
    assert "share of rows that were lost: beyond the limit of 5%" in page
    assert "Does not stand as a headline" in page
    assert "6.0001%" not in page  # how far beyond is a count of few in disguise
    accepted = nwd.run(found.method, found.records, found.costs, **given, accept="rows-lost")
    page = nwd.report(accepted).page
    assert "A crossed limit of the data was accepted by name" in page
    assert "Not a headline figure" not in page


def test_what_is_no_published_version_is_marked_at_the_top() -> None:
    found = result()
    plan = found.method.plan.but(horizon={"days": 350})
    what_if = nwd.run(plan, found.records, found.costs, period="2022-23", as_at="2023-03-31")
    page = nwd.report(what_if).page
    assert page.index("A what-if of edge-of-care/2021-22.1") < page.index("The figure</h2>")
    assert "horizon.days 350 (was 364)" in page
    for status, words in {
        "draft": "A draft: this",
        "withdrawn": "This method is withdrawn",
    }.items():
        document = found.method.document.model_copy(update={"status": status})
        marked = nwd.report(replace(found, method=replace(found.method, document=document))).page
        assert marked.index(words) < marked.index("The figure</h2>")
    assert "A draft" not in reported().page


def test_days_not_yet_observed_are_marked_at_the_top() -> None:
    found = result()
    booking = {"rule": "at_index"}
    plan = found.method.plan.but(booking=booking)
    ahead = nwd.run(plan, found.records, found.costs, period="2022-23", as_at="2023-03-31")
    assert ahead.contains_forecast
    page = nwd.report(ahead).page
    assert page.index("No outturn") < page.index("The figure</h2>")


def test_whatever_is_somebodys_text_is_escaped() -> None:
    found = result()
    hostile = "<script>alert('x')</script> & \"so on\""
    update = {"title": hostile, "status": "draft"}
    document = found.method.document.model_copy(update=update)
    changed = replace(found, method=replace(found.method, document=document))
    page = nwd.report(changed).page
    assert "<script" not in page
    assert hostile in text_of(parsed(page))


def test_the_page_does_not_grow_with_the_ledger() -> None:
    found = result()
    many = replace(
        found, ledger=pd.concat([found.ledger] * 100, ignore_index=True), as_computed=None
    )
    assert len(many.ledger) > 20_000
    page = nwd.report(many).page
    assert len(page.encode()) < len(alone().page.encode()) + 2_000 < MEGABYTE


def test_too_few_children_make_no_report() -> None:
    found = result()
    few = found.ledger["child_id"].drop_duplicates().head(3)
    small = replace(found, ledger=found.ledger[found.ledger["child_id"].isin(few)])
    with pytest.raises(nwd.DisclosureError, match="cannot be published"):
        nwd.report(small)


def test_a_report_writes_a_page_and_its_figures_and_shows_its_profile(tmp_path: Path) -> None:
    assert alone().write(tmp_path / "new") == ["report.html", "published.json"]
    assert (tmp_path / "new" / "report.html").read_text(encoding="utf-8") == alone().to_html()
    told = json.loads((tmp_path / "new" / "published.json").read_text(encoding="utf-8"))
    assert told == json.loads(json.dumps(alone().published.as_dict()))
    assert told["profile"] == "publication"
    assert "publication profile" in repr(alone())


def test_a_standing_headline_has_no_alert() -> None:
    assert result().headline == Headline((), ())
    assert not all_of(parsed(reported().page), "//*[contains(@class, 'alert')]")
