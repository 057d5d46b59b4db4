"""Canonical frames of any size, for measuring: histories that hang together, made with numpy."""

from __future__ import annotations

import numpy as np
import pandas as pd

EPOCH = np.datetime64("1970-01-01", "D")
FIRST, LAST = 17_600, 19_448  # 10 March 2018, 1 April 2023
PLACES = np.array(["U6", "U4", "K2", "K2", "U1", "H5", "P1", "R1"])
PROVIDERS = np.array(["PR1", "PR4", "PR1", "PR4", "PR1", "PR4", "PR0", "PR5"])


def days(values: np.ndarray) -> pd.Series:
    return pd.Series((EPOCH + values.astype("timedelta64[D]")).astype("datetime64[s]"))


def ids(codes: np.ndarray) -> pd.Series:
    return pd.Series(codes.astype("U7"), dtype=str).str.zfill(7)


def placements(rows: int, chance: np.random.Generator) -> pd.DataFrame:
    """Give four touching placements to each of rows / 4 children; the last is open for a third."""
    children = rows // 4
    child = np.repeat(np.arange(children), 4)
    start = chance.integers(FIRST, LAST - 900, children)
    lengths = chance.integers(7, 260, (children, 4))
    until = (start[:, None] + lengths.cumsum(axis=1)).ravel()
    from_day = until - lengths.ravel()
    last = np.tile([False, False, False, True], children)
    is_open = last & (chance.random(len(child)) < 0.33)
    home = chance.integers(0, len(PLACES), len(child))
    frame = pd.DataFrame({"child_id": ids(child), "from_day": days(from_day)})
    frame["until_day"] = days(until).mask(pd.Series(is_open))
    frame["place"] = pd.Series(PLACES[home], dtype=str)
    frame["provider"] = pd.Series(PROVIDERS[home], dtype=str)
    frame["legal_status"] = "C2"
    frame["rne"] = pd.Series(np.where(np.tile([True, False, False, False], children), "S", "P"))
    reasons = np.array(["CARPL", "CREQB", "CHILD", "OTHER", ""])
    frame["reason_place_change"] = pd.Series(reasons[chance.integers(0, 5, len(child))], dtype=str)
    frame["return_year"] = 2023
    return frame[frame["from_day"] < "2023-04-01"].sample(frac=1, random_state=1)


def referrals(rows: int, children: int, chance: np.random.Generator) -> pd.DataFrame:
    """Refer children of the placements, and as many who were never in care."""
    started = chance.integers(FIRST + 900, LAST - 1, rows)
    words = np.array(["high", "medium", "low", ""])
    return pd.DataFrame(
        {
            "referral_id": pd.Series([f"R{n:07d}" for n in range(rows)], dtype=str),
            "child_id": ids(chance.integers(0, 2 * children, rows)),
            "at_risk_of": pd.Series(np.where(chance.random(rows) < 0.6, "entry", "breakdown")),
            "referred_on": days(started),
            "started_on": days(started),
            "ended_on": days(started + chance.integers(30, 300, rows)),
            "support": "outreach",
            "stage": "engaged",
            "likelihood": pd.Series(words[chance.integers(0, 4, rows)], dtype=str),
            "date_of_birth": days(started - chance.integers(12 * 366, 18 * 365, rows)),
        }
    )


def plans(rows: int, children: int, chance: np.random.Generator) -> pd.DataFrame:
    """Give some children a plan or episode each."""
    child = chance.permutation(2 * children)[:rows]
    start = chance.integers(FIRST, LAST - 300, len(child))
    return pd.DataFrame(
        {
            "child_id": ids(child),
            "from_day": days(start),
            "until_day": days(start + chance.integers(30, 290, len(child))),
            "return_year": 2023,
        }
    )


def authority(rows: int, referred: int, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Give the frames of an authority with a number of placement rows and referrals."""
    chance = np.random.Generator(np.random.Philox(seed))
    return {
        "placements": placements(rows, chance),
        "protection_plans": plans(rows // 8, rows // 4, chance),
        "need_episodes": plans(rows // 4, rows // 4, chance),
        "referrals": referrals(referred, rows // 4, chance),
    }
