"""The pages in headless Chromium, on a phone, a desk and paper. They are left in build/report."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

import nwd_costs as nwd
from house.checkout import ROOT
from nwd_costs.checks import Threshold
from nwd_costs.headline import Headline
from nwd_costs.reporting import explained_page
from report.browser import Browser, browser
from report.made import all_of, parsed, reported, result, text_of

KEPT = ROOT / "build" / "report"
PHONE, DESK = 360, 1280
A4 = (595, 842)
PAGES = ("report", "no_headline", "explained")
# What reaches beyond the right edge of the window.
BEYOND = """[...document.querySelectorAll('main *, header *, footer *')].filter(e =>
e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('thead')).map(e => e.outerHTML)"""


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, system_program: Callable[[str], str]
) -> Iterator[Browser]:
    program = system_program("chromium")
    KEPT.mkdir(parents=True, exist_ok=True)
    for name, page in pages().items():
        (KEPT / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")
    with browser(program, tmp_path_factory.mktemp("profile")) as found:
        yield found


@cache
def pages() -> dict[str, str]:
    """Make a report, one that does not stand, and the path of one referral."""
    found = result()
    limit = Threshold("rows-lost", "share of rows that were lost", 60_001, 50_000)
    plan = found.method.plan.but(horizon={"days": 350})
    what_if = nwd.run(plan, found.records, found.costs, period="2022-23", as_at="2023-03-31")
    doubtful = replace(what_if, headline=Headline((limit,), ()))
    told = found.explain("EOC-0098")
    made = (reported().page, nwd.report(doubtful).page, explained_page(told))
    return dict(zip(PAGES, made, strict=True))


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_its_width_and_axe_finds_nothing_wrong(
    name: str, width: int, opened: Browser
) -> None:
    opened.open(KEPT / f"{name}.html", width=width)
    assert opened.value("document.documentElement.scrollWidth") == width
    assert opened.value(BEYOND) == []
    opened.picture(KEPT / f"{name}_{width}.png")
    assert opened.violations() == []


def test_axe_finds_a_planted_fault(opened: Browser, tmp_path: Path) -> None:
    broken = reported().page.replace("<h1>Costs", '<img src="data:,"/><h1>Costs')
    broken = broken.replace("--quiet: #3d3d3d", "--quiet: #b0b0b0")
    (tmp_path / "broken.html").write_text(broken, encoding="utf-8")
    opened.open(tmp_path / "broken.html", width=DESK)
    found = {violation.partition(":")[0] for violation in opened.violations()}
    assert {"image-alt", "color-contrast"} <= found


def test_the_letters_of_a_chart_keep_their_size_and_do_not_meet(opened: Browser) -> None:
    for width in (PHONE, DESK):
        opened.open(KEPT / "report.html", width=width)
        sizes = opened.value(
            "[...document.querySelectorAll('svg text')].map("
            "t => parseFloat(getComputedStyle(t).fontSize))"
        )
        assert min(sizes) >= 12
        meeting = opened.value(
            "[...document.querySelectorAll('svg.chart')].flatMap(s => {"
            "const all = [...s.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]);"
            "return all.flatMap(([a, x], i) => all.slice(i + 1).filter(([b, y]) =>"
            "x.left < y.right && y.left < x.right && x.top + 3 < y.bottom && y.top + 3 < x.bottom"
            ").map(([b]) => `${a.textContent} meets ${b.textContent}`))})"
        )
        assert meeting == []


def test_the_keyboard_reaches_the_content_first_and_sees_where_it_is(opened: Browser) -> None:
    opened.open(KEPT / "report.html", width=DESK)
    for kind in ("keyDown", "keyUp"):
        opened.ask(
            "Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9
        )
    assert opened.value("document.activeElement.textContent") == "Skip to the content"
    assert opened.value("document.activeElement.getBoundingClientRect().left") >= 0
    assert opened.value("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_prints_on_a4_and_every_word_of_every_table_is_on_the_paper(
    name: str, opened: Browser, system_program: Callable[[str], str]
) -> None:
    program = system_program("pdftotext")
    opened.open(KEPT / f"{name}.html", width=DESK)
    opened.print(KEPT / f"{name}.pdf")
    sheets = printed(program, KEPT / f"{name}.pdf")
    assert 1 <= len(sheets) < 20
    words: list[str] = []
    for sheet in sheets:
        wide, tall = (float(sheet.get(side, "0")) for side in ("width", "height"))
        assert (round(wide), round(tall)) == A4
        for word in sheet:
            left, top, right, bottom = (
                float(word.get(edge, "-1")) for edge in ("xMin", "yMin", "xMax", "yMax")
            )
            assert 0 < left < right < wide
            assert 0 < top < bottom < tall
            words.append(word.text or "")
    told = "".join(words)
    for row in all_of(parsed(pages()[name]), "//table//tr[td]"):
        assert not [part for cell in row for part in text_of(cell).split() if part not in told]


def test_no_row_of_a_table_is_cut_by_the_end_of_a_sheet(
    opened: Browser, system_program: Callable[[str], str]
) -> None:
    program = system_program("pdftotext")
    opened.open(KEPT / "report.html", width=DESK)
    # A mark at both ends of every row: both have to be on one sheet.
    opened.value(
        "document.querySelectorAll('tbody tr').forEach((r, i) => {"
        "r.firstElementChild.prepend(`AA${i}AA `); r.lastElementChild.append(` ZZ${i}ZZ`)});0"
    )
    opened.print(KEPT / "marked.pdf")
    sheets = ["".join(w.text or "" for w in s) for s in printed(program, KEPT / "marked.pdf")]
    (KEPT / "marked.pdf").unlink()
    rows = len(all_of(parsed(reported().page), "//tbody/tr"))
    assert rows > 80
    for row in range(rows):
        assert [s for s in sheets if f"AA{row}AA" in s] == [s for s in sheets if f"ZZ{row}ZZ" in s]


def printed(program: str, file: Path) -> list[etree._Element]:
    """Give the sheets of a PDF, each with its words and where they stand."""
    done = subprocess.run([program, "-bbox", str(file), "-"], check=True, capture_output=True)
    page = etree.fromstring(done.stdout, etree.XMLParser(recover=True))
    return list(page.iter("{http://www.w3.org/1999/xhtml}page"))
