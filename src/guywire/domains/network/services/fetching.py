"""Fetching public terrain tiles for the installation: which, how far, and what became of each.

Nothing here asks the network: the job does, between two of these steps.
"""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import TerrainWanted
from ..models import TerrainFetch
from ..queries.tile_sources import StoredTile
from ..queries.tiles_wanted import abandoned_fetches

FETCH = "guywire.network.fetch_terrain"
LONGEST_REASON = 500
State = TerrainFetch.State


class NothingToFetch(DomainError):
    """No source is configured, or nothing is missing."""

    code = "nothing_to_fetch"


class FetchRuns(Conflict):
    code = "terrain_fetch_runs"


def start_fetch(names: Sequence[str]) -> TerrainFetch:
    """Queue tiles to be fetched. Raises NothingToFetch, FetchRuns."""
    if not settings.GUYWIRE_TERRAIN_URL:
        raise NothingToFetch(_("No source of terrain is configured (GUYWIRE_TERRAIN_URL)."))
    if not names:
        raise NothingToFetch(_("No tile is missing around the sites."))
    if TerrainFetch.objects.filter(state=State.RUNNING).exists():
        raise FetchRuns(_("Tiles are being fetched already."))
    fetch = TerrainFetch.objects.create(waiting=list(names))
    publish(TerrainWanted(fetch_id=fetch.pk))
    return fetch


def next_tile(fetch_id: UUID) -> str | None:
    """The tile to fetch next; None when all are done or somebody stopped it."""
    fetch = TerrainFetch.objects.filter(pk=fetch_id).first()
    if fetch is None or fetch.is_over:
        return None
    return str(fetch.waiting[0]) if fetch.waiting else None


def note_tile(fetch_id: UUID, name: str, found: StoredTile | DomainError | None) -> bool:
    """What became of a tile (None: the source does not have it); whether others wait."""
    fetch = TerrainFetch.objects.select_for_update().filter(pk=fetch_id).first()
    if fetch is None or name not in fetch.waiting:
        return False
    fetch.waiting.remove(name)
    if found is None:
        fetch.absent.append(name)
    elif isinstance(found, StoredTile):
        fetch.stored.append({"name": found.name, "bytes": found.size, "sha256": found.sha256})
    else:
        fetch.refused.append({"name": name, "reason": found.message[:LONGEST_REASON]})
    if not fetch.waiting and not fetch.is_over:
        fetch.state, fetch.finished_at = State.FINISHED, clock.now()
    fetch.save()
    return not fetch.is_over


def cancel_fetch(fetch: TerrainFetch) -> TerrainFetch:
    """Stop; what is stored stays."""
    fetch = TerrainFetch.objects.select_for_update().get(pk=fetch.pk)
    if not fetch.is_over:
        fetch.state, fetch.finished_at = State.CANCELLED, clock.now()
        fetch.save(update_fields=["state", "finished_at"])
    return fetch


def give_up_abandoned() -> None:
    """Fail the fetches that no job works on any more: theirs has failed for good."""
    for fetch in abandoned_fetches():
        TerrainFetch.objects.filter(pk=fetch.pk, state=State.RUNNING).update(
            state=State.FAILED,
            error=_("The work broke off again and again."),
            finished_at=clock.now(),
        )
