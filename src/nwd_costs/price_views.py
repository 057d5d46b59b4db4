"""A unit-cost table as one authority sees it, and beside its neighbours, region and England."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from nwd_costs.days import financial_year_name, financial_year_start, iso, to_day
from nwd_costs.frames import day_numbers
from nwd_costs.line_chart import as_lines
from nwd_costs.pence import ONCE, pounds, unit_days
from nwd_costs.price_findings import PriceFinding
from nwd_costs.prices import LAYERS, Rate, UnitCosts
from nwd_costs.register import authorities
from nwd_costs.show import html_table
from nwd_costs.stages.walk import Walk

YEAR_DAYS = 365
NOTE = (
    "Prices are gross averages of what is spent: neither what one place more would cost nor what "
    "one place fewer would free."
)
NOTHING = "Nobody here has a price of any of these categories: there is nothing to compare."
A_WEEK = (
    "Pounds a week, a year being 365 days; a price a case or an episode as it is. It is that of 1 "
    "April, or the first of the year after it. Neighbours: the median of the statistical ones, of "
    "five at the least [8.4]."
)


@dataclass(frozen=True, repr=False)
class PricesShown:
    """Which price each category has in each financial year, and from where.

    Parameters
    ----------
    title
        Which table, seen from which authority.
    price_basis
        At whose prices it is.
    table
        One row a category and stretch of days with one price inside one financial year: from_day,
        until_day, amount_pence, unit, layer, basis, source, and why the council has no price of its
        own (gap), where the table says so. Without a layer there is no price.
    sources
        What each source is.
    findings
        What a reader must know of the table.
    """

    title: str
    price_basis: str
    table: pd.DataFrame
    sources: Mapping[str, str]
    findings: tuple[PriceFinding, ...]

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values.

        Returns
        -------
        dict
            The prices with their layer, source and days.
        """
        rows = self.table.astype(object).where(self.table.notna(), None)
        return {
            "title": self.title,
            "price_basis": self.price_basis,
            "prices": rows.to_dict("records"),
            "sources": dict(self.sources),
            "findings": [finding.as_dict() for finding in self.findings],
            "note": NOTE,
        }

    def __repr__(self) -> str:
        return f"PricesShown({self.title}: {len(self.table)} prices; print it to read it)"

    def __str__(self) -> str:
        lines = [self.title, f"  prices: {self.price_basis}"]
        for category, rows in self.table.groupby("category", sort=True):
            lines += ["", str(category)]
            for *cells, gap in _told(rows):
                lines += [f"  {'  '.join(cells)}".rstrip()]
                lines += [f"    none of its own: {line}" for line in [gap] if line]
        lines += ["", *(f"{name}: {told}" for name, told in self.sources.items()), "", NOTE]
        return "\n".join([*lines, *(str(finding) for finding in self.findings)])

    def to_html(self) -> str:
        """Give it as a section of a page.

        Returns
        -------
        str
            A table for each category.
        """
        facts = [f"Prices: {self.price_basis}", NOTE, *map(str, self.findings)]
        said = "".join(f"<p>{html.escape(fact)}</p>" for fact in facts)
        headings = ["year", "price", "layer", "basis", "source", "days", "why none of its own"]
        tables = [
            html_table(str(category), headings, [[c.strip() for c in row] for row in _told(rows)])
            for category, rows in self.table.groupby("category", sort=True)
        ]
        sources = html_table("Sources", [], list(self.sources.items()))
        title = html.escape(self.title)
        return f"<section><h1>{title}</h1>{said}{''.join(tables)}{sources}</section>"

    def _repr_html_(self) -> str:
        return self.to_html()


def show_unit_costs(costs: UnitCosts, *, layers: Sequence[str] = LAYERS) -> PricesShown:
    """Show which price each category has in each year, as the walk of [8.1] finds it.

    Parameters
    ----------
    costs
        The unit-cost table, seen from the authority.
    layers
        The layers in the order in which they are asked.

    Returns
    -------
    PricesShown
        Each category by financial year with the layer used, basis, source and gaps.
    """
    document, walk = costs.document, Walk(costs, tuple(layers))
    first, last = to_day(document.span_from), to_day(document.span_until)
    rows = []
    for name in sorted(costs.rates["category"].unique().tolist()):
        for price in walk.prices((name,), first, last):
            for year, start, end in _years(price.from_day, price.until_day):
                rate = price.rate
                found = [rate.pence, rate.unit] if rate else [None, ""]
                ground = [rate.basis, rate.source] if rate else ["", ""]
                gap = "" if price.layer == "authority" else _gap(costs, name, start, end)
                rows.append([name, year, iso(start), iso(end), *found, price.layer, *ground, gap])
    columns = [
        "category", "financial_year", "from_day", "until_day", "amount_pence", "unit", "layer",
        "basis", "source", "gap",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).astype({"amount_pence": "Int64"})
    table = table.sort_values(["category", "from_day"], ignore_index=True)
    sources = {name: f"{s.publisher}, {s.title}, {s.date}" for name, s in document.sources.items()}
    title = f"{costs.id} as {costs.authority} sees it"
    return PricesShown(title, costs.price_basis, table, sources, costs.findings)


def _gap(costs: UnitCosts, name: str, first: int, last: int) -> str:
    """Say why the council has no price of its own on some days, as the table lists it [8.16]."""
    listed = costs.missing
    mine = listed["authority"].isin(costs.areas["authority"]) & (listed["category"] == name)
    start, end = day_numbers(listed["from_day"]), day_numbers(listed["until_day"])
    return "; ".join(dict.fromkeys(listed.loc[mine & (start < last) & (end > first), "reason"]))


def _years(first: int, last: int) -> Iterator[tuple[str, int, int]]:
    """Cut days at every 1 April."""
    day, year = first, _opening(first)
    while day < last:
        end = min(financial_year_start(year + 1), last)
        yield financial_year_name(year), day, end
        day, year = end, year + 1


def _opening(day: int) -> int:
    year = int(iso(day)[:4])
    return year if day >= financial_year_start(year) else year - 1


def _told(rows: pd.DataFrame) -> Iterator[list[str]]:
    for row in rows.to_dict("records"):
        price = "no price in any layer"
        if row["layer"]:
            price = f"{pounds(row['amount_pence'])} a {row['unit']}"
        year = str(row["financial_year"])
        whole = row["from_day"][4:] == row["until_day"][4:] == "-04-01"
        days = "" if whole else f"{row['from_day']} up to {row['until_day']}"
        yield [year, f"{price:>18}", f"{row['layer']:<10}", f"{row['basis']:<9}",
               str(row["source"]), days, str(row["gap"])]  # fmt: skip


@dataclass(frozen=True, repr=False)
class PricesCompared:
    """The prices of an authority beside those of its neighbours, its region and England.

    Parameters
    ----------
    title
        Which table, of which authority.
    names
        What each column of pence is called.
    table
        One row a category and financial year: pence a week of each.
    """

    title: str
    names: Mapping[str, str]
    table: pd.DataFrame

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values.

        Returns
        -------
        dict
            Pence a week of every category, year and layer.
        """
        rows = self.table.astype(object).where(self.table.notna(), None)
        return {
            "title": self.title,
            "names": dict(self.names),
            "pence_a_week": rows.to_dict("records"),
            "note": f"{A_WEEK} {NOTE}",
        }

    def __repr__(self) -> str:
        return f"PricesCompared({self.title}; print it to read it)"

    def __str__(self) -> str:
        lines = [self.title] if len(self.table) else [self.title, "", NOTHING]
        wide = max([18, *(len(name) + 2 for name in self.table["category"])])
        for category, rows in self.table.groupby("category", sort=True):
            lines += ["", f"{category:<{wide}}{''.join(f'{name:>14}' for name in self.names)}"]
            for row in rows.to_dict("records"):
                cells = "".join(f"{_pounds(row[name]):>14}" for name in self.names)
                lines.append(f"  {row['financial_year']:<{wide - 2}}{cells}".rstrip())
        named = [f"{name}: {meaning}" for name, meaning in self.names.items()]
        return "\n".join([*lines, "", *named, A_WEEK, NOTE])

    def to_html(self) -> str:
        """Give it as a section of a page: a chart and a table for each category.

        Returns
        -------
        str
            HTML with inline SVG, which needs nothing else.
        """
        parts = []
        for category, rows in self.table.groupby("category", sort=True):
            years = rows["financial_year"].tolist()
            values = {
                meaning: [None if pd.isna(v) else int(v) for v in rows[name]]
                for name, meaning in self.names.items()
            }
            key = hashlib.sha256(f"{self.title}{category}".encode()).hexdigest()[:12]
            title = f"{category}, pounds a week by financial year"
            drawn = as_lines(years, values, title=title, key=f"prices-{key}")
            caption = f"<figcaption>{html.escape(title)}</figcaption>"
            cells = [
                [year, *(_pounds(row[name]) for name in self.names)]
                for year, row in zip(years, rows.to_dict("records"), strict=True)
            ]
            told = html_table(str(category), ["year", *self.names.values()], cells)
            parts.append(f"<figure>{drawn}{caption}</figure>{told}")
        facts = [A_WEEK, NOTE, *([] if len(self.table) else [NOTHING])]
        said = "".join(f"<p>{html.escape(text)}</p>" for text in facts)
        return f"<section><h1>{html.escape(self.title)}</h1>{said}{''.join(parts)}</section>"

    def _repr_html_(self) -> str:
        return self.to_html()


def compare_unit_costs(costs: UnitCosts, *, against: UnitCosts | None = None) -> PricesCompared:
    """Compare an authority with its neighbours, its region and England over the years.

    Parameters
    ----------
    costs
        The unit-cost table, seen from the authority.
    against
        Another table seen from the same authority, whose neighbours, region and England are taken,
        such as the published one beside a council's own; the table itself unless given.

    Returns
    -------
    PricesCompared
        Pence a week of each category and financial year, blank where there is none.
    """
    other = costs if against is None else against
    region = ", ".join(_area_names(other, "region"))
    names = {
        "authority": f"{costs.authority}, {costs.id}",
        "neighbours": f"median of its {len(other.areas['neighbours'])} statistical neighbours",
        "region": f"its region{f' ({region})' if region else ''}",
        "england": "England",
    }
    span = _span(costs), _span(other)
    first, last = min(low for low, _ in span), max(high for _, high in span)
    rows = []
    for name in sorted(costs.rates["category"].unique().tolist()):
        for year in range(first, last + 1):
            pence = [
                _in_year((costs if layer == "authority" else other).in_layer(layer, name), year)
                for layer in names
            ]
            rows.append([name, financial_year_name(year), *pence])
    table = pd.DataFrame(rows, columns=["category", "financial_year", *names])
    table = _where_any(table.astype(dict.fromkeys(names, "Int64")), list(names))
    beside = "" if other is costs else f", beside {other.id}"
    return PricesCompared(f"Unit costs of {costs.authority}, {costs.id}{beside}", names, table)


def _where_any(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Keep the years of each category from the first to the last that anybody has a price for."""
    there = table[names].notna().any(axis=1)
    by_category = there.groupby(table["category"])
    begun, to_come = by_category.cummax(), there[::-1].groupby(table["category"]).cummax()
    return table[begun & to_come].reset_index(drop=True)


def _span(costs: UnitCosts) -> tuple[int, int]:
    low, high = to_day(costs.document.span_from), to_day(costs.document.span_until)
    return _opening(low), _opening(high - 1)


def _in_year(rates: Sequence[Rate], year: int) -> int | None:
    """Give the price of a year, a week: that of 1 April, or the first of the year after it."""
    opens, ends = financial_year_start(year), financial_year_start(year + 1)
    there = [rate for rate in rates if rate.from_day < ends and rate.until_day > opens]
    if not there:
        return None
    rate = min(there)
    if rate.unit in ONCE:
        return rate.pence
    return round(Fraction(7 * rate.pence) / unit_days(rate.unit, YEAR_DAYS))


def _area_names(costs: UnitCosts, layer: str) -> list[str]:
    return [authorities()[area]["name"] for area in costs.areas[layer]]


def _pounds(pence: int | None) -> str:
    return "" if pd.isna(pence) else pounds(int(pence or 0))
