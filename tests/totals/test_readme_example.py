"""The example of the README gives what stands below it."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from nwd_costs.errors import UsageError

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_example_prints_what_stands_below_it_and_ends_in_a_refusal() -> None:
    block = r"<!-- totals-example -->\n```python\n(.*?)```\n\n```text\n(.*?)```"
    ((code, shown),) = re.findall(block, README, re.DOTALL)
    printed = StringIO()
    with redirect_stdout(printed), pytest.raises(UsageError, match="cannot be added"):
        exec(code, {})  # noqa: S102 - the README is ours
    assert printed.getvalue().split() == shown.split()
