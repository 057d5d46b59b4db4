"""Methodology versions and what they name: their categories, clauses and price index."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from nwd_costs.categories import Categories, CategoryRule
from nwd_costs.days import FIRST_DAY, LAST_DAY, NO_DAY
from nwd_costs.errors import DocumentError, Problem
from nwd_costs.frames import parse_days
from nwd_costs.indices import Deflator, IndexDocument
from nwd_costs.locks import check_lock
from nwd_costs.methods import RULES, Methodology, MethodologyDocument, Plan, as_methodology
from nwd_costs.shelf import (
    digests_of,
    find_folder,
    methodology_root,
    read_csv,
    read_text,
    read_toml,
    shipped,
)
from nwd_costs.wording import validation_problems

CLAUSE = re.compile(r"^\*\*\[([A-Z]?\d+(?:\.\d+)*)\]\*\* *(.*)$")
# The files that a version consists of.
FILES = ("methodology.toml", "method.md", "categories.csv", "errata.md", "cases")
_CATEGORY_COLUMNS = ("place", "provider", "valid_from", "valid_until", "category", "family_setting")


def methodologies() -> pd.DataFrame:
    """List the methodology versions that the library carries.

    Returns
    -------
    pandas.DataFrame
        id, title, standing, status, written_for and fingerprint, one row each.

    Raises
    ------
    DocumentError
        When a shipped document breaks the grammar.
    """
    found = [methodology(name) for name in shipped("methodology.toml")]
    return pd.DataFrame(
        [
            {
                "id": m.id,
                "title": m.document.title,
                "standing": m.standing,
                "status": m.status,
                "written_for": ", ".join(m.document.written_for),
                "fingerprint": m.fingerprint,
            }
            for m in found
        ]
    )


def methodology(name: str | Path) -> Methodology:
    """Load a methodology version, always by name.

    Parameters
    ----------
    name
        The id of a shipped version, such as ``edge-of-care/2021-22.1``, or a folder.

    Returns
    -------
    Methodology
        The plan that runs, and the document that defends it.

    Raises
    ------
    DocumentError
        When there is no such version, or its document breaks the grammar: every mistake is listed.
    LockError
        When it calls itself published and is not what was recorded of it [14.2].
    """
    folder = find_folder(name, "methodology.toml")
    method = bound(folder)
    shelf = folder.resolve().parent.parent if isinstance(folder, Path) else methodology_root()
    check_lock(method, folder, shelf)
    return method


def loaded(given: Methodology | Plan | str | Path) -> Methodology:
    """Give a methodology however it is named: loaded already, an id, a folder, or a plan [14.1]."""
    return methodology(given) if isinstance(given, str | Path) else as_methodology(given)


def bound(folder: Traversable) -> Methodology:
    """Bind the documents of a version as they lie there, published or not.

    Raises
    ------
    DocumentError
        When anything breaks the grammar; all of it is listed.
    """
    return bind(
        read_toml(folder / "methodology.toml"),
        prose=read_text(folder / "method.md"),
        categories=read_text(folder / "categories.csv"),
        where=folder.name,
        files=digests_of(folder, FILES),
    )


def bind(
    raw: Mapping[str, Any],
    *,
    prose: str,
    categories: str,
    where: str,
    files: Mapping[str, str] | None = None,
) -> Methodology:
    """Turn a document into a methodology that runs: parsing it is binding it.

    Parameters
    ----------
    raw
        What ``methodology.toml`` holds, decimals as ``Decimal``.
    prose, categories
        The text of ``method.md`` and of ``categories.csv``.
    where
        A name for messages.
    files
        SHA-256 of each file it is from, by path.

    Raises
    ------
    DocumentError
        When anything breaks the grammar; all of it is listed.
    """
    clauses = {**_clauses(read_text(methodology_root() / "rules.md")), **_clauses(prose)}
    problems = list(_raw_problems(raw, clauses))
    document = table = None
    try:
        document = MethodologyDocument.model_validate(raw)
    except ValidationError as error:
        problems += validation_problems(error, RULES)
    try:
        table = read_categories(categories)
    except DocumentError as error:
        problems += error.problems
    if document is not None and table is not None:
        plan = Plan(document.stages, table, _deflator(document.stages.pricing.vintage, problems))
        problems += [Problem(*fault) for fault in plan.inconsistencies()]
        if not problems:
            return Methodology(document, plan, prose, clauses, files or {})
    raise DocumentError(f"The methodology {where} breaks the grammar.", problems)


def _deflator(vintage: str, problems: list[Problem]) -> Deflator | None:
    """Load the index that the pricing names, or add that there is none of that name [8.3]."""
    try:
        return deflator(vintage) if vintage else None
    except DocumentError as error:
        problems += [
            Problem("stages.pricing.uprate.value", p.what, p.advice) for p in error.problems
        ]
        return None


def deflator(vintage: str) -> Deflator:
    """Load one vintage of a shipped price index, always by name.

    Parameters
    ----------
    vintage
        Its id and vintage, such as ``gdp-deflator/2026-03``.

    Returns
    -------
    Deflator
        The index by financial year.

    Raises
    ------
    DocumentError
        When the library does not carry it.
    """
    folder = methodology_root() / "indices" / vintage
    if not (folder / "index.toml").is_file():
        what = "names an index that the library does not carry"
        problem = Problem(f"'{vintage}'", what, "See methodology/indices.")
        raise DocumentError("A price index was not found.", [problem])
    document = IndexDocument.model_validate(read_toml(folder / "index.toml"))
    table = read_csv(folder / "values.csv")
    years = zip(table["financial_year"], table["index"], strict=True)
    return Deflator(document, {int(year[:4]): Fraction(index) for year, index in years})


def read_categories(text: str) -> Categories:
    """Read a ``categories.csv`` [3.4].

    Raises
    ------
    DocumentError
        For wrong headings, days or words, and for rows that contradict each other.
    """
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    if not rows or tuple(rows[0]) != _CATEGORY_COLUMNS:
        advice = f"The headings are {', '.join(_CATEGORY_COLUMNS)}."
        problem = Problem("categories.csv", "has other headings", advice)
        raise DocumentError("The categories cannot be read.", [problem])
    short = [number for number, row in enumerate(rows, start=1) if len(row) != len(rows[0])]
    table = pd.DataFrame([row for row in rows[1:] if len(row) == len(rows[0])], columns=rows[0])
    (start, no_start), (end, no_end) = (parse_days(table[n]) for n in ("valid_from", "valid_until"))
    unnamed = ~table["category"].str.fullmatch(r"[a-z][a-z_]*").to_numpy(dtype=bool)
    undecided = ~table["family_setting"].isin(["true", "false"]).to_numpy(dtype=bool)
    uncoded = ~table["place"].str.fullmatch(r"[A-Z][0-9]{1,2}[A-Z]?").to_numpy(dtype=bool)
    reversed_days = (start != NO_DAY) & (end != NO_DAY) & (end <= start)
    bad = no_start | no_end | unnamed | undecided | uncoded | reversed_days
    if short or bad.any():
        advice = "Give a place code, days in order or none, a lower-case category, true or false."
        numbers = tuple(short or (np.flatnonzero(bad) + 2).tolist())
        problem = Problem("categories.csv", "cannot be read", advice, numbers)
        raise DocumentError("The categories cannot be read.", [problem])
    first = np.where(start == NO_DAY, FIRST_DAY, start).tolist()
    last = np.where(end == NO_DAY, LAST_DAY, end).tolist()
    columns = (table[name] for name in ("place", "provider", "category", "family_setting"))
    return Categories(
        tuple(
            CategoryRule(place, provider, a, b, category, family == "true")
            for place, provider, category, family, a, b in zip(*columns, first, last, strict=True)
        )
    )


def _raw_problems(raw: Mapping[str, Any], clauses: Mapping[str, str]) -> Iterator[Problem]:
    """Find what the grammar's types cannot see: floats, unknown sources and unknown clauses."""
    sources = raw.get("sources", {})
    sources = sources if isinstance(sources, Mapping) else {}
    for path, value in _walk(raw):
        key = path.rsplit(".", 1)[-1]
        if isinstance(value, Decimal | float):
            what = "is a decimal number"
            yield Problem(path, what, "Write whole numbers; shares in ppm, pounds as text [1.8].")
        if not path.startswith("stages.") or not isinstance(value, str):
            continue
        if key == "source" and value not in sources:
            yield Problem(path, f"names the unknown source '{value}'", "Add it under [sources].")
        if key == "clause" and value not in clauses:
            yield Problem(
                path,
                f"names the unknown clause '{value}'",
                "Number it in method.md as **[M1.1]**, or name a common rule.",
            )
    ratings = raw.get("ratings", {})
    for clause in ratings if isinstance(ratings, Mapping) else ():
        if clause not in clauses:
            yield Problem(f"ratings.{clause}", "rates an unknown clause", "Correct its number.")


def _walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _walk(item, f"{path}.{at}")
    else:
        yield path, value


def _clauses(text: str) -> dict[str, str]:
    """Collect the numbered clauses of a prose document: number to the text of its paragraph."""
    found: dict[str, str] = {}
    number = ""
    for line in text.splitlines():
        match = CLAUSE.match(line)
        if match:
            number = match[1]
            found[number] = match[2]
        elif number and line.strip() and not line.startswith("#"):
            found[number] = f"{found[number]} {line.strip()}"
        else:
            number = ""
    return found
