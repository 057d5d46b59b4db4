"""What a bridge between two methods is: its steps, as a table, as a waterfall and as a page."""

from __future__ import annotations

import hashlib
import html
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from nwd_costs.headline import Headline
from nwd_costs.profiles import NAMED, SAID
from nwd_costs.show import html_table
from nwd_costs.spans import FIGURES, BridgeStep, Pence, Side, in_pence
from nwd_costs.waterfall import Bar, as_drawing, as_text, less, signed, told

ORDER_MATTERS = (
    "What a step is worth depends on the order in which the stages are taken over. Both orders sum "
    "to the same difference, and neither is the answer. The plans in between are what-ifs and no "
    "version's [14.1], [14.3]."
)
NOTHING = "The two differ in no rule, no value and no category: there is nothing to bridge."
WIDTH, CHANGES_TOLD = 100, 8


@dataclass(frozen=True, repr=False)
class Bridge:
    """What each changed stage is worth on given records; it is empty where nothing changes.

    Parameters
    ----------
    a, b
        The method that the bridge begins with and the one it ends with.
    steps
        What is taken over, in the order in which the stages run.
    authority, unit_costs, period, as_at
        What both were asked: the same prices, the same days.
    headline
        Whether figures from these records may stand as a headline [2.16].
    """

    a: Side
    b: Side
    steps: tuple[BridgeStep, ...]
    authority: str
    unit_costs: str
    period: str
    as_at: str
    headline: Headline

    @property
    def table(self) -> pd.DataFrame:
        """One row a step: the stages, what changes, and the pence of each figure.

        ``gross_pence`` is what the step is worth in the order of the stages,
        ``gross_reverse_pence`` in reverse, and ``gross_running_pence`` the total after it in order;
        so for ``adjusted`` and ``net``. Missing where withheld.
        """
        return _frame(self.steps)

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that tell something: gross, and those that differ from the one before."""
        seen: list[tuple[str, list[int | None]]] = []
        for figure in FIGURES:
            values = [total[figure] for total in self._totals()]
            if not seen or values != seen[-1][1]:
                seen.append((figure, values))
        return tuple(figure for figure, _ in seen)

    def difference(self, figure: str) -> int | None:
        """Give what all steps sum to in either order: the total of ``b`` less that of ``a``.

        Parameters
        ----------
        figure
            ``gross``, ``adjusted`` or ``net``.

        Returns
        -------
        int or None
            Pence; None where either total is withheld [8.2].
        """
        return less(self.b.totals[figure], self.a.totals[figure])

    def bars(self, figure: str, *, reverse: bool = False) -> list[Bar]:
        """Give the waterfall of a figure, from the total of ``a`` to that of ``b``.

        Parameters
        ----------
        figure
            ``gross``, ``adjusted`` or ``net``.
        reverse
            Whether the last stage is taken over first.

        Returns
        -------
        list of Bar
            The two totals, and between them the steps in the order in which they are taken.
        """
        start, end = self.a.totals[figure], self.b.totals[figure]
        steps = list(enumerate(self.steps, start=1))[:: -1 if reverse else 1]
        bars, before = [Bar(f"a: {self.a.id}", 0, start, total=True)], start
        for number, step in steps:
            after = (step.total_in_reverse if reverse else step.total_in_order)[figure]
            bars.append(Bar(f"{number} {step.name}", before, after))
            before = after
        return [*bars, Bar(f"b: {self.b.id}", 0, end, total=True)]

    def as_dict(self) -> dict[str, object]:
        """Give the bridge as plain values: nobody's record is in it.

        Returns
        -------
        dict
            Both methods with their totals, and the steps, in pence.
        """
        return {
            **NAMED,
            **{
                side: {
                    "method": found.id,
                    "standing": found.standing,
                    "status": found.status,
                    "contains_forecast": found.contains_forecast,
                    "warnings": list(found.warnings),
                    **in_pence(found.totals),
                }
                for side, found in (("a", self.a), ("b", self.b))
            },
            "difference": in_pence({name: self.difference(name) for name in FIGURES}),
            "authority": self.authority,
            "unit_costs": self.unit_costs,
            "period": self.period,
            "as_at": self.as_at,
            "headline": self.headline.as_dict(),
            "steps": [step.as_dict() for step in self.steps],
            "note": ORDER_MATTERS,
        }

    def _totals(self) -> list[Pence]:
        ways = ("total_in_order", "total_in_reverse")
        return [self.a.totals, *(getattr(step, way) for step in self.steps for way in ways)]

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        worth, mark = signed(self.difference("gross")), self.headline.mark()
        return (
            f"Bridge({self.a.id} to {self.b.id}: {len(self)} steps, gross {worth}; print it to "
            f"read it{f'; {mark}' if mark else ''})"
        )

    def __str__(self) -> str:
        return "\n".join(_lines(self))

    def to_html(self) -> str:
        """Give the bridge as a section of a page: the table, and the waterfalls as drawings.

        Returns
        -------
        str
            HTML with inline SVG, which needs nothing else.
        """
        return _section(self)

    def _repr_html_(self) -> str:
        return self.to_html()


def _frame(steps: Sequence[BridgeStep]) -> pd.DataFrame:
    worth = {
        f"{figure}{kind}_pence": [values[figure] for values in column]
        for figure in FIGURES
        for kind, column in (
            ("", [step.in_order for step in steps]),
            ("_reverse", [step.in_reverse for step in steps]),
            ("_running", [step.total_in_order for step in steps]),
        )
    }
    words = {
        "step": pd.array(range(1, len(steps) + 1), dtype="int64"),
        "stages": [step.name for step in steps],
        "changed": ["; ".join(step.changes) for step in steps],
        "together_because": ["; ".join(step.reasons) for step in steps],
    }
    pence = {name: pd.array(column, dtype="Int64") for name, column in worth.items()}
    return pd.DataFrame({**words, **pence})


def _lines(bridge: Bridge) -> Iterator[str]:
    """Tell a bridge in plain lines: the waterfalls first, then what changes."""
    yield f"From a to b, {_asked(bridge)}"
    for line in [SAID, f"a: {bridge.a}", f"b: {bridge.b}", *bridge.headline.lines()]:
        yield from _wrapped(line, 2)
    names = ["a", *(f"{at} {step.name}" for at, step in enumerate(bridge.steps, start=1)), "b"]
    widest = max(map(len, [*names, *FIGURES.values()]))
    for figure in bridge.figures:
        yield ""
        yield f"{FIGURES[figure]:<{widest + 2}}{'in order':>18}{'in reverse':>18}"
        bars, back = bridge.bars(figure), bridge.bars(figure, reverse=True)[::-1]
        for name, bar, other, drawn in zip(names, bars, back, as_text(bars), strict=True):
            reverse = "" if bar.total else other.told
            yield f"  {name:<{widest}}{bar.told:>18}{reverse:>18}  {drawn}".rstrip()
    yield ""
    yield from _wrapped(ORDER_MATTERS if bridge.steps else NOTHING, 0)
    for at, step in enumerate(bridge.steps, start=1):
        yield ""
        yield f"{at} {step.name}"
        more = len(step.changes) - CHANGES_TOLD
        rest = [f"and {more} more, which nwd-costs diff lists"] if more > 0 else []
        for line in [*step.changes[:CHANGES_TOLD], *rest, *_together(step)]:
            yield from _wrapped(line, 4)


def _wrapped(line: str, indent: int) -> list[str]:
    """Break a line for a reader, later parts indented under the first."""
    first, later = " " * indent, " " * (2 * indent)
    return textwrap.wrap(line, WIDTH, initial_indent=first, subsequent_indent=later)


def _asked(bridge: Bridge) -> str:
    return f"{bridge.authority}, {bridge.period}, at {bridge.unit_costs}; as at {bridge.as_at}"


def _together(step: BridgeStep) -> list[str]:
    return [f"Together, because {reason}" for reason in step.reasons]


def _section(bridge: Bridge) -> str:
    """Write a bridge as a section of a page."""
    facts = [
        SAID,
        _asked(bridge),
        f"a: {bridge.a}",
        f"b: {bridge.b}",
        *bridge.headline.lines(),
        ORDER_MATTERS if bridge.steps else NOTHING,
    ]
    told_first = "".join(f"<p>{html.escape(fact.strip())}</p>" for fact in facts)
    title = html.escape(f"From {bridge.a.id} to {bridge.b.id}")
    shown = "".join(
        f"{_table(bridge, figure)}{_drawings(bridge, figure)}" for figure in bridge.figures
    )
    changes = [
        [f"{at} {step.name}", ". ".join([*step.changes, *_together(step)])]
        for at, step in enumerate(bridge.steps, start=1)
    ]
    words = html_table("What changes", ["step", "from a to b"], changes) if changes else ""
    return f"<section><h1>{title}</h1>{told_first}{shown}{words}</section>"


def _table(bridge: Bridge, figure: str) -> str:
    """Write what every step is worth, and the totals that it leads from and to."""
    difference = signed(bridge.difference(figure))
    steps = [
        [
            f"{at} {step.name}",
            signed(step.in_order[figure]),
            signed(step.in_reverse[figure]),
            told(step.total_in_order[figure]),
        ]
        for at, step in enumerate(bridge.steps, start=1)
    ]
    return html_table(
        FIGURES[figure],
        ["step", "worth in order", "worth in reverse", "total, in order (in between: a what-if)"],
        [
            [f"a: {bridge.a.id}", "", "", told(bridge.a.totals[figure])],
            *steps,
            ["b less a", difference, difference, ""],
            [f"b: {bridge.b.id}", "", "", told(bridge.b.totals[figure])],
        ],
    )


def _drawings(bridge: Bridge, figure: str) -> str:
    """Draw the waterfall in order and, where there is more than one step, in reverse."""
    drawn = []
    for reverse in (False, True) if len(bridge.steps) > 1 else (False,):
        way = "in reverse order" if reverse else "in the order of the stages"
        title = f"{FIGURES[figure]}, from a to b, {way}"
        bars = bridge.bars(figure, reverse=reverse)
        known = repr([(bar.label, bar.until_pence) for bar in bars]) + title
        key = f"bridge-{hashlib.sha256(known.encode()).hexdigest()[:12]}"
        drawn.append(
            f"<figure>{as_drawing(bars, title=title, key=key)}"
            f"<figcaption>{html.escape(title)}</figcaption></figure>"
        )
    return "".join(drawn)
