"""An authority of any size, for measuring: canonical frames that hang together, made with numpy.

Nothing in it is meant to look real. It is quick to make, it is the same for the same seed
everywhere, and its rows need every kind of work: touching placements, changes of carer, open rows,
plans and episodes, and referrals of children in care and of others.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_EPOCH = np.datetime64("1970-01-01", "D")
_FIRST, _LAST = 17_600, 19_448  # 10 March 2018, 1 April 2023
_PLACES = np.array(["U6", "U4", "K2", "K2", "U1", "H5", "P1", "R1"])
_PROVIDERS = np.array(["PR1", "PR4", "PR1", "PR4", "PR1", "PR4", "PR0", "PR5"])


def large_authority(rows: int, referred: int, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Make the frames of an authority, for ``nwd_costs.read``.

    Parameters
    ----------
    rows : int
        Placement rows; a few fall away because they begin after the data end.
    referred : int
        Referrals; a child may have several.
    seed : int, default 1
        The same seed gives the same authority.

    Returns
    -------
    dict of str to DataFrame
        ``placements``, ``protection_plans``, ``need_episodes`` and ``referrals``.
    """
    chance = np.random.Generator(np.random.Philox(seed))
    children = rows // 4
    return {
        "placements": _placements(children, chance),
        "protection_plans": _episodes(rows // 8, children, chance),
        "need_episodes": _episodes(rows // 4, children, chance),
        "referrals": _referrals(referred, children, chance),
    }


def _days(values: Ints) -> pd.Series:
    return pd.Series((_EPOCH + values.astype("timedelta64[D]")).astype("datetime64[s]"))


def _ids(codes: Ints) -> pd.Series:
    return pd.Series(codes.astype("U7"), dtype=str).str.zfill(7)


def _placements(children: int, chance: np.random.Generator) -> pd.DataFrame:
    """Give each child four touching placements; the last is open for a third of them."""
    child = np.repeat(np.arange(children), 4)
    start = chance.integers(_FIRST, _LAST - 900, children)
    lengths = chance.integers(7, 260, (children, 4))
    until = (start[:, None] + lengths.cumsum(axis=1)).ravel()
    last = np.tile([False, False, False, True], children)
    is_open = last & (chance.random(len(child)) < 0.33)
    home = chance.integers(0, len(_PLACES), len(child))
    reasons = np.array(["CARPL", "CREQB", "CHILD", "OTHER", ""])
    frame = pd.DataFrame({"child_id": _ids(child), "from_day": _days(until - lengths.ravel())})
    frame["until_day"] = _days(until).mask(pd.Series(is_open))
    frame["place"] = pd.Series(_PLACES[home], dtype=str)
    frame["provider"] = pd.Series(_PROVIDERS[home], dtype=str)
    frame["legal_status"] = "C2"
    frame["rne"] = pd.Series(np.where(np.tile([True, False, False, False], children), "S", "P"))
    frame["reason_place_change"] = pd.Series(reasons[chance.integers(0, 5, len(child))], dtype=str)
    frame["return_year"] = 2023
    shuffled = frame.iloc[chance.permutation(len(frame))]
    return shuffled[shuffled["from_day"] < "2023-04-01"]


def _episodes(rows: int, children: int, chance: np.random.Generator) -> pd.DataFrame:
    """Give some children one plan or episode each, whether or not they were ever in care."""
    child = chance.permutation(2 * children)[:rows]
    start = chance.integers(_FIRST, _LAST - 300, len(child))
    return pd.DataFrame(
        {
            "child_id": _ids(child),
            "from_day": _days(start),
            "until_day": _days(start + chance.integers(30, 290, len(child))),
            "return_year": 2023,
        }
    )


def _referrals(rows: int, children: int, chance: np.random.Generator) -> pd.DataFrame:
    """Refer children of the placements, and as many who were never in care."""
    started = chance.integers(_FIRST + 900, _LAST - 1, rows)
    words = np.array(["high", "medium", "low", ""])
    return pd.DataFrame(
        {
            "referral_id": pd.Series([f"R{n:07d}" for n in range(rows)], dtype=str),
            "child_id": _ids(chance.integers(0, 2 * children, rows)),
            "at_risk_of": pd.Series(np.where(chance.random(rows) < 0.6, "entry", "breakdown")),
            "referred_on": _days(started),
            "started_on": _days(started),
            "ended_on": _days(started + chance.integers(30, 300, rows)),
            "support": "outreach",
            "stage": "engaged",
            "likelihood": pd.Series(words[chance.integers(0, 4, rows)], dtype=str),
            "date_of_birth": _days(started - chance.integers(12 * 366, 18 * 365, rows)),
        }
    )
