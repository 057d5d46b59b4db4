"""What is handed over as a table, a file or a frame, read to the contract of that table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from nwd_costs.frames import Conformed, FrameSpec
from nwd_costs.returns.digests import facts_digest
from nwd_costs.returns.referrals import read_referrals
from nwd_costs.returns.refusals import (
    refuse_uasc_without_a_flag,
    refuse_unreadable_years,
    unread_flags,
)
from nwd_costs.returns.text import read_table
from nwd_costs.tables import CHILDREN, REFERRALS, InputFile

Given = pd.DataFrame | str | Path


@dataclass(frozen=True, eq=False, repr=False)
class Raw:
    """A table before its repairs: conformed, the years of its source [2.9], its files."""

    conformed: Conformed
    years: tuple[int, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    notes: tuple[str, ...] = ()


def canonical(spec: FrameSpec, given: Given | None) -> Raw:
    """Read a canonical table that was handed over as it is, or give an empty one.

    Parameters
    ----------
    spec
        Its contract.
    given
        A frame or a file; None where there is none.
    """
    if given is None:
        return Raw(Conformed(spec.empty()))
    frame, file, notes = _frame(spec, given)
    if spec is CHILDREN:
        refuse_uasc_without_a_flag(frame.columns, file.name)
    conformed = spec.conform(frame, file.name)
    years: tuple[int, ...] = ()
    if "return_year" in conformed.frame:
        refuse_unreadable_years(conformed, file.name)
        years = tuple(sorted({int(y) for y in conformed.frame["return_year"].unique() if y}))
    told = (*notes, *unread_flags(conformed, file.name))
    return Raw(conformed, years, (_digested(file, conformed),), told)


def _frame(spec: FrameSpec, given: Given) -> tuple[pd.DataFrame, InputFile, tuple[str, ...]]:
    if isinstance(given, pd.DataFrame):
        name = f"frame {spec.name}"
        frame = given.rename(columns=lambda heading: _canonical_heading(str(heading)))
        notes: tuple[str, ...] = ()
        digest = ""  # digested by its facts once they are read
    else:
        table = read_table(Path(given), normalise=_canonical_heading)
        name, digest, notes = table.name, table.digest, table.notes
        frame = table.frame.assign(source_file=table.name, source_row=table.rows)
    unused = sorted(set(map(str, frame.columns)) - {column.name for column in spec.columns})
    if unused:
        notes = (*notes, f"{name}: columns not used: {', '.join(unused)}")
    return frame, InputFile(name, spec.name, len(frame), digest), notes


def _canonical_heading(heading: str) -> str:
    return heading.strip().lower().replace(" ", "_")


def _digested(file: InputFile, conformed: Conformed) -> InputFile:
    return file if file.digest else replace(file, digest=facts_digest(conformed))


def referral_list(given: Given | None) -> Raw:
    """Read the list of referrals, which has spellings of its own.

    Parameters
    ----------
    given
        A frame or a file; None where there is none.
    """
    if given is None:
        return Raw(Conformed(REFERRALS.empty()))
    if isinstance(given, pd.DataFrame):
        frame, file, notes = _frame(REFERRALS, given)
        conformed = REFERRALS.conform(frame, file.name)
        return Raw(conformed, (), (_digested(file, conformed),), notes)
    found = read_referrals(Path(given))
    return Raw(REFERRALS.conform(found.frame), (), found.files, found.notes)
