"""Several authorities together [12.6]: ``roll_up``."""

from nwd_costs.councils.rolled import RollUp, roll_up

__all__ = ["RollUp", "roll_up"]
