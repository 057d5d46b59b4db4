"""The register of a case [16.7]: figures as TOML in the file, and what becomes of each.

A case gives the figures alone; the head of the file, with one source ``somebody``, is put before
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from nwd_costs.figures import read_register, verification_of

REGISTER = "Register"
VERIFIED = ("id", "published", "computed", "difference", "status", "fails", "reason")
_HEAD = """\
schema_version = 1
title = "Made up"
about = "Figures of a worked case."

[sources.somebody]
publisher = "Somebody"
title = "A paper"
date = "2023"

"""


def register_in(lines: Iterable[tuple[int, str]]) -> str:
    """Give the TOML between the fences of a section."""
    kept, inside = [], False
    for _, text in lines:
        if text.startswith("```"):
            inside = not inside
        elif inside:
            kept.append(text)
    return "\n".join(kept)


def verified(
    text: str, columns: Sequence[str] = VERIFIED, expected: Sequence[Sequence[str]] = ()
) -> pd.DataFrame:
    """Check the figures of a case; a reason that holds the expected words is given as these.

    Parameters
    ----------
    text
        The figures, as TOML.
    columns, expected
        The table of the case.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "case.toml"
        file.write_text(_HEAD + text, encoding="utf-8")
        register = read_register([file])
        found = verification_of(register, register)
    wanted = {row[0]: dict(zip(columns, row, strict=True)).get("reason", "") for row in expected}
    rows = []
    for row in found.rows:
        words = wanted.get(row.id, "")
        said = words if words and words in row.reason else row.reason
        rows.append((row.id, row.shown, row.computed, row.difference, row.status,
                     "yes" if row.fails else "no", said))  # fmt: skip
    return pd.DataFrame(rows, columns=list(VERIFIED), dtype=object)
