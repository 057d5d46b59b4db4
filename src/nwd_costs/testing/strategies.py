"""Hypothesis strategies: a few children whose histories hang together, and referrals to match.

Days are drawn from a list with the interesting ones first, and referrals from the child's own days
less the usual lengths of a window, so that starts, ends, entries, birthdays and year ends meet far
more often than chance would have it. All shrink towards one child to whom nothing happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from nwd_costs.testing.truth import birthday, return_year_of

try:
    from hypothesis import strategies as st
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        'nwd_costs.testing.strategies needs hypothesis: pip install "nwd-costs[testing]".'
    ) from None

Row = dict[str, object]
Rows = dict[str, list[Row]]
_Home = tuple[str, str | None, str | None]  # place, provider, registration

#: The data end here: nothing starts later, and whatever is still open has no until_day.
END = date(2023, 4, 1)

_EDGES = [
    date(2022, 4, 1), date(2022, 3, 31), date(2021, 4, 1), date(2021, 3, 31), date(2022, 7, 1),
    date(2022, 6, 30), date(2022, 10, 1), date(2022, 9, 30), date(2023, 1, 1), date(2022, 12, 31),
    date(2022, 2, 28), date(2022, 3, 1), date(2023, 3, 31), date(2023, 2, 28), date(2022, 4, 2),
]  # fmt: skip
_DAYS = [*_EDGES, *_EDGES, *(date(2021, 1, 4) + timedelta(days=9 * n) for n in range(90))]
_BORN = [
    date(2008, 6, 15), date(2004, 4, 1), date(2004, 2, 29), date(2010, 4, 1), date(2010, 3, 31),
    date(2004, 7, 1), date(2004, 3, 31), date(2008, 2, 29), date(2005, 1, 20), date(2006, 8, 9),
    date(2012, 5, 5), date(2007, 11, 30), date(2009, 2, 14), date(2006, 4, 1), date(2001, 9, 1),
    date(1996, 10, 1), date(2020, 2, 29), date(2021, 8, 31), date(2004, 4, 2), date(2007, 3, 8),
    date(2008, 10, 21), date(2009, 7, 4), date(2006, 12, 12), date(2005, 4, 2), date(2008, 6, 15),
    date(2006, 8, 9), date(2007, 11, 30), date(2009, 2, 14), date(2008, 2, 29), date(2007, 3, 8),
    date(2006, 10, 3), date(2008, 1, 31), date(2007, 6, 30), None,
]  # fmt: skip
# None lasts to the end of the data, _TO_EDGE to the next of the days above.
_TO_EDGE = -1
_LENGTHS = (90, None, 1, 7, 14, 28, 56, 91, 182, 183, 364, 365, 366, 400, 500, _TO_EDGE, _TO_EDGE)
_GAPS = (1, 0, 30, 200)
# What a referral's start is counted back from its child's own days: lengths of usual windows.
_BACK = (
    0, 0, 0, 0, 1, 1, -1, -1, 7, 27, 28, 29, 181, 182, 183, 363, 363, 364, 364, 364, 365, 365,
)  # fmt: skip

_HOMES: tuple[_Home, ...] = (
    ("U6", "PR1", "SC040001"), ("K2", "PR4", "SC400010"), ("U4", "PR4", "SC040020"),
    ("K2", "PR1", "SC400077"), ("U4", "PR1", "SC040001"), ("H5", "PR4", None),
    ("P1", "PR0", None), ("U1", "PR1", "SC040001"), ("K1", "PR2", "SC500001"),
    ("K2", "PR5", "SC400011"), ("K2", "PR4", "SC400012"), ("R1", "PR4", None),
    ("S1", "PR5", "SC700003"), ("P2", "PR1", None), ("A6", "PR1", "SC040001"),
    ("R2", "PR3", None), ("U6", None, None), ("Z1", None, None), ("X9", "PR4", None),
    ("K2", "PR0", None), ("K3", "PR4", None), ("Z11", None, None), ("P1", "PR0", None),
)  # fmt: skip


@dataclass(frozen=True)
class _Turn:
    """How a placement begins: `gap` days after the last, for which `because` is on the row ended.

    `home` is "new" (drawn afresh), "same" (kept), "back" (the one before a temporary move) or a
    temporary code.
    """

    rne: str
    because: str | None = None
    home: str = "new"
    gap: int = 0


_TURNS = (
    _Turn("P", "CARPL"), _Turn("P", "CREQB"), _Turn("L", None, "same"), _Turn("S", None, "new", 1),
    _Turn("P", "CREQB", "same"), _Turn("B", "CHILD"), _Turn("P", None, "T1"),
    _Turn("P", None, "back"), _Turn("P", "CREQO"), _Turn("B", "LAREQ"), _Turn("T", "PLACE"),
    _Turn("S", None, "new", 45), _Turn("P", None, "T4"), _Turn("P", "ALLEG"), _Turn("P", "OTHER"),
    _Turn("P", None), _Turn("B", "CREQB"), _Turn("U", "PLACE"), _Turn("P", None, "T0"),
    _Turn("P", "CUSTOD"), _Turn("B", "CARPL", "same"), _Turn("S", None, "T3", 1),
    _Turn("L", "CREQB", "same"), _Turn("P", "CREQB"), _Turn("B", "CHILD"), _Turn("P", "LAREQ"),
)  # fmt: skip
_BROKE = ("CREQB", "CREQO", "CHILD", "LAREQ")
_STRANGER: Row = {"child_id": "9999", "date_of_birth": date(2008, 6, 15)}
_CEASED = {"P1": "E4B", "H5": "E5", "A6": "E12"}
_BREAKS = (None, None, None, ("V3", 3), ("V3", 17), ("V4", 200))
_ALONE = ((False, None), (False, None), (True, None), (True, 182), (True, 0))

_STAGES = ("engaged", "completed", "accepted", "engaged", "completed", "referred")
_LIKELIHOODS = ("high", "medium", "low", None)
_EXPECTED = (
    None, None, "residential_external", "foster_agency", "supported_accommodation", "secure",
    "looked_after", "no such category",
)  # fmt: skip
_WEEKS = (None, None, 12, 26, 52, 1, 78)
_COSTS = tuple(Decimal(text) for text in ("4000.00", "9661.96", "0.01", "12500.50"))
_ENDED = (90, None, 0, 1, 30, 200)
# What the list says a young person was at risk of: mostly what fits where they were that day.
_RISKS = ("fits", "fits", "fits", "fits", "fits", "fits", "entry", "breakdown", None)
_SUPPORTS = ("outreach", "both", "residential")

# What belongs together is drawn together, since a draw costs the same whether it chooses among five
# or a hundred. Not among thousands: there hypothesis favours the beginning of the list by far. The
# strategies are made once, because making one costs more than drawing from it.
_child = st.sampled_from(list(product(_BORN, _ALONE)))
_break = st.sampled_from(_BREAKS)
_entry = st.sampled_from([None, *_DAYS, *[None] * 20])
_moves = st.integers(0, 4)
_turn = st.sampled_from(_TURNS)
_home = st.sampled_from(_HOMES)
_first = st.sampled_from([*[None] * 50, *_DAYS])
_length = st.sampled_from(_LENGTHS)
_second = st.sampled_from([None] * 60 + list(product(_GAPS, _LENGTHS)))
_day = st.sampled_from(_DAYS)
_which = st.integers(0, 59)
_back = st.sampled_from(_BACK)
_support = st.sampled_from(list(product(_RISKS, _SUPPORTS, _ENDED)))
_stage = st.sampled_from(_STAGES)
_hopes = st.sampled_from(list(product(_LIKELIHOODS, _EXPECTED)))
_wants = st.sampled_from(list(product(_WEEKS, _COSTS)))


def coherent_children(*, max_children: int = 4) -> st.SearchStrategy[Rows]:
    """Draw children with their placements, protection plans and need episodes.

    Parameters
    ----------
    max_children : int, default 4
        The most children a draw holds; at least one.

    Returns
    -------
    SearchStrategy of dict of str to list of dict
        The canonical tables, as `SyntheticAuthority.canonical` gives them; `referrals` is empty.
        Within one child the main placements neither overlap nor are empty; short breaks (V3, V4)
        may lie across them. Care ends by the 18th birthday where that is known.
    """
    return _authority((1, max_children), (0, 0))


def authorities(
    *,
    min_children: int = 1,
    max_children: int = 4,
    min_referrals: int = 0,
    max_referrals: int = 4,
) -> st.SearchStrategy[Rows]:
    """Draw a small authority: children, what happened to them, and its edge-of-care list.

    Parameters
    ----------
    min_children, max_children : int, default 1 and 4
        How many children a draw holds; at least one.
    min_referrals, max_referrals : int, default 0 and 4
        How many referrals; a few are of a young person in no other table.

    Returns
    -------
    SearchStrategy of dict of str to list of dict
        The canonical tables, as `SyntheticAuthority.canonical` gives them.
    """
    return _authority((min_children, max_children), (min_referrals, max_referrals))


@st.composite
def _authority(draw: st.DrawFn, children: tuple[int, int], referrals: tuple[int, int]) -> Rows:
    names = ("children", "placements", "protection_plans", "need_episodes", "referrals")
    tables: Rows = {name: [] for name in names}
    for number in range(draw(st.integers(*children))):
        _add_child(draw, f"{number:04d}", tables)
    for number in range(draw(st.integers(*referrals))):
        tables["referrals"].append(_referral(draw, f"R{number:04d}", tables))
    return tables


def _after(day: date, length: int | None, limit: date) -> date:
    if length == _TO_EDGE:
        return min([edge for edge in _EDGES if edge > day] + [limit])
    return limit if length is None else min(day + timedelta(days=length), limit)


def _open(until_day: date) -> date | None:
    return None if until_day >= END else until_day


def _add_child(draw: st.DrawFn, child_id: str, tables: Rows) -> None:
    born, (uasc, lasting) = draw(_child)
    respite = draw(_break)
    start = draw(_entry)
    limit = END if born is None else min(END, birthday(born, 18))
    until = None
    if start is None or start >= limit:
        uasc = False
    else:
        tables["placements"] += _placements(draw, child_id, start, limit)
        until = _open(_after(start, lasting, limit)) if lasting is not None else None
    if respite is not None:
        tables["placements"].append(_short_break(draw(_day), child_id, *respite))
    tables["protection_plans"] += _episodes(draw, child_id)
    tables["need_episodes"] += _episodes(draw, child_id)
    tables["children"].append(
        {
            "child_id": child_id,
            "date_of_birth": born,
            "sex": "1",
            "uasc": uasc,
            "uasc_until_day": until,
        }
    )


def _placements(draw: st.DrawFn, child_id: str, start: date, limit: date) -> list[Row]:
    """Draw successive placements; every new one touches the last or leaves a gap."""
    home, length = draw(_home), draw(_length)
    until = _after(start, length, limit)
    main, legal = home, "C1"
    rows = [_placement(child_id, (start, until), home, legal, "S")]
    for _ in range(draw(_moves)):
        turn, drawn, length = draw(_turn), draw(_home), draw(_length)
        day = until + timedelta(days=turn.gap)
        if day >= limit:
            break
        ended = {"rec": "E4A"} if turn.gap else {"rec": "X1", "reason_place_change": turn.because}
        rows[-1].update(ended)
        home = _next_home(turn, drawn, home, main)
        main = main if home[0].startswith("T") else home
        legal = "C2" if turn.rne in "LUB" else legal
        until = _after(day, length, limit)
        rows.append(_placement(child_id, (day, until), home, legal, turn.rne))
    if rows[-1]["until_day"] is not None:
        rows[-1]["rec"] = _CEASED.get(home[0], "E4A")
    return rows


def _next_home(turn: _Turn, drawn: _Home, last: _Home, main: _Home) -> _Home:
    """Give where the child goes; `main` is the latest place that was not temporary."""
    known = {"new": drawn, "same": last, "back": main}
    return known.get(turn.home, (turn.home, None, None))


def _placement(child_id: str, days: tuple[date, date], home: _Home, legal: str, rne: str) -> Row:
    from_day, ended = days[0], _open(days[1])
    return {
        "child_id": child_id,
        "from_day": from_day,
        "until_day": ended,
        "place": home[0],
        "provider": home[1],
        "urn": home[2],
        "legal_status": legal,
        "rne": rne,
        "rec": None,
        "reason_place_change": None,
        "return_year": return_year_of(ended or END - timedelta(days=1)),
    }


def _short_break(start: date, child_id: str, legal: str, length: int) -> Row:
    until = _after(start, length, END)
    row = _placement(child_id, (start, until), ("U6", "PR1", "SC040001"), legal, "S")
    return {**row, "rec": "E8" if row["until_day"] else None}


def _episodes(draw: st.DrawFn, child_id: str) -> list[Row]:
    """Draw up to two episodes of one kind: the second touches the first or follows it."""
    day = draw(_first)
    if day is None:
        return []
    until = _after(day, draw(_length), END)
    rows: list[Row] = [{"child_id": child_id, "from_day": day, "until_day": _open(until)}]
    second = draw(_second)
    if second is not None and until + timedelta(days=second[0]) < END:
        day = until + timedelta(days=second[0])
        until = _after(day, second[1], END)
        rows.append({"child_id": child_id, "from_day": day, "until_day": _open(until)})
    return rows


def _own_days(child_id: str, born: date | None, tables: Rows) -> list[date]:
    """Give the days on which something happens to the child, and after them the year's edges.

    Its own days are repeated until they outnumber the edges; the end of a year's window that an
    earlier referral of the child opened is one of them.
    """
    days: list[date] = []
    for row in tables["referrals"]:
        if row["child_id"] == child_id and isinstance(day := row["started_on"], date):
            days += [day + timedelta(days=length) for length in (363, 364)]
    for name in ("placements", "protection_plans", "need_episodes"):
        for row in tables[name]:
            if row["child_id"] == child_id:
                ends = [row["until_day"]] * (5 if row.get("reason_place_change") in _BROKE else 1)
                days += [d for d in (row["from_day"], *ends) if isinstance(d, date)]
    if born is not None:
        turns = [birthday(born, age) for age in (12, 18, 26)]
        days += [day for day in turns if date(2021, 1, 1) < day <= END] * 3
    return days * (40 // len(days) if days else 0) + [*_EDGES, END]


def _referral(draw: st.DrawFn, referral_id: str, tables: Rows) -> Row:
    children = tables["children"]
    # One in ten or so is a young person in no other table.
    which = draw(_which)
    child = _STRANGER if which > 53 else children[which % len(children)]
    born = child["date_of_birth"]
    known = born if isinstance(born, date) else None
    days = _own_days(str(child["child_id"]), known, tables)
    started = days[draw(_which) % len(days)] - timedelta(days=draw(_back))
    risk, support, ended = draw(_support)
    if risk == "fits":
        risk = _fitting(str(child["child_id"]), started, tables)
    stage = draw(_stage)
    likelihood, expected = draw(_hopes)
    weeks, cost = draw(_wants)
    # Two plain rules instead of two more draws: who has not begun, and what the list leaves blank.
    begun = not (stage == "referred" and ended == 30)
    told = ended is None or ended > 1
    return {
        "referral_id": referral_id,
        "child_id": child["child_id"],
        "at_risk_of": risk,
        "referred_on": started - timedelta(days=3 if told else 0),
        "started_on": started if begun else None,
        "ended_on": started + timedelta(days=ended) if begun and ended is not None else None,
        "support": support,
        "stage": stage,
        "likelihood": likelihood,
        "expected_placement": expected,
        "expected_weeks": weeks,
        "programme_cost": cost,
        "date_of_birth": _told(known, ended) if told else None,
    }


def _fitting(child_id: str, day: date, tables: Rows) -> str:
    """Say what a child is at risk of on a day: of coming into care, or of a breakdown."""
    held = [row for row in tables["placements"] if row["child_id"] == child_id]
    in_care = [str(row["from_day"]) <= str(day) < str(row["until_day"] or END) for row in held]
    return "breakdown" if any(in_care) else "entry"


def _told(born: date | None, ended: int | None) -> date | None:
    """Give the date of birth as the list has it: now and then a day late."""
    return born + timedelta(days=1) if born is not None and ended == 200 else born
