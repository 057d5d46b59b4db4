"""The checks of 903 episodes one by one: codes, days, ages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np

from nwd_costs.checks.lists import Ints, Mask, out_of_date, unknown
from nwd_costs.checks.spells import Finder, born_later_than, finders
from nwd_costs.checks.views import Told, among, child_and_year
from nwd_costs.days import NO_DAY, Days, age_on

_URN = re.compile(r"SC[0-9]{6}|[0-9]{7}|X{7}")
_Span = Callable[[Told], tuple[Days, Days]]


def _open(told: Told) -> Mask:
    found: Mask = told.usable & (told.until_day == NO_DAY)
    return found


def _rec_without_dec(told: Told) -> Mask:
    return _open(told) & told.coded("rec").filled


def _dec_without_rec(told: Told) -> Mask:
    codes = told.coded("rec")
    return told.closed & ~codes.filled & codes.is_given


def _reason_without_dec(told: Told) -> Mask:
    return _open(told) & told.coded("reason_place_change").filled


def _unknown(column: str, *, needed: bool = False) -> Finder:
    def find(told: Told) -> Mask:
        codes = told.coded(column)
        found = unknown(codes, told.books[column])
        if needed and codes.is_given:
            found = found | ~codes.filled
        return told.usable & found

    return find


def _first_day(told: Told) -> tuple[Days, Days]:
    return told.from_day, told.from_day + 1


def _every_day(told: Told) -> tuple[Days, Days]:
    return told.from_day, told.end


def _last_day(told: Told) -> tuple[Days, Days]:
    return told.until_day, np.where(told.until_day == NO_DAY, NO_DAY, told.until_day + 1)


def _out_of_date(column: str, days: _Span) -> Finder:
    def find(told: Told) -> Mask:
        codes = told.coded(column)
        return told.usable & out_of_date(codes, told.books[column], *days(told), told.closing)

    return find


def _provider_missing(told: Told) -> Mask:
    place, provider = told.coded("place"), told.coded("provider")
    needed = place.yes(told.books["place"], "provider_needed")
    return told.usable & needed & ~provider.filled & provider.is_given


def _provider_cannot_go(told: Told) -> Mask:
    place, provider = told.coded("place"), told.coded("provider")
    book = told.books["place"]
    allowed = np.ones((len(place.words) + 1, len(provider.words) + 1), dtype=np.bool_)
    for row, code in enumerate(place.words):
        if code in book:
            may = {"", *book[code].facts["providers"].split()}
            known = told.books["provider"]
            allowed[row, :-1] = [word in may or word not in known for word in provider.words]
    return told.usable & ~allowed[place.at, provider.at]


def _urn_malformed(told: Told) -> Mask:
    urn = told.coded("urn")
    return told.usable & urn.spread(
        [word != "" and not _URN.fullmatch(word.upper()) for word in urn.words]
    )


def _urn_not_expected(told: Told) -> Mask:
    none = told.coded("place").yes(told.books["place"], "urn", "no")
    return told.usable & none & told.coded("urn").filled


def _at_18_or_over(told: Told) -> Mask:
    known = told.usable & (told.born != NO_DAY)
    found: Mask = known & (told.from_day >= told.grown)
    return found


def _past_18(told: Told) -> Mask:
    grown = told.grown
    known = told.usable & (told.born != NO_DAY)
    stays = told.coded("legal_status").is_in("V2") & told.coded("place").is_in("K2")
    marked: Mask = known & (told.from_day < grown) & (told.end > grown) & ~stays
    return marked


def _too_young(told: Told) -> Ints:
    least = told.coded("place").numbers(told.books["place"], "lowest_age", 0)
    asked = np.flatnonzero(told.usable & (least > 0) & (told.born != NO_DAY))
    born, began = told.born[asked], told.from_day[asked]
    return asked[(began >= born) & (age_on(born, began) < least[asked])]


def _longer(column: str, code: str, days: int) -> Finder:
    return lambda told: (told.days > days) & told.coded(column).is_in(code)


def _remand_under_10(told: Told) -> Ints:
    remand = told.usable & told.coded("legal_status").is_in("J1") & (told.born != NO_DAY)
    asked = np.flatnonzero(remand & (told.from_day >= told.born))
    return asked[age_on(told.born[asked], told.from_day[asked]) < 10]


def _short_breaks_of_two_kinds(told: Told) -> Mask:
    """Find V4 rows of children who have V3 rows in the same return."""
    status = told.coded("legal_status")
    single, agreed = told.usable & status.is_in("V3"), told.usable & status.is_in("V4")
    year = told.frame["return_year"].to_numpy(dtype=np.int64)
    key = child_and_year(told.child, year)
    return agreed & among(key, key[single])


EPISODES: Mapping[str, Finder] = {
    **finders("placement"),
    "rec-without-dec": _rec_without_dec,
    "dec-without-rec": _dec_without_rec,
    "reason-without-dec": _reason_without_dec,
    "place-unknown": _unknown("place", needed=True),
    "provider-unknown": _unknown("provider"),
    "legal-status-unknown": _unknown("legal_status", needed=True),
    "rne-unknown": _unknown("rne", needed=True),
    "rec-unknown": _unknown("rec"),
    "reason-unknown": _unknown("reason_place_change"),
    "place-out-of-date": _out_of_date("place", _every_day),
    "legal-status-out-of-date": _out_of_date("legal_status", _first_day),
    "rec-out-of-date": _out_of_date("rec", _last_day),
    "reason-out-of-date": _out_of_date("reason_place_change", _last_day),
    "provider-missing": _provider_missing,
    "provider-cannot-go-with-place": _provider_cannot_go,
    "urn-malformed": _urn_malformed,
    "urn-not-expected": _urn_not_expected,
    "begins-before-birth": lambda told: born_later_than(told, 0),
    "begins-at-18-or-over": _at_18_or_over,
    "runs-past-18th-birthday": _past_18,
    "too-young-for-place": _too_young,
    "police-protection-too-long": _longer("legal_status", "L1", 3),
    "emergency-protection-too-long": _longer("legal_status", "L2", 21),
    "child-assessment-too-long": _longer("legal_status", "L3", 7),
    "remand-under-10": _remand_under_10,
    "short-break-too-long": _longer("legal_status", "V3", 17),
    "short-breaks-of-two-kinds": _short_breaks_of_two_kinds,
    "hospital-stay-too-long": _longer("place", "T1", 42),
    "carer-holiday-too-long": _longer("place", "T3", 21),
    "other-temporary-move-too-long": _longer("place", "T4", 7),
}
