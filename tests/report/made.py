"""The pages that the tests look at, made once, and what is in them."""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

import nwd_costs as nwd
from nwd_costs.command_parts import carried
from nwd_costs.commands import demo_result
from nwd_costs.reporting import Report

POUNDS = re.compile(r"-?£[\d,.]*\d")
DAYS = re.compile(r"\b(\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4})\b")


@cache
def result() -> nwd.Result:
    """Run the main job on the synthetic council."""
    return demo_result()


@cache
def comparison() -> nwd.Comparison:
    """Run it through every method."""
    found = result()
    methods = [found.method.id, *(name for name in carried() if name != found.method.id)]
    return nwd.compare(methods, found.records, found.costs, period="2022-23", as_at="2023-03-31")


@cache
def reported() -> Report:
    """Report it, beside the other methods."""
    return nwd.report(result(), compared=comparison())


@cache
def alone() -> Report:
    """Report it without the other methods."""
    return nwd.report(result())


def parsed(page: str) -> etree._Element:
    """Read a page as strictly as XML is read: nothing left open, nothing unescaped."""
    return etree.fromstring(page.encode())


def text_of(element: etree._Element) -> str:
    """Give the text of an element as it is read, without style."""
    return " ".join(" ".join(strings(element, ".//text()[not(ancestor::style)]")).split())


def shown(report: Report) -> set[str]:
    """Give every text that stands in what may be published."""
    published = report.published
    cells = [cell for table in published.tables for row in table.rows for cell in row]
    others = [*published.figures.values(), *(rival.gross for rival in report.rivals)]
    return {cell.text for cell in [*cells, *others]}


def all_of(page: etree._Element, path: str) -> list[etree._Element]:
    """Find elements by their path."""
    return [found for found in _found(page, path) if isinstance(found, etree._Element)]


def strings(page: etree._Element, path: str) -> list[str]:
    """Find texts or attributes by their path."""
    return [str(found) for found in _found(page, path)]


def _found(page: etree._Element, path: str) -> list[object]:
    found = page.xpath(path)
    assert isinstance(found, list)
    return list(found)
