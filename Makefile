# Everything that people are told to type.  `make` alone lists it.
PYTHON ?= python3.11
BIN := .venv/bin
READY := .venv/.ready

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.txt requirements-dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Gatehouse needs Python 3.11: install it, or say make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up .venv (once; about a minute)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt -e .
	@touch $@

.venv-bench/.ready: bench/requirements.txt
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	@touch $@

setup: $(READY)  ## a virtual environment with everything pinned

demo: $(READY)  ## the whole road on real pushes, told as it happens
	@$(BIN)/gatehouse demo

up: $(READY)  ## the platform on this machine, until Ctrl-C
	@$(BIN)/gatehouse up

check: $(READY)  ## everything a reviewer should never have to say
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --no-incremental
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q tests/house

test: $(READY)  ## the specification, and all branches of the core
	$(BIN)/pytest -q -n 2 --dist loadfile --cov --cov-config=pyproject.toml --cov-report=term tests

bench: $(READY) .venv-bench/.ready  ## what is measured, beside peers (installs them first)
	@for bench in imports store host road cost secrets checks duplicates; do $(BIN)/python -m bench.$$bench; done

hostile: $(READY)  ## what every hostile tree takes to be judged, in seconds and MiB
	@$(BIN)/python -m tests.hostile.campaign

clean:  ## forget the environment and everything the platform has stored here
	rm -rf .venv .gatehouse

.PHONY: help setup demo up check test bench hostile clean
