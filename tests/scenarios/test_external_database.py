"""A server of somebody else's: set up by the how-to's own statements, then used by commands."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest

from guywire.kit.testing import database

from .conftest import TILE

pytestmark = pytest.mark.slow

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "external-database.md"
STRONG = "ladder-quartz-mitten-52"


def statements(owner: str, app: str, name: str) -> list[str]:
    """The how-to's SQL with names and passwords of our own."""
    block = re.search(r"```sql\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    assert block is not None
    text = re.sub(r"--.*", "", block.group(1))
    for old, new in (("database guywire ", f"database {name} "), ("guywire_owner", owner),
                     ("guywire_app", app), ("…", "p@ss/word")):  # fmt: skip
        text = text.replace(old, new)
    return [one.strip() for one in text.split(";") if one.strip()]


@pytest.fixture
def urls(test_server: database.TestServer) -> Iterator[dict[str, str]]:
    owner, app, name = (f"{noun}_{os.getpid()}" for noun in ("isp_owner", "isp_app", "isp"))
    for statement in statements(owner, app, name):
        test_server.run(statement)
    whole = urlsplit(test_server.url("x", name))
    place = whole.netloc.rpartition("@")[2]

    def url(role: str) -> str:
        return whole._replace(netloc=f"{role}:{quote('p@ss/word', safe='')}@{place}").geturl()

    yield {"GUYWIRE_DATABASE_URL": url(app), "GUYWIRE_OWNER_DATABASE_URL": url(owner)}
    database.drop(test_server, name)
    for role in (app, owner):
        test_server.run("drop role {}", role)


def guywire(*words: str, given: str = "", **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "guywire", *words],
        env={**os.environ, "COLUMNS": "250", **environment},
        input=given,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # no terminal to ask a password at
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def test_the_how_to_sets_up_a_server_whose_roles_are_no_superusers(
    urls: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / TILE.name).write_bytes(b"counted, not read")
    with psycopg.connect(urls["GUYWIRE_OWNER_DATABASE_URL"]) as session:
        row = session.execute(
            "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
            " from pg_roles where rolname = current_user"
        ).fetchone()
        assert row == (False, False, False, False)
    code, said = guywire("migrate", "--quiet", **urls)
    assert (code, said) == (0, "")
    daily = {**urls, "GUYWIRE_OWNER_DATABASE_URL": "", "GUYWIRE_TERRAIN_DIR": str(tmp_path)}
    person = ("user", "create", "--email", "boss@example.com")
    assert guywire(*person, given=f"{STRONG}\n{STRONG}\n", **daily)[0] == 0
    founded = ("tenant", "create", "--slug", "ridge", "--name", "Ridge",
               "--owner", "boss@example.com")  # fmt: skip
    assert guywire(*founded, **daily)[0] == 0
    code, said = guywire("doctor", **daily)
    assert (code, "✗" not in said, "(external)" in said) == (0, True, True), said
    assert f"{urlsplit(urls['GUYWIRE_DATABASE_URL']).username} is a plain role" in said
    with psycopg.connect(urls["GUYWIRE_DATABASE_URL"], autocommit=True) as session:
        with pytest.raises(psycopg.errors.RaiseException, match="no tenant is active"):
            session.execute("select * from tenants_membership")
        for forbidden in ("truncate tenants_membership", "delete from audit_change",
                          "alter table tenants_membership disable row level security"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(forbidden)
