"""From place and provider codes to a method's cost categories [3.4]."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.days import FIRST_DAY, LAST_DAY
from nwd_costs.errors import DocumentError, Problem

Ints = NDArray[np.int64]

STATUSES = ("cic", "cp", "cin", "none")
UNMAPPED = "unmapped"
TEMPORARY = "temporary"
ANY = "*"
# The code on the left took the place of the one on the right: K3 with the 2025 return, Z11 to Z14
# with the 2026 return [3.8].
REPLACED = {"K3": "H5", "Z11": "Z1", "Z12": "Z1", "Z13": "Z1", "Z14": "Z1"}


@dataclass(frozen=True, order=True)
class CategoryRule:
    """One row of ``categories.csv``: which placements fall in a category, and when.

    Parameters
    ----------
    place, provider
        SSDA903 codes; provider ``*`` is any, blank is none given.
    valid_from, valid_until
        Day numbers, half-open.
    category
        The method's category.
    family_setting
        Whether a child placed so lives in a family [12.4].
    """

    place: str
    provider: str
    valid_from: int
    valid_until: int
    category: str
    family_setting: bool


@dataclass(frozen=True)
class Categories:
    """A method's whole ``categories.csv``."""

    rules: tuple[CategoryRule, ...]

    def __post_init__(self) -> None:
        problems = [*self._overlaps(), *self._undecided(), *self._reserved()]
        if problems:
            raise DocumentError("The categories contradict each other [3.4].", problems)

    def _overlaps(self) -> Sequence[Problem]:
        problems = []
        for at, one in enumerate(self.rules):
            for two in self.rules[at + 1 :]:
                same_provider = one.provider == two.provider or ANY in (one.provider, two.provider)
                same_days = one.valid_from < two.valid_until and two.valid_from < one.valid_until
                if one.place == two.place and same_provider and same_days:
                    what = f"{one.place} with {one.provider or 'no provider'} is given twice"
                    problems.append(Problem("categories.csv", what, "Keep one row for a day."))
        return problems

    def _reserved(self) -> Sequence[Problem]:
        return [
            Problem("categories.csv", f"{name} is no name for a category", "Choose another.")
            for name in self.names
            if name in (*STATUSES, UNMAPPED)
        ]

    def _undecided(self) -> Sequence[Problem]:
        return [
            Problem(
                "categories.csv",
                f"{name} is a family setting in one row and not in another",
                "Give every row of a category the same family_setting.",
            )
            for name in self.names
            if len({r.family_setting for r in self.rules if r.category == name}) > 1
        ]

    @property
    def names(self) -> tuple[str, ...]:
        """Every category, sorted."""
        return tuple(sorted({rule.category for rule in self.rules}))

    def family_settings(self) -> dict[str, bool]:
        """Say of each category whether it is a family setting [12.4]."""
        return {rule.category: rule.family_setting for rule in self.rules}

    def find(self, place: pd.Series, provider: pd.Series, day: Ints) -> tuple[Ints, Ints]:
        """Find the category of placements on a day [3.4], [3.8].

        Parameters
        ----------
        place, provider
            Codes as text. Shape (n,).
        day
            The day on which each code has to be valid.

        Returns
        -------
        name
            Position in ``names``, -1 where no rule fits. Shape (n,).
        last
            The day on which the rule that fits ends; ``LAST_DAY`` where it does not end, and where
            it is that of a code which this one replaced.
        """
        names = {name: at for at, name in enumerate(self.names)}
        found = np.full(len(day), -1, dtype=np.int64)
        last = np.full(len(day), LAST_DAY, dtype=np.int64)
        places, place_names = pd.factorize(place)
        providers, provider_names = pd.factorize(provider)
        known_places = {str(name): at for at, name in enumerate(place_names)}
        known_providers = {str(name): at for at, name in enumerate(provider_names)}
        for rule in self.rules:
            if rule.place not in known_places:
                continue
            fits = places == known_places[rule.place]
            if rule.provider != ANY:
                fits &= providers == known_providers.get(rule.provider, -2)
            fits &= (day >= rule.valid_from) & (day < rule.valid_until)
            found[fits] = names[rule.category]
            last[fits] = rule.valid_until
        newer = np.array([name in REPLACED for name in place_names], dtype=np.bool_)
        if newer.any():
            again = newer[places] & (found < 0)
            older = place[again].map(REPLACED)
            found[again], _ = self.find(older, provider[again], day[again])
        return found, last


def place_codes(place: pd.Series) -> tuple[Ints, Ints]:
    """Give each place a number, and to a code that of the code it replaced [3.8].

    Returns
    -------
    first
        A number for each place, under the code that was replaced where there is one. Shape (n,).
    later
        0 for a code that replaced none, else a number for each code that did.
    """
    codes, names = pd.factorize(place)
    newer = sorted(REPLACED)
    firsts, _ = pd.factorize(np.array([REPLACED.get(name, name) for name in names], dtype=object))
    later = [newer.index(name) + 1 if name in REPLACED else 0 for name in names]
    return firsts[codes], np.array(later, dtype=np.int64)[codes]


def recoded(later: Ints) -> NDArray[np.bool_]:
    """Say between which neighbours the code of one place stays or is replaced, and no more [3.8].

    Parameters
    ----------
    later
        As from ``place_codes``, where ``first`` agrees.
    """
    one, two = later[:-1], later[1:]
    same: NDArray[np.bool_] = (one == two) | (one == 0) | (two == 0)
    return same


def whole_calendar(place: str, provider: str, category: str, *, family: bool) -> CategoryRule:
    """Make a rule without validity dates."""
    return CategoryRule(place, provider, FIRST_DAY, LAST_DAY, category, family)


@dataclass(frozen=True)
class Vocabulary:
    """Every name that a day can have in one method, in alphabetical order.

    Codes are positions in ``names``, so that sorting by code sorts by name.

    Parameters
    ----------
    names
        All of them: categories, ``unmapped``, ``temporary`` and the statuses outside care.
    placeable
        The categories of the method, which a referral may name as expected [5.1.2].
    """

    names: tuple[str, ...]
    placeable: tuple[str, ...]

    @classmethod
    def of(cls, placeable: Iterable[str]) -> Vocabulary:
        """Add to the categories a child can be placed in the names that are none of them."""
        known = tuple(sorted(set(placeable)))
        return cls(tuple(sorted({*known, UNMAPPED, TEMPORARY, "cp", "cin", "none"})), known)

    def code(self, name: str) -> int:
        """Give the code of a name."""
        return self.names.index(name)

    def codes(self, names: Sequence[str]) -> Ints:
        """Give the codes of several names."""
        return np.array([self.code(name) for name in names], dtype=np.int64)

    def service(self) -> Ints:
        """Give the position in ``STATUSES`` of the service each name is paid from."""
        return np.array(
            [STATUSES.index(n) if n in STATUSES else 0 for n in self.names], dtype=np.int64
        )
