"""Operations of sending and printing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse
from ninja import Field, Router, Schema, Status

from guywire.kit.access import ActorRequest, needs
from guywire.kit.errors import NotFound

from ..entities.sendings import SendingOutput
from ..models import Invoice
from ..queries import finding
from ..queries import sendings as queries
from ..services import printing, sending

router = Router(tags=["Papers"])
MOST_CHOSEN = 5_000


class UnsentInput(Schema):
    """Which documents that were never sent."""

    run_id: UUID | None = Field(default=None, description="those of one billing run; empty: all")


class PrintInput(Schema):
    """What to print."""

    invoice_ids: list[UUID] = Field(
        default_factory=list, max_length=MOST_CHOSEN, description="empty: all that waits"
    )


class PrintBatchOutput(Schema):
    """Documents in one file to print."""

    id: UUID
    name: str
    state: str
    row_count: int
    done_count: int
    error: str
    created_at: datetime
    finished_at: datetime | None


@router.post("/invoices/{uuid:invoice_id}/send", response=SendingOutput,
             operation_id="send_invoice", summary="Send a document")  # fmt: skip
@needs("billing.invoice.send")
def send(request: ActorRequest, invoice_id: UUID) -> Any:
    """By mail, or to the print queue where paper is wanted or no address is known."""
    return sending.send(finding.document_named(invoice_id))


@router.post("/sendings/send_unsent", response={202: None}, operation_id="send_unsent",
             summary="Send what was never sent")  # fmt: skip
@needs("billing.invoice.send")
def send_unsent(request: ActorRequest, body: UnsentInput) -> Any:
    """In the background; nothing is sent twice."""
    sending.send_later(body.run_id)
    return Status(202, None)


@router.post("/print-batches", response={201: PrintBatchOutput}, operation_id="add_print_batch",
             summary="Make one file of documents to print")  # fmt: skip
@needs("billing.print_batch.add")
def add_batch(request: ActorRequest, body: PrintInput) -> Any:
    if not body.invoice_ids:
        return Status(201, printing.print_waiting())
    return Status(201, printing.print_documents(_chosen(body.invoice_ids)))


def _chosen(ids: list[UUID]) -> list[Invoice]:
    found = finding.documents_named(ids)
    if len(found) != len(set(ids)):
        raise NotFound("One of these documents does not exist.")
    return found


@router.get("/print-batches/{uuid:batch_id}", response=PrintBatchOutput,
            operation_id="get_print_batch", summary="How far a print batch is")  # fmt: skip
@needs("billing.print_batch.view")
def get_batch(request: ActorRequest, batch_id: UUID) -> Any:
    return queries.batch_named(batch_id)


@router.get("/print-batches/{uuid:batch_id}/documents.pdf", operation_id="print_batch_file",
            summary="The file of a print batch")  # fmt: skip
@needs("billing.print_batch.view")
def batch_file(request: ActorRequest, batch_id: UUID) -> FileResponse:
    path = printing.printed_file(queries.batch_named(batch_id))
    return FileResponse(path.open("rb"), content_type="application/pdf", filename=path.name)
