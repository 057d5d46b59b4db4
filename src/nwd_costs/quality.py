"""What reading found, before anything is calculated: the content of ``check``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nwd_costs.days import financial_year_start
from nwd_costs.fates import FATES, counted
from nwd_costs.frames import day_numbers
from nwd_costs.methods import Methodology
from nwd_costs.notices import code_warnings, rejection_warnings
from nwd_costs.pence import share_ppm
from nwd_costs.show import html_table
from nwd_costs.stages.observation import STATUTORY, observe
from nwd_costs.summary import Values, repair_counts
from nwd_costs.tables import CIN_CENSUS, SSDA903, InputFile, Records, Warn

FOUND_IN = {SSDA903: ("placements",), CIN_CENSUS: ("protection_plans", "need_episodes")}


@dataclass(frozen=True, eq=False)
class Quality:
    """The quality of some records, in counts alone.

    Parameters
    ----------
    files
        Every file met, and what it was taken for.
    accounting
        Rows in and out by reason [1.9].
    repairs
        Rows touched by every repair rule [2.1]-[2.5].
    unmapped, past_last_day
        Codes without a category, or past their last day [3.4].
    referrals, found_in
        How many referrals there are, and the young people of how many are in each source.
    no_date_of_birth
        Children of whom no source gives a date of birth.
    years_missing
        For each statutory source, return years between the first and the last that are not there.
    warnings
        What reading noticed.
    """

    files: tuple[InputFile, ...]
    accounting: Mapping[str, Mapping[str, int | dict[str, int]]]
    repairs: Values
    unmapped: Mapping[str, Mapping[str, int]]
    past_last_day: Mapping[str, Mapping[str, int]]
    referrals: int
    found_in: Mapping[str, int]
    no_date_of_birth: int
    years_missing: Mapping[str, tuple[int, ...]]
    warnings: tuple[Warn, ...]

    def as_dict(self) -> Values:
        """Give the report as plain values."""
        shares = {name: share_ppm(found, self.referrals) for name, found in self.found_in.items()}
        return {
            "files": [
                {"name": file.name, "taken_for": file.taken_for, "rows": file.rows}
                for file in self.files
            ],
            "accounting": dict(self.accounting),
            "repairs": self.repairs,
            "unmapped": dict(self.unmapped),
            "past_last_day": dict(self.past_last_day),
            "referrals": self.referrals,
            "referrals_found_in": dict(self.found_in),
            "referrals_found_in_share_ppm": shares,
            "children_without_date_of_birth": self.no_date_of_birth,
            "years_missing": {name: list(years) for name, years in self.years_missing.items()},
            "warnings": [warning.as_dict() for warning in self.warnings],
        }

    def __str__(self) -> str:
        return "\n".join(
            [
                *self._files(),
                "",
                *self._rows(),
                "",
                *self._people(),
                *self._codes(),
                *self._warned(),
            ]
        )

    def _files(self) -> list[str]:
        width = max((len(file.name) for file in self.files), default=0)
        return ["What each file was taken for"] + [
            f"  {file.name:<{width}}  {file.taken_for}, {file.rows} rows" for file in self.files
        ]

    def _rows(self) -> list[str]:
        lines = ["What became of every row"]
        for table, counts in self.accounting.items():
            lines.append(f"  {table}: {counts['rows_in']} in, {counts['used']} used")
            for fate in FATES[1:]:
                reasons = counts[fate]
                if isinstance(reasons, dict):
                    words = fate.replace("_", " ")
                    lines += [f"    {words}, {why}: {n}" for why, n in reasons.items()]
        return lines

    def _people(self) -> list[str]:
        lines = [f"Referrals: {self.referrals}"]
        for name, found in self.found_in.items():
            share = share_ppm(found, self.referrals)
            percent = "" if share is None else f" ({share // 10_000}%)"
            lines.append(f"  the young person is in the {name}: {found}{percent}")
        lines.append(f"Children without a date of birth: {self.no_date_of_birth}")
        for name, years in self.years_missing.items():
            if years:
                lines.append(f"Missing return years, {name}: {', '.join(map(str, years))}")
        return lines

    def _codes(self) -> list[str]:
        found = {"without a category": self.unmapped, "past their last day": self.past_last_day}
        return [
            f"Codes {what}: {code}, rows {counts['rows']}, days {counts['days']}"
            for what, codes in found.items()
            for code, counts in codes.items()
        ]

    def _warned(self) -> list[str]:
        if not self.warnings:
            return []
        return ["", "Warnings", *(f"  {w.message} [{w.clause}]" for w in self.warnings)]

    def _repr_html_(self) -> str:
        rows = [[file.name, file.taken_for, file.rows] for file in self.files]
        return html_table("What each file was taken for", ["file", "taken for", "rows"], rows)


def quality(records: Records, method: Methodology) -> Quality:
    """Report on records without calculating a figure.

    Parameters
    ----------
    records
        What ``read`` made of the returns.
    method
        Whose categories decide which codes are known.

    Returns
    -------
    Quality
        Counts only; nobody's record is in them.
    """
    observed = observe(records, _last_day(records))
    _, report = method.plan.stages.timeline.apply(
        observed, records.placements, method.plan.categories, method.plan.vocabulary
    )
    fates = {**observed.fates, "placements": report.fates}
    accounting = counted(fates)
    return Quality(
        files=records.inputs,
        accounting=accounting,
        repairs=repair_counts(accounting, observed.repairs),
        unmapped=report.unmapped,
        past_last_day=report.past_last_day,
        referrals=len(records.referrals),
        found_in={name: _found(records, tables) for name, tables in FOUND_IN.items()},
        no_date_of_birth=int(records.children["date_of_birth"].isna().sum()),
        years_missing={name: _missing(years) for name, years in records.return_years.items()},
        warnings=(
            *records.warnings,
            *observed.warnings,
            *code_warnings(report),
            *rejection_warnings(fates),
        ),
    )


def _last_day(records: Records) -> int:
    """Give the last day that all returns observe; else the last day that any row names."""
    closing = [financial_year_start(max(years)) for years in records.return_years.values() if years]
    if closing:
        return min(closing) - 1
    days = [
        int(day_numbers(getattr(records, table)[column]).max())
        for table in STATUTORY
        for column in ("from_day", "until_day")
        if len(getattr(records, table))
    ]
    return max(days, default=0)


def _found(records: Records, tables: tuple[str, ...]) -> int:
    found = records.referrals["child_id"].isin([])
    for table in tables:
        found |= records.referrals["child_id"].isin(getattr(records, table)["child_id"])
    return int(found.sum())


def _missing(years: tuple[int, ...]) -> tuple[int, ...]:
    if not years:
        return ()
    return tuple(year for year in range(min(years), max(years)) if year not in years)
