"""Whether the figures of a ``summary.json`` add up as those of a run do: a changed one does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nwd_costs.councils.contract import TOTALS
from nwd_costs.councils.handed import Handed
from nwd_costs.panel_figures import PanelFigures, plus
from nwd_costs.pence import share_ppm

Fault = tuple[str, str]


def that_do_not_add_up(content: Mapping[str, Any], handed: Handed) -> Iterator[Fault]:
    """Find what no run can have written: where, and what is wrong.

    Parameters
    ----------
    content
        The summary, of the right shape.
    handed
        What was read of it.
    """
    yield from _terms(content, handed)
    own = handed.panels[0]
    if list(own.period.days) != content["period"]:
        yield "panel 1", "is not of the period of the run"
        return
    wanted = [(p.from_day, p.until_day) for p in (own.period, *own.period.parts())]
    if [(p.period.from_day, p.period.until_day) for p in handed.panels] != wanted:
        yield "panel", "has not every quarter, year to date and year of the period, each once"
        return
    yield from _as_in_panel(content, own)
    for figures, told in zip(handed.panels, content["panel"], strict=True):
        for where, what in (*_money(figures, told), *_people(figures)):
            yield f"panel {figures.period.name}, {where}", what
    yield from _of_quarters(handed)


def _terms(content: Mapping[str, Any], handed: Handed) -> Iterator[Fault]:
    if handed.terms.scope != content["authority"]:
        yield "terms.scope", "is not the authority"
    if handed.terms.method.partition(",")[0] != content["method"]:
        yield "terms.method", "is not the method"
    if content["headline"]["stands"] is bool(content["headline"]["disqualified_by"]):
        yield "headline.stands", "does not fit what it is disqualified by"


def _as_in_panel(content: Mapping[str, Any], own: PanelFigures) -> Iterator[Fault]:
    """Hold the totals of the run to the panel of its own period."""
    for name in TOTALS:
        if content[f"{name}_pence"] != own.totals_pence[name]:
            yield f"{name}_pence", "is not that of the panel of the period"
    for side, pence in own.by_side_pence.items():
        if content["by_side"][side] != pence:
            yield f"by_side.{side}", "is not that of the panel of the period"
    for tier, pence in own.gross_by_tier_pence.items():
        if content["by_claim_service"][tier] != pence:
            yield f"by_claim_service.{tier}", "is not that of the panel of the period"
    if content.get("measures") != dict(own.measures):
        yield "measures", "are not those of the panel of the period"
    if content["contains_forecast"] is not own.contains_forecast:
        yield "contains_forecast", "is not that of the panel of the period"


def _money(figures: PanelFigures, told: Mapping[str, Any]) -> Iterator[Fault]:
    for name, pence in figures.totals_pence.items():
        if told[f"{name}_pence"] != pence:
            yield f"{name}_pence", "is not the sum of its sides [9.2]"
    if plus(*figures.gross_by_tier_pence.values()) != figures.totals_pence["gross"]:
        yield "gross_by_tier_pence", "do not sum to the gross [9.3]"


def _people(figures: PanelFigures) -> Iterator[Fault]:
    told: Mapping[str, Any] = figures.measures
    outreach, family = told["supported_through_outreach"], told["living_in_a_family"]
    entries, kept = told["care_entries"], told["arrangements_kept"]
    supported = told["supported"]
    if outreach["count"] > supported:
        yield "supported_through_outreach.count", "is more than all who were supported [12.1]"
    if outreach["share_ppm"] != share_ppm(outreach["count"], supported):
        yield "supported_through_outreach.share_ppm", "is not the share of its counts [12.1]"
    if sum(entries["by_age_band"].values()) != entries["total"]:
        yield "care_entries.by_age_band", "do not sum to the total [12.3]"
    if family["yes"] + family["no"] + family["unknown"] != supported:
        yield "living_in_a_family", "does not sum to those supported [12.4]"
    if family["share_ppm"] != share_ppm(family["yes"], family["yes"] + family["no"]):
        yield "living_in_a_family.share_ppm", "is not the share of its counts [12.4]"
    if kept["kept"] > kept["of"]:
        yield "arrangements_kept.kept", "is more than it is out of [12.5]"


def _of_quarters(handed: Handed) -> Iterator[Fault]:
    """Hold every panel of several quarters to the sum of them."""
    quarters = {(p.period.from_day, p.period.until_day): p for p in handed.panels}
    for figures in handed.panels:
        parts = figures.period.quarters()
        if len(parts) < 2:
            continue
        found = [quarters[part.from_day, part.until_day] for part in parts]
        named = f"panel {figures.period.name}"
        for side, pence in figures.by_side_pence.items():
            if plus(*(part.by_side_pence[side] for part in found)) != pence:
                yield f"{named}, by_side_pence.{side}", "is not the sum of its quarters"
        for tier, pence in figures.gross_by_tier_pence.items():
            if plus(*(part.gross_by_tier_pence[tier] for part in found)) != pence:
                yield f"{named}, gross_by_tier_pence.{tier}", "is not the sum of its quarters"
        totals = [part.measures["care_entries"] for part in (figures, *found)]
        whole, *rest = (one["total"] if isinstance(one, Mapping) else 0 for one in totals)
        if whole != sum(rest):
            yield f"{named}, care_entries.total", "is not the sum of its quarters [12.3]"
