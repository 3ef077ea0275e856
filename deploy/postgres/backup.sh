#!/bin/bash
# backup.sh                 keeps backups in /backups: the WAL as it is written, and a base backup each day
# backup.sh restore         restores all that was kept, into the volume of a stopped PostgreSQL
# backup.sh restore TIME    restores the state of TIME, such as 2026-11-28T02:00:00Z
# backup.sh check           fails if no WAL is received now, or the last base backup is older than a day
# Base backups are deleted after BACKUP_DAYS (default 14), with the WAL that only they need. The newest one stays.
# psql's own variables say where PostgreSQL is: PGHOST, PGUSER, PGPASSWORD, PGDATABASE. PGDATA is its data folder.
set -euo pipefail
backups="${BACKUPS:-/backups}"
slot=recado_backup

now() { date -u +%Y%m%dT%H%M%SZ; }
say() { echo "$(now) $*" >&2; }

# Names the history of WAL: it is another one after a restore or a failover.
find_origin() {
  psql -qAtc "select system_identifier || '-' || timeline_id from pg_control_system(), pg_control_checkpoint()"
}

# A series is a folder with WAL without a gap and base backups of it. Prints the newest one if it can be continued.
find_series() {
  local series
  series="$(find "$backups" -mindepth 1 -maxdepth 1 -type d -name 'series-*' | sort | tail -n 1)"
  [ -n "$series" ] && [ "$(cat "$series/origin")" = "$1" ] && is_slot_whole && echo "$series"
}

# PostgreSQL gives up a slot when more WAL waits for it than max_slot_wal_keep_size.
is_slot_whole() {
  [ "$(psql -qAtc "select wal_status <> 'lost' from pg_replication_slots where slot_name = '$slot'")" = t ]
}

open_series() {
  local origin="$1" series
  find_series "$origin" && return
  psql -qAtc "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '$slot'" >/dev/null
  psql -qAtc "select pg_create_physical_replication_slot('$slot', true)" >/dev/null
  series="$backups/series-$(now)"
  mkdir -p "$series/wal"
  echo "$origin" >"$series/origin"
  echo "$series"
}

bases_of() { find "$1" -mindepth 1 -maxdepth 1 -type d -name 'base-*' | sort; }

is_base_due() { [ -z "$(find "$1" -mindepth 1 -maxdepth 1 -name 'base-*' -mmin -1440)" ]; }

# A folder that is not whole never has its final name, and the name is the time from which it can be used.
take_base() {
  local series="$1" part="$1/part"
  rm -rf "$part"
  pg_basebackup --checkpoint=fast --format=tar --gzip --wal-method=fetch --pgdata="$part"
  sync -f "$part"
  mv -T "$part" "$series/base-$(now)"
  say 'Wrote a base backup. The state of each later moment can be restored.'
  delete_old "$(bases_of "$series" | tail -n 1)"
}

delete_old() {
  local series base
  for series in "$backups"/series-*; do
    for base in $(bases_of "$series"); do
      [ "$base" = "$1" ] || find "$base" -maxdepth 0 -mtime "+${BACKUP_DAYS:-14}" -exec rm -rf {} +
    done
    base="$(bases_of "$series" | head -n 1)"
    if [ -n "$base" ]; then
      pg_archivecleanup "$series/wal" "$(first_wal_of "$base")"
    else
      rm -rf "$series"
    fi
  done
}

first_wal_of() {
  tar -xzO --occurrence=1 -f "$1/base.tar.gz" backup_label | sed -n 's/^START WAL LOCATION.*(file \(.*\))$/\1/p'
}

# Follows one history of WAL until the connection breaks, or PostgreSQL has another history.
follow() {
  local origin series bytes receiver
  origin="$(find_origin)"
  series="$(open_series "$origin")"
  # A disk that was full leaves a file with which pg_receivewal cannot go on.
  bytes="$(psql -qAtc "select setting from pg_settings where name = 'wal_segment_size'")"
  find "$series/wal" -name '*.partial' ! -size "${bytes}c" -delete
  pg_receivewal --no-loop --status-interval=1 --slot="$slot" --directory="$series/wal" &
  receiver=$!
  # shellcheck disable=SC2064
  trap "kill $receiver 2>/dev/null || true" EXIT
  say "The WAL is written to $series."
  while kill -0 "$receiver" 2>/dev/null && [ "$(find_origin)" = "$origin" ]; do
    # By itself, so that one that fails does not stop the WAL.
    ! is_base_due "$series" || "$0" base "$series" || say 'The base backup failed. The next attempt is in a minute.'
    for _ in $(seq 30); do ! kill -0 "$receiver" 2>/dev/null || sleep 2; done
  done
}

keep() {
  # One of them at a time.
  exec 9>"$backups/lock"
  flock 9
  trap 'kill $(jobs -p) 2>/dev/null || true; exit 0' INT TERM
  while true; do
    "$0" follow &
    wait $! || true
    say 'PostgreSQL sends no WAL. The next attempt is in 5 seconds.'
    sleep 5
  done
}

check() {
  [ "$(psql -qAtc "select active from pg_replication_slots where slot_name = '$slot'")" = t ] &&
    [ -n "$(find "$backups" -mindepth 2 -maxdepth 2 -name 'base-*' -mmin -1500)" ]
}

# Prints the newest base backup from before a time, or of all.
find_base() {
  find "$backups" -mindepth 2 -maxdepth 2 -path '*/series-*/base-*' | awk -F/ -v until="${1:+$(date -u -d "$1" +%Y%m%dT%H%M%SZ)}" \
    '{ at = substr($NF, 6) } (until == "" || at <= until) && at > newest { newest = at; base = $0 } END { print base }'
}

# Restores beside PGDATA, by a PostgreSQL that listens only there. PGDATA is exchanged when all is done.
restore() {
  local target base wal part old server answer=0
  target="${1:+$(date -u -d "$1" '+%F %T+00')}"
  pg_isready -q || answer=$?
  [ "$answer" = 2 ] || { say 'PostgreSQL is running. Stop it first.'; return 1; }
  base="$(find_base "$target")"
  [ -n "$base" ] || { say "There is no base backup from before ${1:-now}."; return 1; }
  part="$PGDATA.part"
  wal="$(dirname "$base")/wal"
  trap 'say "The restore failed. The data is as it was."' EXIT
  rm -rf "$part"
  mkdir -p "$part"
  say "Restoring from $base. This takes as long as the WAL since then."
  tar -xzf "$base/base.tar.gz" -C "$part"
  touch "$part/recovery.signal"
  chown -R postgres: "$part"
  chmod 700 "$part"
  "${as_postgres[@]}" postgres -D "$part" -c listen_addresses= -c unix_socket_directories="$part" \
    -c restore_command="cp '$wal/%f' %p 2>/dev/null || cp '$wal/%f.partial' %p 2>/dev/null" \
    -c recovery_target_time="$target" -c recovery_target_action=promote &
  server=$!
  while kill -0 "$server" 2>/dev/null && [ -e "$part/recovery.signal" ]; do sleep 0.2; done
  kill "$server" 2>/dev/null || true
  wait "$server" || true
  [ ! -e "$part/recovery.signal" ] || { rm -rf "$part"; return 1; }
  old="$PGDATA.until-$(now)"
  [ ! -e "$PGDATA" ] || mv -T "$PGDATA" "$old"
  mv -T "$part" "$PGDATA"
  trap - EXIT
  say 'Restored. Start everything again.'
  [ ! -e "$old" ] || say "Delete $old when you do not need it any more."
}

as_postgres=(setpriv --reuid postgres --regid postgres --clear-groups)

case "${1:-keep}" in
  keep)
    # PostgreSQL does not run as root, and has to read the WAL at a restore.
    [ "$(id -u)" != 0 ] || { install -d -o postgres -m 700 "$backups" && exec "${as_postgres[@]}" "$0" keep; }
    keep
    ;;
  follow) follow ;;
  base) take_base "$2" ;;
  check) check ;;
  restore) restore "${2:-}" ;;
  *) sed -n '2,5s/^# //p' "$0" >&2 && exit 2 ;;
esac
