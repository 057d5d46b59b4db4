"""The checks of rows about children: the 903 header, its UASC table, the census identifiers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from nwd_costs.checks.lists import Ints, Mask, out_of_date, unknown
from nwd_costs.checks.views import People, among, child_and_year, closing_of, sexes
from nwd_costs.days import FIRST_DAY, NO_DAY
from nwd_costs.frames import day_numbers

Finder = Callable[[People], Mask]
ALPHANUMERIC_FROM = 2025


def _named(people: People) -> Mask:
    return (people.frame["child_id"] != "").to_numpy(dtype=np.bool_)


def _date_missing(people: People) -> Mask:
    found: Mask = people.date_of_birth == NO_DAY
    return found


def _date_unreadable(people: People) -> Mask:
    return people.conformed.fault("date_of_birth")


def _sex_unknown(book: str) -> Finder:
    def find(people: People) -> Mask:
        codes = people.sex
        blank = ~codes.filled & codes.is_given
        return unknown(codes, people.books[book]) | blank

    return find


def _sex_out_of_date(book: str) -> Finder:
    def find(people: People) -> Mask:
        closing = closing_of(people.year)
        first = np.where(people.year > 0, closing - 1, NO_DAY)
        return out_of_date(people.sex, people.books[book], first, closing, closing)

    return find


def _key(people: People) -> Ints:
    return child_and_year(people.child, people.year)


def _several(key: Ints, value: Ints) -> Mask:
    """Mark the rows whose key has more than one value; a value below 0 is none."""
    known = (value >= 0) & (key >= 0)
    pairs = pd.DataFrame({"key": key[known], "value": value[known]}).drop_duplicates()
    repeated = pairs.loc[pairs["key"].duplicated(), "key"].to_numpy(dtype=np.int64)
    return known & among(key, repeated)


def _birth_differs(people: People) -> Mask:
    known = _named(people) & (people.date_of_birth != NO_DAY) & (people.born != NO_DAY)
    found: Mask = known & (people.date_of_birth != people.born)
    return found


def _in_one_return(people: People, differs: Mask, value: Ints) -> Mask:
    """Mark the rows that differ within their own return; few do, so few are looked at."""
    return _several(_key(people), value) if differs.any() else differs


def _birth_given_twice(people: People) -> Mask:
    day, differs = people.date_of_birth, _birth_differs(people)
    value = np.where(day == NO_DAY, -1, day - FIRST_DAY)
    return differs & _in_one_return(people, differs, value)


def _birth_changes(people: People) -> Mask:
    return _birth_differs(people) & ~_birth_given_twice(people)


def _sex_given_twice(people: People) -> Mask:
    differs = _sex_differs(people)
    return differs & _in_one_return(people, differs, _sexes(people))


def _sex_changes(people: People) -> Mask:
    return _sex_differs(people) & ~_sex_given_twice(people)


def _sexes(people: People) -> Ints:
    return sexes(people.sex)


def _sex_differs(people: People) -> Mask:
    own, other = _sexes(people), people.known.sex(people.child)
    found: Mask = _named(people) & (own >= 0) & (other >= 0) & (own != other)
    return found


HEADER: Mapping[str, Finder] = {
    "header-date-of-birth-missing": _date_missing,
    "header-sex-unknown": _sex_unknown("sex_ssda903"),
    "header-sex-out-of-date": _sex_out_of_date("sex_ssda903"),
    "header-date-of-birth-given-twice": _birth_given_twice,
    "header-date-of-birth-changes": _birth_changes,
    "header-sex-given-twice": _sex_given_twice,
    "header-sex-changes": _sex_changes,
}


def _uasc_past_18(people: People) -> Mask:
    until = day_numbers(people.frame["uasc_until_day"])
    known = (until != NO_DAY) & (people.born != NO_DAY)
    found: Mask = known & (until > people.known.grown(people.child))
    return found


UASC: Mapping[str, Finder] = {
    "uasc-ends-after-18th-birthday": _uasc_past_18,
    "uasc-end-unreadable": lambda people: people.conformed.fault("uasc_until_day"),
}


def _not_alphanumeric(people: People) -> Mask:
    child_ids = people.frame["child_id"]
    odd = ~child_ids.str.fullmatch(r"[A-Za-z0-9]*").to_numpy(dtype=np.bool_)
    return odd & (people.year >= ALPHANUMERIC_FROM)


CENSUS: Mapping[str, Finder] = {
    "census-date-of-birth-unreadable": _date_unreadable,
    "census-sex-unknown": _sex_unknown("sex_cin"),
    "census-sex-out-of-date": _sex_out_of_date("sex_cin"),
    "census-child-id-not-alphanumeric": _not_alphanumeric,
    "census-date-of-birth-differs": _birth_differs,
    "census-sex-differs": _sex_differs,
}
