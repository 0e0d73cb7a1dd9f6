"""The terrain of the platform: what there is, and fetching what is missing."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from guywire.kit.access import ActorRequest, needs
from guywire.kit.errors import DomainError, Forbidden
from guywire.kit.jobs import runs

from ..queries.terrain import terrain_tiles
from ..queries.tiles_wanted import missing_tiles, newest_fetch
from ..services.fetching import cancel_fetch, start_fetch


@require_GET
@needs("network.terrain.view")
def page(request: ActorRequest) -> HttpResponse:
    """The rasters of the platform; an operator also sees what is missing around the sites."""
    context: dict[str, Any] = {"tiles": terrain_tiles()}
    if request.actor.is_operator and settings.GUYWIRE_TERRAIN_URL:
        context |= {"fetch": newest_fetch(), "missing": missing_tiles(), "may_fetch": True}
    is_part = bool(request.headers.get("HX-Request"))
    template = "network/terrain_fetch.html" if is_part else "network/terrain.html"
    return render(request, template, context)


@require_POST
@needs("network.terrain.fetch", "Fetch public terrain tiles (operators of the platform)")
def fetch(request: ActorRequest) -> HttpResponse:
    """Queue the missing tiles, which serve all tenants: operators only."""
    _refuse_others(request)
    try:
        start_fetch(missing_tiles())
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("network:terrain")


@require_POST
@needs("network.terrain.fetch")
def cancel(request: ActorRequest) -> HttpResponse:
    """Stop; what is stored stays."""
    _refuse_others(request)
    running = newest_fetch()
    if running is not None:
        cancel_fetch(running)
    return redirect("network:terrain")


@require_POST
@needs("network.terrain.fetch")
def restart(request: ActorRequest) -> HttpResponse:
    """Go on with the tiles that a stopped fetch left."""
    _refuse_others(request)
    newest = newest_fetch()
    if newest is not None:
        runs.resume(newest)
    return redirect("network:terrain")


def _refuse_others(request: ActorRequest) -> None:
    if not request.actor.is_operator:
        raise Forbidden("platform operator")
