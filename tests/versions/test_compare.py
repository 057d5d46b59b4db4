"""One cohort through several methods: each as by itself, and what has to be said with them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import nwd_costs as nwd
from nwd_costs import pipeline
from nwd_costs.cli import BAD_USAGE, DOES_NOT_STAND, FINE, main
from nwd_costs.comparison import ALONE, EVIDENCE
from nwd_costs.freezing import reference_records
from nwd_costs.methods import MENU, as_methodology
from versions.trees import EDGE, ROOT, TIERS, VERSIONS, rewrite, tree

ESSEX, TRIAL = "care-days-baseline/essex-2013.1", "trial-rate-difference/fgc-2023.1"
WHEN = {"period": "2022-23", "as_at": "2023-03-31"}
OUTPUTS = ("text", "page", "notebook", "json", "table")


@cache
def records() -> nwd.Records:
    return reference_records()


@cache
def costs() -> nwd.UnitCosts:
    return nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")


@cache
def half_a_year() -> nwd.Plan:
    return nwd.methodology(EDGE).plan.but(horizon={"days": 182})


def compared(*methods: str | Path | nwd.Plan | nwd.Methodology, **more: Any) -> nwd.Comparison:
    return nwd.compare(methods, records(), costs(), **(WHEN | more))


@cache
def everything() -> nwd.Comparison:
    """Compare all shipped versions and a what-if."""
    return compared(*VERSIONS, half_a_year())


def outputs(found: nwd.Comparison) -> dict[str, str]:
    """Give whatever a comparison shows of itself, spaces levelled."""
    shown = (
        str(found),
        found.to_html(),
        found._repr_html_(),
        json.dumps(found.as_dict(), ensure_ascii=False),
        " ".join(found.table.attrs["notes"]) + found.table.to_csv(),
    )
    return {name: " ".join(text.split()) for name, text in zip(OUTPUTS, shown, strict=True)}


@pytest.mark.parametrize("at", range(len(VERSIONS) + 1))
def test_each_result_is_exactly_that_of_a_run(at: int) -> None:
    method: Any = half_a_year() if at == len(VERSIONS) else nwd.methodology(VERSIONS[at])
    alone = nwd.run(method, records(), costs(), **WHEN)
    among = everything().results[at]
    assert among.provenance == alone.provenance
    assert among.summary() == alone.summary()
    assert among.claims.equals(alone.claims)
    assert among.timeline.equals(alone.timeline)
    assert among.rejected.equals(alone.rejected)


def test_the_table_has_a_row_for_each_method_in_the_order_asked_for() -> None:
    methods: list[Any] = [*reversed(VERSIONS), half_a_year()]
    found = compared(*methods)
    assert found.table["method"].tolist()[:-1] == VERSIONS[::-1]
    assert found.table["standing"].iloc[-1] == f"what-if of {EDGE}"
    assert [result.method.id for result in found.results] == found.table["method"].tolist()


def test_the_table_says_what_the_results_say() -> None:
    for row, result in zip(everything().rows, everything().results, strict=True):
        counts: dict[str, Any] = result.summary()["counts"]  # type: ignore[assignment]
        assert row.gross_pence == result.gross_pence
        assert row.adjusted_pence == result.adjusted_pence
        assert row.programme_pence == result.programme_pence
        assert row.net_pence == result.net_pence
        assert row.assumed_pence == result.resting_on().by_basis["assumed"]
        assert row.claims_booked == counts["claims_booked"]
        assert row.days_booked == counts["claimed_days"]
        assert row.days_in_legs == counts["days_in_legs"]
        assert row.reasons == counts["out_of_scope"]
        assert row.referrals - row.in_scope == row.out_of_scope == sum(row.reasons.values())
    table = everything().table
    assert table["gross_pence"].dtype == "Int64"
    assert table["gross_pence"].tolist() == [row.gross_pence for row in everything().rows]


def test_a_withheld_total_is_missing_and_said_to_be_withheld() -> None:
    lacking = half_a_year().but(
        pricing={"layers": ["authority"], "chain.cp": [], "allow_unpriced": True}
    )
    found = compared(EDGE, lacking)
    assert found.results[1].gross_pence is None
    assert found.table["gross_pence"].isna().tolist() == [False, True]
    assert found.table["assumed_ppm"].isna().iloc[1]
    assert "withheld" in str(found)
    assert "a spread of ways" not in str(found)


def test_adjustments_and_the_programme_are_told_where_a_method_has_them() -> None:
    plan = nwd.methodology(EDGE).plan
    less = plan.but(
        adjustments={"deadweight": 250_000},
        programme={"rule": "per_day", "rate": "10.00"},
    )
    found = compared(EDGE, less)
    row = found.rows[1]
    assert None not in (row.adjusted_pence, row.programme_pence, row.net_pence, row.gross_pence)
    text = " ".join(str(found).split())
    assert text.count("adjusted £") == text.count("programme cost -£") == 1
    assert row.net_pence == (row.adjusted_pence or 0) + (row.programme_pence or 0)


# What is said


@pytest.mark.parametrize("output", OUTPUTS)
def test_every_output_quotes_both_evaluations_and_says_what_may_not_be_done(output: str) -> None:
    text = outputs(everything())[output]
    for words in ("Essex", "START", "opposite conclusions", "never added up and never averaged",
                  "no confidence interval"):  # fmt: skip
        assert words in text
    if output != "json":
        assert "total" not in text.lower().split("before you use")[0]


@pytest.mark.parametrize("output", OUTPUTS)
def test_every_output_marks_the_what_if_and_the_standing_of_the_others(output: str) -> None:
    text = outputs(everything())[output]
    assert f"what-if of {EDGE}" in text
    assert "horizon.days 182 (was 364)" in text
    for words in ("reconstruction", "comparison", nwd.methodology(EDGE).status, "no version"):
        assert words in text


def test_a_what_if_does_not_speak_as_the_version() -> None:
    name = everything().rows[-1].method
    assert name.startswith("what-if-")
    assert everything().what_they_are[name].startswith(f"No version. This is a what-if of {EDGE}")


@pytest.mark.parametrize("version", [ESSEX, TRIAL])
def test_the_note_on_evidence_agrees_with_the_documents(version: str) -> None:
    document = nwd.methodology(version)
    said = document.clauses["M1.2"] + str(document.document.sources["start"])
    for number in ("1.25", "0.77 to 2.05", "684 families", "Fonagy and others, The Lancet"):
        assert number in EVIDENCE
    for number in ("1.25", "0.77 to 2.05", "684 families", "The Lancet Psychiatry", "2018"):
        assert number in said


def test_the_note_on_essex_agrees_with_its_document() -> None:
    said = nwd.methodology(ESSEX).clauses["M1.2"]
    for number in ("55% of its days in care", "10.8%"):
        assert number in EVIDENCE
        assert number in said


def test_every_method_says_of_itself_what_its_document_says() -> None:
    said = everything().what_they_are
    assert "The population differs" in said[TRIAL]
    assert "nothing shows that those referred to No Wrong Door are like them" in said[ESSEX]
    text = " ".join(str(everything()).split())
    assert all(words in text for words in said.values())


def test_a_version_without_that_clause_is_told_by_its_summary(tmp_path: Path) -> None:
    folder = tree(tmp_path, TIERS) / TIERS
    rewrite(folder / "method.md", ("**[M1.1]**", "**[M1.9]**"))
    found = compared(EDGE, folder)
    summary = nwd.methodology(folder).document.summary
    assert summary in found.what_they_are[TIERS]


def test_the_notes_say_where_prices_or_days_are_of_another_kind() -> None:
    plan = nwd.methodology(EDGE).plan
    ahead = plan.but(booking={"rule": "at_index"})
    fixed = plan.but(pricing={"price_base": "2021-22"})
    found = compared(EDGE, ahead, fixed)
    assert any("not at the prices of one year" in note for note in found.notes)
    assert any(note.startswith("No outturn") for note in found.notes)
    assert len(everything().notes) == 3
    assert everything().notes[:2] == (EVIDENCE, ALONE)


def test_a_warning_is_told_once_with_every_method_that_it_is_about() -> None:
    text = " ".join(str(everything()).split())
    assert text.count("of some referrals are in no return") == 1
    assert "check that the ids agree [2]: all methods (referrals 9)" in text
    assert f"the method was not written for 2022-23 [9.5]: {TIERS} (years 1)" in text
    for result in everything().results:
        assert all(warning.message in text for warning in result.warnings)


def test_no_child_and_no_referral_is_in_any_output() -> None:
    ids = {*records().referrals["referral_id"], *records().referrals["child_id"]}
    for text in (*outputs(everything()).values(), repr(everything())):
        assert not [name for name in ids if name in text]


# What is refused


@pytest.mark.parametrize(
    ("methods", "words"),
    [
        ([EDGE, TIERS, EDGE], f"{EDGE}: is given 2 times"),
        ([EDGE, nwd.methodology(EDGE)], f"{EDGE}: is given 2 times"),
        ([half_a_year(), EDGE, half_a_year()], "is given 2 times"),
        ([EDGE], "fewer than two"),
        ([], "fewer than two"),
        (EDGE, "one method alone"),
        (nwd.methodology(EDGE), "one method alone"),
    ],
)
def test_what_are_not_several_methods_is_refused(methods: Any, words: str) -> None:
    with pytest.raises(nwd.UsageError, match=words.replace(".", r"\.")):
        nwd.compare(methods, records(), costs(), period="2022-23", as_at="2023-03-31")


def test_versions_that_are_not_there_are_all_listed() -> None:
    with pytest.raises(nwd.DocumentError, match="cannot be loaded|can be loaded") as refused:
        compared("no/such-2020.1", EDGE, "nor/this-2020.1")
    assert [problem.where for problem in refused.value.problems] == [
        "no/such-2020.1: no/such-2020.1",
        "nor/this-2020.1: nor/this-2020.1",
    ]


def test_a_method_that_cannot_run_is_not_left_out_in_silence() -> None:
    lacking = nwd.methodology(EDGE).plan.but(
        pricing={"layers": ["authority"], "chain.cp": []}, horizon={"days": 300}
    )
    totals = {"rule": "total", "totals": {"2022-23": "100.00"}}
    shared_out = nwd.methodology(TIERS).plan.but(programme=totals)
    with pytest.raises(nwd.UnitCostError) as refused:
        compared(ESSEX, lacking, EDGE, shared_out, period="2022-04-02..2022-12-01")
    ids = [as_methodology(plan).id for plan in (lacking, shared_out)]
    told = str(refused.value)
    assert "Not every method can be run" in told
    assert [problem.where.split(":")[0] for problem in refused.value.problems] == ids
    assert "no rate in any layer" in told
    assert "does not consist of whole quarters" in told
    assert ESSEX not in told


@pytest.mark.parametrize(
    ("asked", "kind", "words"),
    [
        ({"as_at": "tomorrow"}, nwd.UsageError, "is no date"),
        ({"as_at": "1999-01-01"}, nwd.DataError, "nothing in the records had begun"),
        ({"accept": "everything"}, nwd.UsageError, "is no limit"),
    ],
)
def test_what_is_wrong_for_every_method_is_said_once(
    asked: dict[str, str], kind: type[nwd.NwdError], words: str
) -> None:
    with pytest.raises(kind) as refused:
        compared(EDGE, TIERS, **asked)
    assert str(refused.value).count(words) == 1
    assert EDGE not in str(refused.value)


# What is shared


@pytest.fixture
def applied(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often each stage is applied, and the records looked at."""
    count: Counter[str] = Counter()

    def counting(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            count[name] += 1
            return step(*args, **kwargs)

        return counted

    for name in ("observe", "thresholds", "rejection_warnings"):
        monkeypatch.setattr(pipeline, name, counting(name, getattr(pipeline, name)))
    for stage in ("timeline", "cohort", "counterfactual", "booking", "pricing"):
        for rule in MENU[stage].values():
            monkeypatch.setattr(rule, "apply", counting(stage, rule.apply))  # type: ignore[attr-defined]
    return count


def test_six_methods_look_at_the_records_once_and_build_one_timeline(
    applied: Counter[str],
) -> None:
    compared(*VERSIONS)
    assert applied["observe"] == applied["thresholds"] == applied["rejection_warnings"] == 1
    assert applied["timeline"] == 1
    assert applied["pricing"] == len(VERSIONS)


def test_methods_share_what_comes_before_the_first_stage_in_which_they_differ(
    applied: Counter[str],
) -> None:
    plan = nwd.methodology(EDGE).plan
    cheaper = plan.but(pricing={"days_per_year": 366})
    shorter = plan.but(horizon={"days": 182})
    older = plan.but(cohort={"age_min": 13})
    kept = plan.but(timeline={"respite": "include"})
    compared(EDGE, cheaper, shorter, older, kept)
    assert [applied[stage] for stage in ("timeline", "cohort", "counterfactual", "booking")] == [
        2, 3, 4, 4,
    ]  # fmt: skip


def test_a_version_that_differs_in_its_grounds_alone_shares_every_step(
    applied: Counter[str], tmp_path: Path
) -> None:
    folder = tree(tmp_path) / EDGE
    rewrite(
        folder / "methodology.toml",
        (f'id = "{EDGE}"', 'id = "edge-of-care/2099-00.1"'),
        ('clause = "M2.2", basis = "inferred"', 'clause = "M2.2", basis = "published"'),
    )
    found = compared(EDGE, folder)
    assert applied["timeline"] == applied["cohort"] == applied["booking"] == 1
    assert found.rows[0].gross_pence == found.rows[1].gross_pence


def test_nothing_of_a_comparison_is_left_for_the_next_run(applied: Counter[str]) -> None:
    compared(EDGE, TIERS)
    nwd.run(nwd.methodology(EDGE), records(), costs(), period="2022-23", as_at="2023-03-31")
    assert applied["observe"] == applied["timeline"] == 2


# From the command line


def flags(folder: Path = ROOT / "reference_cohort") -> list[str]:
    census = sorted(map(str, (folder / "cin_census").glob("*.xml")))
    return [
        "compare", "--ssda903", str(folder / "ssda903"), "--cin-census", *census,
        "--referrals", str(folder / "referrals.csv"), "--unit-costs", "lait-outturn/2024-25",
        "--authority", "North Yorkshire", "--period", "2022-23", "--as-at", "2023-03-31",
    ]  # fmt: skip


def test_the_command_compares_every_version_unless_told_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*flags(), "--out", str(tmp_path)]) == FINE
    told = capsys.readouterr().out
    assert told.startswith(str(compared(*VERSIONS)))
    assert "Written to" in told
    content = json.loads((tmp_path / "comparison.json").read_text(encoding="utf-8"))
    assert [one["method"] for one in content["methods"]] == VERSIONS
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    for text in (told, page, json.dumps(content)):
        assert "opposite conclusions" in text


def test_the_command_keeps_the_order_it_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*flags(), "--methodology", TIERS, ESSEX]) == FINE
    told = capsys.readouterr().out
    assert told == f"{compared(TIERS, ESSEX)}\n"
    assert told.index(TIERS) < told.index(ESSEX)


def test_the_command_refuses_one_method_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*flags(), "--methodology", EDGE]) == BAD_USAGE
    assert "fewer than two" in capsys.readouterr().err


def test_figures_that_do_not_stand_are_told_so_and_end_in_their_own_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = (ROOT / "reference_cohort" / "referrals.csv").read_text(encoding="utf-8").splitlines()
    strangers = [line.replace(",", ",STRANGER", 1) for line in listed[1:90]]
    file = tmp_path / "referrals.csv"
    file.write_text("\n".join([listed[0], *strangers, *listed[90:], ""]), encoding="utf-8")
    arguments = flags()
    arguments[arguments.index("--referrals") + 1] = str(file)
    out = ["--out", str(tmp_path / "out")]
    assert main([*arguments, *out, "--methodology", EDGE, TIERS]) == DOES_NOT_STAND
    said = capsys.readouterr()
    page = (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8")
    content = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    assert said.out.index("NOT A HEADLINE FIGURE") < said.out.index(EDGE)
    assert page.index("NOT A HEADLINE FIGURE") < page.index("<table")
    assert not content["headline"]["stands"]
    assert "not a headline" in content["methods"][0]["headline"]
    assert "--accept referrals-in-no-return" in said.err
    limits = ["referrals-in-no-return", "referrals-without-date-of-birth"]
    accepted = [word for limit in limits for word in ("--accept", limit)]
    assert main([*arguments, *accepted, "--methodology", EDGE, TIERS]) == FINE
    assert "accepted by name" in capsys.readouterr().out


def test_the_rows_say_that_a_figure_does_not_stand() -> None:
    assert {row.headline for row in everything().rows} == {"stands"}
    assert everything().stands
    assert set(asdict(everything().rows[0])) == set(everything().table.columns)
