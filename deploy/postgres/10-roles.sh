#!/bin/sh
# The two roles and the database, made once by the superuser: the owner migrates, the application cannot
# switch off what keeps tenants apart.
set -eu
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" \
  --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" <<'SQL'
create role guywire_owner login password :'owner';
create role guywire_app login nosuperuser nobypassrls password :'app';
create database guywire owner guywire_owner;
SQL
