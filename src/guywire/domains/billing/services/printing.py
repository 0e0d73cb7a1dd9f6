"""Documents to print, many in one file: made a slice at a time, then put together."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from pypdf import PdfWriter

from guywire.kit import clock
from guywire.kit.errors import DomainError, NotFound
from guywire.kit.jobs import runs
from guywire.kit.jobs.slices import Lane, Slice
from guywire.kit.tenancy import current

from ..models import Invoice, PrintBatch, Sending
from ..queries.papers.documents import with_everything
from .papers import drawn, papers_folder, sheet_of

State, Channel = Sending.State, Sending.Channel
A_SLICE = 50


class NothingToPrint(DomainError):
    code = "nothing_to_print"


def print_waiting() -> PrintBatch:
    """Make one file of all that waits to be printed."""
    waiting = Sending.objects.select_for_update().filter(
        channel=Channel.PRINT, state=State.WAITING, batch=None
    )
    return _start(list(waiting.values_list("pk", flat=True)))


def print_documents(invoices: Iterable[Invoice]) -> PrintBatch:
    """Make one file of chosen documents, whether they wait to be printed or not."""
    rows = [row for row in invoices if row.state != Invoice.State.DRAFT]
    taken = Sending.objects.select_for_update().filter(
        invoice__in=[row.pk for row in rows],
        channel=Channel.PRINT,
        state=State.WAITING,
        batch=None,
    )
    waiting = dict(taken.values_list("invoice", "pk"))
    made = [_once_more(row) for row in rows if row.pk not in waiting]
    return _start([*waiting.values(), *(one.pk for one in made)])


def _once_more(invoice: Invoice) -> Sending:
    before = invoice.sendings.filter(channel=Channel.PRINT).order_by("-turn").first()
    turn = before.turn + 1 if before else 1
    return Sending.objects.create(invoice=invoice, channel=Channel.PRINT, turn=turn)


def _start(sendings: list[UUID]) -> PrintBatch:
    if not sendings:
        raise NothingToPrint("Nothing waits to be printed.")
    now = clock.now()
    batch = PrintBatch.objects.create(
        name=f"{now:%Y-%m-%d %H:%M}", started_by=current().actor, row_count=len(sendings)
    )
    Sending.objects.filter(pk__in=sendings).update(batch=batch)
    runs.start(batch)
    return batch


def print_some(batch: PrintBatch, lane: Lane) -> Slice:
    """Set the next documents of a batch, in the order of their numbers."""
    rows = with_everything(Invoice.objects.filter(sendings__batch=batch).order_by("number", "pk"))
    done = int(lane.after or 0)
    found = list(rows[done : done + A_SLICE])
    if not found:
        return Slice(more=False)
    lane.look()
    made = drawn([sheet_of(row) for row in found], title=str(batch), to_print=True)
    folder = _parts(batch)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{done:08d}.pdf").write_bytes(made)
    after = done + len(found)
    return Slice(rows=len(found), more=after < batch.row_count, after=after)


def finish_printing(batch: PrintBatch) -> None:
    """Put the parts together; what is in the file counts as sent."""
    writer = PdfWriter()
    parts = sorted(_parts(batch).glob("*.pdf"))
    for part in parts:
        writer.append(part)
    with _file(batch).open("wb") as file:
        writer.write(file)
    writer.close()
    shutil.rmtree(_parts(batch))
    now = clock.now()
    Invoice.objects.filter(sendings__batch=batch, sent_at=None).update(sent_at=now)
    batch.sendings.update(state=State.SENT, sent_at=now)


def printed_file(batch: PrintBatch) -> Path:
    """Raises NotFound while it is made."""
    path = _file(batch)
    if not batch.is_finished or not path.is_file():
        raise NotFound("This file is not made yet.")
    return path


def remove_batch(batch: PrintBatch) -> None:
    """Forget a batch and its file. What was not printed waits again."""
    if not batch.is_over:
        runs.cancel(batch)
    batch.sendings.filter(state=State.WAITING).update(batch=None)
    shutil.rmtree(_parts(batch), ignore_errors=True)
    _file(batch).unlink(missing_ok=True)
    batch.delete()


def _folder() -> Path:
    return papers_folder(current().tenant_id) / "prints"


def _parts(batch: PrintBatch) -> Path:
    return _folder() / str(batch.pk)


def _file(batch: PrintBatch) -> Path:
    return _folder() / f"{batch.pk}.pdf"
