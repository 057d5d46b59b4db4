"""What the tests share: where things are, and the public sample data if it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared" / "data"

settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("deep", parent=settings.get_profile("default"), max_examples=5_000)
settings.load_profile(os.environ.get("NWD_HYPOTHESIS", "default"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of public sample data, or skip with the reason."""
    if not SHARED.is_dir():
        pytest.skip("the public sample data (../shared/data) is not beside this checkout")
    return SHARED
