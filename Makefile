# Two commands do everything on a machine that has only Python 3.11 to 3.13, git and make:
#     make demo     the whole of RoadLab, from problem statement to award
#     make test     all checks and the quick tests
# Each sets itself up first, in .venv inside this folder. `make help` lists the rest.

SHELL := /bin/sh
BIN := .venv/bin
PYTHONS := 3.11 3.12 3.13

# A module called `config` on somebody's PYTHONPATH must not become ours.
unexport PYTHONPATH
unexport PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help setup demo test check long referee test-pythons bench lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F '|' '{ printf "  make %-13s %s\n", $$1, $$2 }'

setup: ## make .venv and install exactly what requirements.lock says (PYTHON=... chooses the interpreter)
	@sh tools/set_up.sh

demo: setup ## watch a real procedure run from problem statement to award
	@$(BIN)/seedbed demo

check: setup ## format, lint, types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: check ## check, then the quick tests and the documents' examples
	@$(BIN)/python -m pytest -n 2 --dist loadfile

long: setup ## the tests that take minutes, then the quick ones on the other Pythons
	@$(BIN)/python -m pytest -m long
	@$(BIN)/python tools/test_pythons.py $(PYTHONS)

test-pythons: setup ## the quick tests on every other supported Python found here
	@$(BIN)/python tools/test_pythons.py $(PYTHONS)

referee: setup ## bring our exports before tools of others, in an environment of their own (.venv-referee)
	@$(BIN)/python tools/referee.py

bench: setup ## measure, and print JSON lines
	@$(BIN)/python -m benchmarks

lock: setup ## write requirements.lock afresh from pyproject.toml: newest versions that fit
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock
	@echo "requirements.lock is written; 'make test' installs and tries it."

clean: ## remove what set-up, build and tools made (no data folder is touched)
	rm -rf .venv .venv-3.* .venv-referee build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
