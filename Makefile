# One command for each thing. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help run test test-all check format browser lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.done: requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/run.done

run: $(VENV)/run.done ## set everything up and open the app on http://127.0.0.1:8501
	$(BIN)/python -m streamlit run app.py

browser: ## install Debian's Chromium if it is missing (the browser tests need it)
	@./deploy/install-debian-packages

test: $(VENV)/dev.done browser ## set everything up and run the default tests (under 10 minutes)
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow"

test-all: $(VENV)/dev.done browser ## run every test, the long ones too
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/dev.done ## lint, format check, types, then the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MAKE) test

format: $(VENV)/dev.done ## put the code in house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/dev.done ## pin requirements again from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --no-emit-index-url --no-header --universal pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --no-emit-index-url --no-header --universal --extra dev pyproject.toml -o requirements-dev.txt

clean: ## remove what was built (not your database in var/)
	rm -rf $(VENV) .mypy_cache .ruff_cache
