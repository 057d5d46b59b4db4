"""What cannot be rolled up, and the words in which it is refused [12.9], [12.11]."""

from __future__ import annotations

import pytest

import nwd_costs as nwd
from roll_up.hands import MIDDLESBROUGH, NORFOLK, TIERS, council


@pytest.fixture(scope="module")
def here() -> nwd.Result:
    return council("Middlesbrough", MIDDLESBROUGH)


def refused(*words: str, given: list[nwd.Result], **asked: object) -> None:
    with pytest.raises(nwd.UsageError) as raised:
        nwd.roll_up(given, **asked)  # type: ignore[arg-type]
    missing = [word for word in words if word not in str(raised.value)]
    assert not missing, str(raised.value)


def test_an_authority_given_twice_is_refused_by_name(here: nwd.Result) -> None:
    quarter = council("Middlesbrough", MIDDLESBROUGH, period="2022-23 Q3")
    refused("Middlesbrough: is given twice: result 1 for 2022-23 and result 2 for 2022-23 have "
            "days in common", given=[here, here])  # fmt: skip
    refused("result 1 for 2022-23 and result 3 for 2022-23 Q3",
            given=[here, council("Norfolk", NORFOLK), quarter])  # fmt: skip


def test_different_methods_are_refused_with_every_difference(here: nwd.Result) -> None:
    there = council("Norfolk", NORFOLK, method=TIERS, price="children_in_need")
    refused("method: is", "cic-cp-cin/2020-21.1", "(Norfolk, 2022-23)", "never added up",
            "tiers: is cic", "cic, cp, cin", "--despite tiers", given=[here, there])  # fmt: skip
    # Allowing one of them leaves the others; no name allows two methods.
    refused("method: is", given=[here, there], despite=["tiers", "standing"])
    refused("despite 'method'", "is no term", given=[here, there], despite=["method"])


def test_what_is_allowed_by_name_is_on_every_view(here: nwd.Result) -> None:
    there = council("Norfolk", NORFOLK, base="real 2022-23")
    despite = ["price_base", "standing", "ages"]
    rolled = nwd.roll_up([here, there], despite=despite)
    label = "NOT LIKE WITH LIKE [12.11]: they differ in price base"
    for view in (str(rolled), rolled.to_html(), repr(rolled), str(rolled.as_dict())):
        assert label in view
    assert "Allowed by name, but they do not differ: standing, ages" in str(rolled)
    assert "ages" in str(rolled.as_dict()["allowed_but_alike"])


def test_prices_of_different_bases_are_refused_and_different_prices_are_not(
    here: nwd.Result,
) -> None:
    refused("price_base: is outturn (Middlesbrough, 2022-23) for the one and real 2022-23",
            given=[here, council("Norfolk", NORFOLK, base="real 2022-23")])  # fmt: skip
    refused("so nobody can say that it is the same",
            given=[here, council("Norfolk", NORFOLK, week="84", base="not stated")])  # fmt: skip
    assert nwd.roll_up([here, council("Norfolk", NORFOLK, week="84")]).differences == ()


def test_a_period_outside_the_longest_is_refused(here: nwd.Result) -> None:
    there = council("Norfolk", (("2021-05-10", "outreach", ""),), period="2021-22")
    refused("period: is 2022-23 (Middlesbrough) for the one and 2021-22 (Norfolk)",
            given=[here, there])  # fmt: skip
    rolled = nwd.roll_up([here, there], despite="period")
    assert rolled.period.days == ("2021-04-01", "2023-04-01")
    assert rolled.figures["gross"].label == "PARTIAL: 0 of 2 authorities, 2 in part"
    assert rolled.figures["gross"].value == 30_000
    refused("2020-21: is in nothing", given=[here, there], period="2020-21")


def test_a_name_that_is_not_expected_or_not_known_is_refused(here: nwd.Result) -> None:
    refused("Middlesbrough: handed in figures and is not expected", given=[here],
            expect=["Norfolk"])  # fmt: skip
    refused("authority 'Middlesborough'", "Did you mean Middlesbrough", given=[here],
            expect=["Middlesbrough", "Middlesborough"])  # fmt: skip
    refused("despite 'period_of'", "Did you mean period?", given=[here], despite=["period_of"])
    refused("roll_up: was given nothing", given=[])


def test_an_authority_may_be_expected_by_any_name_it_has(here: nwd.Result) -> None:
    rolled = nwd.roll_up([here], expect=["middlesbrough", "E06000001"])
    assert [council.authority for council in rolled.councils] == ["Hartlepool", "Middlesbrough"]
    assert rolled.figures["gross"].label == "PARTIAL: 1 of 2 authorities"
