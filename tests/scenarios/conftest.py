"""What stories need: the demo's ground, and a program at a tenant's door."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from guywire import lab
from guywire.domains.tenants.inputs import ApiKeyInput
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.queries import actor_of_membership
from guywire.domains.tenants.services.keys import make_key
from guywire.domains.tenants.tests import make
from guywire.kit.tenancy import in_tenant
from guywire.processes import cli

Run = Callable[..., tuple[int, str]]
TILE = Path(lab.__file__).parent / "data" / "terrain" / "N44W072.hgt"


@pytest.fixture
def ground(settings: Settings, tmp_path: Path) -> Path:
    """A terrain folder with the White Mountains' tile."""
    shutil.copy(TILE, tmp_path)
    settings.GUYWIRE_TERRAIN_DIR = tmp_path
    return tmp_path


@dataclass
class Program:
    """A program with an API key: it sends and expects JSON."""

    token: str
    client: Client

    def call(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        response = self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}"},
        )
        assert response.status_code == expect, response.content.decode()
        return json.loads(response.content) if response.content else None

    def upload(self, path: str, name: str, content: str, *, expect: int = 201) -> Any:
        response = self.client.post(
            f"/api/v1{path}",
            {"file": SimpleUploadedFile(name, content.encode())},
            headers={"Authorization": f"Bearer {self.token}"},
        )
        assert response.status_code == expect, response.content.decode()
        return json.loads(response.content)

    def get(self, path: str, **expected: int) -> Any:
        return self.call("GET", path, **expected)

    def post(self, path: str, body: Any = None, *, expect: int = 200) -> Any:
        return self.call("POST", path, body if body is not None else {}, expect=expect)


@pytest.fixture
def program_of() -> Callable[[Tenant], Program]:
    """A program with every permission of an owner of the tenant."""

    def at(tenant: Tenant) -> Program:
        owner = make.member(tenant, Role.OWNER)
        with in_tenant(tenant.pk, actor="test"):
            actor = actor_of_membership(owner)
            data = ApiKeyInput(name="scenario", codes=sorted(actor.codes))
            _, token = make_key(data, maker=actor)
        return Program(token, Client())

    return at


@pytest.fixture
def guywire(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: its exit code and everything it said."""
    monkeypatch.setenv("GUYWIRE_DATABASE_ROLE", "app")
    monkeypatch.setenv("COLUMNS", "250")  # tables of one line a row

    def run(*words: str, password: str = "") -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["guywire", *words])
        monkeypatch.setattr("typer.prompt", lambda *_, **__: password)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(str(ended.value.code or 0)), " ".join((said.out + said.err).split())

    return run
