"""Wrapping and unwrapping with the master keys of the environment (AES-256-GCM)."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class SecretUnreadable(RuntimeError):
    """A stored secret cannot be opened with any of the configured master keys."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One key of GUYWIRE_SECRET_KEYS, named so that a wrapped key says who wrapped it."""

    name: str
    material: bytes

    def derive(self, purpose: str) -> bytes:
        """A key for one purpose; the material itself encrypts nothing."""
        return HKDF(hashes.SHA256(), KEY_BYTES, None, purpose.encode()).derive(self.material)


def parse_master_keys(text: str) -> tuple[MasterKey, ...]:
    """Read ``name:base64,…``, 32 bytes each, newest first; a ValueError says what is wrong."""
    keys = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, colon, encoded = part.partition(":")
        if not colon or not name.isalnum():
            raise ValueError("each key is written name:base64, the name of letters and digits")
        try:
            material = urlsafe_b64decode(encoded)
        except ValueError as error:
            raise ValueError(f"key {name} is not base64") from error
        if len(material) != KEY_BYTES:
            raise ValueError(f"key {name} has {len(material)} bytes, not {KEY_BYTES}")
        keys.append(MasterKey(name, material))
    return tuple(keys)


def new_master_key(name: str) -> str:
    """A fresh key as GUYWIRE_SECRET_KEYS takes it."""
    return f"{name}:{urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()}"


def seal(key: bytes, plain: bytes, context: bytes) -> str:
    """Encrypt; the context (whose, what) must be given again to open."""
    nonce = os.urandom(NONCE_BYTES)
    return urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, plain, context)).decode()


def unseal(key: bytes, token: str, context: bytes) -> bytes:
    raw = urlsafe_b64decode(token)
    try:
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context)
    except InvalidTag as error:
        raise SecretUnreadable("the value was not sealed with this key and context") from error


def wrap(masters: Sequence[MasterKey], key: bytes, context: bytes) -> str:
    newest = masters[0]
    return f"{newest.name}.{seal(newest.derive('data-keys'), key, context)}"


def unwrap(masters: Sequence[MasterKey], wrapped: str, context: bytes) -> bytes:
    name, _, token = wrapped.partition(".")
    for master in masters:
        if master.name == name:
            return unseal(master.derive("data-keys"), token, context)
    raise SecretUnreadable(f"the master key {name!r} is not in GUYWIRE_SECRET_KEYS")
