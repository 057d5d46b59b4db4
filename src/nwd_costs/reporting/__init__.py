"""The report of a result as one page that stands alone: the publication profile [17.5]."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nwd_costs.comparison import Comparison
from nwd_costs.days import to_date
from nwd_costs.disclosure import PUBLISHED, Disclosure, Published, publishable
from nwd_costs.outputs import write_json
from nwd_costs.reporting import building, pages
from nwd_costs.reporting.explained import explained_page
from nwd_costs.reporting.methods import Rival, rivals
from nwd_costs.result import Result

__all__ = ["Report", "explained_page", "report"]

NAME = "report.html"


@dataclass(frozen=True, repr=False)
class Report:
    """A result as a page for whoever decides: by the publication profile, nothing child-level.

    Parameters
    ----------
    published
        The result after disclosure control: every number about people and money is from it.
    rivals
        What the figure would be under each method; nothing where they were not run.
    page
        The page, as HTML.
    """

    published: Published
    rivals: tuple[Rival, ...]
    page: str

    def write(self, folder: str | Path) -> list[str]:
        """Write the report, and beside it its figures for programs and a programme's roll-up.

        Parameters
        ----------
        folder
            Where; it is made if need be.

        Returns
        -------
        list of str
            The names of the files.
        """
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / NAME).write_text(self.page, encoding="utf-8", newline="\n")
        write_json(Path(folder) / PUBLISHED, self.published.as_dict())
        return [NAME, PUBLISHED]

    def to_html(self) -> str:
        """Give the page."""
        return self.page

    def __repr__(self) -> str:
        return (
            f"Report({self.published.authority}, {self.published.period}, "
            f"{self.published.profile} profile, {len(self.rivals)} methods; write it to read it)"
        )


def report(
    result: Result, *, compared: Comparison | None = None, policy: Disclosure | None = None
) -> Report:
    """Report a result on one page that stands alone, by the publication profile.

    Parameters
    ----------
    result
        What was run.
    compared
        The same cohort through several methods, as ``compare`` gives it: the page shows the spread.
    policy
        The policy of disclosure control; ``Disclosure()`` unless another is given.

    Returns
    -------
    Report
        To be written to a folder.

    Raises
    ------
    DisclosureError
        When even the gross total rests on too few children.
    UsageError
        When the comparison is of other records, prices, periods or days.
    """
    policy = policy or Disclosure()
    published = publishable(result, policy)
    found = rivals(result, compared, policy) if compared else ()
    return Report(published, found, _page(result, published, found))


def _page(result: Result, published: Published, found: tuple[Rival, ...]) -> str:
    method, headline = result.method, result.headline
    where = f"{published.authority}, {published.period}"
    policy = published.policy
    source = f"nwd_costs {result.library_version}, {method.id} at {result.costs.id}"
    return pages.filled(
        "report",
        title=f"Costs avoided by No Wrong Door: {where}",
        profile=pages.Profile(
            published.profile,
            f"disclosure control is on (threshold {policy.threshold}, rounded to "
            f"{policy.round_to}); no figure is about one child.",
        ),
        heading="Costs avoided by No Wrong Door",
        subheading=where,
        alerts=list(
            building.alerts(
                method,
                headline,
                forecast=result.contains_forecast,
                unseen_from=_unseen_from(result),
            )
        ),
        headline={
            "name": "Gross costs avoided, estimated",
            "told": published.gross.text,
            "beside": [
                ("Adjustments", published.adjustments.text),
                ("Adjusted", published.adjusted.text),
                ("Programme cost", published.programme.text),
                ("Net costs avoided", published.net.text),
            ],
            "standing": building.standing(method, headline, published),
        },
        warnings=[building.sentence(warning) for warning in published.warnings],
        sections=list(building.sections(published, method, headline, found, source)),
        foot="Numbers in square brackets are clauses of the common rules, and with an M of the "
        "method. Costs are avoided, not saved.",
    )


def _unseen_from(result: Result) -> str:
    """Give the first day of the period that was not observed, or nothing where all were."""
    until = result.steps.observed.until
    return f"{to_date(until):%d/%m/%Y}" if until < result.period.until_day else ""
