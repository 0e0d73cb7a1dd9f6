"""API keys: made once, shown once, kept as a digest."""

import secrets

from guywire.kit import clock
from guywire.kit.access import Actor, codes
from guywire.kit.errors import DomainError

from ..digests import digest_of
from ..inputs import ApiKeyInput
from ..models import ApiKey

KEY_PREFIX_LENGTH = 11


class KeyRefused(DomainError):
    code = "key_refused"


def make_key(data: ApiKeyInput, *, maker: Actor) -> tuple[ApiKey, str]:
    """A new key and its token, which is not kept. Its codes are among the maker's own."""
    if maker.kind != "person" or maker.membership_id is None:
        raise KeyRefused("Only a member makes keys: not a key, not a visiting operator.")
    unknown = set(data.codes) - codes().keys()
    if unknown:
        raise KeyRefused(f"Unknown permissions: {', '.join(sorted(unknown))}.", field="codes")
    beyond = set(data.codes) - maker.codes
    if beyond:
        names = ", ".join(sorted(beyond))
        raise KeyRefused(f"You cannot give what you do not hold: {names}.", field="codes")
    if data.expires_at is not None and data.expires_at.tzinfo is None:
        raise KeyRefused("Say the time zone of the expiry.", field="expires_at")
    if data.expires_at is not None and data.expires_at <= clock.now():
        raise KeyRefused("The key would be expired already.", field="expires_at")
    token = f"gw_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        name=data.name,
        prefix=token[:KEY_PREFIX_LENGTH],
        digest=digest_of(token),
        codes=sorted(set(data.codes)),
        expires_at=data.expires_at,
        made_by_id=maker.membership_id,
    )
    return key, token


def revoke_key(key: ApiKey) -> ApiKey:
    """The key stops working at once; asking twice is harmless."""
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
    return key
