"""Referrals traced from record to pound: those of the synthetic council, or one's own [17.11]."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import as_file

from nwd_costs.disclosure import pseudonym
from nwd_costs.errors import UnitCostError
from nwd_costs.explanation import Explanation
from nwd_costs.freezing import ASKED, COSTS, reference_records
from nwd_costs.methods import Methodology
from nwd_costs.pipeline import run
from nwd_costs.price_tables import unit_costs
from nwd_costs.prices import UnitCosts
from nwd_costs.profiles import PUBLICATION
from nwd_costs.result import Result
from nwd_costs.shelf import carries_prices, methodology_root

PERIOD, AS_AT = ASKED[2]
EACH, EACH_WITH_POUNDS = 2, 4
SYNTHETIC = (
    "SYNTHETIC: a referral of the council that comes with the library. No child in it is real, and "
    "its pounds say nothing of any council. It shows the rules at work.\n"
)
OWN = (
    "INTERNAL: MAY NOT LEAVE THE ANALYST. One of the council's own referrals, under a pseudonym. "
    "Its dates alone may betray the child.\n"
)


def synthetic_result(method: Methodology, costs: UnitCosts) -> Result:
    """Run the same method over the synthetic council, at the same prices where they are public.

    Parameters
    ----------
    method, costs
        What the council's own figure was made by.
    """
    public = unit_costs(COSTS, authority=costs.authority)
    for prices in [costs, public] if carries_prices(costs.id, costs.files) else [public]:
        try:
            return run(method, reference_records(), prices, period=PERIOD, as_at=AS_AT)
        except UnitCostError:
            if prices is public:
                raise
    raise AssertionError("one of the two tables was tried last")


def synthetic_traces(result: Result, seed: int) -> dict[str, bytes]:
    """Trace a sample of the synthetic council, with its records and the lines of its ledger."""
    ids = sample(result, seed)
    lines = result.ledger[result.ledger["referral_id"].isin(ids)]
    # Whoever gets this one file alone has to see what it is.
    lines = lines.assign(profile=PUBLICATION, standing_of_records="synthetic")
    text = lines.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return {
        **_told(result, ids, "traced/synthetic", SYNTHETIC, _of_nobody),
        "traced/synthetic/ledger.csv": text.encode(),
        **_records_of_the_cohort(),
    }


def _of_nobody(told: Explanation) -> Explanation:
    return replace(told, profile=PUBLICATION)


def own_traces(result: Result, seed: int, secret: str) -> dict[str, bytes]:
    """Trace a sample of the council's own referrals, under pseudonyms; it may not leave."""

    def hidden(told: Explanation) -> Explanation:
        return replace(told.hidden(), referral_id=pseudonym(told.referral_id, secret))

    return _told(result, sample(result, seed), "traced/internal-may-not-leave", OWN, hidden)


def sample(result: Result, seed: int) -> list[str]:
    """Draw a few referrals of each kind, the same for the same seed.

    A kind is a scope and reason, what the referral is at risk of, and whether it has pounds in the
    period: up to four are drawn of a kind that has pounds, and two of any other.

    Parameters
    ----------
    result
        Whose referrals.
    seed
        A whole number: it decides which of them are drawn.
    """
    strata = defaultdict(list)
    claims, priced = result.claims, with_pounds(result)
    referrals = result.records.referrals
    risks = dict(zip(referrals["referral_id"].astype(str), referrals["at_risk_of"], strict=True))
    keys = zip(claims["scope"], claims["reason"], strict=True)
    for referral, stratum in zip(claims["referral_id"].astype(str), keys, strict=True):
        has = referral in priced
        strata[has, *map(str, (*stratum, risks[referral]))].append(referral)

    def drawn(referral: str) -> str:
        return hashlib.sha256(f"{seed}:{referral}".encode()).hexdigest()

    return sorted(
        one
        for (has, *_), mine in strata.items()
        for one in sorted(mine, key=drawn)[: EACH_WITH_POUNDS if has else EACH]
    )


def with_pounds(result: Result) -> set[str]:
    """Name the referrals with a line of the ledger that is not nought."""
    ledger = result.ledger
    return set(ledger["referral_id"][ledger["amount_pence"] != 0].astype(str))


def _told(
    result: Result,
    ids: list[str],
    folder: str,
    mark: str,
    made: Callable[[Explanation], Explanation],
) -> dict[str, bytes]:
    """Write each referral as a text that begins with what it is."""
    told = [made(result.explain(one)) for one in ids]
    return {f"{folder}/{one.referral_id}.txt": f"{mark}\n{one}\n".encode() for one in told}


def _records_of_the_cohort() -> dict[str, bytes]:
    with as_file(methodology_root() / "reference_cohort") as cohort:
        return {
            f"traced/synthetic/records/{file.relative_to(cohort).as_posix()}": file.read_bytes()
            for file in sorted(cohort.rglob("*"))
            if file.is_file()
        }
