"""The report of an engineered path."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from guywire.domains.tenants.queries import this_tenant
from guywire.kit.access import ActorRequest, needs

from ..queries.engineering import engineered
from ..queries.path_report import path_report, report_name
from ..queries.plans import plan_named


@require_GET
@needs("network.link_plan.view")
def report(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The path as a PDF."""
    plan = plan_named(pk, request.actor)
    answer = HttpResponse(
        path_report(engineered(plan), maker=this_tenant().name), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'attachment; filename="{report_name(plan)}"'
    return answer
