"""On which terms a figure is told, and in what two figures differ [12.12]: like with like."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType

from nwd_costs.days import iso, to_date
from nwd_costs.errors import Problem, UsageError
from nwd_costs.headline import Headline
from nwd_costs.methods import Methodology
from nwd_costs.periods import Period
from nwd_costs.price_findings import in_words
from nwd_costs.prices import UnitCosts

#: A term that a figure does not tell; nobody can say that it is the same as another [12.12].
NOT_STATED = "not stated"
OUTTURN = "outturn"
#: What a result comes to [9.2], by the name that asks for it.
FIGURES = {
    "gross": "gross costs avoided",
    "adjusted": "costs avoided, adjusted",
    "net": "costs avoided, net of programme cost",
}
TIERS = ("cic", "cp", "cin")
#: What has to be said with the standing of a method.
HONEST = {
    "reconstruction": " (the owner has approved no text; this reproduces no published figure)",
    "comparison": " (another programme's way of counting; it says nothing of that programme)",
}


@dataclass(frozen=True)
class Terms:
    """On which terms a figure is told; what it does not tell is ``not stated``.

    Parameters
    ----------
    figure
        What it is: gross, adjusted or net costs avoided, or what its source calls it.
    method
        By which methodology version, with its fingerprint.
    standing
        What the method is worth, or the status of a published figure.
    scope
        Whose: an authority, or several.
    ages, tiers
        Whom and what the method counts.
    price_base
        In what money it is told [15.1].
    prices
        By which table of unit costs, with its fingerprint.
    uprating
        By which index and vintage prices were uprated.
    period
        Which days, the second excluded.
    period_basis
        What sort of period that is, and whether all of it was observed.
    """

    figure: str = NOT_STATED
    method: str = NOT_STATED
    standing: str = NOT_STATED
    scope: str = NOT_STATED
    ages: str = NOT_STATED
    tiers: str = NOT_STATED
    price_base: str = NOT_STATED
    prices: str = NOT_STATED
    uprating: str = NOT_STATED
    period: str = NOT_STATED
    period_basis: str = NOT_STATED

    def as_dict(self) -> dict[str, str]:
        """Give the terms as plain values."""
        return asdict(self)


NAMES = tuple(field.name for field in fields(Terms))


@dataclass(frozen=True)
class Difference:
    """One term in which two figures differ, or of which nobody can say that they agree.

    Parameters
    ----------
    term
        Its name.
    a, b
        What each of them says.
    """

    term: str
    a: str
    b: str

    def __str__(self) -> str:
        return f"{self.term.replace('_', ' ')}: a {self.a}; b {self.b}"


def by_method(terms: Mapping[str, str]) -> str:
    """Say by which method a figure is, and what that is worth."""
    standing = terms["standing"]
    honest = HONEST.get(standing.partition(",")[0], "")
    return f"by {terms['method'].partition(',')[0]}: {standing}{honest}"


def terms_of(method: Methodology, costs: UnitCosts) -> dict[str, str]:
    """Give the terms of a result that do not depend on its period.

    Parameters
    ----------
    method, costs
        What was run, at which prices.
    """
    stages = method.plan.stages
    tiers = getattr(stages.counterfactual, "tiers", None)
    counted = tiers.value if tiers else ("cic",)
    cohort = stages.cohort
    return {
        "method": f"{method.id}, fingerprint {method.fingerprint[:16]}",
        "standing": f"{method.standing}, {method.status}",
        "scope": costs.authority,
        "ages": f"{cohort.age_min.value} to {cohort.age_max.value}",
        "tiers": ", ".join(tier for tier in TIERS if tier in counted),
        "price_base": _price_base(method, costs),
        "prices": f"{costs.id}, fingerprint {costs.fingerprint[:16]}",
        "uprating": str(stages.pricing.uprate.value),
    }


def _price_base(method: Methodology, costs: UnitCosts) -> str:
    """Say in what money a result is told [8.3], [8.16]."""
    table = in_words(costs.document.price_base, costs.document.price_basis)
    year = str(method.plan.stages.pricing.price_base.value)
    if year == "current":
        return table
    return f"the prices of {year}" + ("" if table == OUTTURN else f", from a table {table}")


def period_terms(period: Period, observed_until: int) -> dict[str, str]:
    """Give the terms of a period: which days, what sort, and whether all were observed.

    Parameters
    ----------
    period, observed_until
        P and H.
    """
    seen = "all observed"
    if observed_until < period.until_day:
        seen = f"observed only before {to_date(observed_until):%d/%m/%Y}"
    return {
        "period": f"{iso(period.from_day)} to {iso(period.until_day)}",
        "period_basis": f"{period.kind}, {seen}",
    }


def differences(a: Terms, b: Terms, names: Iterable[str] = NAMES) -> tuple[Difference, ...]:
    """Name everything in which two sets of terms differ, or cannot be known to agree [12.12].

    Parameters
    ----------
    a, b
        The terms of two figures.
    names
        Which terms to look at.
    """
    pairs = ((name, getattr(a, name), getattr(b, name)) for name in names)
    # Of one and the same table nobody need say at whose prices it is.
    same_table = a.prices == b.prices != NOT_STATED
    return tuple(
        Difference(name, one, other)
        for name, one, other in pairs
        if one != other or (one == NOT_STATED and not (name == "price_base" and same_table))
    )


def allowed(despite: str | Iterable[str], names: Collection[str] = NAMES) -> tuple[str, ...]:
    """Read the names of the terms that may differ.

    Parameters
    ----------
    despite
        One name or several.
    names
        Those that there are.

    Raises
    ------
    UsageError
        When there is no such term; the known ones are listed.
    """
    given = (despite,) if isinstance(despite, str) else tuple(dict.fromkeys(despite))
    problems = []
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(str(name), list(names), n=2)
            meant = f"Did you mean {' or '.join(near)}? " if near else ""
            advice = f"{meant}The terms are {', '.join(names)}."
            problems.append(Problem(f"despite '{name}'", "is no term of a figure", advice))
    if problems:
        raise UsageError("What is to be allowed is not known [12.12].", problems)
    return given


def refuse(
    found: Iterable[Difference],
    despite: Collection[str],
    title: str,
    way: str,
    never: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Refuse two figures that differ in a term that nobody allowed, naming every difference.

    Parameters
    ----------
    found, despite
        In what they differ, and what may.
    title
        What cannot be done.
    way
        How a term is allowed by name, with ``{term}`` for it.
    never
        Terms that are not allowed by any name, with what to do instead.

    Raises
    ------
    UsageError
        When a term differs that is not allowed.
    """
    problems = [
        Problem(one.term, _unlike(one), never.get(one.term) or way.format(term=one.term))
        for one in found
        if one.term not in despite
    ]
    if problems:
        raise UsageError(title, problems)


def _unlike(one: Difference) -> str:
    silent = any(text.startswith(NOT_STATED) for text in (one.a, one.b))
    return f"is {one.a} for the one and {one.b} for the other" + (
        ", so nobody can say that it is the same" if silent else ""
    )


def marks_of(standing: str, headline: Headline, *, contains_forecast: bool) -> tuple[str, ...]:
    """Give what must be said of a figure wherever it is shown: its standing comes first.

    Parameters
    ----------
    standing, headline, contains_forecast
        What the method is worth; whether the figure stands; whether a day of it was not observed.
    """
    forecast = "holds forecast days: no outturn [7.3]" if contains_forecast else ""
    return tuple(filter(None, (standing, headline.mark(), forecast)))


def read_terms(found: Mapping[str, object]) -> Terms:
    """Read terms from plain values."""
    return Terms(**{name: str(found[name]) for name in NAMES if name in found})
