# Two commands for a newcomer: make demo, make test. Both do all the set-up they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_FLAGS := --disable-pip-version-check --quiet --no-input
# A lock names everything: nothing is left to resolve. Compiled afterwards, on every core.
LOCKED := $(PIP_FLAGS) --no-deps --no-compile --require-hashes
COMPILE := $(BIN)/python -m compileall -q -j 0 -x '/(tests?|geodata)/' $(VENV)/lib src

.DEFAULT_GOAL := help
.PHONY: help demo test fuzz bench bench-quick check lint types docs system clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 13

demo: $(VENV)/demo-ready ## Walk one made-up case through the house, then open the console on it
	$(BIN)/plainsight demo --out out/demo

# What pytest makes of a test file is kept for the next run, even where Python keeps nothing else.
test: $(VENV)/dev-ready system ## Run all tests
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

fuzz: $(VENV)/dev-ready system ## Look for what the fixed examples of the tests miss: others each time
	$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=fuzz --randomly-seed=$$(date +%s)

bench: $(VENV)/dev-ready ## Measure speed, memory and quality against the named peers (hours)
	$(BIN)/python -m bench

bench-quick: $(VENV)/dev-ready ## The parts of it that end in minutes
	$(BIN)/python -m bench --quick

check: lint types test ## Everything that decides whether a change lands

lint: $(VENV)/dev-ready ## Style, import contract, policy files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/plainsight typologies lint

types: $(VENV)/dev-ready ## mypy --strict
	$(BIN)/mypy

docs: $(VENV)/dev-ready ## Write the generated reference pages again
	$(BIN)/python tools/write_reference.py

# A real PostgreSQL, Java for Spark and Chromium are used by tests when they are there; here they
# are fetched where that can be done without asking anybody.
system:
	@sh tools/system_packages.sh

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo-ready: $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "setting up the environment (once)"
	$(BIN)/python -m pip install $(LOCKED) -r requirements.lock
	$(BIN)/python -m pip install $(LOCKED) -r requirements-build.lock
	$(BIN)/python -m pip install $(PIP_FLAGS) --no-deps --no-build-isolation -e .
	@$(COMPILE) || true # what is not Python 3.11 in there is never imported
	@touch $@

$(VENV)/dev-ready: $(VENV)/bin/python requirements-dev.lock pyproject.toml
	@echo "setting up the development environment (once, a few minutes)"
	$(BIN)/python -m pip install $(LOCKED) -r requirements-dev.lock
	$(BIN)/python -m pip install $(PIP_FLAGS) --no-deps --no-build-isolation -e .
	@$(COMPILE) || true # what is not Python 3.11 in there is never imported
	@touch $@ $(VENV)/demo-ready

clean: ## Remove everything that can be made again
	rm -rf $(VENV) out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
