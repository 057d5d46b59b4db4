"""What does not fit together in a plan, though each part is of the right form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nwd_costs.categories import TEMPORARY, UNMAPPED, Vocabulary

Fault = tuple[str, str, str]  # path, what, advice


def unknown_names(named: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> list[Fault]:
    """Find the names that a counterfactual speaks of and that are no category of the method.

    Parameters
    ----------
    named
        Path and name of each.
    vocabulary
        Every name a day can have.
    """
    return [
        (
            f"stages.counterfactual.{path}",
            f"{name} is no category of the method",
            "Name a category of categories.csv.",
        )
        for path, name in named
        if name not in (*vocabulary.placeable, TEMPORARY, UNMAPPED)
    ]


def chain_gaps(chain: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> list[Fault]:
    """Find the names without a chain of prices, and the chains of nothing [8.1].

    Parameters
    ----------
    chain
        The links of each name.
    vocabulary
        Every name a day can have.
    """
    path = "stages.pricing.chain.value"
    needed = {n for n in vocabulary.names if n != "none"}
    links = {link for names in chain.values() for link in names}
    missing = [
        (
            f"{path}.{name}",
            "has no chain",
            "List the names to try after its own, or an empty list.",
        )
        for name in sorted(needed - set(chain))
    ]
    return missing + [
        (f"{path}.{name}", "is no category or status of the method", "Remove it.")
        for name in sorted(set(chain) - needed - links)
    ]
