"""The public and synthetic data that stand beside a checkout, where they do."""

from __future__ import annotations

from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not BESIDE.is_dir():
        pytest.skip(f"the shared data are not beside this checkout ({BESIDE.parent.name}/data)")
    return BESIDE
