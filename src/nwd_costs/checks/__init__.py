"""Stand-in until branch checks is merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nwd_costs.findings import Check
from nwd_costs.tables import Records


@dataclass(frozen=True)
class Threshold:
    """A limit of data quality."""

    id: str
    what: str
    value_ppm: int | None
    limit_ppm: int
    crossed: bool
    clause: str
    counts: Mapping[str, int] = field(default_factory=dict)


CATALOGUE: Mapping[str, Check] = {
    check.id: check
    for check in (
        Check(
            "episode-ends-before-it-begins", "refused", "placements", "DEC",
            "an episode ends after the day on which it begins", "Correct DECOM or DEC.", "2.1",
        ),
        Check(
            "episode-overlaps", "repaired", "placements", "DEC",
            "an episode ends before the next one begins", "Correct DEC.", "2.4",
        ),
        Check(
            "rec-without-dec", "warned", "placements", "REC",
            "REC and DEC are given together", "Fill both.", "2.13", "DfE rule 148",
        ),
    )
}  # fmt: skip


def thresholds(records: Records) -> tuple[Threshold, ...]:
    """Measure."""
    counts = records.accounting["placements"]
    rejected, rows = counts["rejected"], counts["rows_in"]
    assert isinstance(rejected, dict) and isinstance(rows, int)
    value = sum(rejected.values()) * 1_000_000 // max(rows, 1)
    return (
        Threshold(
            "placements-rejected", "share of placement rows that were rejected", value, 50_000,
            value > 50_000, "2.15", {"rows": rows},
        ),
    )  # fmt: skip
