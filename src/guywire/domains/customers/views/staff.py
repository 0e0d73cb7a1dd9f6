"""Pages of the customers domain that are no entity's."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from guywire.kit.access import ActorRequest, needs
from guywire.kit.entity.registry import get_row, url_of

from .. import queries
from ..entities.places import SERVICE_LOCATION, SHOW_GATE_CODE
from ..services import locations


@needs("customers.customer.merge")
@require_GET
def duplicates(request: ActorRequest) -> HttpResponse:
    """Customers that may be one and the same, group by group."""
    context = {"groups": queries.duplicate_groups()}
    return render(request, "customers/duplicates.html", context)


@require_POST
@needs(SHOW_GATE_CODE, "See a location's gate code; the timeline says who looked")
@cache_control(no_store=True)
def gate_code(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The code in the clear: in the page that asks for it, or without script on one of its own."""
    row = get_row(SERVICE_LOCATION, request.actor, pk)
    context = {
        "row": row, "code": locations.show_gate_code(row), "row_url": url_of(request.actor, row),
    }  # fmt: skip
    is_part = bool(request.headers.get("HX-Request"))
    template = "network/gate_code_shown.html" if is_part else "network/gate_code.html"
    return render(request, template, context)
