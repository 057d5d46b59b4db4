"""The pages of the site, staged in a folder that is laid out as the repository is."""

from __future__ import annotations

import shutil
from pathlib import Path

from docs.api import api_pages, rule_places
from docs.markdown import as_page, clauses, place_of
from docs.versions import version_folders, version_page

ROOT = Path(__file__).resolve().parents[1]
_KEPT = ("*.md", "docs/**/*.md", "docs/workflows/*", "methodology/**/*.md")
_INDEX = """\
# nwd_costs

How much cost did No Wrong Door avoid, by whose rules, and what does every pound rest on?

- **You run figures for a council:** [the analyst's guide](docs/guide-analyst.md).
- **You have a figure before you and want to know what it is worth:**
  [the evaluator's guide](docs/guide-evaluator.md).
- **You check figures in a build, or write code:** [the guide to checks](docs/guide-checks.md).

All of it is built from the repository: the methods from their documents, the cases from the files
that the tests execute, the public names from the code.
"""


def stage(pages: Path) -> None:
    """Write every page of the site.

    Parameters
    ----------
    pages
        The folder for them; it is made.
    """
    files = sorted({found for pattern in _KEPT for found in ROOT.glob(pattern)})
    for file in files:
        place = pages / file.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
    versions = version_folders(ROOT / "methodology")
    for name in versions:
        folder = pages / "methodology" / name
        cases = sorted(f"cases/{file.stem}" for file in folder.glob("cases/*.md"))
        (folder / "index.md").write_text(version_page(name, cases), encoding="utf-8")
    for file in pages.rglob("*.md"):
        _turn(file, pages, next((v for v in versions if v in file.as_posix()), ""))
    (pages / "api").mkdir()
    for name, text in api_pages().items():
        (pages / "api" / f"{name}.rst").write_text(text, encoding="utf-8")
    (pages / "index.md").write_text(_INDEX + _contents(pages, versions), encoding="utf-8")


def _turn(file: Path, pages: Path, version: str) -> None:
    """Turn a document, where it was staged, into a page."""
    places = dict(rule_places())
    if version:
        own = (ROOT / "methodology" / version / "method.md").read_text(encoding="utf-8")
        places |= {clause: place_of(clause, version) for clause in clauses(own)}
    text = file.read_text(encoding="utf-8")
    file.write_text(as_page(text, file, pages.resolve(), places, version), encoding="utf-8")


def _contents(pages: Path, versions: list[str]) -> str:
    """List every page in the order in which the site shows them."""
    method = [f"methodology/{name}" for name in ("README", "rules", "GLOSSARY", "checks")]
    shown = {
        "Guides": [f"docs/guide-{user}" for user in ("analyst", "evaluator", "checks")],
        "How to": ["docs/verify-your-figures", "docs/writing-a-version"],
        "Methods": [f"methodology/{name}/index" for name in versions],
        "The methodology": method,
        "Evidence": ["docs/published-figures", "docs/proof"],
        "For programmers": ["api/index"],
        "The project": ["README", "CONTRIBUTING", "CHANGELOG", "methodology/GOVERNANCE"],
    }
    shown["The methodology"] += ["methodology/decisions/README", "methodology/cases/README"]
    for folder in ("decisions", "cases"):
        _below(pages / "methodology" / folder)
    told = {name for names in shown.values() for name in names}
    listed = told | {f"methodology/{v}/{p}" for v in versions for p in ("method", "errata")}
    shown["The methodology"] += sorted(
        name
        for file in pages.rglob("*.md")
        if (name := file.relative_to(pages).with_suffix("").as_posix()) not in listed
        and file.parent.name not in {"decisions", "cases"}
    )
    return "".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(names) + "\n```\n"
        for caption, names in shown.items()
    )


def _below(folder: Path) -> None:
    """Give the first page of a folder a list of the others."""
    others = sorted(
        (file.stem for file in folder.glob("*.md") if file.stem != "README"),
        key=lambda stem: [int(part) if part.isdigit() else part for part in stem.split("-")[:1]],
    )
    with (folder / "README.md").open("a", encoding="utf-8") as page:
        page.write("\n```{toctree}\n:hidden:\n\n" + "\n".join(others) + "\n```\n")
