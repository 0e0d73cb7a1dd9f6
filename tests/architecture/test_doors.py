"""No door without a declared permission: every URL, every API operation."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI

from guywire.kit.access import codes, needs

from .walking import Door, doors

OWN_ACCOUNT = "allauth: shows and changes only what is the signed-in person's own"
WAY_IN = "allauth: the way in, before anybody is known; rate-limited"
NOTICE = "allauth: a notice without data"

FOREIGN = {
    "account_login": WAY_IN,
    "account_logout": OWN_ACCOUNT,
    "account_inactive": NOTICE,
    "account_signup": WAY_IN,
    "account_reauthenticate": OWN_ACCOUNT,
    "account_email": OWN_ACCOUNT,
    "account_email_verification_sent": NOTICE,
    "account_change_password": OWN_ACCOUNT,
    "account_set_password": OWN_ACCOUNT,
    "account_reset_password": WAY_IN,
    "account_confirm_login_code": WAY_IN,
    "account_confirm_email": WAY_IN,
    "account_reset_password_from_key_done": NOTICE,
    "account_reset_password_from_key": WAY_IN,
    "account_reset_password_done": NOTICE,
    "mfa_index": OWN_ACCOUNT,
    "mfa_authenticate": WAY_IN,
    "mfa_reauthenticate": OWN_ACCOUNT,
    "mfa_activate_totp": OWN_ACCOUNT,
    "mfa_deactivate_totp": OWN_ACCOUNT,
    "mfa_view_recovery_codes": OWN_ACCOUNT,
    "mfa_generate_recovery_codes": OWN_ACCOUNT,
    "mfa_download_recovery_codes": OWN_ACCOUNT,
    "mfa_list_webauthn": OWN_ACCOUNT,
    "mfa_add_webauthn": OWN_ACCOUNT,
    "mfa_reauthenticate_webauthn": OWN_ACCOUNT,
    "mfa_remove_webauthn": OWN_ACCOUNT,
    "mfa_edit_webauthn": OWN_ACCOUNT,
    "mfa_login_webauthn": WAY_IN,
    "socialaccount_login_cancelled": NOTICE,
    "socialaccount_login_error": NOTICE,
    "socialaccount_signup": WAY_IN,
    "socialaccount_connections": OWN_ACCOUNT,
    "openid_connect_login": WAY_IN,
    "openid_connect_callback": WAY_IN,
    "usersessions_list": OWN_ACCOUNT,
    "accounts/social/login/cancelled/": "allauth: an old address that leads to the new one",
    "accounts/social/login/error/": "allauth: an old address that leads to the new one",
    "accounts/social/signup/": "allauth: an old address that leads to the new one",
    "accounts/social/connections/": "allauth: an old address that leads to the new one",
    "openapi-json": "the API's description is the same for everybody",
    "openapi-view": "the API's description is the same for everybody",
    "api-root": "ninja: answers 404, so that the API has a root address",
}


def undeclared(found: list[Door]) -> list[str]:
    """The doors that say nothing of who may come."""
    return [
        f"{door.route} ({door.module})"
        for door in found
        if door.access is None and (door.name or door.route) not in FOREIGN
    ]


def test_every_door_declares_who_may_come() -> None:
    assert undeclared(doors()) == []


def test_every_code_asked_at_a_door_is_declared() -> None:
    asked = {door.access.code for door in doors() if door.access and door.access.kind == "code"}
    assert asked - codes().keys() == set()


def test_the_list_of_foreign_doors_names_no_door_that_is_gone() -> None:
    foreign = {door.name or door.route for door in doors() if door.access is None}
    assert FOREIGN.keys() - foreign == set()


def test_the_accounts_pages_are_those_of_the_way_in_alone() -> None:
    """allauth mounts the urls beside a provider's class: none of a domain's pages may be there."""
    found = {door.module for door in doors() if door.route.startswith("accounts/")}
    ours = {module for module in found if not module.startswith("allauth.")}
    assert ours - {"guywire.domains.tenants.views.sso", "django.views.generic.base"} == set()


def test_public_doors_say_why() -> None:
    silent = [
        door.route
        for door in doors()
        if door.access
        and door.access.kind in {"public", "signed_in", "visitor"}
        and not door.access.reason
    ]
    assert silent == []


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everybody's")


def test_a_planted_view_without_permission_is_caught() -> None:
    planted = [path("planted/", bare, name="planted")]
    assert undeclared(doors(planted)) == [f"planted/ ({__name__})"]


def test_a_planted_operation_without_permission_is_caught() -> None:
    api = NinjaAPI(urls_namespace="planted")
    api.get("/open")(bare)
    api.get("/shut")(needs("tenants.planted.view", "See what was planted")(bare))
    found = [door for door in doors([path("planted/", api.urls)]) if door.is_operation]
    assert [door.route for door in found] == ["planted/open", "planted/shut"]
    assert undeclared(found) == [f"planted/open ({__name__})"]


@pytest.fixture(autouse=True)
def forget_planted_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guywire.kit.access._codes", dict(codes()))
