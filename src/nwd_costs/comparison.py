"""One cohort through several methods, side by side: what each counts, and what may not be said."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from nwd_costs.compared import (
    HEADINGS,
    Compared,
    cells_of,
    compared,
    lines_of,
    reasons_of,
    whom_of,
    wrapped,
)
from nwd_costs.days import iso, to_date
from nwd_costs.errors import NwdError, Problem, UsageError
from nwd_costs.library import loaded
from nwd_costs.methods import Methodology, Plan
from nwd_costs.periods import Period
from nwd_costs.pipeline import run_sharing
from nwd_costs.prices import UnitCosts
from nwd_costs.profiles import NAMED, PARAGRAPH, SAID
from nwd_costs.result import Result
from nwd_costs.sharing import Shared
from nwd_costs.show import html_table
from nwd_costs.sums import money
from nwd_costs.tables import Records

# Where a version says what it is and, of another programme, how far it is from this one.
WHAT_IT_IS = "M1.1"
EVIDENCE = (
    "Two evaluations of one therapy came to opposite conclusions. Essex, edge-of-care social "
    "impact bond, multisystemic therapy: a historical group had spent 55% of its days in care, "
    "the young people of the bond spent 10.8% (Social Finance, 2019). START, randomised trial of "
    "the same therapy, 684 families in England: the odds of a placement out of the home were 1.25 "
    "times those of the usual services (95% interval 0.77 to 2.05), no benefit that could be "
    "detected (Fonagy and others, The Lancet Psychiatry, 2018). Essex compared with the past, "
    "START with families of the same time: the choice of comparison decided the answer. Neither is "
    "a study of No Wrong Door."
)
ALONE = (
    "Each figure is one method's own answer to what would have happened to the same young people. "
    "Figures of different methods are never added up and never averaged."
)
Methods = Iterable[Methodology | Plan | str | Path]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """One cohort through several methods, side by side.

    Parameters
    ----------
    results
        The result of every method as ``run`` gives it, in the order asked for.
    rows
        What each makes of the cohort, in the same order.
    """

    results: tuple[Result, ...]
    rows: tuple[Compared, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row a method; pounds are whole pence, missing where withheld [8.2]."""
        names = [field.name for field in fields(Compared)]
        columns: dict[str, Any] = {n: [getattr(row, n) for row in self.rows] for n in names}
        columns["reasons"] = [reasons_of(row) for row in self.rows]
        for name in names:
            if name.endswith(("_pence", "_ppm")):
                columns[name] = pd.array(columns[name], dtype="Int64")
        frame = pd.DataFrame(columns)
        frame.attrs["notes"] = list(self.notes)
        return frame

    @property
    def stands(self) -> bool:
        """Whether the figures may be shown as headlines; the data decide, so all do or none."""
        return all(result.headline.stands for result in self.results)

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said wherever these figures are shown."""
        return (EVIDENCE, ALONE, *_spread(self.rows), *_unlike(self.rows))

    @property
    def what_they_are(self) -> dict[str, str]:
        """What the document of each method says of itself."""
        return {row.method: _what_it_is(r.method, row) for row, r in self._pairs()}

    def as_dict(self) -> dict[str, object]:
        """Give the comparison as plain values: nobody's record is in it.

        Returns
        -------
        dict
            What was asked, ``notes``, and a list of ``methods``.
        """
        return {
            **NAMED,
            "authority": self._first.costs.authority,
            "unit_costs": self._first.costs.id,
            "period": list(self._first.period.days),
            "as_at": iso(self._first.as_at),
            "observed_until": iso(self._first.steps.observed.until),
            "library_version": self._first.library_version,
            "headline": self._first.headline.as_dict(),
            "notes": list(self.notes),
            "methods": [
                {
                    **asdict(row),
                    "what_it_is": _what_it_is(result.method, row),
                    "fingerprint": result.method.fingerprint,
                    "ledger_digest": result.provenance.ledger_digest,
                    "warnings": [warning.as_dict() for warning in result.warnings],
                }
                for row, result in self._pairs()
            ],
        }

    def to_html(self) -> str:
        """Give the comparison as a section of a page.

        Returns
        -------
        str
            Tables that say what they show, with the notes between them.
        """
        return (
            f"<section><h1>{html.escape(self._title())}</h1>{PARAGRAPH}"
            f"{_paragraphs(line.strip() for line in self._first.headline.lines())}"
            f"{html_table(self._asked(), HEADINGS, [cells_of(row) for row in self.rows])}"
            f"{html_table('Whom each method counts', [], map(whom_of, self.rows))}"
            f"{_paragraphs(self.notes)}"
            f"{html_table('What each method is', [], self.what_they_are.items())}"
            f"{html_table('Before you use these figures', [], self._warnings())}</section>"
        )

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        told = "; ".join(
            f"{row.method} ({row.standing}, {row.status}) gross {money(row.gross_pence)}"
            for row in self.rows
        )
        mark = self._first.headline.mark()
        return f"Comparison({told}; never to be added or averaged{f'; {mark}' if mark else ''})"

    def __str__(self) -> str:
        return "\n".join([
            self._title(), f"  {SAID}", f"  {self._asked()}",
            *(f"  {line}" for line in self._first.headline.lines()), "",
            *lines_of(self.rows), "",
            *(line for note in self.notes for line in wrapped(note)), "",
            "  What each method is",
            *(line for pair in self.what_they_are.items() for line in wrapped(": ".join(pair))),
            "", "  Before you use these figures",
            *(line for pair in self._warnings() for line in wrapped(": ".join(pair))),
        ])  # fmt: skip

    def _pairs(self) -> Iterator[tuple[Compared, Result]]:
        return zip(self.rows, self.results, strict=True)

    @property
    def _first(self) -> Result:
        """Any result serves for what all of them have in common."""
        return self.results[0]

    def _title(self) -> str:
        first = self._first
        return (
            f"Costs avoided, {first.costs.authority}, {first.period.name}: {len(self.rows)} methods"
            f" over the same {self.rows[0].referrals:,} referrals"
        )

    def _asked(self) -> str:
        until = to_date(self._first.steps.observed.until - 1)
        return f"at {self._first.costs.id}; observed until {until:%d/%m/%Y}"

    def _warnings(self) -> list[tuple[str, str]]:
        """Tell every warning once, with the methods that it is about and their own counts."""
        about: dict[str, dict[str, str]] = {}
        for result in self.results:
            for warning in result.warnings:
                text = f"{warning.message} [{warning.clause}]"
                about.setdefault(text, {})[result.method.id] = _counts(warning.counts)
        return [(text, _who(told, len(self.results))) for text, told in about.items()]


def compare(
    methods: Methods,
    records: Records,
    costs: UnitCosts,
    *,
    period: str | Period,
    as_at: str | dt.date,
    accept: str | Sequence[str] = (),
) -> Comparison:
    """Run one cohort through several methods and set what they count side by side.

    Steps that methods have in common are made once, so that many methods cost little more than one.

    Parameters
    ----------
    methods
        At least two different ones: versions by id or folder, loaded ones, or what-if plans.
    records
        What ``read`` made of the returns and the referral list.
    costs
        A unit-cost table, seen from the authority.
    period, as_at, accept
        As for ``run``.

    Returns
    -------
    Comparison
        The result of every method, exactly that of ``run``; a table of them; and what has to be
        said with it.

    Raises
    ------
    UsageError
        When fewer than two methods are given or one is given twice; and as in ``run``.
    NwdError
        When any method cannot be loaded or run: of the kind that ``run`` raises for the first of
        them, listing what is wrong with each. There is no comparison of those that are left, which
        a reader would take for the whole; leave a method out by name.
    """
    found = _different(_loaded(methods))
    shared, results, failures = Shared(), [], {}
    for method in found:
        try:
            result = run_sharing(
                shared, method, records, costs, period=period, as_at=as_at, accept=accept
            )
        except NwdError as error:
            failures[method.id] = error
        else:
            results.append(result)
    _refuse(failures, len(found), "Not every method can be run over these records.")
    return Comparison(tuple(results), tuple(map(compared, results)))


def _loaded(methods: Methods) -> list[Methodology]:
    """Load every method, or say of all those that cannot be what is wrong."""
    if isinstance(methods, str | Path | Methodology | Plan):
        problem = Problem("methods", "is one method alone", "Give a list of at least two.")
        raise UsageError("There is nothing to compare.", [problem])
    given, found, failures = list(methods), [], {}
    for method in given:
        try:
            found.append(loaded(method))
        except NwdError as error:
            failures[str(method)] = error
    _refuse(failures, len(given), "Not every method can be loaded.")
    return found


def _different(methods: list[Methodology]) -> list[Methodology]:
    """Refuse methods that are no several ones."""
    ids = [method.id for method in methods]
    advice = "Give each method once; a version of your own needs an id of its own."
    problems = [
        Problem(name, f"is given {ids.count(name)} times", advice)
        for name in dict.fromkeys(ids)
        if ids.count(name) > 1
    ]
    if not problems and len(methods) < 2:
        problems = [Problem("methods", "are fewer than two", "Give at least two methods.")]
    if problems:
        raise UsageError("The methods cannot be compared.", problems)
    return methods


def _refuse(failures: Mapping[str, NwdError], methods: int, title: str) -> None:
    """Raise one error for all that went wrong; what is wrong for every method is said once."""
    if not failures:
        return
    first = next(iter(failures.values()))
    if len(failures) == methods and len({str(error) for error in failures.values()}) == 1:
        raise first
    problems = [
        Problem(f"{name}: {p.where}", p.what, p.advice, p.rows)
        for name, error in failures.items()
        for p in error.problems or [Problem("the method", error.title, "")]
    ]
    raise type(first)(title, problems)


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)


def _what_it_is(method: Methodology, row: Compared) -> str:
    if method.plan.what_if:
        return f"No version. This is a {row.standing}: {row.what_if}."
    return method.clauses.get(WHAT_IT_IS, method.document.summary)


def _spread(rows: Sequence[Compared]) -> Iterator[str]:
    known = sorted((row.gross_pence, row.method) for row in rows if row.gross_pence is not None)
    if len(known) > 1:
        (low, one), (high, other) = known[0], known[-1]
        yield (
            f"Gross goes from {money(low)} ({one}) to {money(high)} ({other}). This is a spread of "
            "ways to count. It is no confidence interval: the methods are no sample of anything, "
            "and the truth may lie outside it."
        )


def _unlike(rows: Sequence[Compared]) -> Iterator[str]:
    """Say where two figures differ in more than whom and what they count."""
    if len({row.price_base for row in rows}) > 1:
        told = "; ".join(f"{row.method} {row.price_base}" for row in rows)
        yield f"These figures are not at the prices of one year: {told} [8.3]."
    ahead = [row.method for row in rows if row.forecast_days]
    if ahead:
        yield f"No outturn, for they hold days not observed yet [7.3]: {', '.join(ahead)}."


def _counts(counts: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{name} {count}' for name, count in counts.items())})" if counts else ""


def _who(told: Mapping[str, str], methods: int) -> str:
    """Name the methods that a warning is about, or all of them where it says the same of each."""
    if len(told) == methods and len({*told.values()}) == 1:
        return f"all methods{next(iter(told.values()))}"
    return "; ".join(f"{method}{counts}" for method, counts in told.items())
