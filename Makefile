# PYTHON may name another interpreter that has the development dependencies.
PYTHON ?= .venv/bin/python
ENVIRONMENT := $(if $(filter .venv/bin/python,$(PYTHON)),.venv)

.DEFAULT_GOAL := help
.PHONY: help check test docs verify bench mutants fuzz office deep demo clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s%s\n", $$1, $$2 }' Makefile

check: $(ENVIRONMENT) ## lint, formatting, types, dependencies and import contracts
	$(PYTHON) -m pytest tests/house/test_lint.py tests/house/test_floors.py

test: $(ENVIRONMENT) ## everything that .ci/run runs
	$(PYTHON) -m pytest

docs: $(ENVIRONMENT) ## build the site of the documentation into build/docs/site
	$(PYTHON) -m docs build/docs

verify: $(ENVIRONMENT) ## check every published figure, and say what came out
	$(PYTHON) -m nwd_costs verify

bench: $(ENVIRONMENT) ## time and memory against a plain pass, and the bounds
	$(PYTHON) -m benchmarks
	$(PYTHON) -m benchmarks.census

mutants: $(ENVIRONMENT) ## alter the lowest floor line by line; its tests must notice
	$(PYTHON) -c "import mutmut" || $(PYTHON) -m pip install --quiet --editable ".[mutants]"
	$(PYTHON) tests/mutants/score.py

fuzz: $(ENVIRONMENT) ## read 20,000 mutated files of every text kind, 2,000 of every packed one
	NWD_FUZZ=long $(PYTHON) -m pytest --dist load tests/fuzz

office: $(ENVIRONMENT) ## fill the Excel template in with LibreOffice, installing it where it is not there
	.ci/system-packages
	NWD_SYSTEM_PACKAGES=required $(PYTHON) -m pytest -n 0 tests/office

deep: $(ENVIRONMENT) mutants ## the long run: 100,000 examples, every mutant, 10 million rows
	NWD_HYPOTHESIS=deep $(PYTHON) -m pytest tests/properties tests/oracle tests/mutants
	$(PYTHON) -m benchmarks 10000 100000 1000000 10000000

demo: $(ENVIRONMENT) ## the main job on the synthetic council
	$(PYTHON) -m nwd_costs demo

clean: ## remove what tools left behind; the environment stays
	rm -rf dist build mutants .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

.venv: pyproject.toml
	python3 -m venv .venv
	.venv/bin/python -m pip install --quiet --editable ".[dev]"
	touch .venv
