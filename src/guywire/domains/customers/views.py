"""Pages of the customers domain that are no entity's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guywire.kit.access import ActorRequest, needs

from . import queries


@needs("customers.customer.merge")
@require_GET
def duplicates(request: ActorRequest) -> HttpResponse:
    """Customers that may be one and the same, group by group."""
    context = {"groups": queries.duplicate_groups()}
    return render(request, "customers/duplicates.html", context)
