#!/usr/bin/env bash
# Installs what a part of the work needs, by apt when it may, else says what to install.
# Usage: scripts/need.sh build|postgres|browser…
set -euo pipefail

missing=()
want() { missing+=("$@"); }
have() { command -v "$1" >/dev/null 2>&1; }

find_browser() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [[ -n $name ]] && have "$name"; then return 0; fi
  done
  return 1
}

find_postgres() {
  have pg_ctl || compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null
}

check_toolchains() {
  have cargo || { echo "need: Rust is missing: install it with rustup (https://rustup.rs)" >&2; exit 1; }
  local version=0
  if have node; then version=$(node -p 'process.versions.node.split(".")[0]'); fi
  if ((version < 20)) || ! have npm; then
    echo "need: Node.js 20 or later with npm is missing (found: $version)" >&2
    exit 1
  fi
}

for part in "$@"; do
  case $part in
    build)
      check_toolchains
      have cc || want build-essential
      have curl || want curl ca-certificates
      ;;
    postgres) find_postgres || want postgresql ;;
    browser)
      find_browser || want chromium
      # Chinese needs glyphs, and screenshots need the same fonts everywhere.
      have fc-list || want fontconfig
      { have fc-list && [[ -n $(fc-list :lang=zh-cn) ]]; } || want fonts-noto-cjk
      { have fc-list && [[ -n $(fc-list :lang=vi) ]]; } || want fonts-noto-core
      ;;
    *) echo "need: unknown part '$part' (build, postgres, browser)" >&2; exit 2 ;;
  esac
done

((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then as_root=(sudo -n); fi
if ! have apt-get || { ((EUID != 0)) && ! sudo -n true 2>/dev/null; }; then
  echo "need: please install: ${missing[*]}" >&2
  echo "need: on Debian or Ubuntu: sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "need: installing ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq
# Ubuntu has Debian's chromium under another name (and as a snap).
for i in "${!missing[@]}"; do
  if [[ ${missing[i]} == chromium ]] && ! apt-cache show chromium >/dev/null 2>&1; then
    missing[i]=chromium-browser
  fi
done
install=(apt-get install -y -qq --no-install-recommends)
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" "${missing[@]}" >&2
for part in "$@"; do
  if [[ $part == browser ]] && ! find_browser; then
    echo "need: still no Chromium: install one and name it in CHROMIUM=/path/to/chromium" >&2
    exit 1
  fi
done
