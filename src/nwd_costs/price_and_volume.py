"""What lies between two results: how much is volume and how much is price [14.4]."""

from __future__ import annotations

import hashlib
import html
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction

import pandas as pd

from nwd_costs.errors import Problem, UsageError
from nwd_costs.pence import PPM
from nwd_costs.profiles import NAMED, SAID
from nwd_costs.result import Result
from nwd_costs.show import html_table
from nwd_costs.stages.ledger import LEGS
from nwd_costs.terms import differences
from nwd_costs.waterfall import Bar, as_drawing, as_text, less, signed, told

CONVENTION = (
    "Volume is child-days, weighted as they are claimed; price is what a child-day of a category "
    "cost on average. Volume first: the change of volume at the prices of a, then the change of "
    "price at the volume of b. Price first: the other way about. Both sum to the same difference, "
    "to the penny, and neither is the answer [14.4]. What only one of the two has is volume."
)
WIDTH = 100
FIGURES = ("volume_pence", "price_pence", "volume_reverse_pence", "price_reverse_pence")


@dataclass(frozen=True)
class End:
    """One of the two results.

    Parameters
    ----------
    authority, period, unit_costs, price_basis
        What it is the result of.
    gross_pence
        Gross costs avoided; None where withheld [8.2].
    headline, contains_forecast
        What keeps it from being a headline, in a few words, and whether it is no outturn [7.3].
    """

    authority: str
    period: str
    unit_costs: str
    price_basis: str
    gross_pence: int | None
    headline: str
    contains_forecast: bool

    def __str__(self) -> str:
        marks = [self.headline, "holds forecast days: no outturn" if self.contains_forecast else ""]
        mark = "".join(f"; {words}" for words in marks if words)
        return f"{self.authority}, {self.period}, at {self.unit_costs} ({self.price_basis}){mark}"


@dataclass(frozen=True)
class Part:
    """One category on one side of the ledger.

    Parameters
    ----------
    side, category
        Which.
    weighted_days_ppm_a, weighted_days_ppm_b
        Child-days times the weight of each line, in millionths.
    pence_a, pence_b
        What they came to, signed as in the ledger; None where withheld [8.2].
    volume_pence, price_pence
        What the difference is made of, volume first.
    volume_reverse_pence, price_reverse_pence
        The same, price first.
    """

    side: str
    category: str
    weighted_days_ppm_a: int
    weighted_days_ppm_b: int
    pence_a: int | None
    pence_b: int | None
    volume_pence: int | None
    price_pence: int | None
    volume_reverse_pence: int | None
    price_reverse_pence: int | None


@dataclass(frozen=True, repr=False)
class PriceVolume:
    """The difference between two gross totals as volume and price; print it to read it.

    Parameters
    ----------
    a, b
        The result that is begun with and the one that is ended with.
    method
        The methodology version of both.
    parts
        One a category and side, which sum to the difference to the penny.
    """

    a: End
    b: End
    method: str
    parts: tuple[Part, ...]

    @property
    def difference_pence(self) -> int | None:
        """Gross of b less gross of a; None where either is withheld [8.2]."""
        return less(self.b.gross_pence, self.a.gross_pence)

    @property
    def table(self) -> pd.DataFrame:
        """One row a side and category: weighted days, pence of both, volume and price."""
        frame = pd.DataFrame(
            [asdict(part) for part in self.parts], columns=list(Part.__dataclass_fields__)
        )
        pence = [name for name in frame.columns if name.endswith("_pence") or "pence_" in name]
        return frame.astype(dict.fromkeys(pence, "Int64"))

    def total(self, figure: str) -> int | None:
        """Sum one of the figures over all parts.

        Parameters
        ----------
        figure
            ``volume_pence``, ``price_pence``, ``volume_reverse_pence`` or ``price_reverse_pence``.

        Returns
        -------
        int or None
            Pence; None where a part is withheld [8.2].
        """
        return _sum(getattr(part, figure) for part in self.parts)

    def bars(self, *, reverse: bool = False) -> list[Bar]:
        """Give the waterfall from the gross of a to that of b.

        Parameters
        ----------
        reverse
            Whether the price is changed first.

        Returns
        -------
        list of Bar
            The two totals with volume and price between them.
        """
        volume, price = _ORDERS[reverse]
        steps = [("volume", self.total(volume)), ("price", self.total(price))]
        before = self.a.gross_pence
        bars = [Bar(f"a: {self.a.authority}, {self.a.period}", 0, before, total=True)]
        for name, worth in steps[::-1] if reverse else steps:
            after = None if before is None or worth is None else before + worth
            bars.append(Bar(name, before, after))
            before = after
        end = self.b.gross_pence
        return [*bars, Bar(f"b: {self.b.authority}, {self.b.period}", 0, end, total=True)]

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values: nobody's record is in it.

        Returns
        -------
        dict
            Both ends, the sums in pence, and the parts.
        """
        return {
            **NAMED,
            "a": asdict(self.a),
            "b": asdict(self.b),
            "method": self.method,
            "difference_pence": self.difference_pence,
            **{figure: self.total(figure) for figure in FIGURES},
            "parts": [asdict(part) for part in self.parts],
            "note": CONVENTION,
        }

    def __repr__(self) -> str:
        ends = f"{self.a.authority}, {self.a.period} to {self.b.authority}, {self.b.period}"
        return f"PriceVolume({ends}: gross {signed(self.difference_pence)}; print it to read it)"

    def __str__(self) -> str:
        return "\n".join(_lines(self))

    def to_html(self) -> str:
        """Give it as a section of a page: tables, and the waterfalls as drawings.

        Returns
        -------
        str
            HTML with inline SVG, which needs nothing else.
        """
        return _section(self)

    def _repr_html_(self) -> str:
        return self.to_html()


# The names of volume and price: volume first, and price first.
_ORDERS = (("volume_pence", "price_pence"), ("volume_reverse_pence", "price_reverse_pence"))


def price_volume(a: Result, b: Result) -> PriceVolume:
    """Split the difference between two gross totals into volume and price, exactly [14.4].

    Parameters
    ----------
    a, b
        Two results of one method: of two councils, or of two years.

    Returns
    -------
    PriceVolume
        By side and category the pence that are volume and that are price, in both orders; in
        either they sum to the difference of the totals, to the penny.

    Raises
    ------
    UsageError
        When the two are of different methods, or their prices of different price bases.
    """
    _refuse_unlike(a, b)
    ours, theirs = _cells(a), _cells(b)
    keys = sorted(ours.keys() | theirs.keys(), key=lambda key: (LEGS.index(key[0]), key[1]))
    parts = tuple(_part(*key, *ours.get(key, (0, 0)), *theirs.get(key, (0, 0))) for key in keys)
    return PriceVolume(_end(a), _end(b), a.method.id, parts)


# The terms in which two results may not differ [12.12]; their days and their councils may.
_ALIKE = {"method": "are by different methods", "price_base": "are at prices of different bases"}
_ADVICE = "Run one method at prices of one base; bridge says what a change of method is worth."


def _refuse_unlike(a: Result, b: Result) -> None:
    problems = [
        Problem("a and b", f"{_ALIKE[one.term]}, {one.a} and {one.b}", _ADVICE)
        for one in differences(a.terms(), b.terms(), _ALIKE)
        if one.a != one.b
    ]
    if problems:
        raise UsageError("Two results cannot be split into price and volume [14.4].", problems)


def _end(result: Result) -> End:
    return End(
        result.costs.authority, result.period.name, result.costs.id, result.costs.price_basis,
        result.gross_pence, result.headline.mark(), result.contains_forecast,
    )  # fmt: skip


def _cells(result: Result) -> Mapping[tuple[str, str], tuple[int, int | None]]:
    """Give weighted days and pence of every category of either leg, but of those at no cost."""
    ledger = result.ledger
    legs = ledger[ledger["side"].isin(LEGS) & (ledger["service"] != "none")]
    lines = legs.assign(volume=legs["days"] * legs["weight"])
    return {
        (str(side), str(category)): (int(cell["volume"].sum()), _sum(cell["amount_pence"]))
        for (side, category), cell in lines.groupby(["side", "category"], sort=True)
    }


def _part(
    side: str, category: str, days_a: int, pence_a: int | None, days_b: int, pence_b: int | None
) -> Part:
    """Split one difference; the one rounding is that of what is in between, half to even."""
    between = (
        _at(pence_a, days_b, days_a, otherwise=pence_b),  # the volume of b at the prices of a
        _at(pence_b, days_a, days_b, otherwise=pence_a),  # the volume of a at the prices of b
    )
    return Part(
        side, category, days_a, days_b, pence_a, pence_b,
        volume_pence=less(between[0], pence_a),
        price_pence=less(pence_b, between[0]),
        volume_reverse_pence=less(pence_b, between[1]),
        price_reverse_pence=less(between[1], pence_a),
    )  # fmt: skip


def _at(pence: int | None, days: int, over: int, *, otherwise: int | None) -> int | None:
    """Give what some days come to at the price of another; where that has none, as they are."""
    if pence is None or otherwise is None:
        return None
    return round(Fraction(pence * days, over)) if over else otherwise


def _sum(pence: Iterator[int | None] | pd.Series) -> int | None:
    known = list(pence)
    return None if any(pd.isna(one) for one in known) else sum(int(one or 0) for one in known)


def _lines(split: PriceVolume) -> Iterator[str]:
    yield f"From a to b by {split.method}: gross {signed(split.difference_pence)}"
    for line in (SAID, f"a: {split.a}", f"b: {split.b}"):
        yield from textwrap.wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    ")
    for reverse in (False, True):
        yield ""
        yield "Price first" if reverse else "Volume first"
        bars = split.bars(reverse=reverse)
        widest = max(len(bar.label) for bar in bars)
        for bar, drawn in zip(bars, as_text(bars), strict=True):
            yield f"  {bar.label:<{widest}}{bar.told:>18}  {drawn}".rstrip()
    yield ""
    yield f"  {'volume first':<46}{'volume':>18}{'price':>18}"
    for part in split.parts:
        days = f"{_days(part.weighted_days_ppm_a)} to {_days(part.weighted_days_ppm_b)} child-days"
        yield f"  {part.side}, {part.category}"
        yield f"    {days:<44}{signed(part.volume_pence):>18}{signed(part.price_pence):>18}"
    yield ""
    yield from textwrap.wrap(CONVENTION, WIDTH)


def _days(ppm: int) -> str:
    """Write weighted days to the nearest tenth, whole ones as such."""
    return f"{round(Fraction(10 * ppm, PPM)) / 10:,.1f}".removesuffix(".0")


def _section(split: PriceVolume) -> str:
    facts = [SAID, f"a: {split.a}", f"b: {split.b}", f"Both by {split.method}.", CONVENTION]
    told_first = "".join(f"<p>{html.escape(fact)}</p>" for fact in facts)
    figures = [
        [f"{part.side}, {part.category}", _days(part.weighted_days_ppm_a),
         _days(part.weighted_days_ppm_b), told(part.pence_a), told(part.pence_b),
         *(signed(getattr(part, figure)) for figure in FIGURES)]
        for part in split.parts
    ]  # fmt: skip
    ends = [told(split.a.gross_pence), told(split.b.gross_pence)]
    total = ["gross", "", "", *ends, *(signed(split.total(figure)) for figure in FIGURES)]
    headings = [
        "side and category", "child-days of a", "child-days of b", "a", "b",
        "volume (volume first)", "price (volume first)", "volume (price first)",
        "price (price first)",
    ]  # fmt: skip
    table = html_table("Volume and price", headings, [*figures, total])
    drawn = "".join(_drawing(split, reverse=reverse) for reverse in (False, True))
    return f"<section><h1>Price and volume</h1>{told_first}{drawn}{table}</section>"


def _drawing(split: PriceVolume, *, reverse: bool) -> str:
    title = f"Gross costs avoided, from a to b, {'price' if reverse else 'volume'} first"
    bars = split.bars(reverse=reverse)
    known = repr([(bar.label, bar.until_pence) for bar in bars]) + title
    key = f"price-volume-{hashlib.sha256(known.encode()).hexdigest()[:12]}"
    return (
        f"<figure>{as_drawing(bars, title=title, key=key)}"
        f"<figcaption>{html.escape(title)}</figcaption></figure>"
    )
