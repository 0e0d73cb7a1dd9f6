"""The ways in: password, TOTP, passkeys, recovery codes, single sign-on; and who stays out."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from guywire.domains.tenants.models import Person, Tenant
from guywire.domains.tenants.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counters(db: None) -> None:
    cache.clear()


def sign_in(browser: Client, person: Person, password: str = make.PASSWORD) -> str:
    answer = browser.post("/accounts/login/", {"login": person.email, "password": password})
    return str(answer.get("Location", "") if answer.status_code == 302 else answer.status_code)


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_the_password_opens_and_leads_on(wisp: Tenant) -> None:
    membership = make.member(wisp)
    browser = Client()
    asked = browser.get("/t/kinsman/tenants/people/?x=1")
    assert asked["Location"] == "/accounts/login/?next=/t/kinsman/tenants/people/%3Fx%3D1"
    assert sign_in(browser, membership.person, "wrong") == "200"
    assert sign_in(browser, membership.person) == "/"
    assert browser.get("/")["Location"] == "/t/kinsman/"
    assert browser.get("/t/kinsman/").status_code == 200


@pytest.mark.parametrize(
    ("looked_at", "leads_on"),
    [
        ("https://ops.example/t/kinsman/tenants/people/?q=a", "/t/kinsman/tenants/people/%3Fq%3Da"),
        ("", "/"),
        ("https://ops.example", "/"),
    ],
)
def test_a_part_of_a_page_leads_the_whole_page_to_sign_in_and_back(
    wisp: Tenant, looked_at: str, leads_on: str
) -> None:
    """The part itself must not become a sign-in form in the middle of a page."""
    person = make.member(wisp).person
    browser = Client()
    headers = {"HX-Request": "true", "HX-Current-URL": looked_at}
    asked = browser.get("/t/kinsman/tenants/people/?q=ab", headers=headers)
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked["HX-Redirect"] == f"/accounts/login/?next={leads_on}"
    sent = browser.post("/t/kinsman/tenants/people/", {"x": "1"}, headers=headers)
    assert (sent.status_code, sent["HX-Redirect"]) == (204, asked["HX-Redirect"])
    login = {"login": person.email, "password": make.PASSWORD}
    signed_in = browser.post(asked["HX-Redirect"], login)
    assert signed_in["Location"] == unquote(leads_on)
    part = browser.get("/t/kinsman/tenants/people/?q=ab", headers=headers)
    assert (part.status_code, "HX-Redirect" in part) == (200, False)


def test_the_page_that_a_part_says_it_belongs_to_is_never_another_site_s(wisp: Tenant) -> None:
    person = make.member(wisp).person
    browser = Client()
    headers = {"HX-Request": "true", "HX-Current-URL": "https://ops.example//evil.example/x"}
    asked = browser.get("/t/kinsman/tenants/people/", headers=headers)
    login = {"login": person.email, "password": make.PASSWORD}
    signed_in = browser.post(asked["HX-Redirect"], login)
    assert signed_in.status_code == 302
    assert urlsplit(signed_in["Location"]).netloc == ""


def test_a_weak_or_common_password_is_refused_at_sign_up(db: None) -> None:
    browser = Client()
    for password in ("password12345", "kinsman@x1", "short"):
        form = {"email": "kinsman@example.com", "password1": password, "password2": password}
        assert browser.post("/accounts/signup/", form).status_code == 200
    assert Person.objects.count() == 0
    strong = "ladder-quartz-mitten-52"
    form = {"email": "new@example.com", "password1": strong, "password2": strong}
    assert browser.post("/accounts/signup/", form).status_code == 302
    assert browser.get("/")["Location"] == "/found/"


def test_sign_up_can_be_closed_but_for_the_invited(db: None, settings: Settings) -> None:
    settings.GUYWIRE_SIGNUP_OPEN = False
    browser = Client()
    form = {"email": "n@example.com", "password1": make.PASSWORD, "password2": make.PASSWORD}
    browser.post("/accounts/signup/", form)
    assert Person.objects.count() == 0


def test_too_many_wrong_passwords_lock_the_door(db: None) -> None:
    person = make.person()
    browser = Client()
    for _ in range(5):
        assert sign_in(browser, person, "wrong") == "200"
    browser.post("/accounts/login/", {"login": person.email, "password": make.PASSWORD})
    assert "_auth_user_id" not in browser.session


def test_a_suspended_person_neither_signs_in_nor_stays(wisp: Tenant) -> None:
    person = make.member(wisp).person
    inside = Client()
    inside.force_login(person)
    assert inside.get("/t/kinsman/").status_code == 200
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert inside.get("/t/kinsman/").status_code == 302
    assert sign_in(Client(), person) == "/accounts/inactive/"


def test_the_second_factor_is_asked_and_checked(wisp: Tenant) -> None:
    person = make.member(wisp).person
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    browser = Client()
    assert sign_in(browser, person) == "/accounts/2fa/authenticate/"
    assert browser.get("/t/kinsman/").status_code == 302
    assert browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert browser.get("/t/kinsman/").status_code == 302
    answer = browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/t/kinsman/").status_code == 200


def test_a_recovery_code_opens_once(wisp: Tenant) -> None:
    person = make.member(wisp).person
    TOTP.activate(person, generate_totp_secret())
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    first = Client()
    sign_in(first, person)
    assert first.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    second = Client()
    sign_in(second, person)
    assert second.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The authenticator's clock stands still, and goes on by one code when told to."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: now[0])

    def go_on() -> None:
        now[0] += 30

    return go_on


def test_a_second_factor_is_set_up_and_used_by_pages_alone(
    wisp: Tenant, later: Callable[[], None]
) -> None:
    person = make.member(wisp).person
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    browser = Client()
    sign_in(browser, person)
    asked = browser.get("/accounts/2fa/totp/activate/")["Location"]
    assert asked.startswith("/accounts/reauthenticate/")
    browser.post(asked, {"password": make.PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert browser.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})["Location"]
    shown = browser.get("/accounts/2fa/recovery-codes/").content.decode()
    codes = browser.get("/accounts/2fa/recovery-codes/download/").content.decode().split()
    assert len(codes) == 10
    assert [code for code in codes if code not in shown] == []
    browser.post("/accounts/logout/")
    assert browser.get("/t/kinsman/").status_code == 302

    later()
    assert sign_in(browser, person) == "/accounts/2fa/authenticate/"
    answer = browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert (answer.status_code, browser.get("/t/kinsman/").status_code) == (302, 200)
    overheard = Client()
    sign_in(overheard, person)
    overheard.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert overheard.get("/t/kinsman/").status_code == 302

    rescued = Client()
    sign_in(rescued, person)
    assert rescued.post("/accounts/2fa/authenticate/", {"code": codes[3]}).status_code == 302
    assert rescued.get("/t/kinsman/").status_code == 200
    rescued.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    left = rescued.get("/accounts/2fa/recovery-codes/download/").content.decode().split()
    assert left == [code for code in codes if code != codes[3]]


def test_passkey_pages_answer(wisp: Tenant) -> None:
    browser = Client()
    challenge = browser.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert challenge.status_code == 200
    assert "publicKey" in challenge.json()["request_options"]
    sign_in(browser, make.member(wisp).person)
    assert browser.get("/accounts/2fa/webauthn/").status_code == 200


def test_a_configured_issuer_is_offered(db: None, settings: Settings) -> None:
    assert b"Single sign-on" not in Client().get("/accounts/login/").content
    app = {"provider_id": "sso", "name": "Single sign-on", "client_id": "c", "secret": "s",
           "settings": {"server_url": "https://issuer.example"}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    page = Client().get("/accounts/login/").content.decode()
    assert "Single sign-on" in page
    assert "/accounts/oidc/sso/login/" in page


def test_linked_sign_ins_are_offered_where_there_is_a_provider(
    wisp: Tenant, settings: Settings
) -> None:
    browser = Client()
    sign_in(browser, make.member(wisp).person)
    assert "Linked sign-ins" not in browser.get("/accounts/email/").content.decode()
    app = {"provider_id": "sso", "name": "Our own", "client_id": "a", "secret": "b",
           "settings": {"server_url": "https://issuer.example"}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert "Linked sign-ins" in browser.get("/accounts/email/").content.decode()


def test_sessions_are_listed_and_ended(wisp: Tenant) -> None:
    person = make.member(wisp).person
    here, there = Client(), Client()
    sign_in(here, person)
    sign_in(there, person)
    there.get("/t/kinsman/")
    assert here.get("/accounts/sessions/").status_code == 200
    here.post("/accounts/sessions/")
    assert there.get("/t/kinsman/").status_code == 302
    assert here.get("/t/kinsman/").status_code == 200


def test_the_api_without_a_key_speaks_problem_json(wisp: Tenant) -> None:
    for headers in ({}, {"authorization": "Bearer gw_wrong"}, {"authorization": "Basic x"}):
        answer = Client(headers=headers).get("/api/v1/tenants/me")
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
