"""The flags that several commands share: what to read, at which prices, by which rules."""

from __future__ import annotations

import argparse

PERIODS = "2022-23, '2022-23 Q3', '2022-23 to Q3' or 2022-10-01..2023-01-01 (end excluded)"


def add_reading(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    """Ask for the returns."""
    parser.add_argument(
        "--ssda903",
        required=needed,
        metavar="DIR",
        help="SSDA903 returns, CSV or XML: a folder or zip",
    )
    parser.add_argument(
        "--cin-census", nargs="+", metavar="FILE", help="CIN census XML, one per year"
    )
    parser.add_argument(
        "--annex-a",
        nargs="+",
        metavar="FILE",
        help="Annex A workbook, or a CSV for each list: for the tables that nothing else gives",
    )
    parser.add_argument(
        "--id-map",
        metavar="FILE",
        help="columns ssda903 and cin_census, where the ids of the two differ",
    )
    parser.add_argument(
        "--year-is",
        choices=("ending", "opening"),
        default="ending",
        help="whether years in the names of returns are those in which they end (default) or open",
    )


def add_referrals(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    """Ask for the list of referrals."""
    parser.add_argument(
        "--referrals", required=needed, metavar="FILE", help="referral list: CSV, XLSX, Parquet"
    )


def add_pricing(parser: argparse.ArgumentParser) -> None:
    """Ask for prices, whose they are, and how far one can see."""
    parser.add_argument(
        "--unit-costs",
        required=True,
        metavar="ID|FOLDER|FILE",
        help="such as lait-outturn/2024-25, or a folder or Excel workbook of your own",
    )
    parser.add_argument(
        "--authority", required=True, metavar="NAME", help="council's name, DfE number or ONS code"
    )
    parser.add_argument(
        "--as-at", required=True, metavar="DATE", help="last day observed, yyyy-mm-dd"
    )


def add_method(parser: argparse.ArgumentParser) -> None:
    """Ask for a method and the period."""
    parser.add_argument(
        "--methodology", required=True, metavar="ID|FOLDER", help="such as edge-of-care/2021-22.1"
    )
    parser.add_argument("--period", required=True, help=PERIODS)


def add_accept(parser: argparse.ArgumentParser) -> None:
    """Ask which crossed limits of the data are accepted."""
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="LIMIT",
        help="accept a crossed limit of data quality by its name, as check and run tell it, so "
        "that the figure stands; every output shows it; may be given again",
    )


def add_run(parser: argparse.ArgumentParser) -> None:
    """Ask for all that one run of one method takes."""
    add_reading(parser)
    add_referrals(parser)
    add_method(parser)
    add_pricing(parser)
    add_accept(parser)


def add_policy(parser: argparse.ArgumentParser, *, when: str = "") -> None:
    """Ask for the policy of disclosure control; nothing is filled in where it is not given."""
    parser.add_argument(
        "--threshold",
        type=int,
        metavar="N",
        help=f"{when}show nothing about fewer children than this (default 5)",
    )
    parser.add_argument(
        "--round-to", type=int, metavar="N", help=f"{when}round counts to this (default 5)"
    )


def add_secret(parser: argparse.ArgumentParser, *, meaning: str) -> None:
    """Ask for the analyst's secret, in a file so that it stands in no history of commands."""
    parser.add_argument(
        "--secret-file",
        metavar="FILE",
        help=f"{meaning}: a text file with your secret of 16 characters or more, which you keep",
    )
