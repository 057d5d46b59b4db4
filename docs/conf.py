"""How Sphinx builds the site. The pages themselves are staged by ``docs/staging.py``."""

from __future__ import annotations

from sphinx.application import Sphinx

from docs.api import as_written, link_clauses, public_name
from docs.contents import shorten
from nwd_costs import __version__ as release

project = "nwd_costs"
project_copyright = "the contributors of nwd_costs"
version = release
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

myst_heading_anchors = 4
myst_links_external_new_tab = False
smartquotes = False  # documents show as they are written
toc_object_entries = False
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
napoleon_google_docstring = False
napoleon_use_rtype = False
# Types of other packages have no page here, and the site asks no other site for theirs.
nitpick_ignore_regex = [(r"py:.*", r".*")]

html_theme = "furo"
html_title = f"nwd_costs {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False


def setup(app: Sphinx) -> None:
    """Link clauses in docstrings, and types to the public names under which they are shown."""
    app.connect("autodoc-process-docstring", as_written, priority=400)  # before napoleon
    app.connect("autodoc-process-docstring", link_clauses)
    app.connect("missing-reference", public_name)
    app.connect("env-updated", shorten)
