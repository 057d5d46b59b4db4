"""Build the site into a folder: ``python -m docs build/docs``. The page to open is index.html."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import main as sphinx

from docs.staging import ROOT, stage


def build(folder: Path) -> int:
    """Stage the pages and build them, every warning an error.

    Parameters
    ----------
    folder
        Where to: ``pages`` in it takes what is staged, ``site`` what is built.

    Returns
    -------
    int
        Sphinx's exit code: 0 when it had nothing to warn of.
    """
    for old in ("pages", "site", "cache"):
        shutil.rmtree(folder / old, ignore_errors=True)
    stage(folder / "pages")
    strict = ["-W", "--keep-going", "-n", "-q", "-b", "html"]
    places = ["-c", ROOT / "docs", "-d", folder / "cache", folder / "pages", folder / "site"]
    return sphinx([*strict, *map(str, places)])


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1] if len(sys.argv) > 1 else "build/docs")))
