"""Single sign-on at an issuer: the whole round trip, whom it lets in, and what it refuses."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from guywire.domains.tenants.models import Person, Tenant
from guywire.domains.tenants.tests import issuer as issuers
from guywire.domains.tenants.tests import make
from guywire.domains.tenants.tests.issuer import CLIENT, SECRET, Issuer

pytestmark = pytest.mark.django_db


@pytest.fixture
def issuer(db: None, settings: Settings) -> Iterator[Issuer]:
    cache.clear()
    with issuers.running() as running:
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{
            "provider_id": "sso", "name": "Single sign-on", "client_id": CLIENT, "secret": SECRET,
            "settings": {"server_url": running.url},
        }]}}  # fmt: skip
        yield running


def begin(browser: Client) -> str:
    """The address at the issuer that the button leads to."""
    return str(browser.post("/accounts/oidc/sso/login/")["Location"])


def round_trip(browser: Client, issuer: Issuer) -> Any:
    return browser.get(issuer.authorize(begin(browser)))


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def member(wisp: Tenant, email: str) -> Person:
    person = make.person(email)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return make.member(wisp, who=person).person


def test_a_known_person_comes_in_by_the_issuer(wisp: Tenant, issuer: Issuer) -> None:
    person = member(wisp, "ada@example.com")
    browser = Client()
    answer = round_trip(browser, issuer)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/t/kinsman/").status_code == 200
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.uid) == (person, "42")
    issuer.person["email"] = "renamed@example.com"
    again = Client()
    round_trip(again, issuer)
    assert again.get("/t/kinsman/").status_code == 200
    assert Person.objects.count() == 1


def test_an_unverified_address_opens_nobodys_account(wisp: Tenant, issuer: Issuer) -> None:
    member(wisp, "ada@example.com")
    issuer.person["email_verified"] = False
    browser = Client()
    round_trip(browser, issuer)
    assert not is_in(browser)
    assert SocialAccount.objects.count() == 0


def test_an_unknown_person_signs_up_where_that_is_open(issuer: Issuer) -> None:
    browser = Client()
    round_trip(browser, issuer)
    assert browser.get("/")["Location"] == "/found/"
    assert Person.objects.get().email == "ada@example.com"


def test_an_unknown_person_stays_out_where_sign_up_is_closed(
    issuer: Issuer, settings: Settings
) -> None:
    settings.GUYWIRE_SIGNUP_OPEN = False
    browser = Client()
    answer = round_trip(browser, issuer)
    assert (answer.status_code, is_in(browser)) == (200, False)
    assert Person.objects.count() == SocialAccount.objects.count() == 0


def test_a_suspended_account_does_not_come_in(wisp: Tenant, issuer: Issuer) -> None:
    person = member(wisp, "ada@example.com")
    person.is_active = False
    person.save(update_fields=["is_active"])
    browser = Client()
    answer = round_trip(browser, issuer)
    assert answer["Location"] == "/accounts/inactive/"
    assert not is_in(browser)


@pytest.mark.parametrize("amiss", [
    {"iss": "https://other.example"},
    {"iss": None},
    {"aud": "somebody-else"},
    {"aud": ["somebody-else", "another"]},
    {"aud": None},
    {"exp": 1_700_000_000},
    {"exp": None},
    {"nonce": "of another browser"},
    {"nonce": None},
    {"sub": None},
    {"iat": None},
], ids=str)  # fmt: skip
def test_a_token_that_does_not_hold_is_refused(
    wisp: Tenant, issuer: Issuer, amiss: dict[str, Any]
) -> None:
    member(wisp, "ada@example.com")
    issuer.amiss = amiss
    browser = Client()
    answer = round_trip(browser, issuer)
    assert answer.status_code == 401
    assert not is_in(browser)
    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize("forgery", ["another key", "no signature", "shared secret"])
def test_a_forged_token_is_refused(wisp: Tenant, issuer: Issuer, forgery: str) -> None:
    member(wisp, "ada@example.com")
    if forgery == "another key":
        issuer.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elif forgery == "no signature":
        issuer.signs_with, issuer.algorithm = None, "none"
    else:
        issuer.signs_with, issuer.algorithm = "x" * 64, "HS256"
    browser = Client()
    assert round_trip(browser, issuer).status_code == 401
    assert not is_in(browser)


def test_an_issuer_that_calls_itself_otherwise_is_refused(wisp: Tenant, issuer: Issuer) -> None:
    member(wisp, "ada@example.com")
    issuer.calls_itself = "https://other.example"
    browser = Client()
    assert round_trip(browser, issuer).status_code == 401
    assert not is_in(browser)


def test_claims_from_the_user_info_count_only_for_the_same_subject(
    wisp: Tenant, issuer: Issuer
) -> None:
    member(wisp, "ada@example.com")
    issuer.told = {**issuer.person, "sub": "43"}
    issuer.amiss = {"email": None, "email_verified": None}
    browser = Client()
    assert round_trip(browser, issuer).status_code == 401
    issuer.told = dict(issuer.person)
    round_trip(browser, issuer)
    assert is_in(browser)


def test_another_browser_cannot_use_the_way_back(wisp: Tenant, issuer: Issuer) -> None:
    """Neither with its own state nor with none: a link sent to a victim signs nobody in."""
    member(wisp, "ada@example.com")
    back = issuer.authorize(begin(Client()))
    victim = Client()
    begin(victim)
    assert victim.get(back).status_code == 401
    assert not is_in(victim)


def test_a_code_works_once_and_only_with_its_verifier(wisp: Tenant, issuer: Issuer) -> None:
    member(wisp, "ada@example.com")
    first = Client()
    back = issuer.authorize(begin(first))
    code = next(iter(issuer.codes))
    asked = issuer.codes[code]
    assert issuer.token({"code": code, "client_id": CLIENT, "client_secret": SECRET}) is None
    issuer.codes[code] = asked
    first.get(back)
    assert is_in(first)
    assert issuer.codes == {}


def test_an_issuer_that_is_away_says_so(issuer: Issuer) -> None:
    browser = Client()
    way = begin(browser)
    back = issuer.authorize(way)
    issuer.codes.clear()
    answer = browser.get(back)
    assert (answer.status_code, is_in(browser)) == (401, False)
