"""Unit-cost tables, as one authority sees them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import ValidationError

from nwd_costs.errors import DocumentError, Problem, UnitCostError
from nwd_costs.price_checks import MISSING, hold_table
from nwd_costs.prices import RATES, TableDocument, UnitCosts, check_rates, fingerprint
from nwd_costs.register import ENGLAND, authorities, neighbours, resolve_authority
from nwd_costs.shelf import find_folder, read_csv, read_toml, shipped
from nwd_costs.wording import validation_problems


def unit_costs(name: str | Path, *, authority: str) -> UnitCosts:
    """Load a unit-cost table as one authority sees it.

    Parameters
    ----------
    name
        The id of a shipped table, such as ``lait-outturn/2024-25``, or a folder.
    authority
        The council's name or DfE number.

    Returns
    -------
    UnitCosts
        The authority's own rates and those of the layers behind it.

    Raises
    ------
    UnitCostError
        When there is no such table or authority (near matches are offered), or the table is wrong.
    """
    folder = find_folder(name, "table.toml")
    try:
        document = TableDocument.model_validate(read_toml(folder / "table.toml"))
        table = read_csv(folder / "rates.csv")
    except ValidationError as error:
        title = f"The unit-cost table {folder.name} breaks the grammar."
        raise UnitCostError(title, validation_problems(error)) from None
    except DocumentError as error:
        raise UnitCostError(error.title, error.problems) from None
    register = authorities()
    own = resolve_authority(authority, register)
    region = register[own]["region"]
    file = f"{folder.name}/rates.csv"
    table = table.assign(source_row=np.arange(2, len(table) + 2))
    conformed = RATES.conform(table, "rates.csv")
    rates = _with_area_numbers(conformed.frame, register, file)
    check_rates(rates, conformed.unreadable, file, document)
    # What is shipped is held to the same by the tests, once and for all.
    shelved = str(name) in shipped("table.toml")
    return UnitCosts(
        document=document,
        authority=register[own]["name"],
        areas={
            "authority": (own,),
            "neighbours": neighbours().get(own, ()),
            "region": (region,) if region else (),
            "england": (ENGLAND,),
        },
        rates=rates,
        fingerprint=fingerprint(rates),
        findings=() if shelved else hold_table(document, rates, _missing(folder, register), file),
    )


def _missing(folder: Traversable, register: Mapping[str, Mapping[str, str]]) -> pd.DataFrame | None:
    """Read the days that a table says have no price, where it says so."""
    if not (folder / "missing.csv").is_file():
        return None
    table = read_csv(folder / "missing.csv")
    table = table.assign(source_row=np.arange(2, len(table) + 2))
    listed = MISSING.conform(table, "missing.csv").frame
    return _with_area_numbers(listed, register, f"{folder.name}/missing.csv")


def _with_area_numbers(
    rates: pd.DataFrame, register: Mapping[str, Mapping[str, str]], file: str
) -> pd.DataFrame:
    """Let a table name its areas by DfE number or by name; list every one that is unknown."""
    areas, problems = {"": ""}, []
    for area in set(rates["authority"].unique()) - {""}:
        try:
            areas[area] = resolve_authority(area, register)
        except UnitCostError as error:
            rows = tuple(rates.loc[rates["authority"] == area, "source_row"])
            problems += [
                Problem(f"{file}, {found.where}", found.what, found.advice, rows)
                for found in error.problems
            ]
    if problems:
        problems.sort(key=lambda problem: problem.rows)
        raise UnitCostError("The unit-cost table names unknown areas.", problems)
    return rates.assign(authority=rates["authority"].map(areas))
