#!/bin/sh
# Three roles: `plainsight_owner` owns the tables and migrates; `plainsight_app` is what the servers sign in as, and
# gets its privileges, table by table, from `plainsight migrate`; `plainsight_backup` reads all and writes nothing.
# Runs once, on an empty database, inside the PostgreSQL image.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$(cat /run/secrets/owner_password)" \
  --set app_password="$(cat /run/secrets/app_password)" \
  --set backup_password="$(cat /run/secrets/backup_password)" <<'SQL'
CREATE ROLE plainsight_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE plainsight_app LOGIN PASSWORD :'app_password';
CREATE ROLE plainsight_backup LOGIN BYPASSRLS PASSWORD :'backup_password';
GRANT pg_read_all_data TO plainsight_backup;
CREATE DATABASE plainsight OWNER plainsight_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE CONNECT, TEMPORARY ON DATABASE plainsight FROM PUBLIC;
GRANT CONNECT ON DATABASE plainsight TO plainsight_app, plainsight_backup;
SQL
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname plainsight <<'SQL'
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO plainsight_owner;
SQL
