"""Many draws in one authority, and the same histories at another time."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from nwd_costs.testing.strategies import Row, Rows, authorities
from properties.runs import TABLES, of_one_return, renamed, together

TESTS = Path(__file__).resolve().parents[1]


def crowd(seeds: int) -> Rows:
    """Put many draws together into one authority: they are always the same ones.

    They are drawn in a process of their own, because hypothesis also draws constants that stand in
    whatever modules of ours happen to be loaded.
    """
    command = [sys.executable, "-m", "properties.crowds", str(seeds)]
    told = subprocess.run(command, cwd=TESTS, stdout=subprocess.PIPE, check=True)
    drawn: list[Rows] = pickle.loads(told.stdout)  # noqa: S301 - written by ourselves, below
    return together(*(_numbered(rows, number) for number, rows in enumerate(drawn)))


def drawn_with(seeds: int) -> list[Rows]:
    """Draw ten times with each seed: after ten hypothesis repeats parts of what it drew before."""
    drawn: list[Rows] = []

    def keep(rows: Rows) -> None:
        drawn.append(rows)

    ten = settings(
        max_examples=10, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    for number in range(seeds):
        seed(number)(ten(given(authorities(max_referrals=10))(keep)))()
    return drawn


def _numbered(rows: Rows, number: int) -> Rows:
    def name(own: str) -> str:
        return f"{own}-{number:03d}"

    return renamed(rows, name, name)


def moved(rows: Rows, days: int) -> Rows:
    """Let the same histories happen so many days later, to people born so many days later."""

    def later(row: Row) -> Row:
        step = timedelta(days=days)
        return {k: v + step if isinstance(v, date) else v for k, v in row.items()}

    return of_one_return({table: [later(row) for row in rows[table]] for table in TABLES})


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(drawn_with(int(sys.argv[1]))))
