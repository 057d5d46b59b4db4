"""Whether a figure stands as a headline: limits crossed, and those accepted by name [2.16]."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from nwd_costs.checks import Threshold
from nwd_costs.errors import Problem, UsageError


@dataclass(frozen=True)
class Headline:
    """Which limits of data quality a figure crosses, and which were accepted by name.

    Parameters
    ----------
    disqualified_by
        The limits that are crossed and that nobody accepted: with one of them the figure does not
        stand as a headline.
    accepted
        The limits that somebody accepted by name, crossed or not.
    """

    disqualified_by: tuple[Threshold, ...]
    accepted: tuple[Threshold, ...]

    @property
    def stands(self) -> bool:
        """Whether the figure may be shown as a headline."""
        return not self.disqualified_by

    def as_dict(self) -> dict[str, object]:
        """Give it as it stands in ``summary.json``."""
        return {
            "stands": self.stands,
            "disqualified_by": [limit_as_dict(limit) for limit in self.disqualified_by],
            "accepted": [limit_as_dict(limit) for limit in self.accepted],
        }

    def lines(self) -> list[str]:
        """Tell what a reader has to know; nothing where the figure simply stands."""
        told = []
        if not self.stands:
            told.append(
                "NOT A HEADLINE FIGURE [2.16]: the data cross a limit that nobody accepted."
            )
            told += [f"  {limit.id}: {in_words(limit)}" for limit in self.disqualified_by]
        crossed = [limit for limit in self.accepted if limit.crossed]
        if crossed:
            told.append("The data cross a limit that was accepted by name [2.17]:")
            told += [f"  {limit.id}: {in_words(limit)}" for limit in crossed]
        idle = [limit.id for limit in self.accepted if not limit.crossed]
        if idle:
            told.append(f"Accepted by name but not crossed [2.17]: {', '.join(idle)}.")
        return told

    def mark(self) -> str:
        """Tell it in a few words, for one line of text; blank where the figure simply stands."""
        parts = []
        if not self.stands:
            parts.append(f"not a headline: crosses {_ids(self.disqualified_by)}")
        if self.accepted:
            parts.append(f"accepted by name: {_ids(self.accepted)}")
        return "; ".join(parts)


def headline(limits: Sequence[Threshold], accept: str | Sequence[str]) -> Headline:
    """Say whether a figure stands, given the limits and the names of those that are accepted.

    Parameters
    ----------
    limits
        Every limit, crossed or not.
    accept
        The names of limits that are accepted.

    Raises
    ------
    UsageError
        When no limit has such a name; the known ones are listed.
    """
    names = [accept] if isinstance(accept, str) else list(accept)
    known = [limit.id for limit in limits]
    wrong = [name for name in dict.fromkeys(names) if name not in known]
    if wrong:
        problems = [
            Problem(f"accept '{name}'", "is no limit of the data", _near(str(name), known))
            for name in wrong
        ]
        raise UsageError("What is to be accepted is not known [2.17].", problems)
    return Headline(
        disqualified_by=tuple(lim for lim in limits if lim.crossed and lim.id not in names),
        accepted=tuple(limit for limit in limits if limit.id in names),
    )


def headline_rows(found: Headline) -> dict[str, str]:
    """Give the rows that a table for a notebook begins with; none where the figure stands."""
    against = {f"Not a headline: {limit.id}": in_words(limit) for limit in found.disqualified_by}
    return against | {f"Accepted by name: {lim.id}": in_words(lim) for lim in found.accepted}


def in_words(limit: Threshold) -> str:
    """Tell a limit and what was found, as a reader would say it."""
    found, most = percent(limit.value_ppm), percent(limit.limit_ppm)
    return f"{limit.what}, {found} (limit {most}) [{limit.clause}]"


def limit_as_dict(limit: Threshold) -> dict[str, object]:
    """Give a limit as plain values."""
    return {
        "id": limit.id,
        "what": limit.what,
        "value_ppm": limit.value_ppm,
        "limit_ppm": limit.limit_ppm,
        "crossed": limit.crossed,
        "clause": limit.clause,
        "counts": dict(limit.counts),
    }


def percent(ppm: int) -> str:
    """Write parts per million as a percentage, exactly."""
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".") + "%"


def _ids(limits: Sequence[Threshold]) -> str:
    return ", ".join(limit.id for limit in limits)


def _near(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3)
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    return f"{meant}The limits are {', '.join(known)}."
