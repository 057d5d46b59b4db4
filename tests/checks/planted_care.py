"""A fault for every check of the 903 episodes."""

from __future__ import annotations

from checks.planted import Plant, bad, earlier, episode, header

_NEXT = {"DECOM": "01/09/2022", "DEC": "01/12/2022"}
_LATER = {"DECOM": "02/09/2022", "DEC": "01/12/2022"}
_LEFT = {"REC": "X1", "REASON_PLACE_CHANGE": "CARPL"}
_AWAY = {"PLACE": "T4", "PLACE_PROVIDER": "", "URN": "", "RNE": "P"}
_OPEN = {"DEC": "", "REC": ""}
_OLD = {"DOB": "01/07/2004"}  # 18 on 1 July 2022

ROWS = (
    Plant("placement-no-child", (bad(episode(CHILD="")),), headed=False),
    Plant("placement-from-day-missing", (bad(episode(DECOM="")), episode(**_NEXT))),
    Plant("placement-until-day-unreadable", (bad(episode(DEC="soon")), episode(**_NEXT))),
    Plant("placement-ends-before-it-begins", (bad(episode(DEC="01/06/2022")), episode(**_NEXT))),
    Plant(
        "placement-open-after-its-return",
        (bad(episode(DECOM="02/05/2023", **_OPEN)), episode(**_NEXT)),
    ),
    Plant("placement-closed-after-its-return", (bad(episode(DEC="05/04/2023")),)),
    Plant("rec-without-dec", (bad(episode(DEC="")),)),
    Plant("dec-without-rec", (bad(episode(REC="")),)),
    Plant("reason-without-dec", (bad(episode(**_OPEN, REASON_PLACE_CHANGE="CARPL")),)),
    Plant("place-unknown", (bad(episode(PLACE="X9")),)),
    Plant("provider-unknown", (bad(episode(PLACE_PROVIDER="PR9")),)),
    Plant("legal-status-unknown", (bad(episode(LS="Q7")),)),
    Plant("rne-unknown", (bad(episode(RNE="")),)),
    Plant("rec-unknown", (bad(episode(REC="E99")),)),
    Plant("reason-unknown", (bad(episode(REASON_PLACE_CHANGE="LIIAF")),)),
    Plant("place-out-of-date", (bad(episode(PLACE="Z11", PLACE_PROVIDER="", URN="")),)),
    Plant("legal-status-out-of-date", (bad(episode(LS="D1")),)),
    Plant("rec-out-of-date", (bad(episode(REC="E43")),)),
    Plant(
        "reason-out-of-date",
        (
            bad(
                episode(
                    DECOM="01/01/2018", DEC="01/02/2018", REC="X1", REASON_PLACE_CHANGE="CUSTOD"
                )
            ),
            episode(DECOM="01/02/2018", RNE="P"),
        ),
    ),
    Plant("provider-missing", (bad(episode(PLACE_PROVIDER="")),)),
    Plant("provider-cannot-go-with-place", (bad(episode(PLACE_PROVIDER="PR0")),)),
    Plant("urn-malformed", (bad(episode(URN="SC12")),)),
    Plant("urn-not-expected", (bad(episode(PLACE="R1")),)),
    Plant("placement-given-twice", (bad(episode()), episode())),
    Plant("placement-stale", (bad(earlier(episode(DECOM="01/06/2021", **_OPEN))),)),
    Plant(
        "placement-overlap-cut",
        (bad(episode(**{**_LEFT, "DEC": "05/09/2022"})), episode(**_NEXT, RNE="P")),
    ),
    Plant(
        "begins-before-birth",
        (bad(episode()), header(DOB="02/06/2022")),
    ),
    Plant("begins-at-18-or-over", (bad(episode()), header(DOB="01/06/2004"))),
    Plant("runs-past-18th-birthday", (bad(episode()), header(**_OLD))),
    Plant("too-young-for-place", (bad(episode(PLACE="P3", URN="")),)),
    Plant("police-protection-too-long", (bad(episode(LS="L1", DEC="05/06/2022")),)),
    Plant("emergency-protection-too-long", (bad(episode(LS="L2", DEC="23/06/2022")),)),
    Plant("child-assessment-too-long", (bad(episode(LS="L3", DEC="09/06/2022")),)),
    Plant("remand-under-10", (bad(episode(LS="J1")), header(DOB="02/06/2012"))),
    Plant("short-break-too-long", (bad(episode(LS="V3", DEC="19/06/2022")),)),
    Plant(
        "short-breaks-of-two-kinds",
        (bad(episode(LS="V4")), episode(LS="V3", **{**_NEXT, "DEC": "05/09/2022"})),
    ),
    Plant("placement-child-without-header", (bad(episode()), episode(**_LATER)), headed=False),
)


def _stay_away(check: str, place: str, day: str) -> Plant:
    """Plant a temporary move that is too long, with the placement before and after it."""
    away = {**_AWAY, "PLACE": place, "DECOM": "01/07/2022", "DEC": day, "REC": "X1"}
    return Plant(
        check,
        (
            episode(DEC="01/07/2022", REC="X1"),
            bad(episode(**away)),
            episode(DECOM=day, DEC="01/10/2022", RNE="P"),
        ),
    )


HISTORIES = (
    _stay_away("hospital-stay-too-long", "T1", "13/08/2022"),
    _stay_away("carer-holiday-too-long", "T3", "23/07/2022"),
    _stay_away("other-temporary-move-too-long", "T4", "09/07/2022"),
    Plant("next-does-not-follow", (bad(episode(REC="X1")),)),
    Plant(
        "next-follows-an-end-of-care",
        (bad(episode(REASON_PLACE_CHANGE="CARPL")), episode(**_NEXT, RNE="P")),
    ),
    Plant("start-of-care-touches", (episode(**_LEFT), bad(episode(**_NEXT)))),
    Plant(
        "no-start-of-care-after-a-gap",
        (episode(), bad(episode(DECOM="02/09/2022", DEC="01/12/2022", RNE="P"))),
    ),
    Plant("no-start-of-care-at-first", (bad(episode(RNE="P")),)),
    Plant(
        "legal-change-with-another-place",
        (episode(REC="X1"), bad(episode(**_NEXT, RNE="L", PLACE="U4"))),
    ),
    Plant("reason-missing", (bad(episode(REC="X1")), episode(**_NEXT, RNE="P"))),
    Plant(
        "reason-beside-a-temporary-move",
        (
            bad(episode(**_LEFT)),
            episode(**{**_AWAY, "DECOM": "01/09/2022", "DEC": "04/09/2022", "REC": "X1"}),
            episode(DECOM="04/09/2022", DEC="01/10/2022", RNE="P"),
        ),
    ),
    Plant(
        "care-begins-with-a-temporary-move",
        (
            bad(episode(**{**_AWAY, "DEC": "04/06/2022", "RNE": "S", "REC": "X1"})),
            episode(DECOM="04/06/2022", RNE="P"),
        ),
    ),
    Plant(
        "care-ends-with-a-temporary-move",
        (
            episode(REC="X1"),
            bad(episode(**{**_AWAY, "DECOM": "01/09/2022", "DEC": "04/09/2022"})),
        ),
    ),
)
