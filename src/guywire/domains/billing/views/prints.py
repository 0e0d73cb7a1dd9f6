"""Sending documents, and printing many in one file."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guywire.kit.access import ActorRequest, needs
from guywire.kit.jobs import runs

from ..queries import finding
from ..queries import sendings as queries
from ..services import printing, sending

NEWEST = 50


@require_POST
@needs("billing.invoice.send", "Send documents to customers")
def send(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Send one document, or send it again."""
    made = sending.send(finding.document_named(pk))
    if made.channel == made.Channel.EMAIL:
        messages.success(request, _("It goes to %s.") % made.address)
    else:
        messages.success(request, _("It waits to be printed."))
    return redirect("billing:sending-detail", pk=made.pk)


@require_POST
@needs("billing.invoice.send")
def send_unsent(request: ActorRequest) -> HttpResponse:
    """Send all that was never sent."""
    sending.send_later()
    messages.success(request, _("Whatever was not sent yet goes out now."))
    return redirect("billing:sending-list")


@require_GET
@needs("billing.print_batch.view", "See what was printed, and take the files")
def batch_list(request: ActorRequest) -> HttpResponse:
    context = {
        "batches": queries.newest_batches(NEWEST),
        "waiting": queries.waiting_to_print(),
        "may_print": request.actor.may("billing.print_batch.add"),
        "may_send": request.actor.may("billing.invoice.send"),
    }
    return render(request, "billing/prints.html", context)


@require_POST
@needs("billing.print_batch.add", "Make one file of documents to print")
def start(request: ActorRequest) -> HttpResponse:
    """Print what waits."""
    return redirect("billing:print-detail", pk=printing.print_waiting().pk)


@require_GET
@needs("billing.print_batch.view")
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    is_part = bool(request.headers.get("HX-Request"))
    template = "billing/print_progress.html" if is_part else "billing/print.html"
    context = {
        "run": queries.batch_named(pk),
        "may_print": request.actor.may("billing.print_batch.add"),
        "may_remove": request.actor.may("billing.print_batch.remove"),
    }
    return render(request, template, context)


@require_POST
@needs("billing.print_batch.add")
def cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    runs.cancel(queries.batch_named(pk))
    return redirect("billing:print-detail", pk=pk)


@require_POST
@needs("billing.print_batch.add")
def go_on(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Go on where it ended."""
    runs.resume(queries.batch_named(pk))
    return redirect("billing:print-detail", pk=pk)


@require_POST
@needs("billing.print_batch.remove", "Remove a print batch with its file")
def remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    printing.remove_batch(queries.batch_named(pk))
    return redirect("billing:print-list")


@require_GET
@needs("billing.print_batch.view")
def result(request: ActorRequest, pk: UUID) -> FileResponse:
    batch = queries.batch_named(pk)
    return FileResponse(
        printing.printed_file(batch).open("rb"),
        filename=f"print-{batch.pk}.pdf",
        content_type="application/pdf",
    )
