"""Unit-cost tables: which there are, and one of them as one authority sees it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, overload

import pandas as pd

from nwd_costs.errors import Problem, UnitCostError, UsageError
from nwd_costs.price_checks import TableError, hold_table
from nwd_costs.price_findings import PriceFinding
from nwd_costs.price_providers import DOCUMENT, Provider, providers
from nwd_costs.price_reading import PricedTable, cells_told, table_in_folder, table_in_workbook
from nwd_costs.prices import LEAST_NEIGHBOURS, NEIGHBOURS, RATES, UnitCosts
from nwd_costs.register import ENGLAND, authorities, neighbours, resolve_authority
from nwd_costs.shelf import shipped
from nwd_costs.workbooks import is_workbook

# What the list of the tables says of each.
LISTED = (
    "id", "title", "publisher", "price_basis", "price_base", "span_from", "span_until", "areas",
    "categories", "layers", "scope", "licence", "provider", "fingerprint", "problem",
)  # fmt: skip


@overload
def unit_costs() -> pd.DataFrame: ...


@overload
def unit_costs(name: str | Path, *, authority: str) -> UnitCosts: ...


def unit_costs(
    name: str | Path | None = None, *, authority: str | None = None
) -> pd.DataFrame | UnitCosts:
    """Load a unit-cost table as one authority sees it; without arguments, list what there is.

    Parameters
    ----------
    name
        The id of a table that the library or an installed package provides, such as
        ``lait-outturn/2024-25``; or a folder, or an Excel workbook, of your own.
    authority
        The council's name, its DfE number, or any ONS code that it has or had [8.15].

    Returns
    -------
    UnitCosts or pandas.DataFrame
        The authority's own rates and those of the layers behind it. Of the list, a row for each
        table: ``problem`` says why one of them cannot be used.

    Raises
    ------
    UnitCostError
        When there is no such table or authority (near matches are offered), when the table is
        wrong, or when two packages provide different tables by one id.
    UsageError
        When only one of the two is given.
    """
    if name is None and authority is None:
        return _listed()
    if name is None or authority is None:
        missing = "table" if name is None else "authority"
        advice = 'Such as nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire").'
        problem = Problem(missing, "is not named", advice)
        raise UsageError("A table of unit costs is seen from one authority.", [problem])
    own = resolve_authority(authority)
    table = find_table(name)
    register = authorities()
    region = register[own]["region"]
    return UnitCosts(
        document=table.document,
        authority=register[own]["name"],
        areas={
            "authority": (own,),
            "neighbours": neighbours().get(own, ()),
            "region": (region,) if region else (),
            "england": (ENGLAND,),
        },
        rates=table.rates,
        fingerprint=table.fingerprint,
        components=table.components,
        missing=table.missing,
        files=table.files,
        findings=_held(name, table),
    )


def _held(name: str | Path, table: PricedTable) -> tuple[PriceFinding, ...]:
    """Hold a table to [8.11] and [8.12]; the tests hold what comes with the library to them."""
    if _plain(str(name)) in map(_plain, shipped(DOCUMENT)):
        return ()
    place = Path(name)
    label = place.name if place.exists() else str(name)
    if not is_workbook(place):
        return hold_table(table.document, table.rates, table.missing, f"{label}/rates.csv")
    try:
        return _in_cells(hold_table(table.document, table.rates, table.missing, label), table)
    except TableError as error:
        raise TableError(_in_cells(error.findings, table)) from None


def _in_cells(findings: Sequence[PriceFinding], table: PricedTable) -> tuple[PriceFinding, ...]:
    """Say of what was found in a workbook in which cells it stands: those of the amounts."""
    told = []
    for one in findings:
        file, _, about = one.where.rpartition(", ")
        cells = f"{file}, sheet {RATES.name}"
        if one.rows:
            cells = cells_told(cells, table.letters["amount"], one.rows)
        told.append(replace(one, where=f"{cells}, {about}", rows=()))
    return tuple(told)


def find_table(name: str | Path) -> PricedTable:
    """Find a table by id, or read the folder or workbook that a path leads to [8.18].

    Raises
    ------
    UnitCostError
        When there is none, or it is wrong.
    """
    known, problems = providers()
    wanted = _plain(str(name))
    named = {provider.id for provider in known if _plain(provider.id) == wanted}
    # One of two ids that differ in their stroke alone has to be written out.
    (meant,) = named if len(named) == 1 else {str(name)}
    mine = [provider for provider in known if provider.id == meant]
    if mine:
        return _agreed(mine)
    own = Path(name)
    if (own / DOCUMENT).is_file():
        return table_in_folder(own)
    if own.is_file() and is_workbook(own):
        return table_in_workbook(own)
    what = f"is no id of a table, no workbook and no folder that holds a {DOCUMENT}"
    problem = Problem(str(name), what, _offer(wanted, [provider.id for provider in known]))
    raise UnitCostError(f"'{name}' was not found.", [problem, *problems])


def _plain(id_: str) -> str:
    """Give an id as it is compared: ``gmca-ucd-1.4`` stands for ``gmca-ucd/1.4``."""
    return id_.strip().lower().replace("/", "-")


def _offer(wanted: str, ids: Sequence[str]) -> str:
    close = difflib.get_close_matches(wanted, sorted({_plain(id_) for id_ in ids}), n=3)
    near = [i for i in ids if _plain(i) in close or (wanted and _plain(i).startswith(wanted))]
    there = f"There are: {', '.join(dict.fromkeys(ids))}."
    return f"Did you mean {' or '.join(dict.fromkeys(near))}? {there}" if near else there


def _agreed(mine: Sequence[Provider]) -> PricedTable:
    """Read the table of an id, and refuse it where its providers do not agree [8.18]."""
    tables = [_provided(provider) for provider in mine]
    if len({table.fingerprint for table in tables}) > 1:
        problems = [
            Problem(provider.name, f"provides it with the fingerprint {table.fingerprint[:16]}",
                    f"Uninstall the one you do not mean, or name its folder: {provider.folder}.")
            for provider, table in zip(mine, tables, strict=True)
        ]  # fmt: skip
        raise UnitCostError(f"{mine[0].id} is provided twice, with different prices.", problems)
    return tables[0]


def _provided(provider: Provider) -> PricedTable:
    """Read a table, and say whose it is where it is wrong."""
    try:
        return table_in_folder(provider.folder)
    except UnitCostError as error:
        title = f"{error.title} It is provided by {provider.name}."
        raise UnitCostError(title, error.problems) from None


def _listed() -> pd.DataFrame:
    """Give a row for every table that is provided, and for what should be one and is not."""
    known, faults = providers()
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for provider in known:
        try:
            table = table_in_folder(provider.folder)
        except UnitCostError as error:
            rows[provider.id, provider.name] = _row(provider, str(error))
            continue
        same = rows.setdefault((provider.id, table.fingerprint), _row(provider, "", table))
        if provider.name not in same["provider"].split(", "):
            same["provider"] += f", {provider.name}"
    found = pd.DataFrame(list(rows.values()), columns=list(LISTED), dtype=object)
    usable = found["problem"] == ""
    twice = usable & found.loc[usable].duplicated("id", keep=False).reindex(
        found.index, fill_value=False
    )
    found.loc[twice, "problem"] = "provided twice, with different prices"
    lost = [{"provider": fault.where, "problem": fault.what} for fault in faults]
    both = [*found.to_dict("records"), *lost]
    return pd.DataFrame(both, columns=list(LISTED), dtype=object).fillna("")


def _row(provider: Provider, problem: str, table: PricedTable | None = None) -> dict[str, Any]:
    row: dict[str, Any] = {"id": provider.id, "provider": provider.name, "problem": problem}
    if table is None:
        return row
    document, there = table.document, set(table.rates["authority"])
    kinds = [authorities()[area]["kind"] for area in sorted(there)]
    councils = kinds.count("authority")
    layers = {"authority": councils, NEIGHBOURS: councils >= LEAST_NEIGHBOURS,
              "region": kinds.count("region"), "england": ENGLAND in there}  # fmt: skip
    return row | {
        "title": document.title,
        "publisher": document.publisher,
        "price_basis": document.price_basis,
        "price_base": document.price_base,
        "span_from": document.span_from.isoformat(),
        "span_until": document.span_until.isoformat(),
        "areas": len(there),
        "categories": ", ".join(sorted(table.rates["category"].unique())),
        "layers": ", ".join(layer for layer, has in layers.items() if has),
        "scope": str(document.scope),
        "licence": document.licence,
        "fingerprint": table.fingerprint,
    }
