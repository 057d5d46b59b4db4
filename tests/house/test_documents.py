"""The documents: every relative link leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from house.checkout import ROOT, files, named

PAGES = [file for file in files() if file.suffix == ".md"]

_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(
    r"\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]:\s*(\S+)", re.MULTILINE
)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def broken_links(page: Path, text: str) -> Iterator[str]:
    """Find the relative links of a page that lead nowhere."""
    for target in _targets(text):
        path, _, anchor = target.partition("#")
        place = page.parent / unquote(path) if path else page
        if not place.exists():
            yield f"{target}: is not there"
        elif not place.resolve().is_relative_to(ROOT):
            yield f"{target}: is outside the repository"
        elif anchor and place.suffix == ".md":
            there = text if not path else place.read_text(encoding="utf-8")
            if anchor not in _anchors(there):
                yield f"{target}: no heading is called so"


def _targets(text: str) -> Iterator[str]:
    for inline, reference in _LINK.findall(_CODE.sub("", _FENCE.sub("", text))):
        target = inline or reference
        if not _ELSEWHERE.match(target):
            yield target


def _anchors(text: str) -> set[str]:
    """Give the anchors of the headings, as a forge makes them."""
    headings = _HEADING.findall(_FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    found = list(broken_links(page, page.read_text(encoding="utf-8")))
    assert not found, "\n".join(found)


def test_the_pages_that_a_reader_starts_from_are_there() -> None:
    wanted = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "methodology/rules.md"}
    assert wanted <= {named(page) for page in PAGES}


def test_contributing_explains_every_module_and_every_folder_of_tests() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    explained = re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\|([^|]*)\|", text, re.MULTILINE)))
    ours = [file.relative_to(ROOT).parts for file in files()]
    in_package = {parts[2] for parts in ours if parts[:2] == ("src", "nwd_costs")}
    names = {Path(name).stem for name in in_package if not name.startswith(("_", "py."))}
    folders = {parts[1] for parts in ours if parts[0] == "tests" and len(parts) > 2}
    assert names | folders <= set(explained), "not in the tables of CONTRIBUTING.md"
    assert set(explained) <= names | folders | {"__main__"}, "explained, but not there"


def test_every_entry_of_the_changelog_says_which_figures_moved() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert entries
    assert not [entry.splitlines()[0] for entry in entries if "Figures moved: " not in entry]


@pytest.mark.parametrize("link", ["nowhere.md", "../", "LICENSE#x.md", "README.md#no-such-heading"])
def test_a_planted_link_to_nowhere_is_noticed(link: str) -> None:
    noticed = list(broken_links(ROOT / "README.md", f"See [this]({link})."))
    assert bool(noticed) is (link != "LICENSE#x.md")


def test_what_stands_in_code_is_no_link() -> None:
    text = "`[a](b)`\n\n```md\n[c](d)\n```\n\n[e](https://example.com/f)"
    assert not list(broken_links(ROOT / "README.md", text))
