"""Each chore of the ``guywire`` command: what it does, and what it says of what it cannot do."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from pytest_django import Settings

from guywire.config.embedded import APP, OWNER
from guywire.domains.network.models import Site
from guywire.domains.tenants.inputs import LimitsInput
from guywire.domains.tenants.models import Membership, Person, Tenant
from guywire.domains.tenants.services.limits import set_limits
from guywire.domains.tenants.tests import make
from guywire.kit.jobs import defer_for
from guywire.kit.secrets.envelope import new_master_key, parse_master_keys
from guywire.kit.secrets.models import DataKey, decrypt, encrypt
from guywire.kit.tenancy import in_tenant
from guywire.kit.tenancy.platform import tenant_counts
from guywire.kit.testing import database

from .conftest import TILE, Run

STRONG = "ladder-quartz-mitten-52"


FOUND = ("tenant", "create", "--slug", "ridge", "--name", "Ridge", "--owner", "boss@example.com")


def test_a_tenant_is_founded_for_a_person_with_an_account(db: None, guywire: Run) -> None:
    boss = make.person("boss@example.com")
    code, said = guywire(*FOUND, "--time-zone", "America/Denver", "--currency", "CAD")
    assert (code, said) == (0, "Ridge is founded; boss@example.com owns it: /t/ridge/")
    (line,) = tenant_counts()
    with in_tenant(line.id, actor="test"):
        assert (Tenant.objects.get().currency, Tenant.objects.get().time_zone) == (
            "CAD",
            "America/Denver",
        )
        assert Membership.objects.get().person == boss


@pytest.mark.parametrize(("words", "reason"), [
    (("--owner", "nobody@example.com"), "There is no account nobody@example.com"),
    (("--slug", "Not A Slug"), "--slug: use 1 to 40 small letters, digits and dashes"),
    (("--slug", "platform"), "--slug: this name is reserved"),
    (("--time-zone", "Mars/Olympus"), "--time-zone: not an IANA time zone"),
    (("--currency", "GOLD"), "--currency: not an ISO 4217 currency code"),
    (("--name", ""), "--name: String should have at least 1 character"),
])  # fmt: skip
def test_a_tenant_of_bad_words_is_not_founded(
    db: None, guywire: Run, words: tuple[str, ...], reason: str
) -> None:
    make.person("boss@example.com")
    code, said = guywire(*FOUND, *words)
    assert code == 2
    assert f"guywire: {reason}" in said
    assert tenant_counts() == []


def test_a_taken_address_and_a_second_tenant_are_refused(wisp: Tenant, guywire: Run) -> None:
    make.person("boss@example.com")
    assert guywire(*FOUND, "--slug", "kinsman") == (
        2,
        "guywire: The address “kinsman” is taken. Choose another.",
    )
    assert guywire(*FOUND)[0] == 0
    code, said = guywire(*FOUND, "--slug", "second")
    assert (code, "You own an organization already" in said) == (2, True)
    assert sorted(line.slug for line in tenant_counts()) == ["kinsman", "ridge"]


def test_an_account_is_made_by_the_command_and_signs_in(db: None, guywire: Run) -> None:
    words = ("user", "create", "--email", "Op@Example.com", "--name", "Op", "--operator")
    assert guywire(*words, password=STRONG) == (0, "op@example.com can sign in.")
    person = Person.objects.get()
    assert (person.email, person.is_operator, person.check_password(STRONG)) == (
        "op@example.com",
        True,
        True,
    )


@pytest.mark.parametrize(("email", "password", "reason"), [
    ("op@example.com", "password12345", "This password is too weak."),
    ("op@example.com", "short", "This password is too short."),
    ("op@", STRONG, "Enter a valid email address."),
    ("TAKEN@example.com", STRONG, "taken@example.com has an account already."),
])  # fmt: skip
def test_an_account_of_bad_words_is_not_made(
    db: None, guywire: Run, email: str, password: str, reason: str
) -> None:
    make.person("taken@example.com")
    code, said = guywire("user", "create", "--email", email, password=password)
    assert code == 2
    assert f"guywire: {reason}" in said
    assert Person.objects.count() == 1


def test_terrain_is_checked_and_copied_file_by_file(
    settings: Settings, tmp_path: Path, guywire: Run
) -> None:
    settings.GUYWIRE_TERRAIN_DIR = tmp_path / "terrain"
    fake = tmp_path / "N45W073.hgt"
    fake.write_bytes(b"no terrain")
    code, said = guywire("terrain", "add", str(fake), str(TILE))
    assert code == 1
    assert "✗ N45W073.hgt:" in said
    assert f"✓ {TILE.name}" in said
    assert [path.name for path in (tmp_path / "terrain").iterdir()] == [TILE.name]
    assert guywire("terrain", "add", str(TILE))[0] == 0
    settings.GUYWIRE_SURFACE_DIR = tmp_path / "surface"
    assert guywire("terrain", "add", "--kind", "surface", str(TILE))[0] == 0
    assert [path.name for path in (tmp_path / "surface").iterdir()] == [TILE.name]
    code, said = guywire("terrain", "add", "--kind", "landcover", str(TILE))
    assert (code, "the name must end in .tif or .tiff" in said) == (1, True)
    code, said = guywire("terrain", "add", str(tmp_path / "gone.hgt"))
    assert (code, "gone.hgt" in said) == (2, True)


SITES = "name,types,status,latitude,longitude\n"
AGASSIZ = "Agassiz,tower,planned,44.26,-71.67\n"


def sites(of: Tenant) -> list[str]:
    with in_tenant(of.pk, actor="test"):
        return sorted(Site.objects.values_list("name", flat=True))


@pytest.fixture
def rows(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "sites.csv"
        path.write_text(text)
        return str(path)

    return write


def test_a_file_is_imported_whole(
    wisp: Tenant, other_wisp: Tenant, guywire: Run, rows: Callable[[str], str]
) -> None:
    words = ("import", "kinsman", "network.site")
    assert guywire(*words, rows(SITES + AGASSIZ)) == (0, "1 added, 0 changed.")
    changed = SITES + AGASSIZ.replace("planned", "active") + "Bickford,tower,planned,44.2,-71.7\n"
    assert guywire(*words, rows(changed), "--update") == (0, "1 added, 1 changed.")
    assert (sites(wisp), sites(other_wisp)) == (["Agassiz", "Bickford"], [])


@pytest.mark.parametrize(("tenant", "entity", "text", "code", "reason"), [
    ("kinsman", "network.site", SITES + AGASSIZ + "B,tower,planned,95,0\n", 1,
     "line 3 latitude: Input should be less than or equal to 90 Nothing is imported: 1 faults"),
    ("kinsman", "network.site", "name,colour\nA,red\n", 1, "line 1 colour: There is no such col"),
    ("kinsman", "network.site", "", 2, "guywire: The file is empty."),
    ("nobody", "network.site", SITES + AGASSIZ, 2, "guywire: There is no tenant “nobody”."),
    ("kinsman", "network.mast", SITES + AGASSIZ, 2, "guywire: There is no import of “network.mas"),
])  # fmt: skip
def test_of_a_bad_file_nothing_is_imported(
    wisp: Tenant, guywire: Run, rows: Callable[[str], str], tenant: str, entity: str,
    text: str, code: int, reason: str,
) -> None:  # fmt: skip
    ended, said = guywire("import", tenant, entity, rows(text))
    assert ended == code
    assert reason in said
    assert sites(wisp) == []


def test_an_import_beyond_the_limit_adds_nothing(
    wisp: Tenant, guywire: Run, rows: Callable[[str], str]
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        set_limits(LimitsInput(sites=1))
    text = SITES + AGASSIZ + "Bickford,tower,planned,44.2,-71.7\n"
    code, said = guywire("import", "kinsman", "network.site", rows(text))
    assert code == 1
    assert "line 3 : The limit of 1 sites is reached." in said
    assert sites(wisp) == []


def test_rotated_keys_open_every_secret_without_the_old_master_key(
    wisp: Tenant, other_wisp: Tenant, settings: Settings, guywire: Run
) -> None:
    stored = {}
    for tenant in (wisp, other_wisp):
        with in_tenant(tenant.pk, actor="test"):
            stored[tenant] = encrypt(f"snmp of {tenant.slug}")
    factor = TOTP.activate(make.person(), "JBSWY3DPEHPK3PXP").instance
    old = settings.GUYWIRE_MASTER_KEYS
    new = parse_master_keys(new_master_key("k9"))
    settings.GUYWIRE_MASTER_KEYS = new + old
    said = "2 data keys and 1 second factors are sealed by the newest key."
    assert guywire("keys", "rotate") == (0, said)
    assert guywire("keys", "rotate") == (0, said.replace("2 data", "0 data"))
    settings.GUYWIRE_MASTER_KEYS = new
    for tenant, secret in stored.items():
        with in_tenant(tenant.pk, actor="test"):
            assert decrypt(secret) == f"snmp of {tenant.slug}"
    factor.refresh_from_db()
    assert TOTP(factor).validate_code("000000") is False


def test_a_key_that_no_master_key_opens_is_named_and_holds_up_nobody(
    wisp: Tenant, other_wisp: Tenant, settings: Settings, guywire: Run
) -> None:
    old = settings.GUYWIRE_MASTER_KEYS
    for tenant, masters in ((wisp, parse_master_keys(new_master_key("lost"))), (other_wisp, old)):
        settings.GUYWIRE_MASTER_KEYS = masters
        with in_tenant(tenant.pk, actor="test"):
            encrypt("x")
    settings.GUYWIRE_MASTER_KEYS = parse_master_keys(new_master_key("k9")) + old
    code, said = guywire("keys", "rotate")
    assert code == 1
    assert f"✗ tenant {wisp.pk}: the master key 'lost' is not in GUYWIRE_SECRET_KEYS" in said
    assert "1 data keys" in said
    for tenant, name in ((wisp, "lost"), (other_wisp, "k9")):
        with in_tenant(tenant.pk, actor="test"):
            assert DataKey.objects.get().wrapped.partition(".")[0] == name


def test_a_factor_that_no_master_key_opens_is_left_as_it_is(
    db: None, settings: Settings, guywire: Run
) -> None:
    person = make.person()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    before = Authenticator.objects.get().data
    settings.GUYWIRE_MASTER_KEYS = parse_master_keys(new_master_key("k9"))
    code, said = guywire("keys", "rotate")
    assert code == 1
    assert f"second factor of account {person.pk}: no master key opens it" in said
    assert Authenticator.objects.get().data == before


@pytest.fixture
def as_superuser(own_database: str, test_server: database.TestServer) -> Iterator[Any]:
    url = test_server.url("postgres", own_database)
    with psycopg.connect(url, autocommit=True) as session:
        yield session.execute


@pytest.fixture
def terrain_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / TILE.name).write_bytes(b"counted, not read")
    monkeypatch.setenv("GUYWIRE_TERRAIN_DIR", str(tmp_path))


def test_a_healthy_installation_satisfies_the_doctor(
    own_database: str, terrain_dir: None, guywire: Run
) -> None:
    code, said = guywire("doctor")
    assert "✗" not in said
    assert code == 0
    assert said.count("✓") == 9


@pytest.mark.parametrize(("breach", "seen"), [
    ("alter table network_site disable row level security",
     "isolation not kept apart: network_site"),
    ("create policy hole on network_site for select using (true)",
     "isolation not kept apart: network_site"),
    ("alter function platform_tenants_in(text[]) set search_path = public",
     "isolation functions that run as the owner may be led astray: platform_tenants_in"),
    ("alter database {database} set guywire.tenant = '00000000-0000-0000-0000-000000000001'",
     "isolation a connection is born with a tenant"),
    ("delete from django_migrations where id = (select id from django_migrations"
     " where app = 'tenants' order by name desc limit 1)",
     "migrations 1 wait Run `guywire migrate`."),
])  # fmt: skip
def test_the_doctor_finds_what_is_wrong_with_the_database(
    own_database: str, terrain_dir: None, as_superuser: Any, guywire: Run, breach: str, seen: str
) -> None:
    as_superuser(breach.format(database=own_database))
    connection.close()
    code, said = guywire("doctor")
    assert code == 1
    assert seen in said
    assert said.count("✗") == 1


def test_a_data_folder_with_an_unused_embedded_server_does_not_confuse_the_doctor(
    own_database: str, terrain_dir: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    guywire: Run,
) -> None:  # fmt: skip
    unused = tmp_path / "postgres"
    unused.mkdir()
    (unused / "postmaster.pid").write_text("1\n/x\n0\n5432\n/elsewhere\n")
    monkeypatch.setenv("GUYWIRE_DATA_DIR", str(tmp_path))
    assert "answers (external)" in guywire("doctor")[1]


def test_the_doctor_finds_more_threads_than_connections(
    own_database: str, terrain_dir: None, monkeypatch: pytest.MonkeyPatch, guywire: Run
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("show max_connections")
        allowed = int(cursor.fetchone()[0])
    workers = allowed // 8 + 1
    monkeypatch.setenv("GUYWIRE_WEB_WORKERS", str(workers))
    code, said = guywire("doctor")
    assert code == 1
    assert f"may want {workers * 8} connections; the server allows {allowed}" in said
    assert "lower GUYWIRE_WEB_WORKERS or GUYWIRE_DATABASE_POOL" in said
    assert said.count("✗") == 1


def test_the_doctor_finds_failed_jobs_and_missing_terrain(
    own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guywire: Run
) -> None:
    monkeypatch.setenv("GUYWIRE_TERRAIN_DIR", str(tmp_path))
    defer_for(make.tenant().pk, "test.broken")
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing'")
        cursor.execute("update procrastinate_jobs set status = 'failed'")
    code, said = guywire("doctor")
    assert code == 1
    assert "queue 1 failed See Admin → Jobs for why, and retry." in said
    assert "terrain no tiles in" in said
    assert said.count("✗") == 2


def started(**environment: str) -> dict[str, str]:
    return {k: v for k, v in {**os.environ, **environment}.items() if v}


def child(*words: str, given: str = "", **environment: str) -> tuple[int, str]:
    """The command as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "guywire", *words],
        env=started(**environment),
        input=given,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # no terminal to ask a password at
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


@pytest.mark.slow
def test_migrate_makes_the_tables_once_and_says_what_it_needs(
    test_server: database.TestServer,
) -> None:
    name = f"bare_{os.getpid()}"
    test_server.run("create database {} owner {}", name, OWNER)
    urls = {
        "GUYWIRE_DATABASE_URL": test_server.url(APP, name),
        "GUYWIRE_OWNER_DATABASE_URL": test_server.url(OWNER, name),
    }
    try:
        code, said = child("migrate", **{**urls, "GUYWIRE_OWNER_DATABASE_URL": ""})
        assert (code, said) == (
            2,
            "guywire: GUYWIRE_OWNER_DATABASE_URL is empty: this command works as the tables' owner",
        )
        code, said = child("migrate", **{**urls, "GUYWIRE_OWNER_DATABASE_URL": urls[
            "GUYWIRE_DATABASE_URL"]})  # fmt: skip
        assert code == 2
        assert "guywire: the database refuses:" in said
        assert "Traceback" not in said
        assert tables(urls) == 0
        code, said = child("migrate", **urls)
        assert code == 0
        assert re.search(r"Applying tenants\.0001_initial\.\.\. OK", said)
        made = tables(urls)
        code, said = child("migrate", **urls)
        assert (code, "No migrations to apply." in said, tables(urls)) == (0, True, made)
        person = ("user", "create", "--email", "op@example.com")
        code, said = child(*person, given=f"{STRONG}\n{STRONG}\n", **urls)
        assert (code, "op@example.com can sign in." in said) == (0, True), said
    finally:
        database.drop(test_server, name)


def tables(urls: dict[str, str]) -> int:
    with psycopg.connect(urls["GUYWIRE_OWNER_DATABASE_URL"]) as session:
        row = session.execute("select count(*) from pg_tables where schemaname = 'public'")
        return int(str((row.fetchone() or (0,))[0]))


@pytest.mark.slow
def test_without_its_database_the_doctor_says_so_and_commands_end_in_words() -> None:
    nowhere = {"GUYWIRE_DATABASE_URL": "postgresql://guywire_app@127.0.0.1:1/none"}
    code, said = child("doctor", **nowhere)
    assert code == 1
    assert "Check GUYWIRE_DATABASE_URL" in said
    code, said = child("keys", "rotate", **nowhere)
    assert code == 2
    assert "guywire: the database refuses:" in said
    assert "Traceback" not in said
    code, said = child("doctor", GUYWIRE_BIND="8000")
    assert (code, said) == (2, "guywire: GUYWIRE_BIND is '8000'; write host:port")
