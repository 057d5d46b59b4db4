"""What a run left, and copies of everything that it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nwd_costs as nwd

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """What a run left, and copies of everything that it was made of."""

    result: nwd.Result
    outputs: Path
    inputs: Path
    method: Path
    prices: Path

    @property
    def record(self) -> Path:
        return self.outputs / "record.json"

    def verified(self, *, hash_only: bool = True) -> nwd.RecordVerified:
        return nwd.record_verify(
            self.record,
            inputs=self.inputs,
            methodology=self.method,
            unit_costs=self.prices,
            hash_only=hash_only,
        )
