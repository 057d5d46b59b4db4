"""What became of the figures as JUnit XML, which every build server shows: one test a number."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from nwd_costs.figures.judging import DISAGREES, UNCHECKED, Row
from nwd_costs.figures.verification import Verification
from nwd_costs.profiles import INTERNAL

# What XML cannot hold, wherever somebody's text has it from.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(found: Verification) -> str:
    """Write a verification as JUnit XML.

    Parameters
    ----------
    found
        What became of the figures. What fails is a failure that names its figure; what cannot be
        checked, and what is known to disagree, is skipped with its reason.
    """
    groups = dict.fromkeys(row.group for row in found.rows)
    whole = ET.Element("testsuites", {"name": "published figures", **_counts(found.rows)})
    for group in groups:
        rows = tuple(row for row in found.rows if row.group == group)
        suite = ET.SubElement(whole, "testsuite", {"name": _clean(group), **_counts(rows)})
        if found.internal:
            told = ET.SubElement(suite, "properties")
            ET.SubElement(told, "property", name="profile", value=INTERNAL)
        for row in rows:
            _add(suite, row)
    ET.indent(whole)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(whole, encoding="unicode")}\n'


def _add(suite: ET.Element, row: Row) -> None:
    case = ET.SubElement(suite, "testcase", classname=_clean(row.group), name=row.id)
    told = f"published {row.shown}; computed {row.computed or 'nothing'}"
    off = f"; difference {row.difference}" if row.difference else ""
    if row.fails:
        said = f"{row.id} {row.status}: {told}{off}. {row.reason}"
        failure = ET.SubElement(case, "failure", type=row.status, message=_clean(said))
        failure.text = _clean(f"{row.title}. {row.source}")
    elif _skipped(row):
        known = "known disagreement: " if row.status == DISAGREES else ""
        ET.SubElement(case, "skipped", message=_clean(f"{known}{told}{off}. {row.reason}"))
    else:
        ET.SubElement(case, "system-out").text = _clean(f"{told}. {row.reason}")


def _skipped(row: Row) -> bool:
    return not row.fails and row.status in (UNCHECKED, DISAGREES)


def _counts(rows: tuple[Row, ...]) -> dict[str, str]:
    return {
        "tests": str(len(rows)),
        "failures": str(sum(row.fails for row in rows)),
        "errors": "0",
        "skipped": str(sum(map(_skipped, rows))),
    }


def _clean(text: str) -> str:
    return _NOT_XML.sub(" ", text)
