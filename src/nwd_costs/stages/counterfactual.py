"""What would have happened without No Wrong Door: the menu of rules [5.1], [5.2]."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nwd_costs.stages.edge_of_care import EdgeOfCare
from nwd_costs.stages.tier_held import TierHeld

AnyCounterfactual = Annotated[EdgeOfCare | TierHeld, Field(discriminator="rule")]
