"""The two profiles of outputs [17], and how each output says which it is of."""

from __future__ import annotations

INTERNAL, PUBLICATION = "internal", "publication"
# How an internal output says so: as a line, as a paragraph of HTML, and at the head of its JSON.
SAID = "Profile: internal. Exact figures, for the analyst alone; not for publication [17.5]."
PARAGRAPH = f"<p>{SAID}</p>"
NAMED = {"profile": INTERNAL}
IN_WORDS = {INTERNAL: SAID, PUBLICATION: "Profile: publication."}
