#!/bin/sh
# Installs the Debian packages named, where this is Debian or Ubuntu and they are missing. Elsewhere it says what is missing;
# the tests that need it are then skipped with that reason.
set -eu
missing=""
for package in "$@"; do
  case "$package" in
    postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing $package" ;;
    nodejs) command -v node >/dev/null 2>&1 || missing="$missing $package" ;;
    *) command -v "$package" >/dev/null 2>&1 || missing="$missing $package" ;;
  esac
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Not installed, and no apt-get here to install it:$missing. The tests that need it are skipped." >&2
  exit 0
fi
sudo=""
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "Not installed:$missing. The tests that need it are skipped; to run them: sudo apt-get install$missing" >&2
    exit 0
  fi
  sudo="sudo"
fi
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
