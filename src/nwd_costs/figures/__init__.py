"""The register of published figures, and what can be checked of each [16.7]-[16.13]."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nwd_costs.errors import Problem, UsageError
from nwd_costs.figures.beside import ClaimedFigure, published_figure
from nwd_costs.figures.documents import GIVEN, Reproduced
from nwd_costs.figures.judging import Row, judged
from nwd_costs.figures.reading import Entry, Register, own_register, read_register, shipped_register
from nwd_costs.figures.running import Runs
from nwd_costs.figures.verification import Verification
from nwd_costs.tables import Records

__all__ = [
    "ClaimedFigure",
    "Entry",
    "Register",
    "Row",
    "Verification",
    "published_figure",
    "read_register",
    "verify",
]


def verify(
    figures: str | Path | Sequence[str | Path] | None = None, records: Records | None = None
) -> Verification:
    """Check published figures: those that the library holds, or your own [16.7].

    Parameters
    ----------
    figures
        Your own files of figures, or folders of them; without it the register of the library.
    records
        Your own records, where your figures are to be run over them.

    Returns
    -------
    Verification
        What became of every number: reproduced, within bounds, cannot be checked, or disagrees.

    Raises
    ------
    DocumentError
        When a file of figures, or a method that it names, is wrong; all of it is listed.
    UsageError
        When a figure is to be run over records and none are given, or asks for what a run does
        not tell.
    DataError
        When the records cannot be used.
    UnitCostError
        When prices cannot.
    """
    shipped = shipped_register()
    register = shipped
    if figures is not None:
        places = [figures] if isinstance(figures, str | Path) else figures
        register = own_register(places, shipped)
    return verification_of(register, shipped, records)


def verification_of(
    register: Register, beside: Register, records: Records | None = None
) -> Verification:
    """Check the figures of a register; they may name those of the one beside it."""
    if records is None:
        _refuse_without_records(register)
    known = {entry.figure.id: entry.figure for entry in (*beside.entries, *register.entries)}
    runs = Runs(records)
    rows = tuple(row for entry in register.entries for row in judged(entry, known, runs))
    return Verification(rows, internal=records is not None)


def _refuse_without_records(register: Register) -> None:
    """Refuse to pass over what somebody wanted checked: a check that checks nothing is none."""
    problems = [
        Problem(f"{entry.file}, figure {entry.figure.id}", "is to be run over your own records",
                "Give them: --ssda903 and --referrals, or records=.")
        for entry in register.entries
        if isinstance(check := entry.figure.check, Reproduced)
        and check.run is not None and check.run.records == GIVEN
    ]  # fmt: skip
    if problems:
        raise UsageError("A figure cannot be checked without records.", problems)
