# Everything lives in .venv and instance/; both can be deleted at any time (instance/ with the data in it).
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test soak lock bench screenshots clean

PORT ?= 8000
export PIP_DISABLE_PIP_VERSION_CHECK = 1

PY := .venv/bin/python
PORTAL := $(PY) .venv/bin/portal
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/*.po portal/translations/*/LC_MESSAGES/*.po \
	plugins/*/translations/*/LC_MESSAGES/*.po)

help: ## Show this
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile

run: export PORTAL_BASE_URL ?= http://127.0.0.1:$(PORT)
run: .venv/.catalogues ## Serve the demo on http://127.0.0.1:8000 (PORT= for another port)
	@$(PORTAL) init
	@$(PORTAL) demo --if-empty
	@$(PORTAL) serve --host 127.0.0.1 --port $(PORT)

test: .venv/.catalogues ## Check style, types and layers, and run every test on SQLite and PostgreSQL
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	$(PY) .venv/bin/lint-imports --no-logo
	$(PY) -m pytest -n 2 --dist worksteal

soak: .venv/.catalogues ## Throw far more at it, and look at every page in each language, role and width (hours)
	PORTAL_FUZZ_POSTS=$${PORTAL_FUZZ_POSTS:-400000} $(PY) -m pytest -n 2 tests/fuzz --timeout 0
	PORTAL_SOAK=1 $(PY) -m pytest -n 2 tests/browser/demo/test_everywhere.py --timeout 0

bench: .venv/.catalogues ## Measure, as ratios to a bare floor of the same run (BENCH=--postgresql, see docs/bench.md)
	$(PY) -m tests.bench $(BENCH)

screenshots: .venv/.catalogues ## Make the README's pictures anew
	$(PY) docs/screenshots.py

lock: .venv/.locked ## Lock the newest dependencies that pyproject.toml allows
	$(call compile,base,)
	$(call compile,test,--extra test)

clean: ## Remove what was installed and built; the data stay
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

compile = $(PY) -m uv pip compile pyproject.toml $(2) --output-file requirements/$(1).txt --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-config --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" --quiet

# The first Python found that is new enough and can make a virtual environment; PYTHON= names another.
.venv/.python:
	@for python in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3; do \
		"$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		echo "Making .venv with $$("$$python" --version)"; \
		"$$python" -m venv --clear .venv && touch $@ && exit 0; \
	done; \
	echo "No Python 3.11 or newer with venv was found (on Debian: apt-get install python3-venv)." >&2; exit 1

.venv/.locked: requirements/test.txt | .venv/.python
	@echo "Installing the locked dependencies (a few minutes the first time)"
	@$(PY) -m pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@

.venv/.installed: pyproject.toml .venv/.locked
	@$(PY) -m pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.catalogues: $(CATALOGUES) .venv/.installed
	@$(PORTAL) translate compile
	@touch $@
