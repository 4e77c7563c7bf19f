# The two commands of the README are `make demo` and `make test`; each sets up what it needs and nothing twice.
# Needs Python 3.11 or newer, make, and a package registry that pip can reach. Everything goes into .venv.
PYTHON ?= python3
FILM ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: help demo test check install lint types contracts bench schemas client lock clean

help: ## say what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: install ## make two vertical series, condensed and animated, and serve them (FILM=path takes your own)
	$(BIN)/microdrama demo $(if $(FILM),"$(FILM)")

test: $(VENV)/.dev install ## run every test
	$(BIN)/python -m pytest

check: lint types contracts ## lint, types, contracts: everything that reads the code instead of running it

install: $(VENV)/.installed src/microdrama/web/app/index.html ## set up .venv and build the viewer

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("microdrama needs Python 3.11 or newer; run make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.lock | $(VENV)/bin/python
	$(PIP) install --require-hashes --requirement requirements/runtime.lock
	@touch $@

$(VENV)/.installed: pyproject.toml hatch_build.py $(VENV)/.runtime
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.lock | $(VENV)/.runtime
	$(PIP) install --require-hashes --requirement requirements/dev.lock
	@touch $@

src/microdrama/web/app/index.html: $(FRONTEND) | $(VENV)/.runtime
	$(BIN)/python frontend/build.py

lint: $(VENV)/.dev install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/codespell src tests docs benchmarks frontend/src frontend/*.py *.md
	$(BIN)/deptry src

types: $(VENV)/.dev install
	$(BIN)/basedpyright
	$(BIN)/mypy

contracts: $(VENV)/.dev install
	$(BIN)/lint-imports
	MICRODRAMA_HOME=$$(mktemp -d) $(BIN)/python -m microdrama.platform.manage makemigrations --check --dry-run

bench: $(VENV)/.dev install ## the figures of benchmarks/RESULTS.md, side by side with peers (SHORT=1 for a few minutes)
	$(BIN)/python -m benchmarks $(if $(SHORT),--short)

schemas: $(VENV)/.installed ## write docs/schemas anew from the domain's types
	$(BIN)/python docs/schemas/write.py

client: $(VENV)/.installed ## write the viewer's types anew from the description of the API
	$(BIN)/python frontend/client.py

lock: | $(VENV)/bin/python ## resolve the versions again and write their hashes
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements/runtime.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements/dev.lock

clean: ## remove what the targets above made (never your library of films and series)
	rm -rf $(VENV) src/microdrama/web/app frontend/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
