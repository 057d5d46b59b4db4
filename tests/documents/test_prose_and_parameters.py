"""The prose of a version and its parameters say the same."""

from __future__ import annotations

import re

import pytest

import nwd_costs as nwd

VERSIONS = list(nwd.methodologies()["id"])


@pytest.mark.parametrize("version", VERSIONS)
def test_every_parameter_has_the_basis_that_its_clause_states(version: str) -> None:
    method = nwd.methodology(version)
    different = []
    for path, parameter in method.plan.parameters().items():
        stated = re.search(r"Basis: (\w+)", method.clauses[parameter.clause])
        if stated is None or stated[1] != parameter.basis:
            different.append((path, parameter.clause, parameter.basis))
    assert different == []


@pytest.mark.parametrize("version", VERSIONS)
def test_every_clause_that_a_parameter_names_is_rated_and_no_other(version: str) -> None:
    method = nwd.methodology(version)
    stages = (method.plan.rule(stage) for stage in type(method.plan.stages).model_fields)
    cited = {parameter.clause for parameter in method.plan.parameters().values()}
    cited |= {rule.clause for rule in stages}
    own = {clause for clause in cited if clause.startswith("M")}
    assert own - set(method.document.ratings) == set()
    assert set(method.document.ratings) <= own | {"M2.4"}
