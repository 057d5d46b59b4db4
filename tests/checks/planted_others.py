"""A fault for every check of headers, of the census and of the list of referrals."""

from __future__ import annotations

from checks.planted import Plant, bad, earlier, episode, header, referral, uasc

_OPEN_THEN = earlier(episode(DECOM="01/01/2022", DEC="", REC=""))
_CLOSED_NOW = episode(DECOM="01/01/2022")

PEOPLE = (
    Plant("header-without-episode", (bad(header()),)),
    Plant("header-date-of-birth-missing", (episode(), bad(header(DOB="")))),
    Plant("header-sex-unknown", (episode(), bad(header(SEX="7")))),
    Plant("header-sex-out-of-date", (episode(), bad(header(SEX="M")))),
    Plant("header-date-of-birth-given-twice", (episode(), bad(header(DOB="14/06/2010")), header())),
    Plant("header-sex-given-twice", (episode(), bad(header(SEX="2")), header())),
    Plant(
        "header-date-of-birth-changes",
        (_OPEN_THEN, _CLOSED_NOW, bad(earlier(header(DOB="14/06/2010"))), header()),
    ),
    Plant(
        "header-sex-changes",
        (_OPEN_THEN, _CLOSED_NOW, bad(earlier(header(SEX="2"))), header()),
    ),
    Plant("uasc-ends-after-18th-birthday", (episode(), bad(uasc(DUC="16/06/2028")))),
    Plant("uasc-end-unreadable", (episode(), bad(uasc(DUC="later")))),
    Plant("uasc-child-not-in-header", (bad(uasc()),), headed=False),
)


def _ids(born: str = "2010-06-15", sex: str = "1", child: str = "CHILD") -> str:
    return (
        f"<ChildIdentifiers><LAchildID>{child}</LAchildID>"
        f"<PersonBirthDate>{born}</PersonBirthDate><GenderCurrent>{sex}</GenderCurrent>"
        "</ChildIdentifiers>"
    )


def _need(
    begun: str = "2022-05-01", closed: str = "2022-09-01", why: str = "RC7", nfa: str = "0"
) -> str:
    return (
        f"<CINdetails><CINreferralDate>{begun}</CINreferralDate>"
        f"<CINclosureDate>{closed}</CINclosureDate><ReasonForClosure>{why}</ReasonForClosure>"
        f"<ReferralNFA>{nfa}</ReferralNFA>"
    )


def _plan(begun: str = "2022-06-01", ended: str = "2022-08-01") -> str:
    return (
        f"<ChildProtectionPlans><CPPstartDate>{begun}</CPPstartDate>"
        f"<CPPendDate>{ended}</CPPendDate></ChildProtectionPlans>"
    )


def _child(*records: str, ids: str | None = None, marked: bool = False) -> str:
    """Write a child whose first record, or who itself, is the faulty one."""
    lines = [f"{'@' if marked else ''}<Child>", _ids() if ids is None else ids]
    for number, record in enumerate(records):
        lines.append(f"{'@' if number == 0 and not marked else ''}{record}")
        lines.append("</CINdetails>")
    return "\n".join([*lines, "</Child>"])


def _planned(*plans: str) -> str:
    """Write a child with one need episode and plans, of which the first is faulty."""
    marked = "\n".join([f"@{plans[0]}", *plans[1:]])
    return f"<Child>\n{_ids()}\n{_need()}\n{marked}\n</CINdetails>\n</Child>"


_NO_ID = _ids(child="")
_OPEN = _need(closed="", why="")
CENSUS = (
    Plant("need-no-child", census=_child(_need(), ids=_NO_ID)),
    Plant("need-from-day-missing", census=_child(_need(begun=""))),
    Plant("need-until-day-unreadable", census=_child(_need(closed="soon"))),
    Plant("need-ends-before-it-begins", census=_child(_need(closed="2022-05-01"))),
    Plant(
        "need-open-after-its-return", census=_child(_need(begun="2023-05-01", closed="", why=""))
    ),
    Plant("need-closed-after-its-return", census=_child(_need(closed="2023-04-05"))),
    Plant("need-given-twice", census=_child(_need(), _need())),
    Plant("need-overlap-cut", census=_child(_need(), _need("2022-08-01", "2022-12-01"))),
    Plant("need-more-than-one-open", census=_child(_OPEN, _need("2022-08-01", "", ""))),
    Plant("closure-without-reason", census=_child(_need(why=""))),
    Plant("reason-without-closure", census=_child(_need(closed=""))),
    Plant("closure-reason-unknown", census=_child(_need(why="RC0"))),
    Plant(
        "closure-reason-out-of-date",
        census=_child(_need(begun="2022-01-05", closed="2022-03-31", why="RC9")),
    ),
    Plant("no-further-action-unreadable", census=_child(_need(nfa="maybe"))),
    Plant(
        "no-further-action-with-a-plan",
        census=_child(_need(closed="2022-06-15", nfa="1") + "\n" + _plan(ended="2022-07-01")),
    ),
    Plant("need-before-birth", census=_child(_need(), ids=_ids("2023-02-20"))),
    Plant("need-at-18-or-over", census=_child(_need(), ids=_ids("2004-05-01"))),
    Plant("need-stale", census=_child(_need("2021-06-01", closed="", why="")), year=2022),
    Plant(
        "plan-stale",
        census=_planned(_plan("2021-06-01", ""))
        .replace("2022-05-01", "2021-05-01")
        .replace("2022-09-01", "2022-03-01"),
        year=2022,
    ),
    Plant(
        "plan-no-child",
        census=f"<Child>\n{_ids(child='')}\n&{_need()}\n@{_plan()}\n</CINdetails>\n</Child>",
        also="need-no-child",
    ),
    Plant("plan-from-day-missing", census=_planned(_plan(begun=""))),
    Plant("plan-until-day-unreadable", census=_planned(_plan(ended="soon"))),
    Plant("plan-ends-before-it-begins", census=_planned(_plan(ended="2022-06-01"))),
    Plant("plan-open-after-its-return", census=_planned(_plan("2023-05-01", ""))),
    Plant("plan-closed-after-its-return", census=_planned(_plan(ended="2023-04-02"))),
    Plant("plan-given-twice", census=_planned(_plan(), _plan())),
    Plant("plan-overlap-cut", census=_planned(_plan(), _plan("2022-07-15", "2022-09-01"))),
    Plant("census-date-of-birth-unreadable", census=_child(_need(), ids=_ids("born"), marked=True)),
    Plant("census-sex-unknown", census=_child(_need(), ids=_ids(sex="7"), marked=True)),
    Plant("census-sex-out-of-date", census=_child(_need(), ids=_ids(sex="M"), marked=True)),
    Plant(
        "census-date-of-birth-differs",
        (episode(),),
        census=_child(_need(), ids=_ids("2010-06-14"), marked=True),
    ),
    Plant(
        "census-sex-differs",
        (episode(),),
        census=_child(_need(), ids=_ids(sex="2"), marked=True),
    ),
)


def _referred(check: str, **cells: str) -> Plant:
    return Plant(check, (episode(), bad(referral(**cells))))


REFERRALS = (
    _referred("referral-no-id", referral_id=""),
    _referred("referral-no-child", child_id=""),
    _referred("referred-on-unreadable", referred_on="2022"),
    _referred("started-on-unreadable", started_on="2022"),
    _referred("ended-on-unreadable", ended_on="2022"),
    _referred("referral-date-of-birth-unreadable", date_of_birth="2010"),
    _referred("at-risk-of-unknown", at_risk_of="harm"),
    _referred("support-unknown", support="kind"),
    _referred("stage-unknown", stage="last"),
    _referred("likelihood-unknown", likelihood="so-so"),
    _referred("expected-weeks-unreadable", expected_weeks="some"),
    _referred("programme-cost-unreadable", programme_cost="much"),
    _referred("referred-on-missing", referred_on=""),
    _referred("support-ends-before-it-starts", ended_on="2022-10-04"),
    _referred("support-starts-before-referral", started_on="2022-09-30"),
    _referred("referred-outside-the-returns", referred_on="2023-04-01", started_on="", ended_on=""),
    Plant("referral-child-in-no-return", (bad(referral(date_of_birth="2008-01-01")),)),
    _referred("referral-date-of-birth-differs", date_of_birth="2010-06-14"),
    Plant("referral-age-outside-programme", (episode(), bad(referral()), header(DOB="15/06/2012"))),
    Plant(
        "referral-impossible-age",
        (bad(referral()),),
        census=_child(_need(), ids=_ids("2022-12-01")).replace("@", ""),
    ),
)
