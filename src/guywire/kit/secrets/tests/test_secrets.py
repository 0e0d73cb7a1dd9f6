"""Secrets are sealed at rest, opened only with the right key and place, and survive rotation."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from guywire.domains.tenants.models import Tenant
from guywire.kit.secrets.envelope import (
    SecretUnreadable,
    new_master_key,
    parse_master_keys,
    seal,
    unseal,
)
from guywire.kit.secrets.models import DataKey, decrypt, encrypt, rewrap_all
from guywire.kit.tenancy import in_tenant

KEY = b"k" * 32


def test_what_is_sealed_opens_with_the_same_key_and_context() -> None:
    assert unseal(KEY, seal(KEY, b"mast", b"here"), b"here") == b"mast"


@pytest.mark.parametrize(("key", "context"), [(b"x" * 32, b"here"), (KEY, b"there")])
def test_another_key_or_context_opens_nothing(key: bytes, context: bytes) -> None:
    token = seal(KEY, b"mast", b"here")
    with pytest.raises(SecretUnreadable):
        unseal(key, token, context)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("no-colon", "name:base64"),
        ("k1:AAAA", "3 bytes, not 32"),
        ("k-1:" + "A" * 44, "letters and digits"),
        ("k1:!", "not base64|bytes"),
    ],
)
def test_a_wrong_master_key_says_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_master_keys(text)


def test_the_stored_value_shows_nothing_of_the_secret(tenant: Tenant) -> None:
    stored = encrypt("hunter2")
    assert "hunter2" not in stored
    assert decrypt(stored) == "hunter2"
    assert encrypt("hunter2") != stored


def test_rotation_wraps_anew_and_values_still_open(tenant: Tenant, settings: Settings) -> None:
    stored = encrypt("hunter2")
    old = settings.GUYWIRE_MASTER_KEYS
    (new,) = parse_master_keys(new_master_key("t2"))
    settings.GUYWIRE_MASTER_KEYS = (new, *old)
    assert rewrap_all() == 1
    assert rewrap_all() == 0
    settings.GUYWIRE_MASTER_KEYS = (new,)
    assert decrypt(stored) == "hunter2"


def test_without_its_master_key_a_secret_names_the_key_it_misses(
    tenant: Tenant, settings: Settings
) -> None:
    stored = encrypt("hunter2")
    settings.GUYWIRE_MASTER_KEYS = (replace(settings.GUYWIRE_MASTER_KEYS[0], name="other"),)
    with pytest.raises(SecretUnreadable, match="t1"):
        decrypt(stored)


def test_a_tenants_value_does_not_open_in_another_tenant(wisp: Tenant, other_wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        stored = encrypt("hunter2")
    with pytest.raises(DataKey.DoesNotExist), in_tenant(other_wisp.pk, actor="test"):
        decrypt(stored)
