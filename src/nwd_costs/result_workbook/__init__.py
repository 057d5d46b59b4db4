"""A result as an Excel workbook, in one of two profiles that every sheet names [17.13]-[17.15].

*Internal* is the analyst's own: exact, with every referral, and with formulas that work the ledger
out again. *Publication* is what leaves her: the published tables alone.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from nwd_costs.disclosure import Disclosure, Published, publishable
from nwd_costs.errors import Problem, UsageError
from nwd_costs.profiles import INTERNAL, PUBLICATION
from nwd_costs.result import Result
from nwd_costs.result_workbook.ground_sheets import write_grounds
from nwd_costs.result_workbook.lines import FIRST, Lines, lines_of, write_ledger
from nwd_costs.result_workbook.pages import AS_TEXT, MADE, Pages
from nwd_costs.result_workbook.published_sheets import write_published
from nwd_costs.result_workbook.referral_sheets import write_check, write_referrals
from nwd_costs.result_workbook.summary_sheets import write_summary, write_totals

# A sheet ends at this row.
SHEET_ROWS = 1_048_576
_INTERNAL_MARK = "INTERNAL PROFILE: exact figures and children's records. Not to be passed on."


@dataclass(frozen=True, repr=False)
class ResultWorkbook:
    """A workbook that is ready to be written.

    Parameters
    ----------
    about
        Council and period.
    profile
        ``internal`` or ``publication``.
    content
        The result itself, or what may be published of it.
    """

    about: str
    profile: str
    content: Result | Published

    def write(self, path: str | Path) -> Path:
        """Write the workbook; one that is there is written over, as other outputs are.

        Parameters
        ----------
        path
            Such as ``costs.xlsx``; its folder is made if need be.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        UsageError
            When the name is none for a workbook, or a spreadsheet cannot hold the ledger.
        """
        target = Path(path)
        if target.suffix.lower() != ".xlsx" or target.is_dir():
            problem = Problem(target.name, "is no name for a workbook", "End it in .xlsx.")
            raise UsageError("The workbook cannot be written.", [problem])
        made = self._bytes()
        target.parent.mkdir(parents=True, exist_ok=True)
        # Only what could be written whole becomes a file.
        target.write_bytes(made)
        return target

    def _bytes(self) -> bytes:
        lines = None
        if isinstance(self.content, Result):
            _refuse_too_long(self.content)
            lines = lines_of(self.content)
        made = io.BytesIO()
        # A long ledger is streamed; a short one never touches a disk on its way.
        streamed = lines is not None and not lines.live
        options = {**AS_TEXT, "constant_memory" if streamed else "in_memory": True}
        with xlsxwriter.Workbook(made, options) as book:
            title = f"Costs avoided: {self.about} ({self.profile} profile)"
            book.set_properties({"created": MADE, "title": title})
            # A spreadsheet works everything out when it opens the file.
            book.set_calc_mode("auto")
            if isinstance(self.content, Result) and lines is not None:
                _internal(Pages(book, self.about, _INTERNAL_MARK, _INTERNAL_MARK),
                          self.content, lines)  # fmt: skip
            elif isinstance(self.content, Published):
                policy = self.content.policy
                mark = (
                    f"PUBLICATION PROFILE, disclosure control on: threshold {policy.threshold}, "
                    f"rounded to {policy.round_to}. The sheet About says what that means."
                )
                write_published(Pages(book, self.about, mark, mark), self.content)
        return made.getvalue()

    def __repr__(self) -> str:
        return f"ResultWorkbook({self.about}; {self.profile} profile; write it to a file)"


def workbook(result: Result, *, profile: str, policy: Disclosure | None = None) -> ResultWorkbook:
    """Make a workbook of a result.

    Parameters
    ----------
    result
        What was run.
    profile
        ``internal``: exact, with every referral and formulas that work the ledger out again, for
        the analyst alone [17.13]. ``publication``: the published tables alone [17.14]. There is
        no default, because the one may leave the council and the other may not.
    policy
        Of disclosure control, for the publication profile; ``Disclosure()`` unless given.

    Returns
    -------
    ResultWorkbook
        Its ``write`` makes the file. The same result gives the same bytes.

    Raises
    ------
    UsageError
        When there is no such profile, or a policy is given for the internal one.
    DisclosureError
        When nothing of the result may be published.
    """
    if profile not in {INTERNAL, PUBLICATION}:
        advice = f"Say {INTERNAL} (the analyst's own) or {PUBLICATION} (what may leave her)."
        problem = Problem(f"profile '{profile}'", "is none", advice)
        raise UsageError("The workbook cannot be made.", [problem])
    if profile == INTERNAL and policy is not None:
        advice = f"Ask for the profile {PUBLICATION}, or leave the policy out."
        problem = Problem("policy", "is for publication; the internal profile is exact", advice)
        raise UsageError("The workbook cannot be made.", [problem])
    content = result if profile == INTERNAL else publishable(result, policy)
    return ResultWorkbook(f"{result.costs.authority}, {result.period.name}", profile, content)


def _refuse_too_long(result: Result) -> None:
    """Refuse a ledger that no sheet can hold: nothing is cut off in silence."""
    rows, room = max(len(result.ledger), result.scope_counts().referrals), SHEET_ROWS - FIRST
    if rows > room:
        what = f"has {rows:,} rows, and a sheet holds {room:,} [17.13]"
        advice = "Read ledger.parquet, or take a shorter period."
        problem = Problem("ledger or referrals", what, advice)
        raise UsageError("The workbook cannot be written.", [problem])


def _internal(pages: Pages, result: Result, lines: Lines) -> None:
    write_summary(pages, result, lines)
    write_totals(pages, result, lines)
    write_check(pages, result.cohort["referral_id"], lines)
    write_ledger(pages, lines)
    write_referrals(pages, result, lines)
    write_grounds(pages, result, lines)
