"""A figure over several authorities: who is in it, and what each of the others lacks [12.10]."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from nwd_costs.councils.handed import Handed
from nwd_costs.days import to_date
from nwd_costs.measures import AGE_BANDS
from nwd_costs.panel_figures import TIER_NAMES, PanelFigures, plus
from nwd_costs.pence import share_ppm
from nwd_costs.periods import Period
from nwd_costs.stages.ledger import SIDES

WHOLE, PART, NOT_IN = "whole", "part", "not in"
_WITHHELD = "withheld, because a day has no price [8.2]"
_NO_YEAR_BEFORE = "the data do not cover the year before [12.3]"
_CHILDREN = (
    "handed in by parts, and one child may be counted in several of them, so these counts "
    "cannot be added up [12.9]"
)


@dataclass(frozen=True)
class Kind:
    """One figure of a panel.

    Parameters
    ----------
    name, words
        Its name, and what a reader calls it.
    unit
        ``pence`` or ``count``.
    get
        How to take it from a panel; None where there is none.
    adds_up
        Whether that of a year is the sum of those of its quarters.
    why_none
        Why a panel may have none.
    """

    name: str
    words: str
    unit: str
    get: Callable[[PanelFigures], int | None]
    adds_up: bool = True
    why_none: str = _WITHHELD


@dataclass(frozen=True)
class Share:
    """One authority's share of a figure.

    Parameters
    ----------
    authority
        Whose.
    value
        What it adds; None where it is not in the figure.
    lacks
        What is missing of it, in words; nothing where it is whole.
    """

    authority: str
    value: int | None
    lacks: tuple[str, ...]

    @property
    def standing(self) -> str:
        """Whether the authority is in the figure: whole, in part, or not."""
        if self.value is None:
            return NOT_IN
        return PART if self.lacks else WHOLE


@dataclass(frozen=True)
class Figure:
    """A figure over several authorities. Where it lacks somebody it is a partial one, and says so.

    Parameters
    ----------
    name, words, unit
        Which; ``pence``, ``count`` or ``ppm``.
    value
        The sum, or the share worked out from sums; None where nobody is in it.
    shares
        One for each authority, whether it is in the figure or not.
    """

    name: str
    words: str
    unit: str
    value: int | None
    shares: tuple[Share, ...]

    @property
    def complete(self) -> bool:
        """Whether every authority is in it whole."""
        return all(share.standing == WHOLE for share in self.shares)

    @property
    def label(self) -> str:
        """Of how many authorities it is; it goes wherever the value goes."""
        whole = [s.authority for s in self.shares if s.standing == WHOLE]
        part = [s.authority for s in self.shares if s.standing == PART]
        counted = f"{len(whole)} of {len(self.shares)} authorities"
        if self.complete:
            return counted
        return f"PARTIAL: {counted}" + (f", {len(part)} in part" if part else "")

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values: never the value without who is missing."""
        return {
            "value": self.value,
            "unit": self.unit,
            "complete": self.complete,
            "label": self.label,
            "authorities": {
                standing: [s.authority for s in self.shares if s.standing == standing]
                for standing in (WHOLE, PART, NOT_IN)
            },
            # What an authority adds to a share are its counts, which stand under their own names.
            **(
                {"by_authority": {s.authority: s.value for s in self.shares}}
                if self.unit != "ppm"
                else {}
            ),
            "missing": [
                {"authority": share.authority, "what": what}
                for share in self.shares
                for what in share.lacks
            ],
        }


def _measure(*path: str) -> Callable[[PanelFigures], int | None]:
    def get(figures: PanelFigures) -> int | None:
        found: object = figures.measures
        for name in path:
            found = found[name] if isinstance(found, Mapping) else None
        return found if isinstance(found, int) else None

    return get


def _total(name: str) -> Callable[[PanelFigures], int | None]:
    return lambda figures: figures.totals_pence[name]


def _side(name: str) -> Callable[[PanelFigures], int | None]:
    return lambda figures: figures.by_side_pence[name]


def _tier(name: str) -> Callable[[PanelFigures], int | None]:
    return lambda figures: figures.gross_by_tier_pence[name]


_TOTALS = {
    "gross": "Gross costs avoided",
    "adjustment": "Adjustments",
    "adjusted": "Adjusted",
    "programme": "Programme cost",
    "net": "Net of programme cost",
}
MONEY = (
    *(Kind(f"gross.{t}", f"Gross, {words}", "pence", _tier(t)) for t, words in TIER_NAMES.items()),
    *(Kind(name, words, "pence", _total(name)) for name, words in _TOTALS.items()),
    *(Kind(f"side.{side}", f"Side: {side}", "pence", _side(side)) for side in SIDES),
)
_ENTRIES = "care_entries"
PEOPLE = (
    Kind("supported", "Young people supported", "count", _measure("supported"), adds_up=False),
    Kind("supported_through_outreach", "Supported through outreach only", "count",
         _measure("supported_through_outreach", "count"), adds_up=False),
    Kind("prevented_from_coming_into_care", "Prevented from coming into care", "count",
         _measure("prevented_from_coming_into_care"), adds_up=False),
    Kind(_ENTRIES, "Entries to care, all children", "count", _measure(_ENTRIES, "total")),
    *(Kind(f"{_ENTRIES}.{band}", f"Entries to care, {band}", "count",
           _measure(_ENTRIES, "by_age_band", band)) for band, _, _ in AGE_BANDS),
    Kind("change_in_care_entries", "Fewer entries than a year before (more: -)", "count",
         _measure("change_in_care_entries"), why_none=_NO_YEAR_BEFORE),
    *(Kind(f"living_in_a_family.{word}", f"Living in a family on the last day: {word}", "count",
           _measure("living_in_a_family", word), adds_up=False)
      for word in ("yes", "no", "unknown")),
    Kind("arrangements_kept", "Arrangements kept", "count", _measure("arrangements_kept", "kept"),
         adds_up=False),
    Kind("arrangements_kept.of", "Arrangements at risk", "count",
         _measure("arrangements_kept", "of"), adds_up=False),
)  # fmt: skip
# Shares, worked out anew from the sums: what, of which whole.
SHARES = (
    ("supported_through_outreach.share", "Outreach only, of those supported",
     "supported_through_outreach", ("supported",)),
    ("living_in_a_family.share", "Living in a family, of those known",
     "living_in_a_family.yes", ("living_in_a_family.yes", "living_in_a_family.no")),
    ("arrangements_kept.share", "Arrangements kept, of those at risk",
     "arrangements_kept", ("arrangements_kept.of",)),
)  # fmt: skip


@dataclass(frozen=True)
class Council:
    """One authority and what it handed in.

    Parameters
    ----------
    authority
        Whose.
    handed
        The figures of its runs, in the order of their periods; none of an authority that is
        expected and handed in nothing.
    """

    authority: str
    handed: tuple[Handed, ...]

    def share(self, kind: Kind, period: Period) -> Share:
        """Say what it adds to a figure of a period, and what is missing [12.10]."""
        whole = self._found(period)
        if whole is not None:
            return self._of((kind.get(whole[1]),), kind, self._unseen(whole[0], period))
        parts = period.quarters()
        there = [(part, self._found(part)) for part in parts]
        found = [(part, one) for part, one in there if one is not None]
        lacks = list(dict.fromkeys(self._absent(part) for part, one in there if one is None))
        if not found:
            return Share(self.authority, None, tuple(lacks) or (self._absent(period),))
        if not kind.adds_up:
            return Share(self.authority, None, (*lacks, _CHILDREN))
        lacks += [told for part, one in found for told in self._unseen(one[0], part)]
        return self._of([kind.get(one[1]) for _, one in found], kind, lacks)

    def has(self, period: Period) -> bool:
        """Say whether it handed in anything of some days."""
        return any(self._found(part) is not None for part in (period, *period.quarters()))

    def _of(self, values: Sequence[int | None], kind: Kind, lacks: Sequence[str]) -> Share:
        value = plus(*values)
        return Share(self.authority, value, (*lacks, *([kind.why_none] if value is None else [])))

    def _found(self, period: Period) -> tuple[Handed, PanelFigures] | None:
        """Find the figures of a period of which at least a day was observed."""
        for one in self.handed:
            figures = one.panel(period)
            if figures is not None and one.observed_until > period.from_day:
                return one, figures
        return None

    def _absent(self, period: Period) -> str:
        if not self.handed:
            return "nothing was handed in"
        for one in self.handed:
            if one.period.holds(period) and one.observed_until <= period.from_day:
                return f"nothing of {period.name} was observed by {_day(one.observed_until - 1)}"
        return f"{period.name} was not handed in"

    @staticmethod
    def _unseen(one: Handed, period: Period) -> list[str]:
        if one.observed_until >= period.until_day:
            return []
        return [f"{period.name} was observed only up to {_day(one.observed_until - 1)}"]


def _day(day: int) -> str:
    return f"{to_date(day):%d/%m/%Y}"


def figures_of(councils: Sequence[Council], kinds: Sequence[Kind], period: Period) -> list[Figure]:
    """Add up some figures of a period over authorities [12.6].

    Parameters
    ----------
    councils
        Every authority that is asked for.
    kinds, period
        Which figures of which days.
    """
    found = []
    for kind in kinds:
        shares = tuple(council.share(kind, period) for council in councils)
        known = [share.value for share in shares if share.value is not None]
        value = sum(known) if known else None
        found.append(Figure(kind.name, kind.words, kind.unit, value, shares))
    return found


def with_shares(figures: Sequence[Figure]) -> list[Figure]:
    """Work the shares out anew from the counts [12.6]; they are never averaged.

    Parameters
    ----------
    figures
        The counts, to which the shares are added.
    """
    by_name = {figure.name: figure for figure in figures}
    made = []
    for name, words, part, of in SHARES:
        wholes = [by_name[one].value for one in of]
        over, under = by_name[part].value, plus(*wholes)
        value = None if over is None or under is None else share_ppm(over, under)
        made.append(Figure(name, words, "ppm", value, by_name[part].shares))
    return [*figures, *made]


def lacks_as_dicts(figures: Sequence[Figure]) -> list[dict[str, str]]:
    """Give every lack of some figures once."""
    found = {
        (share.authority, what) for figure in figures for share in figure.shares
        for what in share.lacks
    }  # fmt: skip
    return [asdict(_Lack(*one)) for one in sorted(found)]


@dataclass(frozen=True)
class _Lack:
    authority: str
    what: str
