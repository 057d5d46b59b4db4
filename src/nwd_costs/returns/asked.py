"""How reading was asked, in plain words for the record of a run: names and options, no paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from nwd_costs.returns.places import Place

FRAME = "a frame"


def read_as(given: Mapping[str, object], **options: object) -> dict[str, object]:
    """Say by which keywords something was handed over, and how it was called.

    Parameters
    ----------
    given
        What was handed over, by keyword; None where nothing was.
    **options
        What else was asked.

    Returns
    -------
    dict
        The names by keyword, then the options.
    """
    named = {keyword: _names(what) for keyword, what in given.items() if what is not None}
    return {"given": named, **options}


def _names(what: object) -> list[str]:
    if isinstance(what, Place):
        return [what.name]
    if isinstance(what, str | Path):
        path = Path(what)
        return [path.name or path.resolve().name]
    if isinstance(what, Sequence) and all(isinstance(one, str | Path) for one in what):
        return [name for one in what for name in _names(one)]
    return [FRAME]
