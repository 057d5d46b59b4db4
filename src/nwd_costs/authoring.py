"""A new draft from another version: the documents that its author goes on to write."""

from __future__ import annotations

import re
from pathlib import Path

from nwd_costs.errors import DocumentError, Problem
from nwd_costs.library import methodology
from nwd_costs.locks import DOCUMENT, ERRATA
from nwd_costs.methods import ID
from nwd_costs.shelf import find_folder, read_text

ERRATA_PAGE = """\
# {name}: errata

What was found after this version was published, newest last. The version itself is not changed: a
correction is a new version. This is the only file of a published version that may grow.
"""
_TEXTS = (DOCUMENT, "method.md", "categories.csv")


def new_version(name: str, origin: str | Path, folder: Path | None = None) -> Path:
    """Write a new draft that starts as a copy of another version.

    Parameters
    ----------
    name
        The id of the new version, family/version.
    origin
        The version to start from: an id or a folder.
    folder
        Where to write it; without it a folder called like the id, below the present one.

    Returns
    -------
    Path
        The folder, which ``methodology`` loads.

    Raises
    ------
    DocumentError
        When the id has another form, the folder holds something, or the other version is not there.
    """
    target = folder or Path(name)
    problems = []
    if not re.fullmatch(ID, name):
        advice = "Write family/year.number in lower case, such as edge-of-care/2025-26.1."
        problems.append(Problem(name, "is no id for a version", advice))
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        problems.append(Problem(str(target), "holds something already", "Choose another folder."))
    if problems:
        raise DocumentError("The new version cannot be written.", problems)
    before = methodology(origin)
    place = find_folder(origin, DOCUMENT)
    texts = {file: read_text(place / file) for file in _TEXTS}
    target.mkdir(parents=True, exist_ok=True)
    texts[DOCUMENT] = _drafted(texts[DOCUMENT], before.document.id, name, target)
    texts["method.md"] = _told(texts["method.md"], before.document.id, name, target)
    for file, text in {**texts, ERRATA: ERRATA_PAGE.format(name=name)}.items():
        (target / file).write_text(text, encoding="utf-8", newline="\n")
    methodology(target)
    return target


def _drafted(text: str, old: str, new: str, target: Path) -> str:
    """Give the document the new id; nobody has published or approved it."""
    text = text.replace(f'\nid = "{old}"', f'\nid = "{new}"', 1)
    text = re.sub(r'(?m)^status = "\w+"$', 'status = "draft"', text, count=1)
    text = re.sub(r'(?m)^standing = "authorised"$', 'standing = "reconstruction"', text, count=1)
    schema = re.match(r"#:schema (\S+)\n", text)
    if schema and not (target / schema[1]).is_file():
        text = text[schema.end() :]
    return text


def _told(text: str, old: str, new: str, target: Path) -> str:
    """Give the prose the new id; outside the library its links would lead nowhere."""
    text = text.replace(old, new)
    text = re.sub(r"Status: \w+\.", "Status: draft.", text, count=1)
    if not (target / "../../rules.md").is_file():
        text = re.sub(r"\[([^\]]+)\]\(\.\./\.\./[^)]*\)", r"\1", text)
    return text
