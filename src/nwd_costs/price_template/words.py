"""What the template says to whoever fills it in, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from nwd_costs.price_parts import OWN_COLUMNS

DEFAULT_LINES = (
    "foster_in_house", "foster_agency", "residential_in_house", "residential_external",
    "looked_after", "children_in_need",
)  # fmt: skip


@dataclass(frozen=True)
class Offered:
    """A category that the template offers.

    Parameters
    ----------
    title
        What it is, in words.
    beside
        The published category to hold it against; blank where there is none.
    """

    title: str
    beside: str = ""


# The names that the shipped methods look for, and those that are published.
OFFERED = {
    "looked_after": Offered("All looked after children, on average", "looked_after"),
    "foster": Offered("Fostering of any kind, on average", "foster"),
    "foster_in_house": Offered("The council's own foster carers", "foster"),
    "foster_agency": Offered("Foster carers of an agency", "foster"),
    "foster_kinship": Offered("Foster carers who are family or friends", "foster"),
    "residential": Offered("Children's homes of any kind, on average", "residential"),
    "residential_in_house": Offered("The council's own children's homes", "residential"),
    "residential_external": Offered("Bought children's homes", "residential"),
    "secure": Offered("Secure children's homes", "residential"),
    "supported_accommodation": Offered("Supported accommodation", "looked_after"),
    "children_in_need": Offered("Social work with a child in need", "children_in_need"),
    "child_protection": Offered("A child protection plan", "children_in_need"),
}

_OWN = "If not as on the sheet table"
ASKED = {
    "authority": "Whose price is it?",
    "category": "What is paid for?",
    "per": "The price is for one …",
    "amount": "Pounds and pence",
    "from_day": "First day",
    "until_day": "The day AFTER the last day",
    "source": "Where is it from?",
    "basis": "How is it founded?",
    "note": "What should a reader know?",
    **dict.fromkeys((column.name for column in OWN_COLUMNS), _OWN),
    "reason": "Why is there no price?",
    "component": "What is this part?",
    "kind": "Does it recur?",
    "counted": "Is it in the price?",
    "id": "A short name of your own",
    "title": "What is it called?",
    "publisher": "Whose is it?",
    "date": "Of which date?",
    "where": "Where in it do the figures stand?",
    "licence": "May it be handed on?",
    "measure": "What is counted?",
    "formula": "How is the price worked out?",
    "beside": "Published category to hold it against",
}

KEYS = {
    "id": "A short name without spaces, such as norfolk-own.",
    "version": "Yours to choose; change it whenever a price changes.",
    "title": "What the table is, in a few words.",
    "publisher": "Who answers for these prices.",
    "licence": "Whether it may be handed on; not published, if it stays with you.",
    "price_basis": "At whose prices, in words, such as: outturn prices of each financial year.",
    "price_base": "outturn: the money of the day. real 2024-25: put into the prices of that year.",
    "span_from": "The first day that the table covers.",
    "span_until": "The day AFTER the last day that it covers.",
    "overheads": "Are they in the prices?",
    "on_costs": "Employer's pension and national insurance: are they in the prices?",
    "education": "What education pays towards a placement: still in (gross), or taken off (net)?",
    "health": "What health pays towards a placement: still in (gross), or taken off (net)?",
    "includes": "What is in the prices: one thing a row.",
    "excludes": "What is not: one thing a row.",
    "caveats": "What a reader must know first: one thing a row.",
}

MEANINGS = {
    "basis": "published: it stands in a document that others can see. inferred: worked out from "
    "one. assumed: somebody judged it.",
    "amount": "Pounds to the penny, such as 1185 or 23.45. No VAT that you get back.",
    "until_day": "The first day on which the price is no longer in force: 01/04/2025 for a price "
    "that ends on 31/03/2025.",
    "from_day": "A day, such as 01/04/2024.",
    "authority": "Choose from the list, or type a DfE number or an ONS code.",
    "category": "Choose from the list. To add a category, add it to the sheet categories first.",
    "source": "Choose from the list. To add a source, add it to the sheet sources first.",
    "per": "A case or an episode is charged once; the others for as long as they last.",
}

SAID = {
    "table": "What the table says of itself. Fill in column B; the keys in column A stay.",
    "rates": "One price a line. Type in the white cells; a line without an amount, basis or note "
    "is not begun, and is no price. The grey columns are for comparing and are not read.",
    "sources": "Where the prices come from: one source a line. Each line of rates names one.",
    "categories": "What is priced. Add your own below; lines of rates choose from column A.",
    "missing": "Days without a price, with the reason, so that nobody takes them for forgotten.",
    "components": "What a price is made of, if you want to show it. The parts that are in the "
    "price have to add up to it.",
    "published": "What the Department for Education publishes, in pounds a week. Not read back.",
    "lists": "What the drop-down lists offer. Nothing to fill in; not read back.",
}
TITLES = {
    "table": "The table",
    "rates": "The prices of {council}",
    "sources": "Sources",
    "categories": "Categories",
    "missing": "Days without a price",
    "components": "What the prices are made of",
    "published": "Published unit costs beside {council}",
    "lists": "Lists",
}


_GUIDANCE = """\
What this is
A table of what {council} pays for children's social care, for costing No Wrong Door with nwd-costs.
It stays with you: a result says only the table's name and a fingerprint, which proves that it was
this one.

1  Sheet rates
Type the amount of every price that you know, say how it is founded, and correct what the line is
for. Add lines below as you need them. Leave the others as they are: a line that nobody has begun is
no price.

2  Sheet table
Fill in column B: at whose prices the amounts are, and what is in them. When you change a price
later, change the version too.

3  Sheet sources
Say where the prices are from, so that an auditor finds them.

4  Sheet missing
List the days for which there is no price, and why. If you skip this, the check will ask.

5  Check it
Save, then run: nwd-costs unit-costs check "prices.xlsx". Whatever cannot be read is told by its
sheet and cell.

An example
{council}, residential_external, week, 5200.00, 01/04/2024, 01/04/2025, own-books, published: from
April 2024 to March 2025 a bought home costs 5,200 pounds a week. If the price goes up on 1 October,
make it two lines: the first until 01/10/2024, the second from 01/10/2024.

The grey columns
{published} They are gross averages: all of the spending over all of the children. Your own prices
may well differ, for they are for something narrower; one that is less than half or more than twice
the published figure is marked, to be looked at for its unit. The same figures stand on the sheet
published.

What stays as it is
Headings and grey cells are locked without a password. The names of sheets and headings are how the
workbook is read. Columns may be hidden, rows and sheets of your own added. A hidden sheet, lists,
holds what the lists offer.

Licence
Of the published figures: {licence}
"""


def guidance(council: str, published: str, licence: str) -> list[tuple[str, str]]:
    """Give the guidance as headings and what stands below each.

    Parameters
    ----------
    council
        Whose template it is.
    published
        The published figures that stand beside its own, and where they are from.
    licence
        Under which licence those are published.
    """
    told = _GUIDANCE.format(council=council, published=published, licence=licence)
    parts = [part.split("\n", 1) for part in told.rstrip().split("\n\n")]
    return [(heading, " ".join(text.split())) for heading, text in parts]
