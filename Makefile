PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: test check clean

$(VENV)/.installed: requirements/test.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-virtualenv --compile -r requirements/test.txt
	touch $@

test: $(VENV)/.installed
	PYTHONPATH=extensions $(BIN)/python -m pytest tests/catalog tests/metrics

check: $(VENV)/.installed
	PYTHONPATH=extensions $(BIN)/python -m llmref check

clean:
	rm -rf build
