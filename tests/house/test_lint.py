"""The tools that read the code: each must have nothing to say."""

from __future__ import annotations

from house.checkout import run

# deptry: what only developers and notebook users install is used outside the package.
_DEPTRY = (
    "--known-first-party",
    "nwd_costs",
    "--optional-dependencies-dev-groups",
    "dev,docs,notebook,mutants",
)


def test_ruff_has_no_complaint() -> None:
    complaint = run("-m", "ruff", "check", "--no-cache", ".")
    assert not complaint, complaint


def test_every_file_is_formatted() -> None:
    complaint = run("-m", "ruff", "format", "--no-cache", "--check", ".")
    assert not complaint, complaint


def test_every_type_is_right() -> None:
    complaint = run("-m", "mypy")
    assert not complaint, complaint


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    complaint = run("-m", "deptry", *_DEPTRY, ".")
    assert not complaint, complaint
