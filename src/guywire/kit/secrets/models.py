"""Data keys, one current for each tenant."""

import os

from django.conf import settings
from django.db import models

from ..tenancy import current
from ..tenancy.models import TenantModel
from .envelope import KEY_BYTES, seal, unseal, unwrap, wrap


class DataKey(TenantModel):
    """A tenant's key, wrapped by a master key; values name the key that sealed them."""

    audit_hidden = ("wrapped",)

    wrapped = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"data key {self.pk}"


def _context() -> bytes:
    return b"tenant:" + current().tenant_id.bytes


def _open(key: DataKey) -> bytes:
    return unwrap(settings.GUYWIRE_MASTER_KEYS, key.wrapped, _context())


def encrypt(value: str) -> str:
    """Seal a value of the active tenant; makes the tenant's data key when there is none."""
    key = DataKey.objects.first()
    if key is None:
        key = DataKey()
        material = os.urandom(KEY_BYTES)
        key.wrapped = wrap(settings.GUYWIRE_MASTER_KEYS, material, _context())
        key.save()
    return f"{key.pk}.{seal(_open(key), value.encode(), _context())}"


def decrypt(stored: str) -> str:
    """Open a value of the active tenant. SecretUnreadable when no key fits."""
    key_id, _, token = stored.partition(".")
    key = DataKey.objects.get(pk=key_id)
    return unseal(_open(key), token, _context()).decode()


def rewrap_all() -> int:
    """Wrap the active tenant's data keys by the newest master key; the number re-wrapped."""
    newest = settings.GUYWIRE_MASTER_KEYS[0].name
    stale = DataKey.objects.exclude(wrapped__startswith=f"{newest}.")
    for key in stale:
        key.wrapped = wrap(settings.GUYWIRE_MASTER_KEYS, _open(key), _context())
        key.save(update_fields=["wrapped"])
    return len(stale)
