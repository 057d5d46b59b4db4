"""The page of all checks: ``python tests/checks/page.py`` writes it from the catalogue."""

from __future__ import annotations

from pathlib import Path

from nwd_costs.checks import CATALOGUE

PAGE = Path(__file__).resolve().parents[2] / "methodology" / "checks.md"
HEAD = """# The checks

Every row that is read is held to these rules [2.15]. A row that breaks one is *refused* (it is
rejected, with its reason), *repaired* (by [2.2], [2.3] or [2.4]) or used and *warned* about. A
finding names the check, the file, the row and the column, and no value of the row. The numbers in
square brackets are clauses of [rules.md](rules.md); the last column says where the rule is from,
if not from there. A file named in it is one of the [code lists](codes/README.md).

This page is written from the catalogue: `PYTHONPATH=src:tests python tests/checks/page.py`.
"""
TITLES = {
    "placements": "SSDA903 episodes",
    "children": "Headers, unaccompanied children, and the identifiers of the census",
    "need_episodes": "CIN census: referrals",
    "protection_plans": "CIN census: protection plans",
    "referrals": "The list of edge-of-care referrals",
}


def page() -> str:
    """Give the page as the catalogue has it."""
    parts = [HEAD]
    for table, title in TITLES.items():
        parts.append(f"\n## {title}\n")
        parts.append("| Check | Column | What must hold | If not | What to do | Clause | Source |")
        parts.append("|---|---|---|---|---|---|---|")
        for check in CATALOGUE.values():
            if check.table == table:
                cells: list[str] = [
                    f"`{check.id}`",
                    f"`{check.column}`",
                    check.rule,
                    check.severity,
                ]
                cells += [check.advice, f"[{check.clause}]", check.source]
                parts.append("| " + " | ".join(cells) + " |")
    return "\n".join([*parts, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
