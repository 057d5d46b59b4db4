"""The lists of contents: kept short, so that a reader finds the way and the build is quick."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

DEEPEST = 2  # a page and its sections; the parts of every worked case are no contents


def shorten(_: Sphinx, env: BuildEnvironment) -> list[str]:
    """Leave what lies deeper out of the lists of contents; Sphinx calls it when all is read."""
    for contents in env.tocs.values():
        for entry in list(contents.findall(nodes.list_item)):
            if _depth(entry) == DEEPEST:
                for below in [child for child in entry if isinstance(child, nodes.bullet_list)]:
                    entry.remove(below)
    return []


def _depth(entry: nodes.Node) -> int:
    depth, parent = 1, entry.parent
    while parent is not None:
        depth += isinstance(parent, nodes.list_item)
        parent = parent.parent
    return depth
