"""What the agreement is tried on, first part: the rows of authorities, with planted defects."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import strategies as st

from nwd_costs.testing.strategies import authorities
from oracle.repairs import Row, closes

Tables = dict[str, list[Row]]
TIMED = ("placements", "protection_plans", "need_episodes")
Years = dict[str, list[int]]


def year_of(day: date) -> int:
    """Give the year in which the return of a day ends."""
    return day.year + (day >= closes(day.year))


DEFECTS = (
    "twice", "twice, open", "twice, longer", "again", "again, open", "stale", "earlier", "runs on",
    "open", "empty", "backwards", "nobody", "no start", "bad start", "bad end", "spaced", "nfa",
    "V3", "V4", "rne", "reason", "temporary", "beyond", "other child", "same carer", "born again",
    "no birth", "uasc again", "no risk", "index", "nobody referred", "no such stage",
    "bad day referred", "half a week", "recoded", "recoded", "recoded",
)  # fmt: skip
RECODED = {40: ("H5", "K3"), 7: ("Z1", "Z11"), 200: ("Z11", "Z12"), 1: ("K3", "H5")}
_more = st.sampled_from(
    list(
        product(
            (0, 0, 30, -90, -1, 1, 100, 200, -28),
            ("completed", "engaged", "referred"),
            ("high", "medium", "low", None),
            (None, None, "secure", "Foster_Agency ", "looked_after", "nowhere"),
            ("", "need_episodes", "protection_plans", ""),
        )
    )
)
_later = st.sampled_from((0, 1, 28, 90, 200, 363, -28)).flatmap(
    lambda days: st.sampled_from(([(days, "R10"), (days, "R")], [(days, "R9"), (0, "R10")], []))
)
_defects = st.lists(
    st.sampled_from(list(product(DEFECTS, range(60), (1, 7, 40, 200)))), max_size=16
)


#: What a row of placement costs says, and how many days after the row before it begins [8.5].
PAID: tuple[Row, ...] = (
    {"per": "week", "amount": "700.00", "source": "ledger"}, {"per": "week", "amount": "700"},
    {"per": " Day ", "amount": "100.50"}, {"per": "month", "amount": "3041.67"},
    {"per": "year", "amount": "0.01"}, {"per": "night", "amount": "0"},
    {"per": "week", "amount": "-1"}, {"per": "case", "amount": "5000"}, {"per": "", "amount": "1"},
    {"per": "week", "amount": "1.005"}, {"per": "week", "amount": ""},
    {"per": "day", "amount": "9", "child_id": None}, {"per": "day", "amount": "9", "from_day": ""},
    {"per": "day", "amount": "9", "child_id": "nowhere"},
    {"per": "day", "amount": "9", "until_day": "31/02/2022"},
)  # fmt: skip
_paid = st.lists(
    st.tuples(
        st.integers(0, 59),
        st.sampled_from((0, 0, 1, 30, -200)),
        st.sampled_from((1, 7, 40, 200, 500, 0, None)),
        st.sampled_from([*PAID[:6] * 6, *PAID[6:]]),
    ),
    max_size=24,
)


def _costs(tables: Tables, drawn: list[tuple[int, int, int | None, Row]]) -> list[Row]:
    """Give what was paid: rows of one child one after the other, as an authority keeps them."""
    found: list[Row] = []
    ends: dict[str, date | None] = {}
    placed = [row for row in tables["placements"] if isinstance(row["from_day"], date)]
    for number, after, days, said in drawn if placed else []:
        home = placed[number % len(placed)]
        child = str(said.get("child_id") or home["child_id"] or "nobody")
        start = ends.get(child, home["from_day"])
        if start is None:
            continue  # the row before is open
        start += timedelta(days=after if child not in ends else abs(after))
        end = None if days is None else start + timedelta(days=days)
        found.append(
            {"child_id": child, "from_day": start, "until_day": end, "source": None} | said
        )
        ends[child] = None if end is None else max(end, start)
    return found


@st.composite
def rows(draw: st.DrawFn) -> tuple[Tables, Years]:
    """Draw an authority as its returns give it, with some defects planted."""
    several = range(draw(st.sampled_from((1, 12, 20, 16))))
    tables = _together([draw(authorities()) for _ in several])
    for row in [*tables["children"], *tables["referrals"]]:
        if row["date_of_birth"] and row["date_of_birth"].year > 2016:
            row["date_of_birth"] = date(2016, 2, 29)  # no age is defined before birth [1.3]
    if draw(st.sampled_from((True, True, False))):
        _refer(tables, [draw(_more) for _ in tables["children"]])
        tables["referrals"] += [
            _follow_up(row, *pair)
            for row, pair in zip(tables["referrals"], draw(_later), strict=False)
        ]
    how = draw(st.sampled_from(("given", "repeated", "unknown")))
    for name in TIMED:
        tables[name] = [part for row in tables[name] for part in _in_returns(row, how)]
    for kind, number, size in draw(_defects):
        _plant(tables, kind, number, size)
    tables["placement_costs"] = _costs(tables, draw(_paid))
    years = {"ssda903": _years(tables, TIMED[:1]), "cin_census": _years(tables, TIMED[1:])}
    return tables, years


def _together(parts: list[Tables]) -> Tables:
    """Make one authority of several: the library takes as long over many children as over few."""
    return {
        table: [
            {
                **row,
                **{
                    name: f"{row[name]}{number:02}"
                    for name in {"child_id", "referral_id"} & row.keys()
                },
            }
            for number, part in enumerate(parts)
            for row in part[table]
        ]
        for table in parts[0]
    }


def _refer(tables: Tables, more: list[tuple[Any, ...]]) -> None:
    """Refer every child once, and let all referrals be of what the child was at risk of."""
    for person, (later, stage, likelihood, expected, tier) in zip(
        tables["children"], more, strict=True
    ):
        child, born = person["child_id"], person["date_of_birth"] or date(2007, 7, 7)
        own = [
            row["from_day"] for name in TIMED for row in tables[name] if row["child_id"] == child
        ]
        day = (own or [date(2021, 9, 1)])[later % (len(own) or 1)] + timedelta(days=later)
        days = {"referred_on": day, "started_on": day, "ended_on": None, "date_of_birth": born}
        words = {"likelihood": likelihood, "expected_placement": expected, "support": "outreach"}
        tables["referrals"].append(
            {"referral_id": f"R{child}1", "child_id": child, "stage": stage, **days, **words}
        )
        if tier:
            tables[tier].append(
                {"child_id": child, "from_day": day - timedelta(days=20), "until_day": None}
            )
    for row in tables["referrals"]:
        day = row["started_on"] or row["referred_on"]
        in_care = any(
            placement["child_id"] == row["child_id"]
            and placement["legal_status"] not in {"V3", "V4"}
            and placement["from_day"] <= day < (placement["until_day"] or date(2023, 4, 1))
            for placement in tables["placements"]
        )
        row["at_risk_of"] = "breakdown" if in_care else "entry"


def _follow_up(row: Row, later: int, referral_id: str) -> Row:
    """Give a second referral of the child; in the order of text its id may come first [5.5]."""
    by = timedelta(days=later)
    days = {
        name: row[name] and row[name] + by for name in ("referred_on", "started_on", "ended_on")
    }
    return {**row, **days, "referral_id": referral_id}


def _years(tables: Tables, names: tuple[str, ...]) -> list[int]:
    known = {row["return_year"] for name in names for row in tables[name] if row["return_year"]}
    return sorted(known)


def _in_returns(row: Row, how: str) -> list[Row]:
    """Give a row as one return of unknown year, as the last return, or as each return lists it."""
    if how == "unknown":
        return [{**row, "return_year": None}]
    last = row["until_day"] - timedelta(days=1) if row["until_day"] else date(2023, 3, 31)
    if how == "given":
        return [{**row, "return_year": year_of(last)}]
    return [
        {
            **row,
            "return_year": year,
            "until_day": row["until_day"] if year == year_of(last) else None,
        }
        for year in range(year_of(row["from_day"]), year_of(last) + 1)
    ]


def _plant(tables: Tables, kind: str, number: int, size: int) -> None:
    people = tables["children"]
    if kind in {"born again", "no birth", "uasc again"}:
        person = dict(people[number % len(people)])
        changed: Row = {"return_year": 2020 + number % 4}
        if kind == "uasc again":
            changed |= {"uasc": not person["uasc"], "uasc_until_day": date(2022, 6, 1)}
        else:
            changed["date_of_birth"] = None if kind == "no birth" else date(2009, 1, size % 28 + 1)
        people.append({**person, **changed})
        return
    referrals: dict[str, Row] = {
        "no risk": {"at_risk_of": None}, "index": {"referred_on": None},
        "nobody referred": {"child_id": None}, "no such stage": {"stage": "begun"},
        "bad day referred": {"ended_on": "2022-02-30"}, "half a week": {"expected_weeks": "0.5"},
    }  # fmt: skip
    if kind in referrals:
        if tables["referrals"]:
            tables["referrals"][number % len(tables["referrals"])] |= referrals[kind]
        return
    listed = [(name, row) for name in TIMED for row in tables[name]]
    if listed:
        name, row = listed[number % len(listed)]
        _spoil(tables, name, row, (kind, size))


def _spoil(tables: Tables, name: str, row: Row, what: tuple[str, int]) -> None:
    """Plant a defect in a row, or put a second row beside it."""
    kind, size = what
    start, end, by = row["from_day"], row["until_day"], timedelta(days=size)
    start = start if isinstance(start, date) else date(2022, 5, 1)
    longer = end + by if isinstance(end, date) else start + by
    year = row["return_year"]
    copies: dict[str, Row] = {
        "twice": {}, "twice, open": {"until_day": None}, "twice, longer": {"until_day": longer},
        "again": {"until_day": longer, "return_year": year and year + 1},
        "again, open": {"until_day": None, "return_year": year and year - 1},
        "other child": {"child_id": "000000"},
    }  # fmt: skip
    changes: dict[str, Row] = {
        "stale": {"until_day": None, "return_year": year and year - 1},
        "earlier": {"from_day": start - by}, "runs on": {"until_day": longer},
        "open": {"until_day": None}, "empty": {"until_day": start},
        "backwards": {"until_day": start - by}, "nobody": {"child_id": None},
        "no start": {"from_day": None}, "bad start": {"from_day": "31/02/2022"},
        "bad end": {"until_day": "soon"},
        "V3": {"legal_status": "V3"}, "V4": {"legal_status": " v4"}, "rne": {"rne": "P"},
        "reason": {"reason_place_change": "CREQB"}, "temporary": {"place": "T3"},
        "beyond": {"from_day": date(2023, 3, 31) + by, "until_day": None},
        "same carer": {"place": "U6", "provider": "PR1", "urn": "SC040001"},
    }  # fmt: skip
    if kind in copies:
        tables[name].append({**row, **copies[kind]})
    elif kind == "nfa":
        row |= {"no_further_action": True} if name == "need_episodes" else {}
    elif kind == "recoded":
        if name == "placements":  # it goes on under another code, unmoved [3.8]
            row |= {"place": RECODED[size][0], "provider": "PR4", "urn": None}
            goes_on = {"place": RECODED[size][1], "from_day": start + by, "rne": "L"}
            tables[name].append({**row, **goes_on})
    elif kind == "spaced":
        for column in ("place", "provider", "rne", "legal_status", "reason_place_change"):
            if row.get(column):
                row[column] = f" {row[column].lower()} "
    else:
        row |= {column: value for column, value in changes[kind].items() if column in row}
