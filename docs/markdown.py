"""The repository's Markdown as pages of the site: clauses become places that references lead to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

# What is not prose: fenced code, code spans, comments and links with their text.
_NOT_PROSE = re.compile(
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)[ ]*$|`[^`\n]*`|<!--.*?-->|!?\[[^\]]*\]\([^)]*\)",
    re.MULTILINE | re.DOTALL,
)
_CLAUSE = re.compile(r"^\*\*\[([A-Z]?\d+(?:\.\d+)*)\]\*\*", re.MULTILINE)
_CITED = re.compile(r"(?<![\w\\\]*])\[([A-Z]?\d+(?:\.\d+)+)\](?![(:*])")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s#]+)(#[^)\s]*)?\)")
_FENCE = re.compile(r"^(```+|~~~+)(\w+) [^\n]+$", re.MULTILINE)
_ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def place_of(clause: str, version: str = "") -> str:
    """Name the place of a clause: of the common rules, or of a version's own choices."""
    owner = version.replace("/", "-") if clause[0].isalpha() else "rules"
    return f"{owner}-{clause}".lower()


def clauses(text: str) -> list[str]:
    """List the numbered clauses of a document."""
    return _CLAUSE.findall(text)


def cite(text: str, places: Mapping[str, str], link: Callable[[str, str], str]) -> str:
    """Make every ``[8.4]`` that has a place a link to it."""

    def linked(match: re.Match[str]) -> str:
        place = places.get(match[1])
        return link(match[1], place) if place else match[0]

    return _CITED.sub(linked, text)


def as_page(text: str, file: Path, root: Path, places: Mapping[str, str], version: str = "") -> str:
    """Give a document as a page of the site.

    Parameters
    ----------
    text
        The document.
    file
        Where it stands, for its links.
    root
        The folder that the site is staged in, laid out as the repository is.
    places
        Where each clause is that it may cite.
    version
        The methodology version that it belongs to, if it does.

    Returns
    -------
    str
        The page: clauses it states are places, those it cites links, and a link to what the site
        does not show is plain text.
    """
    parts, at = [], 0
    for match in _NOT_PROSE.finditer(text):
        parts += [_prose(text[at : match.start()], places, version)]
        parts += [_LINK.sub(lambda found: _kept(found, file, root), match[0])]
        at = match.end()
    page = "".join([*parts, _prose(text[at:], places, version)])
    return _FENCE.sub(r"\1\2", page)


def _prose(text: str, places: Mapping[str, str], version: str) -> str:
    cited = cite(text, places, lambda clause, place: rf"[\[{clause}\]](#{place})")
    return _CLAUSE.sub(lambda found: f"({place_of(found[1], version)})=\n{found[0]}", cited)


def _kept(link: re.Match[str], file: Path, root: Path) -> str:
    """Keep a link that leads to a page or another site; of any other keep its words."""
    words, target, anchor = link[1], link[2], link[3] or ""
    if _ELSEWHERE.match(target):
        return link[0]
    there = (file.parent / target).resolve()
    page = there / "README.md" if (there / "README.md").is_file() else there
    if not page.is_file() or not page.is_relative_to(root):
        return words
    return f"[{words}]({'/' + page.relative_to(root).as_posix()}{anchor})"
