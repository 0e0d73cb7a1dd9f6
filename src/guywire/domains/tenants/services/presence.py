"""Marks of use: who was seen when, at most once a minute each, to spare the disk."""

from uuid import UUID

from guywire.kit import clock

from ..models import ApiKey, Membership

SEEN_RESOLUTION_S = 60


def note_seen(membership: Membership) -> None:
    """Remember that the person is here; an ``update`` of one column, unaudited by being no news."""
    now = clock.now()
    seen = membership.last_seen_at
    if seen is None or (now - seen).total_seconds() > SEEN_RESOLUTION_S:
        Membership.objects.filter(pk=membership.pk).update(last_seen_at=now)


def note_key_used(key_id: UUID) -> None:
    ApiKey.objects.filter(pk=key_id).update(last_used_at=clock.now())
