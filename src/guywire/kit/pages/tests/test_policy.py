"""Every answer says what a page may load: nothing of a third party that nobody configured."""

import pytest
from django.test import Client
from pytest_django import Settings

from guywire.kit.pages.policy import HEADER, policy


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/nothing", "/api/v1/docs", "/healthz"])
def test_every_answer_states_the_policy(path: str) -> None:
    stated = Client().get(path).headers[HEADER]
    assert "default-src 'self'" in stated
    assert "script-src" not in stated  # falls back to default-src: no inline script, no eval
    assert "http" not in stated


def test_configured_hosts_are_let_in_where_they_belong_and_nowhere_else() -> None:
    stated = policy(
        tiles="https://tiles.example/{z}/{x}/{y}.png", sign_in="https://login.example/realms/wisp"
    )
    rules = dict(rule.split(" ", 1) for rule in stated.split("; "))
    assert rules["img-src"] == "'self' data: blob: https://tiles.example"
    assert rules["connect-src"] == "'self' https://tiles.example"
    assert rules["form-action"] == "'self' https://login.example"
    assert rules["default-src"] == "'self'"


@pytest.mark.django_db
def test_the_documentation_of_the_api_comes_from_here(settings: Settings) -> None:
    page = Client().get("/api/v1/docs").content.decode()
    assert "ninja/swagger-ui-bundle.js" in page
    assert "https://" not in page
