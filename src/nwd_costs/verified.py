"""What became of a run record when it was verified, part by part, in plain words [17.9]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from nwd_costs.profiles import IN_WORDS, INTERNAL
from nwd_costs.show import html_table

SAME, CHANGED, NOT_CHECKED, OTHER = "same", "changed", "not checked", "another"
LEFT_OUT = "left out"  # of a pack, on purpose
_GONE = "is not there"
_NEW = "was added since"
_MEANS = {
    "files": "is not the file that the run wrote",
    "pack": "is not the file that was packed",
    "methodology": "is not what ran: a figure by other rules or prose is another figure",
    "prices": "is not what priced the run",
    "documents": "is not the common document that ran",
}


@dataclass(frozen=True)
class Part:
    """One thing that a record binds.

    Parameters
    ----------
    kind
        ``record``, ``files``, ``pack``, ``inputs``, ``methodology``, ``prices``, ``documents``,
        ``code``, ``environment`` or ``ledger``.
    name
        The file, or what else it is.
    state
        ``same``, ``changed``, ``not checked``, ``another`` (an environment) or ``left out`` (of a
        pack).
    told
        What that means.
    """

    kind: str
    name: str
    state: str
    told: str


def parts_of(kind: str, bound: Mapping[str, str], there: Mapping[str, str]) -> Iterator[Part]:
    """Hold files against their digests in a record.

    Parameters
    ----------
    kind
        What they are.
    bound, there
        SHA-256 by name: in the record, and now.
    """
    for name in bound:
        if name not in there:
            yield Part(kind, name, CHANGED, _GONE)
        elif there[name] == bound[name]:
            yield Part(kind, name, SAME, "as it was")
        else:
            yield Part(kind, name, CHANGED, _MEANS[kind])
    if kind != "files":
        yield from (Part(kind, name, CHANGED, _NEW) for name in there if name not in bound)


@dataclass(frozen=True)
class RecordVerified:
    """A run record held against what is there.

    Parameters
    ----------
    parts
        Everything that was looked at.
    hash_only
        Whether nothing was to be run.
    profile
        Of the record.
    """

    parts: tuple[Part, ...]
    hash_only: bool
    profile: str = INTERNAL

    @property
    def verified(self) -> bool:
        """Whether nothing changed, and all that was asked about could be checked."""
        return not self.failures

    @property
    def failures(self) -> tuple[Part, ...]:
        """What changed; and what could not be checked, unless hashes alone were asked for."""
        bad = {CHANGED} if self.hash_only else {CHANGED, NOT_CHECKED}
        return tuple(part for part in self.parts if part.state in bad)

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of what changed."""
        return tuple(part.name for part in self.parts if part.state == CHANGED)

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values."""
        return {
            "profile": self.profile,
            "verified": self.verified,
            "hash_only": self.hash_only,
            "parts": [asdict(part) for part in self.parts],
        }

    def __str__(self) -> str:
        lines = [self._verdict(), f"  {self._profile()}", ""]
        for kind in dict.fromkeys(part.kind for part in self.parts):
            mine = [part for part in self.parts if part.kind == kind]
            same = [part for part in mine if part.state == SAME]
            if len(same) == 1:
                lines.append(f"  {kind}: {same[0].name}: {same[0].told}")
            elif same:
                lines.append(f"  {kind}: {len(same)} files are as they were")
            lines += [
                f"  {kind}: {part.state.upper() if part.state == CHANGED else part.state}: "
                f"{part.name}: {part.told}"
                for part in mine
                if part.state != SAME
            ]
        return "\n".join(lines)

    def _profile(self) -> str:
        return IN_WORDS.get(self.profile, IN_WORDS[INTERNAL])

    def _verdict(self) -> str:
        if self.verified:
            return "Verified: hashes alone" if self.hash_only else "Verified"
        return (
            "NOT VERIFIED: something changed" if self.changed else "NOT VERIFIED: not all checked"
        )

    def _repr_html_(self) -> str:
        rows = [(part.kind, part.name, part.state, part.told) for part in self.parts]
        headings = ["part", "name", "state", "what it means"]
        return f"<p>{self._profile()}</p>" + html_table(self._verdict(), headings, rows)
