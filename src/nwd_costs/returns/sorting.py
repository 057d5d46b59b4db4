"""Files sorted out by what is in them, whatever they are called.

Each kind of file has one row in ``RECOGNISERS``: the keyword of ``read`` that takes such files, and
how they are recognised. A format is added there and nowhere else. What no recogniser knows is left
alone, and the reason is told of every such file.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nwd_costs.errors import DataError
from nwd_costs.returns.annex_lists import OTHER
from nwd_costs.returns.annex_lists import recognise as recognise_list
from nwd_costs.returns.given import canonical_heading, fitting_tables
from nwd_costs.returns.layout903 import recognise
from nwd_costs.returns.peek import Look, canonical_word, look_at
from nwd_costs.returns.places import Place
from nwd_costs.returns.text import count_rows, open_csv
from nwd_costs.returns.xml903 import ROOT as ROOT_903
from nwd_costs.tables import (
    CHILDREN,
    NEED_EPISODES,
    PLACEMENT_COSTS,
    PLACEMENTS,
    PROTECTION_PLANS,
    REFERRALS,
    InputFile,
)

UNKNOWN = "headings of no table we know"
_TABLE_FORMS = ("csv", "workbook", "parquet")
_PLANS_OR_NEED = (
    "headings of protection_plans and of need_episodes alike; "
    "hand it over by name, such as protection_plans=..."
)


@dataclass(frozen=True)
class Recogniser:
    """One kind of file.

    Parameters
    ----------
    keyword
        The keyword of ``read`` that takes such files; blank for files that are left alone.
    recognise
        Says what a file is, if it is of this kind; else nothing.
    """

    keyword: str
    recognise: Callable[[Look], str]


@dataclass(frozen=True, eq=False)
class Sorted:
    """The files of a source: those of each keyword of ``read``, and those left alone.

    Parameters
    ----------
    files
        For each keyword the files it takes, in the order in which they were found.
    left_alone
        Every other file, with the reason.
    notes
        What a person should know of files that could not be read at all.
    """

    files: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    left_alone: tuple[InputFile, ...] = ()
    notes: tuple[str, ...] = ()


def sort_out(places: Iterable[Place]) -> Sorted:
    """Sort files out by their content.

    Parameters
    ----------
    places
        The files and where they lie.
    """
    files: dict[str, list[Place]] = defaultdict(list)
    left, notes = [], []
    for place in places:
        if place.left_alone:
            left.append(InputFile(place.name, f"left alone: {place.left_alone}", 0, ""))
            continue
        look = look_at(place)
        keywords, what = _recognised(look)
        for keyword in keywords:
            files[keyword].append(place)
        if keywords:
            continue
        left.append(_left_alone(look, what))
        if look.fault and place.name.lower().endswith(_DATA):
            notes.append(f"{place.name} was left alone: {look.fault}")
    return Sorted({name: tuple(found) for name, found in files.items()}, tuple(left), tuple(notes))


# A file with such a name was meant to be read, so that its fault is worth a warning.
_DATA = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".xml", ".parquet")


def _recognised(look: Look) -> tuple[Sequence[str], str]:
    if look.fault:
        return (), look.fault
    if len(tables := _tables_of_a_workbook(look)) > 1:
        return tables, ""
    for kind in RECOGNISERS:
        if what := kind.recognise(look):
            return [kind.keyword] if kind.keyword else [], what
    return (), UNKNOWN if look.form in _TABLE_FORMS else "no table that we know"


def _tables_of_a_workbook(look: Look) -> list[str]:
    """Name the canonical tables that the sheets of a workbook hold, by title or by headings."""
    found = []
    for title, rows in look.sheets:
        fitting = fitting_tables(rows[0]) if rows else []
        called = [name for name in fitting if name == canonical_heading(title)]
        found += called or (fitting if len(fitting) == 1 else [])
    return sorted(set(found))


def _left_alone(look: Look, what: str) -> InputFile:
    place, rows = look.place, 0
    if look.form == "csv":
        try:
            rows = count_rows(open_csv(place.path, place.name))
        except DataError:  # its beginning is text and the rest is not
            what = "not text"
    with place.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return InputFile(place.name, f"left alone: {what}", rows, digest)


def _table_903(look: Look) -> str:
    kind = recognise(sorted(look.capitals)) if look.form == "csv" else None
    return f"SSDA903 {kind.word}" if kind and kind.is_used else ""


def _xml_903(look: Look) -> str:
    return "SSDA903 XML" if look.root == ROOT_903 else ""


def _unused_903(look: Look) -> str:
    kind = recognise(sorted(look.capitals)) if look.form in _TABLE_FORMS else None
    if kind is None:
        return ""
    if kind.is_used:
        return f"SSDA903 {kind.word}, which is read as CSV or XML only"
    return f"SSDA903 {kind.word} (not used)"


def _census(look: Look) -> str:
    if look.form != "xml" or not (look.root == "Message" or look.root.startswith("CINdetails")):
        names = {name for name, _ in look.elements}
        return "CIN census" if "LAchildID" in names and look.form == "xml" else ""
    collections = [text for name, text in look.elements if name == "Collection" and text]
    return "CIN census" if not collections or collections[0].upper().startswith("CIN") else ""


def _other_collection(look: Look) -> str:
    return "the XML of another collection" if look.root == "Message" else ""


def _canonical(name: str, marks: Iterable[str], *any_of: str) -> Callable[[Look], str]:
    """Recognise a canonical table by headings that it has, and by one of some others."""
    needed, others = frozenset(marks), frozenset(any_of)

    def is_it(look: Look) -> str:
        known = look.form in _TABLE_FORMS and needed <= look.words
        return name if known and (not others or bool(others & look.words)) else ""

    return is_it


def _plans_or_need(look: Look) -> str:
    """Recognise plans by their name where their headings could be those of need episodes."""
    if not _canonical("spans", ("child_id", "from_day"))(look):
        return ""
    return _PLANS_OR_NEED


def _plans(look: Look) -> str:
    is_span = bool(_plans_or_need(look))
    named = PROTECTION_PLANS.name in canonical_word(look.place.stem)
    return PROTECTION_PLANS.name if is_span and named else ""


def _need(look: Look) -> str:
    told = {"no_further_action", "closure_reason"} & look.words
    named = NEED_EPISODES.name in canonical_word(look.place.stem)
    return NEED_EPISODES.name if _plans_or_need(look) and (told or named) else ""


def _children(look: Look) -> str:
    is_it = _canonical(CHILDREN.name, ("child_id",), "date_of_birth", "sex", "uasc")
    return "" if "referral_id" in look.words else is_it(look)


def _id_map(look: Look) -> str:
    known = look.form in _TABLE_FORMS and look.words == {"ssda903", "cin_census"}
    return "a map of ids" if known else ""


def _lists(look: Look) -> set[int | None]:
    tops = [rows for _, rows in look.sheets] or [(look.headings,)]
    return {recognise_list(row) for rows in tops for row in rows if row}


def _annex_a(look: Look) -> str:
    return "Annex A" if any(_lists(look)) else ""


def _unused_annex_a(look: Look) -> str:
    return "lists of Annex A that are not used" if OTHER in _lists(look) else ""


# The first that knows a file has it, so that the most particular come first.
RECOGNISERS = (
    Recogniser("cin_census", _census),
    Recogniser("", _other_collection),
    Recogniser("annex_a", _annex_a),
    Recogniser("", _unused_annex_a),
    Recogniser("id_map", _id_map),
    Recogniser(
        REFERRALS.name,
        _canonical(REFERRALS.name, ("referral_id", "child_id"), "at_risk_of", "referred_on"),
    ),
    Recogniser(
        PLACEMENT_COSTS.name,
        _canonical(PLACEMENT_COSTS.name, ("child_id", "from_day"), "per", "amount"),
    ),
    Recogniser(PLACEMENTS.name, _canonical(PLACEMENTS.name, ("child_id", "from_day", "place"))),
    Recogniser(NEED_EPISODES.name, _need),
    Recogniser(PROTECTION_PLANS.name, _plans),
    Recogniser("", _plans_or_need),
    Recogniser(CHILDREN.name, _children),
    Recogniser("ssda903", _table_903),
    Recogniser("ssda903", _xml_903),
    Recogniser("", _unused_903),
)
