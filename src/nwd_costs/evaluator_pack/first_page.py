"""The first page of a pack, and its record [17.10]-[17.12]."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from nwd_costs.disclosure import Published
from nwd_costs.locks import digest
from nwd_costs.profiles import INTERNAL, PUBLICATION
from nwd_costs.record import code_digest, content_digest, environment, shared_documents
from nwd_costs.result import Result
from nwd_costs.shelf import carries_prices

MAY_NOT_LEAVE = "INTERNAL: THIS PACK MAY NOT LEAVE THE ANALYST"
_LEFT_OUT = (
    (
        "digests of the inputs, of the ledger and of every file about children: few children's "
        "facts over known prices can be found from a digest by trying them all"
    ),
    "names of the inputs: a file may be called by a child's name",
    "numbers of rows, of files and of what became of them: exact counts",
    "the fingerprint of a table of the council's own prices: they can be found by trying",
)
_PARTS = """\
- `summary/` the figures and tables, {summary};
  `checks.csv` names every limit of data quality and says which are crossed and which accepted.
- `method/` the version as it ran: `method.md` argues for every choice, `methodology.toml` runs,
  `cases/` are worked by hand and executed by the tests.
- `rules/` the common rules with their cases, the glossary, how versions are governed, the checks.
- `coverage.csv` for every clause the cases that show it, the values that rest on it, the modules
  that carry it out, and what else holds the library to it. `proof.md` says how to read that.
- `assumptions/` every value with clause, basis, source, span and the method's own rating.
- `traced/synthetic/` referrals of a **synthetic** council by the same method, from record to pound,
  with its records and ledger lines{prices}. No child in it is real.
{own}- `record.json` what this was made of, and every file of the pack by SHA-256:
  `nwd-costs record-verify` holds the pack, zipped or unzipped, against it.

Documents are to the byte as in the repository, so links in them lead where they lie there. Here
`methodology/` (rules, glossary, common cases) is `rules/`, the folder of the version is `method/`,
and `docs/proof.md` is `proof.md`; the tests that it names are in the repository alone.
"""


def first_page(
    result: Result, published: Published, synthetic: Result, *, internal: bool, seed: int
) -> bytes:
    """Say what the pack is, for whom, and where to begin.

    Parameters
    ----------
    result, published
        What was run, of which method and prices alone are told; and what may be published of it.
    synthetic
        The run over the synthetic council.
    internal
        Whether it may not leave.
    seed
        Which referrals were drawn.
    """
    mark = [f"**{MAY_NOT_LEAVE}**", ""] if internal else []
    lines = [
        f"# Evaluator's pack: costs avoided, {published.authority}, {published.period}",
        "",
        *mark,
        f"Profile: **{INTERNAL if internal else PUBLICATION}**.",
        "",
        f"{'Of `summary/` alone: ' if internal else ''}{published.policy.in_words()}",
        "",
        *(f"- {name}: {words}" for name, words in published.facts if name != "Profile"),
        "",
        "## What is in it",
        "",
        _parts(result, synthetic, internal=internal),
        (
            f"Traced referrals: of each scope, reason and risk, four with pounds in the period and "
            f"two without, or as many as there are, drawn by the seed {seed}."
        ),
        "",
        "## Before you use a figure",
        "",
        *(f"- {warning}" for warning in published.warnings),
        *(f"- {note}" for note in published.notes),
        "",
    ]
    return "\n".join(lines).encode()


def _parts(result: Result, synthetic: Result, *, internal: bool) -> str:
    """List what is in the pack."""
    same = synthetic.costs.fingerprint == result.costs.fingerprint
    at = f"at the same prices, {synthetic.costs.id}"
    other = f"at {synthetic.costs.id}, since the council's own prices stay with it"
    own = (
        "- `traced/internal-may-not-leave/` the council's own referrals under pseudonyms, and\n"
        "  `internal-may-not-leave/` the exact figures and their provenance.\n"
    )
    alone = ": this folder alone is of the publication profile" if internal else ""
    return _PARTS.format(
        summary=f"after disclosure control{alone}",
        prices=f", {at if same else other}",
        own=own if internal else "",
    )


def pack_record(
    result: Result,
    published: Published,
    files: Mapping[str, bytes],
    *,
    secret: str | None,
    profile: str,
    **asked: object,
) -> bytes:
    """Bind the files of a pack, and what they were made of as far as that betrays nobody [17.12].

    Parameters
    ----------
    result, published
        What was run, and what may be published of it.
    files, secret
        The pack so far; the analyst's, for the seal.
    profile
        Of the pack as a whole; its tables are published ones in either.
    **asked
        What else was asked of the pack.
    """
    provenance = result.provenance
    public = carries_prices(result.costs.id, result.costs.files)
    content: dict[str, Any] = {
        "schema_version": 1,
        "profile": profile,
        "what_it_is": "The record of an evaluator's pack. It is no signature.",
        "methodology": provenance.methodology,
        "methodology_fingerprint": provenance.methodology_fingerprint,
        "standing": provenance.standing,
        "status": provenance.status,
        "methodology_files": dict(result.method.files),
        "shared_documents": shared_documents(),
        "unit_costs": provenance.unit_costs,
        "unit_costs_fingerprint": provenance.unit_costs_fingerprint if public else None,
        "authority": provenance.authority,
        "period": provenance.period,
        "as_at": provenance.as_at,
        "library_version": provenance.library_version,
        "code": code_digest(),
        "environment": environment(),
        "policy": published.policy.as_dict(),
        **asked,
        "left_out": list(_LEFT_OUT),
        "seal": _seal(provenance.as_dict(), secret),
        "files": {name: digest(content) for name, content in sorted(files.items())},
    }
    content = json.loads(json.dumps(content))
    content["record_digest"] = content_digest(content)
    return f"{json.dumps(content, indent=1, ensure_ascii=False)}\n".encode()


def _seal(provenance: Mapping[str, Any], secret: str | None) -> dict[str, object]:
    """Tie the pack to the exact run under the analyst's secret, so that only she can show it."""
    told = (
        "HMAC-SHA256 under the analyst's secret of what determines the exact ledger: of the keys "
        "that 'covers' lists of the record.json that the run left, as JSON in UTF-8 with keys "
        "sorted and without spaces. With the secret and that record she can show which run this "
        "was, and nobody can find anything from it without the secret."
    )
    if secret is None:
        return {"value": None, "covers": [], "what_it_is": f"No secret was given. {told}"}
    plain = json.loads(json.dumps(provenance))
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    value = hmac.new(secret.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return {"value": value.hexdigest(), "covers": sorted(plain), "what_it_is": told}
