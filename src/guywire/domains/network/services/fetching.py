"""Fetching public terrain tiles for the installation: which, how far, and what became of each.

Nothing here asks the network: the job does, between two of these steps.
"""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.jobs import runs
from guywire.kit.jobs.runs import OPEN
from guywire.kit.jobs.slices import Lane, Slice

from ..events import TerrainWanted
from ..models import TerrainFetch
from ..queries.tile_sources import StoredTile

LONGEST_REASON = 500
State = TerrainFetch.State
Found = StoredTile | DomainError | None
"""What became of a tile; None: the source does not have it."""


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
    if TerrainFetch.objects.filter(state__in=OPEN).exists():
        raise FetchRuns(_("Tiles are being fetched already."))
    fetch = TerrainFetch.objects.create(waiting=list(names), row_count=len(names))
    runs.start(fetch)
    return fetch


def next_tile(fetch: TerrainFetch, lane: Lane) -> str:
    """The tile to fetch next; "" where none is left."""
    return str(fetch.waiting[0]) if fetch.waiting else ""


def note_tile(fetch: TerrainFetch, lane: Lane, outcome: tuple[str, Found]) -> Slice:
    """Keep what became of a tile."""
    name, found = outcome
    if name not in fetch.waiting:
        return Slice(more=bool(fetch.waiting))
    fetch.waiting.remove(name)
    if found is None:
        fetch.absent.append(name)
    elif isinstance(found, StoredTile):
        fetch.stored.append({"name": found.name, "bytes": found.size, "sha256": found.sha256})
    else:
        fetch.refused.append({"name": name, "reason": found.message[:LONGEST_REASON]})
    return Slice(rows=1, more=bool(fetch.waiting))


def tell(fetch: TerrainFetch) -> None:
    """Publish that tiles wait."""
    if fetch.state == State.QUEUED:
        publish(TerrainWanted(fetch_id=fetch.pk))


def cancel_fetch(fetch: TerrainFetch) -> TerrainFetch:
    """Stop; what is stored stays. One that is over stays as it is."""
    return fetch if fetch.is_over else runs.cancel(fetch)
