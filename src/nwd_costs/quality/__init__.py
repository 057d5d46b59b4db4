"""The quality of records and files: ``check``, and the report that it gives."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from nwd_costs.codes import code_lists
from nwd_costs.errors import Problem, UsageError
from nwd_costs.headline import in_words
from nwd_costs.library import methodology
from nwd_costs.methods import Methodology
from nwd_costs.profiles import PARAGRAPH
from nwd_costs.quality.counting import count
from nwd_costs.quality.files import write_files
from nwd_costs.quality.found import Found
from nwd_costs.quality.words import lines_of, verdict
from nwd_costs.returns import read
from nwd_costs.show import html_table
from nwd_costs.tables import Records


class Quality(Found):
    """What is wrong with some data, and whether a figure from them would stand as a headline.

    Print it to read it; ``findings`` has a line for every row with a fault, ``as_dict`` all of it
    as plain values, and ``write`` the two files. None of them shows a value of a child's record
    unless ``write`` is told to.

    Parameters
    ----------
    files, years, years_missing
        What was read: every file and what it was taken for; return years and those not there.
    accounting, repairs, counts
        What became of the rows, and how many there were of what.
    findings, broken, codes
        What the checks found: row by row, by check, and codes not known or not on their days.
    referrals, found_in, no_date_of_birth
        How many referrals and children could be joined, and how many not.
    thresholds, warnings
        The limits of data quality, crossed or not; what reading noticed.
    written
        What the faulty cells hold, where it was kept: children's records, never printed.
    """

    def write(self, folder: str | Path, *, show_values: bool = False) -> list[str]:
        """Write check.xlsx and check.json, with row numbers and without values.

        Parameters
        ----------
        folder
            Where; it is made if need be.
        show_values
            Put the value of every faulty cell in as well. Both files then hold children's records.

        Returns
        -------
        list of str
            The names of the files.

        Raises
        ------
        UsageError
            When the values are wanted and were not kept when the records were read.
        """
        if show_values and self.written is None:
            what, advice = "were not kept", "Read with keep_values=True, or check the folder."
            problem = Problem("the values of the faulty cells", what, advice)
            raise UsageError("The values cannot be written.", [problem])
        return write_files(self, Path(folder), show_values=show_values)

    def __str__(self) -> str:
        return "\n".join(lines_of(self))

    def __repr__(self) -> str:
        rows = ", ".join(f"{name} {number}" for name, number in self.rows_found().items())
        return f"Quality({rows}; {verdict(self)})"

    def _repr_html_(self) -> str:
        limits = [[limit.id, in_words(limit)] for limit in self.crossed]
        rows = [
            [one.check.id, one.check.severity, one.rows, one.check.rule, one.check.advice]
            for one in self.broken
        ]
        headings = ["check", "severity", "rows", "rule", "what to do"]
        crossed = html_table(verdict(self), [], limits)
        return PARAGRAPH + crossed + html_table("What the checks found", headings, rows)


def check(
    source: Records | str | Path,
    *,
    method: Methodology | str = "edge-of-care/2021-22.1",
    year_is: Literal["ending", "opening"] = "ending",
) -> Quality:
    """Say what is wrong with files or records, row by row, without calculating a figure.

    Parameters
    ----------
    source
        Records, or a folder that holds everything.
    method
        Whose categories decide which place and provider codes are known.
    year_is
        Whether years in the names of the files of a folder are ending or opening years.

    Returns
    -------
    Quality
        What was found: files, rows, findings, codes, joins, years, limits and counts.

    Raises
    ------
    DataError
        When a file cannot be used as it is.
    DocumentError
        When there is no such methodology.
    """
    if isinstance(source, Records):
        records = source
    else:
        records = read(source, year_is=year_is, keep_values=True)
    rules = methodology(method) if isinstance(method, str) else method
    return Quality(**vars(count(records, rules, code_lists())))
