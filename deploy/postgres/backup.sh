#!/bin/sh
# backup.sh                writes a backup to /backups, and deletes those older than BACKUP_DAYS (default 14)
# backup.sh daily          does so now and then once a day
# backup.sh restore FILE   puts FILE of /backups back, into an empty database of the same name
# psql's own variables say where the database is: PGHOST, PGUSER, PGPASSWORD, PGDATABASE.
set -eu
folder=/backups

take() {
  file="$folder/$PGDATABASE-$(date -u +%Y%m%dT%H%M%SZ).dump"
  # A file that is not whole never has its final name.
  pg_dump --format=custom --file="$file.part"
  mv "$file.part" "$file"
  find "$folder" -name "$PGDATABASE-*.dump" -mtime "+${BACKUP_DAYS:-14}" -delete
  echo "Wrote $file"
}

restore() {
  dropdb --force --if-exists "$PGDATABASE"
  createdb --owner=recado "$PGDATABASE"
  pg_restore --exit-on-error --no-privileges --dbname="$PGDATABASE" "$folder/$1"
  echo "Restored $1. Run the service roles next, then start API and workers."
}

case "${1:-once}" in
  once) take ;;
  daily) while true; do take || echo "The backup failed; the next attempt is tomorrow." >&2; sleep 86400; done ;;
  restore) restore "${2:?Name a file of /backups}" ;;
  *) echo "Use backup.sh, backup.sh daily or backup.sh restore FILE." >&2; exit 2 ;;
esac
