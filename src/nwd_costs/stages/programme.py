"""What the programme itself costs [11.1]-[11.3]."""

from __future__ import annotations

from typing import Literal

from nwd_costs.rule import Rule


class NoProgrammeCost(Rule):
    """Rule ``none`` [11.2]: the programme's own cost is not in the figure."""

    rule: Literal["none"]
