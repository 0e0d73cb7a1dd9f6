"""A tenant whose 30 days are over is gone: from every table and every folder, and only it."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections, models
from django.test import Client
from psycopg import sql

from guywire.domains.tenants.events import InvitationIssued
from guywire.domains.tenants.handlers import send_invitation
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.services import erasing, invitations
from guywire.domains.tenants.services.settings import delete_tenant
from guywire.domains.tenants.tasks import erase
from guywire.domains.tenants.tests import make
from guywire.kit import clock
from guywire.kit.jobs import periodic, periodic_jobs
from guywire.kit.jobs.rescue import prune
from guywire.kit.jobs.tasks import tick
from guywire.kit.jobs.worker import work
from guywire.kit.tenancy import in_tenant
from guywire.kit.testing import database

from .rival import MARKER, Pair, Rival, digest, make_rival, our_tenant
from .rows import tenant_models

pytestmark = pytest.mark.slow

OF_PEOPLE = {"tenants_person", "account_emailaddress", "mfa_authenticator",
             "socialaccount_socialaccount", "usersessions_usersession"}  # fmt: skip
"""A person outlives the tenants they belonged to: the account is theirs."""


@pytest.fixture
def pair(own_database: str, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """B has been deleted for 31 days; of the clock's work only the erasing is due."""
    due = {job.name: job for job in periodic_jobs() if job.work is erase}
    monkeypatch.setattr(periodic, "_jobs", due)
    pair = Pair(our_tenant(), make_rival())
    with in_tenant(pair.rival.tenant.pk, actor="test"):
        delete_tenant(reason="", confirm_slug=pair.rival.tenant.slug)
        Tenant.objects.update(deleted_at=clock.now() - timedelta(days=31))
    return pair


@pytest.fixture
def owner(own_database: str, test_server: database.TestServer) -> Iterator[Any]:
    """The tables' owner, who sees past the policies."""
    url = test_server.url(database.OWNER, own_database)
    with psycopg.connect(url, autocommit=True) as session:
        yield session


def tables_that_hold(owner: Any, *texts: str) -> dict[str, int]:
    """Every table of the database, and in how many of its rows one of the texts stands."""
    names = owner.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    found = {}
    for (name,) in names:
        query = sql.SQL("select count(*) from {} t where t::text ilike any(%s)")
        patterns = [f"%{text}%" for text in texts]
        row = owner.execute(query.format(sql.Identifier(name)), [patterns]).fetchone()
        found |= {name: row[0]} if row[0] else {}
    return found


def erase_by_the_clock() -> None:
    """As it happens: the scheduler queues what is due, a worker does it, old jobs are forgotten."""
    tick()
    work(concurrency=1, wait=False)
    prune()


def test_nothing_remains_of_an_erased_tenant_and_nothing_is_missing_of_the_other(
    pair: Pair, owner: Any
) -> None:
    theirs = [MARKER, *pair.rival.every_id]
    tables = {model._meta.db_table for model in tenant_models()}
    assert tables - tables_that_hold(owner, *theirs).keys() == set()
    ours = Rival(pair.ours, make.person(), {}, [], [])
    before = digest(ours)
    folders = {str(pair.ours.pk), str(pair.rival.tenant.pk)}
    assert {path.name for path in Path(settings.MEDIA_ROOT).iterdir()} == folders
    erase_by_the_clock()
    assert [path.name for path in Path(settings.MEDIA_ROOT).iterdir()] == [str(pair.ours.pk)]
    assert tables_that_hold(owner, *theirs).keys() - OF_PEOPLE == set()
    assert digest(ours) == before
    assert files_that_hold(*theirs) == []


def files_that_hold(*texts: str) -> list[str]:
    """The files of the data folder (the database's own aside) in which one of the texts stands."""
    folder = Path(settings.MEDIA_ROOT).parent
    given = [text.encode() for text in texts]
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(text in path.read_bytes() for text in given)
    ]


def test_letters_in_files_go_with_their_tenant_and_nobody_elses(
    pair: Pair, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "guywire.domains.tenants.letters.LetterFiles"
    settings.EMAIL_FILE_PATH = tmp_path
    for tenant_id in (pair.ours.pk, pair.rival.tenant.pk):
        with in_tenant(tenant_id, actor="test"):
            letter = invitations.issue("new@example.com", Role.SALES, invited_by="owner")
            send_invitation(InvitationIssued(invitation_id=letter.pk, serial=letter.serial))
    browser = Client()
    assert browser.post("/accounts/password/reset/", {"email": pair.rival.owner.email}).url
    folders = {path.name for path in tmp_path.iterdir()}
    assert folders == {str(pair.ours.pk), str(pair.rival.tenant.pk), "people"}
    erase_by_the_clock()
    assert {path.name for path in tmp_path.iterdir()} == {str(pair.ours.pk), "people"}
    kept = [path.read_text() for path in (tmp_path / str(pair.ours.pk)).iterdir()]
    assert ["To: new@example.com" in text for text in kept] == [True, True]  # the worker sent one


def test_no_tenants_table_keeps_files_outside_the_database() -> None:
    """Erasing deletes rows; a file column would need a hand of its own there."""
    columns = [(model, field) for model in tenant_models() for field in model._meta.local_fields]
    assert [
        f"{m._meta.label}.{f.name}" for m, f in columns if isinstance(f, models.FileField)
    ] == []


def erase_and_die(tenant_id: Any) -> None:
    """The child: a worker that is killed when all rows are deleted and nothing is committed."""
    connections["default"].connection = None  # the parent's socket is not ours to use or close
    with in_tenant(tenant_id, actor="job:periodic"):
        assert erasing.erase_if_due()
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_killed_while_erasing_leaves_all_and_the_next_one_erases_all(
    pair: Pair, owner: Any
) -> None:
    tenant = pair.rival.tenant
    before = digest(pair.rival)
    connections["default"].close()
    child = multiprocessing.get_context("fork").Process(target=erase_and_die, args=(tenant.pk,))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert digest(pair.rival) == before
    erase_by_the_clock()
    assert tables_that_hold(owner, MARKER).keys() - OF_PEOPLE == set()
    erase_by_the_clock()


def test_until_then_the_owner_brings_all_of_it_back(pair: Pair) -> None:
    tenant = pair.rival.tenant
    with in_tenant(tenant.pk, actor="test"):
        Tenant.objects.update(deleted_at=clock.now() - timedelta(days=30) + timedelta(minutes=1))
    rows = {name: one for name, one in digest(pair.rival).items() if name in REAL}
    erase_by_the_clock()
    browser = Client()
    browser.force_login(pair.rival.owner)
    assert browser.get(f"/t/{tenant.slug}/").status_code == 404
    assert browser.post(f"/restore/{tenant.slug}/").status_code == 302
    assert browser.get(f"/t/{tenant.slug}/").status_code == 200
    assert {name: one for name, one in digest(pair.rival).items() if name in REAL} == rows


REAL = {"customers_customer", "customers_lead", "network_site", "network_sector",
        "network_addresspoint", "network_qualificationpart", "secrets_datakey"}  # fmt: skip


def test_after_that_nobody_brings_it_back(pair: Pair) -> None:
    browser = Client()
    browser.force_login(pair.rival.owner)
    assert browser.post(f"/restore/{pair.rival.tenant.slug}/").status_code == 422
    with in_tenant(pair.rival.tenant.pk, actor="test"):
        assert Tenant.objects.get().state == Tenant.State.DELETED
