"""The site of the documentation: staged from the repository's own documents, built by Sphinx.

``python -m docs FOLDER`` builds it. Nothing that it shows is kept twice: ``markdown`` takes over
the documents as they stand, ``versions`` writes the pages of the methodology versions from what the
library reads of them, ``api`` those of the public names, and ``staging`` puts them together.
"""
