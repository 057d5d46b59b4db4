"""The evaluator's pack: everything to defend or doubt a figure by, in one zip [17.10]-[17.12]."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from nwd_costs.checks import thresholds
from nwd_costs.disclosure import Disclosure, Published, pseudonym, publishable
from nwd_costs.errors import Problem, UsageError
from nwd_costs.evaluator_pack.coverage import coverage
from nwd_costs.evaluator_pack.documents import (
    assumption_log,
    common_texts,
    csv_of,
    method_folder,
    texts,
)
from nwd_costs.evaluator_pack.first_page import first_page, pack_record
from nwd_costs.evaluator_pack.traced import (
    own_traces,
    synthetic_result,
    synthetic_traces,
)
from nwd_costs.evaluator_pack.zipping import write_zip
from nwd_costs.library import FILES
from nwd_costs.outputs import as_json, page
from nwd_costs.profiles import INTERNAL, NAMED, PUBLICATION
from nwd_costs.result import Result
from nwd_costs.shelf import proof_page

INTERNAL_NAME = "internal-may-not-leave"


def pack(
    result: Result,
    path: str | Path,
    *,
    profile: Literal["publication", "internal"] = "publication",
    policy: Disclosure | None = None,
    secret: str | None = None,
    seed: int = 1,
    methodology: str | Path | None = None,
) -> Path:
    """Write the evaluator's pack: one zip, the same to the byte for the same result.

    The publication profile holds nothing of any child of the council: its traced referrals are
    those of the synthetic council, by the same method [17.11].

    Parameters
    ----------
    result
        What was run.
    path
        The zip to write. One of the internal profile says in its name that it may not leave.
    profile
        ``internal`` adds the exact figures and a sample of the council's own referrals, under
        pseudonyms; such a pack may not leave the analyst.
    policy
        The policy of disclosure control; ``Disclosure()`` unless another is given.
    secret
        The analyst's, at least 16 characters, written nowhere: needed for pseudonyms, and without
        it a publication pack has no seal.
    seed
        Which referrals are drawn; it is recorded.
    methodology
        The folder of the version, where the library does not carry it.

    Returns
    -------
    Path
        The zip that was written.

    Raises
    ------
    UsageError
        For a what-if, which has no document, and for an internal pack without a secret.
    DisclosureError
        When nothing of the result may be published.
    """
    internal = profile == INTERNAL
    _refuse(profile, secret)
    folder = method_folder(result.method, methodology)
    published = publishable(result, policy)
    synthetic = synthetic_result(result.method, result.costs)
    files = {**texts(folder, "method", FILES), **common_texts()}
    files["coverage.csv"] = coverage(result.method, files)
    files |= {
        "proof.md": proof_page().encode(),
        **assumption_log(result.method),
        **_summary(published),
        "summary/checks.csv": _checks(result, published),
        **synthetic_traces(synthetic, seed),
        "README.md": first_page(result, published, synthetic, internal=internal, seed=seed),
    }
    written = Path(path)
    if internal and secret is not None:
        written = _marked(written)
        files |= own_traces(result, seed, secret) | _exact(result)
    files["record.json"] = pack_record(
        result, published, files, secret=secret, seed=seed, profile=profile
    )
    write_zip(written, files)
    return written


def _refuse(profile: str, secret: str | None) -> None:
    """Refuse what cannot be packed before anything is computed."""
    problems = []
    if profile not in (PUBLICATION, INTERNAL):
        problems.append(Problem("profile", "is unknown", "Give publication or internal."))
    if profile == INTERNAL and secret is None:
        what = "is needed for the pseudonyms of an internal pack"
        problems.append(Problem("secret", what, "Give one of 16 characters or more, and keep it."))
    if problems:
        raise UsageError("The pack cannot be written.", problems)
    if secret is not None:
        pseudonym("", secret)  # refuses one that is too short


def _summary(published: Published) -> dict[str, bytes]:
    title = f"Costs avoided, {published.authority}, {published.period}"
    policy = _policy(published)
    tables = {
        f"summary/{table.name}.csv": csv_of(
            (*table.headings, "profile", "policy"),
            [[*(cell.text for cell in row), PUBLICATION, policy] for row in table.rows],
        )
        for table in published.tables
    }
    return {
        "summary/summary.html": f"{page(title, published.to_html())}\n".encode(),
        "summary/summary.json": f"{as_json(published.as_dict())}\n".encode(),
        **tables,
    }


def _policy(published: Published) -> str:
    return f"T={published.policy.threshold}, R={published.policy.round_to}"


def _checks(result: Result, published: Published) -> bytes:
    """Name every limit of data quality and whether it is crossed: names alone, no count [17.5]."""
    accepted = {limit.id for limit in result.headline.accepted}
    headings = ("limit", "clause", "what", "crossed", "accepted by name", "profile", "policy")
    rows = [
        (
            limit.id, limit.clause, limit.what, "crossed" if limit.crossed else "not crossed",
            "accepted" if limit.id in accepted else "", PUBLICATION, _policy(published),
        )
        for limit in thresholds(result.records)
    ]  # fmt: skip
    return csv_of(headings, rows)


def _exact(result: Result) -> dict[str, bytes]:
    content: dict[str, Any] = {
        "summary.json": result.summary(),
        "provenance.json": {**NAMED, **json.loads(json.dumps(result.provenance.as_dict()))},
    }
    return {f"{INTERNAL_NAME}/{n}": f"{as_json(told)}\n".encode() for n, told in content.items()}


def _marked(path: Path) -> Path:
    return path if INTERNAL_NAME in path.name else path.with_stem(f"{path.stem}.{INTERNAL_NAME}")
