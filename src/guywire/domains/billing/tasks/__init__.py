"""Timed and long work of billing."""

from contextlib import AbstractContextManager
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from uuid import UUID

from django.core.mail import get_connection

from guywire.kit.jobs import background, defer, runs
from guywire.kit.tenancy import in_tenant

from ..models import BillingRun, PrintBatch, Rehearsal, Sending
from ..services import letters, printing, sending
from ..services import runs as services
from .collecting import PERIODIC

__all__ = ["PERIODIC"]

LETTERS_A_SLICE = 20
FOR_NOW, FOR_GOOD = 400, 500

rehearse = runs.job_of(
    Rehearsal,
    services.rehearse_some,
    finish=services.finish_rehearsal,
    tell=services.tell_rehearsal,
    actor="job:billing",
)
bill = runs.job_of(
    BillingRun,
    services.bill_some,
    finish=services.finish_run,
    tell=services.tell_run,
    actor="job:billing",
)
print_batch = runs.job_of(
    PrintBatch, printing.print_some, finish=printing.finish_printing, actor="job:billing"
)


class NoMailServer(Exception):
    """Nothing was sent; the job tries again later."""


@background(sending.SEND_UNSENT, fair=True)
def send_unsent(tenant_id: UUID, *, run_id: str = "") -> None:
    """Queue what was never sent, a thousand at a time, then send it."""
    with _scope(tenant_id):
        more = sending.queue_unsent(UUID(run_id) if run_id else None)
        if more == sending.QUEUED_AT_ONCE:
            defer(sending.SEND_UNSENT, run_id=run_id)
        if more:
            defer(sending.SEND_LETTERS)


@background(sending.SEND_LETTERS, attempts=7, fair=True)
def send_letters(tenant_id: UUID) -> None:
    """Hand letters to the mail server, each marked before in a transaction of its own."""
    with _scope(tenant_id):
        sending.doubt_silent()
    for _ in range(LETTERS_A_SLICE):
        with _scope(tenant_id):
            taken = sending.take_letter()
        if taken is None:
            return
        with _scope(tenant_id):
            problem = _hand_over(taken)
        if problem:
            raise NoMailServer(problem)
    with _scope(tenant_id):
        defer(sending.SEND_LETTERS)


def _hand_over(row: Sending) -> str:
    """Why nothing can be sent at the moment; empty when this letter is through, one way or other.

    Once the server has the letter no error means that it has not gone.
    """
    message, paper = letters.letter(row)
    server = get_connection()
    try:
        server.open()
    except (OSError, SMTPException) as error:
        sending.put_back(row, reason=f"The mail server does not answer: {error}")
        return str(error)
    try:
        server.send_messages([message])
    except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError) as error:
        return _answered(row, error)
    except (OSError, SMTPException) as error:
        sending.close(row, Sending.State.DOUBTFUL, reason=f"It may have gone: {error}")
        return ""
    finally:
        server.close()
    sending.mark_sent(row, paper=paper)
    return ""


def _answered(
    row: Sending, error: SMTPRecipientsRefused | SMTPSenderRefused | SMTPDataError
) -> str:
    """The server refused: for now (RFC 5321 §4.2.1, 4yz), or for good."""
    code, words = _answer(error)
    if FOR_NOW <= code < FOR_GOOD:
        sending.put_back(row, reason=words)
        return words
    sending.refuse(row, reason=words)
    return ""


def _answer(error: SMTPRecipientsRefused | SMTPSenderRefused | SMTPDataError) -> tuple[int, str]:
    said: bytes | str
    if isinstance(error, SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    else:
        code, said = error.smtp_code, error.smtp_error
    words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return int(code), f"{code} {words}"


def _scope(tenant_id: UUID) -> AbstractContextManager[object]:
    return in_tenant(tenant_id, actor="job:letters", door="job")
