# Every target sets up what it needs. `make html` and `make test` work on a machine with Python 3.11 or newer and git.
# A name on PATH may be a shim that runs nothing, so each is tried.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do $$python -c "" 2>/dev/null && command -v $$python && break; done || echo python3)
VENV := .venv
BIN := $(VENV)/bin
SPHINX := $(BIN)/sphinx-build -n -W --keep-going -c . -j auto
DOCS := $(VENV)/docs.stamp
TEST := $(VENV)/test.stamp

.DEFAULT_GOAL := help
.PHONY: help html epub pdf versions live check test test-package audit bench lock clean need-chromium need-java need-poppler

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

$(DOCS): requirements/docs.txt pyproject.toml
	@$(PYTHON) tools/check_python.py
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --compile -r requirements/docs.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(TEST): requirements/test.txt $(DOCS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --compile -r requirements/test.txt
	@touch $@

html: $(DOCS) ## the site, in build/html
	$(SPHINX) -d build/doctrees/html -b html source build/html
	@echo "Shows the working tree, not a release. Open build/html/index.html"

epub: $(DOCS) ## the ePub, in build/epub
	$(SPHINX) -d build/doctrees/epub -b epub source build/epub

pdf: $(DOCS) need-chromium ## the PDF, in build/pdf
	$(SPHINX) -d build/doctrees/pdf -b bookpdf source build/pdf

versions: $(DOCS) ## all releases and the working tree side by side, in build/versions
	$(BIN)/llmref publish --dev --formats html --out build/versions

live: $(DOCS) ## rebuild and reload on save, on http://127.0.0.1:8000
	$(BIN)/sphinx-autobuild -c . -d build/doctrees/live --watch extensions --ignore "*/build/*" source build/live

check: $(TEST) ## style, types, spelling, spec files, values that stand twice
	$(BIN)/ruff check extensions tests tools conf.py
	$(BIN)/mypy
	$(BIN)/codespell
	$(BIN)/llmref check
	$(BIN)/python tools/repeated_values.py

# The tests look at what the three targets before them built.
test: $(TEST) need-chromium need-java need-poppler html epub pdf ## every test
	LLMREF_BUILT=build $(BIN)/python -m pytest -n auto --dist loadfile

PACKAGE_TESTS := $(filter-out tests/__pycache__ tests/browser tests/site tests/releases tests/roots,$(patsubst %/,%,$(wildcard tests/*/))) $(wildcard tests/test_*.py)

test-package: $(TEST) ## tests that need no browser; needs a Python and a VENV for it: make test-package PYTHON=python3.13 VENV=.venv-3.13
	@echo "Testing on $$($(BIN)/python --version) in $(VENV)"
	$(BIN)/python -m pytest -q -n auto --dist loadfile $(PACKAGE_TESTS)

bench: $(DOCS) ## build times as ratios in one run
	$(BIN)/python tools/bench.py
	$(BIN)/python tools/bench_releases.py

audit: $(DOCS) ## count parameters with transformers, for source/models/meta_device.json (large download)
	test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet torch transformers
	$(BIN)/llmref export models --format json | .venv-audit/bin/python tools/audit.py --write source/models/meta_device.json

lock: ## renew the locked requirements (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade -q pyproject.toml requirements/build.in --extra docs --extra test -o requirements/test.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q pyproject.toml requirements/build.in --extra docs -c requirements/test.txt -o requirements/docs.txt

clean: ## remove what was built
	rm -rf build

need-chromium:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || { echo "Missing: Debian package chromium-headless-shell (apt-get install chromium chromium-headless-shell)"; exit 1; }

need-java:
	@command -v java >/dev/null || { echo "Missing: Debian package default-jre-headless, for epubcheck"; exit 1; }

need-poppler:
	@command -v pdftotext >/dev/null || { echo "Missing: Debian package poppler-utils"; exit 1; }
