"""The context checks [16.3]-[16.6]: what a claim looks like beside published statistics.

Each is worked out by the calculators of section 15, so that units and price bases are held to, and
each says what it rests on. Where a figure was not published a check says so, and is not made.
"""

from __future__ import annotations

from fractions import Fraction

from nwd_costs.context.asked import (
    ContextCheck,
    Ground,
    Question,
    Verdict,
    ground,
    read_claim,
    read_number,
    short,
)
from nwd_costs.context.prices import PUBLISHED, categories_of, price_source, published_price
from nwd_costs.context.statistics import NotPublishedError, Statistic, area, look_up, opening_of
from nwd_costs.days import financial_year_name
from nwd_costs.errors import Problem, UsageError
from nwd_costs.register import authorities
from nwd_costs.rule import Basis, weakest
from nwd_costs.totals.comparing import share
from nwd_costs.totals.figures import Money, Quantity
from nwd_costs.totals.spending import annualise, average_cost, implied_quantity

YEAR_OF_WEEKS = "52 weeks"
WEEKS = 52
# The prices of care that a claim is held against, the dearest as a rule first.
CARE = ("residential", "looked_after", "foster")
_PLACE = {
    "residential": "the price of residential care",
    "looked_after": "the average price of looked after children",
    "foster": "the price of fostering",
}
_INSTEAD = {
    "care_entries": "entries that were prevented",
    "children_looked_after": "children who would have been looked after otherwise",
}
FALLS = {"care_entries": "all entries", "children_looked_after": "all children looked after"}


def share_of_spending(claim: str | Money, *, authority: str, year: str) -> ContextCheck:
    """Say what share of all spending on looked after children a claim is [16.3].

    Parameters
    ----------
    claim
        An amount in total, in the money of the year: ``£6.39m``.
    authority, year
        Whose spending, and in which financial year.

    Returns
    -------
    ContextCheck
        A share; a warning where it is above the whole.

    Raises
    ------
    UsageError
        When the claim, the authority or the year is not understood.
    """
    question = Question(
        "share of spending",
        "What share of all spending on looked after children is it?",
        "the claim / gross spending on looked after children in the year",
        "16.3",
    )
    money, name = read_claim(claim, year), _name(authority)
    try:
        spending = look_up("looked_after_spending", authority=authority, year=year)
        if not spending.figure.exact:
            _nothing(spending)
    except NotPublishedError as error:
        return question.unanswered(error)
    found = share(part=money, whole=spending.figure)
    words = (
        f"The claim is {short(found)} of the {short(spending.figure)} that {name} spent on looked "
        f"after children in {year}, all services counted, before income."
    )
    if found.exact > 1:
        words += " It is more than all that was spent."
    verdict = Verdict.WARNING if found.exact > 1 else Verdict.CONTEXT
    return question.answered(found, [ground(spending)], words, verdict)


def fall_on_the_year_before(
    measure: str, claimed: int, *, authority: str, year: str
) -> ContextCheck:
    """Say whether a count fell on the year before by as much as is claimed [16.4].

    Parameters
    ----------
    measure
        ``care_entries``, or ``children_looked_after`` for the stock on 31 March.
    claimed
        By how many it is claimed to have fallen.
    authority, year
        Whose count, and the later of the two financial years.

    Returns
    -------
    ContextCheck
        The published fall (below nought: it rose), and whether the claim can be one.

    Raises
    ------
    UsageError
        When the measure, the number, the authority or the year is not understood.
    """
    if measure not in FALLS:
        problem = Problem(f"'{measure}'", "is not counted here", f"Name {' or '.join(FALLS)}.")
        raise UsageError("A fall cannot be checked.", [problem])
    read_number(claimed, "the claimed fall")
    _name(authority)
    counted = "entries" if measure == "care_entries" else "stock"
    question = Question(
        f"fall in {counted}",
        f"Can {claimed:,} be the fall in {FALLS[measure]} on the year before?",
        "the published number of the year before - the published number of the year",
        "16.4",
    )
    before = financial_year_name(opening_of(year) - 1)
    try:
        earlier = look_up(measure, authority=authority, year=before)
        later = look_up(measure, authority=authority, year=year)
    except NotPublishedError as error:
        return question.unanswered(error)
    fall = _count(earlier) - _count(later)
    # Two rounded numbers may each be off by half of what they are rounded to.
    possible = fall.exact + (later.nearest if later.nearest > 1 else 0) >= claimed
    moved = f"{later.title[0].upper()}{later.title[1:]} in {later.authority} {_moved(fall)}"
    words = f"{moved}, from {_plain(earlier)} ({earlier.when}) to {_plain(later)} ({later.when}). "
    words += _of_a_fall(claimed, measure, possible=possible)
    verdict = Verdict.NOT_RULED_OUT if possible else Verdict.CANNOT_BE
    grounds = [ground(earlier), ground(later)]
    return question.answered(fall, grounds, words, verdict, _moved(fall))


def child_years(
    claim: str | Money, category: str, *, authority: str, year: str, table: str = PUBLISHED
) -> ContextCheck:
    """Say how many child-years a claim implies at one published price [16.5].

    Parameters
    ----------
    claim
        An amount in total, in the money of the year.
    category
        Whose price: ``residential``, ``looked_after`` or ``foster``.
    authority, year, table
        Whose prices, of which financial year, in which table of unit costs.

    Returns
    -------
    ContextCheck
        A number of child years of 52 weeks.

    Raises
    ------
    UsageError
        When any of them is not understood.
    """
    question = Question(
        f"child years at {_place(category)}",
        f"How many children for a whole year does it stand for, at {_place(category)}?",
        "the claim / (price a child week x 52), a year of 52 weeks",
        "16.5",
    )
    money = read_claim(claim, year)
    try:
        price = published_price(category, authority=authority, year=year, table=table)
    except NotPublishedError as error:
        return question.unanswered(error)
    found = _implied(money, price)
    words = f"The claim is {short(found)} of care at {short(price)} (a year of 52 weeks)."
    return question.answered(found, [_priced(category, price, authority, year, table)], words)


def child_years_of_stock(
    claim: str | Money, category: str, *, authority: str, year: str, table: str = PUBLISHED
) -> ContextCheck:
    """Hold the child-years that a claim implies against the children looked after [16.5].

    Parameters
    ----------
    claim, category, authority, year, table
        As of ``child_years``.

    Returns
    -------
    ContextCheck
        A share; a warning where it is above the whole.

    Raises
    ------
    UsageError
        When any of them is not understood.
    """
    question = Question(
        f"beside the stock, at {_place(category)}",
        "What share of all looked after children would that be, each for the whole year?",
        "child years / children looked after on 31 March, each taken for a year",
        "16.5",
    )
    money = read_claim(claim, year)
    try:
        price = published_price(category, authority=authority, year=year, table=table)
        stock = look_up("children_looked_after", authority=authority, year=year)
        if not stock.figure.exact:
            _nothing(stock)
    except NotPublishedError as error:
        return question.unanswered(error)
    implied = _implied(money, price)
    # Nobody published how long they stayed: that each stays the whole year is inferred.
    basis = Basis(weakest([stock.figure.basis, Basis.INFERRED]))
    found = share(part=implied, whole=Quantity(stock.figure.exact, implied.unit, basis=basis))
    words = (
        f"{short(implied)} are {short(found)} of what the {_plain(stock)} children whom "
        f"{stock.authority} looked after {stock.when} come to, had each been there all year."
    )
    if found.exact > 1:
        words += " That is more than all of them."
    verdict = Verdict.WARNING if found.exact > 1 else Verdict.CONTEXT
    grounds = [_priced(category, price, authority, year, table), ground(stock)]
    return question.answered(found, grounds, words, verdict)


def per_young_person(
    claim: str | Money, young_people: int, *, authority: str, year: str, table: str = PUBLISHED
) -> ContextCheck:
    """Say what a claim is for each young person, and how many weeks of care that is [16.6].

    Parameters
    ----------
    claim
        An amount in total, in the money of the year.
    young_people
        How many it is said to be for.
    authority, year, table
        Whose prices, of which financial year, in which table of unit costs.

    Returns
    -------
    ContextCheck
        Pounds a person; a warning where it is more than a year at the highest price of care.

    Raises
    ------
    UsageError
        When any of them is not understood.
    """
    question = Question(
        "claim per young person",
        f"What is it for each of the {young_people:,} young people?",
        "the claim / the number of young people",
        "16.6",
    )
    people = Quantity(Fraction(read_number(young_people, "young_people")), "person")
    money, prices = read_claim(claim, year), _prices(authority, year, table)
    found = average_cost(spending=money, number=people)
    words = f"The claim is {short(found)}."
    if not prices:
        words += f" How many weeks of care that is cannot be said: {table} has no price for {year}."
        return question.answered(found, [], words)
    each = average_cost(spending=money, number=Quantity(people.exact, "child"))
    weeks = {
        category: implied_quantity(total=each, unit_cost=price)
        for category, price in prices.items()
    }
    told = [f"{short(number)} at {_place(category)}" for category, number in weeks.items()]
    words += f" That is {', or '.join(told)}."
    too_much = min(number.exact for number in weeks.values()) > WEEKS
    if too_much:
        words += " It is more than a whole year of care, whichever of these prices is taken."
    grounds = [_priced(name, price, authority, year, table) for name, price in prices.items()]
    verdict = Verdict.WARNING if too_much else Verdict.CONTEXT
    return question.answered(found, grounds, words, verdict)


def _implied(money: Money, price: Money) -> Quantity:
    yearly = annualise(amount=price, convention=YEAR_OF_WEEKS)
    return implied_quantity(total=money, unit_cost=yearly)


def _prices(authority: str, year: str, table: str) -> dict[str, Money]:
    found = {}
    for category in [name for name in CARE if name in categories_of(table, authority)]:
        try:
            price = published_price(category, authority=authority, year=year, table=table)
        except NotPublishedError:
            continue
        found[category] = price
    return found


def _priced(category: str, price: Money, authority: str, year: str, table: str) -> Ground:
    name = _name(authority)
    return Ground(f"price of {category}, {name}, {year}: {price}", price_source(table, authority))


def _place(category: str) -> str:
    return _PLACE.get(category, f"the price of {category}")


def _name(authority: str) -> str:
    return authorities()[area(authority)]["name"]


def _plain(statistic: Statistic) -> str:
    return f"{int(statistic.figure.exact):,}"


def _count(statistic: Statistic) -> Quantity:
    figure = statistic.figure
    return Quantity(figure.exact, figure.unit, basis=figure.basis)


def _moved(fall: Quantity) -> str:
    if not fall.exact:
        return "did not change"
    return f"{'fell' if fall.exact > 0 else 'rose'} by {abs(int(fall.exact)):,}"


def _of_a_fall(claimed: int, measure: str, *, possible: bool) -> str:
    if possible:
        return (
            f"A fall of {claimed:,} is not ruled out by that, and not shown by it either: the "
            "numbers do not say why they moved."
        )
    return (
        f"So {claimed:,} cannot be a year-on-year fall in {FALLS[measure]}: it can only be "
        f"{_INSTEAD[measure]}, or a fall in a part of them."
    )


def _nothing(statistic: Statistic) -> None:
    problem = Problem(str(statistic), "is nought: nothing is a share of it", "")
    raise NotPublishedError("A share has no whole.", [problem])
