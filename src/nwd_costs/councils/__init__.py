"""Several authorities together [12.6], exact or as they published it [17.16]."""

from nwd_costs.councils.published_together import PublishedRollUp, roll_up_published
from nwd_costs.councils.rolled import RollUp, roll_up

__all__ = ["PublishedRollUp", "RollUp", "roll_up", "roll_up_published"]
