"""The policy of disclosure control as a value [17.1], and pseudonyms under a secret [17.6]."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from nwd_costs.errors import Problem, UsageError

LEAST = 3
# No child makes more than this share of an amount, and the children after the two largest make at
# least this much of what the largest makes: else one family, or two who talk, could work it out.
LARGEST_PERCENT, REST_PERCENT = 50, 20
# An amount is rounded at least this coarsely for each unit that counts are rounded to. [pence]
POUND_STEP = 1_000_00
SECRET_CHARACTERS = 16


@dataclass(frozen=True)
class Disclosure:
    """How a result is made safe to publish [17.1].

    Parameters
    ----------
    threshold
        Fewer children than this are never shown, nor any amount that rests on fewer. At least 3.
    round_to
        Counts are rounded to this, and money to what comes to it in days of care [17.3]. At least
        3, and not more than the threshold, so that no count that is shown is rounded to nought.

    Raises
    ------
    UsageError
        When the values are no such policy. There is no policy that protects nothing: exact
        figures are the internal profile.
    """

    threshold: int = 5
    round_to: int = 5

    def __post_init__(self) -> None:
        problems = []
        for name, value in (("threshold", self.threshold), ("round_to", self.round_to)):
            if type(value) is not int or value < LEAST:
                advice = "Exact figures are the internal profile, which does not leave the analyst."
                problems.append(Problem(name, f"has to be a whole number from {LEAST}", advice))
        if not problems and self.round_to > self.threshold:
            advice = f"Raise the threshold to {self.round_to}, or round less."
            problems.append(Problem("round_to", "is more than the threshold", advice))
        if problems:
            raise UsageError("The result cannot be published by this policy [17.1].", problems)

    def in_words(self) -> str:
        """Say the policy as it stands on every output."""
        return (
            f"Publication profile, disclosure control on [17.1]: nothing about fewer than "
            f"{self.threshold} children is shown, nor an amount of which one child makes more than "
            f"{LARGEST_PERCENT}%; counts are rounded to {self.round_to} and money with them, so "
            f"that parts add up to their totals; tables with cells too small are merged or dropped."
        )

    def as_dict(self) -> dict[str, object]:
        """Give the policy as plain values."""
        return {
            "threshold": self.threshold,
            "round_to": self.round_to,
            "largest_percent": LARGEST_PERCENT,
            "rest_percent": REST_PERCENT,
            "in_words": self.in_words(),
        }


def pseudonym(child_id: str, secret: str) -> str:
    """Give the pseudonym of an id under a secret that the analyst keeps [17.6].

    The same id under the same secret has the same pseudonym, and nobody without the secret can tell
    which id it stands for, even with a list of all ids. It is for the analyst's own papers, such as
    a case review; the publication profile has no pseudonyms, because it has no children.

    Parameters
    ----------
    child_id
        The id of a child, or of a referral.
    secret
        At least 16 characters. It is written to no output.

    Returns
    -------
    str
        ``P-`` and sixteen characters, by HMAC-SHA256.

    Raises
    ------
    UsageError
        When the secret is too short.
    """
    if len(secret) < SECRET_CHARACTERS:
        what = f"has fewer than {SECRET_CHARACTERS} characters"
        problem = Problem("secret", what, "Make a long one, keep it, and put it in no output.")
        raise UsageError("No pseudonym can be made [17.6].", [problem])
    digest = hmac.new(secret.encode(), child_id.encode(), hashlib.sha256).hexdigest()
    return f"P-{digest[:16]}"
