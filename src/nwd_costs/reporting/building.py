"""The sections of a report: every number about people and money is from what may be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nwd_costs.disclosure import Published
from nwd_costs.headline import Headline, percent
from nwd_costs.methods import Methodology
from nwd_costs.reporting import figures
from nwd_costs.reporting.assumptions import assumption_log, bases_in_words, in_percent
from nwd_costs.reporting.methods import Rival, notes, spread, what_they_are
from nwd_costs.reporting.pages import Alert, Section
from nwd_costs.reporting.published_tables import as_table
from nwd_costs.rule import Basis

DROPPED = (
    "The table of {} is not shown: it would show nothing more than the total, or a part that rests "
    "on too few children [17.4]."
)
PEOPLE = ("people", "outcomes", "family", "entries", "out_of_scope")
HONEST = {
    "reconstruction": "a reconstruction: the owner of the method has approved no text, and this "
    "reproduces no published figure",
    "comparison": "another programme's way of counting, shown for comparison; it says nothing of "
    "that programme",
    "authorised": "authorised: the owner of the method has approved this text",
}
ALL_ASSUMED = (
    "All of it (100%) rests on assumption: every pound is reached through at least one choice of "
    "the method for which no source was found. The assumption log lists them."
)
WHAT_IT_IS = (
    "What would have been paid for care, plans and services had nothing been done, less what was "
    "paid instead. What would have happened is chosen by the method, not observed; and an average "
    "price that was not paid is not money in hand."
)

WHOSE_RECORD = (
    "The files that were read and the ledger are bound, byte for byte, by the record of the run, "
    "which the council keeps: their digests are not shown here, because a few children's facts "
    "could be found from a digest by trying [17.12]."
)


def alerts(
    method: Methodology, headline: Headline, *, forecast: bool, unseen_from: str
) -> Iterator[Alert]:
    """Give what has to be read before the figure.

    Parameters
    ----------
    method, headline
        By which rules, and whether the figure stands.
    forecast
        Whether it holds days that are not observed yet.
    unseen_from
        Since when days of the period were not observed; nothing where all were.
    """
    if not headline.stands:
        told = [_limit(limit.what, limit.limit_ppm) for limit in headline.disqualified_by]
        yield Alert("Not a headline figure: the data cross a limit [2.16]", told)
    if method.plan.what_if:
        told = ["No version of a method counts like this.", *map(str, method.plan.changes)]
        yield Alert(f"A what-if of {method.document.id}, not the version [14.1]", told)
    elif method.status == "draft":
        yield Alert("A draft: this method is not published, and may change")
    elif method.status == "withdrawn":
        yield Alert("This method is withdrawn: its errata say why [14.2]")
    if forecast:
        yield Alert("No outturn: the figure holds days that are not observed yet [7.3]")
    if unseen_from:
        yield Alert(f"Only a part of the period is observed: nothing from {unseen_from} on [7.1]")
    crossed = [limit for limit in headline.accepted if limit.crossed]
    if crossed:
        told = [_limit(limit.what, limit.limit_ppm) for limit in crossed]
        yield Alert("A crossed limit of the data was accepted by name [2.17]", told, grave=False)


def standing(
    method: Methodology, headline: Headline, published: Published
) -> list[tuple[str, str]]:
    """Give what stands beside the figure: its standing, method, prices and dates."""
    facts = dict(published.facts)
    what_if = method.plan.what_if
    kind = "a what-if, no version's figure" if what_if else HONEST.get(method.standing, "")
    stands = "Stands as a headline" if headline.stands else "Does not stand as a headline [2.16]"
    return [
        ("Standing", f"{stands}; {kind or method.standing}"),
        ("Method", f"{method.id}, {method.status}: {method.title}"),
        ("Prices", facts["Unit costs"]),
        ("Price base", _price_base(facts["Price base"], method)),
        ("Observed until", facts["Observed until"]),
    ]


def sections(
    published: Published,
    method: Methodology,
    headline: Headline,
    rivals: Sequence[Rival],
    source: str,
) -> Iterator[Section]:
    """Give the sections of a report in reading order.

    Parameters
    ----------
    published
        All numbers about people and money.
    method
        Its document, for the assumption log.
    headline
        The limits of data quality.
    rivals
        The figure under each method; none where they were not run.
    source
        What stands under a chart: the library, the method and the prices.
    """
    yield _money(published, source)
    quarters = figures.quarters(published, source)
    yield Section(
        "quarters", "By quarter", (), [quarters] if quarters else (),
        after=[] if quarters else [DROPPED.format("quarters")],
    )  # fmt: skip
    yield _tables(published, "where", "By tier and placement", ("tiers", "placements"))
    yield _tables(published, "people", "Children and outcomes", PEOPLE)
    yield _resting(published, method)
    yield _rivals(published, method, rivals, source)
    yield Section(
        "assumptions", "The assumption log", [bases_in_words(method)], (),
        [assumption_log(method)], look="log",
    )  # fmt: skip
    yield _quality(published, headline)
    yield Section(
        "protection",
        "How children are protected",
        [published.policy.in_words()],
        after=published.notes,
    )
    yield _provenance(published, headline)


def _money(published: Published, source: str) -> Section:
    return Section(
        "money",
        "From what would have been paid to net",
        [WHAT_IT_IS],
        [figures.waterfall(published, source)],
    )


def _tables(published: Published, key: str, title: str, names: Sequence[str]) -> Section:
    there = [name for name in names if published.has(name)]
    missing = [name for name in names if name not in there]
    return Section(
        key,
        title,
        tables=[as_table(published.table(name)) for name in there],
        after=[DROPPED.format(_said(name)) for name in missing],
    )


def _resting(published: Published, method: Methodology) -> Section:
    title = "What the figure rests on"
    if method.plan.line_basis == Basis.ASSUMED:
        return Section("resting-on", title, [ALL_ASSUMED])
    if not published.has("resting_on"):
        return Section("resting-on", title, after=[DROPPED.format("what the figure rests on")])
    before = ["Each pound is counted by the weakest of the choices and prices that it rests on."]
    return Section("resting-on", title, before, tables=[as_table(published.table("resting_on"))])


def _rivals(
    published: Published, method: Methodology, rivals: Sequence[Rival], source: str
) -> Section:
    key, title = "methods", "What the figure would be by other methods"
    if not rivals:
        told = "No other method was run for this report. Ask for the comparison before you use it."
        return Section(key, title, [told])
    unit = f"Gross costs avoided, {published.authority}, {published.period}, pounds, rounded"
    alone, no_interval, evidence = notes()
    return Section(
        key, title, [alone, no_interval], [spread(rivals, method.id, unit, source)],
        [what_they_are(rivals)], after=[evidence],
        look="methods",
    )  # fmt: skip


def _quality(published: Published, headline: Headline) -> Section:
    limits = [*headline.disqualified_by, *(lim for lim in headline.accepted if lim.crossed)]
    crossed = [_limit(limit.what, limit.limit_ppm) for limit in limits]
    told = ["The data cross: " + "; ".join(crossed) + "."] if crossed else [
        "The data cross no limit of quality that keeps a figure from being a headline [2.16]."
    ]  # fmt: skip
    tables = [as_table(published.table("data_quality"))] if published.has("data_quality") else []
    return Section("quality", "Data quality", told, tables=tables)


def _provenance(published: Published, headline: Headline) -> Section:
    accepted = ", ".join(limit.id for limit in headline.accepted) or "nothing"
    pairs = [*published.facts, ("Accepted by name", accepted)]
    return Section(
        "provenance", "Provenance", [WHOSE_RECORD], pairs=pairs, look="provenance"
    )  # fmt: skip


def sentence(text: str) -> str:
    """Write a text as a sentence for a reader who does not think in parts per million."""
    told = in_percent(text)
    return f"{told[:1].upper()}{told[1:]}"


def _limit(what: str, limit_ppm: int) -> str:
    return f"{what}: beyond the limit of {percent(limit_ppm)}"


def _price_base(base: str, method: Methodology) -> str:
    daily = method.plan.stages.pricing.price_base.value == "current"
    return f"{base}; the price in force on each day" if daily else base


def _said(name: str) -> str:
    return name.replace("_", " ")
