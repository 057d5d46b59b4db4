"""The words of Annex A as codes of the statutory returns.

A cell often carries the code itself ("f) U6: Foster placement"): that code is taken. Else its words
are looked up here. The letters before them are not: systems letter the same words differently.
Words that several codes share ("foster placement", "placed for adoption") stand in no list: what
they mean is not known, and nothing is made of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

# A code of no return, so that every list of categories reports it as unmapped [3.4].
NOT_KNOWN = "NOT KNOWN"


@dataclass(frozen=True)
class CodeList:
    """The codes of one column.

    Parameters
    ----------
    codes
        What a code that the returns know looks like.
    words
        The code that each wording stands for.
    others
        What a code looks like that is in no list but may still be one, where it opens the cell.
    """

    codes: re.Pattern[str]
    words: Mapping[str, str]
    others: re.Pattern[str] | None = None

    def read(self, cell: str) -> str:
        """Give the code that a cell stands for, blank for a blank cell, else ``NOT_KNOWN``.

        Parameters
        ----------
        cell
            What somebody wrote.
        """
        text = _LETTER.sub("", unicodedata.normalize("NFKC", cell).upper().strip())
        if not text:
            return ""
        found: set[str] = set(self.codes.findall(text))
        if len(found) == 1:
            return found.pop()
        if found:  # two codes in one cell: nobody can say which is meant
            return NOT_KNOWN
        opening = self.others.match(text) if self.others else None
        return opening[1] if opening else self.words.get(_plain(text), NOT_KNOWN)


_LETTER = re.compile(r"^[A-Z]\)\s*")


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", text.replace("'", "").replace("\u2019", "")).split())


def _list(codes: str, words: str, others: str = "") -> CodeList:
    pairs = (line.split("=") for line in words.strip().splitlines())
    return CodeList(
        # whole words only: Z1 opens Z11 too
        re.compile(rf"(?<![A-Z0-9])({codes})(?![A-Z0-9])"),
        {wording.strip(): code.strip() for code, wording in pairs},
        re.compile(others) if others else None,
    )


PLACE = _list(
    r"A[3-6]|H5|K[1-3]|P[1-3]|R[1-35]|S1|T[0-4]|U[1-6]|Z1[1-4]?",
    """
    H5 = RESIDENTIAL ACCOMMODATION NOT SUBJECT TO CHILDRENS HOMES REGULATIONS
    H5 = SEMI INDEPENDENT LIVING ACCOMMODATION NOT SUBJECT TO CHILDRENS HOMES REGULATIONS
    K1 = SECURE CHILDRENS HOME
    K1 = SECURE CHILDRENS HOMES
    K2 = CHILDRENS HOME
    K2 = CHILDRENS HOMES
    K2 = CHILDRENS HOMES SUBJECT TO CHILDRENS HOMES REGULATIONS
    P1 = PLACED WITH OWN PARENTS
    P1 = PLACED WITH OWN PARENT
    P1 = PLACED WITH OWN PARENTS OR OTHER PERSON WITH PARENTAL RESPONSIBILITY
    P2 = INDEPENDENT LIVING
    P3 = RESIDENTIAL EMPLOYMENT
    R1 = RESIDENTIAL CARE HOME
    R2 = NHS HEALTH TRUST OR OTHER ESTABLISHMENT PROVIDING MEDICAL OR NURSING CARE
    R3 = FAMILY CENTRE OR MOTHER AND BABY UNIT
    R5 = YOUNG OFFENDER INSTITUTION
    R5 = YOUNG OFFENDER INSTITUTION OR PRISON
    S1 = RESIDENTIAL SCHOOL
    S1 = ALL RESIDENTIAL SCHOOLS
    S1 = ALL RESIDENTIAL SCHOOLS EXCEPT WHERE DUAL REGISTERED AS A CHILDRENS HOME
    T0 = TEMPORARY PLACEMENT
    Z1 = OTHER PLACEMENTS
    """,
    # Half a postcode in the wrong column is no code: an end, a colon or a dash has to follow.
    r"([A-Z][0-9]{1,2})(?=\s*(?:$|:|[-\u2013]))",
)
PROVIDER = _list(
    "PR[0-5]",
    """
    PR0 = PARENTS OR OTHER PERSON WITH PARENTAL RESPONSIBILITY
    PR1 = OWN LA
    PR1 = OWN PROVISION
    PR1 = OWN PROVISION BY THE LA
    PR1 = OWN LOCAL AUTHORITY
    PR2 = OTHER LA
    PR2 = OTHER LA PROVISION
    PR2 = OTHER LOCAL AUTHORITY
    PR3 = OTHER PUBLIC PROVISION
    PR4 = PRIVATE
    PR4 = PRIVATE PROVISION
    PR5 = VOLUNTARY
    PR5 = VOLUNTARY THIRD SECTOR
    PR5 = VOLUNTARY THIRD SECTOR PROVISION
    """,
)
LEGAL_STATUS = _list(
    "C1|C2|D1|E1|V[2-4]|L[1-3]|J[1-3]",
    """
    C1 = INTERIM CARE ORDER
    C1 = INTERIM CARE ORDERS
    C2 = FULL CARE ORDER
    C2 = FULL CARE ORDERS
    D1 = FREEING ORDER
    E1 = PLACEMENT ORDER
    E1 = PLACEMENT ORDER GRANTED
    V2 = SECTION 20
    V2 = SINGLE PERIOD OF ACCOMMODATION UNDER SECTION 20
    """,
)
CEASED = _list(
    "E4[13-8AB]|E1[1-7]|E[235-9]|X1",
    """
    E2 = DIED
    E8 = PERIOD OF BEING LOOKED AFTER CEASED FOR ANY OTHER REASON
    """,
)
CLOSURE = _list(
    "RC[1-9]",
    """
    RC1 = ADOPTED
    RC2 = DIED
    RC3 = CHILD ARRANGEMENTS ORDER
    RC3 = RESIDENCE ORDER
    RC4 = SPECIAL GUARDIANSHIP ORDER
    RC5 = TRANSFERRED TO SERVICES OF ANOTHER LA
    RC6 = TRANSFERRED TO ADULT SOCIAL CARE SERVICES
    RC7 = SERVICES CEASED FOR ANY OTHER REASON INCLUDING CHILD NO LONGER IN NEED
    RC8 = CASE CLOSED AFTER ASSESSMENT NO FURTHER ACTION
    RC9 = CASE CLOSED AFTER ASSESSMENT REFERRED TO EARLY HELP
    """,
)
SEX = _list("[MF]", "M = MALE\nF = FEMALE")
YES_OR_NO = _list("TRUE|FALSE", "TRUE = YES\nTRUE = Y\nTRUE = 1\nFALSE = NO\nFALSE = N\nFALSE = 0")
