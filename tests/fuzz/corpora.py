"""A small good file of every kind that a reader takes, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nwd_costs as nwd
from nwd_costs.testing import synthetic_authority

TEXT, PACKED = 20_000, 2_000  # how many files a long run reads


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Parameters
    ----------
    file
        The one to mutate, below the folder of the corpus.
    argument
        The argument of ``read`` that it is handed over as.
    given
        What is handed over, where that is a folder around the file.
    long_run
        How many files a long run reads.
    is_archive
        Whether its members can be mutated.
    """

    file: str
    argument: str
    given: str = ""
    long_run: int = TEXT
    is_archive: bool = False

    def read(self, folder: Path) -> nwd.Records:
        """Read the file as it now stands in the folder of the corpus."""
        argument: dict[str, Any] = {self.argument: folder / (self.given or self.file)}
        return nwd.read(**argument)


KINDS = {
    "ssda903-csv": Kind("ssda903/2023/episodes.csv", "ssda903", "ssda903"),
    "ssda903-header-csv": Kind("ssda903/2023/header.csv", "ssda903", "ssda903"),
    "cin-census-xml": Kind("cin_census/cin_2023.xml", "cin_census"),
    "referrals-csv": Kind("referrals.csv", "referrals"),
}


def write_corpus(folder: Path) -> None:
    """Write one good file of every kind."""
    synthetic_authority(3, children=12, referrals=6, return_years=(2023,)).write(folder)
