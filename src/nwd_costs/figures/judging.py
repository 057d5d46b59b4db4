"""What became of each figure of the register [16.8]: one row for each number, with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from nwd_costs.errors import UsageError
from nwd_costs.figures.documents import Bounded, Held, PublishedFigure, Quoted, Reproduced, Run
from nwd_costs.figures.reading import Entry
from nwd_costs.figures.running import Runs, told
from nwd_costs.figures.words import Typed, short, signed
from nwd_costs.figures.working import (
    Figures,
    NumberMissingError,
    named,
    takings,
    ways,
    worked,
)
from nwd_costs.totals import (
    Agreement,
    Money,
    Quantity,
    agreement,
    calculate,
    plausible,
    read_figure,
)

REPRODUCED, WITHIN = "reproduced", "within bounds"
UNCHECKED, DISAGREES = "cannot be checked", "disagrees"
STATUSES = (REPRODUCED, WITHIN, UNCHECKED, DISAGREES)


@dataclass(frozen=True)
class Row:
    """What became of one published number.

    Parameters
    ----------
    id, title, group
        The figure, and the heading of its file.
    standing
        What kind of number it is: a forecast, an estimate, an outturn, derived here, and so on.
    published
        As printed; None where the source gives no number.
    computed, difference, tolerance
        What came out, computed less published, and what is allowed; blank where there is none.
    status
        ``reproduced``, ``within bounds``, ``cannot be checked`` or ``disagrees``.
    reason
        Why, in a line.
    source
        Publisher, title and date.
    fails
        Whether verification fails because of it: a disagreement that is not known as such.
    """

    id: str
    title: str
    group: str
    standing: str
    published: str | None
    computed: str
    difference: str
    tolerance: str
    status: str
    reason: str
    source: str
    fails: bool = False

    @property
    def shown(self) -> str:
        """What was published, for a reader."""
        return self.published or "no number"


def judged(entry: Entry, known: Figures, runs: Runs) -> Iterator[Row]:
    """Check one figure, and each further number that its source prints of the same thing.

    Parameters
    ----------
    entry
        The figure and where it stands.
    known
        The register by id.
    runs
        Makes the runs that are asked for.
    """
    figure, check = entry.figure, entry.figure.check
    blank = _blank(entry)
    if isinstance(check, Quoted):
        yield _refusals(_quoted(blank, figure, check), figure, {})
        return
    try:
        results = worked(check, known)
        if isinstance(check, Bounded):
            taken = "; ".join(takings(check.given, known))
            yield _refusals(_bounded(blank, figure, check, results, taken), figure, results)
            return
        taken = "; ".join(takings(check.given, known))
    except NumberMissingError as error:
        reason = f"The number of {error} is missing in its source; it is not guessed."
        yield replace(blank, status=UNCHECKED, reason=reason)
        return
    except UsageError as error:
        yield _not_worked(blank, error)
        return
    notes = _sentences(taken, figure.contradiction, figure.note)
    first, *others = _reproduced(blank, entry, check, results, runs, notes)
    yield _refusals(first, figure, results)
    yield from others


def _blank(entry: Entry) -> Row:
    figure, source = entry.figure, entry.source
    published = figure.printed or None
    place = ", ".join(
        filter(None, [source.publisher, source.title, figure.where or source.where, source.date])
    )
    head = (figure.id, figure.title, entry.title, figure.status, published)
    return Row(*head, "", "", "", UNCHECKED, "", place)


def _quoted(blank: Row, figure: PublishedFigure, check: Quoted) -> Row:
    reason = check.because
    if figure.missing:
        reason = f"Number missing in the source: {figure.missing} {check.because}"
    return replace(blank, reason=_sentences(reason, figure.contradiction, figure.note))


def _not_worked(blank: Row, error: UsageError) -> Row:
    said = "; ".join(f"{problem.where} {problem.what}" for problem in error.problems)
    reason = f"Could not be worked out: {error.title} {said}."
    return replace(blank, status=DISAGREES, reason=reason, fails=True)


# Reproduced: by sums, or by a run


def _reproduced(
    blank: Row,
    entry: Entry,
    check: Reproduced,
    results: Mapping[str, Typed],
    runs: Runs,
    notes: str,
) -> Iterator[Row]:
    figure = entry.figure
    lines: list[tuple[Row, str, Held, str, str]] = [
        (blank, figure.value, check, check.gives, check.asks)
    ]
    for part in figure.also:
        row = replace(
            blank,
            id=f"{figure.id}/{part.id}",
            published=part.printed,
            standing=part.status or figure.status,
        )
        lines.append((row, part.value, part, part.gives, part.asks))
    for row, value, held, gives, asks in lines:
        try:
            if check.run is None:
                how = _sentences(ways(check, gives), notes)
                yield _held(row, results[gives], value, held, how)
            else:
                yield _by_run(row, entry, check.run, asks, value, held, runs)
        except UsageError as error:
            if check.run is not None:
                raise  # the document asks for what there is not
            yield _not_worked(row, error)


def _by_run(row: Row, entry: Entry, run: Run, asks: str, value: str, held: Held, runs: Runs) -> Row:
    result = runs.result(run, entry.folder)
    how = (
        f"A run of {result.method.id} over the {'' if run.records != 'given' else 'given '}"
        f"{'reference cohort' if run.records != 'given' else 'records'}, {result.costs.id} for "
        f"{result.costs.authority}, {result.period.name}, as at {run.as_at}: {asks}."
    )
    notes = _sentences(how, entry.figure.note)
    computed = told(result, asks, read_figure(value))
    if computed is None:
        reason = _sentences("The run withholds this figure, or does not know it.", notes)
        return replace(row, status=UNCHECKED, reason=reason, fails=True)
    found = _held(row, computed, value, held, notes)
    if result.headline.stands:
        return found
    crossed = ", ".join(limit.id for limit in result.headline.disqualified_by)
    reason = (
        f"Not a headline figure: the data cross {crossed}. Mend the data, or accept it by name "
        f"under accept [2.17]. {notes}"
    )
    return replace(found, status=UNCHECKED, reason=reason, fails=True)


def _held(row: Row, computed: Typed, value: str, held: Held, notes: str) -> Row:
    """Hold one computed figure against the printed one [16.9]."""
    found = agreement(computed, value, tolerance=held.tolerance, to_nearest=held.to_nearest)
    difference = found.computed.becomes(found.computed.exact - found.printed.exact)
    row = replace(
        row,
        computed=short(found.computed),
        difference=signed(difference),
        tolerance=_allowed(found, value, held),
    )
    why = held.because
    if not found.agrees:
        return _disagreeing(row, difference, held, _sentences(found.remark, notes))
    if held.disagrees:
        return _no_longer(row, held, notes)
    return replace(row, status=REPRODUCED, reason=_sentences(why, notes))


def _no_longer(row: Row, held: Held | Bounded, notes: str) -> Row:
    reason = f"It agrees, but the register knows it to differ by {held.disagrees}."
    return replace(row, status=DISAGREES, reason=_sentences(reason, notes), fails=True)


def _disagreeing(row: Row, difference: Typed, held: Held | Bounded, notes: str) -> Row:
    """Tell a disagreement: known as it is, known as another, or new [16.12]."""
    row = replace(row, status=DISAGREES)
    if not held.disagrees:
        reason = f"It differs by {signed(difference)}."
        return replace(row, reason=_sentences(reason, notes), fails=True)
    if _is(difference, held.disagrees):
        return replace(row, reason=_sentences(f"Known: {held.known}", notes))
    reason = f"It differs by {signed(difference)}; the register knows it to by {held.disagrees}."
    return replace(row, reason=_sentences(reason, notes), fails=True)


def _is(figure: Typed, text: str) -> bool:
    """Whether a figure is the one that a text gives, to the text's last digit."""
    try:
        return agreement(figure, text).agrees
    except UsageError:
        return False


def _allowed(found: Agreement, value: str, held: Held) -> str:
    if held.tolerance == "exact":
        return "none"
    if held.to_nearest:
        return f"rounded to {held.to_nearest}"
    digit = "cut after the last digit" if held.tolerance == "cut" else "half the last digit"
    return digit if found and value else ""


# Bounded: what a figure implies


def _bounded(
    row: Row, figure: PublishedFigure, check: Bounded, results: Mapping[str, Typed], taken: str
) -> Row:
    implied = results[check.gives]
    low, high = named(check.lower.figure, results), named(check.upper.figure, results)
    inside, nearer, remark = _between(implied, low, high)
    row = replace(row, computed=short(implied), tolerance=f"{short(low)} to {short(high)}")
    ends = f"{check.lower.source} and {check.upper.source}"
    readings, amiss = _readings(check, results, figure.value)
    notes = _sentences(readings, taken, figure.contradiction, figure.note)
    if not inside:
        difference = implied.becomes(implied.exact - nearer.exact)
        beyond = f"Outside the span between {ends}. {remark}".strip()
        row = replace(row, difference=signed(difference))
        return _disagreeing(row, difference, check, _sentences(beyond, notes))
    if check.disagrees:
        return _no_longer(row, check, notes)
    if amiss:
        return replace(row, status=DISAGREES, reason=_sentences(amiss, notes), fails=True)
    if check.comes_to and not _is(implied, check.comes_to):
        moved = f"It implies {short(implied)}, and the register says {check.comes_to}."
        return replace(row, status=DISAGREES, reason=_sentences(moved, notes), fails=True)
    return replace(row, status=WITHIN, reason=_sentences(f"Between {ends}", notes))


def _between(implied: Typed, low: Typed, high: Typed) -> tuple[bool, Typed, str]:
    if isinstance(implied, Money) and isinstance(low, Money) and isinstance(high, Money):
        found = plausible(implied, low=low, high=high)
        return found.agrees, found.printed, found.remark
    for end in (low, high):
        implied.must_match(end, "compared")
    nearer = high if implied.exact > high.exact else low
    return low.exact <= implied.exact <= high.exact, nearer, ""


def _readings(check: Bounded, results: Mapping[str, Typed], value: str) -> tuple[str, str]:
    """Say which readings public statistics rule out [16.11]; and where that is otherwise now."""
    told_, amiss = [], ""
    for reading in check.readings:
        found = named(reading.figure, results)
        out = not agreement(found, value).agrees
        told_.append(f"it {reading.says}: {reading.meant} was {_fell(found)}")
        if out is not reading.ruled_out:
            now = "is ruled out" if out else "is not ruled out any more"
            amiss = f"The reading as {reading.meant} {now}: that was {_fell(found)}."
    return "; ".join(told_), amiss


def _fell(found: Typed) -> str:
    """Write a fall; one below nought is a rise, which a reader should not have to work out."""
    plain = short(found)
    return f"none, but a rise of {plain.removeprefix('-')}" if plain.startswith("-") else plain


# What may not be done with a figure


def _refusals(row: Row, figure: PublishedFigure, results: Mapping[str, Typed]) -> Row:
    for refusal in figure.refused:
        try:
            inputs = {k: v if isinstance(v, str) else list(v) for k, v in refusal.inputs.items()}
            known: dict[str, Money | Quantity] = dict(results)
            found = calculate(refusal.calculator, inputs, known)
        except UsageError as error:
            if refusal.words in str(error):
                reason = f"{_plain(refusal.calculator)} is refused, as it must be: {refusal.words}."
                row = replace(row, reason=_sentences(row.reason, reason))
                continue
            reason = f"{_plain(refusal.calculator)} is refused in other words than {refusal.words}."
        else:
            reason = f"{_plain(refusal.calculator)} must be refused, and gave {short(found)}."
        row = replace(row, status=DISAGREES, fails=True, reason=_sentences(reason, row.reason))
    return row


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _sentences(*parts: str) -> str:
    """Put sentences together, each with its capital and its full stop."""
    whole = [part.strip() for part in parts if part.strip()]
    return " ".join(
        f"{part[0].upper()}{part[1:]}" + ("" if part[-1] in ".!?" else ".") for part in whole
    )
