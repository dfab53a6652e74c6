#!/bin/sh
# Two roles: `plainsight_owner` owns the tables and migrates; `plainsight_app` is what the servers sign in as. The
# second gets its privileges, table by table, from `plainsight migrate`. Runs once, on an empty
# database, inside the PostgreSQL image.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$(cat /run/secrets/owner_password)" \
  --set app_password="$(cat /run/secrets/app_password)" <<'SQL'
CREATE ROLE plainsight_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE plainsight_app LOGIN PASSWORD :'app_password';
CREATE DATABASE plainsight OWNER plainsight_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE CONNECT, TEMPORARY ON DATABASE plainsight FROM PUBLIC;
GRANT CONNECT ON DATABASE plainsight TO plainsight_app;
SQL
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname plainsight <<'SQL'
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO plainsight_owner;
SQL
