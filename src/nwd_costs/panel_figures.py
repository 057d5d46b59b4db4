"""The figures of the programme's own panel [12.1]-[12.5], and how a reader sees them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from nwd_costs.headline import percent
from nwd_costs.periods import Period
from nwd_costs.stages.ledger import LEGS
from nwd_costs.waterfall import told

TIER_NAMES = {"cic": "Children in Care", "cp": "Child Protection", "cin": "Child in Need"}
Row = tuple[str, str]


@dataclass(frozen=True)
class PanelFigures:
    """The figures of one panel; nobody's record is in them.

    Parameters
    ----------
    period
        Which days.
    measures
        The counts and shares of [12.1] to [12.5].
    by_side_pence
        Pence of each side of the ledger, signed as in it; None where withheld [8.2].
    gross_by_tier_pence
        Gross costs avoided by the tier that would have been paid for, the claim service [9.3].
    contains_forecast
        Whether a day in it was not observed [7.3].
    """

    period: Period
    measures: Mapping[str, object]
    by_side_pence: Mapping[str, int | None]
    gross_by_tier_pence: Mapping[str, int | None]
    contains_forecast: bool

    @property
    def totals_pence(self) -> dict[str, int | None]:
        """Gross, adjustment, adjusted, programme and net [9.2]; None where withheld [8.2]."""
        side = self.by_side_pence
        gross = plus(*(side[leg] for leg in LEGS))
        adjustment = None if gross is None else side["adjustment"]
        adjusted = plus(gross, adjustment)
        return {
            "gross": gross,
            "adjustment": adjustment,
            "adjusted": adjusted,
            "programme": side["programme"],
            "net": plus(adjusted, side["programme"]),
        }

    def as_dict(self) -> dict[str, object]:
        """Give the figures as they stand in ``summary.json``."""
        return {
            "period": self.period.name,
            "days": list(self.period.days),
            "kind": self.period.kind,
            **deepcopy(dict(self.measures)),
            "gross_by_tier_pence": dict(self.gross_by_tier_pence),
            "by_side_pence": dict(self.by_side_pence),
            **{f"{name}_pence": pence for name, pence in self.totals_pence.items()},
            "contains_forecast": self.contains_forecast,
        }


def rows_of(figures: PanelFigures, tiers: str) -> list[Row]:
    """Write the figures of a panel for a reader, with what each is.

    Parameters
    ----------
    figures
        What to write.
    tiers
        The tiers that the method counts, from its terms; nothing of another is called nought.

    Returns
    -------
    list of tuple
        Words and value.
    """
    found, totals = figures.measures, figures.totals_pence
    entries, kept = _part(found, "care_entries"), _part(found, "arrangements_kept")
    family, outreach = (
        _part(found, "living_in_a_family"),
        _part(found, "supported_through_outreach"),
    )
    change = found["change_in_care_entries"]
    known = int(str(family["yes"])) + int(str(family["no"]))
    return [
        ("Young people supported", f"{found['supported']:,}"),
        ("Supported through outreach only", f"{outreach['count']:,} ({_share(outreach)})"),
        ("Prevented from coming into care", f"{found['prevented_from_coming_into_care']:,}"),
        ("Entries to care, all children", f"{entries['total']:,}"),
        (
            "Fewer entries than a year before (more: -)",
            "not known" if change is None else f"{change:,}",
        ),
        (
            "Living in a family on the last day",
            f"{family['yes']:,} of {known:,} ({_share(family)})",
        ),
        ("Living in a setting that is not known", f"{family['unknown']:,}"),
        ("Arrangements kept", f"{kept['kept']:,} of {kept['of']:,}"),
        *(
            (f"Gross costs avoided, {TIER_NAMES[tier]}", told_tier(tier, pence, tiers))
            for tier, pence in figures.gross_by_tier_pence.items()
        ),
        ("Gross costs avoided", told(totals["gross"])),
        ("Adjusted", told(totals["adjusted"])),
        ("Net of programme cost", told(totals["net"])),
    ]


def told_tier(tier: str, pence: int | None, tiers: str) -> str:
    """Write the pounds of a tier, or that the method does not count it."""
    return "not counted" if pence == 0 and tier not in tiers.split(", ") else told(pence)


def _part(measures: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = measures[name]
    return part if isinstance(part, Mapping) else {}


def _share(part: Mapping[str, object]) -> str:
    ppm = part["share_ppm"]
    return percent(round(int(str(ppm)), -3)) if ppm is not None else "of nobody"


def plus(*pence: int | None) -> int | None:
    """Add pence; withheld where any of them is [8.2]."""
    known = [one for one in pence if one is not None]
    return sum(known) if len(known) == len(pence) else None
