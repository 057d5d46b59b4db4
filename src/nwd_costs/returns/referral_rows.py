"""Which rows of a referral list can be used [2.8]."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nwd_costs.errors import DataError, Problem
from nwd_costs.fates import Fates
from nwd_costs.frames import Conformed
from nwd_costs.tables import REFERRALS

_WORDS = {c.name: ", ".join(c.words) for c in REFERRALS.columns if c.words}


def accept_referrals(conformed: Conformed) -> tuple[pd.DataFrame, Fates]:
    """Reject the rows that cannot be read, each with its first reason; refuse repeated ids.

    Returns
    -------
    referrals
        The canonical referrals, with ``input_row``.
    fates
        What became of every row of the list.

    Raises
    ------
    DataError
        When a referral_id occurs twice; every row number is listed.
    """
    frame, fates = conformed.frame, Fates.all_used(conformed.frame)
    _refuse_repeated_ids(frame[frame["referral_id"] != ""])
    gone = np.zeros(len(frame), dtype=np.bool_)
    reasons = [
        ("no referral_id", (frame["referral_id"] == "").to_numpy(dtype=np.bool_)),
        ("no child", (frame["child_id"] == "").to_numpy(dtype=np.bool_)),
        *(
            (f"{'unknown word in' if name in _WORDS else 'unreadable'} {name}", bad)
            for name, bad in conformed.unreadable.items()
        ),
    ]
    for reason, found in reasons:
        fates = fates.marked(np.flatnonzero(found & ~gone), "rejected", reason)
        gone |= found
    kept = frame[~gone].reset_index(drop=True)
    kept["input_row"] = np.flatnonzero(~gone)
    return kept, fates


def _refuse_repeated_ids(referrals: pd.DataFrame) -> None:
    again = referrals["referral_id"].duplicated(keep=False)
    if again.any():
        rows = tuple(int(row) for row in referrals.loc[again, "source_row"])
        file = str(referrals.loc[again, "source_file"].iloc[0])
        problem = Problem(
            f"{file}, column referral_id",
            f"{referrals.loc[again, 'referral_id'].nunique()} ids occur more than once",
            "Give every referral an id of its own [2.8].",
            rows,
        )
        raise DataError("The referral list cannot be used.", [problem])
