"""How far rehearsals and runs are: asked for again while they go on, stopped, gone on with."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from guywire.kit.access import ActorRequest, needs
from guywire.kit.jobs import runs

from ..queries import finding
from ..services import why

PART = "billing/panels/run_part.html"


def _part(request: ActorRequest, run: Any, kind: str, code: str) -> HttpResponse:
    context = {
        "run": run,
        "place": f"billing:{kind}-progress",
        "act": f"billing:{kind}-act",
        "may_act": request.actor.may(code),
    }
    return render(request, PART, context)


def _act(run: Any, verb: str) -> None:
    if verb == "stop":
        runs.cancel(run)
    elif verb == "go-on":
        runs.resume(run)


@require_GET
@needs("billing.rehearsal.view")
def rehearsal_progress(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _part(request, finding.rehearsal_named(pk), "rehearsal", "billing.rehearsal.add")


@require_GET
@needs("billing.billing_run.view")
def run_progress(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _part(request, finding.run_named(pk), "run", "billing.billing_run.add")


@require_GET
@needs("billing.rehearsed_customer.view")
def rehearsed_why(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Why a customer would be billed these amounts, worked out anew."""
    told = why.explained(finding.rehearsed_named(pk))
    return render(request, "billing/why.html", {"told": told})


@require_POST
@needs("billing.rehearsal.add")
def rehearsal_act(request: ActorRequest, pk: UUID, verb: str) -> HttpResponse:
    """Stop a rehearsal, or go on with it."""
    _act(finding.rehearsal_named(pk), verb)
    return redirect("billing:rehearsal-detail", pk=pk)


@require_POST
@needs("billing.billing_run.add", "Stop billing runs and go on with them")
def run_act(request: ActorRequest, pk: UUID, verb: str) -> HttpResponse:
    """Stop a run, or go on with it; what it issued stays."""
    _act(finding.run_named(pk), verb)
    return redirect("billing:billing_run-detail", pk=pk)
