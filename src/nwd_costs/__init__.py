"""Costs avoided by No Wrong Door, by versioned methodologies over a council's own returns.

Import it as ``nwd``; every public name is here. Names are loaded when first used, so that importing
the package stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nwd_costs._version import __version__

if TYPE_CHECKING:
    from nwd_costs.bridges import Bridge
    from nwd_costs.bridging import bridge
    from nwd_costs.care_costs import CareCosts, cost_of_care
    from nwd_costs.comparison import Comparison, compare
    from nwd_costs.context import Context, put_in_context
    from nwd_costs.councils import PublishedRollUp, RollUp, roll_up, roll_up_published
    from nwd_costs.differences import Differences, diff
    from nwd_costs.disclosure import Disclosure, Published, pseudonym, publishable
    from nwd_costs.errors import (
        DataError,
        DisclosureError,
        DocumentError,
        LockError,
        NwdError,
        Problem,
        UnitCostError,
        UsageError,
    )
    from nwd_costs.evaluator_pack import pack
    from nwd_costs.figures import Verification, published_figure, verify
    from nwd_costs.library import methodologies, methodology
    from nwd_costs.likeness import SetBeside, set_beside
    from nwd_costs.methods import Methodology, Plan
    from nwd_costs.panels import Panel
    from nwd_costs.periods import Period
    from nwd_costs.pipeline import run
    from nwd_costs.price_and_volume import PriceVolume, price_volume
    from nwd_costs.price_checking import PricesChecked, check_unit_costs
    from nwd_costs.price_tables import unit_costs
    from nwd_costs.price_template import unit_costs_template
    from nwd_costs.price_views import (
        PricesCompared,
        PricesShown,
        compare_unit_costs,
        show_unit_costs,
    )
    from nwd_costs.prices import UnitCosts
    from nwd_costs.quality import Quality, check
    from nwd_costs.record_verifying import record_verify
    from nwd_costs.reporting import Report, report
    from nwd_costs.result import Provenance, Result
    from nwd_costs.result_workbook import ResultWorkbook, workbook
    from nwd_costs.returns import read
    from nwd_costs.shelf import reference_cohort
    from nwd_costs.stays import LengthOfStay, length_of_stay
    from nwd_costs.tables import Records
    from nwd_costs.verified import RecordVerified

_HOME = {
    "Bridge": "bridges",
    "CareCosts": "care_costs",
    "Comparison": "comparison",
    "Context": "context",
    "DataError": "errors",
    "Differences": "differences",
    "Disclosure": "disclosure",
    "DisclosureError": "errors",
    "DocumentError": "errors",
    "LengthOfStay": "stays",
    "LockError": "errors",
    "Methodology": "methods",
    "NwdError": "errors",
    "Panel": "panels",
    "Period": "periods",
    "Plan": "methods",
    "PriceVolume": "price_and_volume",
    "PricesChecked": "price_checking",
    "PricesCompared": "price_views",
    "PricesShown": "price_views",
    "Problem": "errors",
    "Provenance": "result",
    "Published": "disclosure",
    "PublishedRollUp": "councils",
    "Quality": "quality",
    "RecordVerified": "verified",
    "Records": "tables",
    "Report": "reporting",
    "Result": "result",
    "ResultWorkbook": "result_workbook",
    "RollUp": "councils",
    "SetBeside": "likeness",
    "UnitCostError": "errors",
    "UnitCosts": "prices",
    "UsageError": "errors",
    "Verification": "figures",
    "bridge": "bridging",
    "check": "quality",
    "check_unit_costs": "price_checking",
    "compare": "comparison",
    "compare_unit_costs": "price_views",
    "cost_of_care": "care_costs",
    "diff": "differences",
    "length_of_stay": "stays",
    "methodologies": "library",
    "methodology": "library",
    "pack": "evaluator_pack",
    "price_volume": "price_and_volume",
    "pseudonym": "disclosure",
    "publishable": "disclosure",
    "published_figure": "figures",
    "put_in_context": "context",
    "read": "returns",
    "record_verify": "record_verifying",
    "reference_cohort": "shelf",
    "report": "reporting",
    "roll_up": "councils",
    "roll_up_published": "councils",
    "run": "pipeline",
    "set_beside": "likeness",
    "show_unit_costs": "price_views",
    "unit_costs": "price_tables",
    "unit_costs_template": "price_template",
    "verify": "figures",
    "workbook": "result_workbook",
}

__all__ = [
    "Bridge",
    "CareCosts",
    "Comparison",
    "Context",
    "DataError",
    "Differences",
    "Disclosure",
    "DisclosureError",
    "DocumentError",
    "LengthOfStay",
    "LockError",
    "Methodology",
    "NwdError",
    "Panel",
    "Period",
    "Plan",
    "PriceVolume",
    "PricesChecked",
    "PricesCompared",
    "PricesShown",
    "Problem",
    "Provenance",
    "Published",
    "PublishedRollUp",
    "Quality",
    "RecordVerified",
    "Records",
    "Report",
    "Result",
    "ResultWorkbook",
    "RollUp",
    "SetBeside",
    "UnitCostError",
    "UnitCosts",
    "UsageError",
    "Verification",
    "__version__",
    "bridge",
    "check",
    "check_unit_costs",
    "compare",
    "compare_unit_costs",
    "cost_of_care",
    "diff",
    "length_of_stay",
    "methodologies",
    "methodology",
    "pack",
    "price_volume",
    "pseudonym",
    "publishable",
    "published_figure",
    "put_in_context",
    "read",
    "record_verify",
    "reference_cohort",
    "report",
    "roll_up",
    "roll_up_published",
    "run",
    "set_beside",
    "show_unit_costs",
    "unit_costs",
    "unit_costs_template",
    "verify",
    "workbook",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'nwd_costs' has no attribute '{name}'")
    value = getattr(import_module(f"nwd_costs.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
