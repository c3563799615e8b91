# `make chat` is all a newcomer needs; `make test` is what must pass.
.DEFAULT_GOAL := help
PYTHON ?=
export PYTHON
BIN := .venv/bin

.PHONY: help chat test test-local smollm test-llm test-trainers check format browser-packages postgres-packages screenshots readme clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

chat: ## Install what is missing, prepare the bundled catalogues, open the chat
	@sh scripts/install.sh
	@exec $(BIN)/tastemaker chat

test: ## Format, lint, types, import rules and all tests that need no torch
	@sh scripts/install.sh dev postgres
	@sh scripts/debian.sh chromium postgresql nodejs npm
	@sh scripts/npm.sh
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	OMP_NUM_THREADS=1 $(BIN)/pytest

test-local: ## The tests of the `local` extra (installs torch)
	@sh scripts/install.sh dev postgres local
	OMP_NUM_THREADS=1 $(BIN)/pytest -m local tests/local

smollm: ## A real small language model, and what serves it, in .venv-llm (about 3 GB)
	@sh scripts/install.sh dev
	@sh scripts/small_model.sh
	@echo 'Served: .venv-llm/bin/transformers serve .venv-llm/smollm2 --device cpu --dtype float32'
	@echo 'In process: TASTEMAKER_MODEL=transformers:.venv-llm/smollm2 TASTEMAKER_MODEL_TIMEOUT=60 .venv-llm/bin/tastemaker chat'

test-llm: smollm ## The tests with that model: served over HTTP, and in process
	OMP_NUM_THREADS=1 .venv-llm/bin/python -m pytest -m llm tests/llm

test-trainers: ## The exports, loaded by TRL, sentence-transformers, RecBole, LensKit in .venv-trainers (about 2 GB)
	@sh scripts/install.sh dev postgres
	@sh scripts/trainers.sh
	OMP_NUM_THREADS=1 $(BIN)/pytest -m trainers tests/trainers

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
