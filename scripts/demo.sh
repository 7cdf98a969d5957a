#!/usr/bin/env bash
# Runs Portico with demo clinics: the sandbox (twins and a real FHIR server) and the portal. Ctrl-C stops
# both.
# `make demo` builds everything first, then calls this.
#
#   DATA=dir   also load real patients from the transaction bundles below dir; ORG=slug says into which clinic
#   DB=url     PostgreSQL (postgres://…) in place of the embedded SQLite
#   RELEASE=1  run the portal's release build
#   KEEP=1     keep the state of the last run (databases, FHIR store)
#   PORTAL_PORT OPS_PORT SANDBOX_PORT STATE   other ports and another state folder: one beside another
#   READY=file  written when everything answers; for tests
set -euo pipefail
cd "$(dirname "$0")/.."

portal_port=${PORTAL_PORT:-8080}
ops_port=${OPS_PORT:-8081}
sandbox_port=${SANDBOX_PORT:-8090}
state=${STATE:-.demo}
sandbox_url=http://localhost:$sandbox_port
ops_url=http://127.0.0.1:$ops_port

say() { printf '%s\n' "$*"; }
die() { printf 'demo: %s\n' "$*" >&2; exit 1; }

for port in "$portal_port" "$ops_port" "$sandbox_port"; do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    die "port $port is in use: stop what listens there, or set PORTAL_PORT, OPS_PORT, SANDBOX_PORT"
  fi
done

cargo build --workspace --bins
built=${CARGO_TARGET_DIR:-target}/debug
portal=$built/portico
if [[ ${RELEASE:-} == 1 ]]; then
  cargo build --release -p portal --bin portico
  portal=${CARGO_TARGET_DIR:-target}/release/portico
fi

if [[ ${KEEP:-} != 1 ]]; then rm -rf "$state"; fi
mkdir -p "$state/sandbox"
state=$(cd "$state" && pwd)

sandbox_pid='' portal_pid=''
stop() {
  trap '' INT TERM
  # The portal first: its last requests still find the sandbox.
  local pid
  for pid in $portal_pid $sandbox_pid; do
    kill -TERM "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}
trap stop EXIT
trap 'say ""; say "stopping"; exit 0' INT TERM

# Waits until $1 answers, as long as process $2 lives; its log is $3.
wait_for() {
  local url=$1 pid=$2 log=$3 seconds
  for ((seconds = 0; seconds < ${WAIT:-600}; seconds++)); do
    if curl -fsS -o /dev/null --max-time 5 "$url" 2>/dev/null; then return; fi
    if ! kill -0 "$pid" 2>/dev/null; then
      tail -n 20 "$log" >&2
      die "it stopped before $url answered (log: $log)"
    fi
    sleep 1
  done
  tail -n 20 "$log" >&2
  die "$url did not answer in time (log: $log)"
}

sandbox_args=(--listen "127.0.0.1:$sandbox_port" --state "$state/sandbox")
sandbox_args+=(--portal-domain "localhost:$portal_port")
if [[ ${KEEP:-} == 1 ]]; then sandbox_args+=(--keep); fi
if [[ -n ${DATA:-} ]]; then sandbox_args+=(--data "$DATA"); fi
if [[ -n ${ORG:-} ]]; then sandbox_args+=(--org "$ORG"); fi

say "starting the sandbox (a real FHIR server loads the charts; this takes a moment)"
"$built/portico-sandbox" "${sandbox_args[@]}" >"$state/sandbox.log" 2>&1 &
sandbox_pid=$!
wait_for "$sandbox_url/healthz" "$sandbox_pid" "$state/sandbox.log"

export PORTICO__HTTP__LISTEN=127.0.0.1:$portal_port
export PORTICO__HTTP__OPERATIONS=127.0.0.1:$ops_port
export PORTICO__DB__URL=${DB:-sqlite://$state/portico.db}
export PORTICO__MAIL__BASE_URL=$sandbox_url/sendgrid
portico=("$portal" --config demo/portico.toml)

# The same clinics, at this run's ports.
sed "s/localhost:8090/localhost:$sandbox_port/g; s/localhost:8080/localhost:$portal_port/g" \
  demo/organizations.json >"$state/organizations.json"
curl -fsS "$sandbox_url/patients" >"$state/patients.json"

"${portico[@]}" migrate
"${portico[@]}" org import "$state/organizations.json"
"${portico[@]}" accounts import - <"$state/patients.json"

"${portico[@]}" serve --clock-control >"$state/portal.log" 2>&1 &
portal_pid=$!
wait_for "$ops_url/readyz" "$portal_pid" "$state/portal.log"

say ""
say "Portico is ready."
say "  Aurora        http://aurora.localhost:$portal_port"
say "  Sleep Corner  http://patients.sleepcorner.localhost:$portal_port"
say "  Northside     http://northside.localhost:$portal_port"
say "  Operations    $ops_url/readyz"
say "  Sandbox       $sandbox_url"
say ""
say "Sign in with one of these addresses; the code arrives in $sandbox_url/inbox"
node -e '
  const people = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  const width = Math.max(...people.map((one) => one.email.length));
  for (const one of people.slice(0, 40)) {
    console.log("  " + one.org.padEnd(12) + "  " + one.email.padEnd(width) + "  " + one.name);
  }
  if (people.length > 40) console.log(`  … and ${people.length - 40} more: see /patients of the sandbox`);
' "$state/patients.json"
say ""
say "Logs: $state/portal.log, $state/sandbox.log. Ctrl-C stops both."
if [[ -n ${READY:-} ]]; then say ready >"$READY"; fi

wait -n "$portal_pid" "$sandbox_pid" || true
tail -n 20 "$state/portal.log" "$state/sandbox.log" >&2
die "one of the two stopped by itself"
