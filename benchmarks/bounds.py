"""The bounds that the measurements are held to, and what breaks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# At a million rows. What was measured when they were set is about half of each.
RUN_RATIO = 20.0
RUN_MIB = 1.75 * 1024
CARE_RATIO = 8.0
JUDGED_AT = 1_000_000
GROWTH = 1.2  # from 100 thousand rows up, time per row, the same number of rows on both sides
GROWTH_FROM = 100_000
PROCESS_RATIO, PROCESS_SECONDS = 2.5, 1.0  # of importing pandas and pyarrow, and so much more
# What that import took where the second was set: on a slower machine the second is longer, too.
IMPORT_SECONDS = 0.7
IMPORT_RATIO = 1.3  # of importing pandas
CENSUS_MIB = 64  # and the size of the file: held whole, a census takes several times its size
READ_RATIO = 12.0  # of reading the same files as text, at a million rows


def broken(
    found: Sequence[Mapping[str, float]],
    process: Mapping[str, float],
    reading: Mapping[str, float],
) -> list[str]:
    """List every bound that some measurements break, in words.

    Parameters
    ----------
    found
        What `measure` gave for each size.
    process
        What `whole_process` gave; empty if it was not measured.
    reading
        What `reading` gave; empty if it was not measured.
    """
    faults = []
    for one in found:
        if abs(one["rows"] / JUDGED_AT - 1) < 0.1:
            faults += [
                _over("run / baseline", one["run_ratio"], RUN_RATIO),
                _over("run MiB", one["run_mib"], RUN_MIB),
                _over("care cost / baseline", one["care_ratio"], CARE_RATIO),
            ]
    faults += [_over(what, value, GROWTH) for what, value in _growth(found).items()]
    if process:
        imported = process["pandas_and_pyarrow"]
        slower = max(1.0, imported / IMPORT_SECONDS)
        bound = PROCESS_RATIO * imported + PROCESS_SECONDS * slower
        faults.append(_over("whole process s", process["one_council"], bound))
        bound = IMPORT_RATIO * process["pandas"]
        faults.append(_over("import nwd_costs s", process["nwd_costs"], bound))
    if reading:
        faults.append(_over("read / all text", reading["read_ratio"], READ_RATIO))
    return [fault for fault in faults if fault]


def growth(found: Sequence[Mapping[str, float]]) -> list[str]:
    """Tell how time per row grows with the rows, the same number of rows on both sides."""
    return [f"{value:6.2f}    {what}" for what, value in _growth(found).items()]


def _growth(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    small = [one for one in found if abs(one["rows"] / GROWTH_FROM - 1) < 0.1]
    return {
        f"{job}: time per row at {large['rows']:,.0f} rows / at 100,000": (
            large[f"{job}_mean_seconds"]
            / large["rows"]
            / (one[f"{job}_mean_seconds"] / one["rows"])
        )
        for one in small
        for large in found
        if large["rows"] > one["rows"]
        for job in ("run", "care")
    }


def _over(what: str, value: float, bound: float) -> str:
    return f"BROKEN {what}: {value:.2f}, the bound is {bound:.2f}" if value > bound else ""


def told(process: Mapping[str, float], reading: Mapping[str, float]) -> str:
    """Tell the measurements of whole processes, and of reading, in lines."""
    kinds = {
        "import pandas, pyarrow": "pandas_and_pyarrow",
        "one council, whole process": "one_council",
        "import pandas": "pandas",
        "import nwd_costs": "nwd_costs",
        "every public name of it": "every_public_name",
    }
    lines = [f"{process[key]:6.2f} s  {what}" for what, key in kinds.items()]
    what = (
        f"reading {reading['rows']:,.0f} SSDA903 rows, repairs and checks: "
        f"{reading['read_ratio']:.1f} x an all-text read, {reading['read_mib']:,.0f} MiB"
    )
    return "\n".join([*lines, f"{reading['read_seconds']:6.2f} s  {what}"])
