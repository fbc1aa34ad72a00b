# Light Up. `make` alone lists what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TEMPLATES = $(shell find templates -name '*.html' -o -name '*.txt' | sort)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-faults check fmt messages shots vitals bench load lock

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# The environment is made anew when its lock changes; a stamp says that an installation came to its end.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Light Up needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Making the environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/base.stamp: requirements/base.txt | $(VENV)/bin/python
	@echo "Installing what the site needs; this takes a minute or two the first time ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/base.stamp | $(VENV)/bin/python
	@echo "Installing what tests and checks need; this takes a minute or two the first time ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: export DJANGO_SETTINGS_MODULE := config.settings.dev
run: $(VENV)/base.stamp ## start the site with its demo content on http://localhost:8000 (PORT=8080 make run)
	@exec $(BIN)/python -m config.serve

test: $(VENV)/dev.stamp ## run all tests, browser journeys too where there is a Chromium or Chrome
	@$(BIN)/python -m config.catalogues compile
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

test-faults: $(VENV)/dev.stamp ## take database, broker, cache, mail and disk away from a running site (some minutes)
	@$(BIN)/python -m config.catalogues compile
	@$(BIN)/python -m pytest -m faults tests/faults -p no:randomly

check: export DJANGO_SETTINGS_MODULE := config.settings.dev
check: $(VENV)/dev.stamp ## look for everything that can be seen without running the site
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/python -m config.catalogues check
	$(BIN)/python -m config.catalogues compile
	$(BIN)/python -m content.stylesheet --check
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING
	.ci/check-production $(BIN)/python
	.ci/audit $(BIN)/python

fmt: $(VENV)/dev.stamp ## write all code as the formatters want it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || $(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/python -m content.stylesheet

messages: export DJANGO_SETTINGS_MODULE := config.settings.dev
messages: $(VENV)/dev.stamp ## bring the catalogues of translations in step with the sources
	$(BIN)/python -m config.catalogues extract
	$(BIN)/python -m config.catalogues compile

shots: $(VENV)/dev.stamp ## take the pictures of the pages that the README and the reviews show
	$(BIN)/python -m tests.shots

vitals: $(VENV)/dev.stamp ## measure what a slow phone on a slow line sees (needs Chromium or Chrome)
	@$(BIN)/python -m bench.vitals

bench: $(VENV)/dev.stamp ## measure the site against the least that Django can do on this machine
	@$(BIN)/python -m bench

load: $(VENV)/dev.stamp ## send signatures and page reads together, and prove that none is lost (needs PostgreSQL and Redis)
	@$(BIN)/python -m bench.load $(LOAD)

lock: $(VENV)/dev.stamp ## write requirements/*.txt anew from requirements/*.in
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header \
	  requirements/base.in --output-file requirements/base.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header \
	  --no-annotate --constraints requirements/base.txt requirements/dev.in --output-file requirements/dev.txt
