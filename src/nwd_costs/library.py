"""The shelf: methodology versions, unit-cost tables, the register of authorities."""

from __future__ import annotations

import csv
import difflib
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from nwd_costs.categories import Categories, CategoryRule
from nwd_costs.days import FIRST_DAY, LAST_DAY, NO_DAY
from nwd_costs.errors import DocumentError, NwdError, Problem, UnitCostError
from nwd_costs.frames import parse_days
from nwd_costs.methods import Methodology, MethodologyDocument, Plan
from nwd_costs.prices import RATES, UnitCosts, check_rates, fingerprint

CLAUSE = re.compile(r"^\*\*\[([A-Z]?\d+(?:\.\d+)*)\]\*\* *(.*)$")
REGISTER = "authorities/2026.1"
ENGLAND = "970"
_CATEGORY_COLUMNS = ("place", "provider", "valid_from", "valid_until", "category", "family_setting")


@cache
def methodology_root() -> Traversable:
    """Find the documents: packed into the wheel, or beside ``src`` in a checkout."""
    packaged = files("nwd_costs") / "_methodology"
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "methodology").is_dir():
        return checkout / "methodology"
    raise DocumentError(
        "The methodology documents are missing.",
        [Problem("nwd_costs", "was installed without them", "Install the package again.")],
    )


# Methodologies


def methodologies() -> pd.DataFrame:
    """List the methodology versions that the library carries.

    Returns
    -------
    pandas.DataFrame
        id, title, standing, status, written_for and fingerprint, one row each.
    """
    found = [methodology(name) for name in _shipped("methodology.toml")]
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

    Raises
    ------
    DocumentError
        When there is no such version, or its document breaks the grammar: every mistake is listed.
    """
    folder = _folder(name, "methodology.toml")
    return bind(
        _toml(folder / "methodology.toml"),
        prose=_text(folder / "method.md"),
        categories=_text(folder / "categories.csv"),
        where=folder.name,
    )


def bind(raw: Mapping[str, Any], *, prose: str, categories: str, where: str) -> Methodology:
    """Turn a document into a methodology that runs: parsing it is binding it.

    Parameters
    ----------
    raw
        What ``methodology.toml`` holds, decimals as ``Decimal``.
    prose, categories
        The text of ``method.md`` and of ``categories.csv``.
    where
        A name for messages.

    Raises
    ------
    DocumentError
        When anything breaks the grammar; all of it is listed.
    """
    clauses = {**_clauses(_text(methodology_root() / "rules.md")), **_clauses(prose)}
    problems = list(_raw_problems(raw, clauses))
    document = table = None
    try:
        document = MethodologyDocument.model_validate(raw)
    except ValidationError as error:
        problems += _validation_problems(error)
    try:
        table = read_categories(categories)
    except DocumentError as error:
        problems += error.problems
    if document is not None and table is not None:
        plan = Plan(document.stages, table)
        problems += [Problem(*fault) for fault in plan.inconsistencies()]
        if not problems:
            return Methodology(document, plan, prose, clauses)
    raise DocumentError(f"The methodology {where} breaks the grammar.", problems)


def read_categories(text: str) -> Categories:
    """Read a ``categories.csv`` [3.4].

    Raises
    ------
    DocumentError
        For wrong headings, days or words, and for rows that contradict each other.
    """
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(rows[0]) != _CATEGORY_COLUMNS:
        advice = f"The headings are {', '.join(_CATEGORY_COLUMNS)}."
        problem = Problem("categories.csv", "has other headings", advice)
        raise DocumentError("The categories cannot be read.", [problem])
    rules, problems = [], []
    for number, row in enumerate(rows[1:], start=2):
        rule = _category_rule(row)
        if rule is None:
            advice = "Give ISO days or none, a lower-case category, and true or false."
            problems.append(Problem("categories.csv", "cannot be read", advice, (number,)))
        else:
            rules.append(rule)
    if problems:
        raise DocumentError("The categories cannot be read.", problems)
    return Categories(tuple(rules))


def _category_rule(row: list[str]) -> CategoryRule | None:
    if len(row) != len(_CATEGORY_COLUMNS):
        return None
    place, provider, start, end, category, family = row
    days, unreadable = parse_days(pd.Series([start, end], dtype=str))
    well_named = re.fullmatch(r"[a-z][a-z_]*", category) is not None
    if unreadable.any() or not well_named or family not in ("true", "false"):
        return None
    valid_from = FIRST_DAY if days[0] == NO_DAY else int(days[0])
    valid_until = LAST_DAY if days[1] == NO_DAY else int(days[1])
    return CategoryRule(place, provider, valid_from, valid_until, category, family == "true")


def _raw_problems(raw: Mapping[str, Any], clauses: Mapping[str, str]) -> Iterator[Problem]:
    """Find what the grammar's types cannot see: floats, unknown sources and unknown clauses."""
    sources = raw.get("sources", {})
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
    for clause in raw.get("ratings", {}):
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


def _validation_problems(error: ValidationError) -> list[Problem]:
    """Put pydantic's findings in our own form; the offending value stays out of the message."""
    details = error.errors(include_input=False, include_url=False, include_context=False)
    return [
        Problem(
            ".".join(str(part) for part in detail["loc"]) or "document",
            _FAULTS.get(detail["type"], detail["msg"].removeprefix("Value error, ")),
            _MENDS.get(detail["type"], "Correct it."),
        )
        for detail in details
    ]


_FAULTS = {"missing": "is missing", "extra_forbidden": "is no key of the grammar"}
_MENDS = {
    "missing": "Every key is required.",
    "extra_forbidden": "Remove it, or correct its spelling.",
    "literal_error": "Choose one of those.",
}


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


# Unit costs


def unit_costs(name: str | Path, *, authority: str) -> UnitCosts:
    """Load a unit-cost table as one authority sees it.

    Parameters
    ----------
    name
        The id of a shipped table, such as ``lait-outturn/2024-25``, or a folder.
    authority
        The council's name or DfE number.

    Raises
    ------
    UnitCostError
        When there is no such table or authority (near matches are offered), or the table is wrong.
    """
    folder = _folder(name, "table.toml")
    meta = _toml(folder / "table.toml")
    register = _register()
    own = resolve_authority(authority, register)
    region = register[own]["region"]
    conformed = RATES.conform(_csv(folder / "rates.csv"), "rates.csv")
    check_rates(conformed.frame, conformed.unreadable, f"{folder.name}/rates.csv")
    rates = _with_area_numbers(conformed.frame, register)
    return UnitCosts(
        id=f"{meta['id']}/{meta['version']}",
        title=str(meta["title"]),
        publisher=str(meta["publisher"]),
        licence=str(meta["licence"]),
        price_basis=str(meta["price_basis"]),
        authority=register[own]["name"],
        areas={"authority": (own,), "region": (region,) if region else (), "england": (ENGLAND,)},
        rates=rates,
        sources={key: str(source["title"]) for key, source in meta["sources"].items()},
        caveats=tuple(meta.get("caveats", ())),
        fingerprint=fingerprint(rates),
    )


def _with_area_numbers(
    rates: pd.DataFrame, register: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Let a table name its areas by DfE number or by name."""
    areas = {area: resolve_authority(area, register) for area in rates["authority"].unique()}
    return rates.assign(authority=rates["authority"].map(areas))


def resolve_authority(name: str, register: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Give the DfE number of an area by name or number.

    Raises
    ------
    UnitCostError
        When it is in the register under no such name; near matches are offered.
    """
    areas = _register() if register is None else register
    wanted = _plain(name)
    by_name = {_plain(area["name"]): number for number, area in areas.items()}
    if wanted in areas:
        return wanted
    if wanted in by_name:
        return by_name[wanted]
    near = difflib.get_close_matches(wanted, by_name, n=3)
    names = ", ".join(areas[by_name[match]]["name"] for match in near)
    advice = f"Did you mean {names}?" if near else "Give its name or DfE number."
    problem = Problem(f"authority '{name}'", "is not in the register of authorities", advice)
    raise UnitCostError("The authority is not known.", [problem])


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("&", "and").split())


@cache
def _register() -> dict[str, dict[str, str]]:
    frame = _csv(methodology_root() / REGISTER / "authorities.csv")
    return {
        str(row["number"]): {str(key): str(value) for key, value in row.items()}
        for row in frame.to_dict("records")
    }


# Files


def _shipped(document: str) -> list[str]:
    """List ``family/version`` of every shipped folder that holds a document."""
    root = methodology_root()
    families = [root, root / "unit_costs"]
    return sorted(
        f"{family.name}/{version.name}"
        for shelf in families
        for family in _folders(shelf)
        for version in _folders(family)
        if (version / document).is_file()
    )


def _folders(place: Traversable) -> list[Traversable]:
    return [item for item in place.iterdir() if item.is_dir()] if place.is_dir() else []


def _folder(name: str | Path, document: str) -> Traversable:
    """Find a shipped folder by id, or a folder of the user's own."""
    kind: type[NwdError] = DocumentError if document == "methodology.toml" else UnitCostError
    root = methodology_root() / ("" if document == "methodology.toml" else "unit_costs")
    shipped = _shipped(document)
    if str(name) in shipped:
        family, version = str(name).split("/")
        return root / family / version
    own = Path(name)
    if (own / document).is_file():
        return own
    what = f"is no shipped version and no folder that holds a {document}"
    raise kind(
        f"'{name}' was not found.", [Problem(str(name), what, f"Shipped: {', '.join(shipped)}.")]
    )


def _text(file: Traversable) -> str:
    if not file.is_file():
        problem = Problem(file.name, "is missing", "A version needs it.")
        raise DocumentError("A document is incomplete.", [problem])
    return file.read_text(encoding="utf-8")


def _toml(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(file), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(file.name, str(error), "Correct the TOML.")
        raise DocumentError(f"{file.name} is not TOML.", [problem]) from None


def _csv(file: Traversable) -> pd.DataFrame:
    """Read one of the library's own tables as text, blanks as ''."""
    rows = list(csv.reader(io.StringIO(_text(file))))
    return pd.DataFrame(rows[1:], columns=rows[0], dtype=str)
