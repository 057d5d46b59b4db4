"""What would have happened without No Wrong Door: the menu of rules [5.1]-[5.4]."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nwd_costs.stages.care_proportion import CareProportion
from nwd_costs.stages.edge_of_care import EdgeOfCare
from nwd_costs.stages.step_down import SustainedStepDown
from nwd_costs.stages.tier_held import TierHeld

AnyCounterfactual = Annotated[
    EdgeOfCare | TierHeld | CareProportion | SustainedStepDown, Field(discriminator="rule")
]
