"""The shape of a ``summary.json`` as far as a roll-up reads it; every departure is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from nwd_costs.errors import Problem, UsageError
from nwd_costs.measures import AGE_BANDS
from nwd_costs.panel_figures import PanelFigures
from nwd_costs.periods import Period
from nwd_costs.stages.ledger import SIDES
from nwd_costs.terms import NAMES, TIERS

Test = Callable[[object], bool]
_MISSING = object()


class Faults:
    """The problems of one file, as they are found.

    Parameters
    ----------
    where
        The file, from the folder of all authorities on.
    advice
        What to do about it.
    """

    def __init__(self, where: str, advice: str) -> None:
        self.where = where
        self.advice = advice
        self.problems: list[Problem] = []

    def add(self, path: str, what: str, advice: str = "") -> None:
        """Note a problem."""
        where = f"{self.where}, {path}" if path else self.where
        self.problems.append(Problem(where, what, advice or self.advice))


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _date(value: object) -> bool:
    try:
        return (
            dt.date.fromisoformat(value).isoformat() == value if isinstance(value, str) else False
        )
    except ValueError:
        return False


_A: dict[str, Test] = {
    "a text": lambda value: isinstance(value, str) and bool(value.strip()),
    "a date, yyyy-mm-dd": _date,
    "a number of pence or null": lambda value: value is None or _whole(value),
    "a whole number": _whole,
    "a whole number or null": lambda value: value is None or _whole(value),
    "a count": lambda value: _whole(value) and int(str(value)) >= 0,
    "a share in ppm or null": lambda value: (
        value is None or (_whole(value) and 0 <= int(str(value)) <= 1_000_000)
    ),
    "true or false": lambda value: isinstance(value, bool),
    "a list": lambda value: isinstance(value, list),
    "a period and its two days": lambda value: (
        isinstance(value, list) and len(value) == 2 and all(map(_date, value))
    ),
    "a list of warnings": lambda value: (
        isinstance(value, list)
        and all(isinstance(one, dict) and {"code", "message"} <= one.keys() for one in value)
    ),
    "a list of limits": lambda value: (
        isinstance(value, list)
        and all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in value)
    ),
    "a list of panels": lambda value: (
        isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
    ),
}
_PENCE, _COUNT, _SHARE = "a number of pence or null", "a count", "a share in ppm or null"
TOTALS = ("gross", "adjustment", "adjusted", "programme", "net")
_TOTALS = {f"{name}_pence": _PENCE for name in TOTALS}

SUMMARY_SHAPE: dict[str, str] = {
    "authority": "a text",
    "method": "a text",
    "period": "a period and its two days",
    "as_at": "a date, yyyy-mm-dd",
    "observed_until": "a date, yyyy-mm-dd",
    "contains_forecast": "true or false",
    "headline.stands": "true or false",
    "headline.disqualified_by": "a list of limits",
    "headline.accepted": "a list of limits",
    "warnings": "a list of warnings",
    "panel": "a list of panels",
    **_TOTALS,
    **{f"by_side.{side}": _PENCE for side in SIDES},
    **{f"by_claim_service.{tier}": _PENCE for tier in TIERS},
    **{f"terms.{name}": "a text" for name in NAMES},
}
MEASURES_SHAPE: dict[str, str] = {
    "supported": _COUNT,
    "supported_through_outreach.count": _COUNT,
    "supported_through_outreach.share_ppm": _SHARE,
    "prevented_from_coming_into_care": _COUNT,
    "care_entries.total": _COUNT,
    **{f"care_entries.by_age_band.{band}": _COUNT for band, _, _ in AGE_BANDS},
    "change_in_care_entries": "a whole number or null",
    **{f"living_in_a_family.{word}": _COUNT for word in ("yes", "no", "unknown")},
    "living_in_a_family.share_ppm": _SHARE,
    "arrangements_kept.kept": _COUNT,
    "arrangements_kept.of": _COUNT,
}
PANEL_SHAPE: dict[str, str] = {
    "period": "a text",
    "days": "a period and its two days",
    "contains_forecast": "true or false",
    **MEASURES_SHAPE,
    **_TOTALS,
    **{f"by_side_pence.{side}": _PENCE for side in SIDES},
    **{f"gross_by_tier_pence.{tier}": _PENCE for tier in TIERS},
}


def shape_of(content: Mapping[str, Any], faults: Faults) -> None:
    """Hold a summary to the shape that a run writes."""
    _hold(content, SUMMARY_SHAPE, "", faults)


def _hold(content: object, shape: Mapping[str, str], at: str, faults: Faults) -> None:
    for path, kind in shape.items():
        found = _at(content, path)
        named = f"{at}, {path}" if at else path
        if found is _MISSING:
            faults.add(named, "is not there")
        elif not _A[kind](found):
            faults.add(named, f"is not {kind}")


def _at(content: object, path: str) -> object:
    for name in path.split("."):
        content = content.get(name, _MISSING) if isinstance(content, dict) else _MISSING
    return content


def read_panel(content: Mapping[str, Any], at: str, faults: Faults) -> PanelFigures | None:
    """Read the figures of one panel, or note what is wrong with them."""
    before = len(faults.problems)
    _hold(content, PANEL_SHAPE, at, faults)
    if len(faults.problems) > before:
        return None
    try:
        period = Period.parse(content["period"])
    except UsageError:
        faults.add(f"{at}, period", "is not a period")
        return None
    names = {path.partition(".")[0] for path in MEASURES_SHAPE}
    figures = PanelFigures(
        period=period,
        measures={name: content[name] for name in content if name in names},
        by_side_pence={side: content["by_side_pence"][side] for side in SIDES},
        gross_by_tier_pence={tier: content["gross_by_tier_pence"][tier] for tier in TIERS},
        contains_forecast=content["contains_forecast"],
    )
    if list(period.days) != content["days"]:
        faults.add(f"{at}, days", f"are not those of {period.name}")
    return figures
