"""The site of the documentation: built from the repository, whole, and from nowhere else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
import pytest

import nwd_costs as nwd
from nwd_costs import totals

ROOT = Path(__file__).resolve().parents[2]
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_LOADED_BY_STYLE = re.compile(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", re.IGNORECASE)

Page = Any  # an element of lxml.html, which has no types


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site; a warning fails it."""
    folder = tmp_path_factory.mktemp("docs")
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "docs", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, Page]:
    """Give every page by its name below the site."""
    return {
        file.relative_to(built).as_posix(): lxml.html.fromstring(file.read_bytes())
        for file in built.rglob("*.html")
    }


@cache
def places(page: Page) -> frozenset[str]:
    """Give the places on a page that a link may lead to."""
    return frozenset(map(str, page.xpath("//@id")))


def broken(site: Path, name: str, pages: dict[str, Page]) -> Iterator[str]:
    """Find the links of a page that lead nowhere."""
    for element, _, link, _ in pages[name].iterlinks():
        target, _, anchor = unquote(link).partition("#")
        if _ELSEWHERE.match(link) or (element.tag == "use" and not target):
            continue
        there = (site / name).parent / target.partition("?")[0] if target else site / name
        if not there.resolve().is_file():
            yield f"{name}: {link} is not there"
        elif anchor and there.suffix == ".html":
            page = there.resolve().relative_to(site.resolve()).as_posix()
            if anchor not in places(pages[page]):
                yield f"{name}: {link} is no place on that page"


def loaded_from_elsewhere(page: Page) -> list[str]:
    """List what a browser would fetch from another host to show a page."""
    fetched = page.xpath("//@src | //link[not(@rel='canonical')]/@href | //object/@data")
    return [str(link) for link in fetched if re.match(r"(?:https?:)?//", str(link))]


def test_no_link_of_the_site_leads_nowhere(built: Path, pages: dict[str, Page]) -> None:
    found = [fault for name in pages for fault in broken(built, name, pages)]
    assert len(pages) > 50
    assert not found, "\n".join(found[:20])


def test_nothing_is_loaded_from_elsewhere(built: Path, pages: dict[str, Page]) -> None:
    found = {name: links for name, page in pages.items() if (links := loaded_from_elsewhere(page))}
    styles = {file: file.read_text(encoding="utf-8") for file in built.rglob("*.css")}
    assert not found
    assert styles
    assert not [file.name for file, text in styles.items() if _LOADED_BY_STYLE.search(text)]


def test_every_public_name_has_an_entry(pages: dict[str, Page]) -> None:
    ours = {f"nwd_costs.{name}" for name in nwd.__all__}
    wanted = ours | {f"nwd_costs.totals.{name}" for name in totals.__all__}
    there = {
        str(at) for name, page in pages.items() if "api/" in name for at in page.xpath("//@id")
    }
    assert not wanted - there


def test_every_version_has_a_page_with_its_fingerprint_and_every_parameter(
    pages: dict[str, Page],
) -> None:
    for name in nwd.methodologies()["id"]:
        method, page = nwd.methodology(name), pages[f"methodology/{name}/index.html"]
        text = page.text_content()
        assert method.fingerprint in text
        assert not [path for path in method.plan.parameters() if path not in text]
        assert page.xpath("//article//a[contains(@href, 'method.html#')]")


def test_every_clause_of_the_common_rules_is_a_place(pages: dict[str, Page]) -> None:
    rules = (ROOT / "methodology" / "rules.md").read_text(encoding="utf-8")
    numbers = re.findall(r"^\*\*\[([\d.]+)\]\*\*", rules, re.MULTILINE)
    there = set(map(str, pages["methodology/rules.html"].xpath("//@id")))
    assert len(numbers) > 100
    assert not [number for number in numbers if f"rules-{number.replace('.', '-')}" not in there]


def test_every_document_of_the_methodology_is_shown(pages: dict[str, Page]) -> None:
    files = [*(ROOT / "methodology").rglob("*.md"), *(ROOT / "docs").glob("*.md")]
    names = [file.relative_to(ROOT).with_suffix(".html").as_posix() for file in files]
    assert not set(names) - pages.keys()


def test_no_page_names_a_place_on_a_machine(built: Path) -> None:
    texts = [f for f in built.rglob("*") if f.suffix in {".html", ".js", ".txt", ".inv", ".map"}]
    here = [str(ROOT).encode(), str(built.parent).encode()]
    assert not [file.name for file in texts if any(place in file.read_bytes() for place in here)]


def test_a_planted_fault_is_noticed(tmp_path: Path) -> None:
    text = (
        '<p id="here"><a href="#here">a</a><a href="#there">b</a><a href="gone.html">c</a>'
        '<script src="https://example.com/a.js"></script></p>'
    )
    page = lxml.html.fromstring(text)
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    assert [fault.split()[1] for fault in broken(tmp_path, "a.html", {"a.html": page})] == [
        "#there",
        "gone.html",
    ]
    assert loaded_from_elsewhere(page) == ["https://example.com/a.js"]
