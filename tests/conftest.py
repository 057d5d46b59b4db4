"""What the tests share: where things are, and the public sample data if it is there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared" / "data"

# A run without the variable draws the same examples each time; a deep one searches for new ones.
settings.register_profile(
    "default",
    deadline=None,
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep", parent=settings.get_profile("default"), max_examples=5_000, derandomize=False
)
settings.load_profile(os.environ.get("NWD_HYPOTHESIS", "default"))

# The files that take longest go first, so that no process is left alone with one at the end.
LONGEST = tuple(
    f"tests/{name}/" for name in ("scale", "oracle", "mutants", "documentation", "fuzz")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, and leave the others in their order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of public sample data, or skip with the reason."""
    if not SHARED.is_dir():
        pytest.skip("the public sample data (../shared/data) is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def system_program() -> Callable[[str], str]:
    """Find a program that is not Python's: skip without it, but fail where it has to be there."""

    def found(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            told = f"{name} is not on this machine; .ci/system-packages installs it"
            required = os.environ.get("NWD_SYSTEM_PACKAGES") == "required"
            (pytest.fail if required else pytest.skip)(told)
        return path

    return found
