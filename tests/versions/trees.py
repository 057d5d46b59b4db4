"""Methodology trees of one's own for the tests: copies of the shipped one, to change at will."""

from __future__ import annotations

import shutil
from pathlib import Path

from nwd_costs.shelf import methodology_root

ROOT = Path(str(methodology_root()))
EDGE = "edge-of-care/2021-22.1"
TIERS = "cic-cp-cin/2020-21.1"
VERSIONS = sorted(f"{f.parts[-3]}/{f.parts[-2]}" for f in ROOT.glob("*/*/methodology.toml"))


def tree(folder: Path, *versions: str) -> Path:
    """Copy some versions, as drafts, to a methodology folder without a lock."""
    for version in versions or (EDGE,):
        shutil.copytree(ROOT / version, folder / version)
        rewrite(folder / version / "methodology.toml", ('status = "published"', 'status = "draft"'))
    return folder


def rewrite(file: Path, *changes: tuple[str, str]) -> None:
    """Replace words of a file, each once."""
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8", newline="\n")
