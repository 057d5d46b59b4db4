"""What each command of the command line does; each loads only what it needs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from nwd_costs.errors import Problem, UsageError

if TYPE_CHECKING:
    from nwd_costs.headline import Headline
    from nwd_costs.result import Result
    from nwd_costs.tables import Records

EDGE_OF_CARE = "edge-of-care/2021-22.1"


def list_methodologies(_: argparse.Namespace) -> None:
    """List the methodology versions."""
    from nwd_costs.library import methodologies

    for version in methodologies().to_dict("records"):
        print(f"{version['id']}  [{version['standing']}, {version['status']}]  {version['title']}")
        print(f"    for {version['written_for']}; fingerprint {version['fingerprint'][:16]}")


def _records(arguments: argparse.Namespace) -> Records:
    from nwd_costs.returns import read

    return read(
        ssda903=arguments.ssda903,
        cin_census=arguments.cin_census,
        annex_a=arguments.annex_a,
        id_map=arguments.id_map,
        referrals=arguments.referrals,
        year_is=arguments.year_is,
    )


def result_of(arguments: argparse.Namespace, step: Callable[[str], None]) -> Result:
    """Run a method over the given files."""
    from nwd_costs.library import methodology
    from nwd_costs.pipeline import run
    from nwd_costs.price_tables import unit_costs

    step("Reading the methodology and the unit costs")
    method = methodology(arguments.methodology)
    costs = unit_costs(arguments.unit_costs, authority=arguments.authority)
    step("Reading the returns")
    records = _records(arguments)
    step("Computing the ledger")
    return run(
        method,
        records,
        costs,
        period=arguments.period,
        as_at=arguments.as_at,
        accept=arguments.accept,
    )


def run_method(arguments: argparse.Namespace) -> bool:
    """Run a method over the given files and write every output."""
    from nwd_costs.outputs import told, write_outputs

    make_folder(arguments.out)
    with _progress() as step:
        result = result_of(arguments, step)
        step("Writing the results")
        written = write_outputs(result, Path(arguments.out))
    _say(told(result))
    _say(f"\nWritten to {arguments.out}: {', '.join(written)}")
    return _stands(result.headline)


def run_demo(arguments: argparse.Namespace) -> bool:
    """Run the main job on the reference cohort."""
    from nwd_costs.outputs import told, write_outputs

    if arguments.out:
        make_folder(arguments.out)
    with _progress() as step:
        step("Running the demonstration")
        result = demo_result()
    _say("A demonstration on a synthetic council: no child in it is real, nor is the result.\n")
    _say(told(result))
    if arguments.out:
        written = write_outputs(result, Path(arguments.out))
        _say(f"\nWritten to {arguments.out}: {', '.join(written)}")
    return _stands(result.headline)


def check_files(arguments: argparse.Namespace) -> bool:
    """Report on the quality of the given files."""
    from nwd_costs.quality import check
    from nwd_costs.returns import read
    from nwd_costs.returns.strict import refuse_findings

    named = ("ssda903", "cin_census", "annex_a", "id_map", "referrals")
    given = {name: getattr(arguments, name) for name in named}
    if arguments.folder and any(given.values()):
        what, advice = "is given beside other files", "Give a folder, or the files by their flags."
        raise UsageError("The files cannot be checked.", [Problem("FOLDER", what, advice)])
    if arguments.show_values and not arguments.out:
        what, advice = "needs --out", "Values are written to files alone, and never shown."
        raise UsageError("The values cannot be shown.", [Problem("--show-values", what, advice)])
    if arguments.out:
        make_folder(arguments.out)
    with _progress() as step:
        step("Reading the files")
        records = read(
            arguments.folder, **given, year_is=arguments.year_is, keep_values=arguments.show_values
        )
        step("Checking")
        found = check(records, method=arguments.methodology)
    _print_report(str(found))
    if arguments.out:
        written = found.write(arguments.out, show_values=arguments.show_values)
        _say(f"\nWritten to {arguments.out}: {', '.join(written)}")
        if arguments.show_values:
            _say("These files hold children's records. Keep them where such records are kept.")
    if arguments.strict:
        refuse_findings(records.findings)
    return not found.crossed


def _print_report(report: str) -> None:
    """Print a report: plain text, with its headings in bold where somebody watches."""
    if not sys.stdout.isatty():
        _say(report)
        return
    from rich.console import Console

    console = Console(highlight=False)
    for line in report.splitlines():
        style = "bold" if line[:1].strip() else None
        console.print(line, style=style, markup=False, soft_wrap=True)


def price_care(arguments: argparse.Namespace) -> bool:
    """Price every child-day and write cost_of_care.json."""
    from nwd_costs.care_costs import cost_of_care
    from nwd_costs.library import methodology
    from nwd_costs.outputs import told_care, write_json
    from nwd_costs.price_tables import unit_costs
    from nwd_costs.returns import read

    make_folder(arguments.out)
    with _progress() as step:
        step("Reading the returns")
        records = read(
            ssda903=arguments.ssda903,
            cin_census=arguments.cin_census,
            annex_a=arguments.annex_a,
            id_map=arguments.id_map,
            year_is=arguments.year_is,
        )
        step("Pricing every day")
        found = cost_of_care(
            records,
            unit_costs(arguments.unit_costs, authority=arguments.authority),
            method=methodology(arguments.methodology),
            as_at=arguments.as_at,
            periods=arguments.period,
            accept=arguments.accept,
        )
    write_json(Path(arguments.out) / "cost_of_care.json", found.summary())
    _say(told_care(found))
    _say(f"\nWritten to {arguments.out}: cost_of_care.json")
    return _stands(found.headline)


def explain_referral(arguments: argparse.Namespace) -> None:
    """Tell the path of one referral as text, page or JSON."""
    from nwd_costs.outputs import as_json, as_page

    with _progress() as step:
        explanation = result_of(arguments, step).explain(arguments.referral_id)
    if arguments.format == "json":
        print(as_json(explanation.as_dict()))
    else:
        print(as_page(explanation) if arguments.format == "html" else explanation)


def compare_methods(arguments: argparse.Namespace) -> bool:
    """Run the given files through several methods and tell what each counts."""
    from nwd_costs.comparison import compare
    from nwd_costs.outputs import page, write_json
    from nwd_costs.price_tables import unit_costs

    if arguments.out:
        make_folder(arguments.out)
    with _progress() as step:
        step("Reading the methodologies and the unit costs")
        methods = arguments.methodology or _carried()
        costs = unit_costs(arguments.unit_costs, authority=arguments.authority)
        step("Reading the returns")
        records = _records(arguments)
        step("Running every method")
        asked = {name: getattr(arguments, name) for name in ("period", "as_at", "accept")}
        found = compare(methods, records, costs, **asked)
    _say(str(found))
    if arguments.out:
        folder = Path(arguments.out)
        write_json(folder / "comparison.json", found.as_dict())
        text = page("Several methods over one cohort", found.to_html())
        (folder / "comparison.html").write_text(f"{text}\n", encoding="utf-8", newline="\n")
        _say(f"\nWritten to {arguments.out}: comparison.json, comparison.html")
    return _stands(found.results[0].headline)


def _carried() -> list[str]:
    from nwd_costs.library import methodologies

    versions = methodologies()
    return versions.loc[versions["status"] != "withdrawn", "id"].tolist()


def tell_differences(arguments: argparse.Namespace) -> None:
    """Tell what two versions differ in, as text, page or JSON."""
    from nwd_costs.differences import diff
    from nwd_costs.outputs import as_json, page

    found = diff(arguments.a, arguments.b)
    if arguments.format == "json":
        print(as_json(found.as_dict()))
    elif arguments.format == "html":
        print(page(f"{found.a} and {found.b}", found.to_html()))
    else:
        print(found)


def tell_bridge(arguments: argparse.Namespace) -> bool:
    """Tell what each stage that differs between two methods is worth, as text, page or JSON."""
    from nwd_costs.bridging import bridge
    from nwd_costs.library import methodology
    from nwd_costs.outputs import as_json, page
    from nwd_costs.price_tables import unit_costs

    with _progress() as step:
        step("Reading the methodologies and the unit costs")
        a, b = methodology(arguments.a), methodology(arguments.b)
        costs = unit_costs(arguments.unit_costs, authority=arguments.authority)
        step("Reading the returns")
        records = _records(arguments)
        step("Going from one to the other")
        period, as_at = arguments.period, arguments.as_at
        found = bridge(a, b, records, costs, period=period, as_at=as_at, accept=arguments.accept)
    if arguments.format == "json":
        _say(as_json(found.as_dict()))
    elif arguments.format == "html":
        _say(page(f"From {found.a.id} to {found.b.id}", found.to_html()))
    else:
        _say(str(found))
    return _stands(found.headline)


def freeze_version(arguments: argparse.Namespace) -> None:
    """Publish a version for good."""
    from nwd_costs.freezing import freeze

    with _progress() as step:
        step("Running the version on the reference cohort")
        entry = freeze(arguments.id, Path(arguments.root) if arguments.root else None)
    print(f"{arguments.id} is published. Recorded in LOCK.toml:\n\n{entry}", end="")


def write_new_version(arguments: argparse.Namespace) -> None:
    """Write a new draft from another version, and say what to do with it."""
    from nwd_costs.authoring import new_version

    folder = new_version(arguments.id, arguments.origin, arguments.to and Path(arguments.to))
    print(
        f"{arguments.id} is a draft in {folder}: for now it is {arguments.origin} by another name."
    )
    print(f"  {folder}/method.md         say in numbered clauses what your method chooses, and why")
    print(f"  {folder}/methodology.toml  give each value, with its clause, basis and source")
    print(f"  nwd-costs diff {arguments.origin} {folder}")
    print(f"  nwd-costs run --methodology {folder} ...")


def demo_result() -> Result:
    """Run the main job on the reference cohort."""
    from nwd_costs.freezing import reference_records
    from nwd_costs.library import methodology
    from nwd_costs.pipeline import run
    from nwd_costs.price_tables import unit_costs

    records = reference_records()
    method = methodology(EDGE_OF_CARE)
    costs = unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    return run(method, records, costs, period="2022-23", as_at="2023-03-31")


def _say(text: str) -> None:
    """Print, and go on where whoever reads has read enough: the exit code still has to be right."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def _stands(found: Headline) -> bool:
    """Say on the way out that a figure does not stand, and which flags would accept what it is."""
    if not found.stands:
        named = [limit.id for limit in found.disqualified_by]
        flags = " ".join(f"--accept {name}" for name in named)
        print(
            f"nwd-costs: this does not stand as a headline figure: the data cross "
            f"{', '.join(named)}.\nMend the data (nwd-costs check tells what to do), or accept "
            f"what was found by name: {flags}",
            file=sys.stderr,
        )
    return found.stands


def make_folder(name: str) -> None:
    """Make the folder for the results before any work is done, or say why it cannot be.

    Raises
    ------
    UsageError
        When it cannot be made, or is a file.
    """
    try:
        Path(name).mkdir(parents=True, exist_ok=True)
    except OSError:
        problem = Problem("--out", "cannot be made into a folder", "Name a folder to write to.")
        raise UsageError("The results cannot be written.", [problem]) from None


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Say on a terminal what is going on; say nothing when nobody is watching."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Starting") as status:
        yield lambda text: status.update(f"{text} ...")
