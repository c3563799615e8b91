#!/bin/sh
# Installs the npm packages that tests drive into tests/js/node_modules, exactly as locked. Without npm it says so; the
# tests that need them are then skipped with that reason. To add one: npm install --omit-lockfile-registry-resolved NAME
set -eu
cd "$(dirname "$0")/../tests/js"
stamp="node_modules/.installed"
if [ -e "$stamp" ] && [ "$stamp" -nt package-lock.json ]; then exit 0; fi
if ! command -v npm >/dev/null 2>&1; then
  echo "npm is not installed: the tests that drive JavaScript clients are skipped." >&2
  exit 0
fi
npm ci --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund --loglevel=error || {
  echo "The npm packages of tests/js could not be installed: the tests that need them are skipped. Run this again." >&2
  exit 0
}
touch "$stamp"
