#!/usr/bin/env bash
# A private PostgreSQL for tests: its own data folder, its own port, no durability, gone afterwards.
#
#   scripts/postgres.sh run COMMAND…   runs the command with PORTICO_TEST_DB set, then stops and deletes
#   scripts/postgres.sh start          prints the address of one that stays (POSTGRES_PORT, default 54329)
#   scripts/postgres.sh stop           stops and deletes that one
set -euo pipefail

first_port=${POSTGRES_PORT:-54329}

die() { echo "postgres: $*" >&2; exit 1; }

bin_folder() {
  if command -v pg_ctl >/dev/null 2>&1; then dirname "$(command -v pg_ctl)"; return; fi
  # The newest of Debian's versions.
  compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1
}

bin=$(bin_folder)
[[ -n $bin ]] || die "no PostgreSQL found: run scripts/need.sh postgres"
version=$("$bin/pg_ctl" --version | grep -oE '[0-9]+' | head -n 1)
((version >= 15)) || die "PostgreSQL 15 or later is needed, $bin is $version"

# PostgreSQL refuses to run as root.
as_owner() {
  if ((EUID == 0)); then runuser -u postgres -- "$@"; else "$@"; fi
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Starts a cluster in folder $1; prints its address.
start_in() {
  local folder=$1 port log=$1/log
  if ((EUID == 0)); then chown postgres "$folder"; fi
  local how=(-U portico -A trust -E UTF8 --locale=C.UTF-8 --no-sync)
  as_owner "$bin/initdb" -D "$folder/data" "${how[@]}" >"$log" 2>&1 || {
    cat "$log" >&2
    die "initdb failed"
  }
  for ((port = first_port; port < first_port + 50; port++)); do
    port_is_free "$port" || continue
    local settings="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='$folder'"
    settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=500"
    settings+=" -c shared_buffers=256MB -c logging_collector=off"
    # Another process may take the port between the look and the start: then try the next.
    if as_owner "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/server.log" -o "$settings" start \
      >>"$log" 2>&1 </dev/null; then
      echo "postgres://portico@127.0.0.1:$port/postgres"
      return
    fi
  done
  cat "$log" "$folder/server.log" >&2 || true
  die "PostgreSQL did not start"
}

stop_in() {
  local folder=$1
  if [[ -d $folder/data ]]; then
    as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 </dev/null || true
  fi
  rm -rf "$folder"
}

# mktemp, and not below the home folder: the user postgres cannot look into root's.
fresh_folder() {
  local folder
  folder=$(mktemp -d "${TMPDIR:-/tmp}/portico-postgres.XXXXXX")
  chmod 755 "$folder"
  echo "$folder"
}

cache=${XDG_CACHE_HOME:-$HOME/.cache}/portico
note=$cache/postgres-$first_port

cd "$(dirname "$0")/.."
case ${1:-} in
  start)
    mkdir -p "$cache"
    if [[ -f $note ]]; then
      folder=$(head -n 1 "$note")
      if [[ -d $folder/data ]] && as_owner "$bin/pg_ctl" -D "$folder/data" status >/dev/null 2>&1; then
        tail -n 1 "$note"
        exit 0
      fi
      rm -rf "$folder" "$note"
    fi
    folder=$(fresh_folder)
    url=$(start_in "$folder") || { rm -rf "$folder"; exit 1; }
    printf '%s\n%s\n' "$folder" "$url" >"$note"
    echo "$url"
    ;;
  stop)
    [[ -f $note ]] || die "none was started"
    stop_in "$(head -n 1 "$note")"
    rm -f "$note"
    ;;
  run)
    shift
    (($#)) || die "run what?"
    folder=$(fresh_folder)
    trap 'stop_in "$folder"' EXIT
    trap 'exit 130' INT TERM
    url=$(start_in "$folder")
    export PORTICO_TEST_DB=$url
    "$@"
    ;;
  *) die "usage: scripts/postgres.sh start|stop|run COMMAND…" ;;
esac
